/**
 * The distribution q of x = G(z), z ~ N(0, 1), by change of variables, and what the best discriminator and the best critic make of
 * p and q. G is known at many places and taken for straight between them, so q is exact for that G.
 */
import { normalShare } from "./share.ts";

/** Equal cells of an interval. */
export interface Cells {
  low: number;
  high: number;
  count: number;
}

/** The middles of cells. */
export const middles = ({ low, high, count }: Cells) =>
  Array.from({ length: count }, (_, cell) => low + ((high - low) * (cell + 0.5)) / count);

/** The probability of each cell under x = G(z): between places, P(a < x < b) is what N(0, 1) has of z from G⁻¹(a) to G⁻¹(b). */
export function pushedCells(z: ArrayLike<number>, x: ArrayLike<number>, cells: Cells): Float64Array {
  const masses = new Float64Array(cells.count);
  const width = (cells.high - cells.low) / cells.count;
  const cellOf = (value: number) => Math.floor((value - cells.low) / width);
  const add = (cell: number, mass: number) => {
    if (cell >= 0 && cell < cells.count) masses[cell] = (masses[cell] ?? 0) + mass;
  };
  for (let at = 0; at + 1 < z.length; at++) {
    const [z1, z2, x1, x2] = [z[at] ?? 0, z[at + 1] ?? 0, x[at] ?? 0, x[at + 1] ?? 0];
    const [first, last] = [cellOf(Math.min(x1, x2)), cellOf(Math.max(x1, x2))];
    if (first === last) {
      add(first, Math.abs(normalShare(z2) - normalShare(z1)));
      continue;
    }
    // Where x passes the edge between two cells.
    const passes = (edge: number) => z1 + ((z2 - z1) * (edge - x1)) / (x2 - x1);
    let before = normalShare(x1 < x2 ? z1 : z2);
    for (let cell = first; cell <= last; cell++) {
      const end = cell === last ? (x1 < x2 ? z2 : z1) : passes(cells.low + (cell + 1) * width);
      const now = normalShare(end);
      add(cell, Math.abs(now - before));
      before = now;
    }
  }
  return masses;
}

/** The probability of each cell under a distribution, from its share below a value. */
export function cellsOf(below: (x: number) => number, { low, high, count }: Cells): Float64Array {
  const edge = (cell: number) => below(low + ((high - low) * cell) / count);
  return Float64Array.from({ length: count }, (_, cell) => edge(cell + 1) - edge(cell));
}

/** The best discriminator at each cell, p/(p + q): NaN where neither has anything. */
export const bestDiscriminator = (p: ArrayLike<number>, q: ArrayLike<number>) =>
  Float64Array.from({ length: p.length }, (_, cell) => {
    const [real, fake] = [p[cell] ?? 0, q[cell] ?? 0];
    return real + fake > 1e-9 ? real / (real + fake) : Number.NaN;
  });

/** Shares below the upper edge of each cell; what lies below all cells is in none. */
function below(masses: ArrayLike<number>): Float64Array {
  let sum = 0;
  return Float64Array.from({ length: masses.length }, (_, cell) => (sum += masses[cell] ?? 0));
}

/** W₁ of two distributions over cells: ∫ |F_p − F_q| dx, in units of x. */
export function wasserstein(p: ArrayLike<number>, q: ArrayLike<number>, { low, high, count }: Cells): number {
  const [ofP, ofQ] = [below(p), below(q)];
  const sum = ofP.reduce((sum, share, cell) => sum + Math.abs(share - (ofQ[cell] ?? 0)), 0);
  return (sum * (high - low)) / count;
}

/** The best critic at the middles of cells, in units of x and 0 in the mean: its slope is the sign of F_q − F_p. */
export function bestCritic(p: ArrayLike<number>, q: ArrayLike<number>, { low, high, count }: Cells): Float64Array {
  const [ofP, ofQ] = [below(p), below(q)];
  const width = (high - low) / count;
  let value = 0;
  const values = Float64Array.from({ length: count }, (_, cell) => {
    const here = value;
    value += width * Math.sign((ofQ[cell] ?? 0) - (ofP[cell] ?? 0));
    return here;
  });
  const mean = values.reduce((sum, each) => sum + each, 0) / count;
  return values.map((each) => each - mean);
}

/** Half the sum of |p − q| over cells, and of what either has outside: 0 where they are the same, 1 where they share nothing. */
export function variation(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let [apart, inP, inQ] = [0, 0, 0];
  for (let cell = 0; cell < p.length; cell++) {
    const [a, b] = [p[cell] ?? 0, q[cell] ?? 0];
    apart += Math.abs(a - b);
    inP += a;
    inQ += b;
  }
  return (apart + Math.abs(1 - inP) + Math.abs(1 - inQ)) / 2;
}
