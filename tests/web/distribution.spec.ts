// A decoder that bends N(0, I) into toy data: the data, the densities, the places, and that the model chosen learns them.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import * as engine from "../../pkg/simd/vae_lab.js";
import { normalQuantile } from "../../www/src/math/quantile.ts";
import { normalShare } from "../../www/src/math/share.ts";
import { Cloud, OWN_SHARE } from "../../www/src/figures/distribution/cloud.ts";
import {
  BARS,
  LEVELS,
  bandDensities,
  barEdge,
  barProbabilities,
  histogram,
  variation,
} from "../../www/src/figures/distribution/density.ts";
import { BANDS, ON_LINE, parts, places } from "../../www/src/figures/distribution/places.ts";
import {
  HELD_OUT,
  OFFERED,
  TRAIN,
  dimensionsOf,
  toyNamed,
  toyOptions,
} from "../../www/src/figures/distribution/toys.ts";
import { GENERATED, TOYS, type Toy } from "../../www/src/run/generated.ts";
import english from "../../www/src/texts/en.json" with { type: "json" };
import chinese from "../../www/src/texts/zh.json" with { type: "json" };
import { wasmPath } from "./files.mjs";

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const mean = (values: Iterable<number>) => sum(values) / [...values].length;

const NAMES: readonly Toy[] = [...TOYS[1], ...TOYS[2]];
engine.initSync({ module: readFileSync(wasmPath("simd")) });

/** A lab with a toy and the options that suit it. */
function labOf(name: Toy): engine.Lab {
  const lab = new engine.Lab(0);
  lab.configure(toyOptions(name));
  lab.loadGenerated(name, 0);
  return lab;
}

/** The bytes of a toy's training data. */
function trainingBytes(name: Toy, points = TRAIN): Uint8Array {
  const lab = labOf(name);
  const bytes = lab.trainingImages(0, points * dimensionsOf(name));
  lab.free();
  return bytes;
}

test("the names are those that the engine knows", () => {
  const lab = new engine.Lab(0);
  let names = "";
  try {
    lab.loadGenerated("?", 0);
  } catch (refused) {
    ({ names = "" } = (refused as engine.LabError).params);
  }
  expect([...GENERATED].sort()).toEqual(names.split(", ").sort());
});

test("each has a name in every language, as MNIST has, which pretrained models know", () => {
  for (const texts of [english, chinese])
    expect(Object.keys(texts.dataset.names).sort()).toEqual([...GENERATED, "mnist"].sort());
});

test("a toy is known by its name and the size of its images", () => {
  for (const name of NAMES) {
    const lab = labOf(name);
    const dataset = lab.dataset();
    expect(dataset).toMatchObject({ train: TRAIN, heldOut: HELD_OUT, height: 1, width: dimensionsOf(name) });
    expect(toyNamed(dataset)).toBe(name);
    lab.free();
  }
  expect(toyNamed({ name: "ring", height: 28, width: 28 })).toBeUndefined();
  expect(toyNamed({ name: "handwriting", height: 1, width: 2 })).toBeUndefined();
});

test("what a linear decoder makes of N(0, 1) is a Gaussian, band by band", () => {
  const [slope, sigma, count] = [0.1, 0.05, 400];
  const decoded = Float32Array.from({ length: count }, (_, at) => 0.5 + slope * normalQuantile((at + 0.5) / count));
  const bands = bandDensities(decoded, sigma, BANDS);
  expect(bands).toHaveLength(BANDS);
  for (const band of bands) expect(sum(band) / (LEVELS - 1)).toBeCloseTo(1 / BANDS, 4);
  // N(0.5, slope² + σ²)
  const width = Math.hypot(slope, sigma);
  for (const level of [64, 100, 127, 160, 200]) {
    const x = level / (LEVELS - 1);
    const expected = Math.exp(-0.5 * ((x - 0.5) / width) ** 2) / (width * Math.sqrt(2 * Math.PI));
    expect(sum(bands.map((band) => band[level] as number))).toBeCloseTo(expected, 1);
  }
  const bars = barProbabilities(bands);
  expect(bars).toHaveLength(BARS);
  expect(sum(bars)).toBeCloseTo(1, 4);
  for (const bar of [8, 12, 16, 20]) {
    const expected = normalShare((barEdge(bar + 1) - 0.5) / width) - normalShare((barEdge(bar) - 0.5) / width);
    expect(bars[bar]).toBeCloseTo(expected, 3);
  }
});

test("a histogram has each byte in its bar", () => {
  const shares = histogram(Uint8Array.of(0, 7, 8, 255));
  expect(shares[0]).toBeCloseTo(0.5);
  expect(shares[1]).toBeCloseTo(0.25);
  expect(shares[BARS - 1]).toBeCloseTo(0.25);
  expect(sum(histogram(trainingBytes("skewed")))).toBeCloseTo(1, 9);
});

test("the distance of distributions is 0 for the same, 1 for those without anything in common", () => {
  expect(variation([0.5, 0.5], [0.5, 0.5])).toBeCloseTo(0);
  expect(variation([1, 0], [0, 1])).toBeCloseTo(1);
  expect(variation([0.7, 0.3], [0.4, 0.6])).toBeCloseTo(0.3);
  // What lies outside of the bars is in no common place.
  expect(variation([0.2, 0], [1, 0])).toBeCloseTo(0.8);
});

test("Φ is the way back from quantiles", () => {
  for (const share of [0.001, 0.1, 0.5, 0.84, 0.999]) expect(normalShare(normalQuantile(share))).toBeCloseTo(share, 6);
});

test("the places are a mesh, samples of N(0, I), and parts of the same probability", () => {
  const line = parts(places(1, 0), 1);
  expect(line.mass.length % BANDS).toBe(0);
  line.mass.forEach((z, at) => expect(normalShare(z)).toBeCloseTo((at + 0.5) / line.mass.length, 5));
  expect([...line.mesh]).toEqual([...line.mesh].sort((a, b) => a - b));

  const plane = parts(places(2, 0), 2);
  expect(plane.mass).toHaveLength(0);
  expect(plane.mesh.length % (2 * ON_LINE)).toBe(0);
  // Along a line of the grid one of the coordinates stays.
  for (let from = 0; from < plane.mesh.length; from += 2 * ON_LINE) {
    const coordinates = [0, 1].map(
      (axis) => new Set(plane.mesh.subarray(from, from + 2 * ON_LINE).filter((_, at) => at % 2 === axis)),
    );
    expect(coordinates.map(({ size }) => size).sort((a, b) => a - b)).toEqual([1, ON_LINE]);
  }
  const samples = [0, 1, 2, 3].flatMap((draw) => [...parts(places(2, draw), 2).samples]);
  expect(mean(samples)).toBeCloseTo(0, 1);
  expect(mean(samples.map((z) => z * z))).toBeCloseTo(1, 1);
  expect(parts(places(2, 1), 2).samples).not.toEqual(plane.samples);
  expect(parts(places(2, 1), 2).mesh).toEqual(plane.mesh);
});

test("one in a hundred points of the data lies off it, and what is far from it does", () => {
  const bytes = trainingBytes("ring", 9000);
  const cloud = new Cloud(bytes.subarray(0, 8000), bytes.subarray(8000, 10_000));
  const own = Float32Array.from(bytes.subarray(10_000), (byte) => byte / 255);
  expect(cloud.offShare(own)).toBeLessThan(3 * OWN_SHARE);
  expect(cloud.offShare(own)).toBeGreaterThan(OWN_SHARE / 4);
  expect(cloud.offShare(Float32Array.of(0.5, 0.5, 0.02, 0.02))).toBe(1);
  expect(cloud.offShare(Float32Array.of(0.5, 0.5, 0.82, 0.5))).toBe(0.5);
});

const STEPS = 4000;

for (const name of [...OFFERED[1], ...OFFERED[2]]) {
  test(`its decoder learns to turn N(0, I) into ${name}`, () => {
    const lab = labOf(name);
    const dimensions = dimensionsOf(name);
    const z = places(dimensions, 0);
    const heldOut = lab.heldOut(HELD_OUT).pixels;
    const cloud = dimensions === 2 ? new Cloud(trainingBytes(name), heldOut) : undefined;
    const shares = histogram(heldOut);
    const nearness = () => {
      const decoded = parts(lab.decode(z), dimensions);
      if (cloud) return cloud.offShare(decoded.samples);
      return variation(barProbabilities(bandDensities(decoded.mass, Number(lab.options().sigma), BANDS)), shares);
    };
    const lossNow = () => lab.evaluate(0).terms[0] as number;
    const [before, loss] = [nearness(), lossNow()];
    for (let step = 0; step < STEPS; step++) lab.step();
    // In two dimensions an untrained decoder may send all samples to one place, and that to the data.
    if (dimensions === 1) expect(before).toBeGreaterThan(0.6);
    expect(nearness()).toBeLessThan(dimensions === 1 ? 0.15 : 0.25);
    expect(lossNow()).toBeLessThan(loss - 10);
    expect(lossNow()).toBeLessThan(-0.2);
    lab.free();
  });
}
