/** The variational information bottleneck: q(z|x) as in a variational autoencoder, and a classifier of z. */
import type { ModelView } from "./view.ts";

export const view: ModelView = {
  texts: {
    en: () => import("../texts/models/vib.en.json", { with: { type: "json" } }),
    zh: () => import("../texts/models/vib.zh.json", { with: { type: "json" } }),
  },
  terms: {
    ce: { quantity: "recon", symbol: "−log p(y|z)", column: "cross-entropy" },
    kl: { quantity: "kl", symbol: "KL(q(z|x) ‖ p(z))", column: "rate" },
    error: { quantity: "mu" },
  },
  lights: ["collapse", "overfitting"],
};
