/** Fields of the draft, each with its name. */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { CLOSE } from "../../ui/icons.ts";
import { LANGUAGES, type Speech } from "../../texts/index.ts";
import type { Language } from "../../texts/language.ts";
import type { Texts } from "../shape.ts";
import { byLanguage } from "./draft.ts";

export const valueOf = ({ target }: Event): string => (target as HTMLInputElement).value;

interface TextField {
  name: string;
  said: Texts;
  change: (said: Texts) => void;
  /** It may have several lines. */
  long?: boolean;
}

/** A text in the language of now, and in each other one that it has or is to have. */
export function textFields(speech: Speech, everywhere: boolean, { name, said, change, long = false }: TextField) {
  const own = byLanguage(said);
  const others = (Object.keys(LANGUAGES) as Language[]).filter(
    (language) => language !== speech.language && (everywhere || own[language]),
  );
  return [speech.language, ...others].map((language) => {
    const write = (event: Event) => change({ ...own, [language]: valueOf(event) });
    const value = live(own[language] ?? "");
    return html`<label>
      <span>${name}${others.length > 0 ? ` (${LANGUAGES[language].name})` : nothing}</span>
      ${
        long
          ? html`<textarea rows="3" lang=${language} .value=${value} @input=${write}></textarea>`
          : html`<input lang=${language} autocomplete="off" .value=${value} @input=${write} />`
      }
    </label>`;
  });
}

/** A number with a short name before it, and a whole one for screen readers; undefined where nothing is typed. */
export function numberField(
  shown: string,
  label: string,
  value: number | undefined,
  change: (value: number | undefined) => void,
) {
  const write = (event: Event) => change(valueOf(event) === "" ? undefined : Number(valueOf(event)));
  return html`<label class="bound">
    <span aria-hidden="true">${shown}</span>
    <input type="number" step="any" aria-label=${label} .value=${live(String(value ?? ""))} @change=${write} />
  </label>`;
}

export type Choices = readonly (readonly [value: string, label: string])[];

/** A choice among some, or among groups of them by their names. */
export function choice(
  name: string,
  value: string,
  groups: readonly (readonly [name: string, choices: Choices])[],
  change: (value: string) => void,
) {
  const options = (choices: Choices) =>
    choices.map(([key, label]) => html`<option value=${key} ?selected=${key === value}>${label}</option>`);
  const filled = groups.filter(([, choices]) => choices.length > 0);
  return html`<select
    class="button small"
    aria-label=${name}
    .value=${live(value)}
    @change=${(event: Event) => change(valueOf(event))}
  >
    ${filled.map(([group, choices]) => (group ? html`<optgroup label=${group}>${options(choices)}</optgroup>` : options(choices)))}
  </select>`;
}

/** Deletes one of several things in a group; keys go on at the button that adds another one. */
export function dropButton(name: string, drop: () => void, disabled = false) {
  const act = ({ currentTarget }: Event) => {
    const group = (currentTarget as Element).closest("fieldset");
    drop();
    group?.querySelector<HTMLElement>(".add")?.focus();
  };
  return html`<button class="button small" aria-label=${name} title=${name} ?disabled=${disabled} @click=${act}>
    ${CLOSE}
  </button>`;
}
