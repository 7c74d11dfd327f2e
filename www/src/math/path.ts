/** Paths through points of the latent space: interpolation. */
import { dot } from "./dot.ts";

/** Along straight lines, or along arcs of the sphere on which most of a prior of many dimensions lies. */
export const PATH_KINDS = ["straight", "spherical"] as const;
export type PathKind = (typeof PATH_KINDS)[number];

/** Below this angle (radians), or this far from the opposite, an arc is as good as a line or has no one direction. */
const NARROW = 1e-4;

/** The point a share of the way from `a` to `b`. */
export function between(a: readonly number[], b: readonly number[], share: number, kind: PathKind): number[] {
  const [left, right] = kind === "spherical" ? arc(a, b, share) : [1 - share, share];
  return a.map((value, dimension) => left * value + right * (b[dimension] ?? 0));
}

/** Weights of the two ends: sin((1 − t) Ω) / sin Ω and sin(t Ω) / sin Ω, with the angle Ω between them (White, 2016). */
function arc(a: readonly number[], b: readonly number[], share: number): [number, number] {
  const length = Math.hypot(...a) * Math.hypot(...b);
  const angle = length > 0 ? Math.acos(Math.max(-1, Math.min(1, dot(a, b) / length))) : 0;
  if (angle < NARROW || Math.PI - angle < NARROW) return [1 - share, share];
  return [Math.sin((1 - share) * angle) / Math.sin(angle), Math.sin(share * angle) / Math.sin(angle)];
}

/** The point at `at` of the path through `points`: 0 is the first, 1 the second, 1.5 half-way to the third. */
export function along(points: readonly (readonly number[])[], at: number, kind: PathKind): number[] {
  const from = Math.max(0, Math.min(Math.floor(at), points.length - 2));
  const [a, b] = [points[from] ?? [], points[from + 1] ?? points[from] ?? []];
  return between(a, b, at - from, kind);
}

/** `count` places on a path through `stations` points, evenly from the first to the last. */
export function places(stations: number, count: number): number[] {
  return Array.from({ length: count }, (_, frame) => (frame * (stations - 1)) / (count - 1));
}
