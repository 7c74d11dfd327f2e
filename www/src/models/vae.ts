import type { ModelView } from "./view.ts";

/** The variational autoencoder. */
export const view: ModelView = {
  terms: {
    loss: { quantity: "loss", column: "-elbo" },
    recon: { quantity: "recon", column: "reconstruction" },
    kl: { quantity: "kl" },
  },
  lights: ["collapse", "overfitting"],
};
