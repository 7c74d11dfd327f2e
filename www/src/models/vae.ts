/** The variational autoencoder: its bound, and the way of an image through q(z|x) and a sample of it. */
import en from "../texts/models/vae.en.json" with { type: "json" };
import type { Stages } from "./pieces/stages.ts";
import type { ModelView } from "./view.ts";

const STAGES: Stages = {
  batch: ["x"],
  encode: ["x", "encoder", "mu", "sigma"],
  sample: ["mu", "sigma", "epsilon", "z"],
  decode: ["z", "decoder", "xhat"],
  terms: ["mu", "sigma", "x", "xhat", "recon", "kl", "loss"],
  gradients: ["loss", "recon", "kl", "xhat", "decoder", "z", "mu", "sigma", "encoder"],
  update: ["decoder", "encoder"],
};

export const view: ModelView = {
  texts: {
    // The first screen waits for it.
    en: () => Promise.resolve({ default: en }),
    zh: () => import("../texts/models/vae.zh.json", { with: { type: "json" } }),
  },
  terms: {
    loss: { quantity: "loss", symbol: "≥ −log p(x)", column: "-elbo" },
    recon: { quantity: "recon", symbol: "−log p(x|z)", column: "reconstruction" },
    kl: { quantity: "kl", symbol: "KL(q(z|x) ‖ p(z))" },
    iwae: { quantity: "x" },
  },
  lights: ["collapse", "overfitting"],
  flow: { stages: STAGES, random: true, load: () => import("./flow/vae.ts") },
  pytorch: () => import("./pytorch/vae.ts"),
};
