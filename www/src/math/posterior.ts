/** q(z|x) of one image: N(μ, diag σ²) or N(μ, L Lᵀ). */
import type { Encoding, Posterior } from "../run/protocol.ts";

export type { Posterior };

const row = (values: Float32Array, image: number, latent: number) => [
  ...values.subarray(image * latent, (image + 1) * latent),
];

/** The code of one of some encoded images, or the mean of it; undefined where there are not so many. */
export function codeOf({ mu }: Encoding, image: number, latent: number): number[] | undefined {
  const code = row(mu, image, latent);
  return code.length === latent ? code : undefined;
}

/** q(z|x) of one of some encoded images; undefined where there are not so many, and where codes are points. */
export function posteriorOf(encoding: Encoding, image: number, latent: number): Posterior | undefined {
  const [mu, { logvar, factor }] = [codeOf(encoding, image, latent), encoding];
  if (!mu || !logvar) return undefined;
  const sigma = row(logvar, image, latent).map((log) => Math.exp(0.5 * log));
  if (!factor) return { mu, sigma };
  // From columns to rows.
  const columns = row(factor, image, latent ** 2);
  return { mu, sigma, factor: columns.map((_, at) => columns[(at % latent) * latent + Math.floor(at / latent)] ?? 0) };
}

/** What L has on its diagonal: σ where it is diagonal. */
export const diagonalOf = ({ sigma, factor }: Posterior): number[] =>
  sigma.map((s, at) => factor?.[at * (sigma.length + 1)] ?? s);

/** KL(N(μ, L Lᵀ) ‖ N(0, I)) = ½ Σ (μ² + σ² − ln L_ii² − 1), the part of each dimension, in nats; L_ii is σ where L is diagonal. */
export function klOf(q: Posterior): number[] {
  const diagonal = diagonalOf(q);
  return q.mu.map((mean, dimension) => {
    const [variance, own] = [(q.sigma[dimension] ?? 0) ** 2, (diagonal[dimension] ?? 0) ** 2];
    return 0.5 * (mean ** 2 + variance - Math.log(own) - 1);
  });
}

/** z = μ + L ε */
export function drawOf({ mu, sigma, factor }: Posterior, epsilon: ArrayLike<number>): number[] {
  return mu.map((mean, i) => {
    let z = mean + (factor ? 0 : (sigma[i] ?? 0) * (epsilon[i] ?? 0));
    if (factor) for (let j = 0; j <= i; j++) z += (factor[i * mu.length + j] ?? 0) * (epsilon[j] ?? 0);
    return z;
  });
}
