/** Images that are spoiled, and how far images are from each other. */
import { generator } from "./random.ts";

/** An image in [0, 1] with noise of the standard deviation `sigma`, a share `mask` of its pixels erased; `draw` says which draw. */
export function spoiled(x: ArrayLike<number>, sigma: number, mask: number, draw: number): Float32Array {
  const uniform = generator(draw);
  return Float32Array.from(x, (value) => {
    // Both are drawn for every pixel, so that a slider moves no other pixel's noise.
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    return uniform() < mask ? 0 : value + sigma * normal;
  });
}

/** Σ (a − b)² over the values of two images. */
export function squaredError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += ((a[at] ?? 0) - (b[at] ?? 0)) ** 2;
  return sum;
}

/** The peak signal-to-noise ratio in decibels, of values whose peak is 1; infinite where nothing differs. */
export const signalToNoise = (error: number, values: number): number => 10 * Math.log10(values / error);
