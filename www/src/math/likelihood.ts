/** −log p(x|z) of an image, from the mean x̂ of p(x|z) that the decoder gives. */
import type { Options } from "../run/protocol.ts";

/** A loss and what it is: a likelihood's, or the squared error where the mean does not tell the likelihood. */
export interface ImageLoss {
  kind: "likelihood" | "squared";
  /** Of pixels in [0, 1] and their means, in nats. */
  of(x: ArrayLike<number>, xhat: ArrayLike<number>): number;
}

/** In single precision, x̂ = 0 may be as much as this, and x̂ = 1 as far from 1 as that. */
const LEAST = 2 ** -126;
const CLOSEST = 2 ** -25;
const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);

/** The loss of a model with these options. */
export function imageLoss(options: Options): ImageLoss {
  const s = Number(options["sigma"]);
  switch (options["likelihood"]) {
    case "bernoulli":
      return { kind: "likelihood", of: bernoulli };
    case "gaussian":
      // ½ (x − x̂)² / s² + log s + ½ log 2π of each pixel
      return {
        kind: "likelihood",
        of: (x, xhat) => squared(x, xhat) / s ** 2 + x.length * (Math.log(s) + HALF_LOG_TAU),
      };
    default:
      // A learned variance is no part of what the decoder's mean says.
      return { kind: "squared", of: squared };
  }
}

/** −Σ [x log x̂ + (1 − x) log(1 − x̂)] */
function bernoulli(x: ArrayLike<number>, xhat: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < x.length; at++) {
    const [ink, mean] = [x[at] ?? 0, xhat[at] ?? 0];
    sum -= ink * Math.log(Math.max(mean, LEAST)) + (1 - ink) * Math.log(Math.max(1 - mean, CLOSEST));
  }
  return sum;
}

/** ½ Σ (x − x̂)² */
function squared(x: ArrayLike<number>, xhat: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < x.length; at++) sum += ((x[at] ?? 0) - (xhat[at] ?? 0)) ** 2;
  return 0.5 * sum;
}

/** log p(x|z) of images, one after the other, from what the engine says p(x|z) is made of: logits, or means and perhaps ln σ². */
export function logLikelihood(options: Options, parts: Float32Array, x: Float32Array, size: number): Float64Array {
  const logs = new Float64Array(x.length / size);
  const own = parts.length > x.length;
  const fixed = 2 * Math.log(Number(options["sigma"]));
  const bernoulli = options["likelihood"] === "bernoulli";
  for (let at = 0; at < x.length; at++) {
    const [pixel, part] = [x[at] ?? 0, parts[at] ?? 0];
    const image = Math.floor(at / size);
    let log: number;
    if (bernoulli) {
      // x l − log(1 + e^l)
      log = pixel * part - Math.max(part, 0) - Math.log1p(Math.exp(-Math.abs(part)));
    } else {
      // −½ ((x − x̂)² / σ² + log σ² + log 2π)
      const logvar = own ? (parts[x.length + at] ?? 0) : fixed;
      log = -0.5 * ((pixel - part) ** 2 * Math.exp(-logvar) + logvar) - HALF_LOG_TAU;
    }
    logs[image] = (logs[image] ?? 0) + log;
  }
  return logs;
}
