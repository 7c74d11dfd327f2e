// What the charts say of a run, on curves whose course is known.
import { expect, test } from "@playwright/test";
import { comparable, type EarlierRun } from "../../www/src/run/history/earlier.ts";
import { EARLIEST, collapse, differenceText, overfitting } from "../../www/src/charts/health.ts";
import { Curve, type CurvePoints, pointAt } from "../../www/src/run/curve.ts";
import { drawLosses, type LossScene, valueAxis } from "../../www/src/charts/draw/losses.ts";
import { Axis, around, aroundRatios, marksOf } from "../../www/src/draw/axis.ts";
import { BrokenAxis } from "../../www/src/draw/broken-axis.ts";
import { LIGHT } from "../../www/src/draw/palette.ts";
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

/** A chart of one axis, with the run's loss or its KL divergence on it. */
function scene(curve: CurvePoints, place: number, log = { steps: false, values: false }): LossScene {
  const lines = [{ place, quantity: "loss" as const, mark: undefined }];
  return {
    axes: [{ title: "", fromZero: place === 2, lines }],
    curve,
    earlier: [],
    palette: LIGHT,
    cursor: undefined,
    titled: true,
    pointed: undefined,
    log,
    steps: "steps",
    squeezed: "squeezed",
  };
}

/** A run of any size and course: a steep fall, a peak at any step, a late rise, noise, and a KL divergence that peaks. */
function anyRun(seed: number): CurvePoints {
  let state = seed * 7919 + 1;
  const uniform = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  const steps = Math.ceil(10 ** (3.6 * uniform()));
  const size = 10 ** (8 * uniform() - 2);
  const [fall, pace] = [10 ** (3 * uniform() - 1), steps * uniform() ** 3 + 1];
  const [peak, height, width] = [steps * uniform(), 10 ** (2 * uniform() - 2), 1 + 0.1 * steps * uniform()];
  const course = (step: number) =>
    size * (1 + fall * Math.exp(-step / pace) + height * Math.exp(-(((step - peak) / width) ** 2)) + 0.01 * uniform());
  const curve = new Curve(VAE.terms);
  const every = Math.max(1, Math.floor(steps / 60));
  for (let step = 0; step <= steps; step += every) {
    const kl = course(step) - size;
    const terms = [course(step), course(step), kl];
    curve.evaluate(step, { terms, byDimension: { kl: [kl] }, images: 300 });
    if (step > 0) curve.append({ columns: 4, values: Float32Array.of(step, ...terms.map((term) => 1.02 * term)) });
  }
  return curve;
}

/** What is wrong with the scale of a chart that is so many pixels high. */
function faults(curve: CurvePoints, place: number, height: number, log: boolean): string[] {
  const drawn = scene(curve, place, { steps: false, values: log });
  const axis = valueAxis(drawn, drawn.axes[0]!, 20 + height, 20);
  const values = [...curve.heldOut, ...curve.train].map((point) => point.values[place] ?? Number.NaN);
  const marks = marksOf(axis, Math.min(height / 18, 6));
  const inside = (value: number) => Math.abs(axis.at(value) - 20 - height / 2) <= height / 2 + 1e-6;
  const right = {
    "every value is on it": values.every(inside),
    "two marks": marks.length >= 2,
    "marks are on it": marks.every(({ value }) => inside(value)),
    "labels are told apart": new Set(marks.map(({ label }) => label)).size === marks.length,
    "the KL divergence begins at 0": place !== 2 || log || axis.low === 0,
  };
  return Object.entries(right).flatMap(([name, holds]) => (holds ? [] : `${name}, ${height} pixels, log ${log}`));
}

test("every chart has its start and its peak on it, and two marks or more, whatever the run is", () => {
  const found: string[] = [];
  for (let seed = 1; seed <= 200; seed++) {
    const curve = anyRun(seed);
    for (const place of [0, 2])
      for (const height of [34, 60, 150])
        for (const log of [false, true])
          found.push(...faults(curve, place, height, log).map((fault) => `seed ${seed}, term ${place}: ${fault}`));
  }
  // All at once: each expectation takes time.
  expect(found).toEqual([]);
});

test("a steep start squeezes the scale above what came of late, which keeps most of the height", () => {
  const curve = run(3000, { train: learning(120, 150), heldOut: learning(122, 150) });
  const drawn = scene(curve, 0);
  const axis = valueAxis(drawn, drawn.axes[0]!, 120, 20);
  expect(axis).toBeInstanceOf(BrokenAxis);
  const [start, late] = [axis.at(540), axis.at(150)];
  expect(start).toBeGreaterThanOrEqual(20);
  expect(start).toBeLessThan(late);
  // It goes up and down without a jump, and what is read from it is what is drawn.
  const values = Array.from({ length: 50 }, (_, at) => 130 + 8 * at);
  expect(values.map((value) => axis.at(value))).toEqual(values.map((value) => axis.at(value)).sort((a, b) => b - a));
  expect(values.map((value) => axis.value(axis.at(value)) - value).every((off) => Math.abs(off) < 1e-6)).toBe(true);
  const { knee } = axis as BrokenAxis;
  expect(axis.at(knee + 1e-6)).toBeCloseTo(axis.at(knee), 3);
  expect((120 - axis.at(knee)) / 100).toBeGreaterThan(0.7);
  // With room for the beginning on the other axis, this one is not broken.
  expect(valueAxis({ ...drawn, log: { steps: true, values: false } }, drawn.axes[0]!, 120, 20)).toBeInstanceOf(Axis);
});

test("what is drawn says where the scale is squeezed", () => {
  const curve = run(3000, { train: learning(120, 150), heldOut: learning(122, 150) });
  const written: string[] = [];
  const context = new Proxy({} as CanvasRenderingContext2D, {
    get: (_, key) =>
      key === "measureText"
        ? () => ({ width: 20 })
        : (text: unknown) => key === "fillText" && written.push(String(text)),
    set: () => true,
  });
  drawLosses(context, 300, 150, scene(curve, 0));
  expect(written).toContain("squeezed");
  expect(written.filter((text) => /^\d+$/.test(text)).length).toBeGreaterThan(4);
});

test("dimensions in the order of what they say", () => expect(byKl([0.1, 3, 0, 1])).toEqual([1, 3, 0, 2]));

test("what a light tells of any run is a number that it was judged by", () => {
  const levels = new Set<string>();
  for (let seed = 1; seed <= 300; seed++) {
    const normal = random(seed);
    // Of toys a nat is much, of pictures little.
    const scale = 10 ** (1.2 * normal() - 1);
    const [turn, slope, apart] = [400 + 200 * Math.abs(normal()), Math.abs(normal()), Math.abs(normal())];
    const fall = (step: number) => 5 * scale * Math.exp(-step / 300);
    const course: Course = {
      train: (step) => fall(step) - scale * apart,
      heldOut: (step) => fall(step) + scale * slope * Math.max(0, (step - turn) / 400),
      jitter: { train: scale / 20, heldOut: scale / 200 },
    };
    const { level, gap, rise } = overfitting(run(1000, course, seed));
    levels.add(level);
    const told = level === "gap" ? gap : level === "rising" ? rise : undefined;
    if (told === undefined) continue;
    expect(told, `seed ${seed}`).toBeGreaterThan(0);
    const text = differenceText(told);
    const [, figures = "", power = "⁰"] = /^([\d.]+)(?:·10(.+))?$/.exec(text) ?? [];
    const raised = Number(power.replace(/./g, (digit) => (digit === "⁻" ? "-" : `${"⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(digit)}`)));
    const said = Number(figures) * 10 ** raised;
    expect(Math.abs(said - told), `${text} for ${told}`).toBeLessThanOrEqual(0.051 * told);
  }
  expect(levels).toEqual(new Set(["gap", "rising"]));
});
