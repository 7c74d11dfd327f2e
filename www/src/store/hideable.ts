/** The parts of a lab that can be left out, each by its own name. */
export const HIDEABLE = ["header", "data", "options", "controls", "plane", "history", "panels"] as const;
export type Hideable = (typeof HIDEABLE)[number];
