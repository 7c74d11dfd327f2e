import { css, html } from "lit";
import type { Place } from "../../math/section.ts";
import { point } from "../../texts/numbers.ts";
import type { Seen } from "./pushforward.ts";
import { drawDecoded, drawLatent, latentSquare } from "./draw/plane.ts";
import { Picture, pictureStyles } from "./picture.ts";

/** N(0, I) on its plane, and on that of the data as the decoder bends it, `<vae-distribution-plane>`. */
export class PlanePicture extends Picture {
  static override styles = [
    pictureStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 300px);
        justify-content: center;
        gap: 10px;
      }
      @container (min-width: 400px) {
        :host {
          grid-template-columns: repeat(2, minmax(0, 460px));
        }
      }
      figure {
        min-width: 0;
      }
      figcaption {
        margin-bottom: 4px;
        font-size: var(--text-note);
        font-weight: 600;
        color: var(--z);
      }
      figure + figure figcaption {
        color: var(--xhat);
      }
      canvas {
        aspect-ratio: 1;
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
      }
      [role="slider"] {
        touch-action: none;
      }
    `,
  ];

  protected override readonly directions = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, 1],
    ArrowDown: [0, -1],
  };

  protected override render() {
    const { z, xhat } = this.pushforward;
    const text = this.say("distribution.held", { z: point(z.value), x: point([...(xhat.value ?? [])]) });
    return html`
      <figure>
        <figcaption>${this.say("distribution.before")}</figcaption>
        ${this.holder(this.say("distribution.plane"), text)}
      </figure>
      <figure>
        <figcaption>${this.say("distribution.after")}</figcaption>
        <canvas role="img" aria-label=${this.say("distribution.afterName")}></canvas>
      </figure>
    `;
  }

  protected override updated(): void {
    // Read here so that a change draws the next frame.
    void this.pushforward.heldOut.value;
    super.updated();
  }

  protected override place(x: number, y: number, width: number): readonly number[] {
    return latentSquare(width).place(x, y);
  }

  protected override draw(
    canvas: number,
    context: CanvasRenderingContext2D,
    width: number,
    _: number,
    seen: Seen | undefined,
  ): void {
    const { pushforward, palette } = this;
    const [z1 = 0, z2 = 0] = pushforward.z.value;
    const [x1, x2] = pushforward.xhat.value ?? [];
    const x: Place | undefined = x1 === undefined || x2 === undefined ? undefined : [x1, x2];
    const draw = canvas === 0 ? drawLatent : drawDecoded;
    draw(context, width, { palette, seen, data: pushforward.heldOut.value, held: { z: [z1, z2], x } });
  }
}
