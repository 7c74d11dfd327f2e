import { css, html } from "lit";
import { query } from "lit/decorators.js";
import { prepare } from "../draw/canvas.ts";
import { type CurvePoints, type HeldOutPoint, hasLine, lastStep, pointAt } from "../run/curve.ts";
import { within } from "../texts/numbers.ts";
import { LabPart } from "../ui/element.ts";
import { base } from "../ui/styles.ts";
import { drawInvitation } from "./draw/invitation.ts";

/** Points that a key with Shift goes. */
const COARSE = 10;

export const plotStyles = [
  base,
  css`
    :host {
      display: flex;
      flex-direction: column;
      min-height: 0;
      min-width: 0;
    }
    canvas {
      flex: 1 1 140px;
      min-height: var(--plot-height, 110px);
      width: 100%;
      touch-action: pan-y;
      cursor: crosshair;
    }
  `,
];

/**
 * A drawing of the run's curves with a cursor that reads them: it follows the pointer, and the arrow keys move it from
 * one evaluation to the next. All plots of a lab share the cursor.
 */
export abstract class Plot extends LabPart {
  @query("canvas") private canvas!: HTMLCanvasElement;
  #resize = new ResizeObserver(() => this.#draw());

  /** Draws everything into an area of that size in CSS pixels. */
  protected abstract draw(context: CanvasRenderingContext2D, width: number, height: number): void;
  /** The step that is read at a place of that area, if there is one. */
  protected abstract stepAt(x: number, y: number, width: number, height: number): number | undefined;
  /** The values of a point, for screen readers. */
  protected abstract reading(point: HeldOutPoint): string;

  /** The same object while it grows: the evaluation, which changes with it, has this part drawn again. */
  protected get curve(): CurvePoints {
    void this.store.model.evaluation.value;
    return this.store.run.curve;
  }

  /** The step that is read; without one, the newest. */
  protected get cursor(): number | undefined {
    return this.store.page.cursor.value;
  }

  protected override firstUpdated(): void {
    this.#resize.observe(this.canvas);
  }

  /** The drawing, to be placed in the part's own template. */
  protected plot(name: string) {
    const { cursor, curve } = this;
    const point = cursor === undefined ? undefined : pointAt(curve.heldOut, cursor);
    return html`<canvas
      tabindex="0"
      role="slider"
      aria-label=${name}
      aria-valuemin="0"
      aria-valuemax=${lastStep(curve)}
      aria-valuenow=${Math.round(point?.step ?? lastStep(curve))}
      aria-valuetext=${
        point
          ? this.say("charts.reading", { step: Math.round(point.step), values: this.reading(point) })
          : this.say(hasLine(curve) ? "charts.newest" : "charts.invitation")
      }
      @pointerdown=${this.#point}
      @pointermove=${this.#point}
      @pointerleave=${(event: PointerEvent) => {
        // A finger that is lifted leaves the cursor where it was.
        if (event.pointerType === "mouse") this.#leave();
      }}
      @blur=${() => this.#leave()}
      @keydown=${this.#key}
    ></canvas>`;
  }

  protected override updated(): void {
    this.#draw();
  }

  #draw(): void {
    const sheet = prepare(this.canvas);
    if (!sheet) return;
    const { context, width, height } = sheet;
    if (hasLine(this.curve)) this.draw(context, width, height);
    else drawInvitation(context, width, height, this.palette, this.say("charts.invitation"));
  }

  #read(step: number | undefined): void {
    this.store.page.cursor.value = step;
  }

  /** Back to where the page is: now, or in the past. */
  #leave(): void {
    this.#read(this.store.state.peek().past?.step);
  }

  readonly #point = ({ offsetX, offsetY }: PointerEvent): void => {
    const { clientWidth, clientHeight } = this.canvas;
    this.#read(this.stepAt(offsetX, offsetY, clientWidth, clientHeight));
  };

  readonly #key = (event: KeyboardEvent): void => {
    const { heldOut } = this.curve;
    const last = heldOut.length - 1;
    const read = this.cursor === undefined ? undefined : pointAt(heldOut, this.cursor);
    const from = read ? heldOut.indexOf(read) : last;
    const pace = event.shiftKey ? COARSE : 1;
    const to: Record<string, number> = {
      ArrowLeft: from - pace,
      ArrowDown: from - pace,
      ArrowRight: from + pace,
      ArrowUp: from + pace,
      PageDown: from - COARSE,
      PageUp: from + COARSE,
      Home: 0,
      End: last,
      Escape: Number.POSITIVE_INFINITY,
    };
    const next = to[event.key];
    if (next === undefined || last < 0) return;
    event.preventDefault();
    if (event.key === "Escape") this.#leave();
    else this.#read(heldOut[within(next, 0, last)]?.step);
  };
}
