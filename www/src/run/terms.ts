/** The terms of the loss, by their names. */
import type { Options } from "./protocol.ts";

export const TERMS = ["loss", "recon", "kl"] as const;
export type Term = (typeof TERMS)[number];

/** Whether a model with these options is a VAE: what a plain autoencoder makes small is no bound. */
export const isVariational = (options: Options): boolean => options["autoencoder"] !== "ae";

/** The text that names a term, of models that are all VAEs or not. */
export const termText = (term: Term, variational: boolean): string =>
  `charts.${term === "loss" && !variational ? "plainLoss" : term}`;
