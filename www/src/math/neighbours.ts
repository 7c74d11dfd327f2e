/** The entropy of a distribution from the distances of samples to their nearest neighbours (Kozachenko and Leonenko, 1987). */

/** Points of the plane, x and y in turn. */
export type Points = Float64Array;

/** Two points in one place are not infinitely near. */
const NEAR = 1e-12;

/** The nearest neighbour of each point, and its distance. */
export interface Neighbours {
  of: Int32Array;
  distances: Float64Array;
}

export function neighbours(points: Points): Neighbours {
  const count = points.length / 2;
  const of = new Int32Array(count);
  const squares = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (let a = 0; a < count; a++)
    for (let b = 0; b < a; b++) {
      const square =
        ((points[2 * a] ?? 0) - (points[2 * b] ?? 0)) ** 2 + ((points[2 * a + 1] ?? 0) - (points[2 * b + 1] ?? 0)) ** 2;
      if (square < (squares[a] ?? 0)) [squares[a], of[a]] = [square, b];
      if (square < (squares[b] ?? 0)) [squares[b], of[b]] = [square, a];
    }
  return { of, distances: squares.map(Math.sqrt) };
}

/** H = d/n Σ ln εᵢ + ln B_d + ψ(n) − ψ(1), d = 2: B₂ = π, and ψ(n) − ψ(1) = 1 + ½ + … + 1/(n − 1). In nats. */
export function entropy({ distances }: Neighbours): number {
  let sum = 0;
  let harmonic = 0;
  distances.forEach((distance, at) => {
    sum += Math.log(distance ** 2 + NEAR);
    if (at > 0) harmonic += 1 / at;
  });
  return sum / distances.length + Math.log(Math.PI) + harmonic;
}

/** ∂H/∂z: each point is pushed from its neighbour, and that from it, by 2/n of the direction over the distance. */
export function slope(points: Points, { of, distances }: Neighbours): Points {
  const gradient = new Float64Array(points.length);
  of.forEach((other, own) => {
    const square = (distances[own] ?? 0) ** 2 + NEAR;
    for (const axis of [0, 1]) {
      const push = (2 * ((points[2 * own + axis] ?? 0) - (points[2 * other + axis] ?? 0))) / (square * of.length);
      gradient[2 * own + axis] = (gradient[2 * own + axis] ?? 0) + push;
      gradient[2 * other + axis] = (gradient[2 * other + axis] ?? 0) - push;
    }
  });
  return gradient;
}

/** ½ d ln 2πe, d = 2: the entropy of N(0, I), the most that a distribution of variance 1 can have. */
export const CEILING = Math.log(2 * Math.PI * Math.E);

/** x or y of each point. */
export const along = (points: Points, axis: number) =>
  Float64Array.from({ length: points.length / 2 }, (_, at) => points[2 * at + axis] ?? 0);

/** The points of mean 0 and variance 1 along both axes: batch normalisation. An axis along which none differs stays at 0. */
export function normalised(points: Points): Points {
  const all = new Float64Array(points.length);
  const count = points.length / 2;
  for (const axis of [0, 1]) {
    const values = along(points, axis);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    const deviation = Math.sqrt(variance) || 1;
    values.forEach((value, at) => (all[2 * at + axis] = (value - mean) / deviation));
  }
  return all;
}

/** A step up the gradient, no point moving further than `reach`; then normalised. */
export function risen(points: Points, reach: number): Points {
  const gradient = slope(points, neighbours(points));
  const count = points.length / 2;
  const moved = points.slice();
  for (let at = 0; at < count; at++) {
    const [x, y] = [gradient[2 * at] ?? 0, gradient[2 * at + 1] ?? 0];
    // n times the gradient is of the size of 1 over the distance, whatever n is.
    const scale = Math.min(reach / (Math.hypot(x, y) || 1), count * reach * reach);
    moved[2 * at] = (moved[2 * at] ?? 0) + scale * x;
    moved[2 * at + 1] = (moved[2 * at + 1] ?? 0) + scale * y;
  }
  return normalised(moved);
}
