// Two clouds without a page: the exact W₁ against every pairing, and a critic that is trained on the spot against that.
import { expect, test } from "@playwright/test";
import { meanDistance, pairs } from "../../www/src/math/assignment.ts";
import { Critic } from "../../www/src/math/critic.ts";
import { generator } from "../../www/src/math/random.ts";
import { CLOUD, SHAPES, cloudOf, moved } from "../../www/src/figures/clouds/samples.ts";

const random = (count: number, seed: number) => {
  const draw = generator(seed);
  return Float64Array.from({ length: 2 * count }, () => 2 * draw() - 1);
};

function* orders(left: readonly number[]): Generator<number[]> {
  if (left.length === 0) yield [];
  for (const first of left) for (const rest of orders(left.filter((each) => each !== first))) yield [first, ...rest];
}

test("partners are those of the best of all pairings", () => {
  for (let seed = 0; seed < 20; seed++) {
    const [a, b] = [random(6, seed), random(6, seed + 100)];
    const all = [...orders([0, 1, 2, 3, 4, 5])].map((order) => meanDistance(a, b, order));
    const found = pairs(a, b);
    expect(found.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(meanDistance(a, b, found)).toBeCloseTo(Math.min(...all), 9);
  }
  // A cloud that is only moved: every point goes the same way.
  const a = cloudOf("blob", 0);
  expect(meanDistance(a, moved(a, [0.6, -0.8]), pairs(a, moved(a, [0.6, -0.8])))).toBeCloseTo(1, 9);
});

test("a critic's gradient is that of differences, and a constant one has one too", () => {
  const [a, b, parts] = [random(5, 1), random(5, 2), random(5, 3).map(Math.abs)];
  for (const scale of [1, 0]) {
    const critic = new Critic(4);
    critic.weights.forEach((weight, at) => (critic.weights[at] = scale * weight));
    const { gradient } = critic.loss(a, b, parts);
    expect(gradient.every(Number.isFinite)).toBe(true);
    if (scale === 0) continue;
    const at = () => {
      const { distance, penalty } = critic.loss(a, b, parts);
      return 20 * penalty - distance;
    };
    gradient.forEach((slope, place) => {
      const own = critic.weights[place]!;
      critic.weights[place] = own + 1e-5;
      const above = at();
      critic.weights[place] = own - 1e-5;
      const numeric = (above - at()) / 2e-5;
      critic.weights[place] = own;
      expect(Math.abs(slope - numeric)).toBeLessThan(1e-6 * Math.max(1, Math.abs(numeric)));
    });
  }
});

test("a critic that is trained on the spot comes to the exact W₁", () => {
  for (const [shape, by] of [
    ["blob", [1.2, 0.5]],
    ["ring", [-0.9, 0.8]],
    ["two", [0.2, -1.1]],
  ] as const) {
    expect(SHAPES).toContain(shape);
    const [a, b] = [cloudOf("blob", 0), moved(cloudOf(shape, 1), by)];
    expect(a.length).toBe(2 * CLOUD);
    const exact = meanDistance(a, b, pairs(a, b));
    const critic = new Critic(0);
    let mean = 0;
    for (let step = 0; step < 2000; step++) {
      const distance = critic.train(a, b);
      if (step >= 1800) mean += distance / 200;
    }
    expect(Math.abs(mean / exact - 1), `${shape}: ${mean} for ${exact}`).toBeLessThan(0.05);
  }
});
