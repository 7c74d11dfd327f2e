/** How the reader wants to see the latent dimensions: what a link to the page carries. */
export type DimensionChoices = {
  /** Correlations of ranks (Spearman's) in place of Pearson's. */
  ranks: boolean;
  /** Also those beyond the first dozen. */
  all: boolean;
};

export const DIMENSION_DEFAULTS: DimensionChoices = { ranks: false, all: false };
