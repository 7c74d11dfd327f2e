// The gradients that the reparameterisation trick lets through: on functions whose answer is known, and against the
// engine's own backpropagation.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { type Line, PLACES, evaluateLine, zOf } from "../../www/src/figures/reparam/line.ts";
import { drag } from "../../www/src/figures/reparam/number-line.ts";
import { estimates, roughly, times } from "../../www/src/figures/reparam/strips.ts";
import {
  type Draw,
  centralDifference,
  leaveOneOut,
  meanAndDeviation,
  pathwise,
  scoreFunction,
} from "../../www/src/math/gradients.ts";
import { imageLoss } from "../../www/src/math/likelihood.ts";
import { normals } from "../../www/src/math/epsilon.ts";
import type { Options } from "../../www/src/run/protocol.ts";
import type { Run } from "../../www/src/run/run.ts";
import { trace } from "../../www/src/run/worker/trace.ts";
import { wasmPath } from "./files.mjs";

const ENCODER = { mu: 0.7, sigma: 0.4 };
/** Fixed draws: the test cannot fail by chance. */
const EPSILONS = (() => {
  let state = 11;
  return normals(200_000, () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647);
})();

/** L(z) = z² + 3 z, for which E[L] = μ² + σ² + 3 μ: its gradient is (2 μ + 3, 2 σ). */
const loss = (z: number) => z * z + 3 * z;
const DRAWS: Draw[] = Array.from(EPSILONS, (epsilon) => {
  const z = ENCODER.mu + ENCODER.sigma * epsilon;
  return { epsilon, loss: loss(z), slope: centralDifference(loss(z - 1e-3), loss(z + 1e-3), 1e-3) };
});
const TRUTH = { mu: 2 * ENCODER.mu + 3, sigma: 2 * ENCODER.sigma };

test("a central difference is the slope, exactly so of a parabola", () => {
  expect(centralDifference(loss(1.5), loss(2.5), 0.5)).toBeCloseTo(7, 12);
  expect(centralDifference(Math.sin(1 - 1e-3), Math.sin(1 + 1e-3), 1e-3)).toBeCloseTo(Math.cos(1), 6);
});

test("the pathwise gradient of one draw is that of L(μ + σε) with this ε", () => {
  const [epsilon, h] = [-1.3, 1e-5];
  const at = (mu: number, sigma: number) => loss(mu + sigma * epsilon);
  const { mu, sigma } = ENCODER;
  const slope = 2 * (mu + sigma * epsilon) + 3;
  const gradient = pathwise({ epsilon, loss: at(mu, sigma), slope });
  expect(gradient.mu).toBeCloseTo((at(mu + h, sigma) - at(mu - h, sigma)) / (2 * h), 6);
  expect(gradient.sigma).toBeCloseTo((at(mu, sigma + h) - at(mu, sigma - h)) / (2 * h), 6);
});

test("the score is the derivative of log q by its parameters", () => {
  const [{ mu, sigma }, epsilon, h] = [ENCODER, 0.9, 1e-5];
  const z = mu + sigma * epsilon;
  const log = (mu: number, sigma: number) => -0.5 * ((z - mu) / sigma) ** 2 - Math.log(sigma);
  const score = scoreFunction({ epsilon, loss: 1, slope: 0 }, sigma);
  expect(score.mu).toBeCloseTo((log(mu + h, sigma) - log(mu - h, sigma)) / (2 * h), 6);
  expect(score.sigma).toBeCloseTo((log(mu, sigma + h) - log(mu, sigma - h)) / (2 * h), 6);
});

test("every estimator is unbiased: within four standard errors of a gradient that is known", () => {
  const { sigma } = ENCODER;
  const baselines = leaveOneOut(DRAWS.map((draw) => draw.loss));
  const estimators = {
    pathwise: (draw: Draw) => pathwise(draw),
    score: (draw: Draw) => scoreFunction(draw, sigma),
    baseline: (draw: Draw, at: number) => scoreFunction(draw, sigma, baselines[at]),
  };
  for (const [name, estimate] of Object.entries(estimators)) {
    for (const parameter of ["mu", "sigma"] as const) {
      const { mean, deviation } = meanAndDeviation(DRAWS.map((draw, at) => estimate(draw, at)[parameter]));
      const error = deviation / Math.sqrt(DRAWS.length);
      expect(Math.abs(mean - TRUTH[parameter]), `${name}, ${parameter}`).toBeLessThan(4 * error);
      // Tight enough to tell it from one that is a quarter too large.
      expect(4 * error, `${name}, ${parameter}`).toBeLessThan(0.25 * TRUTH[parameter]);
    }
  }
});

test("the estimates spread as they should: by hand 2σ for the pathwise one of μ", () => {
  const pathwiseMu = DRAWS.map((draw) => pathwise(draw).mu);
  expect(meanAndDeviation(pathwiseMu).deviation).toBeCloseTo(2 * ENCODER.sigma, 2);
  // (a + b ε + c ε²) ε / σ with a = L(μ), b = L′(μ) σ, c = σ²: the variance is (a² + 15 c² + 6 a c + 2 b²) / σ².
  const { mu, sigma } = ENCODER;
  const [a, b, c] = [loss(mu), (2 * mu + 3) * sigma, sigma ** 2];
  const variance = (a * a + 15 * c * c + 6 * a * c + 2 * b * b) / sigma ** 2;
  const score = DRAWS.map((draw) => scoreFunction(draw, sigma).mu);
  expect(meanAndDeviation(score).deviation / Math.sqrt(variance)).toBeCloseTo(1, 2);
  expect(times(score, pathwiseMu) / (variance / (4 * sigma ** 2))).toBeCloseTo(1, 1);
});

test("the ratio of the draws that are needed is said to one digit: more is chance", () => {
  const unit = [-1, 1, -1, 1];
  const spread = (ratio: number) => unit.map((value) => value * Math.sqrt(ratio));
  const said = [33_215, 1.3, 1.8, 6.9, 148, 0.34].map((ratio) => roughly(spread(ratio), unit));
  expect(said).toEqual(["30,000", "1", "2", "7", "100", "0.3"]);
  // Two lots of as many draws as the figure makes say the same, or nearly: the digits beyond differ.
  const score = (from: number) => DRAWS.slice(from, from + 64).map((draw) => scoreFunction(draw, ENCODER.sigma).mu);
  const path = (from: number) => DRAWS.slice(from, from + 64).map((draw) => pathwise(draw).mu);
  const texts = [0, 64, 128].map((from) => roughly(score(from), path(from)));
  for (const text of texts) expect(text).toMatch(/^[1-9]0*$/);
});

test("mean, deviation and leave-one-out means by hand", () => {
  expect(meanAndDeviation([1, 2, 6])).toEqual({ mean: 3, deviation: Math.sqrt(7) });
  expect(leaveOneOut([1, 2, 6])).toEqual([4, 3.5, 1.5]);
});

test("the hand puts μ, σ, ε or z where it is drawn to", () => {
  const hand = { shift: 1, stretch: 2, epsilon: 0.5 };
  expect(drag(hand, "shift", -2)).toEqual({ shift: -2 });
  expect(drag(hand, "stretch", 2.5)).toEqual({ stretch: 1.5 });
  expect(drag(hand, "epsilon", -1)).toEqual({ epsilon: -1 });
  expect(drag(hand, "z", 4)).toEqual({ epsilon: 1.5 });
});

/** A model with one latent dimension after some steps, whose objective is −log p(x|z) alone. */
function trained(options: Options): Lab {
  initSync({ module: readFileSync(wasmPath("simd")) });
  const lab = new Lab(3);
  lab.configure({ hidden: [40], latent: 1, beta: 0, batch: 32, ...options });
  lab.loadGenerated("handwriting", 0);
  for (let step = 0; step < 30; step++) lab.step();
  return lab;
}

const decoding = (lab: Lab) =>
  ({ ask: async (_: string, { z }: { z: Float32Array }) => lab.decode(z) }) as unknown as Run;

/** The line through q(z|x) of a held-out image, and what the engine says of it with the ε of a draw. */
function traced(lab: Lab, heldOut: number, draw: number) {
  const seen = trace(lab, { heldOut, draw });
  const values = (key: string) => [...(seen.entries.find((entry) => entry.key === key)?.values ?? [])];
  const line: Line = {
    x: Float32Array.from(values("x")),
    posterior: { mu: values("mu"), sigma: values("logvar").map((value) => Math.exp(0.5 * value)) },
    dimension: 0,
    loss: imageLoss(seen.options),
  };
  const norm = (name: string) => seen.parameters.find((parameter) => parameter.name === name)?.gradient ?? Number.NaN;
  const [epsilon = 0, z = 0, recon = 0] = ["epsilon", "z", "recon"].map((key) => values(key)[0]);
  return { line, epsilon, z, recon, norm };
}

for (const options of [
  { likelihood: "bernoulli", sigma: 0.1 },
  { likelihood: "gaussian", sigma: 0.3 },
]) {
  test(`losses and gradients are those of the engine's backpropagation: ${options.likelihood}`, async () => {
    const lab = trained(options);
    for (const draw of [0, 1, 2, 3]) {
      const { line, epsilon, z, recon, norm } = traced(lab, draw, draw);
      const hand = { shift: 0, stretch: 1, epsilon };
      const { point, draws, curve } = await evaluateLine(decoding(lab), line, hand, [[0], [1]]);
      expect(line.loss.kind).toBe("likelihood");
      expect(zOf(line, hand)).toBeCloseTo(z, 5);
      expect(point.loss / recon).toBeCloseTo(1, 5);
      // The bias of a layer gets the gradient of its output: with one image ∂L/∂μ, and ∂L/∂ log σ² = ½ σ ∂L/∂σ.
      const gradient = pathwise(point);
      expect(Math.abs(gradient.mu) / norm("mean.bias")).toBeCloseTo(1, 2);
      expect((0.5 * (line.posterior.sigma[0] as number) * Math.abs(gradient.sigma)) / norm("logvar.bias")).toBeCloseTo(
        1,
        1,
      );
      expect(draws).toHaveLength(2);
      expect(curve).toHaveLength(PLACES.length);
      // ε = 0 is the middle of the line.
      expect(draws[0]?.loss).toBeCloseTo(curve[(PLACES.length - 1) / 2] as number, 3);
    }
    lab.free();
  });
}

test("where the variances are learned the loss is said to be the squared error, and is that", () => {
  const { kind, of } = imageLoss({ likelihood: "gaussian-learned" });
  expect(kind).toBe("squared");
  expect(of([1, 0, 0.5], [0.5, 0, 1])).toBeCloseTo(0.25, 9);
});

test("a pixel that is all but certain has a finite loss", () => {
  const { of } = imageLoss({ likelihood: "bernoulli" });
  expect(of([0.25], [0.6])).toBeCloseTo(-0.25 * Math.log(0.6) - 0.75 * Math.log(0.4), 9);
  expect(of([1, 0], [1, 0])).toBe(0);
  expect(of([0, 1], [1, 0])).toBeCloseTo((25 + 126) * Math.log(2), 9);
});

test("what still holds is not evaluated again", async () => {
  const asked: number[] = [];
  const run = {
    ask: async (_: string, { z }: { z: Float32Array }) => {
      asked.push(z.length);
      return new Float32Array(z.length * 4).fill(0.5);
    },
  } as unknown as Run;
  const line: Line = {
    x: Float32Array.of(0, 0, 1, 1),
    posterior: { mu: [1], sigma: [0.5] },
    dimension: 0,
    loss: imageLoss({ likelihood: "bernoulli" }),
  };
  const [hand, noise] = [{ shift: 0, stretch: 1, epsilon: 1 }, [[0], [1], [2]]];
  const first = await evaluateLine(run, line, hand, noise);
  const second = await evaluateLine(run, line, { ...hand, epsilon: 2 }, noise, first);
  expect(asked).toEqual([3 * 4 + PLACES.length, 3]);
  expect(second.curve).toBe(first.curve);
  expect(second.draws).toBe(first.draws);
  // The draws are others around another μ, and with other noise; the line is the same.
  const third = await evaluateLine(run, line, { ...hand, shift: 1 }, noise, second);
  const fourth = await evaluateLine(run, line, { ...hand, shift: 1 }, [[3], [4]], third);
  expect(asked.slice(2)).toEqual([12, 9]);
  expect(fourth.draws).toHaveLength(2);
  expect(fourth.curve).toBe(first.curve);
  expect(estimates(first, "mu").pathwise).toEqual([0, 0, 0]);
});

test("the draws are in all dimensions, z and the line in one", async () => {
  const asked: number[][] = [];
  const run = {
    ask: async (_: string, { z }: { z: Float32Array }) => {
      asked.push([...z]);
      return new Float32Array(z.length).fill(0.5);
    },
  } as unknown as Run;
  const posterior = { mu: [1, 2], sigma: [0.5, 0.25] };
  const line: Line = {
    x: Float32Array.of(0, 1),
    posterior,
    dimension: 0,
    loss: imageLoss({ likelihood: "bernoulli" }),
  };
  await evaluateLine(run, line, { shift: 2, stretch: 2, epsilon: -1 }, [[3, 4]]);
  const rows = Array.from({ length: 6 + PLACES.length }, (_, row) => asked[0]?.slice(2 * row, 2 * row + 2));
  // μ + 2 σ = 2 and 2 σ = 1 in the first dimension; a step is 0.025.
  expect(rows.slice(0, 6).map((row) => row?.map((value) => Number(value.toFixed(4))))).toEqual([
    [1, 2],
    [0.975, 2],
    [1.025, 2],
    [5, 3],
    [4.975, 3],
    [5.025, 3], // prettier-ignore
  ]);
  expect(rows.slice(6).every((row) => row?.[1] === 2)).toBe(true);
  expect([rows[6]?.[0], rows.at(-1)?.[0]]).toEqual([-2.5, 4.5]);
});
