import { css, html, nothing } from "lit";
import { layerName } from "../store/hideable.ts";
import { GRIDS, type Layer, type Layers, SIDES, layersOf } from "../store/layers.ts";
import { define } from "../ui/define.ts";
import { LabPart } from "../ui/element.ts";
import { base } from "../ui/styles.ts";
import { MOST_ELLIPSES } from "./draw/posteriors.ts";

/** Shows what lies between the outermost quantiles, and little else. */
const PRIOR_VIEW = { x: 0, y: 0, radius: 2.3 };

/** The plane's layers as switches, `<vae-layers>`. */
export class LayersMenu extends LabPart {
  static override styles = [
    base,
    css`
      ul {
        display: grid;
        gap: 7px;
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--text-body);
      }
      label {
        display: flex;
        gap: 9px;
        align-items: center;
        cursor: pointer;
      }
      p {
        margin-left: 35px;
        font-size: var(--text-note);
        line-height: 1.35;
      }
      input[type="checkbox"] {
        position: relative;
        appearance: none;
        width: 26px;
        height: 15px;
        margin: 0;
        border-radius: var(--radius-control);
        background: var(--faint);
        cursor: pointer;
        transition: background 0.15s;
      }
      input:disabled {
        opacity: 0.5;
      }
      input[type="checkbox"]::before {
        content: "";
        position: absolute;
        top: 2px;
        left: 2px;
        width: 11px;
        height: 11px;
        border-radius: 50%;
        background: var(--panel);
        transition: translate 0.15s;
      }
      input[type="checkbox"]:checked {
        background: var(--ink);
      }
      input[type="checkbox"]:checked::before {
        translate: 11px 0;
      }
      .grid {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin: 4px 0 0 35px;
      }
      select {
        padding: 0 4px;
      }
      @media (pointer: coarse) {
        label {
          min-height: 36px;
        }
      }
    `,
  ];

  protected override render() {
    return html`<ul>
      ${layersOf(this.store.model.spec.value)
        .filter((layer) => !this.store.page.hidden.value.has(layerName(layer)))
        .map((layer) => this.#layer(layer))}
    </ul>`;
  }

  #layer(layer: Layer) {
    const { value } = this.store.plane.layers;
    const locked = this.store.page.locked.value.has(layerName(layer));
    const { code, prior, spread } = this.store.model.spec.value;
    const set = (event: Event) => this.#change({ [layer]: (event.target as HTMLInputElement).checked });
    return html`<li>
      <label>
        <input
          type="checkbox"
          role="switch"
          aria-describedby=${layer}
          ?disabled=${locked}
          title=${locked ? this.say("lesson.locked") : nothing}
          .checked=${value[layer]}
          @change=${set}
        />${this.say(`plane.layers.${layer}`)}
      </label>
      <p class="muted" id=${layer}>
        ${
          layer === "prior" && !prior
            ? this.say(spread ? "layers.mixtureHelp" : "layers.priorsHelp")
            : layer !== "points"
              ? this.say(`layers.help.${layer}`, { most: MOST_ELLIPSES })
              : code !== "none"
                ? this.say(`layers.points.${code}`)
                : nothing
        }
      </p>
      ${layer === "manifold" && value.manifold && prior ? this.#grid() : nothing}
    </li>`;
  }

  /** Where the decoder is asked. */
  #grid() {
    const { grid, side } = this.store.plane.layers.value;
    const chosen = (event: Event) => (event.target as HTMLSelectElement).value;
    return html`<div class="grid">
      <select
        class="button small"
        aria-label=${this.say("layers.grid")}
        @change=${(event: Event) => this.#ask(chosen(event) as Layers["grid"])}
      >
        ${GRIDS.map(
          (each) => html`<option value=${each} ?selected=${each === grid}>${this.say(`layers.grids.${each}`)}</option>`,
        )}
      </select>
      ${
        grid === "quantiles"
          ? html`<select
              class="button small number"
              aria-label=${this.say("layers.side")}
              @change=${(event: Event) => this.#change({ side: Number(chosen(event)) })}
            >
              ${SIDES.map((each) => html`<option value=${each} ?selected=${each === side}>${each} × ${each}</option>`)}
            </select>`
          : nothing
      }
    </div>`;
  }

  #ask(grid: Layers["grid"]): void {
    this.#change({ grid });
    // Quantiles lie close together: the view goes where they are.
    if (grid === "quantiles") this.store.plane.view.value = PRIOR_VIEW;
  }

  #change(change: Partial<Layers>): void {
    const { layers } = this.store.plane;
    layers.value = { ...layers.value, ...change };
  }
}

define({ "vae-layers": LayersMenu });
