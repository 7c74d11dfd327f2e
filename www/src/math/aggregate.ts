/**
 * The aggregate posterior q(z): the mean of q(z|x) over images. Where the prior fits it, it is near N(0, 1). A code that is a
 * point has no width.
 */
import type { Encoding } from "../run/protocol.ts";

/** The mean and the variance of one dimension of z. */
export interface Moments {
  mean: number;
  variance: number;
}

/**
 * The moments of each dimension of the aggregate posterior, a mixture of Gaussians:
 * E[z] = E[μ], Var[z] = Var[μ] + E[σ²].
 */
export function moments({ mu, logvar }: Encoding, latent: number): Moments[] {
  const count = mu.length / latent;
  return Array.from({ length: latent }, (_, dimension) => {
    let [sum, squares, sigmas] = [0, 0, 0];
    for (let at = dimension; at < mu.length; at += latent) {
      const mean = mu[at] ?? 0;
      sum += mean;
      squares += mean * mean;
      sigmas += logvar ? Math.exp(logvar[at] ?? 0) : 0;
    }
    const mean = sum / count;
    return { mean, variance: squares / count - mean * mean + sigmas / count };
  });
}

/**
 * The density of one dimension of the aggregate posterior at some evenly spaced places; nothing is narrower than half their
 * spacing.
 */
export function density(
  { mu, logvar }: Encoding,
  latent: number,
  dimension: number,
  places: readonly number[],
): number[] {
  const sums = places.map(() => 0);
  const least = (((places[1] ?? 0) - (places[0] ?? 0)) / 2) ** 2;
  for (let at = dimension; at < mu.length; at += latent) {
    const precision = 1 / Math.max(least, logvar ? Math.exp(logvar[at] ?? 0) : 0);
    const height = Math.sqrt(precision);
    for (let place = 0; place < places.length; place++) {
      const off = (places[place] ?? 0) - (mu[at] ?? 0);
      sums[place] = (sums[place] ?? 0) + height * Math.exp(-0.5 * precision * off * off);
    }
  }
  const scale = latent / mu.length / Math.sqrt(2 * Math.PI);
  return sums.map((sum) => sum * scale);
}
