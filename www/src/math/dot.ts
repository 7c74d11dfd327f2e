/** The inner product Σ aᵢ bᵢ of two vectors of one length. */
export function dot(a: readonly number[], b: ArrayLike<number>): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}
