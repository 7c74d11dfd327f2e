import type { Correlation } from "./factors.ts";

/** How the reader wants to see the latent dimensions: what a link to the page carries. */
export interface DimensionChoices {
  correlation: Correlation;
  /** Also those beyond the first dozen. */
  all: boolean;
}

export const DIMENSION_DEFAULTS: DimensionChoices = { correlation: "pearson", all: false };
