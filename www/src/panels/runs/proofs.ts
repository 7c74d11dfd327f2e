import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { normals } from "../../math/epsilon.ts";
import { generator } from "../../math/random.ts";
import { LabPart } from "../../ui/element.ts";
import { base } from "../../ui/styles.ts";

const COLUMNS = 10;
const PACE_MS = 300;
/** Of the z that are decoded: every model gets the same. */
const SEED = 1;

/** What a model makes of held-out images, and of z ~ N(0, I), below its plane: `<vae-proofs>`. */
export class Proofs extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 3px;
        margin-top: 6px;
      }
      p {
        margin: 0;
        font-size: var(--text-note);
        line-height: 1.3;
      }
      .noise {
        visibility: hidden;
      }
    `,
  ];

  @state() private reconstructed: Float32Array | undefined;
  @state() private sampled: Float32Array | undefined;

  constructor() {
    super();
    this.follow(PACE_MS, async () => {
      const { model, run } = this.store;
      if (model.spec.peek().code !== "none") this.reconstructed = await run.ask("reconstruct", { count: COLUMNS });
      const z = normals(COLUMNS * model.latent.peek(), generator(SEED));
      this.sampled = await run.ask("decode", { z });
    });
  }

  protected override render() {
    const { heldOut, size } = this.store.model;
    const originals = heldOut.value?.pixels.subarray(0, COLUMNS * size.value);
    const encodes = this.store.model.spec.value.code !== "none";
    return html`
      ${
        encodes
          ? html`<p class="muted">${this.say("runs.reconstructed")}</p>
              ${this.#sheet(originals, "originals")} ${this.#sheet(this.reconstructed, "reconstructed")}`
          : nothing
      }
      <p class="muted">${this.say("runs.sampled")}</p>
      ${this.#sheet(this.sampled, "sampled")}
    `;
  }

  #sheet(pixels: Float32Array | Uint8Array | undefined, name: "originals" | "reconstructed" | "sampled") {
    const { metrics, pretrained } = this.store.state.value;
    const noise = name !== "originals" && metrics.step === 0 && !pretrained;
    return html`<vae-sheet
      class=${noise ? "noise" : ""}
      data-testid="beside-${name}"
      .store=${this.store}
      .pixels=${pixels}
      .columns=${COLUMNS}
      .gap=${3}
    ></vae-sheet>`;
  }
}
