import { css, html } from "lit";
import { byKl, isInactive } from "../math/activity.ts";
import { type HeldOutPoint, lastStep, pointAt } from "../run/curve.ts";
import { nats, subscript } from "../texts/numbers.ts";
import { bandSteps, drawBands } from "./draw/bands.ts";
import { Plot, plotStyles } from "./plot.ts";

/** Dimensions whose values are written out. */
const WRITTEN = 8;

/** The KL divergence of each latent dimension on held-out images over the steps, `<vae-kl-chart>`. */
export class KlChart extends Plot {
  static override styles = [
    plotStyles,
    css`
      p {
        display: flex;
        flex-wrap: wrap;
        gap: 1px 12px;
        margin: 0 0 6px;
        font-size: 12px;
      }
      b {
        color: var(--kl);
        font-weight: 600;
      }
    `,
  ];

  /** From the one that says most at the step that is read. */
  get #order(): number[] {
    return byKl(pointAt(this.curve.heldOut, this.cursor)?.klPerDimension ?? []);
  }

  protected override render() {
    const { cursor } = this;
    const point = pointAt(this.curve.heldOut, cursor);
    const when = cursor === undefined ? this.say("charts.unit") : this.say("charts.at", { step: Math.round(cursor) });
    return html`
      <p class="number" data-testid="kl-dimensions"><span class="muted">${when}</span>${this.#values(point)}</p>
      ${this.plot(this.say("curves.dimensionsName"))}
    `;
  }

  #values(point: HeldOutPoint | undefined) {
    const order = this.#order;
    const kl = (dimension: number) => point?.klPerDimension[dimension] ?? Number.NaN;
    const active = order.filter((dimension) => !isInactive(kl(dimension)));
    const more = active.length - WRITTEN;
    return html`
      ${active.slice(0, WRITTEN).map((dimension) => html`<span>z${subscript(dimension + 1)} <b>${nats(kl(dimension))}</b></span>`)}
      ${more > 0 ? html`<span class="muted">${this.say("curves.moreDimensions", { count: more })}</span>` : ""}
      ${
        active.length < order.length
          ? html`<span class="muted">${this.say("curves.inactive", { count: order.length - active.length })}</span>`
          : ""
      }
    `;
  }

  protected override reading({ klPerDimension }: HeldOutPoint): string {
    const values = byKl(klPerDimension)
      .slice(0, WRITTEN)
      .map((dimension) => `z${dimension + 1} ${nats(klPerDimension[dimension])}`);
    return this.say("curves.dimensionsReading", { values: values.join(", ") });
  }

  protected override stepAt(x: number, _: number, width: number): number {
    return Math.round(bandSteps(lastStep(this.curve), width, this.store.page.charts.value.logSteps).value(x));
  }

  protected override draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { curve, palette, cursor } = this;
    drawBands(context, width, height, {
      curve,
      palette,
      cursor,
      order: byKl(curve.heldOut.at(-1)?.klPerDimension ?? []),
      log: { steps: this.store.page.charts.value.logSteps, values: false },
      steps: this.say("charts.steps"),
      nats: this.say("charts.klAxis"),
    });
  }
}
