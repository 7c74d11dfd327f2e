// Images that are spoiled in the page, and their distance from clean ones.
import { expect, test } from "@playwright/test";
import { signalToNoise, spoiled, squaredError } from "../../www/src/math/spoil.ts";

const VALUES = 20_000;
const grey = new Float32Array(VALUES).fill(0.5);

test("noise has the standard deviation that is said, and as many pixels are erased", () => {
  const noisy = spoiled(grey, 0.3, 0, 4);
  const errors = noisy.map((value) => value - 0.5);
  const mean = errors.reduce((sum, error) => sum + error, 0) / VALUES;
  expect(Math.abs(mean)).toBeLessThan((4 * 0.3) / Math.sqrt(VALUES));
  expect(Math.abs(squaredError(noisy, grey) / VALUES - 0.09)).toBeLessThan(4 * 0.09 * Math.sqrt(2 / VALUES));
  const erased = spoiled(grey, 0, 0.25, 4).filter((value) => value === 0).length / VALUES;
  expect(Math.abs(erased - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / VALUES));
  expect(spoiled(grey, 0, 0, 4)).toEqual(grey);
});

test("a slider changes how much, another draw which pixels", () => {
  const [half, whole, other] = [spoiled(grey, 0.1, 0, 1), spoiled(grey, 0.2, 0, 1), spoiled(grey, 0.2, 0, 2)];
  expect(Math.max(...half.map((value, at) => Math.abs((whole[at]! - 0.5) / 2 - (value - 0.5))))).toBeLessThan(1e-6);
  expect(other).not.toEqual(whole);
  const [few, more] = [0.2, 0.4].map((mask) => spoiled(grey, 0, mask, 1));
  expect(few!.every((value, at) => value !== 0 || more![at] === 0)).toBe(true);
});

test("10 dB are ten times the squared error", () => {
  expect(squaredError([0, 1, 0.5], [0, 0.5, 0])).toBe(0.5);
  expect(signalToNoise(7.84, 784)).toBeCloseTo(20, 12);
  expect(signalToNoise(78.4, 784)).toBeCloseTo(10, 12);
  expect(signalToNoise(0, 784)).toBe(Number.POSITIVE_INFINITY);
});
