import { css, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { state } from "lit/decorators.js";
import { readOption } from "../../options.ts";
import { type Preset, PRESETS, presetOptions } from "../../presets.ts";
import type { OptionSpec, OptionValue } from "../../protocol.ts";
import type { Refusal } from "../../refusal.ts";
import { base } from "../../styles.ts";
import { LabPart } from "../element.ts";

/** The slider of an option moves in this many steps, by factors or by differences. */
const SLIDER_STEPS = 200;

/**
 * The options, `<vae-options>`: one control for each that the engine declares. Where a change is refused, the
 * reason is shown and the control shows what still holds.
 */
export class OptionsPanel extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .rows {
        display: grid;
        gap: 9px;
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto minmax(84px, 38%);
        align-items: center;
        gap: 2px 6px;
      }
      label {
        font-size: 13px;
        line-height: 1.25;
      }
      .symbol {
        color: var(--muted);
        font-style: italic;
        margin-left: 2px;
      }
      .restart {
        color: var(--faint);
        margin-left: 3px;
        cursor: help;
      }
      input:not([type="checkbox"], [type="range"]),
      select {
        width: 100%;
        height: 28px;
        padding: 0 7px;
        border: 1px solid var(--line);
        border-radius: 7px;
        background: var(--panel);
        font-size: 13px;
      }
      input[type="number"] {
        appearance: textfield;
      }
      input:hover,
      select:hover {
        border-color: var(--faint);
      }
      input[type="checkbox"] {
        justify-self: end;
        width: 16px;
        height: 16px;
        accent-color: var(--ink);
      }
      input[type="range"] {
        grid-column: 1 / -1;
        width: 100%;
        height: 14px;
        margin: 0;
        accent-color: var(--ink);
      }
      .wide {
        grid-template-columns: 1fr;
      }
      .explain {
        position: relative;
        width: 18px;
        height: 18px;
        padding: 0;
        border: 1px solid var(--line);
        border-radius: 50%;
        background: none;
        font-size: 11px;
        line-height: 1;
        color: var(--muted);
        cursor: pointer;
      }
      /* As large as a finger needs it. */
      .explain::before {
        content: "";
        position: absolute;
        inset: -9px -6px;
      }
      .explain:hover {
        border-color: var(--faint);
      }
      .explain[aria-expanded="true"] {
        background: var(--ink);
        color: var(--panel);
      }
      .help {
        grid-column: 1 / -1;
        font-size: 12px;
        line-height: 1.4;
        color: var(--muted);
      }
      .refused {
        grid-column: 1 / -1;
        color: var(--alarm);
        font-size: 12px;
        line-height: 1.35;
      }
      details {
        margin-top: 12px;
        border-top: 1px solid var(--line);
        padding-top: 8px;
      }
      summary {
        cursor: pointer;
        font-size: 13px;
        color: var(--muted);
      }
      details .rows {
        margin-top: 10px;
      }
      h3 {
        margin-top: 6px;
        font-size: 11px;
        font-weight: 600;
        color: var(--muted);
      }
      @media (pointer: coarse) {
        /* Phones zoom in on smaller text than this. */
        input:not([type="checkbox"], [type="range"]),
        select {
          height: 36px;
          font-size: 16px;
        }
        input[type="checkbox"] {
          width: 24px;
          height: 24px;
        }
        input[type="range"] {
          height: 30px;
        }
        summary {
          padding: 8px 0;
        }
      }
      .preset {
        margin-bottom: 12px;
        gap: 6px;
      }
      .preset p {
        font-size: 12px;
        line-height: 1.4;
        color: var(--muted);
      }
    `,
  ];

  /** The option whose help is shown. */
  @state() private explained: string | undefined;
  @state() private refused: { key: string; reason: Refusal } | undefined;

  get #specs(): OptionSpec[] {
    return this.bench.state.value.specs;
  }

  protected override render() {
    if (this.#specs.length === 0) return nothing;
    const basic = this.#specs.filter((spec) => spec.basic);
    const groups = new Map<string, OptionSpec[]>();
    for (const spec of this.#specs) {
      if (!spec.basic) groups.set(spec.group, [...(groups.get(spec.group) ?? []), spec]);
    }
    return html`
      ${this.#presetMenu()}
      <div class="rows">${basic.map((spec) => this.#row(spec))}</div>
      <details>
        <summary>${this.say("options.more")}</summary>
        <div class="rows">
          ${[...groups].map(
            ([group, specs]) =>
              html`<h3>${this.say(`options.groups.${group}`)}</h3>
                ${specs.map((spec) => this.#row(spec))}`,
          )}
        </div>
      </details>
    `;
  }

  #presetMenu() {
    const holds = (preset: Preset) =>
      Object.entries(presetOptions(this.#specs, preset)).every(([key, value]) =>
        same(this.bench.state.value.options[key], value),
      );
    const current = PRESETS.find(holds);
    const choose = (event: Event) => {
      const preset = PRESETS.find(({ key }) => key === (event.target as HTMLSelectElement).value);
      if (preset) void this.#change("preset", presetOptions(this.#specs, preset));
    };
    return html`<div class="row wide preset">
      <select aria-label=${this.say("options.preset")} .value=${live(current?.key ?? "")} @change=${choose}>
        ${current ? nothing : html`<option value="" selected>${this.say("options.own")}</option>`}
        ${PRESETS.map(
          (preset) =>
            html`<option value=${preset.key} ?selected=${preset === current}>
              ${this.say(`presets.${preset.key}.label`)}
            </option>`,
        )}
      </select>
      ${current ? html`<p>${this.say(`presets.${current.key}.help`)}</p>` : nothing} ${this.#refusal("preset")}
    </div>`;
  }

  #row(spec: OptionSpec) {
    const { key } = spec;
    const id = `option-${key}`;
    const shown = this.explained === key;
    const help = this.speech.option(spec, "help") + (spec.restart ? ` ${this.say("options.restart")}` : "");
    return html`<div class="row">
      <label for=${id} id="${id}-label" title=${help}>
        ${this.speech.option(spec, "label")}${spec.symbol ? html` <span class="symbol">${spec.symbol}</span>` : nothing}${
          spec.restart ? html`<span class="restart" aria-hidden="true">↻</span>` : nothing
        }
      </label>
      <button
        class="explain"
        aria-label=${this.say("options.explain")}
        aria-describedby="${id}-label"
        aria-expanded=${shown}
        aria-controls="${id}-help"
        @click=${() => (this.explained = shown ? undefined : key)}
      >
        ?
      </button>
      ${this.#control(spec, id)}
      <p class="help" id="${id}-help" ?hidden=${!shown}>${help}</p>
      ${this.#refusal(key)}
    </div>`;
  }

  #refusal(key: string) {
    if (this.refused?.key !== key) return nothing;
    return html`<p class="refused" role="alert">${this.speech.refused(this.refused.reason, this.#specs)}</p>`;
  }

  #control(spec: OptionSpec, id: string) {
    const value = this.bench.state.value.options[spec.key] ?? spec.default;
    const { kind, key } = spec;
    const input = (event: Event) => event.target as HTMLInputElement;
    switch (kind.type) {
      case "flag":
        return html`<input
          id=${id}
          type="checkbox"
          aria-describedby="${id}-help"
          .checked=${live(value === true)}
          @change=${(event: Event) => this.#change(key, { [key]: input(event).checked })}
        />`;
      case "choice":
        return html`<select
          id=${id}
          aria-describedby="${id}-help"
          .value=${live(String(value))}
          @change=${(event: Event) => this.#change(key, { [key]: input(event).value })}
        >
          ${kind.choices.map(
            (choice) =>
              html`<option value=${choice} ?selected=${choice === value}>${this.speech.choice(spec, choice)}</option>`,
          )}
        </select>`;
      case "ints":
        return html`<input
          id=${id}
          type="text"
          inputmode="numeric"
          autocomplete="off"
          aria-describedby="${id}-help"
          .value=${live((value as number[]).join(", "))}
          @change=${(event: Event) => this.#change(key, { [key]: readOption(spec, input(event).value) })}
        />`;
      default:
        return html`<input
            id=${id}
            type="number"
            step="any"
            aria-describedby="${id}-help"
            min=${kind.min}
            max=${kind.max}
            .value=${live(String(value))}
            @change=${(event: Event) => this.#change(key, { [key]: input(event).valueAsNumber })}
          />
          ${spec.basic && kind.type === "float" ? this.#slider(spec, kind, value as number) : nothing}`;
    }
  }

  /** A slider over the range that is of use: three powers of ten about the default, or four times it. */
  #slider(spec: OptionSpec, kind: { min: number; max: number; log: boolean }, value: number) {
    const usual = Number(spec.default);
    const [low, high] = kind.log
      ? [Math.log10(Math.max(kind.min, usual / 100)), Math.log10(Math.min(kind.max, usual * 30))]
      : [kind.min, Math.min(kind.max, Math.max(usual * 8, kind.min + 1))];
    const place = ((kind.log ? Math.log10(value) : value) - low) / (high - low);
    const slide = (event: Event) => {
      const at = low + (Number((event.target as HTMLInputElement).value) / SLIDER_STEPS) * (high - low);
      void this.#change(spec.key, { [spec.key]: Number((kind.log ? 10 ** at : at).toPrecision(2)) });
    };
    return html`<input
      type="range"
      min="0"
      max=${SLIDER_STEPS}
      aria-label=${this.speech.option(spec, "label")}
      aria-valuetext=${value}
      .value=${live(String(Math.round(place * SLIDER_STEPS)))}
      @input=${slide}
    />`;
  }

  async #change(key: string, options: Record<string, OptionValue>): Promise<void> {
    this.refused = undefined;
    try {
      await this.bench.setOptions(options);
    } catch (reason) {
      this.refused = { key, reason: reason as Refusal };
    }
    // The control shows what holds now, also where the change was refused.
    this.requestUpdate();
  }
}

const same = (a: OptionValue | undefined, b: OptionValue) => JSON.stringify(a) === JSON.stringify(b);
