/**
 * The language between the page and its worker: requests with their replies, and events.
 * Everything here is plain data that `postMessage` can carry; large arrays travel as transferred buffers.
 */

import type { FROM } from "./from.ts";
import type {
  Configured,
  DatasetInfo,
  Encoding,
  Evaluation,
  HeldOut,
  LabError,
  ModelSpec,
  Options,
  OptionKind,
  OptionSpec,
  OptionValue,
  Progress,
  StepMetrics,
  Term,
  TraceEntry,
} from "../../../pkg/simd/vae_lab.js";
import type { Build, Choice, Executors, GpuStatus } from "../api.ts";
import type { Made, Toy } from "./generated.ts";
import type { StopRule, StopRules } from "./stop.ts";

/** The choices of an executor. */
export const CHOICES = ["auto", "cpu", "gpu"] as const satisfies readonly Choice[];

// Scripts know these too.
export type { Build, Choice, Executors, GpuStatus };

// The engine declares these, in `src/web/types.d.ts`.
export type {
  DatasetInfo,
  Encoding,
  Evaluation,
  HeldOut,
  ModelSpec,
  Options,
  OptionKind,
  OptionSpec,
  OptionValue,
  Progress,
  StepMetrics,
  Term,
  TraceEntry,
};
/** A sentence for the reader: `message` is English, `code` and `params` let the page say it in another language. */
export type Message = LabError;
/** Why something was refused. */
export type Refused = Message;

/** How the images of a dataset are shown, where their files do not say it. */
export interface Look {
  /** High values are light, as in a photograph; else they are ink. */
  light: boolean;
  /** What the classes are called; by their numbers without it. */
  classes: readonly string[] | undefined;
}

/** Where a dataset comes from: enough to load it again in a new worker. */
export type Source =
  | { kind: "generated"; name: Made | Toy }
  | { kind: "files"; files: { name: string; blob: Blob }[]; look?: Look }
  | { kind: "urls"; urls: string[] };

/**
 * A drawing: strokes of x, y, x, y … from the pad's top left, its side being 1; the width of the pen's line
 * in pixels of an image of 28x28; and which digit it is meant to be, once that is said.
 */
export interface Drawing {
  readonly strokes: readonly (readonly number[])[];
  readonly pen: number;
  readonly label: number | undefined;
}

/** Drawings to train on beside the dataset's images, and how often an epoch shows each. */
export interface OwnImages {
  readonly drawings: readonly Drawing[];
  readonly repeats: number;
}

/** A state of a run. Both files are snapshots that the engine restores. */
export interface Checkpoint {
  step: number;
  epoch: number;
  /** The weights in half precision: enough to show; training on from them begins with a fresh optimiser. */
  weightsF16: Uint8Array;
  /** Everything in full precision: training goes on as if it had never stopped. */
  full: Uint8Array | undefined;
}

export type CheckpointKind = "weightsF16" | "full";

/** Sides of an image in pixels, and how many values each pixel has. */
export interface ImageSize {
  height: number;
  width: number;
  planes: number;
}

/** A model: its options, and what it is. */
export interface Model {
  options: Options;
  model: ModelSpec;
}

/** Numbers row by row. */
export interface Rows {
  columns: number;
  values: Float32Array;
}

/** The intermediate values of a training step, for the first images of its batch. */
export interface Trace {
  /** Of the traced model: a pretrained one has others than the run to come. */
  options: Options;
  /** The traced step; the first is 1. */
  step: number;
  /** How many images there are: an entry has as many rows, or a multiple of that where there are several samples. */
  images: number;
  /** Means over the batch, by key. */
  terms: Record<string, number>;
  /** Norm of the whole gradient, before clipping. */
  gradNorm: number;
  entries: TraceEntry[];
  /** Each parameter with the Euclidean norms of its gradient, before clipping, and of its update. */
  parameters: { name: string; gradient: number; update: number }[];
}

export type From = (typeof FROM)[number];

/** A Gaussian, as q(z|x) of one image. */
export interface Posterior {
  mu: readonly number[];
  /** The standard deviation of each dimension. */
  sigma: readonly number[];
  /** L of the covariance L Lᵀ, lower triangular, row after row; absent where the covariance is diagonal. */
  factor?: readonly number[];
}

/** A box of the latent space, cut into `side` cells in each dimension. */
export interface Box {
  side: number;
  /** The low and the high end of each dimension. */
  bounds: readonly number[];
}

/** p(z|x) of one image on a lattice of z. */
export interface Exact extends Box {
  /** ln p(x), in nats. */
  logEvidence: number;
  /** ln of what each cell has of p(z|x), row by row from the top. */
  logShares: Float64Array;
  /** Whether the cells are fine enough for q(z|x). */
  resolved: boolean;
  /** KL(q(z|x) ‖ p(z|x)) in nats. */
  gap: number;
  /** The Gaussian nearest to p(z|x), with its divergence. */
  fitted: Posterior & { gap: number };
}

/** How large p(x) is of one image. */
export interface Evidence {
  q: Posterior;
  /** Undefined where z has more dimensions than a lattice. */
  exact: Exact | undefined;
  /** Samples, one after the other, and ln p(x, z) − ln r(z) of each, where it was drawn from r. */
  z: Float32Array;
  logWeights: Float64Array;
}

/** How large p(x) is of some images at a step, as means in nats. */
export interface Evidences {
  step: number;
  /** The evidence lower bound, by samples of q(z|x). */
  elbo: number;
  /** The importance-weighted bound of the same samples. */
  weighted: number;
  /** ln p(x), and whether the cells were fine enough for every q(z|x); undefined where no lattice has it. */
  exact: { mean: number; resolved: boolean } | undefined;
}

/** The evidence lower bound of images given each class, in nats: a row of classes for each image; and the images' own classes. */
export interface Bounds {
  classes: number;
  elbos: Float64Array;
  labels: Uint8Array | undefined;
}

/** The requests of the page by their verbs, with their results. */
export interface Verbs {
  open: { args: { build?: Build; seed?: number; choice: Choice }; result: Opened };
  setExecutor: { args: { choice: Choice }; result: undefined };
  /** Reads images ahead of their loading, which then need not wait for them. What was read before is given up. */
  readDataset: { args: { source: Source }; result: undefined };
  loadDataset: { args: { source: Source }; result: DatasetInfo };
  /** Replaces the drawings that are trained on. Without a dataset they wait for one. */
  setOwnImages: { args: { own: OwnImages }; result: DatasetInfo | undefined };
  setOptions: { args: { options: Options }; result: Configured & Model };
  /** Whether `setOptions` would begin a new run. */
  restarts: { args: { options: Options }; result: boolean };
  /** The class that a model which learns from classes is given with what has none. */
  setGivenClass: { args: { label: number }; result: undefined };
  /** The rules by which `train` stops by itself. */
  setStopRules: { args: { rules: StopRules }; result: undefined };
  /** The step of which the figures are wanted, whenever others are. */
  setMark: { args: { step: number | undefined }; result: undefined };
  train: { args: object; result: undefined };
  pause: { args: object; result: undefined };
  step: { args: { count: number }; result: undefined };
  reset: { args: object; result: undefined };
  newSeed: { args: object; result: Model };
  encode: { args: { pixels: Float32Array; label?: number | undefined }; result: Encoding };
  /** Of class `label`, or of the given class, where the model learns from classes. */
  decode: { args: { z: Float32Array; label?: number | undefined }; result: Float32Array };
  sample: { args: { count: number; draw: number }; result: Float32Array };
  grid: { args: { side: number }; result: Float32Array };
  /** As `decode`, in the background. */
  manifold: { args: { z: Float32Array }; result: Float32Array };
  heldOut: { args: { count: number }; result: HeldOut };
  /** Bytes of the first training images. */
  training: { args: { count: number }; result: Uint8Array };
  encodeHeldOut: { args: { count: number }; result: Encoding };
  reconstruct: { args: { count: number }; result: Float32Array };
  /** Of the next training step with its first `images`, or of one on a held-out image with the ε of step `draw`. */
  trace: { args: { images: number } | { heldOut: number; draw: number }; result: Trace };
  evaluate: { args: object; result: Evaluation };
  evaluateImage: { args: { image: number }; result: Evaluation };
  /** Of an image in [0, 1], by so many samples; `draw` says which draw. Without a lattice they come from q(z|x). */
  evidence: {
    args: { pixels: Float32Array; label?: number | undefined; from: From; samples: number; draw: number };
    result: Evidence;
  };
  /** Of the first held-out images, by so many samples for each. */
  evidences: { args: { images: number; samples: number }; result: Evidences };
  /** The evidence lower bound given each class, by so many samples: of images in [0, 1], or of the first that are held out. */
  bounds: { args: { pixels?: Float32Array; heldOut?: number; samples: number }; result: Bounds };
  /** What p(x|z) of points is made of: logits of Bernoulli pixels, or means and, where they are learned, ln σ² of Gaussian ones. */
  likelihood: { args: { z: Float32Array }; result: Float32Array };
  /**
   * How real images in [0, 1], or latent points, look to a model that judges: of each the logit of its discriminator, or what its
   * critic gives, and then the gradient of that by its numbers.
   */
  judge: { args: { pixels: Float32Array }; result: Float32Array };
  /**
   * Makes one run of a phase of a training step, by its number in the step. `ends`: it ends the step; else others are to follow. All
   * runs of a step in their order are the step.
   */
  play: { args: { run: number; ends: boolean }; result: undefined };
  /** m of the classes' priors N(m, I), or of the Gaussians that the prior is a mixture of, row by row; nothing for N(0, I). */
  priorMeans: { args: object; result: Float32Array };
  /** The entries of a book, one after the other, once one of them is put elsewhere: training goes on from there. */
  book: { args: { move?: { entry: number; values: Float32Array } }; result: Float32Array };
  saveWeights: { args: object; result: Uint8Array };
  loadWeights: { args: { bytes: Uint8Array }; result: Model };
  takeCheckpoint: { args: object; result: Checkpoint };
  showCheckpoint: { args: { bytes: Uint8Array }; result: Progress & Model };
  restore: { args: { bytes: Uint8Array }; result: Progress & Model };
  ping: { args: object; result: undefined };
}

export interface Opened extends Model {
  build: Build;
  executors: Executors;
  specs: OptionSpec[];
}

export type Verb = keyof Verbs;
export type Args<V extends Verb> = Verbs[V]["args"];
export type Result<V extends Verb> = Verbs[V]["result"];

export type Request = { [V in Verb]: { id: number; verb: V; args: Args<V> } }[Verb];

/** `curve` has one row for every step since the last report: the step, and the model's terms. */
export type WorkerEvent =
  | { event: "progress"; metrics: StepMetrics; stepsPerSecond: number; imagesPerSecond: number; curve: Rows }
  | { event: "evaluation"; step: number; evaluation: Evaluation }
  | { event: "training"; training: boolean }
  /** What is done next may take long; `done`: how much of a step is done where steps are known to be slow. */
  | { event: "busy"; done?: number | undefined }
  /** Training stopped by itself. */
  | { event: "met"; rule: StopRule; limit: number }
  | { event: "dataset"; dataset: DatasetInfo }
  | { event: "checkpoint"; checkpoint: Checkpoint }
  | { event: "executors"; executors: Executors }
  /** The GPU failed, and the CPU goes on from here. */
  | ({ event: "lost"; reason: string } & Progress)
  | { event: "stopped"; refused: Refused }
  | { event: "panic"; message: string };

export type Reply = { id: number; result: Result<Verb> } | { id: number; refused: Refused };
export type FromWorker = Reply | WorkerEvent;

/** On the wire every message is of a run, by its number; without a request, the run has ended. */
export type ToHost = { run: number; request: Request | null };
export type FromHost = { run: number; message: FromWorker };
