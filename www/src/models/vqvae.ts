/** The autoencoder with a book: an image is encoded to points, each of which gives way to the nearest entry. */
import type { Stages } from "./pieces/stages.ts";
import type { ModelView } from "./view.ts";

const STAGES: Stages = {
  batch: ["x"],
  encode: ["x", "encoder", "z"],
  nearest: ["z", "mu"],
  decode: ["mu", "decoder", "xhat"],
  terms: ["x", "xhat", "recon", "kl"],
  gradients: ["recon", "xhat", "decoder", "mu", "z", "encoder"],
  update: ["decoder", "mu", "encoder"],
};

export const view: ModelView = {
  texts: {
    en: () => import("../texts/models/vqvae.en.json", { with: { type: "json" } }),
    zh: () => import("../texts/models/vqvae.zh.json", { with: { type: "json" } }),
  },
  terms: {
    loss: { quantity: "loss", symbol: "≥ −log p(x)", column: "-elbo" },
    recon: { quantity: "recon", symbol: "−log p(x|e)", column: "reconstruction" },
    kl: { quantity: "kl", symbol: "−log p(k)" },
    distance: { quantity: "z", symbol: "‖z − e‖" },
    perplexity: { quantity: "mu" },
    used: { quantity: "sigma" },
  },
  lights: ["overfitting"],
  flow: { stages: STAGES, random: false, load: () => import("./flow/vqvae.ts") },
  pytorch: () => import("./pytorch/vqvae.ts"),
};
