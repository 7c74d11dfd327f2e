import type { ModelView } from "./view.ts";

/** The discriminator's loss where it cannot tell: it gives every image the probability ½. */
const UNDECIDED = 2 * Math.LN2;

/** The generative adversarial network. */
export const view: ModelView = {
  terms: { discriminator: { quantity: "recon", mark: UNDECIDED }, generator: { quantity: "xhat" } },
  lights: [],
};
