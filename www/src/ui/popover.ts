import { LitElement, css, html } from "lit";
import { property, query, state } from "lit/decorators.js";
import { base } from "./styles.ts";

/**
 * A button that opens a panel below the nearest positioned element around it, `<vae-popover>`. Escape, a press
 * elsewhere and leaving it by Tab close it. It fires `open` when its panel is to be filled.
 */
export class Popover extends LitElement {
  static override styles = [
    base,
    css`
      .panel {
        position: absolute;
        top: calc(100% + 4px);
        right: 0;
        z-index: 4;
        width: min(330px, 100%);
        max-height: min(70dvh, 560px);
        padding: 10px 12px;
        border: 1px solid var(--line);
        border-radius: var(--radius-panel);
        background: var(--panel);
        box-shadow: 0 8px 30px rgb(0 0 0 / 0.18);
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      svg {
        width: 10px;
        height: 10px;
      }
    `,
  ];

  /** The label of the button. */
  @property() label = "";
  @state() private open = false;
  @query("button") private button!: HTMLButtonElement;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("pointerdown", this.#elsewhere);
    this.addEventListener("focusout", this.#left);
    this.addEventListener("keydown", this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.#elsewhere);
    this.removeEventListener("focusout", this.#left);
    this.removeEventListener("keydown", this.#key);
  }

  protected override render() {
    return html`
      <button class="button small" aria-expanded=${this.open} aria-controls="panel" @click=${this.#toggle}>
        ${this.label}<svg viewBox="0 0 10 10" aria-hidden="true"><path d="M1 3h8L5 7.500z" /></svg>
      </button>
      <div class="panel" id="panel" role="group" aria-label=${this.label} ?hidden=${!this.open}><slot></slot></div>
    `;
  }

  #toggle = (): void => {
    this.open = !this.open;
    if (this.open) this.dispatchEvent(new Event("open"));
  };

  #elsewhere = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.open = false;
  };

  #left = (event: FocusEvent): void => {
    const to = event.relatedTarget as Node | null;
    if (to && !this.contains(to) && !this.renderRoot.contains(to)) this.open = false;
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.open) return;
    event.stopPropagation();
    this.open = false;
    this.button.focus();
  };
}
