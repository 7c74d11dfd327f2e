/** The plain autoencoder: each image is one point z, and what counts is the reconstruction alone. */
import type { Stages } from "./pieces/stages.ts";
import type { ModelView } from "./view.ts";

const STAGES: Stages = {
  batch: ["x"],
  encode: ["x", "encoder", "z"],
  decode: ["z", "decoder", "xhat"],
  terms: ["x", "xhat", "recon"],
  gradients: ["recon", "xhat", "decoder", "z", "encoder"],
  update: ["decoder", "encoder"],
};

export const view: ModelView = {
  texts: {
    en: () => import("../texts/models/ae.en.json", { with: { type: "json" } }),
    zh: () => import("../texts/models/ae.zh.json", { with: { type: "json" } }),
  },
  terms: { recon: { quantity: "recon", symbol: "−log p(x|z)", column: "reconstruction" } },
  lights: ["overfitting"],
  flow: { stages: STAGES, random: false, load: () => import("./flow/ae.ts") },
  pytorch: () => import("./pytorch/ae.ts"),
};
