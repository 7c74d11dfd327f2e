/** The resemblance of a place of the latent space: the classes of the held-out images that are encoded around it. */
import type { Encoding } from "../run/protocol.ts";

export interface Resemblance {
  /** The class that the place resembles, or the two that it lies between, the likelier first. */
  labels: readonly number[];
  /** The place is in no encoding, and further from all of them than they are from each other. */
  far: boolean;
}

/** A class with at least this share of the density is named alone. */
const CLEAR = 0.8;
/** Standard deviations above what χ² has for a place within an encoding, from where on a place is far from it. */
const FAR = 6;
/** The share of encodings that is nearer to the next one than what counts as their spacing, and how many are asked. */
const FEW = 0.95;
const ASKED = 100;

/**
 * The classes that `z` resembles, by p(c|z) ∝ Σ q(z|x) over the images x of class c; undefined where nothing is known.
 * `labels` has the class of each encoded image. Where codes are points, q is as wide as they are apart;
 * where its covariance is full, each dimension counts by itself.
 */
export function resemblanceOf(z: readonly number[], encodings: Encoding, labels: Uint8Array): Resemblance | undefined {
  const latent = z.length;
  const { mu, logvar } = encodings;
  const count = Math.min(mu.length / latent, labels.length);
  const width = logvar ? 0 : 2 * Math.log(Math.max(spacingOf(mu, latent), Number.MIN_VALUE));
  const logs = new Float64Array(count);
  let nearest = Number.POSITIVE_INFINITY;
  let closest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let image = 0; image < count; image++) {
    // ln N(z; μ, σ²) = −½ Σ ((z − μ)² / σ² + ln σ²), but for a constant.
    let distance = 0;
    let square = 0;
    let spread = 0;
    for (let dimension = 0; dimension < latent; dimension++) {
      const at = image * latent + dimension;
      const log = logvar ? (logvar[at] ?? 0) : width;
      const error = ((z[dimension] ?? 0) - (mu[at] ?? 0)) ** 2;
      square += error;
      distance += error * Math.exp(-log);
      spread += log;
    }
    const log = -0.5 * (distance + spread);
    logs[image] = log;
    nearest = Math.min(nearest, distance);
    closest = Math.min(closest, square);
    highest = Math.max(highest, log);
  }
  if (!Number.isFinite(highest)) return;
  const shares = new Map<number, number>();
  let whole = 0;
  for (let image = 0; image < count; image++) {
    const label = labels[image] ?? 0;
    const share = Math.exp((logs[image] ?? 0) - highest);
    whole += share;
    shares.set(label, (shares.get(label) ?? 0) + share);
  }
  const sorted = [...shares].sort(([, a], [, b]) => b - a);
  const clear = (sorted[0]?.[1] ?? 0) >= CLEAR * whole;
  const outside = !logvar || nearest > latent + FAR * Math.sqrt(2 * latent);
  return {
    labels: sorted.slice(0, clear ? 1 : 2).map(([label]) => label),
    far: outside && Math.sqrt(closest) > spacingOf(mu, latent),
  };
}

const spacings = new WeakMap<Float32Array, number>();

/** The distance to the next mean that few of some means exceed. */
function spacingOf(mu: Float32Array, latent: number): number {
  const known = spacings.get(mu);
  if (known !== undefined) return known;
  const count = mu.length / latent;
  const stride = Math.ceil(count / ASKED);
  const distances: number[] = [];
  for (let image = 0; image < count; image += stride) {
    let least = Number.POSITIVE_INFINITY;
    for (let other = 0; other < count; other++) {
      let square = 0;
      for (let at = 0; at < latent; at++) {
        square += ((mu[image * latent + at] ?? 0) - (mu[other * latent + at] ?? 0)) ** 2;
      }
      if (other !== image) least = Math.min(least, square);
    }
    distances.push(Math.sqrt(least));
  }
  distances.sort((a, b) => a - b);
  const spacing = distances[Math.floor(distances.length * FEW)] ?? 0;
  spacings.set(mu, spacing);
  return spacing;
}
