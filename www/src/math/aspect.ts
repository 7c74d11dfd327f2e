/** What of p(x|z) is shown as an image. */
import type { Options } from "../run/protocol.ts";
import { normal } from "./epsilon.ts";

/** Its mean; the standard deviation of each pixel; or a sample, with a value drawn for each pixel. */
export const ASPECTS = ["mean", "deviation", "sample"] as const;
export type Aspect = (typeof ASPECTS)[number];

/** Images, and the value that is shown as 1. */
export interface Shown {
  pixels: Float32Array;
  most: number;
}

/** The standard deviation of a pixel that is black as often as white. */
const EVEN = 0.5;

/**
 * Images of `count` pixels in all, from what the engine says p(x|z) is made of: logits l of Bernoulli pixels, or means and,
 * where they are learned, ln σ² of Gaussian ones. Deviations are shown as parts of the largest.
 */
export function aspectOf(
  aspect: Aspect,
  options: Options,
  parts: Float32Array,
  count: number,
  uniform: () => number,
): Shown {
  const bernoulli = options["likelihood"] === "bernoulli";
  // Of Bernoulli pixels 1 / (1 + e^−l)
  const mean = (at: number) => (bernoulli ? 1 / (1 + Math.exp(-(parts[at] ?? 0))) : (parts[at] ?? 0));
  const deviation = (at: number) => {
    // √(p (1 − p))
    if (bernoulli) return Math.sqrt(mean(at) * (1 - mean(at)));
    return parts.length > count ? Math.exp(0.5 * (parts[count + at] ?? 0)) : Number(options["sigma"]);
  };
  const draw = (at: number) => (bernoulli ? Number(uniform() < mean(at)) : mean(at) + deviation(at) * normal(uniform));
  const of = { mean, deviation, sample: draw }[aspect];
  const values = Float32Array.from({ length: count }, (_, at) => of(at));
  if (aspect !== "deviation") return { pixels: values, most: 1 };
  const most = bernoulli ? EVEN : values.reduce((most, value) => Math.max(most, value), 0);
  return { pixels: values.map((value) => value / most), most };
}
