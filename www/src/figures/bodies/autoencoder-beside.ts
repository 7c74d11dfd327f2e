import { css, html, nothing } from "lit";
import { property } from "lit/decorators.js";
import { METHOD } from "../../run/options/specs.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { ComparisonRun } from "../../store/comparison.ts";
import { LabPart } from "../../ui/element.ts";
import { base } from "../../ui/styles.ts";

const isUntrained = ({ state }: LabStore) => state.value.metrics.step === 0 && !state.value.pretrained;

/** A VAE and a plain autoencoder of the same seed, trained together, each with its latent plane: `<vae-beside>`. */
export class AutoencoderBeside extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-rows: auto;
        gap: 10px;
      }
      p {
        margin: 0;
        font-size: var(--text-figure);
      }
      /* Its room is kept; codes and images of first weights are noise. */
      .untrained > :not(h3) {
        visibility: hidden;
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
        font-size: var(--text-body);
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

  #comparison: ComparisonRun | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.act(() => this.#begin());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#comparison?.close();
    if (this.store.comparison.peek() === this.#comparison) this.store.comparison.value = undefined;
    this.#comparison = undefined;
  }

  /** Both have the options of the lab, but for the method. */
  async #begin(): Promise<void> {
    const { store } = this;
    if (store.comparison.peek()) return;
    const comparison = new ComparisonRun(store, { [METHOD]: "ae" });
    this.#comparison = comparison;
    await comparison.open();
    if (this.#comparison === comparison) store.comparison.value = comparison;
    else comparison.close();
  }

  protected override render() {
    const { store } = this;
    const comparison = store.comparison.value;
    const waits = isUntrained(store) || (comparison && isUntrained(comparison.store));
    return html`
      <vae-controls brief .store=${store}></vae-controls>
      ${waits ? html`<p role="status">${this.say("runs.untrained")}</p>` : nothing}
      <div class="planes">
        ${this.#plane("vae", store)} ${comparison ? this.#plane("ae", comparison.store) : nothing}
      </div>
      ${comparison ? html`<vae-comparison .store=${store} .closable=${false}></vae-comparison>` : nothing}
    `;
  }

  #plane(method: "vae" | "ae", store: LabStore) {
    const name = this.say(`options.method.choices.${method}`);
    return html`<div role="group" aria-label=${name} class=${isUntrained(store) ? "untrained" : ""}>
      <h3>${name}</h3>
      <vae-plane .store=${store} .tools=${this.tools} .legend=${this.legend}></vae-plane>
      <vae-proofs .store=${store}></vae-proofs>
    </div>`;
  }
}
