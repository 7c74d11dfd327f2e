// Goals without a page: what they are held against, and when they are reached.
import { expect, test } from "@playwright/test";
import { MEASURES, holds, measure, reached } from "../../www/src/lessons/goals.ts";
import type { Goal } from "../../www/src/lessons/shape.ts";
import { VAE } from "./models.ts";
import { LabStore } from "../../www/src/store/lab-store.ts";

const evaluation = { terms: [160, 155, 5], byDimension: { kl: [2, 3] }, images: 100 };

/** A lab as it is with some figures. */
function storeWith(change: Partial<LabStore["state"]["value"]> = {}): LabStore {
  const store = new LabStore();
  store.state.value = { ...store.state.value, model: VAE, options: { latent: 2, beta: 1 }, evaluation, ...change };
  return store;
}

test("bounds are inclusive, and what is not known is in none", () => {
  expect(holds(6, { max: 6 })).toBe(true);
  expect(holds(6.01, { max: 6 })).toBe(false);
  expect(holds(3, { min: 3, max: 5 })).toBe(true);
  expect(holds(2.9, { min: 3, max: 5 })).toBe(false);
  expect(holds(undefined, { max: 6 })).toBe(false);
  expect(holds(Number.NaN, { max: 6 })).toBe(false);
  expect(holds("sample", { is: "sample" })).toBe(true);
  expect(holds(undefined, { is: "sample" })).toBe(false);
});

test("a goal is reached when all of it holds at once, and not by what is shown of the past", () => {
  const goal: Goal = { kl: { max: 6 }, recon: { max: 160 }, beta: { min: 1, max: 1 } };
  expect(reached(storeWith(), goal)).toBe(true);
  expect(reached(storeWith({ evaluation: { ...evaluation, terms: [162, 155, 7] } }), goal)).toBe(false);
  expect(reached(storeWith({ evaluation: undefined }), goal)).toBe(false);
  expect(reached(storeWith({ options: { latent: 2, beta: 2 } }), goal)).toBe(false);
  const past = { step: 1 } as NonNullable<LabStore["state"]["value"]["past"]>;
  expect(reached(storeWith({ past }), goal)).toBe(false);
});

test("where q(z|x) is the prior there are no holes, and q(z) is p(z) everywhere", () => {
  const lab = storeWith();
  lab.model.encodings.value = { mu: new Float32Array(20), logvar: new Float32Array(20) };
  expect(measure(lab, "holes")).toBe(0);
  expect(measure(lab, "sigma")).toBe(1);
  for (const z of [
    [0, 0],
    [1, -1.5],
  ]) {
    lab.plane.pins.value = [{ z, name: "" }];
    expect(measure(lab, "density")).toBeCloseTo(1, 6);
    expect(measure(lab, "radius")).toBeCloseTo(Math.hypot(...z), 6);
  }
});

test("where encodings are points far out, the prior is one hole", () => {
  const lab = storeWith();
  lab.model.encodings.value = { mu: new Float32Array(20).fill(8), logvar: new Float32Array(20).fill(-6) };
  expect(measure(lab, "holes")).toBe(100);
  expect(measure(lab, "sigma")).toBeCloseTo(Math.exp(-3), 6);
  expect(measure(lab, "density")).toBeLessThan(1e-6);
  // N(8; 8, e⁻⁶)² / N(8; 0, 1)² = e⁶ e⁶⁴
  lab.plane.pins.value = [{ z: [8, 8], name: "" }];
  expect(Math.log(Number(measure(lab, "density")))).toBeCloseTo(70, 4);
});

test("every measure is known or not, but none fails, before there is a model", () => {
  const lab = new LabStore();
  for (const name of Object.keys(MEASURES)) expect(() => measure(lab, name), name).not.toThrow();
});
