/** The cheapest way to pair two clouds of as many points: what W₁ of the two is. */

/** Points, x and y one after the other. */
export type Cloud = ArrayLike<number>;

const apart = (a: Cloud, i: number, b: Cloud, j: number) =>
  Math.hypot((a[2 * i] ?? 0) - (b[2 * j] ?? 0), (a[2 * i + 1] ?? 0) - (b[2 * j + 1] ?? 0));

/** For each point of `a` its partner in `b`, so that the sum of distances is least: the Hungarian method by shortest paths. */
export function pairs(a: Cloud, b: Cloud): number[] {
  const count = a.length / 2;
  // Places are counted from 1: 0 is where each search begins.
  const ofRow = new Float64Array(count + 1);
  const ofColumn = new Float64Array(count + 1);
  const rowOf = new Int32Array(count + 1);
  for (let row = 1; row <= count; row++) {
    const least = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
    const before = new Int32Array(count + 1);
    const done = new Uint8Array(count + 1);
    rowOf[0] = row;
    let column = 0;
    do {
      done[column] = 1;
      const from = rowOf[column] ?? 0;
      let [step, next] = [Number.POSITIVE_INFINITY, 0];
      for (let to = 1; to <= count; to++) {
        if (done[to]) continue;
        const cost = apart(a, from - 1, b, to - 1) - (ofRow[from] ?? 0) - (ofColumn[to] ?? 0);
        if (cost < (least[to] ?? 0)) {
          least[to] = cost;
          before[to] = column;
        }
        if ((least[to] ?? 0) < step) [step, next] = [least[to] ?? 0, to];
      }
      for (let to = 0; to <= count; to++) {
        if (done[to]) {
          const own = rowOf[to] ?? 0;
          ofRow[own] = (ofRow[own] ?? 0) + step;
          ofColumn[to] = (ofColumn[to] ?? 0) - step;
        } else least[to] = (least[to] ?? 0) - step;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      const previous = before[column] ?? 0;
      rowOf[column] = rowOf[previous] ?? 0;
      column = previous;
    }
  }
  const partners = new Array<number>(count).fill(0);
  for (let column = 1; column <= count; column++) partners[(rowOf[column] ?? 1) - 1] = column - 1;
  return partners;
}

/** The mean distance of partners, which is W₁ of the two clouds. */
export function meanDistance(a: Cloud, b: Cloud, partners: readonly number[]): number {
  return partners.reduce((sum, to, from) => sum + apart(a, from, b, to), 0) / Math.max(partners.length, 1);
}
