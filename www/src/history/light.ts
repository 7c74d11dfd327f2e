/** Snapshots made small: safetensors without the optimiser's averages, the weights in half precision. */

/** As in `src/session/store.rs`. */
const OPTIMIZER = "optimizer.";
const METADATA = "__metadata__";

interface Tensor {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** The light form of a whole snapshot: a sixth of its bytes with Adam. */
export function lighten(whole: Uint8Array): Uint8Array {
  const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const { [METADATA]: metadata, ...tensors } = JSON.parse(new TextDecoder().decode(whole.subarray(8, 8 + length)));
  const weights = Object.entries(tensors as Record<string, Tensor>).filter(([name]) => !name.startsWith(OPTIMIZER));
  let end = 0;
  const light: Record<string, unknown> = { [METADATA]: metadata };
  for (const [name, { shape, data_offsets }] of weights) {
    const start = end;
    end += (data_offsets[1] - data_offsets[0]) / 2;
    light[name] = { dtype: "F16", shape, data_offsets: [start, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(light));
  // The numbers begin at a multiple of eight; blanks fill the header.
  const head = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + head + end).fill(0x20, 8, 8 + head);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head), true);
  bytes.set(text, 8);
  const halves = new Uint16Array(bytes.buffer, 8 + head, end / 2);
  let to = 0;
  for (const [, tensor] of weights) {
    const [start, stop] = tensor.data_offsets.map((offset) => 8 + length + offset) as [number, number];
    // Copied: what a view of floats looks at has to begin at a multiple of four.
    const words = new Uint32Array(whole.slice(start, stop).buffer);
    for (const word of words) halves[to++] = half(word);
  }
  return bytes;
}

/**
 * Half precision of a number that is given as the bits of a float: 5 bits of exponent and 10 of mantissa, rounded to
 * the nearest. What is too large becomes the largest that is finite, what is too small zero (below 2⁻¹⁴).
 */
export function half(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  // The exponent's bias goes from 127 to 15; a carry out of the mantissa raises the exponent, as it should.
  const rounded = (((bits & 0x7fffffff) + 0x1000) >>> 13) - (112 << 10);
  if (rounded < 0x400) return sign;
  return sign | Math.min(rounded, 0x7bff);
}
