import type { Metrics, StateDetail } from "../api.ts";
import type { Notice } from "./notice.ts";
import type {
  Args,
  Checkpoint,
  DatasetInfo,
  Evaluation,
  Executors,
  Look,
  Model,
  ModelSpec,
  Options,
  OptionSpec,
  Result,
  Term,
  Verb,
} from "./protocol.ts";
import { byKey, lossOf, valueOf } from "./terms.ts";

/** What scripts read of a training batch. */
export function batchMetrics(terms: readonly Term[], values: readonly number[] | undefined) {
  const [recon, kl] = [valueOf(terms, values, "recon"), valueOf(terms, values, "kl")];
  return { loss: lossOf(terms, values), recon, kl, terms: byKey(terms, values) };
}

/** What scripts read of held-out images. */
export const heldOutMetrics = (terms: readonly Term[], values: readonly number[] | undefined) => ({
  testLoss: lossOf(terms, values),
  testTerms: byKey(terms, values),
});

export const NO_METRICS: Metrics = {
  step: 0,
  epoch: 0,
  ...batchMetrics([], undefined),
  gradNorm: Number.NaN,
  ...heldOutMetrics([], undefined),
  stepsPerSecond: Number.NaN,
  imagesPerSecond: Number.NaN,
  executor: "",
};

/** What answers questions, by their verbs. */
export type Answers<V extends Verb = Verb> = { [K in V]: (args: Args<K>) => Promise<Result<K>> };

/** A pretrained model that answers without the engine, and the classes of the held-out images. */
export interface StandIn extends Model {
  labels: Uint8Array;
  answers: Answers<"decode" | "manifold" | "encodeHeldOut">;
}

/** Everything the page knows apart from pictures. Replaced, never changed in place. */
export interface State {
  /** `stopped`: this page cannot go on, and the notice says why. */
  phase: StateDetail["phase"];
  training: boolean;
  /** How much of a step is done, where steps are slow. */
  stepDone: number | undefined;
  /** The model that is shown where it was trained beforehand; `options` and `model` are those of the run to come. */
  pretrained: Model | undefined;
  /** The same before the engine has it. */
  standIn: StandIn | undefined;
  /** A dataset is being read. */
  reading: boolean;
  executors: Executors;
  specs: OptionSpec[];
  options: Options;
  model: ModelSpec;
  dataset: DatasetInfo | undefined;
  /** How its images are shown, where that was said. */
  look: Look | undefined;
  metrics: Metrics;
  evaluation: Evaluation | undefined;
  /** The checkpoints of this run, oldest first. */
  checkpoints: readonly Checkpoint[];
  /** The checkpoint that the page shows in place of now. */
  past: Checkpoint | undefined;
  notice: Notice | undefined;
}

/** The model that is shown: one that was trained beforehand, or else that of the run. */
export const shownModel = ({ pretrained, standIn, options, model }: State): Model =>
  pretrained ?? standIn ?? { options, model };

const NO_MODEL: ModelSpec = {
  method: "",
  terms: [],
  code: "none",
  dimensions: 2,
  decodes: false,
  judges: "nothing",
  labels: false,
  classifies: false,
  prior: false,
  spread: 0,
};

const NO_EXECUTORS: Executors = {
  choice: "auto",
  active: "cpu",
  cpu: { name: "", stepsPerSecond: Number.NaN },
  gpu: { name: "", software: false, status: "searching", stepsPerSecond: Number.NaN },
};

export const INITIAL: State = {
  phase: "loading",
  training: false,
  stepDone: undefined,
  pretrained: undefined,
  standIn: undefined,
  reading: false,
  executors: NO_EXECUTORS,
  specs: [],
  options: {},
  model: NO_MODEL,
  dataset: undefined,
  look: undefined,
  metrics: NO_METRICS,
  evaluation: undefined,
  checkpoints: [],
  past: undefined,
  notice: undefined,
};
