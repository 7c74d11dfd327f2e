import { css, html } from "lit";
import { query, state } from "lit/decorators.js";
import type { Curve, CurvePoint } from "../../curve.ts";
import { prepare } from "../../draw/canvas.ts";
import { drawChart, stepAt } from "../../draw/chart.ts";
import { nats } from "../../numbers.ts";
import { base } from "../../styles.ts";
import { LabPart } from "../element.ts";

const TERMS = ["loss", "recon", "kl"] as const;

/** The loss curves with their values, `<vae-chart>`. Faint lines are training batches, strong ones held-out images. */
export class LossChart extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
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
      canvas {
        flex: 1 1 140px;
        min-height: 110px;
        width: 100%;
        touch-action: pan-y;
      }
    `,
  ];

  @state() private hover: number | undefined;
  @query("canvas") private canvas!: HTMLCanvasElement;
  #resize = new ResizeObserver(() => this.#draw());

  protected override firstUpdated(): void {
    this.#resize.observe(this.canvas);
  }

  /** The same object while it grows: the metrics, which change with it, have this part drawn again. */
  get #curve(): Curve {
    void this.bench.state.value.metrics;
    return this.bench.run.curve;
  }

  protected override render() {
    const train = this.#point(this.#curve.train);
    const held = this.#point(this.#curve.heldOut);
    const row = (name: "heldOut" | "train", point: CurvePoint | undefined) =>
      html`<tr class=${name === "heldOut" ? "held" : ""} data-testid="loss-${name}">
        <th scope="row">${this.say(`chart.${name}`)}</th>
        ${TERMS.map((term) => html`<td style="color: var(--${term})">${nats(point?.[term])}</td>`)}
      </tr>`;
    return html`
      <table class="number">
        <thead>
          <tr>
            <th>
              ${this.hover === undefined ? this.say("chart.unit") : this.say("chart.at", { step: this.#label() })}
            </th>
            ${TERMS.map(
              (term) =>
                html`<th scope="col" title=${this.say(`chart.${term}Help`)}>
                  <span class="dot" style="background: var(--${term})"></span>${this.say(`chart.${term}`)}
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${row("heldOut", held)} ${row("train", train)}
        </tbody>
      </table>
      <canvas
        role="img"
        aria-label=${this.say("chart.name")}
        @pointermove=${(event: PointerEvent) => this.#point_(event)}
        @pointerleave=${() => (this.hover = undefined)}
      ></canvas>
    `;
  }

  protected override updated(): void {
    this.#draw();
  }

  get #lastStep(): number {
    return Math.max(this.#curve.train.at(-1)?.step ?? 0, this.#curve.heldOut.at(-1)?.step ?? 0);
  }

  #label = () => Math.round(this.hover ?? 0);

  #point_(event: PointerEvent): void {
    this.hover = stepAt(event.offsetX, this.canvas.clientWidth, this.#lastStep);
  }

  /** The newest point, or the first one at or after the pointer. */
  #point(points: readonly CurvePoint[]): CurvePoint | undefined {
    const { hover } = this;
    return hover === undefined ? points.at(-1) : (points.find(({ step }) => step >= hover) ?? points.at(-1));
  }

  #draw(): void {
    const sheet = prepare(this.canvas);
    if (!sheet) return;
    drawChart(sheet.context, sheet.width, sheet.height, {
      train: this.#curve.train,
      heldOut: this.#curve.heldOut,
      palette: this.palette,
      stepLabel: this.say("chart.steps"),
      hover: this.hover,
    });
  }
}
