/** The entropic autoencoder: codes of mean 0 and variance 1, as far apart as they can be. */
import { view as ae } from "./ae.ts";
import type { ModelView } from "./view.ts";

export const view: ModelView = {
  ...ae,
  texts: {
    en: () => import("../texts/models/eae.en.json", { with: { type: "json" } }),
    zh: () => import("../texts/models/eae.zh.json", { with: { type: "json" } }),
  },
  terms: { ...ae.terms, entropy: { quantity: "z", symbol: "H" } },
  pytorch: () => import("./pytorch/eae.ts"),
};
