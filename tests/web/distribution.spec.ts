// A decoder that bends N(0, I) into toy data: the data, the densities, the places, and that the model chosen learns them.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import * as engine from "../../pkg/simd/vae_lab.js";
import { normalQuantile } from "../../www/src/math/quantile.ts";
import { normalShare } from "../../www/src/math/share.ts";
import { Cloud, OWN_SHARE } from "../../www/src/figures/distribution/cloud.ts";
import { TOYS, TOY_NAMES, type ToyName, toyBytes, toyNamed } from "../../www/src/data/toy/datasets.ts";
import {
  BARS,
  LEVELS,
  bandDensities,
  barEdge,
  barProbabilities,
  histogram,
  variation,
} from "../../www/src/data/toy/density.ts";
import { BANDS, ON_LINE, parts, places } from "../../www/src/figures/distribution/places.ts";
import { HELD_OUT, idx, toyOptions, toySource, trainingBytes } from "../../www/src/data/toy/source.ts";
import { wasmPath } from "./files.mjs";

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const mean = (values: Iterable<number>) => sum(values) / [...values].length;

/** The points of a toy in [0, 1], as rows. */
function rows(name: ToyName, count = 4000): number[][] {
  const { dimensions } = TOYS[name];
  const bytes = toyBytes(name, count, 3);
  expect(bytes).toHaveLength(count * dimensions);
  return Array.from({ length: count }, (_, at) =>
    Array.from(bytes.subarray(at * dimensions, (at + 1) * dimensions), (byte) => byte / 255),
  );
}

test("toy data follows its seed", () => {
  for (const name of TOY_NAMES) {
    expect(toyBytes(name, 200, 7)).toEqual(toyBytes(name, 200, 7));
    expect(toyBytes(name, 200, 7)).not.toEqual(toyBytes(name, 200, 8));
  }
});

test("toy data of one value is distributed as its name says", () => {
  const bumps = rows("two-bumps").flat();
  const low = bumps.filter((x) => x < 0.46);
  expect(low.length / bumps.length).toBeCloseTo(0.4, 1);
  expect(mean(low)).toBeCloseTo(0.27, 2);
  expect(bumps.filter((x) => x > 0.43 && x < 0.47).length / bumps.length).toBeLessThan(0.02);
  const uniform = rows("uniform").flat();
  for (const [from, to] of [
    [0.2, 0.4],
    [0.4, 0.6],
    [0.6, 0.8],
  ] as const)
    expect(uniform.filter((x) => x >= from && x < to).length / uniform.length).toBeCloseTo(1 / 3, 1);
  expect(Math.min(...uniform)).toBeGreaterThan(0.195);
  const skewed = rows("skewed")
    .flat()
    .sort((a, b) => a - b);
  // The mean lies on the side of the long tail.
  expect(mean(skewed) - (skewed[skewed.length / 2] as number)).toBeGreaterThan(0.02);
});

test("toy data of two values lies where its name says", () => {
  const radii = rows("ring").map(([x = 0, y = 0]) => Math.hypot(x - 0.5, y - 0.5));
  expect(mean(radii)).toBeCloseTo(0.32, 2);
  expect(Math.min(...radii)).toBeGreaterThan(0.2);
  // Five clusters: far from all five middles there is nothing.
  const middles = Array.from({ length: 5 }, (_, at) => (2 * Math.PI * at) / 5 + Math.PI / 2);
  const nearest = rows("clusters").map(([x = 0, y = 0]) => {
    const off = middles.map((a) => Math.hypot(x - 0.5 - 0.32 * Math.cos(a), y - 0.5 - 0.32 * Math.sin(a)));
    return off.indexOf(Math.min(...off));
  });
  for (let at = 0; at < 5; at++) expect(nearest.filter((cluster) => cluster === at).length / 4000).toBeCloseTo(0.2, 1);
  for (const name of ["moons", "spiral"] as const) {
    const [xs, ys] = [0, 1].map((at) => rows(name).map((row) => row[at] as number)) as [number[], number[]];
    for (const values of [xs, ys]) {
      expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.45);
      expect(mean(values)).toBeCloseTo(0.5, 0);
    }
  }
});

test("a toy is known by its name and the size of its images", () => {
  expect(toyNamed("ring", 1, 2)).toBe("ring");
  expect(toyNamed("ring", 28, 28)).toBeUndefined();
  expect(toyNamed("handwriting", 1, 2)).toBeUndefined();
});

test("a toy's files are IDX, and the engine takes them as any others", async () => {
  const bytes = idx(Uint8Array.of(1, 2, 3, 4, 5, 6), 2);
  expect([...bytes]).toEqual([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6]);
  for (const name of TOY_NAMES) {
    const lab = await labOf(name);
    const { train, heldOut, height, width } = lab.dataset();
    expect({ train, heldOut, height, width }).toEqual({
      train: 2 * HELD_OUT,
      heldOut: HELD_OUT,
      height: 1,
      width: TOYS[name].dimensions,
    });
    expect(toyNamed(lab.dataset().name, height, width)).toBe(name);
    lab.free();
  }
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
  const cloud = new Cloud(toyBytes("ring", 4000, 1), toyBytes("ring", 1000, 2));
  const own = Float32Array.from(toyBytes("ring", 4000, 5), (byte) => byte / 255);
  expect(cloud.offShare(own)).toBeLessThan(3 * OWN_SHARE);
  expect(cloud.offShare(own)).toBeGreaterThan(OWN_SHARE / 4);
  expect(cloud.offShare(Float32Array.of(0.5, 0.5, 0.02, 0.02))).toBe(1);
  expect(cloud.offShare(Float32Array.of(0.5, 0.5, 0.82, 0.5))).toBe(0.5);
});

/** A lab with a toy and the options that suit it. */
async function labOf(name: ToyName): Promise<engine.Lab> {
  engine.initSync({ module: readFileSync(wasmPath("simd")) });
  const source = toySource(name);
  if (source.kind !== "files") throw new Error("a toy comes as files");
  const files = await Promise.all(source.files.map(async ({ blob }) => new Uint8Array(await blob.arrayBuffer())));
  const lab = new engine.Lab(0);
  lab.configure(toyOptions(name));
  lab.loadIdx(
    source.files.map((file) => file.name),
    files,
  );
  return lab;
}

const STEPS = 4000;

for (const name of TOY_NAMES) {
  test(`its decoder learns to turn N(0, I) into ${name}`, async () => {
    const lab = await labOf(name);
    const { dimensions } = TOYS[name];
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
