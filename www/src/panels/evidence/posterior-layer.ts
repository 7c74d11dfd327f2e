import { ellipseOf } from "../../math/ellipse.ts";
import { diagonalOf } from "../../math/posterior.ts";
import { css, html } from "lit";
import { property, query } from "lit/decorators.js";
import { prepare } from "../../draw/canvas.ts";
import type { Projection } from "../../draw/view.ts";
import { inside } from "../../plane/draw/plane.ts";
import { drawHeat, paintHeat } from "../../plane/draw/heat.ts";
import { relativeWeights } from "../../math/weights.ts";
import type { Evidence, Exact, Posterior } from "../../run/protocol.ts";
import { LabPart } from "../../ui/element.ts";
import { Judging } from "./judging.ts";

/** The radius of the sample that weighs most, and of those that weigh next to nothing, in CSS pixels. */
const LARGEST = 7;
const SMALLEST = 0.6;

/** The true posterior as a heat map on the plane, q over it, and samples of z by their weights: `<vae-judged>`. */
export class PosteriorLayer extends LabPart {
  static override styles = css`
    :host,
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      pointer-events: none;
    }
  `;

  @property({ attribute: false }) projection!: Projection;
  @query("canvas") private canvas!: HTMLCanvasElement;

  #heat = document.createElement("canvas");
  /** What the heat map was painted of. */
  #painted: unknown[] = [];

  protected override render() {
    const { watched, evidence, k, optimised } = Judging.of(this.store);
    void [k.value, optimised.value, this.store.plane.section.value, this.palette];
    return html`<canvas
      aria-hidden="true"
      data-testid="judged"
      ?hidden=${watched.value === 0 || !evidence.value}
    ></canvas>`;
  }

  protected override updated(): void {
    const { watched, evidence } = Judging.of(this.store);
    const context = prepare(this.canvas)?.context;
    const found = evidence.value;
    if (!context || !found || watched.value === 0) return;
    inside(context, this.projection, () => this.#draw(context, found));
  }

  #draw(context: CanvasRenderingContext2D, { q, exact, z, logWeights }: Evidence): void {
    const { optimised, k } = Judging.of(this.store);
    if (exact) this.#drawExact(context, exact);
    this.#drawSamples(context, z, relativeWeights(logWeights, k.value));
    this.#drawGaussian(context, q, false);
    if (exact && optimised.value) this.#drawGaussian(context, exact.fitted, true);
  }

  #drawExact(context: CanvasRenderingContext2D, { logShares, side, bounds }: Exact): void {
    const { projection, palette } = this;
    const colour = palette.kl;
    if (this.#painted[0] !== logShares || this.#painted[1] !== colour) {
      const most = logShares.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY);
      const values = Float32Array.from(logShares, (log) => Math.exp(log - most));
      paintHeat(this.#heat, values, side, 1, colour);
      this.#painted = [logShares, colour];
    }
    const [left = 0, right = 0, bottom = projection.bottom, top = projection.top] = bounds;
    drawHeat(context, projection, { sheet: this.#heat, left, right, bottom, top });
  }

  /** Each sample as a disc whose area is its weight. */
  #drawSamples(context: CanvasRenderingContext2D, z: Float32Array, weights: Float32Array): void {
    const { projection, palette, store } = this;
    const section = store.plane.section.value;
    context.fillStyle = palette.z;
    context.globalAlpha = weights.length > 200 ? 0.35 : 0.6;
    weights.forEach((weight, at) => {
      const [u, v] = section.project(z, at);
      context.beginPath();
      context.arc(projection.x(u), projection.y(v), Math.max(LARGEST * Math.sqrt(weight), SMALLEST), 0, 2 * Math.PI);
      context.fill();
    });
    context.globalAlpha = 1;
  }

  /** 1σ and 2σ of a Gaussian; dashed where it was optimised for this image. */
  #drawGaussian(context: CanvasRenderingContext2D, q: Posterior, optimised: boolean): void {
    const { projection, palette, store } = this;
    const { mu } = q;
    if (mu.length > 2) return;
    const [u, v] = store.plane.section.value.project(mu);
    const [s = 0, c = 0] = diagonalOf(q);
    const l = q.factor?.[2] ?? 0;
    const { major, minor, angle } = ellipseOf(s * s, s * l, l * l + c * c);
    const [a, b] = [major, minor].map((axis) => axis * projection.scale) as [number, number];
    context.strokeStyle = optimised ? palette.mu : palette.sigma;
    context.lineWidth = 2;
    for (const sigmas of [1, 2]) {
      context.setLineDash(optimised ? [5, 3] : []);
      context.globalAlpha = sigmas === 1 ? 1 : 0.6;
      context.beginPath();
      // On a line the other axis means nothing.
      const height = mu.length > 1 ? sigmas * b : 14;
      // The screen's y goes down.
      context.ellipse(projection.x(u), projection.y(v), sigmas * a, height, -angle, 0, 2 * Math.PI);
      context.stroke();
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
}
