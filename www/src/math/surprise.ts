/** How surprising an image is to a model, from what it encodes the image to and what it decodes of that. */
import type { Options } from "../run/protocol.ts";
import { imageLoss } from "./likelihood.ts";
import { type Posterior, klOf, posteriorOf } from "./posterior.ts";

/** The scores: −ELBO, its two parts, and the squared error. In nats, but for the last. */
export const SCORES = ["loss", "recon", "kl", "sse"] as const;
export type Score = (typeof SCORES)[number];

/** Codes of some images, and the images that are decoded from their means. */
export interface Seen {
  /** Pixels in [0, 1], one image after the other. */
  x: Float32Array;
  xhat: Float32Array;
  mu: Float32Array;
  logvar: Float32Array | undefined;
  factor?: Float32Array | undefined;
  /** Values of an image, and of a code. */
  size: number;
  latent: number;
}

/** The scores that a model of these options has: a plain autoencoder has no KL divergence, a learned variance no likelihood. */
export function scoresOf(options: Options, code: "gaussian" | "point" | "none"): Score[] {
  const told = imageLoss(options).kind === "likelihood";
  return SCORES.filter((score) => {
    if (score === "sse") return true;
    if (score === "recon") return told;
    return code === "gaussian" && (told || score === "kl");
  });
}

/**
 * A score of each image. The reconstruction error is that of z = μ, so it is the same each time:
 * −ln p(x|z = μ), KL(q(z|x) ‖ N(0, I)), their sum, or Σ (x − x̂)².
 */
export function surprise(
  score: Score,
  options: Options,
  { x, xhat, mu, logvar, factor, size, latent }: Seen,
): Float64Array {
  const encoding = { mu, ...(logvar && { logvar }), ...(factor && { factor }) };
  const loss = imageLoss(score === "sse" ? {} : options);
  return Float64Array.from({ length: Math.floor(xhat.length / size) }, (_, image) => {
    const [start, end] = [image * size, (image + 1) * size];
    const error = score === "kl" ? 0 : loss.of(x.subarray(start, end), xhat.subarray(start, end));
    // Without a likelihood it is half the squares.
    if (score === "sse") return 2 * error;
    return error + (score === "recon" ? 0 : divergence(posteriorOf(encoding, image, latent)));
  });
}

const divergence = (q: Posterior | undefined) => (q ? klOf(q).reduce((sum, part) => sum + part, 0) : 0);
