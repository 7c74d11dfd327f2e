/** The questions of the page about the model, which change nothing of the run. */
import type { Args, Result, Verb } from "../protocol.ts";
import { sizeOf } from "../size.ts";
import type { Access } from "./access.ts";
import { decode, encodeHeldOut, evaluate } from "./parts.ts";
import { trace } from "./trace.ts";
import type { Lab } from "./wasm.ts";

/** What answers each verb. */
export type Handlers<V extends Verb = Verb> = { [K in V]: (args: Args<K>) => Result<K> | Promise<Result<K>> };

/** Held-out images in an evaluation during training, which then costs about one training step. */
export const EVALUATE_IMAGES = 300;

type Question =
  | "setGivenClass"
  | "encode"
  | "decode"
  | "sample"
  | "grid"
  | "manifold"
  | "heldOut"
  | "training"
  | "encodeHeldOut"
  | "reconstruct"
  | "trace"
  | "evaluate"
  | "evaluateImage"
  | "evidence"
  | "evidences"
  | "bounds"
  | "likelihood"
  | "judge"
  | "priorMeans"
  | "saveWeights"
  | "ping";

/** Fetched when it is first asked how probable an image is. */
const judging = () => import("./judging.ts");
const discriminator = () => import("./discriminator.ts");

export function answers(access: Access, lab: () => Lab): Handlers<Question> {
  let givenClass = 0;
  return {
    setGivenClass: ({ label }) => {
      givenClass = label;
      return undefined;
    },
    encode: ({ pixels, label }) => access.query((lab) => lab.encode(pixels, label ?? givenClass)),
    decode: ({ z, label }) => access.query((lab) => lab.decode(z, label ?? givenClass)),
    sample: ({ count, draw }) => access.query((lab) => lab.sample(count, draw, givenClass)),
    grid: ({ side }) => access.query((lab) => lab.grid(side, givenClass)),
    manifold: ({ z }) => access.inParts((lab) => decode(lab, z, givenClass)),
    heldOut: ({ count }) => lab().heldOut(count),
    training: ({ count }) => lab().trainingImages(0, count * sizeOf(lab().dataset())),
    encodeHeldOut: ({ count }) => access.inParts((lab) => encodeHeldOut(lab, count)),
    reconstruct: ({ count }) => access.query((lab) => lab.reconstruct(count)),
    trace: (args) => access.query((lab) => trace(lab, args)),
    evaluate: () => access.inParts((lab) => evaluate(lab, EVALUATE_IMAGES)),
    evaluateImage: ({ image }) => access.query((lab) => lab.evaluateImage(image)),
    evidence: (args) => access.inParts(async (lab) => (await judging()).evidence(lab, args, args.label ?? givenClass)),
    evidences: (args) => access.inParts(async (lab) => (await judging()).evidences(lab, args)),
    bounds: (args) => access.inParts(async (lab) => (await judging()).bounds(lab, args)),
    likelihood: ({ z }) => access.query((lab) => lab.likelihood(z, givenClass)),
    judge: ({ pixels }) => access.inParts(async (lab) => (await discriminator()).judge(lab, pixels)),
    priorMeans: () => access.query((lab) => lab.parameter(lab.model().spread ? "state.centres" : "prior.weight")),
    saveWeights: () => access.state((lab) => lab.saveWeights()),
    ping: () => undefined,
  };
}
