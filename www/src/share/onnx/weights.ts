/** The tensors of a file of weights that was written here, and what it says of its model. */
import type { Options } from "../../run/protocol.ts";

export interface Tensor {
  shape: readonly number[];
  values: Float32Array;
}

export interface Weights {
  options: Options;
  /** Images are points of a few values, and not pictures. */
  points: boolean;
  tensors: ReadonlyMap<string, Tensor>;
}

interface Entry {
  shape: number[];
  data_offsets: [number, number];
}

type Header = { __metadata__: Record<string, string> } & Record<string, unknown>;

/** Reads a safetensors file of 32-bit numbers: the length of its header, the header, the numbers. */
export function readWeights(bytes: Uint8Array): Weights {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = 8 + length;
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as Header;
  const { __metadata__: metadata, ...entries } = header;
  const { options, pixels } = JSON.parse(metadata["vae-lab"] ?? "{}") as {
    options: Options;
    pixels: { height: number };
  };
  const tensors = Object.entries(entries as Record<string, Entry>).map(([name, entry]) => {
    const [from, to] = entry.data_offsets;
    // A copy, whose numbers begin at a multiple of their size.
    return [
      name,
      { shape: entry.shape, values: new Float32Array(bytes.slice(start + from, start + to).buffer) },
    ] as const;
  });
  return { options, points: pixels.height === 1, tensors: new Map(tensors) };
}
