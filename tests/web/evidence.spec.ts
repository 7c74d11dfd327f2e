// What is known of p(x), without a page: p(z|x) on a lattice and importance weights, against closed forms and the engine.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { binarized } from "../../www/src/math/binarized.ts";
import { cellsOf, divergence, fitted, posteriorOn, resolves } from "../../www/src/math/lattice.ts";
import { fromCells, fromGaussian } from "../../www/src/math/proposal.ts";
import { generator } from "../../www/src/math/random.ts";
import { around, cellsFor, cutFor, partsOf } from "../../www/src/math/refined.ts";
import { effectiveSamples, importanceBound, logMeanExp, relativeWeights } from "../../www/src/math/weights.ts";
import type { Box, Evidence, From } from "../../www/src/run/protocol.ts";
import { evidence } from "../../www/src/run/worker/evidence.ts";
import { evidences } from "../../www/src/run/worker/evidences.ts";

const BOX = { side: 96, bounds: [-6, 6, -6, 6] };
const EVIDENCE = -123.4;

/** ln p(x, z) at points, where p(z|x) is N(m, Λ⁻¹) with the precisions a, c and b between the two. */
function jointOf(
  [m, n]: readonly [number, number],
  [a, b, c]: readonly [number, number, number],
  z = cellsOf(BOX),
): Float64Array {
  const constant = EVIDENCE - Math.log(2 * Math.PI) + 0.5 * Math.log(a * c - b * b);
  return Float64Array.from({ length: z.length / 2 }, (_, cell) => {
    const [u, v] = [(z[2 * cell] ?? 0) - m, (z[2 * cell + 1] ?? 0) - n];
    return constant - 0.5 * (a * u * u + 2 * b * u * v + c * v * v);
  });
}

/** N(μ, L Lᵀ) with L = (a 0; l c). */
const tilted = (mu: number[], [a = 1, l = 0, c = 1]: number[]) => ({
  mu,
  sigma: [a, Math.hypot(l, c)],
  factor: [a, 0, l, c],
});

test("a lattice has the evidence, and the divergence of Gaussians from p(z|x)", () => {
  const { logEvidence, logShares } = posteriorOn(BOX, jointOf([0.3, -1.1], [4, 0, 16]));
  expect(logEvidence).toBeCloseTo(EVIDENCE, 6);
  const exact = { mu: [0.3, -1.1], sigma: [0.5, 0.25] };
  expect(divergence(BOX, logShares, exact).value).toBeCloseTo(0, 6);
  // ½ (Σ s²/σ² + Σ (μ − m)²/σ² − 2 − Σ ln s²/σ²)
  const wrong = { mu: [0.5, -1.2], sigma: [0.6, 0.2] };
  const expected = 0.5 * (1.44 + 0.64 + 0.16 + 0.16 - 2 - Math.log(1.44) - Math.log(0.64));
  expect(divergence(BOX, logShares, wrong).value).toBeCloseTo(expected, 5);
  const best = fitted(BOX, logShares, wrong);
  expect(best.gap).toBeLessThan(2e-3);
  expect(best.mu[1]).toBeCloseTo(-1.1, 1);
});

test("slopes of the divergence are differences of it", () => {
  const { logShares } = posteriorOn(BOX, jointOf([0.3, -1.1], [4, 1.5, 9]));
  const q = { mu: [0.1, -0.8], sigma: [0.7, 0.4] };
  const { slopes } = divergence(BOX, logShares, q);
  const [step, at] = [1e-5, (mu: number[], sigma: number[]) => divergence(BOX, logShares, { mu, sigma }).value];
  for (const axis of [0, 1]) {
    const move = (by: number) => q.mu.map((mean, each) => mean + (each === axis ? by : 0));
    const grow = (by: number) => q.sigma.map((sigma, each) => sigma * Math.exp(each === axis ? by : 0));
    expect(slopes[axis]?.[0]).toBeCloseTo((at(move(step), q.sigma) - at(move(-step), q.sigma)) / (2 * step), 5);
    expect(slopes[axis]?.[1]).toBeCloseTo((at(q.mu, grow(step)) - at(q.mu, grow(-step))) / (2 * step), 5);
  }
});

test("what no diagonal Gaussian reaches is known where p(z|x) is tilted", () => {
  // The best one has σ² = 1/Λ_jj, and its divergence is ½ (Σ ln Λ_jj − ln |Λ|).
  const [a, b, c] = [9, 5, 6] as const;
  const { logShares } = posteriorOn(BOX, jointOf([-0.5, 0.4], [a, b, c]));
  const best = fitted(BOX, logShares, { mu: [-0.2, 0.3], sigma: [0.5, 0.5] });
  expect(best.gap).toBeCloseTo(0.5 * Math.log((a * c) / (a * c - b * b)), 2);
  expect(best.sigma[0]).toBeCloseTo(a ** -0.5, 1);
  expect(best.sigma[1]).toBeCloseTo(c ** -0.5, 1);
});

test("a tilted Gaussian has the slopes that differences have, and reaches what no diagonal one does", () => {
  const [m, [a, b, c]] = [
    [-0.5, 0.4],
    [9, 5, 6],
  ] as const;
  const { logShares } = posteriorOn(BOX, jointOf(m, [a, b, c]));
  const q = tilted([-0.2, 0.3], [0.5, -0.1, 0.4]);
  const { slopes, value } = divergence(BOX, logShares, q);
  // KL(N(m, Σ) ‖ N(n, Λ⁻¹)) = ½ (tr ΛΣ + (m − n)ᵀ Λ (m − n) − 2 − ln |Λ| − ln |Σ|)
  const [v, w] = [0.3, -0.1];
  const trace = a * 0.25 + 2 * b * -0.05 + c * 0.17;
  const away = a * v * v + 2 * b * v * w + c * w * w;
  expect(value).toBeCloseTo(0.5 * (trace + away - 2 - Math.log(a * c - b * b) - Math.log(0.04)), 5);
  const step = 1e-5;
  const at = (mu: number[], own: number[]) => divergence(BOX, logShares, tilted(mu, own)).value;
  const moved = (values: number[], axis: number, by: number) => values.map((of, each) => of + (each === axis ? by : 0));
  const difference = (of: (by: number) => number) => (of(step) - of(-step)) / (2 * step);
  const [mu, own] = [
    [-0.2, 0.3],
    [0.5, -0.1, 0.4],
  ];
  expect(slopes[0]?.[0]).toBeCloseTo(
    difference((by) => at(moved(mu, 0, by), own)),
    5,
  );
  expect(slopes[1]?.[0]).toBeCloseTo(
    difference((by) => at(moved(mu, 1, by), own)),
    5,
  );
  expect(slopes[0]?.[1]).toBeCloseTo(0.5 * difference((by) => at(mu, moved(own, 0, by))), 5);
  expect(slopes[1]?.[1]).toBeCloseTo(0.4 * difference((by) => at(mu, moved(own, 2, by))), 5);
  expect(slopes[1]?.[2]).toBeCloseTo(
    difference((by) => at(mu, moved(own, 1, by))),
    5,
  );
  const best = fitted(BOX, logShares, q);
  expect(best.gap).toBeLessThan(5e-3);
  // Σ₁₂ = −b / |Λ|
  expect((best.factor?.[0] ?? 0) * (best.factor?.[2] ?? 0)).toBeCloseTo(-b / (a * c - b * b), 1);
});

test("a tilted Gaussian's samples have its moments and its density, and its narrow axis counts", () => {
  const q = tilted([0.3, -0.2], [2, -1.5, 0.5]);
  const count = 20_000;
  const { z, logDensities } = fromGaussian(q, count, generator(1));
  let covariance = 0;
  for (let at = 0; at < count; at++) {
    const [u, v] = [(z[2 * at] ?? 0) - 0.3, (z[2 * at + 1] ?? 0) + 0.2];
    covariance += (u * v) / count;
    // Σ⁻¹ = (2.5 3; 3 4), |Σ| = 1
    const expected = -Math.log(2 * Math.PI) - 0.5 * (2.5 * u * u + 6 * u * v + 4 * v * v);
    if (at < 100) expect(logDensities[at]).toBeCloseTo(expected, 4);
  }
  expect(covariance).toBeCloseTo(-3, 0);
  expect(resolves(BOX, tilted([0, 0], [0.2, 0.2, 0.05]))).toBe(false);
  expect(resolves(BOX, tilted([0, 0], [0.2, 0.02, 0.15]))).toBe(true);
});

test("a Gaussian is resolved where cells are fine enough, and hold its middle", () => {
  expect(resolves(BOX, { mu: [0, 0], sigma: [0.07, 0.2] })).toBe(true);
  expect(resolves(BOX, { mu: [0, 0], sigma: [0.06, 0.2] })).toBe(false);
  expect(resolves(BOX, { mu: [0, 6.1], sigma: [1, 1] })).toBe(false);
});

test("cells are cut where p(z|x) and q are, and have its evidence where whole ones are too coarse", () => {
  const coarse: Box = { side: 64, bounds: BOX.bounds };
  const [middle, precisions] = [
    [0.31, -1.13],
    [2500, 900, 1600],
  ] as const;
  const logJoint = jointOf(middle, precisions, cellsOf(coarse));
  const q = { mu: [0.6, -1.1], sigma: [0.03, 0.05] };
  expect(resolves(coarse, q)).toBe(false);
  expect(Math.abs(posteriorOn(coarse, logJoint).logEvidence - EVIDENCE)).toBeGreaterThan(0.5);
  const cells = cellsFor(coarse, logJoint, 20, q);
  expect(cells.length).toBeLessThan(40);
  const cut = cutFor(coarse, cells, q.sigma, 2, 64);
  const ofParts = jointOf(middle, precisions, partsOf(coarse, cut));
  const near = around(coarse, cut, logJoint, ofParts);
  expect(near.logJoint).toHaveLength(near.box.side ** 2);
  expect(near.box.side).toBeLessThanOrEqual(64);
  expect(resolves(near.box, q)).toBe(true);
  const { logEvidence, logShares } = posteriorOn(near.box, near.logJoint);
  expect(logEvidence).toBeCloseTo(EVIDENCE, 4);
  // Each part is where the box has it; whole cells stand for theirs.
  const all = jointOf(middle, precisions, cellsOf(near.box));
  const likely = [...all.keys()].filter((cell) => (all[cell] ?? 0) > EVIDENCE - 15);
  expect(likely.length).toBeGreaterThan(20);
  for (const cell of likely) expect(near.logJoint[cell]).toBeCloseTo(all[cell] ?? 0, 3);
  // KL(q ‖ N(m, Λ⁻¹)) = ½ (tr ΛS + (μ − m)ᵀ Λ (μ − m) − 2 − ln |Λ| |S|)
  const [[a, b, c], [s, t]] = [precisions, q.sigma as [number, number]];
  const [u, v] = [0.6 - middle[0], -1.1 - middle[1]];
  const squares = a * s * s + c * t * t + a * u * u + 2 * b * u * v + c * v * v;
  const expected = 0.5 * (squares - 2 - Math.log((a * c - b * b) * s * s * t * t));
  expect(Math.abs(divergence(near.box, logShares, q).value / expected - 1)).toBeLessThan(0.01);
});

test("a wide posterior needs no finer cells, and on a line they are cut too", () => {
  const logJoint = jointOf([0.3, -1.1], [1, 0, 1]);
  const q = { mu: [0.3, -1.1], sigma: [1, 1] };
  expect(cutFor(BOX, cellsFor(BOX, logJoint, 20, q), q.sigma, 2, 96).parts).toBe(1);
  const line: Box = { side: 32, bounds: [-6, 6] };
  const at = (z: Float32Array) =>
    Float64Array.from(z, (z) => EVIDENCE + 0.5 * Math.log(200 / Math.PI) - 200 * (z - 1) ** 2);
  const coarse = at(cellsOf(line));
  const narrow = { mu: [1], sigma: [0.05] };
  const cut = cutFor(line, cellsFor(line, coarse, 20, narrow), narrow.sigma, 2, 32);
  expect(cut.parts).toBeGreaterThan(4);
  const near = around(line, cut, coarse, at(partsOf(line, cut)));
  expect(posteriorOn(near.box, near.logJoint).logEvidence).toBeCloseTo(EVIDENCE, 5);
});

test("samples of a lattice weigh alike, and samples of a Gaussian as its density says", () => {
  const { logShares, logEvidence } = posteriorOn(BOX, jointOf([0.3, -1.1], [4, 0, 4]));
  const log = (u = 0, v = 0) => EVIDENCE + Math.log(4 / (2 * Math.PI)) - 2 * ((u - 0.3) ** 2 + (v + 1.1) ** 2);
  const weigh = ({ z, logDensities }: { z: Float32Array; logDensities: Float64Array }) =>
    logDensities.map((density, at) => log(z[2 * at], z[2 * at + 1]) - density);
  const alike = weigh(fromCells(logShares, BOX, 2000, generator(1)));
  expect(effectiveSamples(alike, 2000)).toBeGreaterThan(1950);
  expect(importanceBound(alike, 1)).toBeCloseTo(logEvidence, 1);
  const same = weigh(fromGaussian({ mu: [0.3, -1.1], sigma: [0.5, 0.5] }, 50, generator(2)));
  for (const weight of same) expect(weight).toBeCloseTo(EVIDENCE, 3);
  const prior = weigh(fromGaussian({ mu: [0, 0], sigma: [1, 1] }, 2000, generator(3)));
  expect(effectiveSamples(prior, 2000)).toBeLessThan(1000);
  expect(importanceBound(prior, 2000)).toBeCloseTo(EVIDENCE, 0);
});

test("bounds of more samples are higher, and large logarithms do not overflow", () => {
  expect(logMeanExp([-1000, -1000 + Math.log(3)])).toBeCloseTo(-1000 + Math.log(2), 10);
  const uniform = generator(5);
  const logs = Float64Array.from({ length: 1000 }, () => 900 + 4 * uniform());
  const bounds = [1, 2, 10, 100, 1000].map((k) => importanceBound(logs, k));
  expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
  expect(bounds[0]).toBeCloseTo(logs.reduce((sum, log) => sum + log, 0) / 1000, 8);
  expect(effectiveSamples([5, 5, -1e9], 3)).toBeCloseTo(2, 10);
  expect([...relativeWeights([0, Math.log(2)], 2)]).toEqual([0.5, 1]);
});

test("the engine's log p(x) is exact, and importance-weighted bounds climb to it", async () => {
  initSync({ module: readFileSync("pkg/simd/vae_lab_bg.wasm") });
  const lab = new Lab(0);
  lab.configure({ hidden: [64], binarize: true });
  lab.loadGenerated("handwriting", 0);
  for (let step = 0; step < 150; step++) lab.step();
  const { pixels } = lab.heldOut(12);
  const images = Array.from({ length: 12 }, (_, image) =>
    Float32Array.from(pixels.subarray(784 * image, 784 * (image + 1)), (byte) => Number(byte > 127)),
  );
  const judge = (x: Float32Array, from: From, samples = 1000) =>
    evidence(lab, { pixels: x, from, samples, draw: 7 }, 0);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const all: Evidence[] = [];
  for (const x of images) all.push(await judge(x, "q", 2000));
  const found = all.filter(({ exact }) => exact?.resolved);
  expect(found.length).toBeGreaterThan(8);
  const exact = found.map(({ exact }) => exact?.logEvidence ?? Number.NaN);
  const bounds = [1, 5, 50, 500, 2000].map((k) => mean(found.map(({ logWeights }) => importanceBound(logWeights, k))));
  expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
  expect(bounds[4]).toBeLessThan(mean(exact) + 0.02);
  // The first bound is that of the gap: log p(x) − KL(q ‖ p(z|x)).
  const gaps = found.map(({ exact }) => exact?.gap ?? Number.NaN);
  expect(Math.abs(mean(exact) - mean(gaps) - (bounds[0] ?? 0))).toBeLessThan(0.05);
  for (const { exact } of found) expect(exact?.fitted.gap).toBeLessThanOrEqual(exact?.gap ?? 0);

  const [x = new Float32Array()] = images;
  const [first] = all;
  const evidenceOfFirst = first?.exact?.logEvidence ?? Number.NaN;
  const [posterior, prior] = [await judge(x, "posterior"), await judge(x, "prior")];
  expect(effectiveSamples(posterior.logWeights, 1000)).toBeGreaterThan(900);
  expect(Math.abs(importanceBound(posterior.logWeights, 1) - evidenceOfFirst)).toBeLessThan(0.1);
  expect(effectiveSamples(prior.logWeights, 1000)).toBeLessThan(0.5 * effectiveSamples(first?.logWeights ?? [], 1000));

  // Of all together it is the mean of what each has, and bounds are below it.
  const held = { images: 8, samples: 200 };
  const together = await evidences(lab, held);
  const alone: number[] = [];
  for (let image = 0; image < held.images; image++) {
    const grey = Float32Array.from(pixels.subarray(784 * image, 784 * (image + 1)), (byte) => byte / 255);
    const found = await judge(binarized(grey, image), "q", 1);
    alone.push(found.exact?.logEvidence ?? Number.NaN);
  }
  expect(together.exact?.resolved).toBe(true);
  expect(together.exact?.mean).toBeCloseTo(mean(alone), 2);
  expect(together.elbo).toBeLessThan(together.weighted);
  expect(together.weighted).toBeLessThan(mean(alone) + 0.05);
  expect(together.step).toBe(150);

  // Other weights are other cells; a model of more dimensions has none.
  lab.step();
  expect((await judge(x, "q")).exact?.logEvidence).not.toBe(evidenceOfFirst);
  lab.configure({ latent: 3 });
  const many = await judge(x, "posterior");
  expect(many.exact).toBeUndefined();
  expect(many.z).toHaveLength(3000);
  expect(many.logWeights.every(Number.isFinite)).toBe(true);
  expect((await evidences(lab, held)).exact).toBeUndefined();
  lab.configure({ latent: 1 });
  expect((await judge(x, "q")).exact?.bounds).toHaveLength(2);
  lab.free();
});
