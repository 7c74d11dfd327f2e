import { css, html, nothing, svg } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { fill } from "../../texts/fill.ts";
import { nats } from "../../texts/numbers.ts";
import { type SweepTexts, sweepTexts } from "../../texts/sweep/index.ts";
import { define } from "../../ui/define.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { TextsPart } from "../../ui/texts-part.ts";
import { DIMENSIONS, type Point, STEPS, Sweep } from "./sweep.ts";

const [WIDTH, HEIGHT, EDGE] = [440, 170, 30];
const LAST = DIMENSIONS.at(-1) ?? 1;
/** Dimensions stand as their logarithms do. */
const across = (latent: number) => EDGE + ((WIDTH - 2 * EDGE) * Math.log(latent)) / Math.log(LAST);

/** The bound that models of several sizes of z reach, drawn as they come in: `<vae-sweep>`. */
export class SweepPart extends TextsPart<SweepTexts> {
  static override styles = [
    base,
    panelStyles,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 10px;
        margin: 8px 0;
      }
      svg {
        display: block;
        width: 100%;
        max-width: ${WIDTH}px;
        height: auto;
        overflow: visible;
        font-size: 13px;
      }
      text {
        fill: var(--ink);
        text-anchor: middle;
      }
      .axis {
        stroke: var(--line);
      }
      .tick {
        fill: var(--muted);
      }
      polyline {
        fill: none;
        stroke: var(--loss);
        stroke-width: 2;
      }
      circle {
        fill: var(--loss);
      }
    `,
  ];

  protected override readonly fetchTexts = sweepTexts;

  /** Nobody looks any more. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    Sweep.of(this.store).cancel();
  }

  protected override render() {
    const { texts, store } = this;
    if (!texts) return nothing;
    const sweep = Sweep.of(store);
    const [points, training] = [sweep.points.value, sweep.training.value];
    const last = points.at(-1);
    return html`<section class="panel" aria-labelledby="title">
      <h2 id="title">${texts.title}</h2>
      <p>${fill(texts.help, { dimensions: DIMENSIONS.join(", "), steps: STEPS })}</p>
      <div class="row">
        <button
          class="button small"
          ?disabled=${store.state.value.phase !== "ready" || store.model.spec.value.code !== "gaussian"}
          @click=${() => (training ? sweep.cancel() : void sweep.start())}
        >
          ${training ? texts.cancel : texts.start}
        </button>
        ${training ? html`<span class="number">${fill(texts.training, { ...training, steps: STEPS })}</span>` : nothing}
      </div>
      ${points.length > 0 ? this.#picture(texts, points) : nothing}
      <p class="spoken" role="status">${last ? said(texts, last) : nothing}</p>
    </section>`;
  }

  #picture(texts: SweepTexts, points: readonly Point[]) {
    const bounds = points.map(({ bound }) => bound).filter(Number.isFinite);
    const [low, high] = [Math.min(...bounds), Math.max(...bounds)];
    const up = (bound: number) =>
      HEIGHT - 2 * EDGE - (HEIGHT - 4 * EDGE) * (high > low ? (bound - low) / (high - low) : 0.5);
    const drawn = points.filter(({ bound }) => Number.isFinite(bound));
    const name = [texts.title, ...points.map((point) => said(texts, point))].join(" ");
    return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${name}>
      ${svg`<line class="axis" x1=${EDGE} x2=${WIDTH - EDGE} y1=${HEIGHT - EDGE} y2=${HEIGHT - EDGE} />
        ${DIMENSIONS.map((latent) => svg`<text class="tick" x=${across(latent)} y=${HEIGHT - EDGE / 2}>${latent}</text>`)}
        <text class="tick" x=${WIDTH / 2} y=${HEIGHT + 4}>${texts.axis}</text>
        <polyline points=${drawn.map(({ latent, bound }) => `${across(latent)},${up(bound)}`).join(" ")} />
        ${drawn.map(
          ({ latent, bound }) => svg`<circle cx=${across(latent)} cy=${up(bound)} r="4" />
          <text x=${across(latent)} y=${up(bound) - 10}>${nats(bound)}</text>`,
        )}`}
    </svg>`;
  }
}

const said = (texts: SweepTexts, { latent, bound }: Point) => fill(texts.point, { latent, bound: nats(bound) });

define({ "vae-sweep": SweepPart });

export const panel = (store: LabStore) => html`<vae-sweep .store=${store}></vae-sweep>`;
