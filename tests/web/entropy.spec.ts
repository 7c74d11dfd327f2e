// Entropy by nearest neighbours without a page: against closed forms, differences, and what climbing it makes of points.
import { expect, test } from "@playwright/test";
import { COUNT, SHAPES, startOf } from "../../www/src/figures/entropy/samples.ts";
import { pearson } from "../../www/src/math/correlation.ts";
import { normal } from "../../www/src/math/epsilon.ts";
import { chanceDistance, normality } from "../../www/src/math/normality.ts";
import { CEILING, along, entropy, neighbours, normalised, risen, slope } from "../../www/src/math/neighbours.ts";
import { generator } from "../../www/src/math/random.ts";
import { distanceFromNormal } from "../../www/src/math/share.ts";

const told = (points: Float64Array) => entropy(neighbours(points));
const drawn = (count: number, seed: number, draw: (random: () => number) => number) => {
  const random = generator(seed);
  return Float64Array.from({ length: 2 * count }, () => draw(random));
};
const uniform = (random: () => number) => random();
const laplace = (random: () => number) => (random() < 0.5 ? 1 : -1) * Math.log(random());

test("two points have the entropy of the formula, and every neighbour is the nearest", () => {
  // ln 1 + ln π + ψ(2) − ψ(1)
  expect(told(Float64Array.of(0, 0, 0.6, 0.8))).toBeCloseTo(Math.log(Math.PI) + 1, 9);
  const points = drawn(200, 1, uniform);
  const { of, distances } = neighbours(points);
  distances.forEach((distance, own) => {
    const far = (other: number) =>
      Math.hypot(points[2 * own]! - points[2 * other]!, points[2 * own + 1]! - points[2 * other + 1]!);
    const all = Array.from({ length: 200 }, (_, other) => (other === own ? Number.POSITIVE_INFINITY : far(other)));
    expect(distance).toBeCloseTo(Math.min(...all), 12);
    expect(far(of[own]!)).toBe(far(all.indexOf(Math.min(...all))));
  });
});

test("entropies of known distributions are found, and the normal one has most of its variance", () => {
  expect(CEILING).toBeCloseTo(2.837877, 6);
  const [square, cloud, heaps] = [drawn(2_000, 2, uniform), drawn(2_000, 3, normal), drawn(2_000, 4, laplace)];
  // Its standard deviation is about 0.03.
  expect(Math.abs(told(square))).toBeLessThan(0.08);
  expect(Math.abs(told(cloud) - CEILING)).toBeLessThan(0.08);
  // At variance 1: twice ½ ln 12, and twice 1 + ln √2.
  expect(Math.abs(told(normalised(square)) - Math.log(12))).toBeLessThan(0.08);
  expect(Math.abs(told(normalised(heaps)) - 2 - Math.log(2))).toBeLessThan(0.1);
  for (const other of [square, heaps]) expect(told(normalised(other))).toBeLessThan(told(normalised(cloud)));
});

test("larger by s and moved, points have d ln s more", () => {
  const points = drawn(300, 5, normal);
  const other = points.map((value, at) => 2.5 * value + (at % 2 === 0 ? 3 : -1));
  expect(told(other) - told(points)).toBeCloseTo(2 * Math.log(2.5), 9);
});

test("the gradient is that of differences", () => {
  const points = drawn(20, 6, uniform);
  const gradient = slope(points, neighbours(points));
  gradient.forEach((own, place) => {
    const at = (change: number) => told(points.map((value, each) => (each === place ? value + change : value)));
    const numeric = (at(1e-6) - at(-1e-6)) / 2e-6;
    expect(Math.abs(own - numeric)).toBeLessThan(1e-5 * Math.max(1, Math.abs(numeric)));
  });
});

test("two points that come together take the entropy down", () => {
  const points = startOf("square");
  const moved = (part: number) => {
    const other = points.slice();
    for (const axis of [0, 1]) other[axis] = points[axis]! + part * (points[2 + axis]! - points[axis]!);
    return told(normalised(other));
  };
  expect(moved(0.99)).toBeLessThan(moved(0.9));
  expect(moved(0.9999)).toBeLessThan(moved(0.99) - 0.2);
  // In one place they have no infinite entropy.
  expect(Number.isFinite(moved(1))).toBe(true);
});

test("points that climb the gradient at mean 0 and variance 1 lie like a normal cloud, from every shape", () => {
  for (const shape of SHAPES) {
    let points = startOf(shape);
    expect(points.length).toBe(2 * COUNT);
    const most = () => Math.max(distanceFromNormal(along(points, 0)), distanceFromNormal(along(points, 1)));
    const before = [told(points), most()] as const;
    for (let step = 1; step <= 800; step++) points = risen(points, 0.05 * (1 - step / 801));
    expect(told(points)).toBeGreaterThan(before[0] + 1);
    expect(told(points)).toBeGreaterThan(CEILING);
    // Of fifty draws from N(0, 1), half are further than 0.11 from it.
    expect(most(), shape).toBeLessThan(Math.min(before[1], 0.08));
    expect(Math.abs(pearson(along(points, 0), along(points, 1)))).toBeLessThan(0.15);
    for (const axis of [0, 1]) {
      const values = along(points, axis);
      expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 9);
      expect(values.reduce((sum, value) => sum + value * value, 0) / COUNT).toBeCloseTo(1, 9);
    }
  }
});

test("the distance from the normal distribution is that of the largest step", () => {
  // One value in the middle: half of all is on either side.
  expect(distanceFromNormal([0])).toBeCloseTo(0.5, 7);
  expect(distanceFromNormal([-9, 9])).toBeCloseTo(0.5, 7);
  // Above it at the step, or below: Φ(1) either way.
  for (const value of [-1, 1]) expect(distanceFromNormal([value])).toBeCloseTo(0.8413447, 6);
  expect(distanceFromNormal(drawn(2_000, 7, normal))).toBeLessThan(0.03);
  expect(distanceFromNormal(drawn(2_000, 8, uniform))).toBeGreaterThan(0.4);
});

test("codes are held to N(0, I) number by number and in pairs, and draws from it stay below what chance gives", () => {
  const random = generator(9);
  const codes = Array.from({ length: 2_000 }, () => {
    const [a, b] = [normal(random), normal(random)];
    return [a, random(), 0.6 * a - 0.8 * b];
  });
  const { codes: count, distances, pair } = normality(codes.flat(), 3);
  expect(count).toBe(2_000);
  for (const dimension of [0, 2]) expect(distances[dimension]).toBeLessThan(chanceDistance(2_000));
  expect(distances[1]).toBeGreaterThan(0.4);
  expect(pair?.of).toEqual([0, 2]);
  expect(Math.abs(pair!.r - 0.6)).toBeLessThan(0.05);
  expect(normality([1, 2, 3], 1).pair).toBeUndefined();
  // The quantile itself: about one in twenty is above it.
  const above = Array.from({ length: 400 }, (_, seed) => distanceFromNormal(drawn(100, seed + 50, normal))).filter(
    (distance) => distance > chanceDistance(200),
  );
  expect(above.length / 400).toBeGreaterThan(0.02);
  expect(above.length / 400).toBeLessThan(0.08);
});
