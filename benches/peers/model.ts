// The training step that every library runs: a VAE 784-400-2-400-784, ReLU, Bernoulli, Adam 1e-3, batch 128.

export const PIXELS = 784;
export const HIDDEN = 400;
export const LATENT = 2;
export const BATCH = 128;
export const RATE = 1e-3;

/** Shapes of the weights, each (inputs, outputs). */
export const LAYERS = {
  encoder: [PIXELS, HIDDEN],
  mean: [HIDDEN, LATENT],
  logvar: [HIDDEN, LATENT],
  decoder: [LATENT, HIDDEN],
  output: [HIDDEN, PIXELS],
} as const;

export type LayerName = keyof typeof LAYERS;

/** A library's model and optimiser. `step` trains on `BATCH` rows of pixels in [0, 1] and gives −ELBO in nats per image. */
export interface Trainer {
  step(pixels: Float32Array): number | Promise<number>;
}

/** Initial values of one layer's weights, uniform in ±1/√inputs. */
export function initialWeights(name: LayerName): Float32Array {
  const [inputs, outputs] = LAYERS[name];
  const bound = 1 / Math.sqrt(inputs);
  return Float32Array.from({ length: inputs * outputs }, () => (2 * Math.random() - 1) * bound);
}
