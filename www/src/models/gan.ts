/** The generative adversarial network: a generator and a discriminator, and no encoder. */
import type { ModelView } from "./view.ts";

/** The discriminator's loss where it cannot tell: it gives every image the probability ½. */
const UNDECIDED = 2 * Math.LN2;

export const view: ModelView = {
  terms: {
    discriminator: { quantity: "recon", mark: UNDECIDED },
    generator: { quantity: "xhat" },
    modes: { quantity: "z" },
    share: { quantity: "mu" },
  },
  lights: [],
};
