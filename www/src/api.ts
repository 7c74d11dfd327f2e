/**
 * The public interface for scripts in a page. Types only: the build sends this file as it is, as the types of the npm
 * package, with the engine's own beside it.
 */
import type { DatasetInfo, Encoding, LabError, Options } from "../../src/web/types.d.ts";

export type { DatasetInfo, Encoding, LabError, Options };

/** Which of the two wasm binaries runs: `simd` is exact (a seed fixes every bit), `relaxed` may be faster. */
export type Build = "simd" | "relaxed";

/** The executor to train on: `auto` takes the faster, but no software GPU, and none where a seed must fix every bit. */
export type Choice = "auto" | "cpu" | "gpu";

export type Theme = "light" | "dark";

/**
 * The status of the GPU. `searching`: the browser is asked for one. `none`: it has none. `found`: it has one,
 * nothing was loaded for it. `preparing`: code, images and pipelines are loaded. `ready`: it can train. `unfit`: this
 * model is too large for it. `failed`: it was lost or gave no device; it is tried again when asked for.
 */
export type GpuStatus = "searching" | "none" | "found" | "preparing" | "ready" | "unfit" | "failed";

/** Both executors, the active one, and their speeds on this model when they last trained or raced; NaN before. */
export interface Executors {
  choice: Choice;
  active: "cpu" | "gpu";
  cpu: { name: string; stepsPerSecond: number };
  gpu: { name: string; software: boolean; status: GpuStatus; stepsPerSecond: number };
}

/** The figures of now, in nats per image; NaN where nothing was measured yet, and where the model has no such term. */
export interface Metrics {
  step: number;
  /** Passes over the training images, fractional. */
  epoch: number;
  /** The term that the model is judged by, on the last training batch: of a VAE −ELBO. */
  loss: number;
  recon: number;
  kl: number;
  /** All terms of the model on the last training batch, by their keys. */
  terms: Readonly<Record<string, number>>;
  gradNorm: number;
  /** As `loss` and `terms`, on held-out images. */
  testLoss: number;
  testTerms: Readonly<Record<string, number>>;
  stepsPerSecond: number;
  imagesPerSecond: number;
  /** The active executor, such as "cpu-simd128", or "gpu"; `executors` has more about both. */
  executor: string;
}

/** How pictures become images. */
export interface PictureShape {
  /** The side of an image in pixels, 8 to 64; 28 if not said. */
  side: number;
  /** Grey, as where nothing is said, or red, green and blue. */
  planes: 1 | 3;
  /** A square from the centre, as where nothing is said, or the whole picture with margins. */
  crop: "centre" | "whole";
  /** What is dark in the picture becomes high, as ink is. */
  invert: boolean;
}

/** The detail of the `state` event. `stopped`: the lab cannot go on. */
export interface StateDetail {
  phase: "loading" | "ready" | "stopped";
  training: boolean;
  dataset: DatasetInfo | undefined;
  /** Also those that the model does not have. `autoencoder` is what `method` was called in 0.1. */
  options: Options;
}

/** A number, which of the answers from 0, a place on the latent plane, or a curve at nine steps that are evenly apart. */
export type LessonAnswer = number | readonly [number, number] | { readonly heights: readonly number[] };

/** The detail of the `lesson-progress` event: a step of a lesson is done. */
export interface LessonProgress {
  /** The name or the address of the lesson; of one that is whole in a link, a short mark of it. */
  lesson: string;
  /** The step that is done, from 0, and how many there are. */
  step: number;
  steps: number;
  /** The lesson is done. */
  done: boolean;
  /** What was predicted by steps, and what came: only where the lesson asks for it, and the reader has agreed. */
  answers?: readonly { step: number; said: LessonAnswer; came?: LessonAnswer | undefined }[];
}

/** What a frame tells the page around it, as `{ vaeLab: … }`: how high it is in pixels, or how far a lesson is. */
export type FrameMessage = { height: number } | { lesson: LessonProgress };

/** The events of a lab, with their details. */
export interface LabEvents {
  /** About ten times a second while it trains. */
  metrics: Metrics;
  /** It started, paused, loaded other data, took other options, or cannot go on. */
  state: StateDetail;
  /** Something was refused or went wrong; the detail is what a promise rejects with. */
  error: Error & LabError;
  /** The reader chose a language. */
  language: string;
  /** The reader chose light or dark. */
  theme: Theme;
  /** The reader chose an executor. */
  executor: Choice;
  /** The reader has left the guide. */
  guided: undefined;
  /** The reader opened a lesson, or left it. */
  lesson: string | undefined;
  /** A step of a lesson is done, or all of it. */
  "lesson-progress": LessonProgress;
}

/** Numbers one after the other, or row by row. */
export type Numbers = Float32Array | ArrayLike<number> | readonly ArrayLike<number>[];

/** The scripting interface. What waits returns a promise; what is refused rejects it with a `LabError`. */
export interface LabScripting {
  /** Resolves when the lab can train; rejects where it never will. */
  readonly ready: Promise<void>;
  /** Trains until it is paused. */
  train(): Promise<void>;
  /** Stops training; resolves when the last step is done. */
  pause(): Promise<void>;
  /** Makes `n` training steps (1 if not said) and stops; resolves when they are done, or when it is paused before. */
  step(n?: number): Promise<void>;
  /** Starts over with the same seed: the same run again. */
  reset(): Promise<void>;
  /** Starts over with a fresh seed. */
  newSeed(): Promise<void>;
  /** Changes options; those that alter a shape start the run over. Where one is refused, nothing changes. */
  setOptions(options: Options): Promise<void>;
  /** Trains on the CPU, on the GPU, or with `"auto"` on the faster, also in the middle of a run. Resolves when it can. */
  setExecutor(choice: Choice): Promise<void>;
  /**
   * Loads IDX files, or by name: `"handwriting"`, `"noise"`, `"pulse"`, a toy such as `"ring"`, or addresses of IDX files
   * separated by commas. Rejects where other images are asked for before those of an address are there. PNG, JPEG, WebP and GIF files, in
   * zip archives too, become images of a `shape`; they are read first, so that what is called meanwhile takes effect before.
   */
  loadDataset(data: Iterable<File> | File | string, shape?: Partial<PictureShape>): Promise<void>;
  /** Loads what the reader chose: a safetensors file of weights, or IDX files. Their contents tell them apart. */
  loadFiles(files: Iterable<File> | File): Promise<void>;
  /**
   * Encodes images, rows of height × width values in [0, 1]: as the means and log-variances of q(z|x), or the points `mu`
   * alone of a plain autoencoder. Rejects where the model has no encoder. A model that learns from classes takes the images
   * for ones of class `label`, or of the class that its page shows.
   */
  encode(pixels: Numbers, label?: number): Promise<Encoding>;
  /**
   * Decodes points, rows of as many values as there are latent dimensions, to mean images in [0, 1]; of class `label`, or of
   * the class that the page shows, where the model learns from classes.
   */
  decode(z: Numbers, label?: number): Promise<Float32Array>;
  /** The figures of now. */
  readonly metrics: Metrics;
  /** The executors: which one trains, on what, and how fast each was. */
  readonly executors: Executors;
  /** The weights as a safetensors file, with the names and shapes of PyTorch's Linear layers. */
  saveWeights(): Promise<Uint8Array>;
  /** Goes on from such a file; its options come with it. */
  loadWeights(bytes: Uint8Array | ArrayBuffer): Promise<void>;
  /** The state of the lab as the text of a link, to come after its `#`. */
  readonly link: string;
  /** Takes over the state of such a text; unknown parts are left out, and named in a notice. */
  takeOver(link: string): Promise<void>;
}

/** The interface of every element, besides its attributes as properties. */
export interface VaeElement extends HTMLElement, LabScripting {
  addEventListener<T extends keyof LabEvents>(
    type: T,
    listener: (this: VaeElement, event: CustomEvent<LabEvents[T]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}
