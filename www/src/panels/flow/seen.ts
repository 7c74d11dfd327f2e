/** The numbers of a trace for one of its images, and for the layers of the model. */
import type { Trace } from "../../run/protocol.ts";

/** One image on its way through the model; losses in nats. */
export interface Seen {
  x: Float32Array;
  mu: readonly number[];
  logvar: readonly number[];
  sigma: readonly number[];
  /** Of the first latent sample, where there are more. */
  epsilon: readonly number[];
  z: readonly number[];
  xhat: Float32Array;
  /** Means over the latent samples. */
  recon: number;
  kl: number;
  klPerDimension: readonly number[];
}

/** Image number `index` of a trace. */
export function seen(trace: Trace, index: number): Seen {
  const entry = (key: string) => trace.entries.find((entry) => entry.key === key);
  /** The image's numbers, as many as it has rows of these. */
  const all = (key: string) => {
    const { values = new Float32Array() } = entry(key) ?? {};
    const size = values.length / trace.images;
    return values.subarray(size * index, size * (index + 1));
  };
  const first = (key: string) => all(key).subarray(0, entry(key)?.columns ?? 0);
  const z = Array.from(first("z"));
  const [mu, logvar] = [Array.from(first("mu")), Array.from(first("logvar"))];
  const kls = all("kl");
  const klPerDimension = mu.map((_, dimension) => mean(kls.filter((_, at) => at % mu.length === dimension)));
  return {
    x: first("x"),
    // A plain autoencoder's code is z itself.
    mu: entry("mu") ? mu : z,
    logvar,
    sigma: logvar.map((value) => Math.exp(value / 2)),
    epsilon: Array.from(first("epsilon")),
    z,
    xhat: first("xhat"),
    recon: mean(all("recon")),
    kl: klPerDimension.reduce((sum, value) => sum + value, 0),
    klPerDimension,
  };
}

export interface Layer {
  name: string;
  gradient: number;
  update: number;
}

/** The layers of the model, the one nearest to the loss first; the norm of weights and bias together. */
export function layers(trace: Trace): Layer[] {
  const layers = new Map<string, Layer>();
  for (const { name, gradient, update } of trace.parameters) {
    const layer = name.replace(/\.(weight|bias)$/, "");
    const known = layers.get(layer) ?? { name: layer, gradient: 0, update: 0 };
    layers.set(layer, {
      name: layer,
      gradient: Math.hypot(known.gradient, gradient),
      update: Math.hypot(known.update, update),
    });
  }
  return [...layers.values()].reverse();
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
