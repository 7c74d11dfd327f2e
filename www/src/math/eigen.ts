/**
 * Eigenvalues and eigenvectors of symmetric matrices: Householder's tridiagonal form, then implicit QL (EISPACK's `tred2` and
 * `tql2`; Bowdler, Martin, Reinsch and Wilkinson, 1968). The engine has the same for its own tests; each is held to numpy.
 */
import { dot } from "./dot.ts";

/** A = Σ λ v vᵀ: λ, the largest first, and the unit vectors v. */
export interface Eigen {
  values: Float64Array;
  vectors: Float64Array[];
}

/** Rounds of QL for one eigenvalue; two or three are the rule. */
const ROUNDS = 64;

/** Of a matrix that is small enough to be decomposed at once. */
export function eigen(matrix: readonly ArrayLike<number>[]): Eigen {
  const work = decompose(matrix.map((row) => Float64Array.from(row)));
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Decomposes a matrix, which it overwrites, in parts of order n² each. */
export function* decompose(a: Float64Array[]): Generator<undefined, Eigen> {
  const n = a.length;
  const [d, e] = [new Float64Array(n), new Float64Array(n)];
  const halves = new Float64Array(n);
  for (let row = n - 1; row >= 0; row--) {
    halves[row] = reflect(a, row, d, e);
    yield;
  }
  // Its rows become the eigenvectors.
  const q = a.map((_, i) => a.map((_, j) => Number(i === j))).map((row) => Float64Array.from(row));
  for (let row = 0; row < n; row++) {
    turn(q, (a[row] ?? d).subarray(0, row), halves[row] ?? 0);
    yield;
  }
  for (let l = 0; l < n; l++) {
    split(l, d, e, q);
    yield;
  }
  const order = Array.from(d, (_, place) => place).sort((i, j) => (d[j] ?? 0) - (d[i] ?? 0));
  return { values: Float64Array.from(order, (at) => d[at] ?? 0), vectors: order.map((at) => q[at] ?? d) };
}

/** to + factor x */
function add(to: Float64Array, factor: number, x: Float64Array): void {
  for (let at = 0; at < x.length; at++) to[at] = (to[at] ?? 0) + factor * (x[at] ?? 0);
}

/**
 * Qᵀ A Q = T by reflections, the last row first: writes the diagonal of T and what is beside it, and v in the place of the
 * row. Gives vᵀv / 2, or 0 where there is none.
 */
function reflect(a: readonly Float64Array[], row: number, d: Float64Array, e: Float64Array): number {
  const line = a[row] ?? d;
  d[row] = line[row] ?? 0;
  if (row === 0) return 0;
  const v = line.subarray(0, row);
  const last = v[row - 1] ?? 0;
  e[row - 1] = last;
  if (v.subarray(0, -1).every((x) => x === 0)) return 0;
  // v = x ± ‖x‖ e, which maps what is left of the diagonal of this row to its last place.
  const to = (last > 0 ? -1 : 1) * Math.sqrt(dot(v, v));
  e[row - 1] = to;
  v[row - 1] = last - to;
  const half = dot(v, v) / 2;
  // A − v wᵀ − w vᵀ on the rows before, w = p − (v·p / 2h) v, p = A v / h
  const block = a.slice(0, row).map((other) => other.subarray(0, row));
  const w = new Float64Array(row);
  block.forEach((other, at) => add(w, (v[at] ?? 0) / half, other));
  add(w, -dot(v, w) / (2 * half), v);
  block.forEach((other, at) => {
    const [alongV, alongW] = [v[at] ?? 0, w[at] ?? 0];
    add(other, -alongV, w);
    add(other, -alongW, v);
  });
  return half;
}

/** Q = H … H of all rows, that of the first row first; v does not reach the rows that follow. */
function turn(q: readonly Float64Array[], v: Float64Array, half: number): void {
  if (half === 0) return;
  for (let row = 0; row < v.length; row++) {
    const line = q[row];
    if (line) add(line, -dot(v, line) / half, v);
  }
}

/** Turns T by rotations, which the rows of Qᵀ follow, until nothing is left beside the place `l` of the diagonal. */
function split(l: number, d: Float64Array, e: Float64Array, q: readonly Float64Array[]): void {
  const [D, E] = [(at: number) => d[at] ?? 0, (at: number) => e[at] ?? 0];
  for (let round = 0; round < ROUNDS; round++) {
    // The first place from l on beside which nothing is left.
    let m = l;
    while (m < d.length - 1 && Math.abs(E(m)) > Number.EPSILON * (Math.abs(D(m)) + Math.abs(D(m + 1)))) m++;
    if (m === l) return;
    // Wilkinson's shift.
    let g = (D(l + 1) - D(l)) / (2 * E(l));
    g = D(m) - D(l) + E(l) / (g + (g < 0 ? -1 : 1) * Math.hypot(g, 1));
    let [sine, cosine, p] = [1, 1, 0];
    let i = m - 1;
    for (; i >= l; i--) {
      const [f, b] = [sine * E(i), cosine * E(i)];
      const length = Math.sqrt(f * f + g * g);
      e[i + 1] = length;
      if (length === 0) break;
      [sine, cosine] = [f / length, g / length];
      const old = D(i + 1) - p;
      const r = (D(i) - old) * sine + 2 * cosine * b;
      p = sine * r;
      d[i + 1] = old + p;
      g = cosine * r - b;
      rotate(q[i], q[i + 1], cosine, sine);
    }
    e[m] = 0;
    if (i >= l) {
      d[i + 1] = D(i + 1) - p;
      continue;
    }
    d[l] = D(l) - p;
    e[l] = g;
  }
}

function rotate(lower: Float64Array | undefined, upper: Float64Array | undefined, cosine: number, sine: number): void {
  if (!lower || !upper) return;
  for (let at = 0; at < lower.length; at++) {
    const [x, y] = [lower[at] ?? 0, upper[at] ?? 0];
    lower[at] = cosine * x - sine * y;
    upper[at] = sine * x + cosine * y;
  }
}
