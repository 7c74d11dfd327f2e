/** How models of a method are shown: what of the page is their own. */
import type { TemplateResult } from "lit";
import type { Coloured } from "../draw/palette.ts";
import type { ImageSize, Options } from "../run/protocol.ts";
import type { MethodTexts, Say, SayOfMethod } from "../texts/keys.ts";
import type { Coder } from "./pieces/pytorch.ts";
import type { Seen } from "./pieces/seen.ts";
import type { Stage, Stages } from "./pieces/stages.ts";

export interface TermView {
  /** The quantity whose colour it has, and which lights up with it. */
  quantity: Coloured;
  symbol?: string;
  /** A value that the charts mark. */
  mark?: number;
  /** The column of its values in a table of the curves, where that is not its key. */
  column?: string;
}

export type LightKey = "collapse" | "overfitting";

/** What there is to show of a training step. */
export interface FlowScene {
  say: Say;
  sayOfModel: SayOfMethod;
  /** Of the traced model. */
  options: Options;
  /** One image on its way; undefined before there is a trace. */
  seen: Seen | undefined;
  /** The stage that slow motion is at; undefined outside of slow motion. */
  stage: Stage | undefined;
  /** Of the method. */
  stages: Stages;
}

export interface DiagramScene extends FlowScene {
  image: ImageSize;
  /** Columns of the layers' matrices, from the image to the latent dimensions. */
  sizes: readonly number[];
  /** A picture of an image. */
  sheet(pixels: Float32Array | undefined, name: string): TemplateResult;
}

export interface FormulaScene extends FlowScene {
  /** Figures by the keys of the terms, each row with its name; NaN for what is not known. */
  rows: readonly { name: string; value: (key: string) => number }[];
}

/** The pictures of a training step. */
export interface FlowDrawing {
  /** The way of one image through the model, with its numbers. */
  diagram(scene: DiagramScene): TemplateResult;
  /** What is minimised, as formulas with the run's numbers. */
  formulas(scene: FormulaScene): TemplateResult;
}

/** How a training step is shown. */
export interface FlowView {
  stages: Stages;
  /** Whether a part of it is drawn at random, and can be drawn again. */
  random: boolean;
  /** Fetched when a step is to be seen. */
  load: () => Promise<{ drawing: FlowDrawing }>;
}

export interface ModelView {
  /** What is said of it, in `texts/models/METHOD.LANGUAGE.json`. */
  texts: MethodTexts;
  /** The terms, by key. */
  terms: Readonly<Record<string, TermView>>;
  /** The lights that say how a run is. */
  lights: readonly LightKey[];
  /** A training step in slow motion; undefined where the engine traces none of its steps. */
  flow?: FlowView;
  /** Its own part of a PyTorch program that trains the same model on images of so many classes; undefined where there is none. */
  pytorch?: Coder;
}
