/** How models of a method are shown: what of the page is their own. */
import type { Coloured } from "../draw/palette.ts";

export interface TermView {
  /** The quantity whose colour it has, and which lights up with it. */
  quantity: Coloured;
  /** A value that the charts mark. */
  mark?: number;
  /** The column of its values in a table of the curves, where that is not its key. */
  column?: string;
}

export type LightKey = "collapse" | "overfitting";

/** The texts of a view are `models.METHOD` in a speech, from the file `texts/models/METHOD.LANGUAGE.json`. */
export interface ModelView {
  /** The terms, by key. */
  terms: Readonly<Record<string, TermView>>;
  /** The lights that say how a run is. */
  lights: readonly LightKey[];
}
