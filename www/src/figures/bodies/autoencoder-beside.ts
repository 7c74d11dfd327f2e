import { css, html, nothing } from "lit";
import { property } from "lit/decorators.js";
import { Rival } from "../../store/rival.ts";
import { LabPart } from "../../ui/element.ts";
import { base } from "../../ui/styles.ts";

/** A VAE and a plain autoencoder of the same seed, trained together, each with its latent plane: `<vae-beside>`. */
export class AutoencoderBeside extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr) auto;
        gap: 10px;
      }
      .planes {
        display: grid;
        gap: 12px;
      }
      .planes > div {
        display: flex;
        flex-direction: column;
        min-width: 0;
        container-type: inline-size;
      }
      h3 {
        margin: 0 0 4px;
        font-size: 13px;
        font-weight: 600;
      }
      vae-plane {
        flex: 1;
        min-height: 0;
      }
      @container (min-width: 520px) {
        .planes {
          grid-template-columns: 1fr 1fr;
        }
      }
    `,
  ];

  @property({ type: Boolean }) tools = false;
  @property({ type: Boolean }) legend = false;

  #rival: Rival | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.act(() => this.#begin());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#rival?.close();
    if (this.store.rival.peek() === this.#rival) this.store.rival.value = undefined;
    this.#rival = undefined;
  }

  /** Both have the options of the lab, but for the kind of autoencoder. */
  async #begin(): Promise<void> {
    const { store } = this;
    if (store.rival.peek()) return;
    const rival = new Rival(store, { autoencoder: "ae" });
    this.#rival = rival;
    await rival.open();
    if (this.#rival === rival) store.rival.value = rival;
    else rival.close();
  }

  protected override render() {
    const { store } = this;
    const rival = store.rival.value;
    return html`
      <vae-controls brief .store=${store}></vae-controls>
      <div class="planes">${this.#plane("vae", store)} ${rival ? this.#plane("ae", rival.store) : nothing}</div>
      ${rival ? html`<vae-versus .store=${store} .closable=${false}></vae-versus>` : nothing}
    `;
  }

  #plane(kind: "vae" | "ae", store: LabPart["store"]) {
    const name = this.say(`options.autoencoder.choices.${kind}`);
    return html`<div role="group" aria-label=${name}>
      <h3>${name}</h3>
      <vae-plane .store=${store} .tools=${this.tools} .legend=${this.legend}></vae-plane>
    </div>`;
  }
}
