// Scores of surprise, and how well they rank: against cases made by hand.
import { expect, test } from "@playwright/test";
import { auroc, averagePrecision, cutAt, cuts, histogram, thresholdOf } from "../../www/src/math/ranking.ts";
import { scoresOf, surprise } from "../../www/src/math/surprise.ts";

/**
 * Positives have 3, 2, 2, 0; others 2, 1, 1, 0, −1. Of the 20 pairs the 3 wins 5; each 2 wins 4 and ties 1, 4.5; the 0 wins
 * 1 and ties 1, 1.5. Together 15.5.
 */
const HAND = {
  scores: [2, 3, 1, 0, 2, 0, -1, 2, 1],
  positive: [true, true, false, true, false, false, false, true, false],
};

test("AUROC is the share of pairs that are ranked right, ties counting half", () => {
  expect(auroc(HAND)).toBeCloseTo(15.5 / 20, 12);
  // With the labels swapped it is 1 minus that; with scores turned round too.
  const swapped = HAND.positive.map((positive) => !positive);
  expect(auroc({ ...HAND, positive: swapped })).toBeCloseTo(1 - 15.5 / 20, 12);
  expect(auroc({ ...HAND, scores: HAND.scores.map((score) => -score) })).toBeCloseTo(1 - 15.5 / 20, 12);
  expect(auroc({ scores: [5, 5, 5], positive: [true, false, false] })).toBe(0.5);
  expect(auroc({ scores: [2, 1], positive: [true, false] })).toBe(1);
  for (const positive of [true, false])
    expect(auroc({ scores: [2, 1], positive: [positive, positive] })).toBeUndefined();
  expect(auroc({ scores: [], positive: [] })).toBeUndefined();
});

test("AUROC of many scores is what counting every pair gives", () => {
  const draw = (at: number) => (Math.imul(at + 1, 2654435761) >>> 0) % 1000;
  const scores = Array.from({ length: 400 }, (_, at) => draw(at) % 37);
  const positive = scores.map((_, at) => draw(at + 999) < 300);
  let [won, pairs] = [0, 0];
  scores.forEach((a, i) =>
    scores.forEach((b, j) => {
      if (!positive[i] || positive[j]) return;
      pairs++;
      won += a > b ? 1 : a === b ? 0.5 : 0;
    }),
  );
  expect(auroc({ scores, positive })).toBeCloseTo(won / pairs, 12);
});

test("average precision sums precision over what each cut adds to recall", () => {
  // Cuts at 3: 1 of 1; at 2: 3 of 4; at 1: 3 of 6; at 0: 4 of 8; at −1: 4 of 9.
  expect(averagePrecision(HAND)).toBeCloseTo(0.25 * 1 + 0.5 * (3 / 4) + 0.25 * (4 / 8), 12);
  expect(averagePrecision({ scores: [1, 2], positive: [false, false] })).toBeUndefined();
});

test("a threshold finds what is at or above it", () => {
  const points = cuts(HAND);
  expect(points.map(({ threshold }) => threshold)).toEqual([Infinity, 3, 2, 1, 0, -1]);
  expect(cutAt(points, 2)).toEqual({ threshold: 2, found: 3 / 4, alarms: 1 / 5, precision: 3 / 4 });
  expect(cutAt(points, 1.5)).toEqual({ threshold: 1.5, found: 3 / 4, alarms: 1 / 5, precision: 3 / 4 });
  expect(cutAt(points, 4)).toMatchObject({ found: 0, alarms: 0 });
  expect(cutAt(points, -9)).toMatchObject({ found: 1, alarms: 1 });
  expect(thresholdOf(points, 0.5)).toBe(2);
  expect(thresholdOf(points, 0.6)).toBe(1);
  expect(thresholdOf(points, 0)).toBe(3);
});

test("a histogram has every value once", () => {
  expect(histogram([0, 0.5, 0.5, 9], [0, 1], 4)).toEqual([0.25, 0, 0.5, 0.25]);
});

test("scores are −ELBO, its parts, and the squared error", () => {
  const seen = {
    x: Float32Array.of(1, 0, 0.5, 0.5),
    xhat: Float32Array.of(0.5, 0.25, 0.5, 0.5),
    mu: Float32Array.of(1, 0),
    logvar: Float32Array.of(0, 2),
    size: 2,
    latent: 1,
  };
  const of = (score: Parameters<typeof surprise>[0], options: Parameters<typeof surprise>[1]) =>
    [...surprise(score, options, seen)] as [number, number];
  const bernoulli = { likelihood: "bernoulli" };
  const [first, second] = of("recon", bernoulli);
  expect(first).toBeCloseTo(-Math.log(0.5) - Math.log(0.75), 6);
  expect(second).toBeCloseTo(2 * Math.log(2), 6);
  const kl = of("kl", bernoulli);
  expect(kl[0]).toBeCloseTo(0.5, 6);
  expect(kl[1]).toBeCloseTo((Math.exp(2) - 3) / 2, 6);
  expect(of("loss", bernoulli)[1]).toBeCloseTo(second + kl[1], 6);
  expect(of("sse", bernoulli)[0]).toBeCloseTo(0.3125, 6);
  const gaussian = { likelihood: "gaussian", sigma: 0.5 };
  expect(of("recon", gaussian)[0]).toBeCloseTo(0.3125 / 0.5 + Math.log(2 * Math.PI * 0.25), 6);
});

test("a model has the scores that its likelihood and its code give", () => {
  expect(scoresOf({ likelihood: "bernoulli" }, "gaussian")).toEqual(["loss", "recon", "kl", "sse"]);
  expect(scoresOf({ likelihood: "gaussian-learned" }, "gaussian")).toEqual(["kl", "sse"]);
  expect(scoresOf({ likelihood: "bernoulli" }, "point")).toEqual(["recon", "sse"]);
});
