/** The goal of a step of the draft: conditions on measures and options. */
import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { PANEL_KEYS } from "../../store/panel-keys.ts";
import { FROM } from "../../run/from.ts";
import { specsOf } from "../../run/options/specs.ts";
import { fill } from "../../texts/fill.ts";
import type { RecordTexts } from "../../texts/record/index.ts";
import { SOURCES } from "../figures/source.ts";
import { MEASURES, isFigure } from "../goals.ts";
import type { Bound, Goal } from "../shape.ts";
import { boundText, quantityName } from "../words.ts";
import { type Choices, choice, dropButton, numberField } from "./fields.ts";

/** The words that a quantity can have for its value; undefined of a number. */
function wordsOf({ model }: LabStore, name: string): readonly string[] | undefined {
  if (name === "panel") return PANEL_KEYS;
  if (name === "source") return SOURCES;
  if (name === "proposal") return FROM;
  const kind = model.specs.value.find(({ key }) => key === name)?.kind;
  return kind?.type === "choice" ? kind.choices : undefined;
}

/** Measures that a goal or a prediction can be about, with their names. */
export const measuresOf = (store: LabStore, able: (name: string) => boolean = isFigure): Choices =>
  Object.keys(MEASURES)
    .filter(able)
    .map((name) => [name, quantityName(store, name)]);

function optionsOf({ model, page }: LabStore): Choices {
  const specs = specsOf(model.specs.value, model.options.value);
  const able = specs.filter(({ kind }) => ["int", "float", "choice"].includes(kind.type));
  return able.map((spec) => [spec.key, page.speech.value.option(spec)]);
}

export function goalFields(store: LabStore, texts: RecordTexts, goal: Goal, change: (goal: Goal) => void) {
  const able = (name: string) => isFigure(name) || wordsOf(store, name) !== undefined;
  const [measures, options] = [measuresOf(store, able), optionsOf(store)];
  const first = (name: string): Bound => {
    const [word] = wordsOf(store, name) ?? [];
    return word === undefined ? {} : { is: word };
  };
  const free = (choices: Choices, own = "") => choices.filter(([name]) => name === own || !Object.hasOwn(goal, name));
  const add = () => {
    const [name] = free(measures)[0] ?? [];
    if (name) change({ ...goal, [name]: first(name) });
  };
  const entries = Object.entries(goal);
  const replace = (at: number, ...entry: [string, Bound][]) =>
    change(Object.fromEntries(entries.toSpliced(at, 1, ...entry)));
  return html`<fieldset>
    <legend>${store.page.speech.value.say("lesson.goal")}</legend>
    ${entries.map(([name, bound], at) => {
      return html`<div class="row">
        ${choice(
          texts.quantity,
          name,
          [
            [texts.measures, free(measures, name)],
            [texts.options, free(options, name)],
          ],
          (other) => replace(at, [other, first(other)]),
        )}
        ${boundFields(store, texts, name, bound, (bound) => replace(at, [name, bound]))}
        ${dropButton(fill(texts.drop, { name: quantityName(store, name) }), () => replace(at))}
      </div>`;
    })}
    <button class="button small add" @click=${add}>${texts.condition}</button>
  </fieldset>`;
}

function boundFields(store: LabStore, texts: RecordTexts, name: string, bound: Bound, change: (bound: Bound) => void) {
  const named = (text: string) => fill(text, { name: quantityName(store, name) });
  const words = wordsOf(store, name);
  if (words) {
    const choices = words.map((word) => [word, boundText(store, name, { is: word })] as const);
    return choice(named(texts.is), bound.is ?? "", [["", choices]], (is) => change({ is }));
  }
  const field = (end: "min" | "max", shown: string, label: string) =>
    numberField(shown, label, bound[end], (value) => {
      const { [end]: _, ...rest } = bound;
      change(value === undefined ? rest : { ...rest, [end]: value });
    });
  return html`${field("min", texts.least, named(texts.min))} ${field("max", texts.most, named(texts.max))}`;
}
