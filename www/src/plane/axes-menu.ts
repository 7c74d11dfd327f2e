import { css, html } from "lit";
import { byKl, isInactive } from "../math/activity.ts";
import { varianceShares } from "../math/components.ts";
import { type Cut, nameOf } from "../math/section.ts";
import { fixed, nats } from "../texts/numbers.ts";
import { define } from "../ui/define.ts";
import { LabPart } from "../ui/element.ts";
import { base } from "../ui/styles.ts";

/** How far the plane can be moved along a direction, in standard deviations of the prior. */
const REACH = 3;
/** Distance from the plane within which a pin lies on it. */
const ON = 1e-3;

/** The name of a direction, and whether the model uses it. */
interface Entry {
  direction: number;
  name: string;
  detail: string;
  inactive: boolean;
}

/** Which plane through a space of more dimensions is shown, `<vae-axes>`. */
export class AxesMenu extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 10px;
        font-size: var(--text-body);
      }
      fieldset {
        display: flex;
        gap: 14px;
        margin: 0;
        padding: 0;
        border: 0;
      }
      .axes {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 6px 10px;
        align-items: center;
      }
      select {
        padding: 0 4px;
      }
      label {
        display: flex;
        align-items: center;
        gap: 5px;
        cursor: pointer;
      }
      h3 {
        font-size: var(--text-note);
        font-weight: 600;
      }
      .rest {
        display: grid;
        gap: 2px;
      }
      .rest label {
        display: grid;
        grid-template-columns: 34px minmax(0, 1fr) 38px 94px;
        gap: 8px;
      }
      .rest b {
        font-weight: 600;
        font-style: italic;
        color: var(--z);
      }
      .rest .inactive input {
        opacity: 0.55;
      }
      .rest output {
        text-align: right;
      }
      .rest small {
        font-size: var(--text-small);
        white-space: nowrap;
      }
      input[type="range"] {
        width: 100%;
        margin: 0;
        accent-color: var(--z);
      }
      .row {
        display: flex;
        gap: 6px;
      }
      @media (pointer: coarse) {
        .rest label {
          min-height: 36px;
        }
      }
    `,
  ];

  protected override render() {
    const { store } = this;
    const section = store.plane.section.value;
    const entries = this.#entries();
    const rest = entries.filter(({ direction }) => section.others.includes(direction));
    // Not by KL, which changes while one of them is held.
    rest.sort((a, b) => a.direction - b.direction);
    return html`
      <fieldset role="radiogroup" aria-label=${this.say("axes.by")}>
        ${this.#by("dimensions")} ${this.#by("components")}
      </fieldset>
      <div class="axes">${this.#axis(0, entries)} ${this.#axis(1, entries)}</div>
      <h3>${this.say("axes.rest")}</h3>
      <div class="rest number">${rest.map((entry) => this.#slider(entry))}</div>
      <div class="row">
        <button class="button small" @click=${() => this.#through(section.through(this.#pin))}>
          ${this.say("axes.through")}
        </button>
        <button class="button small" @click=${() => this.#slide({ ...section.cut, rest: [] })}>
          ${this.say("axes.origin")}
        </button>
      </div>
    `;
  }

  /** The directions: dimensions by what they say, components by their variance. */
  #entries(): Entry[] {
    const { store } = this;
    const { directions, cut } = store.plane.section.value;
    const mu = store.model.encodings.value?.mu;
    const { key = "", values = [] } = store.model.byDimension.value ?? {};
    const shares = cut.by === "components" && mu ? varianceShares(mu, directions) : undefined;
    const known = cut.by === "dimensions" && values.length === directions.length ? values : undefined;
    const order = known ? byKl(known) : directions.map((_, direction) => direction);
    return order.map((direction) => {
      const inactive = known !== undefined && isInactive(known[direction] ?? Number.NaN);
      const share = shares && this.say("axes.variance", { share: fixed(100 * (shares[direction] ?? Number.NaN), 0) });
      const detail = inactive
        ? this.say("axes.inactive")
        : known
          ? `${this.sayOfModel(`terms.${key}.name`)} ${nats(known[direction])}`
          : (share ?? "");
      return { direction, name: nameOf(cut.by, direction), detail, inactive };
    });
  }

  #by(by: Cut["by"]) {
    const { cut } = this.store.plane;
    const choose = () => (cut.value = { by, axes: [0, 1], rest: [] });
    return html`<label>
      <input type="radio" name="by" .checked=${cut.value.by === by} @change=${choose} />
      ${this.say(`axes.${by}`)}
    </label>`;
  }

  #axis(axis: 0 | 1, entries: readonly Entry[]) {
    const { axes, cut } = this.store.plane.section.value;
    const name = this.say(axis === 0 ? "axes.right" : "axes.up");
    const choose = (event: Event) => {
      const direction = Number((event.target as HTMLSelectElement).value);
      const other = axes[1 - axis] ?? 0;
      // The axis that has it already takes this one's.
      const paired = direction === other ? (axes[axis] ?? 0) : other;
      this.#through({ ...cut, axes: axis === 0 ? [direction, paired] : [paired, direction] });
    };
    return html`<span aria-hidden="true">${name}</span>
      <select class="button small number" aria-label=${name} @change=${choose}>
        ${entries.map(
          ({ direction, name, detail }) =>
            html`<option value=${direction} ?selected=${direction === axes[axis]} .selected=${direction === axes[axis]}>
              ${detail ? `${name} · ${detail}` : name}
            </option>`,
        )}
      </select>`;
  }

  #slider({ direction, name, detail, inactive }: Entry) {
    const { cut } = this.store.plane.section.value;
    const value = cut.rest[direction] ?? 0;
    const slide = (event: Event) => {
      const rest = this.store.plane.section.value.directions.map((_, k) => cut.rest[k] ?? 0);
      rest[direction] = Number((event.target as HTMLInputElement).value);
      this.#slide({ ...cut, rest });
    };
    return html`<label class=${inactive ? "inactive" : ""}>
      <b>${name}</b>
      <input
        type="range"
        min=${-REACH}
        max=${REACH}
        step="0.05"
        aria-label=${name}
        aria-valuetext="${name} = ${fixed(value, 2)}"
        .value=${String(value)}
        @input=${slide}
      />
      <output>${fixed(value, 2)}</output>
      <small class="muted">${detail}</small>
    </label>`;
  }

  get #pin(): readonly number[] {
    const { pins, active } = this.store.plane;
    return pins.value[active.value]?.z ?? [];
  }

  /** Cuts elsewhere; pins stay where they are. */
  #through(cut: Cut): void {
    this.store.plane.cut.value = cut;
  }

  /** Moves the plane along directions that are not shown, and the active pin with it if it lies on the plane. */
  #slide(cut: Cut): void {
    const { store } = this;
    const z = this.#pin;
    const section = store.plane.section.value;
    const place = section.project(z);
    const on = section.distance(z) < ON;
    store.plane.cut.value = cut;
    if (!on) return;
    const moved = store.plane.section.value.at(place);
    store.plane.pins.value = store.plane.pins.value.map((pin, at) =>
      at === store.plane.active.value ? { ...pin, z: moved } : pin,
    );
  }
}

define({ "vae-axes": AxesMenu });
