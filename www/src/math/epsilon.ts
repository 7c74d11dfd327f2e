/** ε ~ N(0, I), drawn afresh or wandering. */

/** A standard normal number (Box and Muller). */
export function normal(uniform: () => number = Math.random): number {
  // 1 − u lies in (0, 1], where the logarithm is finite.
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  return radius * Math.cos(2 * Math.PI * uniform());
}

/** `count` independent standard normal numbers. */
export function normals(count: number, uniform?: () => number): Float32Array {
  return Float32Array.from({ length: count }, () => normal(uniform));
}

/** Milliseconds in which a wandering ε forgets where it was. */
const MEMORY_MS = 900;

/**
 * Where ε has wandered after some milliseconds: c ε + √(1 − c²) n with c = exp(−ms / memory) and a fresh n (Ornstein and
 * Uhlenbeck). Whenever one looks it is a draw from N(0, I), but near the one before.
 */
export function wander(epsilon: Float32Array, ms: number, uniform: () => number = Math.random): Float32Array {
  const keep = Math.exp(-ms / MEMORY_MS);
  const fresh = normals(epsilon.length, uniform);
  return epsilon.map((value, at) => keep * value + Math.sqrt(1 - keep * keep) * (fresh[at] ?? 0));
}
