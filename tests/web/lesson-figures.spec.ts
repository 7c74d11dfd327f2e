// What lessons draw by themselves, on codes that are known.
import { expect, test } from "@playwright/test";
import { drawn } from "../../www/src/lessons/figures/source.ts";

const mu = Float32Array.of(10, 0, -10, 0, 10, 5, -10, 5);
const logvar = new Float32Array(8).fill(2 * Math.log(0.1));
const coded = { mu, logvar, labels: Uint8Array.of(0, 1, 0, 1) };
const request = { latent: 2, label: 1, count: 400, seed: 3 };
const columns = (z: Float32Array) => [0, 1].map((of) => Array.from(z).filter((_, at) => at % 2 === of));
const mean = (values: number[] = []) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("z comes of the prior, of the codes of all images, or of those of a class", () => {
  const [x = []] = columns(drawn("prior", coded, request));
  expect(Math.abs(mean(x))).toBeLessThan(0.2);
  expect(Math.abs(mean(x.map((value) => value ** 2)) - 1)).toBeLessThan(0.2);
  const [all = [], up = []] = columns(drawn("aggregate", coded, request));
  expect(all.every((value) => Math.abs(Math.abs(value) - 10) < 1)).toBe(true);
  for (const half of [all.filter((value) => value > 0), up.filter((value) => value > 2.5)])
    expect(Math.abs(half.length - 200)).toBeLessThan(50);
  const [one = []] = columns(drawn("class", coded, request));
  expect(one.every((value) => Math.abs(value + 10) < 1)).toBe(true);
  // σ is that of the code.
  expect(Math.sqrt(mean(one.map((value) => (value + 10) ** 2)))).toBeCloseTo(0.1, 1);
});

test("the same seed gives the same samples, another gives others, and a point has no σ", () => {
  expect(drawn("aggregate", coded, request)).toEqual(drawn("aggregate", coded, request));
  expect(drawn("aggregate", coded, { ...request, seed: 4 })).not.toEqual(drawn("aggregate", coded, request));
  const points = drawn("aggregate", { mu, labels: undefined }, request);
  expect(Array.from(points).every((value) => mu.includes(value))).toBe(true);
});
