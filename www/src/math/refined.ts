/**
 * A lattice of all that the prior reaches serves every image; where p(z|x) of one is, or its q(z|x), the cells are cut into
 * finer ones.
 */
import type { Box, Posterior } from "../run/protocol.ts";
import { cellAt, cellsOf, placeOf, stepsOf } from "./lattice.ts";

/** Cells of a lattice, each cut into so many in each dimension. */
export interface Cut {
  cells: readonly number[];
  parts: number;
}

/** How many σ of a Gaussian are looked at. */
const REACH = 4;

/** The cells that are less than so many nats under the likeliest, and those that hold N(μ, diag σ²) where that is given. */
export function cellsFor(box: Box, logJoint: Float64Array, nats: number, q?: Posterior): number[] {
  const least = logJoint.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY) - nats;
  const steps = stepsOf(box);
  // The places of the Gaussian in each dimension, in cells.
  const ends = steps.map((step, axis) => {
    const [middle, far] = [(q?.mu[axis] ?? 0) - (box.bounds[2 * axis] ?? 0), REACH * (q?.sigma[axis] ?? 0)];
    return [Math.floor((middle - far) / step), Math.floor((middle + far) / step)] as const;
  });
  const inReach = (cell: number) =>
    q !== undefined &&
    ends.every(([low, high], axis) => {
      const place = placeOf(cell, axis, box.side);
      return place >= low && place <= high;
    });
  return [...logJoint.keys()].filter((cell) => (logJoint[cell] ?? 0) >= least || inReach(cell));
}

/** The lowest place of some cells in each dimension, and how many places the widest dimension has. */
function spanOf({ side }: Box, cells: readonly number[], axes: number): { low: number[]; span: number } {
  const ranges = Array.from({ length: axes }, (_, axis) => {
    let [low, high] = [side - 1, 0];
    for (const cell of cells) {
      const place = placeOf(cell, axis, side);
      [low, high] = [Math.min(low, place), Math.max(high, place)];
    }
    return { low, span: high - low + 1 };
  });
  const span = Math.max(1, ...ranges.map((range) => range.span));
  return { low: ranges.map(({ low }) => Math.max(0, Math.min(low, side - span))), span };
}

/** Cuts cells so finely that σ has as many parts as asked for, if a box about them then has no side of more than `most`. */
export function cutFor(box: Box, cells: readonly number[], sigma: readonly number[], asked: number, most: number): Cut {
  const steps = stepsOf(box);
  const fine = Math.max(...steps.map((step, axis) => Math.ceil((asked * step) / (sigma[axis] ?? 1))));
  const { span } = spanOf(box, cells, steps.length);
  return { cells, parts: Math.max(1, Math.min(fine, Math.floor(most / span))) };
}

/** The middles of the parts, cell by cell, and in each as those of a lattice. */
export function partsOf(box: Box, { cells, parts }: Cut): Float32Array<ArrayBuffer> {
  const steps = stepsOf(box);
  const inside = cellsOf({ side: parts, bounds: steps.flatMap((step) => [0, step]) });
  const z = new Float32Array(cells.length * inside.length);
  cells.forEach((cell, at) => {
    const corner = steps.map((step, axis) => (box.bounds[2 * axis] ?? 0) + placeOf(cell, axis, box.side) * step);
    inside.forEach(
      (within, number) => (z[at * inside.length + number] = (corner[number % steps.length] ?? 0) + within),
    );
  });
  return z;
}

/** The box about cut cells, with ln p(x, z) of their parts; where a cell is not cut, all its parts have its own. */
export function around(
  box: Box,
  { cells, parts }: Cut,
  logJoint: Float64Array,
  ofParts: Float64Array,
): { box: Box; logJoint: Float64Array } {
  const steps = stepsOf(box);
  const { low, span } = spanOf(box, cells, steps.length);
  const within = {
    side: span * parts,
    bounds: steps.flatMap((step, axis) => {
      const from = (box.bounds[2 * axis] ?? 0) + (low[axis] ?? 0) * step;
      return [from, from + span * step];
    }),
  };
  const known = new Map(cells.map((cell, at) => [cell, at * parts ** steps.length]));
  const logs = Float64Array.from({ length: within.side ** steps.length }, (_, fine) => {
    const places = steps.map((_, axis) => placeOf(fine, axis, within.side));
    const whole = places.map((place, axis) => (low[axis] ?? 0) + Math.floor(place / parts));
    const inside = places.map((place) => place % parts);
    const cell = cellAt(whole, box.side);
    const first = known.get(cell);
    const log = first === undefined ? logJoint[cell] : ofParts[first + cellAt(inside, parts)];
    return log ?? Number.NEGATIVE_INFINITY;
  });
  return { box: within, logJoint: logs };
}
