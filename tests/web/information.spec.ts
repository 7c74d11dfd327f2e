// What codes say together, on codes whose answer is known.
import { expect, test } from "@playwright/test";
import { gap, ofClasses, parted, spread } from "../../www/src/math/information.ts";
import { generator } from "../../www/src/math/random.ts";

const filled = (length: number, of: (at: number) => number) => Float32Array.from({ length }, (_, at) => of(at));

test("where every q(z|x) is the prior, neither part of the KL divergence is left", () => {
  const { information, marginal } = parted({ mu: new Float32Array(1000), logvar: new Float32Array(1000) }, 2);
  expect(information).toBeCloseTo(0, 6);
  expect(marginal).toBeCloseTo(0, 6);
});

test("codes that never meet tell each image: ln n nats", () => {
  const encoding = { mu: filled(200, (at) => 10 * at), logvar: filled(200, () => -2) };
  const { information, marginal } = parted(encoding, 1);
  expect(information).toBeCloseTo(Math.log(200), 6);
  const kl = encoding.mu.reduce((sum, mu) => sum + (mu * mu + Math.exp(-2) + 2 - 1) / 2, 0) / 200;
  expect(information + marginal).toBeCloseTo(kl, 2);
});

test("two codes, many images each, tell one bit; σ that fill the prior leave nothing between q(z) and it", () => {
  const two = { mu: filled(400, (at) => (at % 2 ? 20 : -20)), logvar: new Float32Array(400) };
  expect(parted(two, 1).information).toBeCloseTo(Math.LN2, 6);
  // μ ~ N(0, ¾) and σ² = ¼ together are N(0, 1): I = ½ ln 4.
  const uniform = generator(5);
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const filling = { mu: filled(600, () => Math.sqrt(0.75) * normal()), logvar: filled(600, () => Math.log(0.25)) };
  expect(Math.abs(parted(filling, 1).information - Math.LN2)).toBeLessThan(0.1);
  expect(Math.abs(parted(filling, 1).marginal)).toBeLessThan(0.1);
  expect(spread(filling)).toBeCloseTo(1, 1);
});

test("the gap is 1 where each factor has a dimension to itself, and 0 where two share it or none does", () => {
  const uniform = generator(3);
  const factors = filled(1000, uniform);
  const names = ["slant", "thickness"];
  expect(gap({ mu: factors }, factors, names, 2)).toBeGreaterThan(0.97);
  const twice = filled(1000, (at) => factors[at - (at % 2)] ?? 0);
  expect(gap({ mu: twice }, factors, names, 2)).toBeLessThan(0.1);
  expect(gap({ mu: filled(1000, uniform) }, factors, names, 2)).toBeLessThan(0.1);
  // The allograph of a digit has no order, and does not count.
  expect(gap({ mu: factors }, factors, ["slant", "style"], 2)).toBeGreaterThan(0.97);
});

test("η of classes is that of the dimension that follows them most", () => {
  const labels = Uint8Array.from({ length: 100 }, (_, at) => at % 4);
  const mu = filled(200, (at) => (at % 2 ? (labels[(at - 1) / 2] ?? 0) : 1));
  const heldOut = { pixels: new Uint8Array(), labels, factors: undefined };
  expect(ofClasses({ mu }, heldOut, 2)).toBeCloseTo(1, 6);
  expect(ofClasses({ mu }, { ...heldOut, labels: undefined }, 2)).toBeUndefined();
});
