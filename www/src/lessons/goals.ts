/** Goals of lessons, as data, and what they are held against: figures of the engine, and what the reader does. */
import { isInactive } from "../math/activity.ts";
import { unusedShare } from "../math/density.ts";
import { gap, ofClasses, spread } from "../math/information.ts";
import { logDensity } from "../math/posterior-density.ts";
import { posteriorOf } from "../math/posterior.ts";
import { Square } from "../figures/square/subject.ts";
import { effectiveSamples } from "../math/weights.ts";
import { partsOf } from "../panels/dimensions/parts.ts";
import { Anomaly } from "../panels/anomaly/subject.ts";
import { Judged } from "../panels/evidence/judged.ts";
import { Linear } from "../panels/linear/subject.ts";
import type { Encoding, OptionValue } from "../run/protocol.ts";
import type { LabStore } from "../store/lab-store.ts";
import type { PlaneState } from "../store/plane-state.ts";
import type { Under } from "../texts/keys.ts";
import { NONE, count, fixed } from "../texts/numbers.ts";
import { TestTime, type Way } from "./figures/errors.ts";
import { Source } from "./figures/source.ts";
import type { Bound, Goal } from "./shape.ts";

export type Value = OptionValue | undefined;

const activePin = ({ pins, active }: PlaneState) => pins.value[active.value];

/** Labelled by the text of its name. */
export type Measure = Under<"lesson.measures">;

/** Every measure by its name, undefined while it is not known. */
export const MEASURES: Record<Measure, (store: LabStore) => Value> = {
  /** Of the held-out images, in nats per image. */
  loss: ({ model }) => model.figure("loss"),
  recon: ({ model }) => model.figure("recon"),
  kl: ({ model }) => model.figure("kl"),
  /** −L_k, where the samples of z are weighed together. */
  iwae: ({ model }) => model.figure("iwae"),
  /** Of a book: as many entries, used equally often, as the codes have the entropy of; and how many they are. */
  perplexity: ({ model }) => model.figure("perplexity"),
  used: ({ model }) => model.figure("used"),
  /** By how many nats the entropy of codes is below that of N(0, I), ½ d ln 2πe. */
  headroom: ({ model }) => 0.5 * model.latent.value * Math.log(2 * Math.PI * Math.E) - model.figure("entropy"),
  /** Of the held-out images, the share whose class is not the likeliest; in percent. */
  error: ({ model }) => 100 * model.figure("error"),
  /** Latent dimensions that say nothing: those of the light for posterior collapse. */
  inactive: ({ model }) => model.evaluation.value && model.byDimension.value?.values.filter(isInactive).length,
  /** Training steps of the run. */
  steps: ({ state }) => state.value.metrics.step,
  /** Share of the prior, within two standard deviations, that the encodings leave out on the plane; in percent. */
  holes: ({ plane }) => holesShare(plane),
  /** Mean σ of q(z|x), over the dimensions of the held-out images. */
  sigma: ({ model }) => model.encodings.value?.logvar && meanSigma(model.encodings.value.logvar),
  /** Mean ln σ² of q(z|x): what the encoder's last layer gives. */
  logvar: ({ model }) => model.encodings.value?.logvar && mean(model.encodings.value.logvar),
  /** The standard deviation of z, and the factor that makes it 1. */
  spread: ({ model }) => model.encodings.value && spread(model.encodings.value),
  scale: ({ model }) => model.encodings.value && 1 / spread(model.encodings.value),
  /** The parts of the KL divergence of the encoded images, in nats. */
  information: ({ model }) => partsOf(model)?.information,
  marginal: ({ model }) => partsOf(model)?.marginal,
  /** How closely z follows the images' classes: η, 0 to 1. */
  classes: ({ model: { encodings, heldOut, latent } }) =>
    encodings.value && heldOut.value && ofClasses(encodings.value, heldOut.value, latent.value),
  /** The mutual information gap of the dimensions for the known factors, 0 to 1. */
  mig: ({ model: { encodings, heldOut, latent, dataset } }) =>
    encodings.value &&
    heldOut.value?.factors &&
    gap(encodings.value, heldOut.value.factors, dataset.value?.factors ?? [], latent.value),
  /** How much worse than with μ an image is reconstructed from a sample of q(z|x), and from the mean of many; in nats. */
  sampled: (store) => beyondMean(store, "sample"),
  averaged: (store) => beyondMean(store, "average"),
  /** Where new images are drawn from. */
  source: (store) => Source.of(store).chosen.value,
  /** By how much a linear model's squared error is above the SVD's, in percent. */
  svd: (store) => Linear.of(store).excess.value,
  /** By how many the active dimensions of a linear model differ from those that its eigenvalues predict. */
  unpredicted: (store) => {
    const { alive, predicted } = Linear.of(store);
    return alive.value === undefined || predicted.value === undefined
      ? undefined
      : Math.abs(alive.value - predicted.value);
  },
  /** Of the image whose p(x) is looked at: KL(q(z|x) ‖ p(z|x)), by which the ELBO is below log p(x), in nats. */
  gap: (store) => evidence(store)?.exact?.gap,
  /** The part of that gap which q optimised for this image alone does not have, in percent. */
  amortisation: (store) => amortisation(store),
  /** How well the score that is looked at tells the held-out images of a left-out class from the others, 0 to 1. */
  auroc: (store) => Anomaly.of(store).auroc.value,
  /** How many modes of the data samples find, and the share of samples that are near one. */
  modes: ({ model }) => model.figure("modes"),
  share: ({ model }) => model.figure("share"),
  /** How many samples the importance-weighted bound takes, what they are drawn from, and how many of all count. */
  weighed: (store) => Judged.of(store).k.value,
  proposal: (store) => evidence(store)?.from,
  effective: (store) => {
    const logs = evidence(store)?.logWeights;
    return logs && effectiveSamples(logs, logs.length);
  },
  /** KL(p(x, z) ‖ q(x, z)) on the square, in nats; and the steps that EM made where it is shown. */
  joint: (store) => Square.of(store).sums.value?.joint,
  emSteps: (store) => Square.of(store).steps.value,
  /** How many pins there are. */
  pins: ({ plane }) => plane.pins.value.length,
  /** How far the active pin is from the origin. */
  radius: ({ plane }) => Math.hypot(...(activePin(plane)?.z ?? [])),
  /** q(z) / p(z) at the active pin: how much more often images are encoded there than the prior draws it. */
  density: ({ model: { encodings }, plane }) => {
    const z = activePin(plane)?.z;
    return encodings.value?.logvar && z && densityRatio(encodings.value, z);
  },
  /** How often ε was drawn again in the flow, since the step was set up. */
  draws: ({ page }) => page.draw.value,
  /** The stage of a training step at which slow motion is. */
  stage: ({ page }) => page.stage.value,
  panel: ({ page }) => page.panel.value,
};

export const isMeasure = (name: string): name is Measure => Object.hasOwn(MEASURES, name);

/** Measures that are words and no numbers, each with the texts that say its words. */
export const WORDS: Partial<Record<Measure, "flow.stages" | "panels" | "lesson.sources" | "evidence.sources">> = {
  stage: "flow.stages",
  panel: "panels",
  source: "lesson.sources",
  proposal: "evidence.sources",
};

/** Whether it names a measure that is a number. */
export const isFigure = (name: string): boolean => isMeasure(name) && !WORDS[name];

/** The present value of a measure or an option. */
export const measure = (store: LabStore, name: string): Value =>
  isMeasure(name) ? MEASURES[name](store) : store.model.options.value[name];

/** Whether something is within its bound. What is not known is not. */
export function holds(value: Value, { min = -Infinity, max = Infinity, is }: Bound): boolean {
  if (is !== undefined) return String(value) === is;
  return typeof value === "number" && value >= min && value <= max;
}

/** Decimals of a figure at most. */
const MOST_DECIMALS = 20;

/** A value as it stands beside its bound: with so many decimals that it reads as within the bound where it is. */
export function figureText(value: Value, bound: Bound): string {
  if (typeof value !== "number" || !Number.isFinite(value)) return NONE;
  if (Number.isInteger(value)) return count(value);
  let decimals = Math.abs(value) < 10 ? 2 : 1;
  while (decimals < MOST_DECIMALS && holds(Number(value.toFixed(decimals)), bound) !== holds(value, bound)) decimals++;
  return fixed(value, decimals);
}

/** The present values of all that a goal is about. */
export const figures = (store: LabStore, goal: Goal): Record<string, Value> =>
  Object.fromEntries(Object.keys(goal).map((name) => [name, measure(store, name)]));

/** Measures of the codes, which come after an evaluation. */
const OF_CODES: readonly string[] = [
  "holes",
  "sigma",
  "logvar",
  "spread",
  "scale",
  "information",
  "marginal",
  "classes",
  "mig",
  "density",
] satisfies Measure[];

/**
 * Whether all of a goal holds now, and `beside` it these measures are known too; what the page shows of the past does not
 * count.
 */
export function reached(store: LabStore, goal: Goal, beside: readonly string[] = []): boolean {
  const present = store.state.value.past === undefined;
  // Figures and codes come after the steps that they are of.
  const { encodings, encodedAt } = store.model;
  const evaluated = store.run.curve.heldOut.at(-1)?.step ?? 0;
  const coded = [...Object.keys(goal), ...beside].some((name) => OF_CODES.includes(name));
  const known = coded && encodings.value ? Math.min(evaluated, encodedAt) : evaluated;
  return (
    present &&
    known >= (goal["steps"]?.min ?? 0) &&
    Object.entries(goal).every(([name, bound]) => holds(measure(store, name), bound))
  );
}

const shares = new WeakMap<Float32Array, number | undefined>();

function holesShare({ places, spreads }: PlaneState): number | undefined {
  const [means, widths] = [places.value, spreads.value];
  if (!means || !widths) return;
  if (!shares.has(means)) shares.set(means, unusedShare(means, widths));
  const share = shares.get(means);
  return share === undefined ? undefined : 100 * share;
}

const evidence = (store: LabStore) => Judged.of(store).evidence.value;

function amortisation(store: LabStore): number | undefined {
  const exact = evidence(store)?.exact;
  return exact && Judged.of(store).optimised.value ? 100 * (1 - exact.fitted.gap / exact.gap) : undefined;
}

function beyondMean(store: LabStore, way: Way): number | undefined {
  const errors = TestTime.of(store).errors.value;
  return errors && errors[way] - errors.mean;
}

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

function meanSigma(logvar: Float32Array): number {
  return logvar.reduce((sum, value) => sum + Math.exp(value / 2), 0) / logvar.length;
}

/** q(z) / p(z) = 1/n Σᵢ N(z; μᵢ, Lᵢ Lᵢᵀ) / N(z; 0, I) */
function densityRatio(encodings: Encoding, z: readonly number[]): number {
  const count = encodings.mu.length / z.length;
  let sum = 0;
  for (let image = 0; image < count; image++) {
    const q = posteriorOf(encodings, image, z.length);
    if (!q) continue;
    sum += Math.exp(z.reduce((log, value) => log + 0.5 * value ** 2, logDensity(q, z)));
  }
  return sum / count;
}
