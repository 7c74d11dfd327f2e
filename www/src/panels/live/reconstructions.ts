import { css, html, nothing } from "lit";
import { LabPart } from "../../ui/element.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { marked } from "../../ui/term.ts";

const IMAGES = 10;
const PACE_MS = 300;

/** Held-out images over their reconstructions, `<vae-reconstructions>`: a click selects one. */
export class Reconstructions extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      section {
        position: relative;
      }
      vae-sheet + vae-sheet {
        margin-top: 4px;
      }
      .picks {
        position: absolute;
        inset: 28px 0 0;
        display: grid;
        grid-template-columns: repeat(10, 1fr);
      }
      .picks button {
        border: 0;
        border-radius: var(--radius-control);
        padding: 0;
        background: none;
        cursor: pointer;
      }
      .picks button:hover {
        background: color-mix(in srgb, var(--sigma) 10%, transparent);
      }
      .picks button[aria-pressed="true"] {
        box-shadow: inset 0 0 0 2px var(--sigma);
      }
    `,
  ];

  constructor() {
    super();
    this.follow(PACE_MS, async () => {
      this.store.model.reconstructed.value = await this.store.run.ask("reconstruct", { count: IMAGES });
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store.model.reconstructed.value = undefined;
  }

  protected override render() {
    const { store } = this;
    const size = store.model.size.value;
    const selected = store.plane.selected.value;
    const { code } = store.model.spec.value;
    if (code === "none") return nothing;
    const originals = store.model.heldOut.value?.pixels.subarray(0, IMAGES * size);
    const count = Math.min(IMAGES, (originals?.length ?? 0) / size);
    const sheet = (pixels: Float32Array | Uint8Array | undefined, name: "originals" | "decoded", test: string) =>
      html`<vae-sheet
        data-testid=${test}
        .store=${store}
        .pixels=${pixels}
        .columns=${IMAGES}
        .gap=${3}
        .name=${this.say(`reconstructions.${name}`)}
      ></vae-sheet>`;
    return html`<section aria-labelledby="title" data-testid="reconstructions">
      <h2 id="title"><span>${marked(this.say("reconstructions.title"))}</span></h2>
      ${sheet(originals, "originals", "originals")}
      ${sheet(store.model.reconstructed.value, "decoded", "reconstructed")}
      <div class="picks">
        ${Array.from({ length: count }, (_, index) => {
          const name = this.say(`reconstructions.${code}`, { index: index + 1 });
          return html`<button
            aria-pressed=${selected === index}
            aria-label=${name}
            title=${name}
            @click=${() => (store.plane.selected.value = selected === index ? undefined : index)}
          ></button>`;
        })}
      </div>
    </section>`;
  }
}
