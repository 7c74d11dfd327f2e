import { css, html, nothing } from "lit";
import { MOST_PINS } from "../../store/plane-state.ts";
import { LabPart } from "../../ui/element.ts";
import { MINUS, PLUS } from "../../ui/icons.ts";
import { base } from "../../ui/styles.ts";
import { addPin, pinName, removePin } from "./places.ts";

/** Adds pins and takes the active one away, `<vae-pin-tools>`. */
export class PinTools extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        gap: 6px;
      }
      .tool {
        padding: 0 5px;
      }
      .button:not(.tool) svg {
        width: 11px;
        height: 11px;
      }
    `,
  ];

  protected override render() {
    const { store } = this;
    const count = store.plane.pins.value.length;
    const remove = this.say("pins.remove", { name: pinName(store, store.plane.active.value) });
    return html`
      ${
        count > 1
          ? html`<button
              class="button small tool"
              aria-label=${remove}
              title=${remove}
              @click=${() => removePin(store, store.plane.active.value)}
            >
              ${MINUS}
            </button>`
          : nothing
      }
      <button class="button small" @click=${() => addPin(store)} ?disabled=${count >= MOST_PINS}>
        ${PLUS}${this.say("pins.add")}
      </button>
    `;
  }
}
