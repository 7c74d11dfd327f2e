/** How the options of runs are said: "β 1 → 4". */
import type { Speech } from "../i18n/index.ts";
import type { OptionSpec, OptionValue } from "../protocol.ts";
import type { Difference } from "./past.ts";

/** An option by its symbol, or without one by its name. */
export const optionName = (speech: Speech, spec: OptionSpec): string => spec.symbol || speech.option(spec, "label");

export function optionValue(speech: Speech, spec: OptionSpec, value: OptionValue): string {
  if (typeof value === "boolean") return speech.say(value ? "runs.on" : "runs.off");
  if (typeof value === "string") return speech.choice(spec, value);
  return String(value).replaceAll("-", "−").replaceAll(",", ", ") || speech.say("runs.none");
}

export function differenceText(speech: Speech, { spec, from, to }: Difference): string {
  return `${optionName(speech, spec)} ${optionValue(speech, spec, from)} → ${optionValue(speech, spec, to)}`;
}
