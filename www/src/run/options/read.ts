/** Options as text, as they stand in a link: `?latent=20&hidden=512,256&preset=fast`. */
import { type Preset, PRESETS, presetOptions } from "./presets.ts";
import type { Options, OptionSpec, OptionValue } from "../protocol.ts";
import { plainNumber } from "../../texts/numbers.ts";
import { METHOD, namesOf } from "./specs.ts";

/** Reads the texts whose keys name options, or a preset; other keys are left alone. */
export function readOptions(
  specs: readonly OptionSpec[],
  texts: Readonly<Record<string, string>>,
  presets: readonly Preset[] = PRESETS,
): Options {
  const options: Options = {};
  for (const spec of specs) {
    const [text] = namesOf(spec).flatMap((name) => texts[name] ?? []);
    if (text !== undefined) options[spec.key] = readOption(spec, text);
  }
  const preset = presets.find(({ key }) => key === texts["preset"]);
  return preset ? { ...presetOptions(specs, preset, options[METHOD]), ...options } : options;
}

/** The value that a text stands for; whether it is allowed is for the engine to say. */
export function readOption({ kind }: OptionSpec, text: string): OptionValue {
  switch (kind.type) {
    case "flag":
      return text === "true" || text === "1" || text === "";
    case "choice":
      return text;
    case "ints":
      return text
        .normalize("NFKC")
        .split(/[\s,、。]+/)
        .filter(Boolean)
        .map(Number);
    case "int":
      // A comma there parts thousands, and is refused.
      return text.trim() === "" ? Number.NaN : Number(text.normalize("NFKC"));
    case "float":
      return text.trim() === "" ? Number.NaN : Number(plainNumber(text));
  }
}
