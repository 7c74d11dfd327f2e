/** The panels beside the plane by their keys, in their order. The name of one is the text `panels.KEY`. */
export const PANEL_KEYS = [
  "live",
  "flow",
  "charts",
  "dimensions",
  "evidence",
  "anomaly",
  "gan",
  "linear",
  "codes",
  "bottleneck",
  "runs",
  "draw",
  "share",
] as const;
export type PanelKey = (typeof PANEL_KEYS)[number];
