/** The pictures of a GAN: the mesh of z, bent by G over the data and over what D thinks; and D's curve over one value. */
import { css, html } from "lit";
import { property } from "lit/decorators.js";
import { prepare } from "../../draw/canvas.ts";
import { PlanePicture } from "../../figures/distribution/plane-picture.ts";
import type { Seen } from "../../figures/distribution/pushforward.ts";
import { LabPart } from "../../ui/element.ts";
import { type Thought, drawArrows, drawCurves, drawMap, mapOf } from "./draw.ts";
import { Game } from "./subject.ts";

/** `<vae-gan-plane>` */
export class GanPlane extends PlanePicture {
  static override styles = [
    ...PlanePicture.styles,
    css`
      /* Where one is below the other, the data come first. */
      @container (max-width: 399px) {
        figure + figure {
          order: -1;
        }
      }
    `,
  ];

  #map: { of: unknown; palette: unknown; canvas: HTMLCanvasElement } | undefined;

  get #thought(): Thought | undefined {
    const { judged, isCritic } = Game.of(this.store);
    return judged.value && { judged: judged.value, critic: isCritic.value };
  }

  protected override updated(): void {
    // Read here so that a change draws the next frame.
    void this.#thought;
    super.updated();
  }

  protected override draw(
    canvas: number,
    context: CanvasRenderingContext2D,
    width: number,
    height: number,
    seen: Seen | undefined,
  ): void {
    const thought = canvas === 1 ? this.#thought : undefined;
    const { palette } = this;
    if (thought) {
      const known = this.#map?.of === thought.judged && this.#map.palette === palette;
      if (!known) this.#map = { of: thought.judged, palette, canvas: mapOf(thought, palette) };
      if (this.#map) drawMap(context, width, this.#map.canvas, thought, palette);
    }
    super.draw(canvas, context, width, height, seen);
    if (thought) drawArrows(context, width, thought.judged, palette);
  }
}

/** `<vae-gan-curves>` */
export class GanCurves extends LabPart {
  static override styles = css`
    :host {
      display: block;
      min-width: 0;
    }
    canvas {
      display: block;
      width: 100%;
      height: clamp(220px, 44cqi, 320px);
    }
  `;

  @property() name = "";

  #frame = 0;
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
    const { judged, exact } = Game.of(this.store);
    void [judged.value, exact.value, this.palette];
    return html`<canvas role="img" aria-label=${this.name}></canvas>`;
  }

  protected override updated(): void {
    this.#schedule();
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const canvas = this.renderRoot.querySelector("canvas");
      const sheet = canvas && prepare(canvas);
      const { judged, exact, isCritic } = Game.of(this.store);
      const [thought, known] = [judged.peek(), exact.peek()];
      if (!sheet || !thought || !known) return;
      const scene = { judged: thought, critic: isCritic.peek(), ...known };
      drawCurves(sheet.context, sheet.width, sheet.height, scene, this.palette);
    });
  }
}
