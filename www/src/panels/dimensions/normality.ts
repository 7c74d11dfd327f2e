import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { chance } from "../../math/correlation.ts";
import { chanceDistance, normality } from "../../math/normality.ts";
import { count, fixed, subscript } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { base, panelStyles } from "../../ui/styles.ts";

const z = (dimension: number) => `z${subscript(dimension + 1)}`;

/** How near codes without noise are to N(0, I), live while it is open: `<vae-normality>`. */
export class Normality extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      :host {
        display: block;
        margin-top: 12px;
        font-size: var(--text-note);
      }
      summary {
        width: fit-content;
        cursor: pointer;
      }
      summary h2 {
        display: inline;
      }
      p {
        margin: 6px 0;
        line-height: 1.45;
      }
    `,
  ];

  @state() private open = false;

  protected override render() {
    const toggle = ({ target }: Event) => (this.open = (target as HTMLDetailsElement).open);
    return html`<details class="panel" @toggle=${toggle}>
      <summary><h2>${this.say("normality.title")}</h2></summary>
      ${this.open ? this.#figures() : nothing}
    </details>`;
  }

  #figures() {
    const { encodings, latent } = this.store.model;
    if (!encodings.value) return nothing;
    const { codes, distances, pair } = normality(encodings.value.mu, latent.value);
    return html`<p class="number" data-testid="distances">
        ${this.say("normality.distances")}
        ${distances.map((distance, dimension) => html`${dimension > 0 ? ", " : ""}${z(dimension)} <b>${fixed(distance, 3)}</b>`)}
      </p>
      ${
        pair
          ? html`<p class="number" data-testid="correlated">
              ${this.say("normality.correlated", { a: z(pair.of[0]), b: z(pair.of[1]) })} <b>${fixed(pair.r, 2)}</b>
            </p>`
          : nothing
      }
      <p class="muted">
        ${this.say("normality.help", { codes: count(codes), distance: fixed(chanceDistance(codes), 3), r: fixed(chance(codes), 2) })}
      </p>`;
  }
}
