import type { ModelView } from "./view.ts";

/** The plain autoencoder. */
export const view: ModelView = {
  terms: { recon: { quantity: "recon", column: "reconstruction" } },
  lights: ["overfitting"],
};
