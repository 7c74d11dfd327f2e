import { html } from "lit";
import type { HeldOutPoint } from "../run/curve.ts";
import { nats } from "../texts/numbers.ts";
import { type Paths, drawPath, nearestOnPath, pathAxes } from "./draw/path.ts";
import { Plot, plotStyles } from "./plot.ts";

/** The keys of the terms that are the rate, to the right, and the distortion, upwards. */
const RATE = "kl";
const DISTORTION = "recon";

/** The run as a path from evaluation to evaluation through rate and distortion, `<vae-rate-distortion>`. */
export class RateDistortion extends Plot {
  static override styles = plotStyles;

  /** Whether a model with these terms has a rate and a distortion. */
  static suits(terms: readonly { key: string }[]): boolean {
    return [RATE, DISTORTION].every((key) => terms.some((term) => term.key === key));
  }

  protected override render() {
    return html`${this.plot(this.say("curves.pathName"))}`;
  }

  protected override reading({ values }: HeldOutPoint): string {
    const [rate = Number.NaN, distortion = Number.NaN] = this.#places.map((place) => values[place]);
    const said = { loss: nats(rate + distortion), recon: nats(distortion), kl: nats(rate) };
    return this.say("curves.pathReading", said);
  }

  get #places(): Paths["places"] {
    const place = (key: string) => this.curve.terms.findIndex((term) => term.key === key);
    return [place(RATE), place(DISTORTION)];
  }

  get #paths(): Paths {
    const { curve, store } = this;
    return { places: this.#places, curve, earlier: store.session.earlier.value.map((run) => run.curve) };
  }

  protected override stepAt(x: number, y: number, width: number, height: number): number | undefined {
    return nearestOnPath(this.#paths, pathAxes(this.#paths, width, height), [x, y])?.step;
  }

  protected override draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { palette, cursor } = this;
    drawPath(context, width, height, {
      ...this.#paths,
      palette,
      cursor,
      right: this.say("curves.rateAxis"),
      up: this.say("curves.distortionAxis"),
    });
  }
}
