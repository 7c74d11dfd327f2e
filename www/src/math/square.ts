/**
 * Two joint distributions of x and z on the cells of one square, and what sums over cells say of them: p(x, z) = p(x) p(z|x) of data
 * and encoder, q(x, z) = q(z) q(x|z) of prior and decoder. All are kept as ln of what a cell has, so that nothing is lost in tails.
 */
import type { Cells } from "./pushed.ts";

/** ln of the probability of each cell, row by row: a row is a z, a column an x. */
export interface Joint {
  readonly rows: number;
  readonly columns: number;
  readonly logs: Float64Array;
}

/** ln Σ exp. */
export function logSum(logs: ArrayLike<number>, from = 0, count = logs.length, step = 1): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < count; at++) largest = Math.max(largest, logs[from + at * step] ?? largest);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (let at = 0; at < count; at++) sum += Math.exp((logs[from + at * step] ?? 0) - largest);
  return largest + Math.log(sum);
}

/** The same, scaled so that all cells have 1 together. */
export function normalised(logs: Float64Array): Float64Array {
  const total = logSum(logs);
  return logs.map((log) => log - total);
}

/** The mean of Gaussians of one width, on cells, which have 1 together. None is narrower than a cell: sums could not follow it. */
export function gaussianCells(means: ArrayLike<number>, deviation: number, { low, high, count }: Cells): Float64Array {
  const width = (high - low) / count;
  const scale = Math.max(deviation, width);
  const logs = new Float64Array(means.length);
  const cells = new Float64Array(count);
  for (let cell = 0; cell < count; cell++) {
    const middle = low + (cell + 0.5) * width;
    for (let at = 0; at < logs.length; at++) logs[at] = -0.5 * ((middle - (means[at] ?? 0)) / scale) ** 2;
    cells[cell] = logSum(logs);
  }
  return normalised(cells);
}

/** A distribution on cells, blurred by a Gaussian: what each cell has is spread around its middle. */
export function blurred(masses: ArrayLike<number>, deviation: number, cells: Cells): Float64Array {
  const width = (cells.high - cells.low) / cells.count;
  const sources = Array.from({ length: cells.count }, (_, cell) => cell).filter((cell) => (masses[cell] ?? 0) > 0);
  const logs = new Float64Array(cells.count).map((_, cell) =>
    logSum(sources.map((from) => Math.log(masses[from] ?? 0) - 0.5 * (((cell - from) * width) / deviation) ** 2)),
  );
  return normalised(logs);
}

/** p(x) p(z|x), from ln p(x) and ln p(z|x) for each x. */
export function fromColumns(margin: Float64Array, conditionals: readonly Float64Array[]): Joint {
  const [columns, rows] = [margin.length, conditionals[0]?.length ?? 0];
  const logs = new Float64Array(rows * columns).map((_, cell) => {
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    return (margin[column] ?? 0) + (conditionals[column]?.[row] ?? 0);
  });
  return { rows, columns, logs };
}

/** q(z) q(x|z), from ln q(z) and ln q(x|z) for each z. */
export function fromRows(margin: Float64Array, conditionals: readonly Float64Array[]): Joint {
  const [rows, columns] = [margin.length, conditionals[0]?.length ?? 0];
  const logs = new Float64Array(rows * columns);
  conditionals.forEach((conditional, row) => {
    conditional.forEach((log, column) => (logs[row * columns + column] = (margin[row] ?? 0) + log));
  });
  return { rows, columns, logs };
}

/** ln of what each x has. */
export const marginOfX = ({ rows, columns, logs }: Joint) =>
  Float64Array.from({ length: columns }, (_, column) => logSum(logs, column, rows, columns));

/** ln of what each z has. */
export const marginOfZ = ({ rows, columns, logs }: Joint) =>
  Float64Array.from({ length: rows }, (_, row) => logSum(logs, row * columns, columns));

/** KL(p ‖ q) = Σ p ln (p / q), in nats; 0 ln 0 is 0. */
export function divergence(p: Float64Array, q: Float64Array): number {
  let sum = 0;
  p.forEach((log, cell) => {
    const mass = Math.exp(log);
    if (mass > 0) sum += mass * (log - (q[cell] ?? 0));
  });
  return sum;
}

/** The conditional p(z|x) of each x, row by row as the joint has it. */
function givenX(joint: Joint, margin: Float64Array): Float64Array {
  return joint.logs.map((log, cell) => log - (margin[cell % joint.columns] ?? 0));
}

/** What sums over cells say, in nats. Each is a sum of its own: none is the difference of others. */
export interface Sums {
  /** KL(p(x, z) ‖ q(x, z)) = `x` + `conditional`. */
  joint: number;
  /** KL(q(x, z) ‖ p(x, z)). */
  reverse: number;
  /** KL(p(x) ‖ q(x)). */
  x: number;
  /** E KL(p(z|x) ‖ q(z|x)), over p(x). */
  conditional: number;
  /** E KL(p(z|x) ‖ q(z)), over p(x) = `information` + `z`. */
  rate: number;
  /** I(X; Z) of p. */
  information: number;
  /** KL(p(z) ‖ q(z)). */
  z: number;
}

export function sumsOf(p: Joint, q: Joint): Sums {
  const [px, pz] = [marginOfX(p), marginOfZ(p)];
  const [qx, qz] = [marginOfX(q), marginOfZ(q)];
  const [ofP, ofQ] = [givenX(p, px), givenX(q, qx)];
  const { columns } = p;
  let [conditional, rate, information] = [0, 0, 0];
  p.logs.forEach((log, cell) => {
    const mass = Math.exp(log);
    if (!(mass > 0)) return;
    const row = Math.floor(cell / columns);
    const given = ofP[cell] ?? 0;
    conditional += mass * (given - (ofQ[cell] ?? 0));
    rate += mass * (given - (qz[row] ?? 0));
    information += mass * (log - (px[cell % columns] ?? 0) - (pz[row] ?? 0));
  });
  return {
    joint: divergence(p.logs, q.logs),
    reverse: divergence(q.logs, p.logs),
    x: divergence(px, qx),
    conditional,
    rate,
    information,
    z: divergence(pz, qz),
  };
}
