import { css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { type Preset, PRESETS } from "../../run/options/presets.ts";
import type { Refusal } from "../../run/refusal.ts";
import { LabPart } from "../../ui/element.ts";
import { base } from "../../ui/styles.ts";
import type { Draft } from "./draft.ts";
import { formStyles } from "./styles.ts";

const KINDS = ["good", "bad"] as const;

/** The presets as a list, with what the present one is and what it shows: `<vae-presets>`. */
export class Presets extends LabPart {
  static override styles = [
    base,
    formStyles,
    css`
      select:disabled {
        opacity: 0.5;
      }
      p {
        margin-top: 6px;
        font-size: var(--text-note);
        line-height: 1.45;
        color: var(--muted);
      }
      .look {
        padding-left: 9px;
        border-left: 2px solid var(--line);
        color: var(--ink);
      }
      .bad {
        border-left-color: var(--alarm);
      }
    `,
  ];

  @property({ attribute: false }) draft!: Draft;
  @state() private refused: Refusal | undefined;
  /** The preset whose texts were asked for: once, also where they cannot be fetched. */
  #asked: Preset | undefined;

  /** What a preset shows is to be seen once Train has begun with it. */
  get #told(): Preset | undefined {
    return this.store.shows ? undefined : this.draft.preset.value;
  }

  protected override updated(): void {
    const told = this.#told;
    if (told && told !== this.#asked) this.store.act(() => this.store.page.speak("presets"));
    this.#asked = told;
  }

  protected override render() {
    const current = this.draft.preset.value;
    const told = this.speech.parts.includes("presets") ? this.#told : undefined;
    const locked = this.store.page.locked.value.has("preset");
    return html`
      <select
        aria-label=${this.say("options.preset")}
        ?disabled=${locked}
        title=${locked ? this.say("lesson.locked") : nothing}
        .value=${live(current?.key ?? "")}
        @change=${this.#choose}
      >
        ${current ? nothing : html`<option value="" selected>${this.say("options.own")}</option>`}
        ${KINDS.map(
          (kind) =>
            html`<optgroup label=${this.say(`options.presets.${kind}`)}>
              ${PRESETS.filter((preset) => preset.kind === kind).map(
                ({ key }) =>
                  html`<option value=${key} ?selected=${key === current?.key}>
                    ${this.say(`presets.${key}.label`)}
                  </option>`,
              )}
            </optgroup>`,
        )}
      </select>
      <div aria-live="polite">
        ${
          told
            ? html`<p>${this.say(`about.${told.key}.help`)}</p>
                <p class="look ${told.kind}">${this.say(`about.${told.key}.look`)}</p>`
            : nothing
        }
      </div>
      ${this.refused ? html`<p class="refused" role="alert">${this.#reason(this.refused)}</p>` : nothing}
    `;
  }

  #reason(refused: Refusal): string {
    return this.speech.message(refused, this.store.model.specs.value);
  }

  readonly #choose = async (event: Event): Promise<void> => {
    const { value } = event.target as HTMLSelectElement;
    const preset = PRESETS.find(({ key }) => key === value);
    if (!preset) return;
    this.refused = undefined;
    try {
      await this.draft.take(preset);
    } catch (reason) {
      this.refused = reason as Refusal;
    }
    this.requestUpdate();
  };
}
