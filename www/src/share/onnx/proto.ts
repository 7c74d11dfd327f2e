/** Messages of Protocol Buffers, as far as an ONNX file needs them: https://protobuf.dev/programming-guides/encoding. */

/** The fields of a message one after the other, or one of them. */
export type Bytes = Uint8Array;

export function message(...parts: readonly Bytes[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** A whole number in groups of seven bits, the lowest first. */
function varint(value: number): Bytes {
  const groups: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) groups.push((value % 128) | 128);
  return Uint8Array.of(...groups, value);
}

/** How a field is written, in the lowest bits of its key. */
const NUMBER = 0;
const LENGTH = 2;
const FOUR_BYTES = 5;

const key = (field: number, kind: number) => varint(field * 8 + kind);

/** A field that is a whole number, 0 or more. */
export const int = (field: number, value: number): Bytes => message(key(field, NUMBER), varint(value));

/** A field that is a message, or bytes. */
export const inner = (field: number, value: Bytes): Bytes => message(key(field, LENGTH), varint(value.length), value);

export const text = (field: number, value: string): Bytes => inner(field, new TextEncoder().encode(value));

export const float = (field: number, value: number): Bytes =>
  message(key(field, FOUR_BYTES), new Uint8Array(Float32Array.of(value).buffer));
