// The latent space's arithmetic, without a page: what a place looks like, paths, posteriors, points near by.
import { expect, test } from "@playwright/test";
import { resemblanceOf } from "../../www/src/math/resemblance.ts";
import { resemblanceText } from "../../www/src/plane/pins/places.ts";
import { LabStore } from "../../www/src/store/lab-store.ts";
import { VAE } from "./models.ts";
import { along, between, places } from "../../www/src/math/path.ts";
import { nearestPoint, nextPoint } from "../../www/src/math/points.ts";
import { drawOf, klOf, posteriorOf } from "../../www/src/math/posterior.ts";

/** Two fours at the left, a nine at the right, all with σ = 1. */
const encodings = { mu: Float32Array.from([-2, 0, -2, 1, 2, 0]), logvar: new Float32Array(6) };
const labels = Uint8Array.from([4, 4, 9]);

test("a place looks like the class whose encodings cover it", () => {
  expect(resemblanceOf([-2, 0], encodings, labels)).toEqual({ labels: [4], far: false });
  expect(resemblanceOf([2, 0], encodings, labels)).toEqual({ labels: [9], far: false });
});

test("between two classes both are named, the likelier first", () => {
  // By hand: q is e^−2.42 and e^−2.92 for the fours, e^−1.62 for the nine.
  expect(resemblanceOf([0.2, 0], encodings, labels)?.labels).toEqual([9, 4]);
  expect(resemblanceOf([-0.1, 0.4], encodings, labels)?.labels).toEqual([4, 9]);
});

test("a place that no encoding covers is far, however wide the encodings are", () => {
  expect(resemblanceOf([9, 9], encodings, labels)).toEqual({ labels: [9], far: true });
  const wide = { ...encodings, logvar: new Float32Array(6).fill(4) };
  expect(resemblanceOf([9, 9], wide, labels)?.far).toBe(false);
  // Encodings that are all but points cover nothing: there the distance between them is the measure.
  const narrow = { mu: encodings.mu.slice(), logvar: new Float32Array(6).fill(-30) };
  expect(resemblanceOf([3, 0], narrow, labels)).toEqual({ labels: [9], far: false });
  expect(resemblanceOf([7, 0], narrow, labels)).toEqual({ labels: [9], far: true });
});

test("a model whose codes say nothing has no nearest encodings to name", () => {
  const said = (kl: number[]) => {
    const store = new LabStore();
    const evaluation = { terms: [160, 155, 5], byDimension: { kl }, images: 3 };
    store.state.value = { ...store.state.value, model: VAE, evaluation };
    store.model.encodings.value = encodings;
    store.model.heldOut.value = { pixels: new Uint8Array(3), labels, factors: undefined };
    return resemblanceText(store, [2, 0]);
  };
  expect(said([2, 0.001])).toContain("9");
  expect(said([0.001, 0.001])).toBeUndefined();
});

test("nothing encoded looks like nothing", () => {
  const nothing = { mu: new Float32Array(), logvar: new Float32Array() };
  expect(resemblanceOf([0, 0], nothing, labels)).toBeUndefined();
});

test("a straight path goes through its points", () => {
  const points = [[0, 0], [2, 4], [2, 0]] as const; // prettier-ignore
  expect(along(points, 0, "straight")).toEqual([0, 0]);
  expect(along(points, 0.5, "straight")).toEqual([1, 2]);
  expect(along(points, 1, "straight")).toEqual([2, 4]);
  expect(along(points, 2, "straight")).toEqual([2, 0]);
  expect(places(3, 5)).toEqual([0, 0.5, 1, 1.5, 2]);
});

test("a spherical path keeps the length that its ends have", () => {
  const [a, b] = [[3, 0, 0], [0, 0, 3]] as const; // prettier-ignore
  for (const share of [0, 0.25, 0.5, 1]) expect(Math.hypot(...between(a, b, share, "spherical"))).toBeCloseTo(3, 9);
  expect(between(a, b, 0.5, "spherical")[0]).toBeCloseTo(3 / Math.SQRT2, 9);
  // Even in angle: a third of the way is 30 degrees.
  expect(between(a, b, 1 / 3, "spherical")[2]).toBeCloseTo(1.5, 9);
});

test("where an arc has no direction the path is straight", () => {
  expect(between([1, 0], [-1, 0], 0.25, "spherical")).toEqual([0.5, 0]);
  expect(between([0, 0], [2, 0], 0.5, "spherical")).toEqual([1, 0]);
  expect(between([1, 1], [1, 1], 0.3, "spherical")).toEqual([1, 1]);
});

test("a posterior has the engine's divergence, and draws around its mean", () => {
  const encoding = { mu: Float32Array.from([9, 9, 0.7, 0]), logvar: Float32Array.from([0, 0, -0.9, 0]) };
  const q = posteriorOf(encoding, 1, 2);
  if (!q) throw new Error("there is a second image");
  expect(klOf(q)[0]).toBeCloseTo(0.39828483, 6);
  expect(klOf(q)[1]).toBeCloseTo(0, 9);
  expect(drawOf(q, [2, -1])[0]).toBeCloseTo(0.7 + 2 * Math.exp(-0.45), 6);
  expect(posteriorOf(encoding, 2, 2)).toBeUndefined();
});

test("the nearest point within reach is found, and the next one in a direction", () => {
  const points = Float32Array.from([0, 0, 1, 0.2, 3, 0, 0, 2, -1, -5]);
  expect(nearestPoint(points, 0.9, 0, 0.5)).toBe(1);
  expect(nearestPoint(points, 0.5, 5, 0.5)).toBeUndefined();
  expect(nextPoint(points, 0, "right")).toBe(1);
  expect(nextPoint(points, 1, "right")).toBe(2);
  expect(nextPoint(points, 0, "up")).toBe(3);
  expect(nextPoint(points, 0, "down")).toBe(4);
  expect(nextPoint(points, 0, "left")).toBeUndefined();
});
