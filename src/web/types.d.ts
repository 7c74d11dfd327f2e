/** What a refused call throws; nothing has changed then. */
export interface LabError {
  code: string;
  params: Record<string, string>;
  /** One English sentence. */
  message: string;
}

export type OptionValue = number | string | boolean | number[];

/** Every option by its key. */
export type Options = Record<string, OptionValue>;

/** What an option may hold; bounds are inclusive. */
export type OptionKind =
  | { type: "int"; min: number; max: number }
  | { type: "float"; min: number; max: number; log: boolean }
  | { type: "choice"; choices: string[] }
  | { type: "flag" }
  | { type: "ints"; min: number; max: number; maxLen: number };

/** Values of another option, one of which an option needs to have an effect. */
export interface OptionNeed {
  option: string;
  among: string[];
}

/**
 * The declaration of an option. `effect`: a change is fed to the programs, has them built anew, or (`run`) can begin a
 * new run. `needs`: null where it always has an effect.
 */
export interface OptionSpec {
  key: string;
  symbol: string;
  group: "model" | "objective" | "optimizer" | "training";
  basic: boolean;
  effect: "fed" | "program" | "run";
  needs: OptionNeed | null;
  kind: OptionKind;
  default: OptionValue;
  /** Names that it had in earlier versions; the engine takes them too. */
  former: string[];
  /** The methods that have it, by their names. */
  methods: string[];
}

/** Whether `configure` was asked for a change that began a new run. */
export interface Configured {
  restarted: boolean;
}

export interface DatasetInfo {
  name: string;
  /** Number of training images. */
  train: number;
  /** How many of the training images are the reader's own. */
  own: number;
  /** Number of held-out images. */
  heldOut: number;
  height: number;
  width: number;
  /** Values of a pixel: grey, or red, green and blue, which lie together. */
  planes: number;
  labels: boolean;
  /** How many classes the labels of all images tell apart; 0 where some have none. */
  classes: number;
  /** Names of the known generative factors; empty if there are none. */
  factors: string[];
  /** Whether the first epoch shows the images in their order: they are made while training goes on. */
  inOrder: boolean;
  /** What was done with the files that they were read from: sentences, and what says them in other languages. */
  remarks: { code: string; params: Record<string, string>; message: string }[];
}

/** Where a run is: steps taken, and passes over the training images. */
export interface Progress {
  step: number;
  epoch: number;
}

/** A number that training or evaluation gives for each image, as a mean over images. */
export interface Term {
  key: string;
  /** The loss judges the run: a term of its own, or the sum of the parts. A figure stands beside it. */
  role: "loss" | "part" | "figure";
  /** What it is measured on. Samples are measured where the modes of the data are known; elsewhere there is no figure. */
  source: "images" | "samples" | "together";
  unit: "nats" | "none";
  /** Which way it improves; `neither` where two forces balance. */
  better: "lower" | "higher" | "neither";
  /** Whether an evaluation gives it for each latent dimension too. */
  byDimension: boolean;
}

/** What a model of certain options is. */
export interface ModelSpec {
  /** The value of the option `method`. */
  method: string;
  /** In the order in which they are shown; the loss first. */
  terms: Term[];
  /** What an image is encoded to: N(μ, diag σ²), one point, or nothing. */
  code: "gaussian" | "point" | "none";
  /** Numbers of a latent point. */
  dimensions: number;
  /** Whether latent points can be decoded. */
  decodes: boolean;
  /** What it has a number for: how real an image, a latent point, or a pair of both looks to it. */
  judges: "nothing" | "images" | "codes" | "pairs";
  /** Whether it is given the images' classes, and learns from them. */
  labels: boolean;
  /** Whether it tells the images' classes from latent points; it learns from them, and is not given them. */
  classifies: boolean;
  /** Whether latent points are drawn from N(0, I) to make new images. */
  prior: boolean;
  /** The standard deviation of the equally likely Gaussians of which they are drawn instead; else 0. */
  spread: number;
}

/** One training step. */
export interface StepMetrics extends Progress {
  /** Means over the images of its batch, in the order of the model's terms. */
  terms: number[];
  /** Norm of the whole gradient, before clipping. */
  gradNorm: number;
}

/** Held-out figures, with one sample of z an image, or as many as the bound takes. */
export interface Evaluation {
  /** Means over the images, in the order of the model's terms. */
  terms: number[];
  /** The terms that are sums over latent dimensions, by key, with their summands. */
  byDimension: Record<string, number[]>;
  /** How many images were used; of a single image, how many samples of z. */
  images: number;
}

/** Codes, row by row: count × latent. */
export interface Encoding {
  /** The points z, or the means of q(z|x). */
  mu: Float32Array;
  /** ln σ² of q(z|x); absent where a code is a point. */
  logvar?: Float32Array;
  /** L of q(z|x) = N(μ, L Lᵀ), column after column of it; absent where the covariance is diagonal. */
  factor?: Float32Array;
}

/** A matrix that a training step computes, row by row: a row for each image or for each of its samples. */
export interface TraceEntry {
  key: string;
  rows: number;
  columns: number;
  values: Float32Array;
}

/** What a training step computes. */
export interface Trace {
  /** Means over the batch, by key; what follows from others is left out. */
  terms: Record<string, number>;
  gradNorm: number;
  entries: TraceEntry[];
  /** Each parameter with the Euclidean norms of its gradient, before clipping, and of its update. */
  parameters: { name: string; gradient: number; update: number }[];
}

/** Held-out images, row by row: count × pixels, ink high. */
export interface HeldOut {
  pixels: Uint8Array;
  labels: Uint8Array | undefined;
  /** count × the dataset's factors; absent where none are known. */
  factors: Float32Array | undefined;
}
