import { css, html, nothing, svg } from "lit";
import { property, state } from "lit/decorators.js";
import { count, fixed, within } from "../texts/numbers.ts";
import { LabPart } from "../ui/element.ts";
import { base } from "../ui/styles.ts";
import { KNOTS, type Sketch, stepsOf } from "./sketch.ts";
import { quantityName } from "./words.ts";

/** Of the picture, in its own units; the curve has margins for the axes' numbers. */
const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [360, 150, 34, 18, 8, 10];
/** An arrow key moves a knot by this part of the axis, and a page key by five of them. */
const NOTCH = 1 / 40;
const MOVES: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowDown: -1,
  PageUp: 5,
  PageDown: -5,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Axes on which a reader draws the curve that is expected, and later the one that came beside it: `<vae-sketch>`. */
export class SketchPart extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        max-width: 400px;
      }
      svg {
        display: block;
        width: 100%;
        height: auto;
        touch-action: none;
      }
      svg.open {
        cursor: crosshair;
      }
      text {
        fill: var(--muted);
        font-size: 10px;
      }
      line {
        stroke: var(--line);
      }
      polyline {
        fill: none;
        stroke: var(--ink);
        stroke-width: 2;
      }
      .said {
        stroke: var(--z);
        stroke-dasharray: 5 4;
      }
      circle {
        fill: var(--panel);
        stroke: var(--z);
        stroke-width: 2;
      }
      circle:focus {
        outline: none;
        fill: var(--z);
      }
      ul {
        display: flex;
        gap: 14px;
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--text-note);
      }
    `,
  ];

  @property({ attribute: false }) sketch!: Sketch;
  /** What was drawn, once it is said, and what came. */
  @property({ attribute: false }) said: readonly number[] | undefined;
  @property({ attribute: false }) came: readonly number[] | undefined;
  /** Takes what the reader has drawn. */
  @property({ attribute: false }) take!: (heights: number[]) => void;
  @state() private heights: readonly number[] = Array.from({ length: KNOTS }, () => 0);
  /** The reader has drawn something. */
  @state() private begun = false;
  /** The knot that the pointer was last at. */
  #knot: number | undefined;

  protected override render() {
    const { sketch, said, came } = this;
    const name = quantityName(this.store, sketch.of);
    const open = said === undefined;
    return html`<svg
        class=${open ? "open" : ""}
        viewBox="0 0 ${WIDTH} ${HEIGHT}"
        role="group"
        aria-label=${this.say("lesson.ask.axes", { name, steps: sketch.steps })}
        @pointerdown=${open ? this.#press : nothing}
        @pointermove=${open ? this.#move : nothing}
        @pointerup=${this.#release}
        @pointercancel=${this.#release}
      >
        ${this.#axes(name)} ${this.#line(said ?? this.heights, "said")} ${came ? this.#line(came, "came") : nothing}
        ${open ? stepsOf(sketch).map((step, knot) => this.#handle(name, step, knot)) : nothing}
      </svg>
      ${
        open
          ? html`<button
              class="button small main"
              ?disabled=${!this.begun}
              @click=${() => this.take([...this.heights])}
            >
              ${this.say("lesson.ask.predict")}
            </button>`
          : html`<ul role="list">
              <li>┄ ${this.say("lesson.ask.said")}</li>
              ${came ? html`<li>─ ${this.say("lesson.ask.came")}</li>` : nothing}
            </ul>`
      }`;
  }

  #x = (knot: number) => LEFT + (knot / (KNOTS - 1)) * (WIDTH - LEFT - RIGHT);
  #y = (height: number) => {
    const part = within(height / this.sketch.top, 0, 1);
    return HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP);
  };

  #axes(name: string) {
    const { top, steps } = this.sketch;
    const [left, right, bottom] = [LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM];
    return svg`<g aria-hidden="true">
      <line x1=${left} x2=${right} y1=${bottom} y2=${bottom} /><line x1=${left} x2=${left} y1=${TOP} y2=${bottom} />
      <text x=${left - 4} y=${bottom} text-anchor="end">0</text>
      <text x=${left - 4} y=${TOP + 8} text-anchor="end">${count(top)}</text>
      <text x=${left + 4} y=${TOP + 8}>${name}</text>
      <text x=${right} y=${HEIGHT - 4} text-anchor="end">${this.say("lesson.ask.step", { step: steps })}</text>
    </g>`;
  }

  #line(heights: readonly number[], look: "said" | "came") {
    const points = heights.map((height, knot) => `${this.#x(knot)},${this.#y(height)}`).join(" ");
    return svg`<polyline class=${look} points=${points} />`;
  }

  #handle(name: string, step: number, knot: number) {
    const height = this.heights[knot] ?? 0;
    const key = (event: KeyboardEvent) => {
      const move = MOVES[event.key];
      if (move === undefined) return;
      event.preventDefault();
      this.#set(knot, height + move * NOTCH * this.sketch.top);
    };
    return svg`<circle
      tabindex="0"
      role="slider"
      aria-label=${this.say("lesson.ask.knot", { name, step })}
      aria-valuemin="0"
      aria-valuemax=${this.sketch.top}
      aria-valuenow=${height}
      aria-valuetext=${fixed(height, 1)}
      cx=${this.#x(knot)}
      cy=${this.#y(height)}
      r="5"
      @keydown=${key}
    />`;
  }

  #set(knot: number, height: number): void {
    const { top } = this.sketch;
    this.heights = this.heights.map((old, at) => (at === knot ? within(height, 0, top) : old));
    this.begun = true;
  }

  readonly #press = (event: PointerEvent): void => {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#knot = undefined;
    this.#trace(event);
  };

  readonly #move = (event: PointerEvent): void => {
    if (event.buttons > 0) this.#trace(event);
  };

  readonly #release = (): void => {
    this.#knot = undefined;
  };

  /** The knots that the pointer has passed since it was last seen go to where it is. */
  #trace(event: PointerEvent): void {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    const y = ((event.clientY - box.top) / box.height) * HEIGHT;
    const knot = Math.round(within(((x - LEFT) / (WIDTH - LEFT - RIGHT)) * (KNOTS - 1), 0, KNOTS - 1));
    const height = ((HEIGHT - BOTTOM - y) / (HEIGHT - BOTTOM - TOP)) * this.sketch.top;
    const from = this.#knot ?? knot;
    // A quick pointer passes some knots between two looks.
    const [before, passed] = [this.heights[from] ?? height, Math.abs(knot - from)];
    for (let part = 1; part < passed; part++)
      this.#set(from + Math.sign(knot - from) * part, before + (part / passed) * (height - before));
    this.#set(knot, height);
    this.#knot = knot;
  }
}
