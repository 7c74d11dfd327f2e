/**
 * The terms of the page with their symbols. Their names and definitions are `definitions.TERM` in each language's file
 * beside this one. Options and the terms of models have their symbols and sentences where they are declared.
 */
export const SYMBOLS = {
  vae: "VAE",
  "latent-plane": "z₁, z₂",
  code: "z",
  encoder: "q(z|x)",
  decoder: "p(x|z)",
  prior: "p(z) = N(0, I)",
  posterior: "q(z|x)",
  aggregate: "q(z)",
  sigma: "σ",
  epsilon: "ε",
  holes: "q(z) < p(z) / 10",
  sensitivity: "‖∂x̂/∂z‖",
  nats: "nat",
  "held-out": "",
  batch: "",
  epoch: "",
  step: "",
  reconstruction: "x̂",
  collapse: "q(z|x) ≈ p(z)",
  overfitting: "",
} as const;

export type Term = keyof typeof SYMBOLS;
/** Whatever has a definition: a term of the page, an option by its key, or a term of the model that is shown. */
export type Defined = Term | `options.${string}` | `terms.${string}`;
