// How well codes tell classes: on codes whose answer is known, and on MNIST's principal components.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { dot } from "../../www/src/math/dot.ts";
import { generator } from "../../www/src/math/random.ts";
import { type Coded, byNeighbour, byProbe, explained } from "../../www/src/math/recognition.ts";
import { ROOT } from "./files.mjs";

const coded = (codes: number[], labels: number[]): Coded => ({ codes: Float32Array.from(codes), labels });

test("a code is judged by the nearest of the others, never by itself", () => {
  // On a line: 0 and 1 lie together, and so do 10 and 11; the 5 is nearer to the 1.
  const known = coded([0, 1, 10, 11, 5], [0, 0, 1, 1, 1]);
  expect(byNeighbour(known, 1)).toBe(4 / 5);
  expect(byNeighbour(known, 1, coded([5.1, 0.9], [1, 1]))).toBe(1 / 2);
  expect(byNeighbour(coded([3], [0]), 1)).toBe(0);
});

test("the probe without each code is the one that is made without it", () => {
  const uniform = generator(7);
  const [count, latent] = [40, 3];
  const codes = Array.from({ length: count * latent }, () => uniform() * 4 - 2);
  const labels = Array.from({ length: count }, (_, image) =>
    Math.floor(((codes[image * latent] ?? 0) + uniform() + 2) % 3),
  );
  const known = coded(codes, labels);
  const one = (image: number, take: boolean): Coded => {
    const places = labels.map((_, at) => at).filter((at) => (at === image) === take);
    return coded(
      places.flatMap((at) => codes.slice(at * latent, (at + 1) * latent)),
      places.map((at) => labels[at] ?? 0),
    );
  };
  const right = labels.filter((_, image) => byProbe(one(image, false), latent, one(image, true)) === 1);
  expect(byProbe(known, latent)).toBeCloseTo(right.length / count, 12);
  expect(right.length).toBeLessThan(count);
});

test("a probe needs classes in a row only where there are two: the middle of three is hidden from it", () => {
  const line = Array.from({ length: 90 }, (_, at) => at / 30);
  const two = coded(
    line,
    line.map((z) => Number(z > 1.5)),
  );
  expect(byProbe(two, 1)).toBeGreaterThan(0.95);
  const three = coded(
    line,
    line.map((z) => Math.floor(z)),
  );
  expect(byProbe(three, 1)).toBeLessThan(0.75);
  expect(byNeighbour(three, 1)).toBeGreaterThan(0.95);
});

test("what codes tell of a factor is the share of its variance", () => {
  const uniform = generator(5);
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const rows = 800;
  const codes = Float32Array.from({ length: 2 * rows }, normal);
  const told = Array.from({ length: rows }, (_, row) => 3 * (codes[2 * row] ?? 0) - 1);
  // Half of its variance is from the code.
  const half = Array.from({ length: rows }, (_, row) => (codes[2 * row + 1] ?? 0) + normal());
  const foreign = Array.from({ length: rows }, normal);
  const [whole = 0, part = 0, none = 0] = explained(codes, 2, [told, half, foreign]);
  expect(whole).toBeGreaterThan(0.999);
  expect(Math.abs(part - 0.5)).toBeLessThan(0.08);
  expect(none).toBeLessThan(0.01);
});

const MNIST = join(ROOT, "../shared/data/mnist");

/** The bytes of one of MNIST's files, after its header. */
function mnist(name: string): Uint8Array {
  const bytes = gunzipSync(readFileSync(join(MNIST, `${name}.gz`)));
  return bytes.subarray(4 + 4 * (bytes[3] ?? 0));
}

test("MNIST's principal components tell digits as well as numpy says", () => {
  test.skip(!existsSync(MNIST), "no MNIST beside the project");
  // The mean of the training images and their first 20 components, by numpy's `eigh`: rows of 784 numbers.
  const axes = readFileSync(join(ROOT, "tests/fixtures/mnist-components.bin"));
  const rows = new Float32Array(axes.buffer.slice(axes.byteOffset, axes.byteOffset + axes.byteLength));
  const [mean, components] = [
    rows.subarray(0, 784),
    Array.from({ length: 20 }, (_, k) => rows.subarray(784 * (k + 1), 784 * (k + 2))),
  ];
  // Most pixels are black: (x − m)·v = Σ x v − m·v over the others.
  const middle = components.map((axis) => dot(mean, axis));
  const codes = (images: Uint8Array, count: number) => {
    const result = new Float32Array(count * 20);
    for (let at = 0; at < count; at++) {
      const lit: number[] = [];
      for (let pixel = 0; pixel < 784; pixel++) if (images[at * 784 + pixel]) lit.push(pixel);
      components.forEach((axis, k) => {
        let sum = 0;
        for (const pixel of lit) sum += (images[at * 784 + pixel] ?? 0) * (axis[pixel] ?? 0);
        result[at * 20 + k] = sum / 255 - (middle[k] ?? 0);
      });
    }
    return result;
  };
  const known = { codes: codes(mnist("train-images-idx3-ubyte"), 60_000), labels: mnist("train-labels-idx1-ubyte") };
  const asked = { codes: codes(mnist("t10k-images-idx3-ubyte"), 10_000), labels: mnist("t10k-labels-idx1-ubyte") };
  const only = ({ codes, labels }: typeof known, latent: number, count = labels.length) => ({
    codes: Float32Array.from(
      { length: count * latent },
      (_, at) => codes[Math.floor(at / latent) * 20 + (at % latent)] ?? 0,
    ),
    labels: labels.subarray(0, count),
  });
  for (const [latent, neighbour, probe] of [
    [2, 0.3785, 0.3248],
    [20, 0.9465, 0.8112],
  ] as const) {
    const gallery = only(known, latent);
    // Rounding may turn single images.
    expect(Math.abs(byProbe(gallery, latent, only(asked, latent)) - probe)).toBeLessThan(0.0005);
    expect(Math.abs(byNeighbour(gallery, latent, only(asked, latent, 2000)) - neighbour)).toBeLessThan(0.0015);
  }
});
