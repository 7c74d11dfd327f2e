import { html } from "lit";
import { type CurvePoints, type HeldOutPoint, pointAt } from "../run/curve.ts";
import { fixed, nats } from "../texts/numbers.ts";
import { type Paths, drawPath, nearestOnPath, pathAxes } from "./draw/path.ts";
import { Plot, plotStyles } from "./plot.ts";

/** The keys of the terms that are the rate, to the right, and the cross-entropy: what it leaves of ln K goes upwards. */
const RATE = "kl";
const CROSS_ENTROPY = "ce";

/** The run as a path through what the code says of the image and of the class, `<vae-information-plane>`. */
export class InformationPlane extends Plot {
  static override styles = plotStyles;

  /** Whether a model with these terms has both. */
  static suits(terms: readonly { key: string }[]): boolean {
    return [RATE, CROSS_ENTROPY].every((key) => terms.some((term) => term.key === key));
  }

  protected override render() {
    const last = pointAt(this.curve.heldOut, this.cursor);
    return html`${this.plot(this.say("bottleneck.planeName"))}
      <p class="spoken">${last ? this.reading(last) : ""}</p>`;
  }

  protected override reading(point: HeldOutPoint): string {
    const [rate, told] = this.#seen(this.curve)(point);
    return this.say("bottleneck.planeReading", { rate: nats(rate), told: fixed(told, 2), most: fixed(this.#most, 2) });
  }

  /** ln of the number of classes: what there is to say of the class. */
  get #most(): number {
    return Math.log(this.store.model.dataset.value?.classes || 1);
  }

  /** What a point says of the image at most, and of the class at least. */
  #seen({ terms }: CurvePoints): (point: { values: readonly number[] }) => [number, number] {
    const place = (key: string) => terms.findIndex((term) => term.key === key);
    const [rate, crossEntropy] = [place(RATE), place(CROSS_ENTROPY)];
    return ({ values }) => [values[rate] ?? Number.NaN, this.#most - (values[crossEntropy] ?? Number.NaN)];
  }

  get #paths(): Paths {
    const turned = (curve: CurvePoints): CurvePoints => {
      const seen = this.#seen(curve);
      return { ...curve, heldOut: curve.heldOut.map((point) => ({ ...point, values: seen(point) })) };
    };
    const earlier = this.store.session.earlier.value.map((run) => turned(run.curve));
    return { places: [0, 1], curve: turned(this.curve), earlier, ceiling: this.#most };
  }

  protected override stepAt(x: number, y: number, width: number, height: number): number | undefined {
    const paths = this.#paths;
    return nearestOnPath(paths, pathAxes(paths, width, height), [x, y])?.step;
  }

  protected override draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { palette, cursor } = this;
    drawPath(context, width, height, {
      ...this.#paths,
      palette,
      cursor,
      right: this.say("curves.rateAxis"),
      up: this.say("bottleneck.toldAxis"),
    });
  }
}
