/** How runs are told apart: "β 1 → 4", and the columns of their terms. */
import type { Coloured } from "../../draw/palette.ts";
import type { Difference } from "../../run/history/differences.ts";
import type { OptionSpec, Term } from "../../run/protocol.ts";
import type { LabStore } from "../../store/lab-store.ts";
import type { Speech } from "../../texts/index.ts";

/** An option by its symbol, or without one by its name. */
export const optionName = (speech: Speech, spec: OptionSpec): string => spec.symbol || speech.option(spec);

export function differenceText(speech: Speech, { spec, from, to }: Difference): string {
  return `${optionName(speech, spec)} ${speech.value(spec, from)} → ${speech.value(spec, to)}`;
}

export interface TermColumn {
  /** Of the term. */
  key: string;
  name: string;
  quantity: Coloured;
}

/** A column for every term that one of some models has, as far as it is known how that is shown; fetches the others. */
export function termColumns(
  store: LabStore,
  models: readonly { method: string; terms: readonly Term[] }[],
): TermColumn[] {
  const speech = store.page.speech.value;
  const columns = new Map<string, TermColumn>();
  for (const { method, terms } of models) {
    store.fetchView(method);
    if (!(method in store.model.views.value)) continue;
    for (const { key } of terms) {
      const name = speech.sayOf(method, `terms.${key}.name`);
      if (!columns.has(key)) columns.set(key, { key, name, quantity: store.model.quantity(key, method) });
    }
  }
  return [...columns.values()];
}
