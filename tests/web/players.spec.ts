// What the panel of a GAN says beside what is trained: closed forms of the toys, q by change of variables, the best D and the best
// critic. The engine's own points and its count of modes are the other side.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import {
  bestCritic,
  bestDiscriminator,
  cellsOf,
  middles,
  pushedCells,
  variation,
  wasserstein,
} from "../../www/src/math/pushed.ts";
import { normalShare } from "../../www/src/math/share.ts";
import { MODES, findModes, shareBelow } from "../../www/src/math/toys.ts";
import { zeroLine } from "../../www/src/panels/gan/draw.ts";
import { TOYS, type Toy } from "../../www/src/run/generated.ts";
import { wasmPath } from "./files.mjs";

initSync({ module: readFileSync(wasmPath("simd")) });

const pointsOf = (toy: Toy) => {
  const lab = new Lab(0);
  const { train, width } = lab.loadGenerated(toy, 0);
  return Float32Array.from(lab.trainingImages(0, train * width), (byte) => byte / 255);
};

/** N(m, s²) as G(z) = m + s z at close places. */
const z = Float64Array.from({ length: 1001 }, (_, at) => -5 + at / 100);
const normal = (m: number, s: number) => z.map((z) => m + s * z);
const CELLS = { low: -0.1, high: 1.1, count: 240 };

test("toys of one value have the distribution that the engine draws from", () => {
  for (const toy of TOYS[1]) {
    const points = pointsOf(toy).sort();
    // The largest distance between the two distribution functions: Kolmogorov's bound at one in ten thousand, and a byte's width.
    let most = 0;
    for (let at = 0; at < points.length; at += 50)
      most = Math.max(most, Math.abs((shareBelow(toy, points[at]! + 0.5 / 255) ?? NaN) - at / points.length));
    expect(most, toy).toBeLessThan(2.2 / Math.sqrt(points.length) + 0.015);
    expect(shareBelow(toy, -1)).toBeCloseTo(0, 6);
    expect(shareBelow(toy, 2)).toBeCloseTo(1, 6);
  }
  expect(shareBelow("ring", 0.5)).toBeUndefined();
});

test("the modes of toys are those of the engine's points, and are found as the engine finds them", () => {
  for (const toy of Object.keys(MODES) as Toy[]) {
    const modes = MODES[toy]!;
    const { found, share, counts } = findModes(pointsOf(toy), modes);
    expect(found, toy).toBe(modes.length);
    expect(share, toy).toBeGreaterThan(0.95);
    const total = counts.reduce((sum, count) => sum + count, 0);
    counts.forEach((count, mode) => expect(Math.abs(count / total - modes[mode]!.weight), toy).toBeLessThan(0.02));
  }
  const lab = new Lab(3);
  lab.configure({ method: "gan", hidden: [16], critic: [16], batch: 64, lr: 0.01 });
  lab.loadGenerated("eight", 0);
  for (let step = 0; step < 150; step++) lab.step();
  const names = lab.model().terms.map(({ key }) => key);
  const { terms } = lab.evaluate(100);
  const own = findModes(lab.sample(2500, 0), MODES.eight!);
  expect(terms[names.indexOf("modes")]).toBe(own.found);
  expect(terms[names.indexOf("share")]).toBeCloseTo(own.share, 9);
  expect(own.share).toBeGreaterThan(0);
});

test("q by change of variables is that of known maps, also where they turn back", () => {
  const q = pushedCells(z, normal(0.4, 0.1), CELLS);
  const exact = cellsOf((x) => normalShare((x - 0.4) / 0.1), CELLS);
  q.forEach((mass, cell) => expect(mass).toBeCloseTo(exact[cell]!, 6));
  // x = z²/10: a χ² distribution, of which both branches count.
  const squared = pushedCells(
    z,
    z.map((z) => z * z * 0.1),
    CELLS,
  );
  const chi = cellsOf((x) => (x <= 0 ? 0 : 2 * normalShare(Math.sqrt(10 * x)) - 1), CELLS);
  squared.forEach((mass, cell) => expect(Math.abs(mass - chi[cell]!)).toBeLessThan(1e-4));
  // A constant is one cell.
  const constant = pushedCells(
    z,
    z.map(() => 0.5001),
    CELLS,
  );
  expect(Math.max(...constant)).toBeCloseTo(1, 5);
  expect([...constant].filter((mass) => mass > 0)).toHaveLength(1);
});

test("the best discriminator is p/(p + q), and the distances are those of normals", () => {
  const [p, q] = [normal(0.4, 0.08), normal(0.52, 0.08)].map((x) => pushedCells(z, x, CELLS)) as [
    Float64Array,
    Float64Array,
  ];
  const places = middles(CELLS);
  bestDiscriminator(p, q).forEach((d, cell) => {
    const x = places[cell]!;
    if (Math.abs(x - 0.46) > 0.25) return;
    // ln p/q of two normals of one variance.
    const logit = ((0.52 - 0.4) * (0.46 - x)) / 0.08 ** 2;
    expect(d).toBeCloseTo(1 / (1 + Math.exp(-logit)), 2);
  });
  expect(bestDiscriminator([0], [0])[0]).toBeNaN();
  expect(wasserstein(p, q, CELLS)).toBeCloseTo(0.12, 4);
  expect(variation(p, q)).toBeCloseTo(2 * normalShare(0.12 / 0.16) - 1, 3);
  expect(variation(p, p)).toBeCloseTo(0, 5);
  // The best critic falls towards q with the slope −1, and its means are W₁ apart.
  const best = bestCritic(p, q, CELLS);
  const mean = (of: Float64Array) => of.reduce((sum, mass, cell) => sum + mass * best[cell]!, 0);
  expect(mean(p) - mean(q)).toBeCloseTo(0.12, 3);
  const slope = (best[130]! - best[100]!) / (places[130]! - places[100]!);
  expect(slope).toBeCloseTo(-1, 6);
});

test("the line where D is undecided goes round what is real", () => {
  const side = 20;
  const values = Float32Array.from(
    { length: side * side },
    (_, cell) => Math.hypot((cell % side) - 9.5, Math.floor(cell / side) - 9.5) - 6,
  );
  const pieces = [...zeroLine(values, side)];
  expect(pieces.length).toBeGreaterThan(20);
  for (const [x1, y1, x2, y2] of pieces) {
    expect(Math.abs(Math.hypot(x1 - 9.5, y1 - 9.5) - 6)).toBeLessThan(0.1);
    expect(Math.hypot(x2 - x1, y2 - y1)).toBeLessThan(1.5);
  }
});
