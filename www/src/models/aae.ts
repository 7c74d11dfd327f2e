/** The adversarial autoencoder: a discriminator compares codes with samples of the prior. */
import { view as ae } from "./ae.ts";
import { UNDECIDED } from "./pieces/players.ts";
import type { ModelView } from "./view.ts";

export const view: ModelView = {
  ...ae,
  texts: {
    en: () => import("../texts/models/aae.en.json", { with: { type: "json" } }),
    zh: () => import("../texts/models/aae.zh.json", { with: { type: "json" } }),
  },
  terms: { ...ae.terms, discriminator: { quantity: "kl", mark: UNDECIDED }, ks: { quantity: "z" } },
  pytorch: () => import("./pytorch/aae.ts"),
};
