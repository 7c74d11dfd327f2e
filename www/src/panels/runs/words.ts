/** How the options of runs are said: "β 1 → 4". */
import type { Difference } from "../../run/history/past.ts";
import type { OptionSpec } from "../../run/protocol.ts";
import type { Speech } from "../../texts/index.ts";

/** An option by its symbol, or without one by its name. */
export const optionName = (speech: Speech, spec: OptionSpec): string => spec.symbol || speech.option(spec, "label");

export function differenceText(speech: Speech, { spec, from, to }: Difference): string {
  return `${optionName(speech, spec)} ${speech.value(spec, from)} → ${speech.value(spec, to)}`;
}
