/** The parts of a lab that can be left out, each by its own name. */
export const HIDEABLE = ["header", "data", "options", "controls", "plane", "history", "panels"] as const;
export type Hideable = (typeof HIDEABLE)[number];

/** What drives a run, besides its options: each can be hidden or locked by itself. */
export const DRIVES = ["train", "step", "reset", "newSeed", "preset"] as const;

/** The names of a tab and of a layer of the plane, where they are hidden or locked. */
export const tabName = (panel: string): string => `tab-${panel}`;
export const layerName = (layer: string): string => `layer-${layer}`;
