/**
 * What people ask about these models, in the order of the list. Each is a lesson in `questions/`, and the definitions of
 * some terms lead to it.
 */
import type { Defined } from "../texts/terms/symbols.ts";

export const QUESTIONS: Readonly<Record<string, readonly Defined[]>> = {
  "sum-or-mean": ["options.beta", "options.reduction"],
  "each-or-all": ["aggregate", "posterior"],
  "bce-or-mse": ["options.likelihood", "options.sigma"],
  "good-and-bad": ["holes"],
  "negative-loss": ["terms.loss"],
  "kl-rises": ["terms.kl"],
  blurry: ["decoder"],
  "kl-zero": ["options.warmup"],
  "where-to-sample": ["prior"],
  "mean-or-sample": ["reconstruction"],
  "why-not-draw": ["posterior"],
  "log-variance": ["sigma"],
  "how-many-dimensions": ["options.latent"],
  disentangled: ["code"],
  "scale-factor": ["latent-plane"],
  exploding: ["options.lr"],
  "elbo-or-evidence": ["options.bound", "options.samples"],
  label: ["options.condition"],
  "anomaly-score": ["options.without"],
  "own-pictures": ["options.few"],
};

/** The questions that the definition of a term leads to, by the names of their lessons. */
export const questionsOf = (term: string): string[] =>
  Object.entries(QUESTIONS).flatMap(([name, terms]) => (terms.some((each) => each === term) ? [name] : []));
