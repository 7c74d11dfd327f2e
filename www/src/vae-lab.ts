/**
 * `<vae-lab>`: a variational autoencoder that trains in the page, and the scripting interface to it.
 *
 * Hooks for tests. By role and name: buttons Train/Pause, One step, Reset, New seed, Handwriting, Redraw; file input
 * "Load IDX files"; slider "Pin" (its value text is "z = (…)"); list "Runs on" (auto, cpu, gpu); button "Try the GPU
 * again" in a notice; every option by its label. By test id: `latent-plane`,
 * `pin`, `decoded`, `reconstructions`, `samples`, `epoch`, `steps`, `stepsPerSecond`, `imagesPerSecond`, `executor`,
 * `dataset`, `loss-heldOut`, `loss-train`, `notice`.
 */
import { LitElement } from "lit";
import { property, state } from "lit/decorators.js";
import type { Pin } from "./components/latent-plane.ts";
import { DARK, LIGHT, type Palette } from "./draw/palette.ts";
import { type Language, Speech, pickLanguage } from "./i18n/index.ts";
import { layout } from "./layout.ts";
import { layoutStyles } from "./layout-styles.ts";
import { Live, NO_PICTURES, PLANE_IMAGES, type Pictures } from "./live.ts";
import {
  type Args,
  type Build,
  CHOICES,
  type Choice,
  type DatasetInfo,
  type Encoding,
  type Executors,
  type HeldOut,
  type Lattice,
  type Options,
  type Result,
  type Source,
  type Verb,
} from "./protocol.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { Run } from "./run.ts";
import type { Metrics, State, StateDetail } from "./state.ts";

/** The events of a lab; they bubble and cross shadow roots. */
export interface VaeLabEventMap {
  /** About ten times a second while it trains. */
  metrics: CustomEvent<Metrics>;
  /** It started, paused, loaded other data, took other options, or cannot go on. */
  state: CustomEvent<StateDetail>;
  /** Something was refused or went wrong; the detail is what a promise rejects with. */
  error: CustomEvent<Refusal>;
  /** The reader chose a language. */
  language: CustomEvent<Language>;
  /** The reader chose who trains. */
  executor: CustomEvent<Choice>;
}

export class VaeLab extends LitElement {
  static override styles = layoutStyles;

  /** The language of the page, such as `zh`; without it, the browser's. */
  @property({ reflect: true }) override lang = "";
  /** `light` or `dark`; without it, the system's. */
  @property({ reflect: true }) theme: "light" | "dark" | undefined;
  /** Which binary runs; without it, the fastest that the browser can. Read once. */
  @property() build: Build | undefined;
  /** Who is to train: `cpu`, `gpu`, or without it the faster. Read once; later `setExecutor` changes it. */
  @property() executor: Choice | undefined;
  /** Addresses of IDX files to train on, separated by commas, in place of the handwriting. Read once. */
  @property() data: string | undefined;
  /** Options to start with, as the text of a link (`latent=20&beta=4`); keys that are no options mean nothing. Read once. */
  @property({ attribute: "options" }) initial: string | undefined;

  /** What the layout shows, besides the run. */
  @state() pictures: Pictures = NO_PICTURES;
  @state() heldOut: HeldOut | undefined;
  @state() pins: readonly Pin[] = [[0.5, 0.5]];
  @state() active = 0;
  @state() selected: number | undefined;
  @state() dropping = false;
  palette: Palette = LIGHT;
  speech = new Speech("en");

  #opened: Promise<void> | undefined;
  #heldOutOf: DatasetInfo | undefined;
  #dark = matchMedia("(prefers-color-scheme: dark)");
  #run = new Run({
    changed: (before) => this.#changed(before),
    moved: () => {
      this.#live.touch();
      void this.#fetchHeldOut();
    },
    metrics: () => this.#fire("metrics", this.metrics),
    error: (reason) => this.#fire("error", reason),
  });
  #live = new Live(
    (verb, args) => this.#run.ask(verb, args),
    (pictures) => (this.pictures = { ...this.pictures, ...pictures }),
  );

  // The scripting interface. What waits returns a promise; what is refused rejects it with a `Refusal`.

  /** Resolves when the lab can train; rejects where it never will. */
  get ready(): Promise<void> {
    this.#opened ??= this.#run.open({
      build: this.build,
      choice: CHOICES.find((choice) => choice === this.executor) ?? "auto",
      texts: Object.fromEntries(new URLSearchParams(this.initial)),
      source: asSource(this.data ?? "handwriting"),
    });
    return this.#opened;
  }

  /** Trains until it is paused. */
  async train(): Promise<void> {
    await this.#ask("train", {});
  }

  /** Stops training; resolves when the last step is done. */
  async pause(): Promise<void> {
    await this.#ask("pause", {});
  }

  /** Makes `n` training steps and stops; resolves when they are done, or when it is paused before. */
  async step(n = 1): Promise<void> {
    await this.#ask("step", { count: n });
  }

  /** Starts over with the same seed: the same run again. */
  async reset(): Promise<void> {
    await this.ready;
    await this.#run.reset();
  }

  /** Starts over with a fresh seed. */
  async newSeed(): Promise<void> {
    await this.ready;
    await this.#run.reseed();
  }

  /** Changes options; those that alter a shape start the run over. Where one is refused, nothing changes. */
  async setOptions(options: Options): Promise<void> {
    await this.ready;
    await this.#run.configure(options);
  }

  /** Has the CPU or the GPU train, or with `"auto"` the faster, also in the middle of a run. Resolves when it can. */
  async setExecutor(choice: Choice): Promise<void> {
    await this.ready;
    await this.#run.choose(choice);
  }

  /** Loads IDX files, or by name: `"handwriting"`, or addresses of IDX files separated by commas. */
  async loadDataset(data: Iterable<File> | string): Promise<void> {
    const source = asSource(data);
    await this.ready;
    await this.#run.load(source);
  }

  /** Encodes images, rows of height × width values in [0, 1], as the means and log-variances of q(z|x). */
  encode(pixels: Float32Array): Promise<Encoding> {
    return this.#ask("encode", { pixels });
  }

  /** Decodes points, rows of as many values as there are latent dimensions, to the means of p(x|z) in [0, 1]. */
  decode(z: Float32Array): Promise<Float32Array> {
    return this.#ask("decode", { z });
  }

  /** The figures of now. */
  get metrics(): Metrics {
    return { ...this.#run.state.metrics };
  }

  /** Who trains and who could, on what, and how fast each was. */
  get executors(): Executors {
    return this.#run.state.executors;
  }

  /** The weights as a safetensors file, with the names and shapes of PyTorch's Linear layers. */
  saveWeights(): Promise<Uint8Array> {
    return this.#ask("saveWeights", {});
  }

  /** Goes on from such a file; its options come with it. */
  async loadWeights(bytes: Uint8Array): Promise<void> {
    await this.ready;
    await this.#run.loadWeights(bytes);
  }

  // What the layout asks for.

  /** What is known about the run. */
  get run(): Run {
    return this.#run;
  }

  get latent(): number {
    return Number(this.#run.state.options["latent"] ?? 2);
  }

  /** Does what a control asks; what is refused becomes the notice. */
  readonly act = (work: () => Promise<void>): void => {
    work().catch((reason: Refusal) => this.#run.fail(reason));
  };

  readonly applyOptions = (options: Options): Promise<void> => this.setOptions(options);

  movePins(pins: readonly Pin[], active: number): void {
    this.pins = pins;
    this.active = active;
    this.#sendPins();
  }

  lookAt(lattice: Lattice | undefined): void {
    this.#live.lattice = lattice;
  }

  redraw(): void {
    this.#live.redraw();
  }

  speak(language: Language): void {
    this.lang = language;
    this.#fire("language", language);
  }

  chooseExecutor(choice: Choice): void {
    this.act(async () => {
      await this.setExecutor(choice);
      this.#fire("executor", choice);
    });
  }

  // The element's life.

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dark.addEventListener("change", this.#refresh);
    document.addEventListener("visibilitychange", this.#refresh);
    this.ready.catch(() => undefined);
    this.#sendPins();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dark.removeEventListener("change", this.#refresh);
    document.removeEventListener("visibilitychange", this.#refresh);
    // A move within the document disconnects for a moment only.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#run.close();
      this.#opened = undefined;
    });
  }

  /** Nothing is drawn while nobody can see it; the worker goes on. */
  protected override shouldUpdate(): boolean {
    return !document.hidden;
  }

  protected override willUpdate(): void {
    const language = pickLanguage(this.lang ? [this.lang] : navigator.languages);
    if (language !== this.speech.language) this.speech = new Speech(language);
    this.palette = (this.theme ?? (this.#dark.matches ? "dark" : "light")) === "dark" ? DARK : LIGHT;
  }

  protected override render() {
    return layout(this);
  }

  readonly #refresh = () => {
    this.requestUpdate();
    this.#live.resume();
  };

  async #ask<V extends Verb>(verb: V, args: Args<V>): Promise<Result<V>> {
    await this.ready;
    return this.#run.ask(verb, args);
  }

  #changed(before: State): void {
    const { phase, training, dataset, options } = this.#run.state;
    const image = (info: DatasetInfo | undefined) => `${info?.width}×${info?.height}`;
    if (options["latent"] !== before.options["latent"] || image(dataset) !== image(before.dataset)) {
      this.pictures = NO_PICTURES;
      this.#sendPins();
    }
    if (
      phase !== before.phase ||
      training !== before.training ||
      dataset !== before.dataset ||
      options !== before.options
    ) {
      this.#fire("state", { phase, training, dataset, options });
    }
    this.requestUpdate();
  }

  /** The pins' places as rows of latent values; the dimensions that the plane does not show are 0. */
  #sendPins(): void {
    const { latent } = this;
    const z = new Float32Array(this.pins.length * latent);
    this.pins.forEach((pin, row) => z.set(pin.slice(0, latent), row * latent));
    this.#live.pins = z;
  }

  async #fetchHeldOut(): Promise<void> {
    const { dataset } = this.#run.state;
    if (!dataset || dataset === this.#heldOutOf) return;
    this.#heldOutOf = dataset;
    const heldOut = await this.#run.ask("heldOut", { count: PLANE_IMAGES }).catch(() => undefined);
    if (heldOut && dataset === this.#heldOutOf) this.heldOut = heldOut;
  }

  #fire<T extends keyof VaeLabEventMap>(type: T, detail: VaeLabEventMap[T]["detail"]): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

export interface VaeLab {
  addEventListener<T extends keyof VaeLabEventMap>(
    type: T,
    listener: (this: VaeLab, event: VaeLabEventMap[T]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "vae-lab": VaeLab;
  }
}

function asSource(data: Iterable<File> | string): Source {
  if (typeof data !== "string") {
    return { kind: "files", files: Array.from(data, (file) => ({ name: file.name, blob: file })) };
  }
  if (data === "handwriting") return { kind: "handwriting" };
  try {
    return { kind: "urls", urls: data.split(",").map((url) => new URL(url.trim(), document.baseURI).href) };
  } catch {
    throw refusal("dataset-name", { name: data });
  }
}
