// What the charts say of a run, on curves whose course is known.
import { expect, test } from "@playwright/test";
import { comparable, type EarlierRun } from "../../www/src/run/history/earlier.ts";
import { EARLIEST, collapse, overfitting } from "../../www/src/charts/health.ts";
import { Curve, type CurvePoints, pointAt } from "../../www/src/run/curve.ts";
import { Axis, around, aroundRatios } from "../../www/src/draw/axis.ts";
import { byKl, INACTIVE } from "../../www/src/math/activity.ts";
import { AE, VAE } from "./models.ts";

/** Fixed noise of standard deviation 1: sums of a linear congruential generator's numbers. */
function random(seed: number) {
  let state = seed;
  const uniform = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  return () => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, -6);
}

interface Course {
  train(step: number): number;
  heldOut(step: number): number;
  /** Standard deviations of their noise. */
  jitter?: { train: number; heldOut: number };
  kl?(step: number): number[];
}

/** A run with an evaluation every 50 steps. */
function run(
  steps: number,
  { train, heldOut, jitter = { train: 4, heldOut: 0.4 }, kl = () => [3, 2] }: Course,
  seed = 1,
): CurvePoints {
  const normal = random(seed);
  const curve = new Curve(VAE.terms);
  for (let step = 0; step <= steps; step++) {
    const batch = Float32Array.of(step, train(step) + jitter.train * normal(), 0, 0);
    if (step > 0) curve.append({ columns: batch.length, values: batch });
    if (step % 50) continue;
    const loss = heldOut(step) + jitter.heldOut * normal();
    curve.evaluate(step, { terms: [loss, loss - 5, 5], byDimension: { kl: kl(step) }, images: 300 });
  }
  return curve;
}

/** From 540 nats down to `to`, e times nearer every `pace` steps. */
const learning = (to: number, pace: number) => (step: number) => to + (540 - to) * Math.exp(-step / pace);

test("a run that learns is neither collapsed nor overfitted, whatever its noise is", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const curve = run(3000, { train: learning(120, 300), heldOut: learning(122, 300) }, seed);
    expect(collapse(curve).level).toBe("none");
    expect(overfitting(curve).level, `seed ${seed}`).toBe("none");
  }
});

test("too early to say: of collapse before the 200th step, of overfitting before enough evaluations", () => {
  const course = { train: learning(120, 300), heldOut: learning(122, 300), kl: () => [0, 0] };
  expect(collapse(run(EARLIEST - 1, course)).level).toBe("early");
  expect(collapse(run(EARLIEST, course)).level).toBe("all");
  expect(overfitting(run(EARLIEST + 200, course)).level).toBe("early");
});

test("the collapse of all dimensions, of some, and the one that recovers", () => {
  const flat = { train: learning(200, 100), heldOut: learning(200, 100) };
  expect(collapse(run(1000, { ...flat, kl: () => [0.004, 0.0001] }))).toEqual({ level: "all", inactive: 2, of: 2 });
  expect(collapse(run(1000, { ...flat, kl: () => [3, INACTIVE / 2, 1] }))).toEqual({
    level: "some",
    inactive: 1,
    of: 3,
  });
  expect(collapse(run(1000, { ...flat, kl: () => [INACTIVE, 0.02] })).level).toBe("none");
  const late = (step: number) => [step > 900 ? 1 : 0.001];
  expect(collapse(run(850, { ...flat, kl: late })).level).toBe("all");
  expect(collapse(run(1000, { ...flat, kl: late })).level).toBe("none");
  // The figures beside the light are of the newest evaluation, and so is the light.
  const now = (step: number) => [step === 1000 ? 0.001 : 2];
  expect(collapse(run(1000, { ...flat, kl: now })).level).toBe("all");
  // The code is empty at the beginning, then it fills.
  expect(collapse(run(2000, { ...flat, kl: (step) => [step / 300] })).level).toBe("none");
});

test("overfitting: held-out loss rises while the training loss falls", () => {
  const curve = run(4000, {
    train: learning(90, 900),
    heldOut: (step) => learning(125, 300)(step) + Math.max(0, step - 1500) / 100,
  });
  const found = overfitting(curve);
  expect(found.level).toBe("rising");
  expect(found.best).toBeGreaterThan(1000);
  expect(found.best).toBeLessThan(2200);
  expect(found.rise).toBeGreaterThan(15);
  expect(found.gap).toBeGreaterThan(30);
});

test("a gap alone is no overfitting, and the noise of batches is no gap", () => {
  const apart = { train: learning(100, 300), heldOut: learning(125, 300) };
  expect(overfitting(run(3000, apart))).toMatchObject({ level: "gap" });
  const noisy = { train: learning(120, 300), heldOut: learning(124, 300), jitter: { train: 60, heldOut: 0.4 } };
  expect(overfitting(run(3000, noisy)).level).toBe("none");
});

test("a loss that rises for training images too is no overfitting: the rate is too high, or β was raised", () => {
  const worse = (step: number) => learning(120, 300)(step) + Math.max(0, step - 2000) / 50;
  expect(overfitting(run(3000, { train: worse, heldOut: worse })).level).toBe("none");
});

test("a long run keeps evenly spaced evaluations with the KL divergence of each dimension, and the newest", () => {
  const curve = new Curve(VAE.terms);
  let newest = true;
  for (let step = 0; step < 10_000; step++) {
    curve.evaluate(step, { terms: [1, 1, 1], byDimension: { kl: [step, -step] }, images: 300 });
    newest &&= curve.heldOut.at(-1)?.step === step;
  }
  expect(newest).toBe(true);
  const { heldOut } = curve;
  expect(heldOut.length).toBeLessThanOrEqual(1024);
  expect(heldOut.length).toBeGreaterThan(256);
  expect(heldOut.map(({ byDimension }) => byDimension["kl"])).toEqual(heldOut.map(({ step }) => [step, -step]));
  const gaps = heldOut.slice(1).map(({ step }, at) => step - (heldOut[at]?.step ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(32);
  expect(pointAt(heldOut, undefined)).toBe(heldOut.at(-1));
  expect(pointAt(heldOut, 1e9)).toBe(heldOut.at(-1));
  expect(pointAt(heldOut, -1)).toBe(heldOut[0]);
});

test("an evaluation of the same step replaces the one before", () => {
  const curve = new Curve(AE.terms);
  for (const [step, loss] of [
    [0, 9],
    [5, 4],
    [5, 3],
    [7, 2],
    [6, 1],
  ] as const) {
    curve.evaluate(step, { terms: [loss], byDimension: {}, images: 300 });
  }
  expect(curve.heldOut.map(({ step, values }) => [step, ...values])).toEqual([
    [0, 9],
    [5, 3],
    [6, 1],
  ]);
});

test("runs of other images, other terms or another likelihood, or without a line, are not compared", () => {
  const curve = run(200, { train: learning(120, 300), heldOut: learning(122, 300) });
  const runs: EarlierRun[] = [
    { number: 1, dataset: "mnist", options: { likelihood: "bernoulli" }, curve },
    { number: 2, dataset: "handwriting", options: { likelihood: "gaussian" }, curve },
    { number: 3, dataset: "handwriting", options: { likelihood: "bernoulli", beta: 4 }, curve },
    { number: 4, dataset: "handwriting", options: { likelihood: "bernoulli" }, curve: new Curve(VAE.terms) },
    // The loss of a plain autoencoder is its reconstruction.
    { number: 5, dataset: "handwriting", options: { likelihood: "bernoulli" }, curve: { ...curve, terms: AE.terms } },
  ];
  const behind = (terms: typeof VAE.terms) =>
    comparable(runs, { dataset: "handwriting", terms, options: { likelihood: "bernoulli" } }).map(
      ({ number }) => number,
    );
  expect(behind(VAE.terms)).toEqual([3]);
  expect(behind(AE.terms)).toEqual([5]);
});

test("axes map there and back, and their marks are round and within", () => {
  for (const log of [false, true]) {
    const axis = new Axis({ low: 1, high: 5000 }, 42, 342, log);
    expect(axis.at(1)).toBeCloseTo(42);
    expect(axis.at(5000)).toBeCloseTo(342);
    for (const value of [2, 70, 1234]) expect(axis.value(axis.at(value))).toBeCloseTo(value, 6);
    expect(axis.value(-100)).toBeCloseTo(1);
    const marks = axis.marks(5).map(({ value }) => value);
    expect(marks.length).toBeGreaterThan(2);
    expect(Math.min(...marks)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...marks)).toBeLessThanOrEqual(5000);
  }
  expect(new Axis({ low: 1, high: 5000 }, 0, 300, true).marks(5).map(({ label }) => label)).toEqual([
    "1",
    "10",
    "100",
    "1000",
  ]);
  expect(new Axis({ low: 120, high: 160 }, 0, 300, true).marks(4).map(({ label }) => label)).toEqual([
    "120",
    "130",
    "140",
    "150",
    "160",
  ]);
});

test("an axis of ratios is for values above 0 alone", () => {
  expect(aroundRatios([3, -1])).toBeUndefined();
  expect(aroundRatios([])).toBeUndefined();
  expect(aroundRatios([2, 8])?.low).toBeLessThan(2);
  expect(around([Number.NaN])).toEqual({ low: 0, high: 1 });
  expect(around([0, 5]).low).toBe(0);
  expect(around([-5, 5]).low).toBeLessThan(-5);
});

test("an axis of any values has a few marks: none of them is asked for without end", () => {
  expect(aroundRatios([2, Number.POSITIVE_INFINITY, Number.NaN, 8])).toEqual(aroundRatios([2, 8]));
  expect(aroundRatios([Number.POSITIVE_INFINITY])).toBeUndefined();
  const ranges = [
    aroundRatios([1e-300, 1e300]),
    aroundRatios([Number.MIN_VALUE, Number.MAX_VALUE]),
    around([-Number.MAX_VALUE, Number.MAX_VALUE]),
    { low: 1, high: Number.POSITIVE_INFINITY },
  ];
  for (const range of ranges) {
    for (const log of [false, true]) {
      const marks = new Axis(range ?? { low: 0, high: 0 }, 0, 300, log).marks(5);
      expect(marks.length).toBeLessThan(12);
    }
  }
});

test("dimensions in the order of what they say", () => expect(byKl([0.1, 3, 0, 1])).toEqual([1, 3, 0, 2]));
