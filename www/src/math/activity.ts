/** Which latent dimensions say something: those whose KL divergence is not nearly 0. */

/**
 * Nats per image below which a dimension is called inactive: q(z|x) is then the prior for every image, and the decoder
 * learns nothing from it.
 */
export const INACTIVE = 0.01;

export const isInactive = (kl: number) => kl < INACTIVE;

/** The latent dimensions, the one that says most first. */
export function byKl(klPerDimension: readonly number[]): number[] {
  const kl = (dimension: number) => klPerDimension[dimension] ?? 0;
  return klPerDimension.map((_, dimension) => dimension).sort((a, b) => kl(b) - kl(a));
}
