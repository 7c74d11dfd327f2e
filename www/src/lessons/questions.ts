/**
 * What people ask about these models, in the order of the list. Each is a lesson in `questions/`, and the definitions of
 * some terms lead to it.
 */
import type { Defined } from "../texts/terms/symbols.ts";

export const QUESTIONS: Readonly<Record<string, readonly Defined[]>> = {
  "bce-or-mse": ["options.likelihood", "options.sigma"],
  "negative-loss": ["terms.loss"],
  "kl-rises": ["terms.kl"],
  "good-and-bad": ["holes"],
  blurry: ["decoder", "reconstruction"],
};

/** The questions that the definition of a term leads to, by the names of their lessons. */
export const questionsOf = (term: string): string[] =>
  Object.entries(QUESTIONS).flatMap(([name, terms]) => (terms.some((each) => each === term) ? [name] : []));
