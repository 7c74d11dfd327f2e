import { css, html } from "lit";
import { prepare } from "../../draw/canvas.ts";
import { Glide } from "../../plane/glide.ts";
import { within } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { base } from "../../ui/styles.ts";
import { Pushforward, type Seen } from "./pushforward.ts";
import { REACH } from "./places.ts";

const KEY_STEP = 0.05;
const COARSE_STEP = 0.5;
const NOTHING = new Float32Array();

export const pictureStyles = [
  base,
  css`
    :host {
      display: block;
      min-width: 0;
    }
    canvas {
      display: block;
      width: 100%;
      user-select: none;
      -webkit-user-select: none;
    }
    [role="slider"] {
      cursor: crosshair;
    }
  `,
];

/**
 * The pushforward of N(0, I) on canvases. Between two queries of the model it glides; the z that is held follows
 * the mouse, a finger or the keys.
 */
export abstract class Picture extends LabPart {
  #glide = new Glide();
  #seen: Seen | undefined;
  #frame = 0;
  #resize = new ResizeObserver(() => this.#schedule());

  /** Draws canvas number `canvas` into an area of that size in CSS pixels. */
  protected abstract draw(
    canvas: number,
    context: CanvasRenderingContext2D,
    width: number,
    height: number,
    seen: Seen | undefined,
  ): void;
  /** The z at a place of the canvas that is held. */
  protected abstract place(x: number, y: number, width: number, height: number): readonly number[];
  /** Where an arrow key takes z. */
  protected abstract readonly directions: Record<string, readonly number[]>;

  get #canvases(): NodeListOf<HTMLCanvasElement> {
    return this.renderRoot.querySelectorAll("canvas");
  }

  protected get pushforward(): Pushforward {
    return Pushforward.of(this.store);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.firstUpdated();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  protected override firstUpdated(): void {
    for (const canvas of this.#canvases) this.#resize.observe(canvas);
  }

  /** The canvas on which z is held. */
  protected holder(name: string, text: string) {
    const [z = 0] = this.pushforward.z.value;
    return html`<canvas
      tabindex="0"
      role="slider"
      aria-label=${name}
      aria-valuemin=${-REACH}
      aria-valuemax=${REACH}
      aria-valuenow=${z.toFixed(2)}
      aria-valuetext=${text}
      @pointerdown=${this.#down}
      @pointermove=${this.#move}
      @keydown=${this.#key}
    ></canvas>`;
  }

  protected override updated(): void {
    const seen = this.pushforward.seen.value;
    if (seen !== this.#seen) this.#glide.go(seen?.x ?? NOTHING);
    this.#seen = seen;
    this.#schedule();
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const seen = this.#seen && { z: this.#seen.z, x: this.#glide.now() };
      this.#canvases.forEach((canvas, at) => {
        const sheet = prepare(canvas);
        if (sheet) this.draw(at, sheet.context, sheet.width, sheet.height, seen);
      });
      if (this.#glide.moving) this.#schedule();
    });
  }

  #hold(z: readonly number[]): void {
    this.pushforward.hold(z.map((value) => within(value, -REACH, REACH)));
  }

  readonly #down = (event: PointerEvent): void => {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#move(event);
  };

  readonly #move = ({ currentTarget, pointerType, buttons, offsetX, offsetY }: PointerEvent): void => {
    if (pointerType !== "mouse" && buttons === 0) return;
    const { clientWidth, clientHeight } = currentTarget as HTMLElement;
    this.#hold(this.place(offsetX, offsetY, clientWidth, clientHeight));
  };

  readonly #key = (event: KeyboardEvent): void => {
    const direction = this.directions[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || (!direction && event.key !== "Home")) return;
    event.preventDefault();
    const step = event.shiftKey ? COARSE_STEP : KEY_STEP;
    // Home is the middle of N(0, I).
    this.#hold(this.pushforward.z.peek().map((value, at) => (direction ? value + step * (direction[at] ?? 0) : 0)));
  };
}
