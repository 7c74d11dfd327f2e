/** How large p(x) is of one image, and p(z|x), in parts; all of it is of the weights as they are. */
import { cellsOf, divergence, fitted, posteriorOn, resolves } from "../../math/lattice.ts";
import { narrowest } from "../../math/posterior-density.ts";
import { posteriorOf } from "../../math/posterior.ts";
import { fromCells, fromGaussian } from "../../math/proposal.ts";
import { generator } from "../../math/random.ts";
import { around, cellsFor, cutFor, partsOf } from "../../math/refined.ts";
import type { Args, Box, Evidence, Exact, Posterior } from "../protocol.ts";
import { yieldToEventLoop } from "./parts.ts";
import type { Lab } from "./wasm.ts";

/** Of the prior 4e-9 lie beyond in two dimensions. */
const EXTENT = 6;
/** Cells of the lattice of all images in each dimension, by how many there are; and of the part that an image needs, at most. */
export const SIDES = [512, 48];
const NEAR = [512, 64];
/** Parts of a standard deviation of q(z|x) that a picture shows, and how many nats under the likeliest cell it goes. */
const FINE = 1.5;
const DEEP = 20;
/** Points that are decoded at once: some milliseconds. */
const ROWS = 128;
/** The numbers of points that the engine keeps: all images share the cells of the whole lattice. */
export const KEPT = { whole: 0, part: 1, samples: 2 };

export async function evidence(lab: Lab, args: Args<"evidence">, label: number): Promise<Evidence> {
  const { pixels, from, samples, draw } = args;
  const judge = { lab, label, latent: Number(lab.options()["latent"]) };
  const q = posteriorIn(judge, pixels);
  const mean = priorMean(judge);
  const exact = judge.latent <= SIDES.length ? await exactly(judge, pixels, q, mean) : undefined;
  const uniform = generator(draw);
  const prior = { mu: mean, sigma: mean.map(() => 1) };
  const { z, logDensities } =
    from === "posterior" && exact
      ? fromCells(exact.logShares, exact, samples, uniform)
      : fromGaussian(from === "prior" ? prior : q, samples, uniform);
  const logJoint = await judged(judge, KEPT.samples, z, pixels);
  return { q, exact, z, logWeights: logJoint.map((log, at) => log - (logDensities[at] ?? 0)) };
}

export interface Judge {
  lab: Lab;
  label: number;
  latent: number;
}

export const posteriorIn = ({ lab, label, latent }: Judge, pixels: Float32Array): Posterior =>
  posteriorOf(lab.encode(pixels, label), 0, latent) ?? { mu: [], sigma: [] };

/** The mean of p(z), or of p(z|y) where each class has its own. */
function priorMean({ lab, label, latent }: Judge): number[] {
  const means = lab.parameter("prior.weight");
  return Array.from({ length: latent }, (_, axis) => means[label * latent + axis] ?? 0);
}

/**
 * Has the engine keep points under a number. They are not decoded again while the weights are the same, but for parts of cells:
 * those of two images may begin alike and go on otherwise.
 */
export async function keep({ lab, label, latent }: Judge, number: number, z: Float32Array): Promise<void> {
  const size = ROWS * latent;
  const parts = Math.ceil(z.length / size);
  const known = number === KEPT.part ? 0 : parts;
  for (let part = 0; part < parts; part++) {
    await yieldToEventLoop();
    if (lab.keep(number, part, known, z.subarray(part * size, (part + 1) * size), label)) break;
  }
}

/** ln p(x, z) of an image at points. */
export async function judged(
  judge: Judge,
  number: number,
  z: Float32Array,
  pixels: Float32Array,
): Promise<Float64Array> {
  await keep(judge, number, z);
  await yieldToEventLoop();
  return Float64Array.from(judge.lab.logJoint(number, pixels));
}

/** All that a prior with this mean reaches. */
export function wholeOf(mean: readonly number[]): Box {
  const bounds = mean.flatMap((m) => [m - EXTENT, m + EXTENT]);
  return { side: SIDES[mean.length - 1] ?? 0, bounds };
}

/** p(z|x) on the lattice that all images share, cut finer where it is. */
async function exactly(judge: Judge, pixels: Float32Array, q: Posterior, mean: readonly number[]): Promise<Exact> {
  const whole = wholeOf(mean);
  const logJoint = await judged(judge, KEPT.whole, cellsOf(whole), pixels);
  const cells = cellsFor(whole, logJoint, DEEP, q);
  const cut = cutFor(whole, cells, narrowest(q), FINE, NEAR[judge.latent - 1] ?? 0);
  const ofParts =
    cut.parts > 1
      ? await judged(judge, KEPT.part, partsOf(whole, cut), pixels)
      : Float64Array.from(cells, (cell) => logJoint[cell] ?? 0);
  const near = around(whole, cut, logJoint, ofParts);
  const found = posteriorOn(near.box, near.logJoint);
  const gap = divergence(near.box, found.logShares, q).value;
  const best = fitted(near.box, found.logShares, q);
  return { ...near.box, ...found, resolved: resolves(near.box, q), gap, fitted: best };
}
