// What is computed of the latent dimensions, on numbers whose answer is known.
import { expect, test } from "@playwright/test";
import { density, moments } from "../../www/src/math/aggregate.ts";
import { chance, chanceRatio, correlationRatio, pearson, ranks, within } from "../../www/src/math/correlation.ts";
import { factorTable, strongest } from "../../www/src/math/factors.ts";

/** Fixed numbers that are nearly uniform in (0, 1), and independent for different seeds. */
function uniform(seed: number) {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

test("Pearson's r", () => {
  expect(pearson([1, 2, 3], [10, 20, 30])).toBeCloseTo(1);
  expect(pearson([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1);
  // By hand: covariance 2.5/5, deviations √(10/5) and √(2.8/5)…
  expect(pearson([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(0.8);
  expect(pearson([1, 2, 3], [5, 5, 5])).toBe(0);
});

test("ranks share ties, and Spearman's ρ sees any monotone relation", () => {
  expect([...ranks([30, 10, 20, 10])]).toEqual([3, 0.5, 2, 0.5]);
  const a = [0.1, 0.5, 1, 2, 4];
  const b = a.map(Math.exp);
  expect(pearson(ranks(a), ranks(b))).toBeCloseTo(1);
  expect(pearson(a, b)).toBeLessThan(0.95);
});

test("the correlation ratio is the part between groups, and within groups nothing of it is left", () => {
  expect(correlationRatio([1, 1, 5, 5], [0, 0, 1, 1])).toBeCloseTo(1);
  expect(correlationRatio([1, 5, 1, 5], [0, 0, 1, 1])).toBeCloseTo(0);
  // Between 4·1², total 4·(1² + 1²): η² = 1/2.
  expect(correlationRatio([0, 2, 2, 4], [0, 0, 1, 1])).toBeCloseTo(Math.SQRT1_2);
  expect([...within([0, 2, 2, 4], [0, 0, 1, 1])]).toEqual([-1, 1, -1, 1]);
  expect(correlationRatio(within([0, 2, 2, 4], [0, 0, 1, 1]), [0, 0, 1, 1])).toBe(0);
});

test("what follows nothing stays below the bounds of chance in 19 of 20 cases", () => {
  const next = uniform(7);
  const [images, trials] = [500, 400];
  let [beyond, beyondRatio] = [0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const a = Array.from({ length: images }, next);
    const b = Array.from({ length: images }, next);
    const groups = Array.from({ length: images }, () => Math.floor(next() * 10));
    if (Math.abs(pearson(a, b)) > chance(images)) beyond++;
    if (correlationRatio(a, groups) > chanceRatio(images, 9)) beyondRatio++;
  }
  for (const part of [beyond / trials, beyondRatio / trials]) {
    expect(part).toBeGreaterThan(0.02);
    expect(part).toBeLessThan(0.08);
  }
});

/** Two dimensions: μ is (1, 0), (−1, 0), …, σ is 0.5 and 1. */
const encoding = {
  mu: Float32Array.from({ length: 400 }, (_, at) => (at % 2 ? 0 : at % 4 ? -1 : 1)),
  logvar: Float32Array.from({ length: 400 }, (_, at) => (at % 2 ? 0 : Math.log(0.25))),
};

test("moments of the aggregate posterior are those of the mixture", () => {
  const [first, second] = moments(encoding, 2);
  expect(first?.mean).toBeCloseTo(0);
  expect(first?.variance).toBeCloseTo(1 + 0.25);
  expect(second?.mean).toBeCloseTo(0);
  expect(second?.variance).toBeCloseTo(1);
});

test("its density has one as its integral, the mixture's peaks, and the prior's where a dimension is inactive", () => {
  const places = Array.from({ length: 161 }, (_, at) => at / 20 - 4);
  const [first, second] = [0, 1].map((dimension) => density(encoding, 2, dimension, places)) as [number[], number[]];
  for (const heights of [first, second])
    expect(heights.reduce((sum, height) => sum + height / 20, 0)).toBeCloseTo(1, 2);
  const at = (heights: number[], place: number) => heights[(place + 4) * 20] as number;
  expect(at(first, 1)).toBeGreaterThan(2 * at(first, 0));
  expect(at(second, 0)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 4);
});

test("the table of factors: signs, classes, and styles within a class", () => {
  const next = uniform(3);
  const count = 300;
  const labels = Uint8Array.from({ length: count }, () => Math.floor(next() * 3));
  const slant = Array.from({ length: count }, () => next() - 0.5);
  const style = Array.from({ length: count }, () => Math.floor(next() * 2));
  // The first dimension follows the slant backwards, the second the class, the third the style of class 1 alone.
  const mu = Float32Array.from({ length: 3 * count }, (_, at) => {
    const row = Math.floor(at / 3);
    const [label, each] = [labels[row] as number, style[row] as number];
    return [-(slant[row] as number), label, label === 1 ? each : next()][at % 3] as number;
  });
  const heldOut = {
    pixels: new Uint8Array(),
    labels,
    factors: Float32Array.from(slant.flatMap((value, row) => [value, style[row] as number])),
  };
  const encodings = { mu, logvar: new Float32Array(3 * count) };
  const columns = factorTable(encodings, heldOut, 3, ["slant", "style"], false);
  expect(columns.map(({ factor, kind }) => [factor, kind])).toEqual([
    ["class", "ratio"],
    ["slant", "signed"],
    ["style", "ratio"],
  ]);
  const [classes, slants, styles] = columns;
  expect(classes?.values[1]).toBeCloseTo(1);
  expect(slants?.values[0]).toBeCloseTo(-1);
  expect(Math.abs(slants?.values[1] ?? 1)).toBeLessThan(slants?.chance ?? 0);
  expect(styles?.values[1]).toBeCloseTo(0);
  expect(styles?.values[2]).toBeGreaterThan(0.5);
  expect(strongest(columns, 2).map(({ factor, dimension }) => [factor, dimension])).toEqual(
    expect.arrayContaining([
      ["class", 1],
      ["slant", 0],
    ]),
  );
});

test("of images without factors the classes are told, and of those without classes nothing", () => {
  const labels = Uint8Array.from({ length: 200 }, (_, row) => row % 2);
  const columns = factorTable(encoding, { pixels: new Uint8Array(), labels, factors: undefined }, 2, [], true);
  expect(columns.map(({ factor }) => factor)).toEqual(["class"]);
  expect(columns[0]?.values[0]).toBeCloseTo(1);
  const none = { pixels: new Uint8Array(), labels: undefined, factors: undefined };
  expect(factorTable(encoding, none, 2, [], false)).toEqual([]);
});
