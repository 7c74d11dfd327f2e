/** Principal components of points: orthonormal directions, the one along which they vary most first. */
import { dot } from "./dot.ts";
import type { Direction } from "./section.ts";

/** Directions that are kept at most. */
const MOST = 10;
/** Iterations from scratch, and from the components of nearly the same points. */
const COLD = 40;
const WARM = 6;

/**
 * Follows the components of points that move. Each answer starts from the one before (orthogonal iteration: Q ← orth(C
 * Q), with the covariance C), which keeps signs and has axes turn smoothly instead of trading places.
 */
export class Components {
  #directions: number[][] = [];

  /** The components of the rows of a matrix with `latent` columns. */
  of(points: Float32Array, latent: number): readonly Direction[] {
    const count = Math.min(latent, MOST);
    const warm = this.#directions.length === count && this.#directions[0]?.length === latent;
    if (!warm) this.#directions = Array.from({ length: count }, (_, k) => start(k, latent));
    const covariance = covarianceOf(points, latent);
    for (let iteration = 0; iteration < (warm ? WARM : COLD); iteration++) {
      this.#directions = orthonormal(this.#directions.map((direction) => times(covariance, direction)));
    }
    return this.#directions;
  }
}

/** Some direction that is orthogonal to no component, but by bad luck. */
function start(k: number, latent: number): number[] {
  return Array.from({ length: latent }, (_, at) => Number(at === k) + 0.1 * Math.cos(1 + at + 3 * k));
}

/** The covariance of the rows of a matrix with `latent` columns, row by row. */
export function covarianceOf(points: Float32Array, latent: number): Float64Array {
  const rows = points.length / latent;
  const mean = new Float64Array(latent);
  for (const [at, value] of points.entries()) mean[at % latent] = (mean[at % latent] ?? 0) + value / rows;
  const covariance = new Float64Array(latent * latent);
  const row = new Float64Array(latent);
  for (let from = 0; from < points.length; from += latent) {
    for (let at = 0; at < latent; at++) row[at] = (points[from + at] ?? 0) - (mean[at] ?? 0);
    for (let i = 0; i < latent; i++) {
      const value = (row[i] ?? 0) / rows;
      for (let j = 0, at = i * latent; j <= i; j++, at++)
        covariance[at] = (covariance[at] ?? 0) + value * (row[j] ?? 0);
    }
  }
  for (let i = 0; i < latent; i++) {
    for (let j = 0; j < i; j++) covariance[j * latent + i] = covariance[i * latent + j] ?? 0;
  }
  return covariance;
}

function times(matrix: Float64Array, vector: readonly number[]): number[] {
  const size = vector.length;
  return vector.map((_, i) => dot(vector, matrix.subarray(i * size, (i + 1) * size)));
}

/** Gram and Schmidt's: each vector loses what it shares with those before it. One that vanishes takes a free axis. */
function orthonormal(vectors: readonly (readonly number[])[]): number[][] {
  const result: number[][] = [];
  for (const vector of vectors) {
    const axes = vector.map((_, axis) => vector.map((_, at) => Number(at === axis)));
    for (const candidate of [vector, ...axes]) {
      const size = Math.hypot(...candidate);
      if (size < 1e-12) continue;
      let rest = candidate.map((value) => value / size);
      // Twice, for what rounding leaves.
      for (const other of [...result, ...result]) {
        const shared = dot(rest, other);
        rest = rest.map((value, at) => value - shared * (other[at] ?? 0));
      }
      const length = Math.hypot(...rest);
      if (length < 1e-6) continue;
      result.push(rest.map((value) => value / length));
      break;
    }
  }
  return result;
}

/** The share of the variance of points (rows of a matrix) that lies along each direction. */
export function varianceShares(points: Float32Array, directions: readonly Direction[]): number[] {
  const latent = directions[0]?.length ?? 1;
  const covariance = covarianceOf(points, latent);
  const total = covariance.filter((_, at) => at % (latent + 1) === 0).reduce((a, b) => a + b);
  return directions.map((direction) => {
    const along = dot(times(covariance, direction), direction);
    return total > 0 ? along / total : 0;
  });
}
