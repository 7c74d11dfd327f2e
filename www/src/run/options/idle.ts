/** Which options have no effect while another has a certain value. */
import type { Options } from "../protocol.ts";

/** The dependency of an option: another option, and those of its values with which it has an effect. */
const NEEDS: Record<string, readonly [string, ...string[]]> = {
  beta: ["autoencoder", "vae"],
  warmup: ["autoencoder", "vae"],
  samples: ["autoencoder", "vae"],
  estimator: ["autoencoder", "vae"],
  sigma: ["likelihood", "gaussian"],
  beta1: ["optimizer", "adam"],
  beta2: ["optimizer", "adam", "rmsprop"],
  momentum: ["optimizer", "sgd"],
  epochs: ["schedule", "cosine", "one-cycle"],
};

/** The option whose value leaves `key` without effect, if there is one. */
export function idleBecauseOf(key: string, options: Options): string | undefined {
  const [other, ...values] = NEEDS[key] ?? [];
  return other !== undefined && !values.includes(String(options[other])) ? other : undefined;
}
