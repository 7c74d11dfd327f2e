/** A text to paste with a button that copies it, `<vae-code>`, as a part of the page that it is in. */
import { LitElement, html } from "lit";
import { property, state } from "lit/decorators.js";
import { copy } from "../../share/copy.ts";
import type { GalleryTexts } from "../../texts/gallery/index.ts";

/** How long it is said that something was copied. */
const SAID_MS = 2000;

export class Code extends LitElement {
  @property({ attribute: false }) texts!: GalleryTexts;
  @property({ attribute: false }) name = "";
  @property({ attribute: false }) text = "";
  /** The result of the last copy. */
  @state() private said = "";

  /** The styles of the page are its own. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    const { texts, name, text, said } = this;
    return html`<button type="button" aria-label=${`${texts.copy}: ${name}`} @click=${this.#copy}>
        ${said || texts.copy}
      </button>
      <pre><code>${text}</code></pre>
      <span class="spoken" role="status">${said}</span>`;
  }

  readonly #copy = async (): Promise<void> => {
    try {
      await copy(this.text);
      this.said = this.texts.copied;
    } catch {
      this.said = this.texts.copyFailed;
      const code = this.querySelector("code");
      if (code) getSelection()?.selectAllChildren(code);
    }
    setTimeout(() => (this.said = ""), SAID_MS);
  };
}
