/** Where the samples come from that importance weights are of: a Gaussian, or the cells of a lattice. */
import type { Box, Posterior } from "../run/protocol.ts";
import { normal } from "./epsilon.ts";
import { placeOf, stepsOf } from "./lattice.ts";

/** Points z, one after the other, and ln of the density that each was drawn from. */
export interface Draws {
  z: Float32Array<ArrayBuffer>;
  logDensities: Float64Array;
}

const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);

/** z ~ N(μ, diag σ²) */
export function fromGaussian({ mu, sigma }: Posterior, count: number, uniform: () => number): Draws {
  const z = new Float32Array(count * mu.length);
  const logDensities = new Float64Array(count);
  for (let at = 0, to = 0; at < count; at++) {
    mu.forEach((mean, dimension) => {
      const [epsilon, s] = [normal(uniform), sigma[dimension] ?? 1];
      z[to++] = mean + s * epsilon;
      logDensities[at] = (logDensities[at] ?? 0) - 0.5 * epsilon * epsilon - Math.log(s) - HALF_LOG_TAU;
    });
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

/** Cells so much less likely than the likeliest, in nats, are of no account. */
const LEAST = 25;
/** How many σ of a Gaussian are looked at. */
const REACH = 4;

/** The part of a box that holds what has a share, a cell more on each side, and N(μ, diag σ²). */
export function reachOf(logShares: Float64Array, box: Box, { mu, sigma }: Posterior): number[] {
  const { side, bounds } = box;
  const least = logShares.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY) - LEAST;
  return stepsOf(box).flatMap((step, axis) => {
    const [lowest = 0, highest = 0] = [bounds[2 * axis], bounds[2 * axis + 1]];
    const [mean, far] = [mu[axis] ?? 0, REACH * (sigma[axis] ?? 0)];
    let [low, high] = [mean - far, mean + far];
    logShares.forEach((log, cell) => {
      if (log < least) return;
      const place = placeOf(cell, axis, side);
      low = Math.min(low, lowest + (place - 1) * step);
      high = Math.max(high, lowest + (place + 2) * step);
    });
    return [Math.max(low, lowest), Math.min(high, highest)];
  });
}
