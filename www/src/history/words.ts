/** How the options of runs are said: "β 1 → 4". */
import type { Speech } from "../i18n/index.ts";
import type { OptionSpec } from "../protocol.ts";
import type { Difference } from "./past.ts";

/** An option by its symbol, or without one by its name. */
export const optionName = (speech: Speech, spec: OptionSpec): string => spec.symbol || speech.option(spec, "label");

export function differenceText(speech: Speech, { spec, from, to }: Difference): string {
  return `${optionName(speech, spec)} ${speech.value(spec, from)} → ${speech.value(spec, to)}`;
}
