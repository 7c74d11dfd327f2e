import { css, html, nothing } from "lit";
import { query, state } from "lit/decorators.js";
import { prepare } from "../../draw/canvas.ts";
import { within } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { base } from "../../ui/styles.ts";
import { Sketching } from "./sketching.ts";

/** Parts of the pad's side: how far keys move the pen, and how near to the last point of a line another one tells nothing. */
const KEY_STEP = 1 / 28;
const COARSE_STEP = 4 / 28;
const NEAR = 0.004;

/** Where one draws, with a finger, a pen, a mouse or keys: `<vae-pad>`. It fires `rest` when a stroke is done. */
export class Pad extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
        aspect-ratio: 1;
      }
      .pad {
        position: absolute;
        inset: 0;
        border: 1px solid var(--line);
        border-radius: var(--radius-field);
        background: var(--page);
        cursor: crosshair;
        touch-action: none;
        user-select: none;
        -webkit-user-select: none;
      }
      canvas {
        width: 100%;
        height: 100%;
        display: block;
      }
      .hint {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        padding: 12px;
        text-align: center;
        color: var(--muted);
        pointer-events: none;
      }
    `,
  ];

  /** Where the keys' pen is, and whether it is on the paper; a pointer has no need of it. */
  @state() private nib: { x: number; y: number; down: boolean } | undefined;
  @state() private spoken = "";

  @query("canvas") private canvas!: HTMLCanvasElement;

  #pointer: number | undefined;
  #resize = new ResizeObserver(() => this.requestUpdate());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  get #sketching(): Sketching {
    return Sketching.of(this.store);
  }

  protected override render() {
    const empty = !this.#sketching.sketch.value;
    return html`
      <div
        class="pad"
        role="application"
        tabindex="0"
        aria-label=${this.say("draw.pad")}
        aria-describedby="help"
        data-testid="pad"
        @pointerdown=${this.#down}
        @pointermove=${this.#move}
        @pointerup=${this.#up}
        @pointercancel=${this.#up}
        @keydown=${this.#key}
        @blur=${() => (this.nib = undefined)}
      >
        <canvas aria-hidden="true"></canvas>
        ${empty && !this.nib ? html`<span class="hint" aria-hidden="true">${this.say("draw.hint")}</span>` : nothing}
      </div>
      <p class="spoken" id="help">${this.say("draw.help")}</p>
      <p class="spoken" role="status">${this.spoken}</p>
    `;
  }

  protected override updated(): void {
    const drawing = this.#sketching.sketch.value;
    const pen = this.#sketching.pen.value;
    const prepared = prepare(this.canvas);
    if (!prepared) return;
    const { context, width } = prepared;
    const { palette, nib } = this;
    context.strokeStyle = palette.ink;
    context.lineCap = context.lineJoin = "round";
    // As broad as it will be where the drawing is as high as a digit in its image.
    context.lineWidth = (pen * width) / 28;
    for (const stroke of drawing?.strokes ?? []) {
      context.beginPath();
      for (let at = 0; at < stroke.length; at += 2) {
        context.lineTo((stroke[at] ?? 0) * width, (stroke[at + 1] ?? 0) * width);
      }
      // A dot is a line to itself.
      if (stroke.length === 2) context.lineTo((stroke[0] ?? 0) * width, (stroke[1] ?? 0) * width);
      context.stroke();
    }
    if (!nib) return;
    context.beginPath();
    context.arc(nib.x * width, nib.y * width, Math.max(context.lineWidth / 2, 4), 0, 2 * Math.PI);
    context.lineWidth = 2;
    context.strokeStyle = palette.z;
    context.fillStyle = palette.z;
    if (nib.down) context.fill();
    context.stroke();
  }

  /** Begins a stroke; what is trained on is left as it is, and a new sheet taken. */
  #begin(x: number, y: number): void {
    const sketching = this.#sketching;
    if (sketching.kept) sketching.clear();
    sketching.edit({ strokes: [...(sketching.sketch.peek()?.strokes ?? []), [x, y]] });
  }

  /** Draws on with the last stroke. */
  #draw(points: readonly { x: number; y: number }[]): void {
    const strokes = this.#sketching.sketch.peek()?.strokes;
    const last = strokes?.at(-1);
    if (!strokes || !last) return;
    const longer = [...last];
    for (const { x, y } of points) {
      const [fromX = x, fromY = y] = longer.slice(-2);
      if (Math.hypot(x - fromX, y - fromY) >= NEAR) longer.push(x, y);
    }
    if (longer.length > last.length) this.#sketching.edit({ strokes: [...strokes.slice(0, -1), longer] });
  }

  #rest(): void {
    this.dispatchEvent(new CustomEvent("rest"));
  }

  #place(event: PointerEvent): { x: number; y: number } {
    const { left, top, width } = this.canvas.getBoundingClientRect();
    return { x: within((event.clientX - left) / width, 0, 1), y: within((event.clientY - top) / width, 0, 1) };
  }

  readonly #down = (event: PointerEvent): void => {
    if (event.button !== 0 || this.#pointer !== undefined) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#pointer = event.pointerId;
    this.nib = undefined;
    const { x, y } = this.#place(event);
    this.#begin(x, y);
  };

  readonly #move = (event: PointerEvent): void => {
    if (event.pointerId !== this.#pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    this.#draw((events.length > 0 ? events : [event]).map((event) => this.#place(event)));
  };

  readonly #up = (event: PointerEvent): void => {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = undefined;
    this.#rest();
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? COARSE_STEP : KEY_STEP;
    const nib = this.nib ?? { x: 0.5, y: 0.5, down: false };
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = moves[event.key];
    if (move) {
      const to = { x: within(nib.x + move[0], 0, 1), y: within(nib.y + move[1], 0, 1) };
      this.nib = { ...to, down: nib.down };
      if (nib.down) this.#draw([to]);
    } else if (event.key === " ") {
      this.nib = { ...nib, down: !nib.down };
      this.spoken = this.say(nib.down ? "draw.penUp" : "draw.penDown");
      if (nib.down) this.#rest();
      else this.#begin(nib.x, nib.y);
    } else if (event.key === "Backspace") {
      this.#undo();
    } else {
      return;
    }
    event.preventDefault();
  };

  #undo(): void {
    if (this.nib) this.nib = { ...this.nib, down: false };
    this.#sketching.undo();
    this.#rest();
  }
}
