/** How fast the decoded image changes over the plane. */

/** Places in columns and rows: u of each column, v of each row. */
export interface Grid {
  u: readonly number[];
  v: readonly number[];
}

/**
 * ‖∂x̂/∂(u, v)‖, the Frobenius norm, at each place of a grid whose decoded images are `pixels`: by differences between
 * its neighbours, one-sided at the edges.
 */
export function speeds(pixels: Float32Array, { u, v }: Grid): Float32Array<ArrayBuffer> {
  const [columns, rows] = [u.length, v.length];
  const size = pixels.length / (columns * rows);
  const result = new Float32Array(columns * rows);
  const squared = (from: number, to: number, distance: number) => {
    if (from === to) return 0;
    let sum = 0;
    for (let at = from * size, other = to * size, end = at + size; at < end; at++, other++) {
      const change = (pixels[other] ?? 0) - (pixels[at] ?? 0);
      sum += change * change;
    }
    return sum / (distance * distance);
  };
  for (let row = 0; row < rows; row++) {
    const [above, below] = [Math.max(row - 1, 0), Math.min(row + 1, rows - 1)];
    for (let column = 0; column < columns; column++) {
      const [west, east] = [Math.max(column - 1, 0), Math.min(column + 1, columns - 1)];
      result[row * columns + column] = Math.sqrt(
        squared(row * columns + west, row * columns + east, (u[east] ?? 0) - (u[west] ?? 0)) +
          squared(above * columns + column, below * columns + column, (v[below] ?? 0) - (v[above] ?? 0)),
      );
    }
  }
  return result;
}
