/** What a place of the latent space looks like, told by the held-out images that are encoded around it. */
import type { Encoding } from "../protocol.ts";

export interface Look {
  /** The class that the place looks like, or the two that it lies between, the likelier first. */
  labels: readonly number[];
  /** No image is encoded near by, so that the decoder was never asked for this place. */
  far: boolean;
}

/** A class with at least this share of the density is named alone. */
const CLEAR = 0.8;
/** Standard deviations above what χ² has for a place within an encoding, from where on a place is far from it. */
const FAR = 6;

/**
 * What `z` looks like: classes by p(c|z) ∝ Σ q(z|x) over the images x of class c; undefined where nothing is known.
 * `labels` has the class of each encoded image.
 */
export function lookOf(z: readonly number[], encodings: Encoding, labels: Uint8Array): Look | undefined {
  const latent = z.length;
  const count = Math.min(encodings.mu.length / latent, labels.length);
  const logs = new Float64Array(count);
  let nearest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let image = 0; image < count; image++) {
    // ln N(z; μ, σ²) = −½ Σ ((z − μ)² / σ² + ln σ²), but for a constant.
    let distance = 0;
    let spread = 0;
    for (let dimension = 0; dimension < latent; dimension++) {
      const at = image * latent + dimension;
      const logvar = encodings.logvar[at] as number;
      distance += ((z[dimension] as number) - (encodings.mu[at] as number)) ** 2 * Math.exp(-logvar);
      spread += logvar;
    }
    const log = -0.5 * (distance + spread);
    logs[image] = log;
    nearest = Math.min(nearest, distance);
    highest = Math.max(highest, log);
  }
  if (!Number.isFinite(highest)) return;
  const shares = new Map<number, number>();
  let whole = 0;
  for (let image = 0; image < count; image++) {
    const label = labels[image] as number;
    const share = Math.exp((logs[image] as number) - highest);
    whole += share;
    shares.set(label, (shares.get(label) ?? 0) + share);
  }
  const sorted = [...shares].sort(([, a], [, b]) => b - a);
  const clear = (sorted[0]?.[1] ?? 0) >= CLEAR * whole;
  return {
    labels: sorted.slice(0, clear ? 1 : 2).map(([label]) => label),
    far: nearest > latent + FAR * Math.sqrt(2 * latent),
  };
}
