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
export function seen(trace: Trace, index: number, latent: number): Seen {
  const images = trace.mu.length / latent;
  /** The numbers of the image's first row, or of all its rows. */
  const of = (values: Float32Array, columns = values.length / images) => {
    const start = (values.length / images) * index;
    return values.subarray(start, start + columns);
  };
  const pixels = trace.pixels.length / images;
  const [mu, logvar] = [Array.from(of(trace.mu)), Array.from(of(trace.logvar))];
  const kls = of(trace.kls);
  const klPerDimension = mu.map((_, dimension) => mean(kls.filter((_, at) => at % latent === dimension)));
  return {
    x: of(trace.pixels),
    mu,
    logvar,
    sigma: logvar.map((value) => Math.exp(value / 2)),
    epsilon: Array.from(of(trace.noise, latent)),
    z: Array.from(of(trace.z, latent)),
    xhat: of(trace.decoded, pixels),
    recon: mean(of(trace.recons)),
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
