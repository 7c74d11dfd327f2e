/**
 * What the parts of one lab share: the run, what is looked at, and what the reader chose. Every value is a signal, so
 * that a part which read it is drawn again when it changes. No element is known here.
 */
import { type ReadonlySignal, computed, effect, signal } from "@lit-labs/preact-signals";
import type { LabEvents as ScriptEvents, Theme } from "../api.ts";
import type { Paint } from "../draw/canvas.ts";
import { LIGHT, type Palette } from "../draw/palette.ts";
import type { View } from "../draw/view.ts";
import { Components } from "../math/components.ts";
import type { PathKind } from "../math/path.ts";
import { type Cut, DEFAULT_CUT, Section, dimensions } from "../math/section.ts";
import type { Stage } from "../panels/flow/stages.ts";
import { comparable } from "../run/history/earlier.ts";
import { kept, type PastRun, type Difference } from "../run/history/past.ts";
import type {
  Args,
  Choice,
  DatasetInfo,
  Drawing,
  Encoding,
  HeldOut,
  Options,
  Result,
  Source,
  Verb,
  Moment,
  OwnImages,
} from "../run/protocol.ts";
import type { Refusal } from "../run/refusal.ts";
import { type Beginning, Run } from "../run/run.ts";
import { INITIAL, type State } from "../run/state.ts";
import type { StopRules } from "../run/stop.ts";
import { isVariational } from "../run/terms.ts";
import { ENGLISH, type Language } from "../texts/index.ts";
import { CHART_DEFAULTS, type ChartChoices } from "./chart-choices.ts";
import { DIMENSION_DEFAULTS, type DimensionChoices } from "./dimension-choices.ts";
import type { Hideable } from "./hideable.ts";
import { DEFAULT_LAYERS, type Layers } from "./layers.ts";
import { type Follower, Live } from "./live.ts";
import type { PanelKey } from "./panel-keys.ts";

/** Held-out images whose encodings are kept up to date. */
export const PLANE_IMAGES = 500;
/** Milliseconds between two encodings of them while the model trains. */
const ENCODE_MS = 80;

/** A place in the latent space that is decoded: all its coordinates, and its name if the reader gave it one. */
export interface Pin {
  z: readonly number[];
  name: string;
}

/** Pins that a person can still tell apart, and characters of a name that there is room for. */
export const MOST_PINS = 8;
export const LONGEST_NAME = 16;

/** A place on the path through the pins, and what it decodes to. */
export interface Stop {
  /** 0 at the first pin, 1 at the second. */
  at: number;
  z: readonly number[];
  pixels: Float32Array | undefined;
}

/**
 * Whether the session is kept, and if not why: the browser gives no storage, it is full, or another page of this
 * site keeps its own.
 */
export type Keeping = "kept" | "unavailable" | "full" | "elsewhere";

/** Where the reader was when the page was left. */
export interface Offer {
  run: PastRun;
  moments: readonly Moment[];
  own: OwnImages | undefined;
}

/** A second run that is shown beside the first. */
export interface Comparison {
  readonly bench: Workbench;
  /** What it has otherwise than the first run. */
  readonly differences: ReadonlySignal<Difference[]>;
  close(): void;
}

/** The quantities of the model that have a colour, and can be pointed at. */
export type Quantity = "x" | "mu" | "sigma" | "epsilon" | "z" | "xhat" | "recon" | "kl" | "loss" | "prior";

/** What is told to those who listen to a lab: what scripts hear, as the page knows it. */
export interface LabEvents extends ScriptEvents {
  error: Refusal;
  language: Language;
}

export type Tell = <T extends keyof LabEvents>(type: T, detail: LabEvents[T]) => void;

const modelOf = ({ pretrained, options }: State): Options => pretrained ?? options;

export class Workbench {
  readonly state = signal<State>(INITIAL);
  /** q(z|x) of the first held-out images. */
  readonly encodings = signal<Encoding | undefined>(undefined);
  readonly heldOut = signal<HeldOut | undefined>(undefined);
  readonly pins = signal<readonly Pin[]>([{ z: [0.5, 0.5], name: "" }]);
  /** The pin that keys and the large picture belong to. */
  readonly active = signal(0);
  /** The decoded images of the pins, one after the other. */
  readonly decoded = signal<Float32Array | undefined>(undefined);
  /** What the plane shows. */
  readonly layers = signal<Layers>(DEFAULT_LAYERS);
  /** The part of the plane that the reader chose to see; without it, it follows the encodings. */
  readonly view = signal<View | undefined>(undefined);
  /** How the reader cuts the latent space. */
  readonly cut = signal<Cut>(DEFAULT_CUT);
  /** How the path through the pins goes from one to the next. */
  readonly path = signal<PathKind>("straight");
  /** Where on that path the reader is, if there. */
  readonly stop = signal<Stop | undefined>(undefined);
  /** The held-out image that is looked at. */
  readonly selected = signal<number | undefined>(undefined);
  /** Samples of z from q(z|x) of that image. */
  readonly samples = signal<readonly (readonly number[])[]>([]);
  /** The held-out image whose point is under the pointer or the keys. */
  readonly hovered = signal<number | undefined>(undefined);
  /** What the reader drew to train on, and how often an epoch shows each of them. */
  readonly drawings = signal<readonly Drawing[]>([]);
  readonly repeats = signal(1);
  /** When training stops by itself. */
  readonly stopRules = signal<StopRules>({});
  /** What is pointed at: wherever it is shown it lights up. */
  readonly pointed = signal<Quantity | undefined>(undefined);
  /** Which ε is drawn for the image that the flow follows. */
  readonly draw = signal(0);
  /** The stage of a training step that slow motion shows. */
  readonly stage = signal<Stage | undefined>(undefined);
  /** The panel that is open beside the plane. */
  readonly panel = signal<PanelKey>("live");
  /** How the reader wants the charts. */
  readonly charts = signal<ChartChoices>(CHART_DEFAULTS);
  /** How the reader wants to see the latent dimensions. */
  readonly dimensions = signal<DimensionChoices>(DIMENSION_DEFAULTS);
  /** The step at which the curves are read; without one, the newest. */
  readonly cursor = signal<number | undefined>(undefined);
  /** Runs that made way for others, oldest first. */
  readonly runs = signal<readonly PastRun[]>([]);
  /** Where the reader was when the page was left, until the choice is made. */
  readonly offer = signal<Offer | undefined>(undefined);
  /** Whether the session is kept beyond this page; nothing before that is known. */
  readonly keeping = signal<Keeping | undefined>(undefined);
  /** A second run that is shown beside this one. */
  readonly rival = signal<Comparison | undefined>(undefined);
  readonly hidden = signal<ReadonlySet<Hideable>>(new Set());
  /** The guide for newcomers is open. */
  readonly guiding = signal(false);
  /** The lesson that is open, by its name; "" is the list of lessons. */
  readonly lesson = signal<string | undefined>(undefined);
  /** What a lesson keeps from the reader: keys of options, `preset`, `data`, or buttons of the controls. */
  readonly locked = signal<ReadonlySet<string>>(new Set());
  /** The part that the guide or the lesson speaks of. */
  readonly spot = signal<Hideable | undefined>(undefined);
  readonly speech = signal(ENGLISH);
  readonly palette = signal<Palette>(LIGHT);
  /** Nothing is drawn while nobody can see it; the worker goes on. */
  readonly visible = signal(true);

  /** Draws the plane as it looks now, where there is one. */
  paintPlane: Paint | undefined;

  readonly specs = computed(() => this.state.value.specs);
  readonly options = computed(() => this.state.value.options);
  /** The options of the model that is shown. */
  readonly #model = computed(() => modelOf(this.state.value));
  readonly latent = computed(() => Number(this.#model.value["latent"] ?? 2));
  /** Whether an image is a distribution over z, with σ and a KL divergence, and not the one point of a plain autoencoder. */
  readonly variational = computed(() => isVariational(this.#model.value));
  readonly dataset = computed(() => this.state.value.dataset);
  /** The last held-out figures. */
  readonly evaluation = computed(() => this.state.value.evaluation);
  readonly #options = computed(() => this.state.value.options);
  /** The curves of earlier runs that the present one can be compared with. */
  readonly earlier = computed(() => comparable(this.runs.value, this.#options.value, this.dataset.value?.name));
  /** Size of an image in pixels. */
  readonly image = computed(() => {
    const { height, width } = this.dataset.value ?? { height: 28, width: 28 };
    return { height, width };
  });

  /** The plane through the latent space that is shown. */
  readonly section = computed(() => {
    const [latent, cut] = [this.latent.value, this.cut.value];
    const mu = cut.by === "components" ? this.encodings.value?.mu : undefined;
    return new Section(mu ? this.#components.of(mu, latent) : dimensions(latent), cut);
  });
  /** (u, v) of the mean of each encoding on that plane. */
  readonly places = computed(() => {
    const encodings = this.encodings.value;
    return encodings && this.section.value.places(encodings.mu);
  });
  /** (var u, cov uv, var v) of each encoding on that plane. */
  readonly spreads = computed(() => {
    const encodings = this.encodings.value;
    return encodings && this.section.value.spreads(encodings.logvar);
  });

  readonly run: Run;
  readonly #live = new Live();
  #opened: Promise<Map<string, Refusal>> | undefined;
  readonly #components = new Components();
  #heldOutOf: DatasetInfo | undefined;
  #effects: (() => void)[] = [];
  #decoding = false;
  #moved = 0;
  /** Who waits for steps that were counted. */
  #stepping = 0;

  constructor(private readonly tell: Tell = () => undefined) {
    this.run = new Run({
      changed: (before) => this.#changed(before),
      moved: () => {
        this.#live.touch();
        this.#moved++;
        void this.#decode();
        void this.#fetchHeldOut();
      },
      metrics: () => tell("metrics", { ...this.run.state.metrics }),
      error: (reason) => tell("error", reason),
      ended: (run) => {
        this.runs.value = kept(this.runs.value, run);
        this.cursor.value = undefined;
      },
      number: () => 1 + Math.max(0, ...this.runs.value.map(({ number }) => number)),
    });
  }

  /** Resolves when the lab can train, with the options that were refused; rejects where it never will. */
  open(beginning: () => Beginning): Promise<Map<string, Refusal>> {
    if (!this.#opened) {
      this.#opened = this.run.open(beginning());
      this.#effects = [
        effect(() => this.#live.run(this.visible.value)),
        effect(() => {
          if (this.pins.value && this.visible.value) void this.#decode();
        }),
        effect(() => {
          const own = { drawings: this.drawings.value, repeats: this.repeats.value };
          this.act(() => this.run.setOwn(own));
        }),
        effect(() => {
          const rules = this.stopRules.value;
          this.act(() => this.run.setStop(rules));
        }),
        this.follow({ pace: ENCODE_MS, look: () => this.#encode() }),
      ];
    }
    return this.#opened;
  }

  close(): void {
    for (const dispose of this.#effects.splice(0)) dispose();
    this.rival.value?.close();
    this.rival.value = undefined;
    this.run.close();
    this.#opened = undefined;
  }

  /** Keeps something up to date with the model, until the answer is called. */
  follow(follower: Follower): () => void {
    return this.#live.follow(follower);
  }

  /** Has a follower look at once, because what it looks at is another thing now. */
  look(follower: Follower): void {
    this.#live.look(follower);
  }

  /** Asks the worker, once the lab is open. */
  async ask<V extends Verb>(verb: V, args: Args<V>): Promise<Result<V>> {
    await this.#opened;
    return this.run.ask(verb, args);
  }

  /** Does what a control asks; what is refused becomes the notice. */
  readonly act = (work: () => Promise<unknown>): void => {
    work().catch((reason: Refusal) => this.run.fail(reason));
  };

  async train(): Promise<void> {
    await this.#opened;
    await this.run.train();
  }

  async pause(): Promise<void> {
    await this.ask("pause", {});
  }

  async step(count = 1): Promise<void> {
    await this.#opened;
    this.#stepping++;
    await this.run.step(count).finally(() => this.#stepping--);
  }

  /** Whether it trains until it is paused. */
  get endless(): boolean {
    return this.run.state.training && this.#stepping === 0;
  }

  async reset(): Promise<void> {
    await this.#opened;
    await this.run.reset();
  }

  async newSeed(): Promise<void> {
    await this.#opened;
    await this.run.reseed();
  }

  readonly setOptions = async (options: Options): Promise<void> => {
    await this.#opened;
    await this.run.configure(options);
  };

  async setExecutor(choice: Choice): Promise<void> {
    await this.#opened;
    await this.run.choose(choice);
  }

  async load(source: Source): Promise<void> {
    await this.#opened;
    await this.run.load(source);
  }

  async loadWeights(bytes: Uint8Array): Promise<void> {
    await this.#opened;
    await this.run.loadWeights(bytes);
  }

  /** Goes on with a run that was over. */
  async reopen(past: PastRun, moments: readonly Moment[] = []): Promise<void> {
    await this.#opened;
    await this.run.reopen(past, moments);
  }

  /** The reader's choice of who trains. */
  chooseExecutor(choice: Choice): void {
    this.act(async () => {
      await this.setExecutor(choice);
      this.tell("executor", choice);
    });
  }

  /** Has the speech say what the panels do, once those texts are there; a guide and lessons speak so too. */
  async speakWhole(): Promise<void> {
    const { speech } = this;
    while (!speech.peek().whole) {
      const spoken = speech.peek();
      const whole = await spoken.withPanels();
      // The reader may have changed the language meanwhile.
      if (speech.peek() === spoken) speech.value = whole;
    }
  }

  chooseLanguage(language: Language): void {
    this.tell("language", language);
  }

  /** Has these pins, with as many coordinates as the model has. */
  placePins(pins: readonly Pin[]): void {
    const length = this.latent.value;
    this.pins.value = pins.slice(0, MOST_PINS).map(({ z, name }) => ({
      z: Array.from({ length }, (_, at) => z[at] ?? 0),
      name: name.slice(0, LONGEST_NAME),
    }));
    this.active.value = Math.min(this.active.value, this.pins.value.length - 1);
  }

  /** Opens a lesson, or with "" the list of them; without a name, leaves it. */
  openLesson(name: string | undefined): void {
    if (name !== undefined && this.guiding.value) this.leaveGuide();
    this.lesson.value = name;
    this.tell("lesson", name);
  }

  leaveGuide(): void {
    this.guiding.value = false;
    this.tell("guided", undefined);
  }

  chooseTheme(theme: Theme): void {
    this.tell("theme", theme);
  }

  #changed(before: State): void {
    const { state } = this.run;
    const { phase, training, dataset, options } = state;
    this.state.value = state;
    if (state.past !== before.past) this.cursor.value = state.past?.step;
    const image = (info: DatasetInfo | undefined) => `${info?.width}×${info?.height}`;
    if (modelOf(state)["latent"] !== modelOf(before)["latent"] || image(dataset) !== image(before.dataset))
      this.#reshape();
    if (
      phase !== before.phase ||
      training !== before.training ||
      dataset !== before.dataset ||
      options !== before.options
    ) {
      this.tell("state", { phase, training, dataset, options });
    }
  }

  /** Answers of the old model mean nothing in the new one; pins keep the coordinates that both have. */
  #reshape(): void {
    this.encodings.value = undefined;
    this.decoded.value = undefined;
    this.stop.value = undefined;
    this.samples.value = [];
    this.placePins(this.pins.value);
  }

  /** Where a pin was moved to is being decoded. */
  get decoding(): boolean {
    return this.#decoding;
  }

  async #encode(): Promise<void> {
    const encodings = await this.ask("encodeHeldOut", { count: PLANE_IMAGES });
    if (encodings.mu.length % this.latent.value === 0) this.encodings.value = encodings;
  }

  /** Decodes where the pins are. While an answer is awaited only the newest places are kept. */
  async #decode(): Promise<void> {
    if (this.#decoding) return;
    this.#decoding = true;
    let shown: readonly Pin[] | undefined;
    let moved = -1;
    while (this.visible.peek() && (this.pins.peek() !== shown || moved !== this.#moved)) {
      shown = this.pins.peek();
      moved = this.#moved;
      const z = Float32Array.from(shown.flatMap((pin) => pin.z));
      const pixels = await this.ask("decode", { z }).catch(() => undefined);
      if (pixels) this.decoded.value = pixels;
      // What was refused for a model that is no more is asked again as the new one wants it.
      else if (this.pins.peek() === shown) break;
    }
    this.#decoding = false;
  }

  async #fetchHeldOut(): Promise<void> {
    const { dataset } = this.run.state;
    if (!dataset || dataset === this.#heldOutOf) return;
    // Handwriting that has grown is the same dataset still.
    const same = this.#heldOutOf?.name === dataset.name && this.#heldOutOf.heldOut === dataset.heldOut;
    if (this.#heldOutOf && !same) this.selected.value = this.hovered.value = undefined;
    this.#heldOutOf = dataset;
    const heldOut = await this.ask("heldOut", { count: PLANE_IMAGES }).catch(() => undefined);
    if (heldOut && dataset === this.#heldOutOf) this.heldOut.value = heldOut;
  }
}
