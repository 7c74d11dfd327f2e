import { type TemplateResult, css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { prepare } from "../../draw/canvas.ts";
import { pearson } from "../../math/correlation.ts";
import { CEILING, type Points, along, entropy, neighbours, normalised, risen } from "../../math/neighbours.ts";
import { nearestPoint } from "../../math/points.ts";
import { distanceFromNormal } from "../../math/share.ts";
import { type EntropyTexts, entropyTexts } from "../../texts/entropy/index.ts";
import { fill } from "../../texts/fill.ts";
import { fixed, within } from "../../texts/numbers.ts";
import { barStyles } from "../../ui/bar-styles.ts";
import { base, panelStyles, spoken } from "../../ui/styles.ts";
import { TextsPart } from "../../ui/texts-part.ts";
import { COUNT, SHAPES, type Shape, startOf } from "./samples.ts";
import { HALF, paint, placeAt } from "./picture.ts";

const KEY_STEP = 0.05;
/** Steps up until it rests. The furthest that a step takes a point falls from this to nearly nothing. */
const ENOUGH = 800;
const REACH = 0.05;
const IN_FRAME = 2;
/** How far from a point a finger takes it. */
const GRIP = 0.5;

const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** Fifty points with their nearest neighbours, to drag, or to let climb their entropy: `<vae-entropy-panel>`. */
export class EntropyPanel extends TextsPart<EntropyTexts> {
  static override styles = [
    base,
    panelStyles,
    barStyles,
    spoken,
    css`
      .plane {
        width: min(100%, 480px);
        margin: 0 auto;
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        cursor: grab;
        touch-action: none;
        user-select: none;
        -webkit-user-select: none;
      }
      .plane:focus-visible {
        outline: 2px solid var(--z);
        outline-offset: 2px;
      }
      canvas {
        display: block;
        width: 100%;
        aspect-ratio: 1;
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

  protected override readonly fetchTexts = entropyTexts;

  /** The shape that the points began with; none since one was moved. */
  @state() private shape: Shape | undefined = "square";
  @state() private points: Points = startOf("square");
  /** The point that keys move, and that was taken last. */
  @state() private chosen = 0;
  @state() private steps = 0;
  @state() private climbs = false;

  #frame = 0;
  #held = false;
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
    const { texts, points, chosen } = this;
    void this.palette;
    if (!texts) return html`<section class="panel"></section>`;
    const level = normalised(points);
    const [x, y] = [along(level, 0), along(level, 1)];
    const h = entropy(neighbours(level));
    const inNats = (value: number) => fill(texts.nats, { value: fixed(value, 3) });
    const distance = neighbours(points).distances[chosen];
    const place = {
      number: chosen + 1,
      x: fixed(points[2 * chosen], 2),
      y: fixed(points[2 * chosen + 1], 2),
      distance: fixed(distance, 2),
    };
    return html`<section class="panel" aria-labelledby="title">
      <div class="bar">
        <h2 id="title">${texts.title}</h2>
        <div class="row">
          <span class="row" role="group" aria-label=${texts.shape}>
            ${SHAPES.map(
              (shape) =>
                html`<button
                  class="button small"
                  aria-pressed=${shape === this.shape}
                  @click=${() => this.#begin(shape)}
                >
                  ${texts.shapes[shape]}
                </button>`,
            )}
          </span>
          <button class="button small" data-testid="climb" @click=${this.#climb}>
            ${this.climbs ? texts.pause : texts.rise}
          </button>
        </div>
      </div>
      <div
        class="plane"
        tabindex="0"
        role="group"
        aria-label=${texts.picture}
        aria-describedby="keys point"
        @pointerdown=${this.#down}
        @pointermove=${this.#move}
        @pointerup=${this.#up}
        @pointercancel=${this.#up}
        @keydown=${this.#key}
      >
        <canvas role="img" aria-label=${texts.picture}></canvas>
        <p class="spoken" id="keys">${texts.keys}</p>
        <p class="spoken" id="point">${fill(texts.point, place)}</p>
      </div>
      <p class="figures number" data-testid="entropy-figures">
        ${figure(texts.entropy, inNats(h))} ${figure(texts.ceiling, inNats(CEILING))}
        ${figure(texts.ks, fill(texts.two, { x: fixed(distanceFromNormal(x), 3), y: fixed(distanceFromNormal(y), 3) }))}
        ${figure(texts.r, fixed(pearson(x, y), 2))} ${figure(texts.steps, String(this.steps))}
      </p>
      <p class="spoken" role="status">
        ${this.climbs || this.#held ? "" : fill(texts.spoken, { entropy: fixed(h, 2), ceiling: fixed(CEILING, 2) })}
      </p>
      <p class="note muted">${texts.drag} ${texts.batch}</p>
      ${h > CEILING ? html`<p class="note">${texts.above}</p>` : nothing}
    </section>`;
  }

  protected override updated(): void {
    this.#schedule();
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (!this.isConnected || !this.store.page.visible.peek()) return;
      if (this.climbs) this.#rise(STILL.matches ? ENOUGH : IN_FRAME);
      const canvas = this.renderRoot.querySelector("canvas");
      const sheet = canvas && prepare(canvas);
      if (sheet) paint(sheet.context, sheet.width, this.points, this.chosen, this.palette);
    });
  }

  #rise(count: number): void {
    for (let step = 0; step < count && this.steps < ENOUGH; step++) {
      this.steps++;
      this.points = risen(this.points, REACH * (1 - this.steps / (ENOUGH + 1)));
    }
    this.climbs = this.steps < ENOUGH;
  }

  #begin(shape: Shape): void {
    this.shape = shape;
    this.points = startOf(shape);
    this.steps = 0;
  }

  readonly #climb = (): void => {
    this.climbs = !this.climbs;
    if (!this.climbs) return;
    if (this.steps >= ENOUGH) this.steps = 0;
    this.points = normalised(this.points);
  };

  #put(x: number, y: number): void {
    const points = this.points.slice();
    points.set([within(x, -HALF, HALF), within(y, -HALF, HALF)], 2 * this.chosen);
    this.points = points;
    this.shape = undefined;
    this.steps = 0;
    this.climbs = false;
  }

  #placeOf(event: PointerEvent): readonly [number, number] {
    const { left, top, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return placeAt(event.clientX - left, event.clientY - top, width);
  }

  readonly #down = (event: PointerEvent): void => {
    const found = event.button === 0 ? nearestPoint(this.points, ...this.#placeOf(event), GRIP) : undefined;
    if (found === undefined) return;
    this.chosen = found;
    this.#held = true;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  };

  readonly #move = (event: PointerEvent): void => {
    if (this.#held) this.#put(...this.#placeOf(event));
  };

  readonly #up = (): void => {
    this.#held = false;
    this.requestUpdate();
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = KEY_STEP * (event.shiftKey ? 4 : 1);
    const [x, y] = [this.points[2 * this.chosen] ?? 0, this.points[2 * this.chosen + 1] ?? 0];
    const choose = (by: number) => (this.chosen = (this.chosen + by + COUNT) % COUNT);
    const keys: Record<string, () => void> = {
      ArrowLeft: () => this.#put(x - step, y),
      ArrowRight: () => this.#put(x + step, y),
      ArrowUp: () => this.#put(x, y + step),
      ArrowDown: () => this.#put(x, y - step),
      PageUp: () => choose(-1),
      PageDown: () => choose(1),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
}

const figure = (name: string, value: string): TemplateResult =>
  html`<span><span class="muted">${name}</span> <b>${value}</b></span>`;
