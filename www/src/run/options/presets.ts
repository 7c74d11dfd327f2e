/** Named choices to begin with, good ones and instructive failures; the command line has the same. */
import declared from "../../../../src/models/presets.json" with { type: "json" };
import type { Made } from "../generated.ts";
import type { Options, OptionSpec, OptionValue } from "../protocol.ts";
import { METHOD, ownOptions } from "./specs.ts";

export interface Preset {
  /** Its texts are `presets.KEY`. */
  key: string;
  kind: "good" | "bad";
  /** The images that it is about; without it, any that show something. */
  data?: Made;
  /** Its changes of the defaults. */
  options: Options;
}

export const PRESETS = declared as unknown as readonly Preset[];

/**
 * The options of a preset, or as far as a model of another method has them: the defaults with its changes. The seed is
 * not part of it.
 */
export function presetOptions(
  specs: readonly OptionSpec[],
  preset: Pick<Preset, "options">,
  method?: OptionValue,
): Options {
  const defaults = specs.filter((spec) => spec.key !== "seed").map((spec) => [spec.key, spec.default] as const);
  const options = { ...Object.fromEntries(defaults), ...preset.options };
  return ownOptions(specs, method === undefined ? options : { ...options, [METHOD]: method });
}

/** The images that a preset needs in the place of those of a name; undefined where these will do. */
export function presetData(preset: Preset, dataset: string): Made | undefined {
  if (preset.data) return preset.data === dataset ? undefined : preset.data;
  return dataset === "noise" ? "handwriting" : undefined;
}
