/** What is written of the KL divergence by latent dimension. */
import { fixed, nats } from "../texts/numbers.ts";
import { byKl, isInactive } from "./activity.ts";

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
