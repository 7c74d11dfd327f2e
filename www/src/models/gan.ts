/** The generative adversarial network: a generator and a discriminator, and no encoder. */
import { UNDECIDED } from "./pieces/players.ts";
import type { ModelView } from "./view.ts";

export const view: ModelView = {
  texts: {
    en: () => import("../texts/models/gan.en.json", { with: { type: "json" } }),
    zh: () => import("../texts/models/gan.zh.json", { with: { type: "json" } }),
  },
  terms: {
    discriminator: { quantity: "recon", mark: UNDECIDED },
    generator: { quantity: "xhat" },
    wasserstein: { quantity: "recon" },
    slope: { quantity: "kl" },
    modes: { quantity: "z" },
    share: { quantity: "mu" },
  },
  lights: [],
  pytorch: () => import("./pytorch/gan.ts"),
};
