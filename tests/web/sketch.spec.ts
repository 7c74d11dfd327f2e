// From strokes to an image as MNIST has them, and ε: no page.
import { expect, test } from "@playwright/test";
import { normals, wander } from "../../www/src/math/epsilon.ts";
import { rasterize } from "../../www/src/data/raster.ts";

const MNIST = { height: 28, width: 28, planes: 1 };
/** A seven: a bar and a slanted leg. */
const SEVEN = [
  [0.3, 0.2, 0.7, 0.2],
  [0.7, 0.2, 0.45, 0.9],
];

/** What can be measured of an image. */
function measure(pixels: Uint8Array, { height, width } = MNIST) {
  const inked = [...pixels.keys()].filter((at) => (pixels[at] as number) > 0);
  const [xs, ys] = [inked.map((at) => at % width), inked.map((at) => Math.floor(at / width))];
  const mass = pixels.reduce((sum, value) => sum + value, 0);
  const mean = (of: (at: number) => number) => pixels.reduce((sum, value, at) => sum + value * of(at), 0) / mass;
  return {
    height: Math.max(...ys) - Math.min(...ys) + 1,
    width: Math.max(...xs) - Math.min(...xs) + 1,
    // The middle of pixel 0 is at 0.5.
    x: mean((at) => (at % width) + 0.5),
    y: mean((at) => Math.floor(at / width) + 0.5),
    most: Math.max(...pixels),
    rows: height,
  };
}

test("a drawing fills 20x20 pixels in its longer direction, and its centre of mass is in the middle of 28x28", () => {
  const image = rasterize({ strokes: SEVEN, pen: 2.4 }, MNIST);
  const { height, width, x, y, most } = measure(image);
  expect(image).toHaveLength(784);
  expect(height).toBe(20);
  // 0.4 by 0.7 of the pad: the aspect is kept, the pen's width is not part of it.
  expect(width).toBeGreaterThanOrEqual(Math.floor((17.6 * 0.4) / 0.7 + 2.4));
  expect(width).toBeLessThanOrEqual(Math.ceil((17.6 * 0.4) / 0.7 + 2.4) + 1);
  expect(Math.abs(x - 14)).toBeLessThanOrEqual(1);
  expect(Math.abs(y - 14)).toBeLessThanOrEqual(1);
  expect(most).toBe(255);
});

test("where it was drawn, and how large, makes no difference", () => {
  const moved = SEVEN.map((stroke) => stroke.map((value, at) => 0.5 * value + (at % 2 === 0 ? 0.25 : 0.03125)));
  const [image, other] = [SEVEN, moved].map((strokes) => rasterize({ strokes, pen: 3 }, MNIST));
  const differences = image?.map((value, at) => Math.abs(value - (other?.[at] ?? 0)));
  expect(Math.max(...(differences ?? []))).toBeLessThanOrEqual(1);
});

test("edges are soft, and a broader pen leaves more ink", () => {
  const inks = [1.2, 2.4, 4.8].map((pen) => rasterize({ strokes: SEVEN, pen }, MNIST));
  const sums = inks.map((image) => image.reduce((sum, value) => sum + value, 0));
  expect(sums[1]).toBeGreaterThan(1.5 * (sums[0] as number));
  expect(sums[2]).toBeGreaterThan(1.5 * (sums[1] as number));
  expect(inks[1]?.some((value) => value > 20 && value < 235)).toBe(true);
});

test("a line keeps its width, and a dot stays a dot", () => {
  const line = measure(rasterize({ strokes: [[0.5, 0.1, 0.5, 0.9]], pen: 3 }, MNIST));
  expect(line.height).toBe(20);
  expect(line.width).toBeLessThanOrEqual(4);
  for (const strokes of [[[0.2, 0.8]], [[0.2, 0.8, 0.201, 0.801]]]) {
    const dot = measure(rasterize({ strokes, pen: 3 }, MNIST));
    expect(Math.max(dot.width, dot.height)).toBeLessThanOrEqual(5);
    expect(dot.most).toBeGreaterThan(200);
    expect(Math.hypot(dot.x - 14, dot.y - 14)).toBeLessThanOrEqual(1.5);
  }
});

test("images of any size have all of that in proportion", () => {
  for (const size of [
    { height: 56, width: 56, planes: 1 },
    { height: 14, width: 14, planes: 1 },
    { height: 32, width: 20, planes: 1 },
    { height: 8, width: 8, planes: 1 },
  ]) {
    const image = rasterize({ strokes: SEVEN, pen: 2.4 }, size);
    expect(image).toHaveLength(size.height * size.width);
    const { height, width, x, y } = measure(image, size);
    const box = [Math.round((size.height * 20) / 28), Math.round((size.width * 20) / 28)] as const;
    expect(height).toBeLessThanOrEqual(box[0]);
    expect(width).toBeLessThanOrEqual(box[1]);
    expect(height === box[0] || width === box[1], JSON.stringify(size)).toBe(true);
    expect(Math.abs(x - size.width / 2)).toBeLessThanOrEqual(1);
    expect(Math.abs(y - size.height / 2)).toBeLessThanOrEqual(1);
  }
  for (const size of [
    { height: 1, width: 1, planes: 1 },
    { height: 2, width: 3, planes: 1 },
  ]) {
    expect(rasterize({ strokes: SEVEN, pen: 4.8 }, size)).toHaveLength(size.height * size.width);
  }
  const [grey, coloured] = [1, 3].map((planes) => rasterize({ strokes: SEVEN, pen: 4.8 }, { ...MNIST, planes }));
  expect([...(coloured ?? [])]).toEqual([...(grey ?? [])].flatMap((value) => [value, value, value]));
});

test("an empty pad is paper", () => {
  expect(Math.max(...rasterize({ strokes: [], pen: 2.4 }, MNIST))).toBe(0);
});

/** Numbers that look random and are the same each time (Lehmer's generator). */
function uniform(): () => number {
  let state = 42;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

function moments(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(square) };
}

test("ε is normal, and stays so however far it wanders", () => {
  const next = uniform();
  let epsilon = normals(20_000, next);
  const first = epsilon;
  for (const { mean, deviation } of [moments(epsilon), moments((epsilon = wander(epsilon, 16, next)))]) {
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(deviation - 1)).toBeLessThan(0.03);
  }
  const correlation = () => first.reduce((sum, value, at) => sum + value * (epsilon[at] as number), 0) / first.length;
  expect(correlation()).toBeGreaterThan(0.95);
  for (let step = 0; step < 100; step++) epsilon = wander(epsilon, 50, next);
  expect(Math.abs(correlation())).toBeLessThan(0.05);
  expect(Math.abs(moments(epsilon).deviation - 1)).toBeLessThan(0.03);
});
