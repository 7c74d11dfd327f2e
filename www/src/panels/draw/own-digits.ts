import { css, html, nothing } from "lit";
import { classColour } from "../../draw/palette.ts";
import type { Drawing } from "../../run/protocol.ts";
import { count } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { CLOSE } from "../../ui/icons.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { MOST_OWN, Sketching } from "./sketching.ts";

const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);
/** How often an epoch may show each: a few drawings among tens of thousands of images would not be noticed. */
const REPEATS = [1, 10, 100];

/** The reader's drawings among the training images, `<vae-own-digits>`. */
export class OwnDigits extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      fieldset {
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
        margin-bottom: 4px;
        font-size: var(--text-note);
        color: var(--muted);
      }
      .labels {
        display: grid;
        grid-template-columns: repeat(10, minmax(0, 1fr));
        gap: 3px;
      }
      .labels .button {
        min-width: 0;
        padding: 0;
        font-variant-numeric: tabular-nums;
      }
      .labels .button[aria-pressed="true"] {
        border-color: var(--class);
        box-shadow: inset 0 0 0 1px var(--class);
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(44px, 1fr));
        gap: 5px;
        margin: 8px 0;
        padding: 0;
        max-height: 156px;
        overflow-y: auto;
        list-style: none;
      }
      li {
        position: relative;
        max-width: 64px;
      }
      .drawing {
        display: block;
        width: 100%;
        padding: 2px;
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        background: none;
        cursor: pointer;
      }
      .drawing[aria-pressed="true"] {
        border-color: var(--class);
        box-shadow: 0 0 0 1px var(--class);
      }
      .drawing span {
        position: absolute;
        left: 4px;
        bottom: 1px;
        font-size: var(--text-small);
        font-weight: 700;
      }
      .drawing i {
        position: absolute;
        left: 4px;
        right: 4px;
        bottom: 2px;
        height: 2px;
        border-radius: var(--radius-fine);
        background: var(--class);
      }
      .out {
        position: absolute;
        top: 0;
        right: 0;
        width: 24px;
        height: 24px;
        display: grid;
        place-items: center;
        padding: 0;
        border: 0;
        border-radius: var(--radius-control);
        background: color-mix(in srgb, var(--panel) 80%, transparent);
        color: var(--muted);
        cursor: pointer;
      }
      .out:hover {
        color: var(--ink);
      }
      .out svg {
        width: 10px;
        height: 10px;
      }
      .repeats {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px;
        font-size: var(--text-note);
      }
      p {
        font-size: var(--text-note);
        line-height: 1.45;
      }
      p + * {
        margin-top: 6px;
      }
      @media (pointer: coarse) {
        ul {
          grid-template-columns: repeat(auto-fill, minmax(60px, 1fr));
        }
        .out {
          width: 30px;
          height: 30px;
        }
        .labels {
          grid-template-columns: repeat(5, minmax(0, 1fr));
        }
      }
    `,
  ];

  get #sketching(): Sketching {
    return Sketching.of(this.store);
  }

  protected override render() {
    const drawings = this.store.session.drawings.value;
    const full = drawings.length >= MOST_OWN;
    return html`<section aria-labelledby="title">
      <h2 id="title">
        ${this.say("draw.train")}
        ${
          drawings.length > 0
            ? html`<button class="button small" @click=${() => (this.store.session.drawings.value = [])}>
                ${this.say("draw.takeOutAll")}
              </button>`
            : nothing
        }
      </h2>
      ${this.#labels(full)}
      ${
        drawings.length > 0
          ? html`<ul aria-label=${this.say("draw.own")}>
                ${drawings.map((drawing, index) => this.#drawing(drawing, index))}
              </ul>
              ${this.#repeats()}`
          : html`<p class="muted">${this.say("draw.why")}</p>`
      }
      <p class="muted number" role="status" data-testid="own-figures">${this.#figures(full)}</p>
    </section>`;
  }

  #labels(full: boolean) {
    const sketch = this.#sketching.sketch.value;
    const kept = this.#sketching.kept;
    return html`<fieldset ?disabled=${!sketch || (full && !kept)}>
      <legend>${this.say(kept ? "draw.keptAs" : "draw.keepAs")}</legend>
      <div class="labels">
        ${DIGITS.map((digit) => {
          const pressed = kept && sketch?.label === digit;
          return html`<button
            class="button small"
            .style="--class: ${classColour(digit)}"
            aria-pressed=${pressed}
            aria-label=${this.say("draw.asDigit", { digit })}
            @click=${() => (pressed && sketch ? this.#sketching.takeOut(sketch) : this.#sketching.keep(digit))}
          >
            ${digit}
          </button>`;
        })}
      </div>
    </fieldset>`;
  }

  #drawing(drawing: Drawing, index: number) {
    const params = { index: index + 1, digit: drawing.label ?? "" };
    const out = this.say("draw.takeOut", params);
    return html`<li .style="--class: ${classColour(drawing.label ?? 0)}">
      <button
        class="drawing"
        aria-pressed=${drawing === this.#sketching.sketch.value}
        aria-label=${this.say("draw.look", params)}
        @click=${() => this.#sketching.open(drawing)}
      >
        <vae-sheet .store=${this.store} .pixels=${this.#sketching.images.value[index]}></vae-sheet>
        <span aria-hidden="true">${drawing.label}</span><i></i>
      </button>
      <button class="out" aria-label=${out} title=${out} @click=${() => this.#sketching.takeOut(drawing)}>
        ${CLOSE}
      </button>
    </li>`;
  }

  #repeats() {
    const { repeats } = this.store.session;
    return html`<div class="repeats" role="group" aria-labelledby="repeats">
      <span class="muted" id="repeats">${this.say("draw.repeats")}</span>
      ${REPEATS.map(
        (times) =>
          html`<button
            class="button small"
            aria-pressed=${repeats.value === times}
            aria-label=${this.say("draw.times", { times })}
            @click=${() => (repeats.value = times)}
          >
            ×${times}
          </button>`,
      )}
    </div>`;
  }

  #figures(full: boolean): string {
    const { own = 0, train = 0 } = this.store.model.dataset.value ?? {};
    const figures = own > 0 ? this.say("draw.figures", { own: count(own), train: count(train) }) : "";
    return full ? `${figures} ${this.say("draw.full", { most: MOST_OWN })}` : figures;
  }
}
