import { css, html, nothing } from "lit";
import { imageAt } from "../../draw/digits.ts";
import { resemblanceText, namePin, pinName, placeOf, removePin } from "../../plane/pins/places.ts";
import { LONGEST_NAME } from "../../store/plane-state.ts";
import { fixed, point } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { CLOSE } from "../../ui/icons.ts";
import { base, panelStyles } from "../../ui/styles.ts";

/** The active pin's image, place and looks, and the list of all pins to choose, name and remove: `<vae-decoded>`. */
export class Decoded extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      :host {
        container-type: inline-size;
      }
      section {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 12px 16px;
        align-items: center;
      }
      section > vae-sheet {
        width: calc(var(--decoded-side, calc(168 * var(--unit))) * min(1, var(--ratio)));
      }
      @container (max-width: 330px) {
        section > vae-sheet {
          --decoded-side: calc(132 * var(--unit));
        }
      }
      @container (max-width: 240px) {
        section {
          grid-template-columns: 1fr;
          justify-items: center;
        }
      }
      h2 {
        margin-bottom: 2px;
      }
      .z {
        margin: 0;
        font-size: var(--text-large);
        line-height: 1.4;
        color: var(--z);
      }
      .z div {
        display: flex;
        gap: 8px;
      }
      .z dt {
        font-style: italic;
      }
      .z dd {
        margin: 0;
        min-width: 3.2em;
        text-align: right;
        font-weight: 600;
      }
      .look {
        margin-top: 4px;
        min-height: 2.8em;
        font-size: var(--text-body);
        line-height: 1.4;
      }
      .hint {
        font-size: var(--text-note);
        line-height: 1.45;
      }
      .pins {
        grid-column: 1 / -1;
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .pins button {
        display: block;
        width: 44px;
        padding: 2px;
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        background: none;
        font-size: var(--text-fine);
        line-height: 1.3;
        color: var(--z);
        cursor: pointer;
      }
      .pins button[aria-pressed="true"] {
        border-color: var(--z);
        box-shadow: 0 0 0 1px var(--z);
        font-weight: 700;
      }
      .pins vae-sheet {
        width: min(100%, 38px * var(--ratio));
        margin: 0 auto;
      }
      .pins span {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .name {
        grid-column: 1 / -1;
        display: flex;
        gap: 6px;
        margin-top: -4px;
      }
      .name input {
        flex: 1;
        min-width: 0;
        min-height: 28px;
        padding: 0 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        background: var(--page);
        font-size: var(--text-note);
      }
      .name input::placeholder {
        color: var(--muted);
      }
    `,
  ];

  protected override render() {
    const { store } = this;
    const { height, width } = store.model.image.value;
    const pins = store.plane.pins.value;
    const active = store.plane.active.value;
    const stop = store.plane.stop.value;
    const z = stop ? stop.z : (pins[active]?.z ?? []);
    const place = placeOf(store, z);
    const pixels = stop ? stop.pixels : this.#pixels(active);
    return html`<section .style="--ratio: ${width / height}" aria-labelledby="title">
      ${this.#sheet(pixels, this.say("decoded.name", { z: point(place) }), "decoded")}
      <div>
        <h2 id="title">${stop ? this.say("decoded.onPath") : this.say("decoded.title")}</h2>
        <dl class="number z">
          ${place.map(
            (value, dimension) =>
              html`<div>
                <dt>${store.plane.section.value.names[dimension]}</dt>
                <dd>${fixed(value, 2)}</dd>
              </div>`,
          )}
        </dl>
        <p class="look">${resemblanceText(store, z)}</p>
        ${pins.length === 1 ? html`<p class="muted hint">${this.say("decoded.hint")}</p>` : nothing}
      </div>
      ${pins.length > 1 ? this.#list() : nothing}
    </section>`;
  }

  #list() {
    const { store } = this;
    const active = store.plane.active.value;
    const rename = (event: Event) => namePin(store, active, (event.target as HTMLInputElement).value);
    const remove = this.say("pins.remove", { name: pinName(store, active) });
    return html`
      <ul class="pins" aria-label=${this.say("pins.list")}>
        ${store.plane.pins.value.map(
          (pin, index) =>
            html`<li>
              <button
                aria-pressed=${index === active}
                aria-label=${pinName(store, index)}
                title=${pinName(store, index)}
                @click=${() => this.#choose(index)}
              >
                ${this.#sheet(this.#pixels(index), "", "decoded-pin")}<span>${pin.name || index + 1}</span>
              </button>
            </li>`,
        )}
      </ul>
      <div class="name">
        <input
          aria-label=${this.say("pins.name")}
          placeholder=${this.say("pins.name")}
          maxlength=${LONGEST_NAME}
          .value=${store.plane.pins.value[active]?.name ?? ""}
          @change=${rename}
        />
        <button class="button small" aria-label=${remove} title=${remove} @click=${() => removePin(store, active)}>
          ${CLOSE}
        </button>
      </div>
    `;
  }

  #choose(index: number): void {
    this.store.plane.stop.value = undefined;
    this.store.plane.active.value = index;
  }

  #pixels(index: number): Float32Array | undefined {
    return imageAt(this.store.plane.decoded.value, this.store.model.image.value, index);
  }

  #sheet(pixels: Float32Array | undefined, name: string, test: string) {
    return html`<vae-sheet data-testid=${test} .store=${this.store} .pixels=${pixels} .name=${name} crisp></vae-sheet>`;
  }
}
