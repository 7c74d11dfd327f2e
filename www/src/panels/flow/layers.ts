/** The numbers of a trace for the layers of the model. */
import type { Trace } from "../../run/protocol.ts";

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
