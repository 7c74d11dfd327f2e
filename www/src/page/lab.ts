/** A lab apart from where it is shown: how it begins, the language and colours it has, and what scripts may do with it. */
import type { LabScripting, Metrics, Numbers, PictureShape } from "../api.ts";
import { openModel, readModel } from "../data/pretrained.ts";
import { PRESETS } from "../run/options/presets.ts";
import { namesOf } from "../run/options/specs.ts";
import { type Build, CHOICES, type Choice, type Encoding, type Executors, type Options } from "../run/protocol.ts";
import { asRefusal, type Refusal, refusal } from "../run/refusal.ts";
import { asSource } from "../run/source.ts";
import { readFront } from "../run/stand-in.ts";
import { shownModel } from "../run/state.ts";
import { readParts, shareText, shareTexts, USUAL_DATA } from "../share/address.ts";
import type { LabStore } from "../store/lab-store.ts";
import { ENGLISH, type Language, Speech, pickLanguage } from "../texts/index.ts";

/** How a lab is to begin, as the attributes of its element say it. */
export interface Wishes {
  /** Which binary runs; without it, the fastest that the browser can. */
  build?: Build | undefined;
  /** The executor to train on: `cpu`, `gpu`, or without it the faster. */
  executor?: Choice | undefined;
  /** The training data, as `loadDataset` takes it; without it, the preset's data or handwriting. */
  data?: string | undefined;
  /** A pretrained model to show until training begins, where no options were asked for. */
  model?: string | undefined;
  /** Options to start with, as the text of a link (`latent=20&beta=4`); keys that are no options mean nothing. */
  options?: string | undefined;
  /** The text of a link after its `#`: the state to begin with. It takes precedence over `options`. */
  share?: string | undefined;
  /** The lesson to open, by the name of its file. */
  lesson?: string | undefined;
  /** Guides a newcomer through the first steps. */
  guide?: boolean | undefined;
}

/** The engine waits so long (milliseconds) for what stands in for it: on a slow line each would slow the other. */
const PATIENCE_MS = 4000;

function attempt<T>(work: () => T): { result?: T; refused?: Refusal } {
  try {
    return { result: work() };
  } catch (reason) {
    return { refused: asRefusal(reason) };
  }
}

export class Lab implements LabScripting {
  #ready: Promise<void> | undefined;
  /** The language that was last asked for. */
  #language: Language | undefined;

  constructor(
    readonly store: LabStore,
    private readonly wishes: () => Wishes,
    /** Whether a pretrained model is shown as soon as it can be decoded, and the engine comes after. */
    private readonly early = false,
  ) {}

  get ready(): Promise<void> {
    this.#ready ??= this.#open();
    return this.#ready;
  }

  async train(): Promise<void> {
    await this.#begun();
    await this.store.run.train();
  }

  async pause(): Promise<void> {
    await this.#begun();
    await this.store.run.pause();
  }

  async step(n = 1): Promise<void> {
    const { asCount } = await this.#begun();
    await this.store.run.step(asCount(n));
  }

  async reset(): Promise<void> {
    await this.#begun();
    await this.store.run.reset();
  }

  async newSeed(): Promise<void> {
    await this.#begun();
    await this.store.run.newSeed();
  }

  async setOptions(options: Options): Promise<void> {
    const { asOptions } = await this.#begun();
    await this.store.run.setOptions(asOptions(options));
  }

  async setExecutor(choice: Choice): Promise<void> {
    const { asChoice } = await this.#begun();
    await this.store.run.setExecutor(asChoice(choice));
  }

  async loadDataset(data: Iterable<File> | File | string, shape?: Partial<PictureShape>): Promise<void> {
    const { asImageSource } = await this.#begun();
    const source = asImageSource(data, shape);
    // What is known at once is asked for at once, before what is called next.
    await this.store.run.loadDataset(source instanceof Promise ? await source : source);
  }

  async loadFiles(files: Iterable<File> | File): Promise<void> {
    const { asFiles, loadFiles } = await this.#begun();
    await loadFiles(this.store.run, asFiles("loadFiles", files));
  }

  async encode(pixels: Numbers, label?: number): Promise<Encoding> {
    const { asImages, asLabel } = await this.#begun();
    const images = asImages(pixels, this.store.model.size.peek());
    return this.store.run.ask("encode", { pixels: images, label: asLabel("encode", label, this.#classes) });
  }

  async decode(z: Numbers, label?: number): Promise<Float32Array> {
    const { asLabel, asPoints } = await this.#begun();
    const points = asPoints(z, Number(shownModel(this.store.run.state).options["latent"]));
    return this.store.run.ask("decode", { z: points, label: asLabel("decode", label, this.#classes) });
  }

  get metrics(): Metrics {
    return { ...this.store.run.state.metrics };
  }

  get executors(): Executors {
    return this.store.run.state.executors;
  }

  async saveWeights(): Promise<Uint8Array> {
    await this.#begun();
    return this.store.run.ask("saveWeights", {});
  }

  async loadWeights(bytes: Uint8Array | ArrayBuffer): Promise<void> {
    const { asBytes } = await this.#begun();
    await this.store.run.loadWeights(asBytes(bytes));
  }

  get link(): string {
    return shareText(this.store, this.wishes().data);
  }

  async takeOver(link: string): Promise<void> {
    const { asLink, takeOver } = await this.#begun();
    await takeOver(this.store, asLink(link));
  }

  /** Takes over the text of an attribute `options`. */
  async takeTexts(options: string): Promise<void> {
    const { takeTexts } = await this.#begun();
    await takeTexts(this.store, Object.fromEntries(new URLSearchParams(options)));
  }

  /** Shows a pretrained model until training begins; where it has begun it goes on from that model. */
  async showModel(name: string): Promise<void> {
    const model = await readModel(await openModel(name));
    await this.ready;
    this.store.page.pretrained.value = name;
    if (!(await this.store.run.showPretrained(model))) await this.store.run.loadWeights(model);
  }

  /** Ends the run and its part of the worker. What is asked for later begins anew. */
  close(): void {
    this.store.close();
    this.#ready = undefined;
  }

  /** Speaks the language of a tag such as `zh`, or without one the browser's, once its texts are there. */
  async speak(tag: string): Promise<void> {
    const language = pickLanguage(tag ? [tag] : navigator.languages);
    if (language === this.#language) return;
    this.#language = language;
    const { speech } = this.store.page;
    const spoken = await Speech.of(language);
    // An open panel goes on in the old language until it can in the new one.
    const learnt = await spoken.like(speech.peek()).catch(() => spoken);
    if (language === this.#language) speech.value = learnt;
  }

  /** The classes that there are; a model that does not learn from them takes any. */
  get #classes(): number {
    const { state } = this.store.run;
    return (shownModel(state).model.labels && state.dataset?.classes) || 256;
  }

  /** Waits until it can train, and for the checks of what scripts hand over. Every call does, so that they keep their order. */
  async #begun(): Promise<typeof import("./arguments.ts")> {
    const checks = import("./arguments.ts").catch(() => {
      throw refusal("part-missing");
    });
    return (await Promise.all([checks, this.ready]))[0];
  }

  async #open(): Promise<void> {
    const wishes = this.wishes();
    const { build, executor, data, model: name, options, share } = wishes;
    const link = attempt(() => shareTexts(share ?? ""));
    const texts = link.result ?? Object.fromEntries(new URLSearchParams(options));
    const preset = PRESETS.find(({ key }) => key === texts["preset"]);
    const linked = link.result && (texts["data"] ?? preset?.data);
    const source = attempt(() => asSource(linked ?? data ?? texts["data"] ?? preset?.data ?? USUAL_DATA));
    const choice = CHOICES.find((choice) => choice === executor) ?? "auto";
    const file = name ? openModel(name) : undefined;
    // It knows the usual images.
    const shows = file !== undefined && (linked ?? USUAL_DATA) === USUAL_DATA;
    const { page } = this.store;
    // The engine has not said yet which options there are; each has its text.
    const asked = Object.keys(texts).some((key) => key === "preset" || ENGLISH.has(`options.${key}.label`));
    // A link says more than which model is shown, and other data has other codes.
    const early = this.early && !asked && !share && wishes.lesson === undefined && !data;
    const standIn = early && file ? this.#standIn(file).catch(() => undefined) : undefined;
    const model = file?.then(readModel);
    // A failure is reported when the model is to be shown.
    model?.catch(() => undefined);
    page.pretrained.value = name ?? "";
    page.awaiting.value = new Set([
      "link",
      ...(shows && !asked ? (["model"] as const) : []),
      ...(wishes.lesson === undefined ? [] : (["lesson"] as const)),
    ]);
    page.lesson.value = wishes.lesson;
    page.guiding.value = wishes.guide ?? false;
    const refused = await this.store.open(() => ({
      build,
      choice,
      texts,
      source: source.result ?? asSource(USUAL_DATA),
      first: standIn && Promise.race([standIn, new Promise((late) => setTimeout(late, PATIENCE_MS))]),
    }));
    if (link.result) readParts(this.store, link.result, refused);
    page.arrived("link");
    const [reason] = [link.refused, source.refused, ...(link.result ? [] : refused.values())].filter(Boolean);
    if (reason) this.store.run.fail(reason);
    if (!shows || !model) return;
    const arrived = () => {
      this.store.run.standIn(undefined);
      page.arrived("model");
    };
    this.store.act(() => this.#show(model, texts).finally(arrived));
  }

  /** Has the beginning of a model's file stand in for the engine. */
  async #standIn(file: Promise<Response>): Promise<void> {
    const beginning = await file.then((response) => response.clone());
    this.store.run.standIn(await readFront(beginning));
  }

  /** Shows a pretrained model, unless the reader asked for another one, or a lesson begins with its own. */
  async #show(model: Promise<Uint8Array>, texts: Readonly<Record<string, string>>): Promise<void> {
    const fetched = await model;
    await this.store.page.untilArrived("lesson");
    const { specs } = this.store.run.state;
    const asked = "preset" in texts || specs.some((spec) => namesOf(spec).some((name) => name in texts));
    const { awaiting } = this.store.page;
    if (!asked && awaiting.peek().has("model")) await this.store.run.showPretrained(fetched);
  }
}
