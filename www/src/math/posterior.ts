/** q(z|x) = N(μ, diag σ²) of one image. */
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
  const [mu, { logvar }] = [codeOf(encoding, image, latent), encoding];
  return mu && logvar && { mu, sigma: row(logvar, image, latent).map((log) => Math.exp(0.5 * log)) };
}

/** KL(N(μ, σ²) ‖ N(0, 1)) = ½ (μ² + σ² − ln σ² − 1) of each dimension, in nats. */
export function klOf({ mu, sigma }: Posterior): number[] {
  return mu.map((mean, dimension) => {
    const variance = (sigma[dimension] ?? 0) ** 2;
    return 0.5 * (mean ** 2 + variance - Math.log(variance) - 1);
  });
}

/** z = μ + σ ε */
export function drawOf({ mu, sigma }: Posterior, epsilon: ArrayLike<number>): number[] {
  return mu.map((mean, dimension) => mean + (sigma[dimension] ?? 0) * (epsilon[dimension] ?? 0));
}
