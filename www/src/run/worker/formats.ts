/**
 * Zip archives, NumPy arrays and tables as files that the engine takes. What cannot be read is left to the engine, which names
 * it.
 */
import { tableAsIdx } from "./tables.ts";

export { unzipped } from "../../data/unzip.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A file, unpacked. */
export interface Plain {
  name: string;
  bytes: Uint8Array;
}

/** The IDX files that a file stands for; undefined where it is of no format that is read here. */
export function asIdx({ name, bytes }: Plain): Plain[] | undefined {
  const array = arrayAsIdx(bytes);
  if (array) return [{ name, bytes: array }];
  const table = tableAsIdx(bytes);
  if (!table) return undefined;
  const images = { name, bytes: table.images };
  return table.labels ? [images, { name: `${name} (labels)`, bytes: table.labels }] : [images];
}

/** How an array begins: 0x93 and "NUMPY". */
const ARRAY = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const begins = (bytes: Uint8Array, mark: number[]) => mark.every((byte, at) => bytes[at] === byte);

/** How numbers of a type are read, and how IDX has them: its type, its bytes, and how they are written. */
type Numbers = [
  read: (from: DataView, at: number, little: boolean) => number,
  width: number,
  type: number,
  write: (to: DataView, at: number, value: number) => void,
  bytes: number,
];

const write32 = (to: DataView, at: number, value: number) => to.setInt32(at, value);
const write64 = (to: DataView, at: number, value: number) => to.setFloat64(at, value);
const byte = (from: DataView, at: number) => from.getUint8(at);

/** IDX has no unsigned numbers but bytes, and none of 64 bits but doubles. */
const NUMBERS: Record<string, Numbers> = {
  b1: [byte, 1, 0x08, (to, at, value) => to.setUint8(at, value), 1],
  u1: [byte, 1, 0x08, (to, at, value) => to.setUint8(at, value), 1],
  i1: [byte, 1, 0x09, (to, at, value) => to.setUint8(at, value), 1],
  u2: [(from, at, little) => from.getUint16(at, little), 2, 0x0c, write32, 4],
  i2: [(from, at, little) => from.getInt16(at, little), 2, 0x0b, (to, at, value) => to.setInt16(at, value), 2],
  u4: [(from, at, little) => from.getUint32(at, little), 4, 0x0e, write64, 8],
  i4: [(from, at, little) => from.getInt32(at, little), 4, 0x0c, write32, 4],
  u8: [(from, at, little) => Number(from.getBigUint64(at, little)), 8, 0x0e, write64, 8],
  i8: [(from, at, little) => Number(from.getBigInt64(at, little)), 8, 0x0e, write64, 8],
  f4: [(from, at, little) => from.getFloat32(at, little), 4, 0x0d, (to, at, value) => to.setFloat32(at, value), 4],
  f8: [(from, at, little) => from.getFloat64(at, little), 8, 0x0e, write64, 8],
};

/**
 * A NumPy array (the format of `numpy.save`) as an IDX file; undefined where it is none, or has columns first or values that
 * IDX does not know.
 */
function arrayAsIdx(bytes: Uint8Array): Bytes | undefined {
  if (!begins(bytes, ARRAY) || bytes.length < 12) return undefined;
  const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // The length of the header has two bytes in the first version of the format, four since.
  const [length, begin] = bytes[6] === 1 ? [from.getUint16(8, true), 10] : [from.getUint32(8, true), 12];
  const header = new TextDecoder("latin1").decode(bytes.subarray(begin, begin + length));
  const [, order, type] = /'descr': *'([<>|=])(\w\d)'/.exec(header) ?? [];
  const numbers = NUMBERS[type ?? ""];
  const sides = /'shape': *\(([\d, ]+)\)/.exec(header)?.[1]?.match(/\d+/g)?.map(Number);
  if (!numbers || !sides || !/'fortran_order': *False/.test(header)) return undefined;
  const [read, width, code, write, size] = numbers;
  const count = sides.reduce((product, side) => product * side, 1);
  const start = begin + length;
  if (start + count * width !== bytes.length) return undefined;
  const idx = new Uint8Array(4 + 4 * sides.length + count * size);
  idx.set([0, 0, code, sides.length]);
  const to = new DataView(idx.buffer);
  sides.forEach((side, place) => to.setUint32(4 + 4 * place, side));
  const values = 4 + 4 * sides.length;
  for (let i = 0; i < count; i++) write(to, values + i * size, read(from, start + i * width, order !== ">"));
  return idx;
}
