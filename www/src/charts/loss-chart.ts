import { css, html } from "lit";
import { property } from "lit/decorators.js";
import { type CurvePoint, type HeldOutPoint, hasLine, lastStep, pointAt } from "../run/curve.ts";
import type { Term } from "../run/protocol.ts";
import type { State } from "../run/state.ts";
import { nats } from "../texts/numbers.ts";
import { placedTerms, type TermCurve, termGroups } from "../run/terms.ts";
import { lazyElement } from "../ui/lazy.ts";
import { term } from "../ui/term.ts";
import { Plot, plotStyles } from "./plot.ts";

let drawing: typeof import("./draw/curves.ts") | undefined;
/** Fetched when there is a curve: the first screen has none. */
const hasDrawing = lazyElement(async () => (drawing = await import("./draw/curves.ts")));

/**
 * The curves of the model's terms with their values, `<vae-chart>`. Faint lines are training batches, strong ones held-out images, and
 * thin ones behind them the held-out images of earlier runs.
 */
export class LossChart extends Plot {
  static override styles = [
    plotStyles,
    css`
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: var(--text-note);
        margin-bottom: 6px;
        table-layout: fixed;
      }
      th {
        font-weight: 500;
        text-align: right;
        color: var(--muted);
        padding: 1px 0 1px 5px;
        vertical-align: bottom;
        overflow-wrap: anywhere;
      }
      th:first-child {
        padding-left: 0;
        text-align: left;
        width: 30%;
        overflow-wrap: normal;
        white-space: nowrap;
      }
      td {
        text-align: right;
        padding: 1px 0 1px 3px;
      }
      .held td {
        font-size: var(--text-figure);
        font-weight: 600;
      }
      /* Six figures or more. */
      th:nth-last-child(n + 7) ~ * {
        font-size: var(--text-small);
      }
      /* As high without a number. */
      .held td::before {
        content: "\\200b";
      }
      /* Round: a bar before −ELBO would be read as another minus. */
      .dot {
        display: inline-block;
        width: 7px;
        height: 7px;
        border-radius: 50%;
        margin-right: 3px;
        vertical-align: 1px;
      }
    `,
  ];

  /** The axes have titles. */
  @property({ type: Boolean }) titled = false;

  /** Of when it was last updated. */
  #last: State | undefined;

  protected override render() {
    const { store, cursor, curve } = this;
    const shown = placedTerms(this.#curve);
    const heldOut = pointAt(curve.heldOut, cursor);
    // Both rows are of what was evaluated nearest to the cursor, as the reading is.
    const step = cursor === undefined ? undefined : (heldOut?.step ?? cursor);
    if (hasLine(curve)) hasDrawing(store);
    const quantity = ({ key }: Term) => store.model.quantity(key);
    const row = (name: "heldOut" | "train", point: CurvePoint | undefined) =>
      html`<tr class=${name === "heldOut" ? "held" : ""} data-testid="loss-${name}">
        <th scope="row">${term(name === "heldOut" ? "held-out" : "batch", this.say(`charts.${name}`))}</th>
        ${shown.map(
          ({ term, place }) =>
            html`<td
              .style="color: var(--${quantity(term)})"
              @pointerenter=${() => (store.page.pointed.value = quantity(term))}
            >
              ${nats(point?.values[place])}
            </td>`,
        )}
      </tr>`;
    return html`
      <table class="number" @pointerleave=${() => (store.page.pointed.value = undefined)}>
        <thead>
          <tr>
            <th>
              ${step === undefined ? term("nats", this.say("charts.unit")) : this.say("charts.at", { step: Math.round(step) })}
            </th>
            ${shown.map(
              ({ term: of }) =>
                html`<th scope="col">
                  <i class="dot" .style="background: var(--${quantity(of)})"></i
                  >${term(`terms.${of.key}`, this.sayOfModel(`terms.${of.key}.name`))}
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${row("heldOut", heldOut)} ${row("train", pointAt(curve.train, step))}
        </tbody>
      </table>
      ${this.plot(this.say("charts.lossName"))}
    `;
  }

  /** The table tells of every training batch; for the drawing, those wait until the next evaluation. */
  protected override updated(): void {
    const [last, now] = [this.#last, this.store.state.value];
    this.#last = now;
    const batch = now.metrics !== last?.metrics && now.evaluation === last?.evaluation;
    if (!batch || !now.training) super.updated();
  }

  /** The curve, of no terms before it is known how they are shown. */
  get #curve(): TermCurve {
    const { train, heldOut, terms } = this.curve;
    return { train, heldOut, terms: this.store.model.view.value ? terms : [] };
  }

  #name(place: number): string {
    return this.sayOfModel(`terms.${this.#curve.terms[place]?.key}.long`);
  }

  protected override reading(point: HeldOutPoint): string {
    const say = (point: CurvePoint | undefined) =>
      termGroups(this.#curve)
        .map(({ places, unit }) => {
          const values = places.map((place) => `${this.#name(place)} ${nats(point?.values[place])}`);
          return this.say(`charts.values.${unit}`, { values: values.join(", ") });
        })
        .join(", ");
    return this.say("charts.lossReading", { heldOut: say(point), batch: say(pointAt(this.curve.train, point.step)) });
  }

  protected override stepAt(x: number, _: number, width: number): number | undefined {
    const { logSteps } = this.store.page.charts.value;
    return drawing && Math.round(drawing.stepAxis(lastStep(this.curve), width, logSteps).value(x));
  }

  protected override draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { store, cursor, palette, titled } = this;
    const pointed = store.page.pointed.value;
    drawing?.drawCurves(context, width, height, store, this.#curve, { palette, cursor, titled, pointed });
  }
}
