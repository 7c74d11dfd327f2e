import { CURVE_ROW, type Evaluation } from "./protocol.ts";

/** One point of a loss curve: the means over some steps that end at `step`. Nats per image. */
export interface CurvePoint {
  step: number;
  loss: number;
  recon: number;
  kl: number;
}

/** A point of the held-out curve. */
export interface HeldOutPoint extends CurvePoint {
  /** The KL divergence of each latent dimension. */
  klPerDimension: readonly number[];
}

/** The points of a run, oldest first. */
export interface CurvePoints {
  readonly train: readonly CurvePoint[];
  readonly heldOut: readonly HeldOutPoint[];
}

/** Points of a curve at most: more than a screen has pixels. */
const MOST = 1024;

/** The whole run in bounded memory: when it is full, each point stands for twice the steps from then on. */
export class Curve implements CurvePoints {
  readonly train: CurvePoint[] = [];
  readonly heldOut: HeldOutPoint[] = [];
  /** Steps that a point of `train` stands for. */
  #stride = 1;
  #sum = { loss: 0, recon: 0, kl: 0, steps: 0 };
  /** Evaluations that a point of `heldOut` stands for, and those since it was last changed. */
  #pace = 1;
  #evaluations = 0;

  /** A curve that goes on from these points. */
  static of({ train, heldOut }: CurvePoints): Curve {
    const curve = new Curve();
    curve.train.push(...train);
    curve.heldOut.push(...heldOut);
    const [a, b] = train.slice(-2);
    if (a && b) curve.#stride = b.step - a.step;
    return curve;
  }

  get points(): CurvePoints {
    return { train: [...this.train], heldOut: [...this.heldOut] };
  }

  /** Another curve, of what came until `step`. */
  until(step: number): Curve {
    const until = (point: CurvePoint) => point.step <= step;
    return Curve.of({ train: this.train.filter(until), heldOut: this.heldOut.filter(until) });
  }

  /** Adds rows of (step, loss, recon, kl), one for each step. */
  append(rows: Float32Array): void {
    for (let at = 0; at < rows.length; at += CURVE_ROW) {
      const [step = 0, loss = 0, recon = 0, kl = 0] = rows.subarray(at, at + CURVE_ROW);
      rewind(this.train, step);
      const sum = this.#sum;
      sum.loss += loss;
      sum.recon += recon;
      sum.kl += kl;
      if (++sum.steps < this.#stride) continue;
      const n = sum.steps;
      this.train.push({ step, loss: sum.loss / n, recon: sum.recon / n, kl: sum.kl / n });
      this.#sum = { loss: 0, recon: 0, kl: 0, steps: 0 };
      if (this.train.length >= MOST) {
        halve(this.train);
        this.#stride *= 2;
      }
    }
  }

  /** Adds an evaluation. Of each `#pace` of them the last stays. */
  evaluate(step: number, { loss, recon, kl, klPerDimension }: Evaluation): void {
    if (rewind(this.heldOut, step)) this.#evaluations = 0;
    if (this.#evaluations++ % this.#pace > 0) this.heldOut.pop();
    this.heldOut.push({ step, loss, recon, kl, klPerDimension });
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
  const mean = (a: number, b: number) => (a + b) / 2;
  for (let to = 0; to < points.length >> 1; to++) {
    const a = points[2 * to] as CurvePoint;
    const b = points[2 * to + 1] as CurvePoint;
    points[to] = { step: b.step, loss: mean(a.loss, b.loss), recon: mean(a.recon, b.recon), kl: mean(a.kl, b.kl) };
  }
  points.length >>= 1;
}

/** The newest point, or the first one at or after a step. */
export function pointAt<P extends CurvePoint>(points: readonly P[], step: number | undefined): P | undefined {
  return (step === undefined ? undefined : points.find((point) => point.step >= step)) ?? points.at(-1);
}

/** The last step of a run that anything is known of. */
export const lastStep = ({ train, heldOut }: CurvePoints) =>
  Math.max(train.at(-1)?.step ?? 0, heldOut.at(-1)?.step ?? 0);

/** The last point until `step`. */
export function lastAt<P extends CurvePoint>(points: readonly P[], step: number): P | undefined {
  return points.findLast((point) => point.step <= step);
}
