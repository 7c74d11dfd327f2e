/** Where the samples come from that importance weights are of: a Gaussian, or the cells of a lattice. */
import type { Box, Posterior } from "../run/protocol.ts";
import { normal } from "./epsilon.ts";
import { placeOf, stepsOf } from "./lattice.ts";
import { diagonalOf, drawOf } from "./posterior.ts";

/** Points z, one after the other, and ln of the density that each was drawn from. */
export interface Draws {
  z: Float32Array<ArrayBuffer>;
  logDensities: Float64Array;
}

const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);

/** z ~ N(μ, L Lᵀ), of the density Π N(ε; 0, 1) / L_ii */
export function fromGaussian(q: Posterior, count: number, uniform: () => number): Draws {
  const [latent, diagonal] = [q.mu.length, diagonalOf(q)];
  const z = new Float32Array(count * latent);
  const logDensities = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const noise = diagonal.map(() => normal(uniform));
    z.set(drawOf(q, noise), at * latent);
    logDensities[at] = noise.reduce(
      (log, epsilon, i) => log - 0.5 * epsilon * epsilon - Math.log(diagonal[i] ?? 1) - HALF_LOG_TAU,
      0,
    );
  }
  return { z, logDensities };
}

/** Cells by their shares, row by row from the top, and z anywhere in its cell. */
export function fromCells(logShares: Float64Array, box: Box, count: number, uniform: () => number): Draws {
  const { side, bounds } = box;
  const steps = stepsOf(box);
  const logCell = steps.reduce((sum, step) => sum + Math.log(step), 0);
  let sum = 0;
  const sums = logShares.map((log) => (sum += Math.exp(log)));
  const z = new Float32Array(count * steps.length);
  const logDensities = new Float64Array(count);
  for (let at = 0, to = 0; at < count; at++) {
    const cell = firstAbove(sums, sum * uniform());
    steps.forEach((step, axis) => {
      z[to++] = (bounds[2 * axis] ?? 0) + (placeOf(cell, axis, side) + uniform()) * step;
    });
    logDensities[at] = (logShares[cell] ?? 0) - logCell;
  }
  return { z, logDensities };
}

/** The place of the first of some rising numbers that is above a number. */
function firstAbove(rising: Float64Array, number: number): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) > number) high = middle;
    else low = middle + 1;
  }
  return low;
}
