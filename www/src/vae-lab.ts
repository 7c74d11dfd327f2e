/**
 * `<vae-lab>`: a variational autoencoder that trains in the page, and the scripting interface to it.
 *
 * Hooks for tests. By role and name: buttons Train/Pause, One step, Reset, New seed, Handwriting, Redraw; file input
 * "Load IDX files"; slider "Pin" (its value text is "z = (…)"); list "Runs on" (auto, cpu, gpu); button "Try the GPU
 * again" in a notice; every option by its label; tabs by their names. By test id: `latent-plane`,
 * `pin`, `decoded`, `reconstructions`, `samples`, `epoch`, `steps`, `stepsPerSecond`, `imagesPerSecond`, `executor`,
 * `dataset`, `loss-heldOut`, `loss-train`, `notice`.
 */
import { SignalWatcher } from "@lit-labs/preact-signals";
import { LitElement, type TemplateResult, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import type { LabScripting, Metrics, Theme } from "./api.ts";
import { DARK, LIGHT } from "./draw/palette.ts";
import { type Language, Speech, pickLanguage } from "./i18n/index.ts";
import { layout } from "./layout.ts";
import { layoutStyles } from "./layout-styles.ts";
import {
  type Args,
  type Build,
  CHOICES,
  type Choice,
  type Encoding,
  type Executors,
  type Options,
  type Result,
  type Verb,
} from "./protocol.ts";
import { PRESETS } from "./options/presets.ts";
import { fetchModel } from "./pretrained.ts";
import { readParts, shareText, shareTexts, takeOver } from "./share/address.ts";
import { asSource, loadFiles } from "./source.ts";
import { type LabEvents, Workbench } from "./workbench.ts";

/** The events of a lab; they bubble and cross shadow roots. */
export type VaeLabEventMap = { [T in keyof LabEvents]: CustomEvent<LabEvents[T]> };

export class VaeLab extends SignalWatcher(LitElement) implements LabScripting {
  static override styles = layoutStyles;

  /** The language of the page, such as `zh`; without it, the browser's. */
  @property({ reflect: true }) override lang = "";
  /** `light` or `dark`; without it, the system's. */
  @property({ reflect: true }) theme: Theme | undefined;
  /** Which binary runs; without it, the fastest that the browser can. Read once. */
  @property() build: Build | undefined;
  /** Who is to train: `cpu`, `gpu`, or without it the faster. Read once; later `setExecutor` changes it. */
  @property() executor: Choice | undefined;
  /** What to train on, as `loadDataset` takes it; without it, the preset's data or handwriting. Read once. */
  @property() data: string | undefined;
  /** Guides a newcomer through the first steps. */
  @property({ type: Boolean }) guide = false;
  /** A pretrained model to show until training begins, where no options were asked for. Read once. */
  @property() model: string | undefined;
  /** Options to start with, as the text of a link (`latent=20&beta=4`); keys that are no options mean nothing. Read once. */
  @property({ attribute: "options" }) initial: string | undefined;

  /** What a link says after its `#`: the state to begin with. It goes before `options`. Read once; see `takeOver`. */
  @property() share: string | undefined;

  /** The lesson to open, by the name of its file. Read once. */
  @property() lesson: string | undefined;

  /** Files are dragged over the page. */
  @state() dropping = false;
  /** The first texts are there: nothing is to be seen in another language before. */
  @state() private speaking = false;
  /** Draws the guide, once it was fetched. */
  @state() guideTemplate: ((bench: Workbench) => TemplateResult) | undefined;
  /** What its parts share. */
  readonly bench = new Workbench((type, detail) => this.#tell(type, detail));

  #ready: Promise<void> | undefined;
  /** The language that was last asked for. */
  #language: Language | undefined;
  /** Ends what keeps the session. */
  #forget: () => void = () => undefined;
  #dark = matchMedia("(prefers-color-scheme: dark)");

  // The scripting interface, as `api.ts` describes it.

  get ready(): Promise<void> {
    this.#ready ??= this.#open();
    return this.#ready;
  }

  async train(): Promise<void> {
    await this.ready;
    await this.bench.train();
  }

  async pause(): Promise<void> {
    await this.ready;
    await this.bench.pause();
  }

  async step(n = 1): Promise<void> {
    await this.ready;
    await this.bench.step(n);
  }

  async reset(): Promise<void> {
    await this.ready;
    await this.bench.reset();
  }

  async newSeed(): Promise<void> {
    await this.ready;
    await this.bench.newSeed();
  }

  async setOptions(options: Options): Promise<void> {
    await this.ready;
    await this.bench.setOptions(options);
  }

  async setExecutor(choice: Choice): Promise<void> {
    await this.ready;
    await this.bench.setExecutor(choice);
  }

  async loadDataset(data: Iterable<File> | string): Promise<void> {
    const source = asSource(data);
    await this.ready;
    await this.bench.load(source);
  }

  async loadFiles(files: Iterable<File>): Promise<void> {
    await this.ready;
    await loadFiles(this.bench, [...files]);
  }

  encode(pixels: Float32Array): Promise<Encoding> {
    return this.#ask("encode", { pixels });
  }

  decode(z: Float32Array): Promise<Float32Array> {
    return this.#ask("decode", { z });
  }

  get metrics(): Metrics {
    return { ...this.bench.run.state.metrics };
  }

  get executors(): Executors {
    return this.bench.run.state.executors;
  }

  saveWeights(): Promise<Uint8Array> {
    return this.#ask("saveWeights", {});
  }

  async loadWeights(bytes: Uint8Array): Promise<void> {
    await this.ready;
    await this.bench.loadWeights(bytes);
  }

  get link(): string {
    return shareText(this.bench);
  }

  async takeOver(link: string): Promise<void> {
    await this.ready;
    await takeOver(this.bench, link);
  }

  async #open(): Promise<void> {
    const link = shareTexts(this.share ?? "");
    const texts = link ?? Object.fromEntries(new URLSearchParams(this.initial));
    const preset = PRESETS.find(({ key }) => key === texts["preset"]);
    const model = this.model ? fetchModel(this.model) : undefined;
    // What is the matter with it is said when it was to be shown.
    model?.catch(() => undefined);
    const refused = await this.bench.open(() => ({
      build: this.build,
      choice: CHOICES.find((choice) => choice === this.executor) ?? "auto",
      texts,
      source: asSource(this.data ?? preset?.data ?? "handwriting"),
    }));
    if (link) readParts(this.bench, link, refused);
    else for (const reason of [...refused.values()].slice(0, 1)) this.bench.run.fail(reason);
    this.bench.guiding.value = this.guide;
    this.bench.lesson.value = this.lesson;
    if (model) this.bench.act(async () => this.#show(await model, texts));
  }

  /** Shows a pretrained model, unless the reader asked for another one. */
  async #show(model: Uint8Array, texts: Readonly<Record<string, string>>): Promise<void> {
    const { specs } = this.bench.run.state;
    const asked = "preset" in texts || specs.some(({ key }) => key in texts);
    if (!asked) await this.bench.run.showPretrained(model);
  }

  async #ask<V extends Verb>(verb: V, args: Args<V>): Promise<Result<V>> {
    await this.ready;
    return this.bench.ask(verb, args);
  }

  // The element's life.

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dark.addEventListener("change", this.#refresh);
    document.addEventListener("visibilitychange", this.#refresh);
    this.#refresh();
    this.ready.catch(() => undefined);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dark.removeEventListener("change", this.#refresh);
    document.removeEventListener("visibilitychange", this.#refresh);
    // A move within the document disconnects for a moment only.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#forget();
      this.bench.close();
      this.#ready = undefined;
    });
  }

  protected override firstUpdated(): void {
    void this.#remember().catch(() => undefined);
  }

  protected override shouldUpdate(): boolean {
    return this.bench.visible.value;
  }

  protected override willUpdate(): void {
    const { speech, palette } = this.bench;
    const language = pickLanguage(this.lang ? [this.lang] : navigator.languages);
    if (language !== this.#language) {
      this.#language = language;
      void this.#learn(language).then((spoken) => {
        if (language === this.#language) speech.value = spoken;
        this.speaking = true;
      });
    }
    palette.value = (this.theme ?? (this.#dark.matches ? "dark" : "light")) === "dark" ? DARK : LIGHT;
  }

  protected override render() {
    if (this.bench.guiding.value && !this.guideTemplate) void this.#fetchGuide();
    return this.speaking ? layout(this) : nothing;
  }

  /** Brings the time machine, and keeps the session: nobody waits for them before there is a run. */
  async #remember(): Promise<void> {
    await this.ready;
    const { keepSession } = await import("./components/history/elements.ts");
    this.#forget = await keepSession(this.bench);
  }

  #tell<T extends keyof LabEvents>(type: T, detail: LabEvents[T]): void {
    if (type === "language") this.lang = detail as Language;
    if (type === "theme") this.theme = detail as Theme;
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** Learns a language; an open panel goes on in the old one until it can in the new one. */
  async #learn(language: Language): Promise<Speech> {
    const { whole } = this.bench.speech.peek();
    const spoken = await Speech.of(language);
    return whole ? spoken.withPanels().catch(() => spoken) : spoken;
  }

  /** A lab does without its guide where that cannot be fetched. */
  async #fetchGuide(): Promise<void> {
    const module = await import("./components/guide/guide.ts").catch(() => undefined);
    this.guideTemplate = module?.guide ?? (() => html``);
  }

  readonly #refresh = () => {
    this.bench.visible.value = !document.hidden;
    this.requestUpdate();
  };
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
