/** The aggregate posterior q(z) = (1/n) Σ q(z|xᵢ) against the prior, as both are seen on the plane. */

/** Square cells over a part of the plane; `left` and `top` are its edges. */
export interface Cells {
  left: number;
  top: number;
  cell: number;
  columns: number;
  rows: number;
}

/** Standard deviations beyond which a Gaussian is left out: 0.03 % of its mass. */
const REACH = 4;
/** The prior is looked at within this many standard deviations, which is 86 % of its mass. */
const PRIOR_REACH = 2;
/** A place is a hole where fewer encodings fall than this share of what the prior would send there. */
const HOLE = 0.1;

/** N(0, I) at a place of the plane. */
export const priorDensity = (u: number, v: number) => Math.exp(-0.5 * (u * u + v * v)) / (2 * Math.PI);

/**
 * The density of q(z) at the middle of each cell, row by row from the top. `places` has (u, v) of each mean, `spreads`
 * its (var u, cov uv, var v). It is smoothed by half a cell, finer than what cells can show.
 */
export function aggregateDensity(places: Float32Array, spreads: Float32Array, cells: Cells): Float32Array<ArrayBuffer> {
  const { left, top, cell, columns, rows } = cells;
  const density = new Float32Array(columns * rows);
  const count = places.length / 2;
  const smooth = (cell / 2) ** 2;
  for (let image = 0; image < count; image++) {
    const uu = (spreads[3 * image] ?? 0) + smooth;
    const uv = spreads[3 * image + 1] ?? 0;
    const vv = (spreads[3 * image + 2] ?? 0) + smooth;
    // In cells: the place, and the precision matrix (a, b; b, c).
    const u = ((places[2 * image] ?? 0) - left) / cell - 0.5;
    const v = (top - (places[2 * image + 1] ?? 0)) / cell - 0.5;
    const determinant = uu * vv - uv * uv;
    const [a, b, c] = [
      (vv * cell * cell) / determinant,
      (uv * cell * cell) / determinant,
      (uu * cell * cell) / determinant,
    ];
    const [across, down] = [(REACH * Math.sqrt(uu)) / cell, (REACH * Math.sqrt(vv)) / cell];
    const [first, last] = [Math.max(0, Math.ceil(u - across)), Math.min(columns - 1, Math.floor(u + across))];
    const bottom = Math.min(rows - 1, Math.floor(v + down));
    const peak = 1 / (2 * Math.PI * Math.sqrt(determinant) * count);
    // exp(−½ a (x + 1)²) = exp(−½ a x²) exp(−a x − ½ a), and the second factor shrinks by exp(−a) from cell to cell.
    const shrink = Math.exp(-a);
    for (let row = Math.max(0, Math.ceil(v - down)); row <= bottom; row++) {
      const y = row - v;
      const x = first - u;
      // Rows go down, v goes up: the mixed term has the other sign.
      let value = peak * Math.exp(-0.5 * (a * x * x + 2 * b * x * y + c * y * y));
      let ratio = Math.exp(-a * (x + 0.5) - b * y);
      for (let at = row * columns + first; at <= row * columns + last; at++) {
        density[at] = (density[at] ?? 0) + value;
        value *= ratio;
        ratio *= shrink;
      }
    }
  }
  return density;
}

/** The density of q(z) along a line, at each of some evenly spaced places; nothing is narrower than half their spacing. */
export function lineDensity(places: Float32Array, spreads: Float32Array, line: readonly number[]): number[] {
  const count = places.length / 2;
  const least = (((line[1] ?? 0) - (line[0] ?? 0)) / 2) ** 2;
  return line.map((at) => {
    let sum = 0;
    for (let image = 0; image < count; image++) {
      const variance = Math.max(least, spreads[3 * image] ?? 0);
      sum += Math.exp((-0.5 * (at - (places[2 * image] ?? 0)) ** 2) / variance) / Math.sqrt(2 * Math.PI * variance);
    }
    return sum / count;
  });
}

/** The cells that encodings leave unused, and what share of the prior (within two standard deviations) they are. */
export interface Holes {
  unused: Uint8Array<ArrayBuffer>;
  /** Undefined while a part of the prior is out of view. */
  share: number | undefined;
}

export function holesOf(density: Float32Array, cells: Cells): Holes {
  const { left, top, cell, columns, rows } = cells;
  const unused = new Uint8Array(density.length);
  let [mass, empty] = [0, 0];
  for (let row = 0, at = 0; row < rows; row++) {
    const v = top - (row + 0.5) * cell;
    for (let column = 0; column < columns; column++, at++) {
      const u = left + (column + 0.5) * cell;
      if (Math.hypot(u, v) > PRIOR_REACH) continue;
      const prior = priorDensity(u, v);
      mass += prior;
      if ((density[at] ?? 0) >= HOLE * prior) continue;
      unused[at] = 1;
      empty += prior;
    }
  }
  const nearest = Math.min(-left, left + columns * cell, top, rows * cell - top);
  return { unused, share: nearest >= PRIOR_REACH && mass > 0 ? empty / mass : undefined };
}

/** Over two standard deviations of the prior, about as fine as the plane has them when that fills it. */
const WHOLE = { left: -2.25, top: 2.25, cell: 0.25, columns: 18, rows: 18 };

/** The share of the prior that encodings leave unused, the same in every view; see `Holes`. */
export const unusedShare = (means: Float32Array, spreads: Float32Array): number | undefined =>
  holesOf(aggregateDensity(means, spreads, WHOLE), WHOLE).share;
