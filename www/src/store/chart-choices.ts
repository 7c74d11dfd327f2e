/** How the reader wants the charts: what a link to the page carries. */
export type ChartChoices = {
  /** A logarithmic axis of losses. */
  logValues: boolean;
  /** A logarithmic axis of steps. */
  logSteps: boolean;
};

export const CHART_DEFAULTS: ChartChoices = { logValues: false, logSteps: false };
