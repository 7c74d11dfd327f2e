/** How large p(x) is of one image, and p(z|x), in parts; all of it is of the weights as they are. */
import { cellsOf, divergence, fitted, posteriorOn, resolves } from "../../math/lattice.ts";
import { posteriorOf } from "../../math/posterior.ts";
import { fromCells, fromGaussian, reachOf } from "../../math/proposal.ts";
import { generator } from "../../math/random.ts";
import type { Args, Box, Evidence, Exact, Posterior } from "../protocol.ts";
import { yieldToEventLoop } from "./parts.ts";
import type { Lab } from "./wasm.ts";

/** Of the prior 4e-9 lie beyond in two dimensions. */
const EXTENT = 6;
/** Cells of a lattice in each dimension, by how many there are. */
const SIDES = [512, 64];
/** Points that are decoded at once: some milliseconds. */
const ROWS = 128;
/** The numbers of points that the engine keeps: all images share the cells of the whole lattice. */
const KEPT = { whole: 0, part: 1, samples: 2 };

export async function evidence(lab: Lab, args: Args<"evidence">, label: number): Promise<Evidence> {
  const { pixels, from, samples, draw } = args;
  const latent = Number(lab.options()["latent"]);
  const q = posteriorOf(lab.encode(pixels, label), 0, latent) ?? { mu: [], sigma: [] };
  const judge = { lab, pixels, label };
  const exact = latent <= SIDES.length ? await exactly(judge, q) : undefined;
  const uniform = generator(draw);
  const prior = { mu: q.mu.map(() => 0), sigma: q.mu.map(() => 1) };
  const { z, logDensities } =
    from === "posterior" && exact
      ? fromCells(exact.logShares, exact, samples, uniform)
      : fromGaussian(from === "prior" ? prior : q, samples, uniform);
  const logJoint = await judged(judge, KEPT.samples, z, latent);
  return { q, exact, z, logWeights: logJoint.map((log, at) => log - (logDensities[at] ?? 0)) };
}

interface Judge {
  lab: Lab;
  pixels: Float32Array;
  label: number;
}

/** ln p(x, z) at points. What is kept under their number is not decoded again while the weights are the same. */
async function judged({ lab, pixels, label }: Judge, number: number, z: Float32Array, latent: number) {
  const size = ROWS * latent;
  const parts = Math.ceil(z.length / size);
  for (let part = 0; part < parts; part++) {
    await yieldToEventLoop();
    const known = lab.keep(number, part, parts, z.subarray(part * size, (part + 1) * size), label);
    if (known) break;
  }
  await yieldToEventLoop();
  return Float64Array.from(lab.logJoint(number, pixels));
}

/** p(z|x) on a lattice of all that the prior reaches, and then on a finer one where it is. */
async function exactly(judge: Judge, q: Posterior): Promise<Exact> {
  const side = SIDES[q.mu.length - 1] ?? 0;
  const on = async (number: number, box: Box) =>
    posteriorOn(box, await judged(judge, number, cellsOf(box), q.mu.length));
  const whole: Box = { side, bounds: q.mu.flatMap(() => [-EXTENT, EXTENT]) };
  const { logShares } = await on(KEPT.whole, whole);
  const box = { side, bounds: reachOf(logShares, whole, q) };
  const found = await on(KEPT.part, box);
  const gap = divergence(box, found.logShares, q).value;
  return { ...box, ...found, resolved: resolves(box, q), gap, fitted: fitted(box, found.logShares, q) };
}
