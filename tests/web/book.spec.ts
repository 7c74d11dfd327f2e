// Codes of a book, and the cells of its entries, against what they are by search.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import {
  cellOf,
  codesOf,
  countedShares,
  crossEntropy,
  drawnFrom,
  entriesOf,
  nearest,
  perplexity,
  type Place,
} from "../../www/src/math/book.ts";
import { generator } from "../../www/src/math/random.ts";
import { book } from "../../www/src/run/worker/book.ts";
import { wasmPath } from "./files.mjs";

initSync({ module: readFileSync(wasmPath("simd")) });

/** How far a place is on the inner side of every edge of a polygon that goes round against the clock. */
const inside = (corners: readonly Place[], [x, y]: Place): number =>
  Math.min(
    ...corners.map(([u, v], at) => {
      const [s, t] = corners.at(at - 1)!;
      return ((u - s) * (y - t) - (v - t) * (x - s)) / Math.max(Math.hypot(u - s, v - t), 1e-12);
    }),
  );

test("every place lies in the cell of its nearest entry, and the cells fill the box", () => {
  const random = generator(4);
  const points = Float32Array.from({ length: 2 * 40 }, () => 4 * random() - 2);
  const bounds = { left: -2, right: 2, bottom: -1.5, top: 2 };
  const cells = Array.from({ length: 40 }, (_, entry) => cellOf(points, entry, bounds));
  for (let at = 0; at < 10_000; at++) {
    const place: Place = [4 * random() - 2, 3.5 * random() - 1.5];
    const cell = cells[nearest(points, place, 0, 2)]!;
    expect(inside(cell, place), `${place}`).toBeGreaterThan(-1e-9);
  }
  const area = (corners: readonly Place[]) =>
    corners.reduce((sum, [u, v], at) => {
      const [s, t] = corners.at(at - 1)!;
      return sum + (s * v - u * t) / 2;
    }, 0);
  expect(cells.reduce((sum, cell) => sum + area(cell), 0)).toBeCloseTo(4 * 3.5, 9);
  // Of two entries in one place neither takes the cell from the other.
  expect(cellOf(Float32Array.of(0, 0, 0, 0, 1, 0), 0, bounds).length).toBeGreaterThan(3);
});

test("counts are a prior of each place, and codes are drawn from it place by place", () => {
  // The first place has 0 three times in four, the second always 2.
  const shares = countedShares([0, 2, 0, 2, 1, 2, 0, 2], 2, 3);
  expect(shares.map((own) => Array.from(own, (share) => Math.round(share * 7)))).toEqual([
    [4, 2, 1],
    [1, 1, 5],
  ]);
  expect(crossEntropy(shares, [0, 2, 1, 0])).toBeCloseTo(
    (-Math.log((4 / 7) * (5 / 7)) - Math.log((2 / 7) * (1 / 7))) / 2,
    9,
  );
  const random = generator(2);
  const drawn = Array.from({ length: 7_000 }, () => drawnFrom(shares, random));
  // Four standard deviations of a share of 7,000 draws.
  const share = (place: number, entry: number) => drawn.filter((code) => code[place] === entry).length / 7_000;
  expect(Math.abs(share(0, 0) - 4 / 7)).toBeLessThan(0.024);
  expect(Math.abs(share(1, 2) - 5 / 7)).toBeLessThan(0.022);
});

test("a uniform book has its size as perplexity, and one entry 1", () => {
  expect(perplexity(Array.from({ length: 64 }, () => 1 / 64))).toBeCloseTo(64, 9);
  expect(perplexity([0, 1, 0])).toBe(1);
});

for (const update of ["ema", "gradient"])
  test(`the page reads and moves the entries of a book of ${update} as the engine uses them`, () => {
    const lab = new Lab(1);
    lab.configure({ method: "vqvae", hidden: [8], codes: 3, book: 12, update });
    lab.loadGenerated("handwriting", 0);
    for (let step = 0; step < 20; step++) lab.step();
    const before = book(lab);
    expect(before).toHaveLength(24);
    // A code is decoded as its entries are, and so is what lies near them.
    const { mu } = lab.encodeHeldOut(0, 5);
    const codes = codesOf(before, mu, 2);
    expect(codes).toHaveLength(15);
    const decoded = lab.decode(entriesOf(before, codes, 2));
    for (const [at, value] of lab.decode(mu).entries()) expect(decoded[at]).toBeCloseTo(value, 4);

    const after = book(lab, { entry: 7, values: Float32Array.of(9, -4) });
    expect(book(lab)).toEqual(after);
    for (const [at, value] of after.entries())
      expect(value).toBeCloseTo(at === 14 ? 9 : at === 15 ? -4 : before[at]!, 4);
    expect(codesOf(after, Float32Array.of(8.5, -3.7), 2)).toEqual([7]);
    lab.step();
    expect(book(lab)).not.toEqual(after);
  });
