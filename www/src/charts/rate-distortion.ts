import { html } from "lit";
import type { HeldOutPoint } from "../run/curve.ts";
import { nats } from "../texts/numbers.ts";
import { type Paths, drawPath, nearestOnPath, pathAxes } from "./draw/path.ts";
import { Plot, plotStyles } from "./plot.ts";

/** The run as a path from evaluation to evaluation through rate and distortion, `<vae-rate-distortion>`. */
export class RateDistortion extends Plot {
  static override styles = plotStyles;

  protected override render() {
    return html`${this.plot(this.say("curves.pathName"))}`;
  }

  protected override reading({ loss, recon, kl }: HeldOutPoint): string {
    return this.say("curves.pathReading", { loss: nats(loss), recon: nats(recon), kl: nats(kl) });
  }

  get #paths(): Paths {
    const { curve, store } = this;
    return { curve, earlier: store.session.earlier.value.map((run) => run.curve) };
  }

  protected override stepAt(x: number, y: number, width: number, height: number): number | undefined {
    return nearestOnPath(this.curve.heldOut, pathAxes(this.#paths, width, height), [x, y])?.step;
  }

  protected override draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { palette, cursor } = this;
    drawPath(context, width, height, {
      ...this.#paths,
      palette,
      cursor,
      rate: this.say("curves.rateAxis"),
      distortion: this.say("curves.distortionAxis"),
    });
  }
}
