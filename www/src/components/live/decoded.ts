import { css, html } from "lit";
import { fixed, point } from "../../numbers.ts";
import { base, panelStyles } from "../../styles.ts";
import { LabPart } from "../element.ts";

/** Coordinates that are written out; a point of more dimensions says only these. */
const SHOWN = 2;

/** The active pin's image and place, with the other pins' images to choose from: `<vae-decoded>`. */
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
        gap: 16px;
        align-items: center;
      }
      section > vae-sheet {
        width: calc(var(--decoded-side, 168px) * min(1, var(--ratio)));
      }
      @container (max-width: 330px) {
        section > vae-sheet {
          --decoded-side: 132px;
        }
      }
      h2 {
        margin-bottom: 2px;
      }
      .z {
        margin: 0;
        font-size: 17px;
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
      .hint {
        margin-top: 6px;
        font-size: 12px;
        line-height: 1.45;
      }
      .others {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin-top: 8px;
      }
      .other {
        position: relative;
        width: 40px;
        padding: 2px;
        border: 1px solid var(--line);
        border-radius: 7px;
        background: none;
        cursor: pointer;
      }
      .other.active {
        border-color: var(--z);
        box-shadow: 0 0 0 1px var(--z);
      }
      .other span {
        position: absolute;
        right: 3px;
        bottom: 0;
        font-size: 10px;
        font-weight: 700;
        color: var(--z);
      }
    `,
  ];

  protected override render() {
    const { bench } = this;
    const { height, width } = bench.image.value;
    const pins = bench.pins.value;
    const active = bench.active.value;
    const place = (pins[active]?.z ?? []).slice(0, SHOWN);
    return html`<section style="--ratio: ${width / height}" aria-labelledby="title">
      ${this.#sheet(active, this.say("decoded.name", { z: point(place) }), "decoded")}
      <div>
        <h2 id="title">${this.say("decoded.title")}</h2>
        <dl class="number z">
          ${place.map(
            (value, dimension) =>
              html`<div>
                <dt>${bench.latent.value === 1 ? "z" : `z${"₁₂"[dimension]}`}</dt>
                <dd>${fixed(value, 2)}</dd>
              </div>`,
          )}
        </dl>
        ${
          pins.length === 1
            ? html`<p class="muted hint">${this.say("decoded.hint")}</p>`
            : html`<div class="others">
                ${pins.map(
                  (_, index) =>
                    html`<button
                      class=${index === active ? "other active" : "other"}
                      aria-label=${this.say("plane.pinOf", { index: index + 1 })}
                      @click=${() => (bench.active.value = index)}
                    >
                      ${this.#sheet(index, "", "decoded-pin")}<span>${index + 1}</span>
                    </button>`,
                )}
              </div>`
        }
      </div>
    </section>`;
  }

  #sheet(index: number, name: string, test: string) {
    const { height, width } = this.bench.image.value;
    const pixels = this.bench.decoded.value?.subarray(index * height * width, (index + 1) * height * width);
    return html`<vae-sheet data-testid=${test} .bench=${this.bench} .pixels=${pixels} .name=${name} crisp></vae-sheet>`;
  }
}
