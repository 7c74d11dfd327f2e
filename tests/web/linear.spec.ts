// Linear models against the best there are: eigenvalues against numpy's, closed forms against sums done by hand.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { dot } from "../../www/src/math/dot.ts";
import { eigen } from "../../www/src/math/eigen.ts";
import {
  type Spectrum,
  aliveAbove,
  byComponents,
  evidence,
  largestAngle,
  leftBy,
  overlap,
  principal,
  spread,
  varianceLeft,
} from "../../www/src/math/linear.ts";
import { decompose } from "../../www/src/math/low-rank.ts";
import { Moments } from "../../www/src/math/moments.ts";
import { BEGIN } from "../../www/src/figures/svd/words.ts";
import { wasmPath } from "./files.mjs";

const square = (n: number, entry: (i: number, j: number) => number) =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => entry(i, j)));
/** That of the engine's own test. */
const EXAMPLE = square(8, (i, j) => 1 / (1 + Math.abs(i - j)) + ((i * j) % 5) / 7 + (i === j && i % 3 === 0 ? 3 : 0));
const relative = (found: number | undefined, expected: number) => Math.abs((found ?? Number.NaN) / expected - 1);

test("eigenvalues are those of numpy.linalg.eigh", () => {
  const expected = [
    6.484953558553519, 3.9804599473137423, 3.7512081148836285, 2.3022804897047604, 0.9468125945374551,
    0.9010352911621874, 0.5789581154853952, 0.19714903121645444,
  ];
  const { values, vectors } = eigen(EXAMPLE);
  expected.forEach((value, k) => expect(relative(values[k], value)).toBeLessThan(1e-12));
  const [first] = vectors;
  expect(Math.abs(first?.[3] ?? 0)).toBeCloseTo(0.6032034086095079, 12);
});

test("the parts make up the matrix, also where eigenvalues are alike or 0", () => {
  for (const matrix of [
    EXAMPLE,
    square(7, (i, j) => (i + 1) * (j + 1)),
    square(4, (i, j) => (i === j ? ([2, 0, -3, 2][i] ?? 0) : 0)),
    square(3, () => 0),
    [[5]],
    [],
  ]) {
    const { values, vectors } = eigen(matrix);
    matrix.forEach((row, i) =>
      row.forEach((entry, j) => {
        const whole = vectors.reduce((sum, v, k) => sum + (values[k] ?? 0) * (v[i] ?? 0) * (v[j] ?? 0), 0);
        expect(Math.abs(whole - entry)).toBeLessThan(1e-12);
        expect(dot(vectors[i] ?? [], vectors[j] ?? [])).toBeCloseTo(Number(i === j), 12);
      }),
    );
    expect([...values]).toEqual([...values].toSorted((a, b) => b - a));
  }
});

/** The middle of handwriting, 12 by 12 pixels of 300 images. */
function middles(): Uint8Array {
  initSync({ module: readFileSync(wasmPath("simd")) });
  const lab = new Lab(0);
  lab.loadGenerated("handwriting", 0);
  const images = lab.trainingImages(0, 300 * 784);
  lab.free();
  return images.filter((_, at) => {
    const [row, column] = [Math.floor((at % 784) / 28), at % 28];
    return row >= 8 && row < 20 && column >= 8 && column < 20;
  });
}

test("images have the components that numpy finds", () => {
  const images = middles();
  const moments = new Moments(144);
  moments.add(images.subarray(0, 17 * 144));
  moments.add(images.subarray(17 * 144));
  expect(moments.lit.length).toBe(144);
  const { values, vectors } = eigen(moments.covarianceOf(moments.lit));
  for (const [place, expected] of [
    [0, 4.144996513990115],
    [1, 3.1540147370733513],
    [2, 2.6569317353818214],
    [9, 0.7610954629434523],
    [63, 0.024149889794319868],
    [143, 0.0008373298922840945],
  ] as const)
    expect(relative(values[place], expected), `${place}`).toBeLessThan(1e-9);
  // What the first k components leave of the same images are the other eigenvalues.
  const axes = new Float32Array(10 * 144);
  vectors.slice(0, 10).forEach((vector, k) => axes.set(vector, k * 144));
  const spectrum = { values, axes, mean: Float32Array.from(moments.mean) };
  const seen = spread(spectrum, images);
  for (const k of [0, 1, 5, 10])
    expect(
      relative(
        leftBy(seen, k),
        values.subarray(k).reduce((a, b) => a + b, 0),
      ),
    ).toBeLessThan(1e-5);
  const x = Float32Array.from(images.subarray(0, 144), (byte) => byte / 255);
  const [of0, of10] = [0, 10].map((k) => byComponents(spectrum, x, k).map((value, at) => value - (x[at] ?? 0)));
  const inside = Array.from({ length: 10 }, (_, k) => dot(axes.subarray(k * 144, (k + 1) * 144), of0 ?? []) ** 2);
  expect(dot(of10 ?? [], of10 ?? [])).toBeCloseTo(dot(of0 ?? [], of0 ?? []) - inside.reduce((a, b) => a + b), 4);
});

/** Axes of the coordinates themselves. */
const plain = (values: number[], axes: number): Spectrum => {
  const n = values.length;
  return {
    values: Float64Array.from(values),
    axes: Float32Array.from({ length: axes * n }, (_, at) => Number(Math.floor(at / n) === at % n)),
    mean: new Float32Array(n),
  };
};
const SPECTRUM = plain([4, 3, 2, 0.5, 0.3, 0.2], 4);

test("−log p(x) is that of the Gaussian, and the live dimensions are those above βσ²", () => {
  // Six pixels, two latent dimensions: variances 4 and 3, then the mean of the rest.
  expect(varianceLeft(SPECTRUM.values, 2)).toBeCloseTo(0.75, 12);
  const bytes = Uint8Array.from([255, 51, 102, 0, 255, 153, 0, 204, 51, 255, 102, 0]);
  const normal = (x: number, variance: number) => 0.5 * (x ** 2 / variance + Math.log(2 * Math.PI * variance));
  const sum = (variances: number[]) =>
    [...bytes].reduce((sum, byte, at) => sum + normal(byte / 255, variances[at % 6] ?? Number.NaN) / 2, 0);
  const seen = spread(SPECTRUM, bytes);
  expect(evidence(SPECTRUM, seen, 2, 0.75)).toBeCloseTo(sum([4, 3, 0.75, 0.75, 0.75, 0.75]), 5);
  // A dimension whose eigenvalue is below σ² has died.
  expect(evidence(SPECTRUM, seen, 4, 2.5)).toBeCloseTo(sum([4, 3, 2.5, 2.5, 2.5, 2.5]), 5);
  expect([0.25, 1, 3, 5].map((floor) => aliveAbove(SPECTRUM.values, 4, floor))).toEqual([4, 3, 1, 0]);
});

test("a rotation of the codes is taken out, and the angle between subspaces is the largest", () => {
  const [sine, cosine] = [Math.sin(0.7), Math.cos(0.7)];
  const column = (...entries: number[]) => Float32Array.from(entries);
  // W = U diag(2, 1) R with codes of covariance Rᵀ R = I.
  const columns = [column(2 * cosine, -sine, 0, 0, 0, 0), column(2 * sine, cosine, 0, 0, 0, 0)];
  const identity = square(2, (i, j) => Number(i === j));
  expect(overlap(columns)).toBeGreaterThan(0.3);
  const directions = principal(columns, identity);
  directions.forEach((direction, k) => expect(Math.abs(direction[k] ?? 0)).toBeCloseTo(1, 6));
  expect(largestAngle(directions, SPECTRUM)).toBeLessThan(1e-4);
  // Codes may also spread so that the second direction varies most.
  const [first] = principal(
    [column(1, 0, 0, 0, 0, 0), column(0, 1, 0, 0, 0, 0)],
    [
      [1, 0],
      [0, 9],
    ],
  );
  expect(Math.abs(first?.[1] ?? 0)).toBeCloseTo(1, 6);
  // Tilted out of the plane of the first two by 10 degrees, and by 3 in the other direction.
  const degree = Math.PI / 180;
  const tilted = [
    column(Math.cos(10 * degree), 0, 0, 0, Math.sin(10 * degree), 0),
    column(0, Math.cos(3 * degree), 0, 0, 0, Math.sin(3 * degree)),
  ];
  expect(largestAngle(tilted, SPECTRUM)).toBeCloseTo(10, 3);
});

test("the article's table of characters has the singular values and the guess that were computed for it", () => {
  const { singular, approximation } = decompose(BEGIN);
  expect(singular.map((value) => value.toFixed(4))).toEqual(["2.9208", "0.6847"]);
  const written = (rank: number) => approximation(rank).map((row) => row.map((value) => value.toFixed(4)));
  const row = (value: string, last: string) => [value, value, value, value, last];
  expect(written(1)).toEqual([row("0.9341", "0.4961"), row("1.0582", "0.5620")]);
  const exact = approximation(2).flat();
  BEGIN.flat().forEach((count, at) => expect(exact[at]).toBeCloseTo(count, 12));
});
