import { css, html } from "lit";
import { property } from "lit/decorators.js";
import { klText, toldOf } from "../math/activity-text.ts";
import { byKl } from "../math/activity.ts";
import { type HeldOutPoint, lastStep, pointAt } from "../run/curve.ts";
import { subscript } from "../texts/numbers.ts";
import { bandSteps, drawBands } from "./draw/bands.ts";
import { Plot, plotStyles } from "./plot.ts";

/** Dimensions whose values are written out. */
const WRITTEN = 8;

/** A term of each latent dimension on held-out images over the steps, `<vae-dimension-chart>`. */
export class DimensionChart extends Plot {
  static override styles = [
    plotStyles,
    css`
      p {
        display: flex;
        flex-wrap: wrap;
        gap: 1px 12px;
        margin: 0 0 6px;
        font-size: var(--text-note);
      }
      b {
        font-weight: 600;
      }
    `,
  ];

  /** The key of the term. */
  @property() term = "";

  #name(how: "name" | "long"): string {
    return this.sayOfModel(`terms.${this.term}.${how}`);
  }

  #values(point: HeldOutPoint | undefined): readonly number[] {
    return point?.byDimension[this.term] ?? [];
  }

  protected override render() {
    const { cursor } = this;
    const point = pointAt(this.curve.heldOut, cursor);
    const step = Math.round(point?.step ?? cursor ?? 0);
    const when = this.say(cursor === undefined ? "charts.unit" : "charts.at", { step });
    return html`
      <p class="number" data-testid="kl-dimensions"><span class="muted">${when}</span>${this.#written(point)}</p>
      ${this.plot(this.say("curves.dimensionsName", { name: this.#name("long") }))}
    `;
  }

  #written(point: HeldOutPoint | undefined) {
    const values = this.#values(point);
    const colour = `var(--${this.store.model.quantity(this.term)})`;
    const { told, more, inactive } = toldOf(values, WRITTEN);
    return html`
      ${told.map((dimension) => html`<span>z${subscript(dimension + 1)} <b .style="color: ${colour}">${klText(values[dimension])}</b></span>`)}
      ${more > 0 ? html`<span class="muted">${this.say("curves.moreDimensions", { count: more })}</span>` : ""}
      ${inactive > 0 ? html`<span class="muted">${this.say("curves.inactive", { count: inactive })}</span>` : ""}
    `;
  }

  protected override reading(point: HeldOutPoint): string {
    const values = this.#values(point);
    const said = byKl(values)
      .slice(0, WRITTEN)
      .map((dimension) => `z${dimension + 1} ${klText(values[dimension])}`);
    return this.say("curves.dimensionsReading", { name: this.#name("name"), values: said.join(", ") });
  }

  protected override stepAt(x: number, _: number, width: number): number {
    return Math.round(bandSteps(lastStep(this.curve), width, this.store.page.charts.value.logSteps).value(x));
  }

  protected override draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { curve, palette, cursor, term } = this;
    const { model, page } = this.store;
    drawBands(context, width, height, {
      term,
      quantity: model.quantity(term),
      title: this.say("charts.axis.nats", { names: this.#name("long") }),
      curve,
      palette,
      cursor,
      order: byKl(this.#values(curve.heldOut.at(-1))),
      log: { steps: page.charts.value.logSteps, values: false },
      steps: this.say("charts.steps"),
      squeezed: this.say("charts.squeezed"),
    });
  }
}
