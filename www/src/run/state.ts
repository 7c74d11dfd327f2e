import type { Metrics, StateDetail } from "../api.ts";
import type { Notice } from "./notice.ts";
import type { Checkpoint, DatasetInfo, Evaluation, Executors, Options, OptionSpec } from "./protocol.ts";

export const NO_METRICS: Metrics = {
  step: 0,
  epoch: 0,
  loss: Number.NaN,
  recon: Number.NaN,
  kl: Number.NaN,
  gradNorm: Number.NaN,
  testLoss: Number.NaN,
  stepsPerSecond: Number.NaN,
  imagesPerSecond: Number.NaN,
  executor: "",
};

/** Everything the page knows apart from pictures. Replaced, never changed in place. */
export interface State {
  /** `stopped`: this page cannot go on, and the notice says why. */
  phase: StateDetail["phase"];
  training: boolean;
  /** The options of the model where it is one that was trained beforehand; `options` are those of the run to come. */
  pretrained: Options | undefined;
  /** A dataset is being read. */
  reading: boolean;
  executors: Executors;
  specs: OptionSpec[];
  options: Options;
  dataset: DatasetInfo | undefined;
  metrics: Metrics;
  evaluation: Evaluation | undefined;
  /** The checkpoints of this run, oldest first. */
  checkpoints: readonly Checkpoint[];
  /** The checkpoint that the page shows in place of now. */
  past: Checkpoint | undefined;
  notice: Notice | undefined;
}

const NO_EXECUTORS: Executors = {
  choice: "auto",
  active: "cpu",
  cpu: { name: "", stepsPerSecond: Number.NaN },
  gpu: { name: "", software: false, status: "searching", stepsPerSecond: Number.NaN },
};

export const INITIAL: State = {
  phase: "loading",
  training: false,
  pretrained: undefined,
  reading: false,
  executors: NO_EXECUTORS,
  specs: [],
  options: {},
  dataset: undefined,
  metrics: NO_METRICS,
  evaluation: undefined,
  checkpoints: [],
  past: undefined,
  notice: undefined,
};
