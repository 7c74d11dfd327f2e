/** Whether a run suffers from posterior collapse, or overfits: judged by its curves alone. */
import { isInactive } from "../math/activity.ts";
import type { CurvePoint, CurvePoints } from "../run/curve.ts";
import { lossPlace } from "../run/terms.ts";
import { nats, significant } from "../texts/numbers.ts";

/** Evaluations whose means are compared. */
export const WINDOW = 5;
/** Nothing is said before this step: the code of a model that has hardly begun is nearly empty. */
export const EARLIEST = 200;
/** A rise, or a gap, is at least this share of the run's improvement since it began. */
export const RISE = 0.002;
export const GAP = 0.02;

/** `some`: dimensions are inactive, which is right for those that the data does not need. `all`: nothing gets through. */
export interface Collapse {
  level: "early" | "none" | "some" | "all";
  /** Inactive dimensions. */
  inactive: number;
  of: number;
}

/** `gap`: training images are explained better than held-out ones. `rising`: the held-out loss gets worse besides. */
export interface Overfitting {
  level: "early" | "none" | "gap" | "rising";
  /** Held-out loss minus that of training, nats per image. */
  gap: number;
  /** The rise of the held-out loss since its best, nats per image. */
  rise: number;
  /** The step of the best. */
  best: number;
}

/** A difference that was judged to be one, in nats per image: small ones of toys too are told as more than 0. */
export const differenceText = (value: number): string => (Math.abs(value) < 0.1 ? significant(value) : nats(value));

/**
 * Judged by the newest evaluation, as the figures beside it are: a dimension is inactive if its part of the held-out `term`, a
 * KL divergence, is below `INACTIVE`.
 */
export function collapse({ heldOut }: CurvePoints, term = "kl"): Collapse {
  const newest = heldOut.at(-1);
  const parts = newest?.byDimension[term] ?? [];
  const of = parts.length;
  if (!newest || newest.step < EARLIEST || of === 0) return { level: "early", inactive: 0, of };
  const inactive = parts.filter(isInactive).length;
  return { level: inactive === 0 ? "none" : inactive < of ? "some" : "all", inactive, of };
}

/**
 * Means over `WINDOW` evaluations are compared, the newest with the best. The held-out loss rises if it lost more than
 * three standard deviations of its own jitter and `RISE` of the run's improvement, while the training loss fell. A gap
 * is one of more than three standard errors of the training loss and `GAP` of the improvement.
 */
export function overfitting({ terms, train, heldOut }: CurvePoints): Overfitting {
  const lossOf = lossAt(lossPlace(terms));
  const judged = heldOut.filter(({ step }) => step >= EARLIEST);
  const unknown: Overfitting = { level: "early", gap: Number.NaN, rise: Number.NaN, best: Number.NaN };
  if (judged.length < 2 * WINDOW) return unknown;
  const windows = judged.slice(WINDOW - 1).map((last, at) => {
    const points = judged.slice(at, at + WINDOW);
    return { loss: mean(points.map(lossOf)), from: points[0]?.step ?? 0, to: last.step };
  });
  const now = windows.at(-1);
  if (!now) return unknown;
  const best = windows.reduce((best, window) => (window.loss < best.loss ? window : best));
  const learned = Math.max(0, (heldOut[0] ? lossOf(heldOut[0]) : 0) - best.loss);
  const jitter = noise(judged.slice(-2 * WINDOW).map(lossOf));
  const [trained, trainedAtBest] = [batches(train, now).map(lossOf), batches(train, best).map(lossOf)];
  const gap = now.loss - mean(trained);
  const rise = now.loss - best.loss;
  const rising = rise > Math.max(3 * jitter, RISE * learned) && mean(trained) < mean(trainedAtBest);
  const apart = gap > Math.max(3 * standardError(trained), GAP * learned);
  return { level: rising ? "rising" : apart ? "gap" : "none", gap, rise, best: best.to };
}

const lossAt =
  (place: number) =>
  ({ values }: CurvePoint): number =>
    values[place] ?? Number.NaN;

/** The training steps of a window, and as many before it as a mean needs. */
function batches(train: readonly CurvePoint[], { from, to }: { from: number; to: number }): CurvePoint[] {
  const until = train.filter(({ step }) => step <= to);
  const inside = until.filter(({ step }) => step > from).length;
  return until.slice(-Math.max(inside, 4 * WINDOW));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function standardError(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) / values.length);
}

/** The standard deviation of what neighbours differ by chance: that of their differences over √2. */
function noise(values: readonly number[]): number {
  const differences = values.slice(1).map((value, at) => value - (values[at] ?? Number.NaN));
  return Math.sqrt(mean(differences.map((difference) => difference ** 2)) / 2);
}
