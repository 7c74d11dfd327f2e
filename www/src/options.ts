/** Options as text, as they stand in a link: `?latent=20&hidden=512,256&preset=fast`. */
import type { Options, OptionSpec, OptionValue, Preset } from "./protocol.ts";

/** What a preset sets: the defaults with its changes. The seed is not part of it. */
export function presetOptions(specs: readonly OptionSpec[], preset: Preset): Options {
  const defaults = specs.filter((spec) => spec.key !== "seed").map((spec) => [spec.key, spec.default]);
  return { ...Object.fromEntries(defaults), ...preset.options };
}

/** Reads the texts whose keys name options, or a preset; others mean something else to someone else. */
export function readOptions(
  specs: readonly OptionSpec[],
  presets: readonly Preset[],
  texts: Readonly<Record<string, string>>,
): Options {
  const preset = presets.find(({ key }) => key === texts["preset"]);
  const options: Options = preset ? presetOptions(specs, preset) : {};
  for (const spec of specs) {
    const text = texts[spec.key];
    if (text !== undefined) options[spec.key] = readOption(spec, text);
  }
  return options;
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
        .split(/[\s,，、]+/)
        .filter(Boolean)
        .map(Number);
    default:
      return text.trim() === "" ? Number.NaN : Number(text);
  }
}
