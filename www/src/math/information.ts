/** What the codes of some images say together, from q(z|x) of each: information, spread, and what they tell of known factors. */
import type { Encoding, HeldOut } from "../run/protocol.ts";
import { correlationRatio } from "./correlation.ts";
import { normals } from "./epsilon.ts";
import { logDensity } from "./posterior-density.ts";
import { drawOf, klOf, posteriorOf } from "./posterior.ts";
import { generator } from "./random.ts";

/** So many densities of one dimension are computed at most, which takes some milliseconds. */
const MOST = 1e6;

/**
 * The KL divergence in nats, parted in two: I(x; z), how far each q(z|x) is from their mean q(z), and KL(q(z) ‖ p(z)), how far
 * that is from the prior. It takes each image's own sample of z, so `n` images tell at most ln n nats.
 */
export function parted(
  encoding: Encoding & { logvar: Float32Array },
  latent: number,
): { information: number; marginal: number; images: number } {
  const { mu, logvar, factor } = encoding;
  const count = Math.min(mu.length / latent, Math.floor(Math.sqrt(MOST / latent)));
  const epsilon = normals(count * latent, generator(1));
  const precision = logvar.map((log) => Math.exp(-log));
  const logs = new Float64Array(count);
  const qs = Array.from({ length: count }, (_, image) => posteriorOf(encoding, image, latent));
  let [information, divergence] = [0, 0];
  for (let image = 0; image < count; image++) {
    const q = qs[image];
    const z = q ? drawOf(q, epsilon.subarray(image * latent, (image + 1) * latent)) : [];
    if (q) divergence += klOf(q).reduce((sum, part) => sum + part, 0);
    let most = Number.NEGATIVE_INFINITY;
    for (let other = 0, at = 0; other < count; other++) {
      const of = qs[other];
      let log = factor && of ? 2 * logDensity(of, z) : 0;
      // Where dimensions are independent, a shorter way to the same.
      for (let dimension = 0; !factor && dimension < latent; dimension++, at++)
        log -= ((z[dimension] ?? 0) - (mu[at] ?? 0)) ** 2 * (precision[at] ?? 0) + (logvar[at] ?? 0);
      logs[other] = log / 2;
      most = Math.max(most, log / 2);
    }
    let sum = 0;
    for (let other = 0; other < count; other++) sum += Math.exp((logs[other] ?? 0) - most);
    information += (logs[image] ?? 0) - most - Math.log(sum / count);
  }
  return { information: information / count, marginal: (divergence - information) / count, images: count };
}

/** The standard deviation of all values of z, of all images and dimensions together. */
export function spread({ mu, logvar }: Encoding): number {
  let [sum, squares] = [0, 0];
  mu.forEach((mean, at) => {
    sum += mean;
    squares += mean * mean + (logvar ? Math.exp(logvar[at] ?? 0) : 0);
  });
  return Math.sqrt(squares / mu.length - (sum / mu.length) ** 2);
}

/** How closely the dimension that does so most follows the images' classes: the correlation ratio η, 0 to 1. */
export function ofClasses({ mu }: Encoding, { labels }: HeldOut, latent: number): number | undefined {
  if (!labels) return;
  const classes = labels.subarray(0, mu.length / latent);
  const ratios = Array.from({ length: latent }, (_, dimension) =>
    correlationRatio(column(mu, latent, dimension), classes),
  );
  return Math.max(...ratios);
}

const column = (matrix: Float32Array, columns: number, at: number) =>
  Float32Array.from({ length: matrix.length / columns }, (_, row) => matrix[row * columns + at] ?? 0);

/** Quantile bins: few, since few images are known. */
const BINS = 5;

/** Each value's quantile bin. */
function binned(values: Float32Array): Uint8Array {
  const order = Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const bins = new Uint8Array(values.length);
  order.forEach((at, rank) => (bins[at] = Math.floor((BINS * rank) / values.length)));
  return bins;
}

/** The mutual information of two binned quantities, in parts of what a bin says. */
function mutual(a: Uint8Array, b: Uint8Array): number {
  const both = new Float64Array(BINS * BINS);
  a.forEach((bin, at) => {
    const cell = bin * BINS + (b[at] ?? 0);
    both[cell] = (both[cell] ?? 0) + 1 / a.length;
  });
  let sum = 0;
  for (const share of both) if (share > 0) sum += share * Math.log(share * BINS * BINS);
  return sum / Math.log(BINS);
}

/**
 * The mutual information gap (Chen et al., 2018): how much more of a factor its dimension says than the next best one does, as a
 * mean over factors. 1 where each factor has a dimension to itself.
 */
export function gap({ mu }: Encoding, factors: Float32Array, names: readonly string[], latent: number): number {
  const codes = Array.from({ length: latent }, (_, dimension) => binned(column(mu, latent, dimension)));
  const ordered = names.map((_, at) => at).filter((at) => names[at] !== "style");
  const gaps = ordered.map((at) => {
    const factor = binned(column(factors, names.length, at).subarray(0, mu.length / latent));
    const [first = 0, second = 0] = codes.map((code) => mutual(code, factor)).sort((a, b) => b - a);
    return first - second;
  });
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}
