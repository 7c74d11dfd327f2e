import { css, html } from "lit";
import { property } from "lit/decorators.js";
import { type CurvePoint, type HeldOutPoint, lastStep, pointAt } from "../run/curve.ts";
import type { State } from "../run/state.ts";
import { TERMS, termText } from "../run/terms.ts";
import { nats } from "../texts/numbers.ts";
import { drawLosses } from "./draw/losses.ts";
import { stepAxis } from "./draw/steps.ts";
import { Plot, plotStyles } from "./plot.ts";

/**
 * The loss curves with their values, `<vae-chart>`. Faint lines are training batches, strong ones held-out images, and
 * thin ones behind them the held-out images of earlier runs.
 */
export class LossChart extends Plot {
  static override styles = [
    plotStyles,
    css`
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 12px;
        margin-bottom: 6px;
        table-layout: fixed;
      }
      th {
        font-weight: 500;
        text-align: right;
        color: var(--muted);
        padding: 1px 0;
        white-space: nowrap;
      }
      th:first-child {
        text-align: left;
        width: 34%;
      }
      td {
        text-align: right;
        padding: 1px 0;
      }
      .held td {
        font-size: 15px;
        font-weight: 600;
      }
      .dot {
        display: inline-block;
        width: 10px;
        height: 3px;
        border-radius: 2px;
        margin-right: 5px;
        vertical-align: middle;
      }
    `,
  ];

  /** The axes have titles. */
  @property({ type: Boolean }) titled = false;

  /** Of when it was last updated. */
  #last: State | undefined;

  protected override render() {
    const { store, cursor, curve } = this;
    const row = (name: "heldOut" | "train", point: CurvePoint | undefined) =>
      html`<tr class=${name === "heldOut" ? "held" : ""} data-testid="loss-${name}">
        <th scope="row">${this.say(`charts.${name}`)}</th>
        ${TERMS.map(
          (term) =>
            html`<td .style="color: var(--${term})" @pointerenter=${() => (store.page.pointed.value = term)}>
              ${nats(point?.[term])}
            </td>`,
        )}
      </tr>`;
    return html`
      <table class="number" @pointerleave=${() => (store.page.pointed.value = undefined)}>
        <thead>
          <tr>
            <th>
              ${cursor === undefined ? this.say("charts.unit") : this.say("charts.at", { step: Math.round(cursor) })}
            </th>
            ${TERMS.map(
              (term) =>
                html`<th scope="col" title=${this.say(`charts.${term}Help`)}>
                  <span class="dot" .style="background: var(--${term})"></span
                  >${this.say(termText(term, store.model.variational.value))}
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${row("heldOut", pointAt(curve.heldOut, cursor))} ${row("train", pointAt(curve.train, cursor))}
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

  get #name(): string {
    return this.say(termText("loss", this.store.model.variational.value));
  }

  protected override reading({ step, loss, recon, kl }: HeldOutPoint): string {
    const batch = pointAt(this.curve.train, step);
    const values = { name: this.#name, loss: nats(loss), recon: nats(recon), kl: nats(kl), batch: nats(batch?.loss) };
    return this.say("charts.lossReading", values);
  }

  protected override stepAt(x: number, _: number, width: number): number {
    const { logSteps } = this.store.page.charts.value;
    return Math.round(stepAxis(lastStep(this.curve), width, logSteps).value(x));
  }

  protected override draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { store, cursor, curve, palette, titled } = this;
    const { logValues, logSteps } = store.page.charts.value;
    drawLosses(context, width, height, {
      curve,
      earlier: store.session.earlier.value.map((run) => run.curve),
      palette,
      cursor,
      titled,
      pointed: store.page.pointed.value,
      log: { values: logValues, steps: logSteps },
      steps: this.say("charts.steps"),
      nats: this.say("charts.lossAxis", { name: this.#name }),
      kl: this.say("charts.klAxis"),
    });
  }
}
