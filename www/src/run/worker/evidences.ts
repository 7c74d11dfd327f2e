/** How large p(x) is of a few held-out images, in parts; all of it is of the weights as they are. */
import { imageAt } from "../../draw/digits.ts";
import { binarized } from "../../math/binarized.ts";
import { cellsOf, resolves, stepsOf } from "../../math/lattice.ts";
import { narrowest } from "../../math/posterior-density.ts";
import { fromGaussian } from "../../math/proposal.ts";
import { generator } from "../../math/random.ts";
import { cellsFor, partsOf } from "../../math/refined.ts";
import { importanceBound, logMeanExp } from "../../math/weights.ts";
import type { Args, Evidences, Posterior } from "../protocol.ts";
import { type Judge, judged, keep, KEPT, posteriorIn, SIDES, wholeOf } from "./evidence.ts";
import { yieldToEventLoop } from "./parts.ts";
import type { Lab } from "./wasm.ts";

/** Cells so many nats under the likeliest add next to nothing to a sum, though the likeliest point may lie between cells. */
const DEEP = 12;
/** Points of all cut cells together, at the most. */
const MOST = 8192;

interface Judged {
  judge: Judge;
  /** Which image it is, and its pixels as they are judged. */
  image: number;
  x: Float32Array;
  q: Posterior;
}

/** Means over the first held-out images, which are black and white where the likelihood is of such pixels. */
export async function evidences(lab: Lab, { images, samples }: Args<"evidences">): Promise<Evidences> {
  const judges = judgesOf(lab, images);
  const weights: Float64Array[] = [];
  for (const { judge, image, x, q } of judges) {
    const { z, logDensities } = fromGaussian(q, samples, generator(image));
    const logJoint = await judged(judge, KEPT.samples, z, x);
    weights.push(logJoint.map((log, at) => log - (logDensities[at] ?? 0)));
  }
  return {
    step: lab.metrics().step,
    elbo: mean(weights.map(mean)),
    weighted: mean(weights.map((logs) => importanceBound(logs, samples))),
    exact: await exactly(judges, lab.model().labels),
  };
}

function judgesOf(lab: Lab, count: number): Judged[] {
  const { latent, likelihood } = lab.options();
  const { pixels, labels } = lab.heldOut(count);
  const size = lab.dataset();
  return Array.from({ length: Math.min(count, size.heldOut) }, (_, image) => {
    const grey = Float32Array.from(imageAt(pixels, size, image) ?? [], (byte) => byte / 255);
    const x = likelihood === "bernoulli" ? binarized(grey, image) : grey;
    const judge = { lab, label: labels?.[image] ?? 0, latent: Number(latent) };
    return { judge, image, x, q: posteriorIn(judge, x) };
  });
}

/** The mean ln p(x), from one lattice for all, whose cells are cut where p(z|x) of any image is. */
async function exactly(images: readonly Judged[], classes: boolean): Promise<Evidences["exact"]> {
  const [first] = images;
  // With classes each would need a lattice of its own.
  if (!first || classes || first.judge.latent > SIDES.length) return undefined;
  const whole = wholeOf(first.q.mu.map(() => 0));
  await keep(first.judge, KEPT.whole, cellsOf(whole));
  const joints: Float64Array[] = [];
  for (const { judge, x } of images) {
    await yieldToEventLoop();
    joints.push(Float64Array.from(judge.lab.logJoint(KEPT.whole, x)));
  }
  const cells = [...new Set(joints.flatMap((logJoint) => cellsFor(whole, logJoint, DEEP)))];
  const steps = stepsOf(whole);
  const least = Math.min(...images.flatMap(({ q }) => narrowest(q)));
  const most = Math.floor((MOST / cells.length) ** (1 / steps.length));
  const parts = Math.max(1, Math.min(Math.ceil(Math.max(...steps) / (2 * least)), most));
  if (parts > 1) {
    await keep(first.judge, KEPT.part, partsOf(whole, { cells, parts }));
    for (const [at, { judge, x }] of images.entries()) {
      await yieldToEventLoop();
      joints[at] = Float64Array.from(judge.lab.logJoint(KEPT.part, x));
    }
  }
  const logPart = steps.reduce((sum, step) => sum + Math.log(step / parts), 0);
  const cut = { side: whole.side * parts, bounds: whole.bounds };
  return {
    mean: mean(joints.map((logs) => logMeanExp(logs) + Math.log(logs.length) + logPart)),
    resolved: images.every(({ q }) => resolves(cut, q)),
  };
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
