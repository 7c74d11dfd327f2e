/** The state of the latent plane: pins, the path through them, the selected image, the cut and the layers. */
import { type ReadonlySignal, computed, signal } from "@lit-labs/preact-signals";
import type { Projection, View } from "../draw/view.ts";
import { byKl } from "../math/activity.ts";
import type { Components } from "../math/components.ts";
import type { PathKind } from "../math/path.ts";
import { type Cut, DEFAULT_CUT, Section, dimensions } from "../math/section.ts";
import type { Run } from "../run/run.ts";
import { DEFAULT_LAYERS, type Layers, shownLayers } from "./layers.ts";
import type { ModelState } from "./model-state.ts";

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

export class PlaneState {
  readonly pins = signal<readonly Pin[]>([{ z: [0.5, 0.5], name: "" }]);
  /** The pin that keys and the large picture belong to. */
  readonly active = signal(0);
  /** The decoded images of the pins, one after the other. */
  readonly decoded = signal<Float32Array | undefined>(undefined);
  /** How the path through the pins goes from one to the next. */
  readonly path = signal<PathKind>("straight");
  /** Where on that path the reader is, if there. */
  readonly stop = signal<Stop | undefined>(undefined);
  /** The selected held-out image. */
  readonly selected = signal<number | undefined>(undefined);
  /** Samples of z from q(z|x) of that image. */
  readonly samples = signal<readonly (readonly number[])[]>([]);
  /** The held-out image whose point is under the pointer or the keys. */
  readonly hovered = signal<number | undefined>(undefined);
  /** The layers that the reader chose, and those of them that the model has. */
  readonly layers = signal<Layers>(DEFAULT_LAYERS);
  readonly shownLayers = computed(() => shownLayers(this.layers.value, this.model.spec.value));
  /** The part of the plane that the reader chose to see; without it, it follows the encodings. */
  readonly view = signal<View | undefined>(undefined);
  /** The part that is shown without such a choice where another plane is beside this one: the same on both. */
  readonly window = signal<View | undefined>(undefined);
  /** How the reader cuts the latent space. */
  readonly cut = signal<Cut>(DEFAULT_CUT);
  /** The cut that a model opened on by itself. */
  readonly opened = signal<Cut | undefined>(undefined);

  /** Finds the principal components, once they are asked for. */
  readonly components = signal<Components | undefined>(undefined);
  /** The plane through the latent space that is shown. */
  readonly section = computed(() => {
    const [latent, cut] = [this.model.latent.value, this.cut.value];
    const mu = cut.by === "components" ? this.model.encodings.value?.mu : undefined;
    if (mu && !this.components.value) void this.#fetchComponents();
    return new Section((mu && this.components.value?.of(mu, latent)) ?? dimensions(latent), cut);
  });
  /** (u, v) of the mean of each encoding on that plane. */
  readonly places = computed(() => {
    const encodings = this.model.encodings.value;
    return encodings && this.section.value.places(encodings.mu);
  });
  /** (var u, cov uv, var v) of each encoding on that plane; none where codes are points. */
  readonly spreads = computed(() => {
    const { logvar, factor } = this.model.encodings.value ?? {};
    return logvar && this.section.value.spreads(logvar, factor);
  });

  /** Draws the plane as it is now, where there is one, into an area of that size; gives where things lie there. */
  paint: ((context: CanvasRenderingContext2D, width: number, height: number) => Projection) | undefined;

  #decoding = false;
  #moved = 0;

  constructor(
    private readonly model: ModelState,
    private readonly run: Pick<Run, "ask">,
    private readonly visible: ReadonlySignal<boolean>,
  ) {}

  /** Opens on the two dimensions that say most, by their KL divergences, unless the reader has cut the space otherwise. */
  openOn(kl: readonly number[]): void {
    const [first, second] = byKl(kl);
    if (this.cut.value !== DEFAULT_CUT || first === undefined || second === undefined || kl.length <= 2) return;
    this.cut.value = this.opened.value = { ...DEFAULT_CUT, axes: [first, second] };
  }

  /** Sets the pins, with as many coordinates as the model has. */
  placePins(pins: readonly Pin[]): void {
    const length = this.model.latent.value;
    this.pins.value = pins.slice(0, MOST_PINS).map(({ z, name }) => ({
      z: Array.from({ length }, (_, at) => z[at] ?? 0),
      // Half of a character is none, and can stand in no link.
      name: name.slice(0, LONGEST_NAME).replace(/[\ud800-\udbff]$/, ""),
    }));
    this.active.value = Math.min(this.active.value, this.pins.value.length - 1);
  }

  /** The model has other weights: what the pins decode to is asked for again. */
  modelMoved(): void {
    this.#moved++;
    void this.decode();
  }

  /** The model has another shape: answers of the old one mean nothing, and pins keep the coordinates that both have. */
  reshape(): void {
    if (this.cut.value === this.opened.value) this.cut.value = DEFAULT_CUT;
    this.decoded.value = undefined;
    this.stop.value = undefined;
    this.samples.value = [];
    this.placePins(this.pins.value);
  }

  /** Whether the place that a pin was moved to is being decoded. */
  get decoding(): boolean {
    return this.#decoding;
  }

  /** Decodes where the pins are. While an answer is awaited only the newest places are kept. */
  async decode(): Promise<void> {
    if (this.#decoding) return;
    this.#decoding = true;
    let shown: readonly Pin[] | undefined;
    let moved = -1;
    while (this.visible.peek() && (this.pins.peek() !== shown || moved !== this.#moved)) {
      shown = this.pins.peek();
      moved = this.#moved;
      const z = Float32Array.from(shown.flatMap((pin) => pin.z));
      const pixels = await this.run.ask("decode", { z }).catch(() => undefined);
      if (pixels) this.decoded.value = pixels;
      // A refusal may be of a replaced model: changed pins are decoded anew.
      else if (this.pins.peek() === shown) break;
    }
    this.#decoding = false;
  }

  /** Without them the plane lies along dimensions. */
  async #fetchComponents(): Promise<void> {
    const { Components } = await import("../math/components.ts").catch(() => ({ Components: undefined }));
    if (Components) this.components.value ??= new Components();
  }
}
