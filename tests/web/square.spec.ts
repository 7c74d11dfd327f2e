// The square without a page: sums over its cells against closed forms of Gaussians, both identities, and EM, whose likelihood
// never falls.
import { expect, test } from "@playwright/test";
import { drawn, jointOf, logLikelihood, maximised, responsibilities } from "../../www/src/math/mixture.ts";
import { type Cells, cellsOf } from "../../www/src/math/pushed.ts";
import { generator } from "../../www/src/math/random.ts";
import {
  blurred,
  fromColumns,
  fromRows,
  gaussianCells,
  marginOfX,
  marginOfZ,
  normalised,
  sumsOf,
} from "../../www/src/math/square.ts";
import { shareBelow } from "../../www/src/math/toys.ts";
import { TOYS } from "../../www/src/run/generated.ts";

const WIDE: Cells = { low: -8, high: 8, count: 200 };
const X: Cells = { low: -0.25, high: 1.25, count: 200 };
const at = ({ low, high, count }: Cells, cell: number) => low + ((high - low) * (cell + 0.5)) / count;
const each = <T>(cells: Cells, of: (value: number) => T) =>
  Array.from({ length: cells.count }, (_, cell) => of(at(cells, cell)));

/** KL(N(m, s²) ‖ N(n, t²)). */
const ofGaussians = (m: number, s: number, n: number, t: number) =>
  Math.log(t / s) + (s * s + (m - n) ** 2) / (2 * t * t) - 0.5;

test("sums over cells are the closed forms of linear Gaussians", () => {
  // p: x ~ N(m, s²), z|x ~ N(ax + b, c²). q: z ~ N(0, 1), x|z ~ N(wz + v, d²).
  const [m, s, a, b, c] = [0.3, 1.1, 0.6, -0.2, 0.5];
  const [w, v, d] = [0.8, 0.1, 0.7];
  const p = fromColumns(
    gaussianCells([m], s, WIDE),
    each(WIDE, (x) => gaussianCells([a * x + b], c, WIDE)),
  );
  const q = fromRows(
    gaussianCells([0], 1, WIDE),
    each(WIDE, (z) => gaussianCells([w * z + v], d, WIDE)),
  );
  const sums = sumsOf(p, q);
  const qx = Math.hypot(w, d);
  const [pzMean, pz] = [a * m + b, Math.hypot(a * s, c)];
  // q(z|x) = N(g (x − v), h²).
  const [g, h] = [w / (qx * qx), d / qx];
  // The mean of a Gaussian divergence whose difference of means is Gaussian itself.
  const slope = a - g;
  const difference = slope * m + b + g * v;
  const conditional = Math.log(h / c) + (c * c + difference ** 2 + (slope * s) ** 2) / (2 * h * h) - 0.5;
  expect(sums.x).toBeCloseTo(ofGaussians(m, s, v, qx), 6);
  expect(sums.z).toBeCloseTo(ofGaussians(pzMean, pz, 0, 1), 6);
  expect(sums.conditional).toBeCloseTo(conditional, 6);
  expect(sums.joint).toBeCloseTo(ofGaussians(m, s, v, qx) + conditional, 6);
  expect(sums.information).toBeCloseTo(Math.log(pz / c), 6);
  // The other way: over q, from the same formulas with p and q exchanged.
  const turned = sumsOf(q, p);
  expect(sums.reverse).toBeCloseTo(turned.joint, 12);
  const reverse = ofGaussians(v, qx, m, s);
  const back = g - a;
  const backDifference = back * v - g * v - b;
  const given = Math.log(c / h) + (h * h + backDifference ** 2 + (back * qx) ** 2) / (2 * c * c) - 0.5;
  expect(sums.reverse).toBeCloseTo(reverse + given, 6);
});

test("both identities hold for joints of any shape, and nothing is below 0", () => {
  const random = generator(5);
  for (let round = 0; round < 5; round++) {
    const bend = 2 + 4 * random();
    const p = fromColumns(
      blurred(
        cellsOf((x) => shareBelow("skewed", x) ?? 0, X),
        0.025,
        X,
      ),
      each(X, (x) => gaussianCells([3 * Math.sin(bend * x)], 0.05 + random(), { low: -4, high: 4, count: 200 })),
    );
    const q = fromRows(
      gaussianCells([0], 1, { low: -4, high: 4, count: 200 }),
      each({ low: -4, high: 4, count: 200 }, (z) =>
        gaussianCells(
          [0, 0.1].map((off) => 0.5 + 0.4 * Math.tanh(z + off)),
          0.025,
          X,
        ),
      ),
    );
    const sums = sumsOf(p, q);
    expect(Math.abs(sums.joint - sums.x - sums.conditional)).toBeLessThan(1e-9 * sums.joint);
    expect(Math.abs(sums.rate - sums.information - sums.z)).toBeLessThan(1e-9);
    for (const value of Object.values(sums)) expect(value).toBeGreaterThan(0);
    // The joint's is an upper bound of the margin's.
    expect(sums.joint).toBeGreaterThan(sums.x);
    for (const joint of [p, q])
      for (const margin of [marginOfX(joint), marginOfZ(joint)])
        expect(margin.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 9);
  }
});

test("EM never lowers the likelihood, closes the gap at each E-step, and lowers the divergence at each step", () => {
  const random = generator(7);
  // The largest of what must not be above 0, over all starts and rounds.
  let [gap, rise, fall] = [0, -1, -1];
  for (const toy of TOYS[1]) {
    const margin = blurred(
      cellsOf((x) => shareBelow(toy, x) ?? 0, X),
      0.025,
      X,
    );
    for (let start = 0; start < 12; start++) {
      let mixture = drawn(1 + (start % 6), margin, X, random);
      let joint = jointOf(mixture, X);
      let likelihood = logLikelihood(margin, joint, X);
      for (let round = 0; round < 25; round++) {
        const posteriors = responsibilities(joint);
        const p = fromColumns(margin, posteriors);
        const afterE = sumsOf(p, joint);
        gap = Math.max(gap, Math.abs(afterE.conditional));
        mixture = maximised(mixture, margin, posteriors, X);
        joint = jointOf(mixture, X);
        rise = Math.max(rise, sumsOf(p, joint).joint - afterE.joint);
        const now = logLikelihood(margin, joint, X);
        fall = Math.max(fall, likelihood - now);
        likelihood = now;
      }
    }
  }
  expect(gap).toBeLessThan(1e-12);
  expect(rise).toBeLessThan(1e-12);
  expect(fall).toBeLessThan(1e-12);
});

test("EM with two components finds the two bumps", () => {
  const margin = blurred(
    cellsOf((x) => shareBelow("two-bumps", x) ?? 0, X),
    0.025,
    X,
  );
  let mixture = drawn(2, margin, X, generator(3));
  for (let round = 0; round < 300; round++)
    mixture = maximised(mixture, margin, responsibilities(jointOf(mixture, X)), X);
  // What the toy says, its variances raised by those of the blur and of a cell.
  const raised = (deviation: number) => Math.sqrt(deviation ** 2 + 0.025 ** 2 + 0.0075 ** 2 / 12);
  const near = (values: readonly number[], wanted: readonly number[]) =>
    wanted.forEach((value, component) => expect(values[component]).toBeCloseTo(value, 3));
  near(mixture.weights, [0.4, 0.6]);
  near(mixture.means, [0.27, 0.68]);
  near(mixture.deviations, [raised(0.055), raised(0.08)]);
  const joint = jointOf(mixture, X);
  const p = fromColumns(margin, responsibilities(joint));
  expect(sumsOf(p, { ...joint, logs: normalised(joint.logs) }).joint).toBeLessThan(1e-4);
});
