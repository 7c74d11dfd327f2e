/** q(z|x) = N(μ, diag σ²) of one image. */
import type { Encoding } from "../run/protocol.ts";

export interface Posterior {
  mu: readonly number[];
  sigma: readonly number[];
}

/** q(z|x) of one of some encoded images; undefined where there are not so many. */
export function posteriorOf({ mu, logvar }: Encoding, image: number, latent: number): Posterior | undefined {
  const part = (values: Float32Array) => [...values.subarray(image * latent, (image + 1) * latent)];
  const mean = part(mu);
  return mean.length === latent ? { mu: mean, sigma: part(logvar).map((log) => Math.exp(0.5 * log)) } : undefined;
}

/** KL(N(μ, σ²) ‖ N(0, 1)) = ½ (μ² + σ² − ln σ² − 1) of each dimension, in nats. */
export function klOf({ mu, sigma }: Posterior): number[] {
  return mu.map((mean, dimension) => {
    const variance = (sigma[dimension] as number) ** 2;
    return 0.5 * (mean ** 2 + variance - Math.log(variance) - 1);
  });
}

/** z = μ + σ ε */
export function drawOf({ mu, sigma }: Posterior, epsilon: ArrayLike<number>): number[] {
  return mu.map((mean, dimension) => mean + (sigma[dimension] as number) * (epsilon[dimension] as number));
}
