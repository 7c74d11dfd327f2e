/** The density of q(z|x) = N(μ, L Lᵀ), and the noise that z is made of. */
import type { Posterior } from "../run/protocol.ts";
import { ellipseOf } from "./ellipse.ts";
import { diagonalOf } from "./posterior.ts";

/** ln of the density at z, but for the constant −½ d ln 2π: −½ |ε|² − Σ ln L_ii */
export const logDensity = (q: Posterior, z: ArrayLike<number>): number =>
  -0.5 * noiseOf(q, z).reduce((sum, e) => sum + e * e, 0) - diagonalOf(q).reduce((sum, s) => sum + Math.log(s), 0);

/** The widths that a lattice is to resolve: in two dimensions those of an ellipse's shorter half-axis where it is tilted. */
export function narrowest({ sigma, factor }: Posterior): number[] {
  const [a = 0, , b = 0, c = 0] = factor ?? [];
  return sigma.length === 2 && factor ? sigma.map(() => ellipseOf(a * a, a * b, b * b + c * c).minor) : [...sigma];
}

/** ε = L⁻¹ (z − μ) */
export function noiseOf({ mu, sigma, factor }: Posterior, z: ArrayLike<number>): number[] {
  const epsilon: number[] = [];
  mu.forEach((mean, i) => {
    let rest = (z[i] ?? 0) - mean;
    if (factor) for (let j = 0; j < i; j++) rest -= (factor[i * mu.length + j] ?? 0) * (epsilon[j] ?? 0);
    epsilon.push(rest / (factor?.[i * (mu.length + 1)] ?? sigma[i] ?? 1));
  });
  return epsilon;
}
