import type { Evaluation, Rows, Term } from "./protocol.ts";

/** One point of a curve: means over some steps that end at `step`, in the order of the curve's terms. */
export interface CurvePoint {
  step: number;
  values: readonly number[];
}

/** A point of the held-out curve. */
export interface HeldOutPoint extends CurvePoint {
  /** The terms that are sums over latent dimensions, by key, with their summands. */
  byDimension: Readonly<Record<string, readonly number[]>>;
}

/** The points of a run, oldest first. */
export interface CurvePoints {
  readonly terms: readonly Term[];
  readonly train: readonly CurvePoint[];
  readonly heldOut: readonly HeldOutPoint[];
}

/** Points of a curve at most: more than a screen has pixels. */
const MOST = 1024;

/** The whole run in bounded memory: when it is full, each point stands for twice the steps from then on. */
export class Curve implements CurvePoints {
  readonly train: CurvePoint[] = [];
  readonly heldOut: HeldOutPoint[] = [];
  /** Steps that a point of `train` stands for, and those since the last one with the sums of their values. */
  #stride = 1;
  #steps = 0;
  #sums: number[] = [];
  /** Evaluations that a point of `heldOut` stands for, and those since it was last changed. */
  #pace = 1;
  #evaluations = 0;

  constructor(readonly terms: readonly Term[]) {}

  /** A curve that goes on from these points. */
  static of({ terms, train, heldOut }: CurvePoints): Curve {
    const curve = new Curve(terms);
    curve.train.push(...train);
    curve.heldOut.push(...heldOut);
    const [a, b] = train.slice(-2);
    if (a && b) curve.#stride = b.step - a.step;
    return curve;
  }

  get points(): CurvePoints {
    return { terms: this.terms, train: [...this.train], heldOut: [...this.heldOut] };
  }

  /** Another curve, of what came until `step`. */
  until(step: number): Curve {
    const until = (point: CurvePoint) => point.step <= step;
    return Curve.of({ terms: this.terms, train: this.train.filter(until), heldOut: this.heldOut.filter(until) });
  }

  /** Adds rows of a step and its terms, one for each step. */
  append({ columns, values }: Rows): void {
    for (let at = 0; at < values.length; at += columns) {
      const step = values[at] ?? 0;
      rewind(this.train, step);
      const sums = this.#sums;
      for (let place = 0; place < columns - 1; place++)
        sums[place] = (sums[place] ?? 0) + (values[at + 1 + place] ?? Number.NaN);
      if (++this.#steps < this.#stride) continue;
      this.train.push({ step, values: sums.map((sum) => sum / this.#steps) });
      this.#sums = [];
      this.#steps = 0;
      if (this.train.length >= MOST) {
        halve(this.train);
        this.#stride *= 2;
      }
    }
  }

  /** Adds an evaluation. Of each `#pace` of them the last stays. */
  evaluate(step: number, { terms, byDimension }: Evaluation): void {
    if (rewind(this.heldOut, step)) this.#evaluations = 0;
    if (this.#evaluations++ % this.#pace > 0) this.heldOut.pop();
    this.heldOut.push({ step, values: terms, byDimension });
    if (this.heldOut.length < MOST) return;
    this.heldOut.splice(0, MOST, ...this.heldOut.filter((_, at) => at % 2 === 1));
    this.#pace *= 2;
    this.#evaluations = 0;
  }
}

/** A run that was restored from a snapshot goes over some steps again. Says whether it does. */
function rewind(points: CurvePoint[], step: number): boolean {
  const before = points.length;
  while ((points.at(-1)?.step ?? -1) >= step) points.pop();
  return points.length < before;
}

function halve(points: CurvePoint[]): void {
  for (let to = 0; to < points.length >> 1; to++) {
    const [a, b] = points.slice(2 * to, 2 * to + 2);
    if (!a || !b) return;
    const values = a.values.map((value, place) => (value + (b.values[place] ?? Number.NaN)) / 2);
    points[to] = { step: b.step, values };
  }
  points.length >>= 1;
}

/** The newest point, or the one that is nearest to a step. */
export function pointAt<P extends CurvePoint>(points: readonly P[], step: number | undefined): P | undefined {
  if (step === undefined) return points.at(-1);
  const distance = (point: P) => Math.abs(point.step - step);
  return points.reduce<P | undefined>(
    (best, each) => (best && distance(best) <= distance(each) ? best : each),
    undefined,
  );
}

/** Whether there is more to draw than a point. */
export const hasLine = ({ train, heldOut }: CurvePoints) => train.length + heldOut.length > 1;

/** The last step of a run that anything is known of. */
export const lastStep = ({ train, heldOut }: CurvePoints) =>
  Math.max(train.at(-1)?.step ?? 0, heldOut.at(-1)?.step ?? 0);

/** The last point until `step`. */
export function lastAt<P extends CurvePoint>(points: readonly P[], step: number): P | undefined {
  return points.findLast((point) => point.step <= step);
}
