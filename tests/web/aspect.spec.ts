// What of p(x|z) is shown: its mean, its standard deviation, a sample.
import { expect, test } from "@playwright/test";
import { aspectOf } from "../../www/src/math/aspect.ts";
import { generator } from "../../www/src/math/random.ts";

const COUNT = 10_000;
const repeated = (...values: number[]) =>
  Float32Array.from({ length: values.length * COUNT }, (_, at) => values[Math.floor(at / COUNT)] ?? 0);
const moments = (pixels: Float32Array) => {
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  return [mean, pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length] as const;
};
/** Four standard errors of a mean of so many draws. */
const margin = (deviation: number) => (4 * deviation) / Math.sqrt(COUNT);

test("of Bernoulli pixels", () => {
  const options = { likelihood: "bernoulli" };
  const logits = Float32Array.of(-Math.log(3), 0, 40, -40);
  const of = (aspect: "mean" | "deviation") => aspectOf(aspect, options, logits, 4, generator(1));
  expect([...of("mean").pixels].map((p) => p.toFixed(6))).toEqual(["0.250000", "0.500000", "1.000000", "0.000000"]);
  const { pixels, most } = of("deviation");
  expect(most).toBe(0.5);
  // √(¼ ¾) of ½, and no doubt at the ends.
  [Math.sqrt(3) / 2, 1, 0, 0].forEach((part, at) => expect(pixels[at]).toBeCloseTo(part, 6));
  const drawn = aspectOf("sample", options, repeated(-Math.log(3)), COUNT, generator(2)).pixels;
  expect(new Set(drawn)).toEqual(new Set([0, 1]));
  expect(Math.abs(moments(drawn)[0] - 0.25)).toBeLessThan(margin(Math.sqrt(3) / 4));
});

test("of Gaussian pixels, with one σ for all or learned ones", () => {
  const fixed = { likelihood: "gaussian", sigma: 0.2 };
  expect(aspectOf("deviation", fixed, repeated(0.5), COUNT, generator(3))).toMatchObject({
    most: expect.closeTo(0.2, 6),
  });
  const drawn = aspectOf("sample", fixed, repeated(0.5), COUNT, generator(3)).pixels;
  expect(Math.abs(moments(drawn)[0] - 0.5)).toBeLessThan(margin(0.2));
  expect(Math.abs(moments(drawn)[1] - 0.04)).toBeLessThan(margin(0.04 * Math.SQRT2));
  // Means, then ln σ².
  const learned = Float32Array.of(0.1, 0.9, 2 * Math.log(0.1), 2 * Math.log(0.4));
  const options = { likelihood: "gaussian-learned", sigma: 0.2 };
  const { pixels, most } = aspectOf("deviation", options, learned, 2, generator(4));
  expect([pixels[0], pixels[1], most].map((value) => Number(value).toFixed(6))).toEqual([
    "0.250000",
    "1.000000",
    "0.400000",
  ]);
  expect([...aspectOf("mean", options, learned, 2, generator(4)).pixels].map((x) => x.toFixed(2))).toEqual([
    "0.10",
    "0.90",
  ]);
});
