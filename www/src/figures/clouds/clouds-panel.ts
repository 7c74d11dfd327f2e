import { type TemplateResult, css, html } from "lit";
import { state } from "lit/decorators.js";
import { font, prepare } from "../../draw/canvas.ts";
import { meanDistance, pairs } from "../../math/assignment.ts";
import { Critic } from "../../math/critic.ts";
import { type CloudsTexts, cloudsTexts } from "../../texts/clouds/index.ts";
import { fill } from "../../texts/fill.ts";
import { fixed, within } from "../../texts/numbers.ts";
import { barStyles } from "../../ui/bar-styles.ts";
import { base, panelStyles, spoken } from "../../ui/styles.ts";
import { TextsPart } from "../../ui/texts-part.ts";
import { SHAPES, type Shape, cloudOf, moved } from "./samples.ts";

/** Half of what is seen of the plane, and how far the cloud can be moved. */
const HALF = 2.6;
const REACH = 1.7;
const KEY_STEP = 0.1;
/** Cells along each axis of the critic's map. */
const SIDE = 40;
/** Steps in a frame, and until it rests after the last move. */
const IN_FRAME = 8;
const ENOUGH = 1500;
/** How fast the shown distance follows single batches. */
const SMOOTH = 0.03;

type Place = readonly [number, number];

/** Two clouds of samples and a critic that learns to tell how far they are apart: `<vae-clouds-panel>`. */
export class CloudsPanel extends TextsPart<CloudsTexts> {
  static override styles = [
    base,
    panelStyles,
    barStyles,
    spoken,
    css`
      canvas {
        display: block;
        width: 100%;
        max-width: 520px;
        margin: 0 auto;
        aspect-ratio: 1;
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        cursor: grab;
        touch-action: none;
        user-select: none;
        -webkit-user-select: none;
      }
      .figures {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 18px;
      }
      .note {
        max-width: 75ch;
        font-size: var(--text-note);
        line-height: 1.45;
      }
    `,
  ];

  protected override readonly fetchTexts = cloudsTexts;

  @state() private shape: Shape = "blob";
  @state() private at: Place = [1.1, 0.6];
  /** W₁ as the critic says it; undefined before it has learned anything. */
  @state() private said: number | undefined;
  @state() private steps = 0;

  #a = cloudOf("blob", 0);
  #own = cloudOf("blob", 1);
  #b = moved(this.#own, this.at);
  #partners = pairs(this.#a, this.#b);
  #critic = new Critic(0);
  #left = ENOUGH;
  #frame = 0;
  #grab: Place = [0, 0];
  #map = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  #resize = new ResizeObserver(() => this.#schedule());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  protected override render() {
    const { texts, at } = this;
    void this.palette;
    if (!texts) return html`<section class="panel"></section>`;
    const exact = fixed(meanDistance(this.#a, this.#b, this.#partners), 2);
    const said = fixed(this.said, 2);
    const place = fill(texts.place, { x: fixed(at[0], 1), y: fixed(at[1], 1) });
    const resting = this.#left <= 0;
    return html`<section class="panel" aria-labelledby="title">
      <div class="bar">
        <h2 id="title">${texts.title}</h2>
        <div class="row" role="group" aria-label=${texts.shape}>
          ${SHAPES.map(
            (shape) =>
              html`<button
                class="button small"
                aria-pressed=${shape === this.shape}
                @click=${() => this.#choose(shape)}
              >
                ${texts.shapes[shape]}
              </button>`,
          )}
          <button class="button small" @click=${this.#anew}>${texts.anew}</button>
        </div>
      </div>
      <canvas
        tabindex="0"
        role="slider"
        aria-label=${texts.drag}
        aria-valuemin=${-REACH}
        aria-valuemax=${REACH}
        aria-valuenow=${at[0].toFixed(1)}
        aria-valuetext=${place}
        @pointerdown=${this.#down}
        @pointermove=${this.#move}
        @keydown=${this.#key}
      ></canvas>
      <p class="figures number" data-testid="clouds-figures">
        ${figure(texts.said, said)} ${figure(texts.exact, exact)} ${figure(texts.steps, String(this.steps))}
      </p>
      <p class="spoken" role="status">${resting ? fill(texts.spoken, { said, exact }) : ""}</p>
      <p class="note muted">${texts.kl}</p>
      <p class="note muted">${texts.note}</p>
    </section>`;
  }

  protected override updated(): void {
    this.#schedule();
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (!this.isConnected || !this.store.page.visible.peek()) return;
      this.#train();
      this.#draw();
    });
  }

  #train(): void {
    if (this.#left <= 0) return;
    for (let step = 0; step < IN_FRAME; step++) {
      const distance = this.#critic.train(this.#a, this.#b);
      this.said = this.said === undefined ? distance : this.said + SMOOTH * (distance - this.said);
    }
    this.steps += IN_FRAME;
    this.#left -= IN_FRAME;
  }

  #choose(shape: Shape): void {
    this.shape = shape;
    this.#own = cloudOf(shape, 1);
    this.#place(this.at);
  }

  readonly #anew = (): void => {
    this.#critic = new Critic(this.steps);
    this.steps = 0;
    this.said = undefined;
    this.#left = ENOUGH;
    this.requestUpdate();
  };

  #place([x, y]: Place): void {
    this.at = [within(x, -REACH, REACH), within(y, -REACH, REACH)];
    this.#b = moved(this.#own, this.at);
    this.#partners = pairs(this.#a, this.#b);
    this.#left = ENOUGH;
    this.requestUpdate();
  }

  #placeOf({ currentTarget, offsetX, offsetY }: PointerEvent): Place {
    const side = (currentTarget as HTMLElement).clientWidth;
    return [HALF * ((2 * offsetX) / side - 1), HALF * (1 - (2 * offsetY) / side)];
  }

  readonly #down = (event: PointerEvent): void => {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    const [x, y] = this.#placeOf(event);
    // The cloud keeps its place under the finger, unless that is far from it.
    const near = Math.hypot(x - this.at[0], y - this.at[1]) < 1;
    this.#grab = near ? [this.at[0] - x, this.at[1] - y] : [0, 0];
    this.#move(event);
  };

  readonly #move = (event: PointerEvent): void => {
    if (event.buttons === 0) return;
    const [x, y] = this.#placeOf(event);
    this.#place([x + this.#grab[0], y + this.#grab[1]]);
  };

  readonly #key = (event: KeyboardEvent): void => {
    const ways: Record<string, Place> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const way = ways[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#place([this.at[0] + KEY_STEP * way[0], this.at[1] + KEY_STEP * way[1]]);
  };

  #draw(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    const sheet = canvas && prepare(canvas);
    if (!sheet) return;
    const { context, width } = sheet;
    const { palette } = this;
    const across = (x: number) => ((x / HALF + 1) * width) / 2;
    const down = (y: number) => ((1 - y / HALF) * width) / 2;
    const values = Float64Array.from({ length: SIDE * SIDE }, (_, cell) =>
      this.#critic.value(
        HALF * ((2 * ((cell % SIDE) + 0.5)) / SIDE - 1),
        HALF * (1 - (2 * (Math.floor(cell / SIDE) + 0.5)) / SIDE),
      ),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const most = values.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 1e-6);
    // A pixel a cell, drawn smooth.
    const map = this.#map.getContext("2d");
    map?.clearRect(0, 0, SIDE, SIDE);
    values.forEach((value, at) => {
      if (!map) return;
      map.fillStyle = value > mean ? palette.x : palette.xhat;
      map.globalAlpha = (0.4 * Math.abs(value - mean)) / most;
      map.fillRect(at % SIDE, Math.floor(at / SIDE), 1, 1);
    });
    context.drawImage(this.#map, 0, 0, width, width);
    context.globalAlpha = 0.55;
    context.strokeStyle = palette.muted;
    context.lineWidth = 1;
    context.beginPath();
    this.#partners.forEach((to, from) => {
      context.moveTo(across(this.#a[2 * from] ?? 0), down(this.#a[2 * from + 1] ?? 0));
      context.lineTo(across(this.#b[2 * to] ?? 0), down(this.#b[2 * to + 1] ?? 0));
    });
    context.stroke();
    context.globalAlpha = 1;
    for (const [cloud, colour, square] of [
      [this.#a, palette.x, true],
      [this.#b, palette.xhat, false],
    ] as const) {
      context.fillStyle = colour;
      context.strokeStyle = palette.panel;
      for (let at = 0; at < cloud.length; at += 2) {
        const [x, y] = [across(cloud[at] ?? 0), down(cloud[at + 1] ?? 0)];
        context.beginPath();
        // Not by colour alone: one cloud is of squares.
        if (square) context.rect(x - 3, y - 3, 6, 6);
        else context.arc(x, y, 3.6, 0, 2 * Math.PI);
        context.fill();
        context.stroke();
      }
    }
    context.font = font(12, "italic 600");
    context.textBaseline = "alphabetic";
    context.fillStyle = palette.x;
    context.fillText("p", 8, 18);
    context.fillStyle = palette.xhat;
    context.fillText("q", 24, 18);
  }
}

const figure = (name: string, value: string): TemplateResult =>
  html`<span><span class="muted">${name}</span> <b>${value}</b></span>`;
