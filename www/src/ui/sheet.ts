import { css, html, nothing } from "lit";
import { property, query } from "lit/decorators.js";
import { paintSheet } from "../draw/digits.ts";
import { LabPart } from "./element.ts";

/** A sheet of images in the page's ink: `<vae-sheet>`. */
export class Sheet extends LabPart {
  static override styles = css`
    :host {
      display: block;
    }
    canvas {
      display: block;
      width: 100%;
      height: auto;
    }
    :host([crisp]) canvas {
      image-rendering: pixelated;
    }
  `;

  /** Images of the dataset's size, row by row, ink high: floats in [0, 1] or bytes. */
  @property({ attribute: false }) pixels: Float32Array | Uint8Array | undefined;
  @property({ type: Number }) columns = 1;
  /** Expected, so that the sheet keeps its place until there are images. */
  @property({ type: Number }) rows = 1;
  /** Pixels between two images. */
  @property({ type: Number }) gap = 0;
  /** The alternative text; without it, the surrounding text describes the sheet. */
  @property() name = "";

  @query("canvas") private canvas!: HTMLCanvasElement;

  protected override render() {
    const { height, width } = this.store.model.image.value;
    const side = (images: number, size: number) => images * (size + this.gap) - this.gap;
    return html`<canvas
      role=${this.name ? "img" : nothing}
      aria-label=${this.name || nothing}
      aria-hidden=${this.name ? nothing : "true"}
      width=${side(this.columns, width)}
      height=${side(this.rows, height)}
    ></canvas>`;
  }

  protected override updated(): void {
    const { pixels, columns, gap, palette } = this;
    if (pixels) paintSheet(this.canvas, { pixels, ...this.store.model.image.value }, columns, [gap, gap], palette);
  }
}
