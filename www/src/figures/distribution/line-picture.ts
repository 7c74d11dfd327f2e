import { css } from "lit";
import { bandDensities } from "./density.ts";
import { fixed } from "../../texts/numbers.ts";
import type { Seen } from "./pushforward.ts";
import { LineFrame, drawLine } from "./draw/line.ts";
import { Picture, pictureStyles } from "./picture.ts";
import { BANDS, parts } from "./places.ts";

/** N(0, 1), the decoder's curve and the distribution of x in one drawing, `<vae-distribution-line>`. */
export class LinePicture extends Picture {
  static override styles = [
    pictureStyles,
    css`
      canvas {
        height: clamp(280px, 58cqi, 460px);
        touch-action: pan-y;
      }
    `,
  ];

  protected override readonly directions = {
    ArrowLeft: [-1],
    ArrowDown: [-1],
    ArrowRight: [1],
    ArrowUp: [1],
  };

  protected override render() {
    const { z, xhat } = this.pushforward;
    const [place, value] = [fixed(z.value[0], 2), fixed(xhat.value?.[0], 2)];
    return this.holder(this.say("distribution.line"), this.say("distribution.held", { z: place, x: value }));
  }

  protected override updated(): void {
    const { shares, sigma } = this.pushforward;
    // Read here so that a change draws the next frame.
    void [shares.value, sigma.value];
    super.updated();
  }

  protected override place(x: number, _: number, width: number, height: number): readonly number[] {
    return [new LineFrame(width, height).z.value(x)];
  }

  protected override draw(
    _: number,
    context: CanvasRenderingContext2D,
    width: number,
    height: number,
    seen: Seen | undefined,
  ): void {
    const { pushforward, palette } = this;
    const sigma = pushforward.sigma.value;
    const known = seen && sigma !== undefined;
    drawLine(context, width, height, {
      palette,
      seen,
      bands: known ? bandDensities(parts(seen.x, 1).mass, sigma, BANDS) : undefined,
      shares: pushforward.shares.value,
      sigma,
      held: pushforward.z.value[0] ?? 0,
    });
  }
}
