import { CURVE_ROW, type Evaluation } from "./protocol.ts";

/** One point of a loss curve: the means over some steps that end at `step`. Nats per image. */
export interface CurvePoint {
  step: number;
  loss: number;
  recon: number;
  kl: number;
}

/** Points kept before neighbours are merged: more than a screen has pixels. */
const MOST = 1024;

/** The whole run in bounded memory: when it is full, neighbours merge and each point then stands for twice the steps. */
export class Curve {
  readonly train: CurvePoint[] = [];
  readonly heldOut: CurvePoint[] = [];
  #stride = 1;
  #sum = { loss: 0, recon: 0, kl: 0, steps: 0 };

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

  evaluate(step: number, { loss, recon, kl }: Evaluation): void {
    rewind(this.heldOut, step);
    this.heldOut.push({ step, loss, recon, kl });
    if (this.heldOut.length >= MOST) halve(this.heldOut);
  }
}

/** A run that was restored from a snapshot goes over some steps again. */
function rewind(points: CurvePoint[], step: number): void {
  while ((points.at(-1)?.step ?? -1) >= step) points.pop();
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
