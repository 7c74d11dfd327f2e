/**
 * The language between the page and its worker: requests with their replies, and events.
 * Everything here is plain data that `postMessage` can carry; large arrays travel as transferred buffers.
 */

/** Which of the two wasm binaries runs: `simd` is exact (a seed fixes every bit), `relaxed` may be faster. */
export type Build = "simd" | "relaxed";

export type OptionValue = number | string | boolean | number[];
export type Options = Record<string, OptionValue>;

export type OptionKind =
  | { type: "int"; min: number; max: number }
  | { type: "float"; min: number; max: number; log: boolean }
  | { type: "choice"; choices: string[] }
  | { type: "flag" }
  | { type: "ints"; min: number; max: number; maxLen: number };

/** One option as the engine declares it. `restart` means that a change builds a new model. */
export interface OptionSpec {
  key: string;
  symbol: string;
  group: "model" | "objective" | "optimizer" | "training";
  basic: boolean;
  restart: boolean;
  kind: OptionKind;
  default: OptionValue;
  label: string;
  help: string;
}

export interface Preset {
  key: string;
  label: string;
  help: string;
  options: Options;
}

export interface DatasetInfo {
  name: string;
  /** Numbers of training and held-out images. */
  train: number;
  heldOut: number;
  height: number;
  width: number;
  labels: boolean;
  factors: string[];
}

/** Where a dataset comes from: enough to load it again in a new worker. */
export type Source =
  { kind: "handwriting" } | { kind: "files"; files: { name: string; blob: Blob }[] } | { kind: "urls"; urls: string[] };

/** Losses are in nats per image, `epoch` is fractional. */
export interface StepMetrics {
  step: number;
  epoch: number;
  loss: number;
  recon: number;
  kl: number;
  gradNorm: number;
}

export interface Evaluation {
  loss: number;
  recon: number;
  kl: number;
  klPerDimension: number[];
}

/** A square lattice over the first two latent dimensions: `left`, `top` is the centre of the first tile. */
export interface Lattice {
  left: number;
  top: number;
  spacing: number;
  columns: number;
  rows: number;
}

/** Why something was refused: `message` is English, `code` and `params` let the page say it in another language. */
export interface Refused {
  code: string;
  params: Record<string, string>;
  message: string;
}

/** What the page may ask for, and what it gets. */
export interface Verbs {
  open: { args: { build?: Build; seed?: number }; result: Opened };
  load: { args: { source: Source }; result: DatasetInfo };
  configure: { args: { options: Options }; result: { restarted: boolean; options: Options } };
  train: { args: object; result: undefined };
  pause: { args: object; result: undefined };
  step: { args: { count: number }; result: undefined };
  reset: { args: object; result: undefined };
  reseed: { args: object; result: { options: Options } };
  encode: { args: { pixels: Float32Array }; result: { mu: Float32Array; logvar: Float32Array } };
  decode: { args: { z: Float32Array }; result: Float32Array };
  sample: { args: { count: number; draw: number }; result: Float32Array };
  grid: { args: { side: number }; result: Float32Array };
  manifold: { args: { lattice: Lattice }; result: Float32Array };
  heldOut: { args: { count: number }; result: { pixels: Uint8Array; labels?: Uint8Array } };
  encodeHeldOut: { args: { count: number }; result: { mu: Float32Array; logvar: Float32Array } };
  reconstruct: { args: { count: number }; result: Float32Array };
  evaluate: { args: { limit: number }; result: Evaluation };
  saveWeights: { args: object; result: Uint8Array };
  loadWeights: { args: { bytes: Uint8Array }; result: { options: Options } };
  snapshot: { args: object; result: Uint8Array };
  restore: { args: { bytes: Uint8Array }; result: { options: Options; step: number; epoch: number } };
  ping: { args: object; result: undefined };
}

export interface Opened {
  build: Build;
  executor: string;
  specs: OptionSpec[];
  presets: Preset[];
  options: Options;
}

export type Verb = keyof Verbs;
export type Args<V extends Verb> = Verbs[V]["args"];
export type Result<V extends Verb> = Verbs[V]["result"];

export type Request = { [V in Verb]: { id: number; verb: V; args: Args<V> } }[Verb];

/** `curve` holds one row (step, loss, recon, kl) for every step since the last report. */
export type WorkerEvent =
  | { event: "progress"; metrics: StepMetrics; stepsPerSecond: number; imagesPerSecond: number; curve: Float32Array }
  | { event: "evaluation"; step: number; evaluation: Evaluation }
  | { event: "training"; training: boolean }
  | { event: "dataset"; dataset: DatasetInfo }
  | { event: "snapshot"; bytes: Uint8Array }
  | { event: "stopped"; refused: Refused }
  | { event: "panic"; message: string };

export type Reply = { id: number; result: Result<Verb> } | { id: number; refused: Refused };
export type FromWorker = Reply | WorkerEvent;

/** The number of values in a row of `curve`. */
export const CURVE_ROW = 4;
