import { css, html } from "lit";
import { property, query } from "lit/decorators.js";
import { prepare } from "../../draw/canvas.ts";
import { paintSheet } from "../../draw/digits.ts";
import { classColour } from "../../draw/palette.ts";
import { type Place, cellOf, nearest } from "../../math/book.ts";
import type { CodesTexts } from "../../texts/codes/index.ts";
import { fill } from "../../texts/fill.ts";
import { fixed } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { base, spoken } from "../../ui/styles.ts";
import { Codes } from "./subject.ts";

/** Columns of the sheet of digits. */
const COLUMNS = 16;
/** How far an arrow key moves an entry, as a share of the view. */
const KEY_STEP = 0.02;
/** The longest arrow of a gradient, as a share of the view's half; and the gradient, in nats, whose arrow is half as long. */
const ARROW = 0.5;
const HALF = 10;
/** Digits are as large as this share of the side of a square with the cell's area, between these sizes in pixels. */
const DIGIT = { share: 0.8, least: 12, most: 44 };

/** The plane of a book, cut into the cells of its entries, which can be dragged: `<vae-book>`. */
export class BookPlane extends LabPart {
  static override styles = [
    base,
    spoken,
    css`
      :host {
        display: block;
      }
      .plane {
        position: relative;
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        overflow: hidden;
        cursor: grab;
        touch-action: pan-y;
      }
      .plane:focus-visible {
        outline: 2px solid var(--z);
        outline-offset: 2px;
      }
      canvas {
        display: block;
        width: 100%;
        aspect-ratio: 1;
        max-height: 440px;
      }
    `,
  ];

  @property({ attribute: false }) texts!: CodesTexts;
  /** The entry that keys move, and that was taken last. */
  @property({ attribute: false }) chosen = 0;

  @query("canvas") private canvas!: HTMLCanvasElement;

  #sheet = document.createElement("canvas");
  #dragging = false;
  /** Where the entry under the finger is to go, while the engine is at an earlier place. */
  #wanted: Place | undefined;
  #sending = false;
  #centre: Place = [0, 0];
  #reach = 0.01;
  #resize = new ResizeObserver(() => this.requestUpdate());

  get #codes(): Codes {
    return Codes.of(this.store);
  }

  protected override firstUpdated(): void {
    this.#resize.observe(this.canvas);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  protected override render() {
    const { texts, chosen } = this;
    const { size, shares } = this.#codes;
    const share = shares.value?.[chosen];
    const percent = share === undefined ? "" : fill(texts.share, { percent: fixed(100 * share, 1) });
    return html`<div
      class="plane"
      data-testid="book"
      tabindex="0"
      role="group"
      aria-label=${texts.plane}
      aria-describedby="keys entry"
      @pointerdown=${this.#down}
      @pointermove=${this.#drag}
      @pointerup=${this.#up}
      @pointercancel=${this.#up}
      @keydown=${this.#key}
    >
      <canvas role="img" aria-label=${texts.plane}></canvas>
      <p class="spoken" id="keys">${texts.keys}</p>
      <p class="spoken" id="entry" role="status">
        ${fill(texts.entry, { number: chosen, size: size.value })} ${percent}
      </p>
    </div>`;
  }

  protected override updated(): void {
    const { book, variants, points, slope, found, shares, place } = this.#codes;
    const { model } = this.store;
    void [variants.value, points.value, slope.value, found.value, shares.value, place.value, model.encodings.value];
    if (book.value) this.#paint(book.value);
  }

  /** The view: all entries, and nearly all points. It stays where it shows them well, so that cells do not creep. */
  #fit(book: Float32Array): void {
    if (this.#dragging) return;
    const points = this.store.model.encodings.value?.mu ?? new Float32Array();
    const along = (axis: number): readonly [number, number] => {
      const seen = Array.from({ length: points.length / 2 }, (_, at) => points[2 * at + axis] ?? 0).sort(
        (a, b) => a - b,
      );
      const own = Array.from({ length: book.length / 2 }, (_, at) => book[2 * at + axis] ?? 0);
      const part = (share: number) => seen[Math.floor(share * (seen.length - 1))] ?? own[0] ?? 0;
      return [Math.min(part(0.01), ...own), Math.max(part(0.99), ...own)];
    };
    const [[left, right], [bottom, top]] = [along(0), along(1)];
    const reach = Math.max((right - left) / 2, (top - bottom) / 2, 0.01) * 1.1;
    const [u, v] = this.#centre;
    const out = Math.max(
      u - this.#reach - left,
      right - u - this.#reach,
      v - this.#reach - bottom,
      top - v - this.#reach,
    );
    if (out <= 0 && reach > this.#reach * 0.75) return;
    this.#centre = [(left + right) / 2, (bottom + top) / 2];
    this.#reach = reach;
  }

  /** A box's map to the plane and back. */
  #map() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const scale = Math.max(Math.min(width, height), 1) / (2 * this.#reach);
    const [u, v] = this.#centre;
    const to = ([x, y]: Place): Place => [width / 2 + (x - u) * scale, height / 2 - (y - v) * scale];
    const from = (x: number, y: number): Place => [u + (x - width / 2) / scale, v + (height / 2 - y) / scale];
    const [[left, top], [right, bottom]] = [from(0, 0), from(width, height)];
    return { to, from, bounds: { left, right, bottom, top } };
  }

  #paint(book: Float32Array): void {
    this.#fit(book);
    const prepared = prepare(this.canvas);
    if (!prepared) return;
    const { context } = prepared;
    const { palette, chosen } = this;
    const { shares, variants } = this.#codes;
    const { model } = this.store;
    const { to, bounds } = this.#map();
    const at = (entry: number): Place => [book[2 * entry] ?? 0, book[2 * entry + 1] ?? 0];
    const pixels = variants.value;
    const shape = model.image.value;
    if (pixels) paintSheet(this.#sheet, { pixels, ...shape }, COLUMNS, [0, 0], palette);
    const sides: number[] = [];
    for (let entry = 0; entry < book.length / 2; entry++) {
      const corners = cellOf(book, entry, bounds).map(to);
      const area = corners.reduce((sum, [x, y], place) => {
        const [u, v] = corners.at(place - 1) ?? [x, y];
        return sum + (u * y - x * v) / 2;
      }, 0);
      sides.push(Math.sqrt(Math.abs(area)));
      context.beginPath();
      for (const [x, y] of corners) context.lineTo(x, y);
      context.closePath();
      const dead = shares.value?.[entry] === 0;
      context.fillStyle = dead ? palette.line : palette.panel;
      context.fill();
      context.strokeStyle = palette.faint;
      context.lineWidth = 1;
      context.stroke();
      if (entry !== chosen) continue;
      context.save();
      context.globalAlpha = 0.18;
      context.fillStyle = palette.mu;
      context.fill();
      context.restore();
    }
    const { mu } = model.encodings.value ?? {};
    const labels = model.heldOut.value?.labels;
    context.globalAlpha = 0.5;
    for (let point = 0; point < (mu?.length ?? 0) / 2; point++) {
      const [x, y] = to([mu?.[2 * point] ?? 0, mu?.[2 * point + 1] ?? 0]);
      context.fillStyle = labels ? classColour(labels[point] ?? 0) : palette.z;
      context.fillRect(x - 1, y - 1, 2, 2);
    }
    context.globalAlpha = 1;
    context.imageSmoothingEnabled = false;
    for (const [entry, side] of sides.entries()) {
      const [x, y] = to(at(entry));
      const dead = shares.value?.[entry] === 0;
      const size = Math.min(Math.max(side * DIGIT.share, DIGIT.least), DIGIT.most);
      const [width, height] = [shape.width, shape.height];
      context.globalAlpha = dead ? 0.35 : 1;
      if (pixels)
        context.drawImage(
          this.#sheet,
          (entry % COLUMNS) * width,
          Math.floor(entry / COLUMNS) * height,
          width,
          height,
          x - size / 2,
          y - size / 2,
          size,
          size,
        );
      context.fillStyle = dead ? palette.faint : palette.mu;
      context.beginPath();
      context.arc(x, y, entry === chosen ? 4 : 2, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
    this.#arrows(context, book);
  }

  /** From the image's point to its entry; and at both the same gradient, against which they would move. */
  #arrows(context: CanvasRenderingContext2D, book: Float32Array): void {
    const { points, found, slope } = this.#codes;
    const { palette } = this;
    const { to } = this.#map();
    const entry = found.value?.[0];
    if (!points.value || entry === undefined) return;
    const z: Place = [points.value[0] ?? 0, points.value[1] ?? 0];
    const e: Place = [book[2 * entry] ?? 0, book[2 * entry + 1] ?? 0];
    arrow(context, to(z), to(e), palette.z, [4, 3]);
    const [s, t] = [-(slope.value?.[0] ?? 0), -(slope.value?.[1] ?? 0)];
    const length = Math.hypot(s, t);
    if (length > 0) {
      const longest = (ARROW * this.#reach * length) / (length + HALF);
      for (const start of [e, z])
        arrow(
          context,
          to(start),
          to([start[0] + (s / length) * longest, start[1] + (t / length) * longest]),
          palette.recon,
        );
    }
    const [x, y] = to(z);
    context.fillStyle = palette.z;
    context.beginPath();
    context.arc(x, y, 4, 0, 2 * Math.PI);
    context.fill();
    context.strokeStyle = palette.panel;
    context.lineWidth = 1.5;
    context.stroke();
  }

  #at(event: PointerEvent): Place {
    const { left, top } = this.canvas.getBoundingClientRect();
    return this.#map().from(event.clientX - left, event.clientY - top);
  }

  readonly #down = (event: PointerEvent): void => {
    const book = this.#codes.book.peek();
    if (!book || event.button !== 0) return;
    this.chosen = nearest(book, this.#at(event), 0, 2);
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#dragging = true;
  };

  readonly #drag = (event: PointerEvent): void => {
    if (this.#dragging) this.#move(this.#at(event));
  };

  readonly #up = (): void => {
    this.#dragging = false;
  };

  /** The engine has one place at a time: the newest waits until the last one is taken. */
  #move(to: Place): void {
    this.#wanted = to;
    if (this.#sending) return;
    this.#sending = true;
    this.store.act(async () => {
      try {
        while (this.#wanted) {
          const values = Float32Array.from(this.#wanted);
          this.#wanted = undefined;
          await this.#codes.move(this.chosen, values);
        }
      } finally {
        this.#sending = false;
      }
    });
  }

  readonly #key = (event: KeyboardEvent): void => {
    const { book, size } = this.#codes;
    const entries = book.peek();
    if (!entries || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = 2 * this.#reach * KEY_STEP * (event.shiftKey ? 4 : 1);
    const [u, v] = [entries[2 * this.chosen] ?? 0, entries[2 * this.chosen + 1] ?? 0];
    const choose = (by: number) => (this.chosen = (this.chosen + by + size.peek()) % size.peek());
    const keys: Record<string, () => void> = {
      ArrowLeft: () => this.#move([u - step, v]),
      ArrowRight: () => this.#move([u + step, v]),
      ArrowUp: () => this.#move([u, v + step]),
      ArrowDown: () => this.#move([u, v - step]),
      PageUp: () => choose(-1),
      PageDown: () => choose(1),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
}

function arrow(context: CanvasRenderingContext2D, from: Place, to: Place, colour: string, dash: number[] = []): void {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = 2;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(...to);
  for (const turn of [2.7, -2.7])
    context.lineTo(to[0] + 7 * Math.cos(angle + turn), to[1] + 7 * Math.sin(angle + turn));
  context.fill();
}
