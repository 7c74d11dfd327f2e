/** What the declarations of options say: which a model has, which have an effect, and what they were called before. */
import type { Options, OptionSpec } from "../protocol.ts";

/** The key of the option that names the method. */
export const METHOD = "method";

/** The declarations of the options that the model of these options has. */
export function specsOf(specs: readonly OptionSpec[], options: Options): OptionSpec[] {
  const method = String(options[METHOD]);
  return specs.filter(({ methods }) => methods.includes(method));
}

/** Those of some options that the model of `all` of them has; the engine refuses changes of others. */
export function ownOptions(specs: readonly OptionSpec[], some: Options, all: Options = some): Options {
  const own = new Set(specsOf(specs, all).map(({ key }) => key));
  return Object.fromEntries(Object.entries(some).filter(([key]) => own.has(key)));
}

/** The option whose value leaves another without effect, if there is one. */
export function idleBecauseOf({ needs }: OptionSpec, options: Options): string | undefined {
  return needs && !needs.among.includes(String(options[needs.option])) ? needs.option : undefined;
}

/** What the first release called the method, and the models that it had. */
const FORMER = { key: "autoencoder", methods: ["vae", "ae"] };

/** Options as scripts are told of them: those of the first release find its names. */
export function toldOptions(options: Options): Options {
  const method = options[METHOD];
  return FORMER.methods.includes(String(method)) ? { ...options, [FORMER.key]: method as string } : options;
}

/** The names that an option has in links and attributes: its key, and those of earlier versions. */
export const namesOf = ({ key, former }: OptionSpec): readonly string[] => [key, ...former];
