/**
 * The z at which a picture of a decoder looks: a mesh (in one dimension the axis, in two a grid of N(0, I)'s quantiles),
 * samples of N(0, I), and in one dimension places that each stand for the same share of N(0, 1).
 */
import { normals } from "../../math/epsilon.ts";
import { normalQuantile, normalQuantiles } from "../../math/quantile.ts";
import { generator } from "../../math/random.ts";
import type { Dimensions } from "./toys.ts";

/** How far the axis reaches: 99.9 % of N(0, 1). */
export const REACH = 3.25;
/** Points of the axis. */
const AXIS = 131;
/** Equal parts of N(0, 1) that are told apart, and the places that stand for each. */
export const BANDS = 10;
const IN_BAND = 40;
/** Shares of N(0, 1) below each line of the grid: its cells are equally probable, those of the rim but for 1 % of them. */
const LINES = [0.001, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.999].map(normalQuantile);
/** Points of a line of the grid. */
export const ON_LINE = 61;
const SAMPLES = { 1: 150, 2: 500 } as const;

const even = (low: number, high: number, count: number) =>
  Array.from({ length: count }, (_, at) => low + ((high - low) * at) / (count - 1));

const MESH = {
  1: even(-REACH, REACH, AXIS),
  2: grid(),
} as const;
const MASS = { 1: normalQuantiles(BANDS * IN_BAND), 2: [] } as const;

/** Both families of lines, each line's points (z₁, z₂) one after the other. */
function grid(): number[] {
  const along = even(LINES[0] ?? 0, LINES.at(-1) ?? 0, ON_LINE);
  const upright = LINES.flatMap((z1) => along.flatMap((z2) => [z1, z2]));
  const level = LINES.flatMap((z2) => along.flatMap((z1) => [z1, z2]));
  return [...upright, ...level];
}

/** All places, `dimensions` numbers each; `draw` says which samples. */
export function places(dimensions: Dimensions, draw: number): Float32Array<ArrayBuffer> {
  const samples = normals(SAMPLES[dimensions] * dimensions, generator(draw));
  return Float32Array.from([...MESH[dimensions], ...samples, ...MASS[dimensions]]);
}

/** Values at those places (z itself, or what it decodes to), told apart. */
export function parts(values: Float32Array, dimensions: Dimensions) {
  const samples = MESH[dimensions].length;
  const mass = samples + SAMPLES[dimensions] * dimensions;
  return {
    mesh: values.subarray(0, samples),
    samples: values.subarray(samples, mass),
    mass: values.subarray(mass),
  };
}
