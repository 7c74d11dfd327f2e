/** Which latent dimensions say something: those whose KL divergence is not nearly 0. */
import { fixed, nats } from "../texts/numbers.ts";

/**
 * Nats per image below which a dimension is called inactive: q(z|x) is then the prior for every image, and the decoder
 * learns nothing from it.
 */
export const INACTIVE = 0.01;

export const isInactive = (kl: number) => kl < INACTIVE;

/** The KL divergence of a dimension in nats; cut off where it is inactive, so that it never reads as the limit. */
export const klText = (kl: number | undefined): string =>
  kl !== undefined && isInactive(kl) ? fixed(Math.trunc(1000 * kl) / 1000, 3) : nats(kl);

/** The dimensions that are written out, `most` at most, and how many more are active and inactive. */
export function toldOf(kl: readonly number[], most: number): { told: number[]; more: number; inactive: number } {
  const active = byKl(kl).filter((dimension) => !isInactive(kl[dimension] ?? Number.NaN));
  return {
    told: active.slice(0, most),
    more: Math.max(0, active.length - most),
    inactive: kl.length - active.length,
  };
}

/** The latent dimensions, the one that says most first. */
export function byKl(klPerDimension: readonly number[]): number[] {
  const kl = (dimension: number) => klPerDimension[dimension] ?? 0;
  return klPerDimension.map((_, dimension) => dimension).sort((a, b) => kl(b) - kl(a));
}
