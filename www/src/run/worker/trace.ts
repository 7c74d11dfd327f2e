/** The intermediate values of a training step, for as many images as are wanted. */
import type { Args, Trace, TraceEntry } from "../protocol.ts";
import type { Lab } from "./wasm.ts";

export function trace(lab: Lab, args: Args<"trace">): Trace {
  const [heldOut, draw, wanted] = "images" in args ? [undefined, 0, args.images] : [args.heldOut, args.draw, 1];
  const options = lab.options();
  const { terms, gradNorm, entries, parameters } = lab.trace(heldOut, draw);
  const batch = heldOut === undefined ? Number(options["batch"]) : 1;
  const images = Math.min(wanted, batch);
  const step = lab.metrics().step + 1;
  return {
    options,
    step,
    images,
    terms,
    gradNorm,
    entries: entries.map((entry) => first(entry, images, batch)),
    parameters,
  };
}

/** The rows of the first images of a batch; one row for all of them stays. */
function first(entry: TraceEntry, images: number, batch: number): TraceEntry {
  const rows = Math.max(1, (entry.rows * images) / batch);
  return { ...entry, rows, values: entry.values.slice(0, rows * entry.columns) };
}
