/** ALI and BiGAN: a discriminator compares pairs of image and code, an encoder's with a generator's. */
import { UNDECIDED } from "./pieces/players.ts";
import type { ModelView } from "./view.ts";

export const view: ModelView = {
  texts: {
    en: () => import("../texts/models/ali.en.json", { with: { type: "json" } }),
    zh: () => import("../texts/models/ali.zh.json", { with: { type: "json" } }),
  },
  terms: {
    discriminator: { quantity: "kl", mark: UNDECIDED },
    cycle: { quantity: "recon" },
    modes: { quantity: "z" },
    share: { quantity: "mu" },
  },
  lights: [],
  pytorch: () => import("./pytorch/ali.ts"),
};
