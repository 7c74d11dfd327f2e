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

/** The declaration of an option; `restart`: a change can begin a new run. */
export interface OptionSpec {
  key: string;
  symbol: string;
  group: "model" | "objective" | "optimizer" | "training";
  basic: boolean;
  restart: boolean;
  kind: OptionKind;
  default: OptionValue;
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
  labels: boolean;
  /** Names of the known generative factors; empty if there are none. */
  factors: string[];
  /** Whether the first epoch shows the images in their order: they are made while training goes on. */
  inOrder: boolean;
}

/** Where a run is: steps taken, and passes over the training images. */
export interface Progress {
  step: number;
  epoch: number;
}

/** One training step, in nats per image of its batch. */
export interface StepMetrics extends Progress {
  /** −ELBO */
  loss: number;
  recon: number;
  kl: number;
  /** Norm of the whole gradient, before clipping. */
  gradNorm: number;
}

/** Held-out figures, in nats per image with one sample of z. */
export interface Evaluation {
  /** −ELBO */
  loss: number;
  recon: number;
  kl: number;
  klPerDimension: number[];
  /** How many images were used; of a single image, how many samples of z. */
  images: number;
}

/** Parameters of q(z|x), row by row: count × latent. */
export interface Encoding {
  mu: Float32Array;
  logvar: Float32Array;
}

/** Held-out images, row by row: count × pixels, ink high. */
export interface HeldOut {
  pixels: Uint8Array;
  labels: Uint8Array | undefined;
  /** count × the dataset's factors; absent where none are known. */
  factors: Float32Array | undefined;
}
