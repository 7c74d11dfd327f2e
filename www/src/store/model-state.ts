/** The model that is shown, the data that it sees, and what it says of held-out images. */
import { type ReadonlySignal, computed, signal } from "@lit-labs/preact-signals";
import type { Coloured } from "../draw/palette.ts";
import type { ModelView } from "../models/view.ts";
import type { DatasetInfo, Encoding, HeldOut, ImageSize } from "../run/protocol.ts";
import type { Run } from "../run/run.ts";
import { sizeOf } from "../run/size.ts";
import { shownModel, type State } from "../run/state.ts";
import { valueOf } from "../run/terms.ts";

/** Held-out images whose encodings are kept up to date. */
export const PLANE_IMAGES = 500;

/** The size of images before there are any. */
export const USUAL_IMAGE: ImageSize = { height: 28, width: 28, planes: 1 };

export class ModelState {
  readonly specs = computed(() => this.state.value.specs);
  /** The options of the reader's own model, which is not there yet while a pretrained one is shown. */
  readonly options = computed(() => this.state.value.options);
  readonly #shown = computed(() => shownModel(this.state.value));
  /** What the model that is shown is. */
  readonly spec = computed(() => this.#shown.value.model);
  /** The views that are there with their texts, by their methods. */
  readonly views = signal<Readonly<Record<string, ModelView>>>({});
  /** How the model is shown, once that is there. */
  readonly view = computed((): ModelView | undefined => this.views.value[this.spec.value.method]);
  /** How many numbers a latent point has. */
  readonly latent = computed(() => this.spec.value.dimensions);
  /** Whether its encoder and its decoder are linear maps. */
  readonly linear = computed(() => {
    const { hidden, output } = this.#shown.value.options;
    return output === "linear" && String(hidden) === "" && this.spec.value.code !== "none";
  });
  /** The last held-out figures. */
  readonly evaluation = computed(() => this.state.value.evaluation);
  /** The term that is a sum over latent dimensions, if the model has one, and its summands on held-out images. */
  readonly byDimension = computed(() => {
    const term = this.spec.value.terms.find(({ byDimension }) => byDimension);
    return term && { key: term.key, values: this.evaluation.value?.byDimension[term.key] ?? [] };
  });
  readonly dataset = computed(() => this.state.value.dataset);
  readonly #look = computed(() => this.state.value.look);
  /** Size of an image in pixels and in values, and whether its high values are light. */
  readonly image = computed(() => {
    const { height, width, planes } = this.dataset.value ?? USUAL_IMAGE;
    return { height, width, planes, light: this.#look.value?.light };
  });
  /** How many values an image has. */
  readonly size = computed(() => sizeOf(this.image.value));
  /** The class that a model which learns from classes is given with what has none. */
  readonly givenClass = signal(0);
  /** The classes of the images, by number. */
  readonly classes = computed(() => Array.from({ length: this.dataset.value?.classes ?? 0 }, (_, label) => label));
  readonly heldOut = signal<HeldOut | undefined>(undefined);
  /** Their classes. */
  readonly labels = computed(() => this.heldOut.value?.labels ?? this.state.value.standIn?.labels);
  /** The codes of the first held-out images; none of a model without an encoder. */
  readonly encodings = signal<Encoding | undefined>(undefined);
  /** A training step of this run that they are not older than. */
  encodedAt = 0;
  /** What the page shows of the model now: samples of the prior, and held-out images as it reconstructs them. */
  readonly samples = signal<Float32Array | undefined>(undefined);
  readonly reconstructed = signal<Float32Array | undefined>(undefined);

  #heldOutOf: DatasetInfo | undefined;

  constructor(
    private readonly state: ReadonlySignal<State>,
    private readonly run: Pick<Run, "ask">,
  ) {}

  /** What a class is called. */
  className(label: number): string | number {
    return this.#look.value?.classes?.[label] ?? label;
  }

  /** Brings the encodings up to date with the model. */
  async encode(): Promise<void> {
    const { method, code } = this.spec.peek();
    if (code === "none") return;
    const step = () => this.state.peek().metrics.step;
    const asked = step();
    const encodings = await this.run.ask("encodeHeldOut", { count: PLANE_IMAGES });
    // The model may have been replaced meanwhile.
    const same = method === this.spec.peek().method && encodings.mu.length % this.latent.peek() === 0;
    if (!same) return;
    this.encodedAt = Math.min(asked, step());
    this.encodings.value = encodings;
  }

  /** The quantity whose colour a term has, of this model or of one of another method. */
  quantity(key: string, method = this.spec.value.method): Coloured {
    return this.views.value[method]?.terms[key]?.quantity ?? "loss";
  }

  /** The last held-out value of a term; NaN where there is none. */
  figure(key: string): number {
    return valueOf(this.spec.value.terms, this.evaluation.value?.terms, key);
  }

  /** Fetches the held-out images where they are others now; `replaced` is called before, unless they were the first. */
  async fetchHeldOut(replaced: () => void): Promise<void> {
    const dataset = this.dataset.peek();
    if (!dataset || dataset === this.#heldOutOf) return;
    // Handwriting that has grown is the same dataset still.
    const same = this.#heldOutOf?.name === dataset.name && this.#heldOutOf.heldOut === dataset.heldOut;
    if (this.#heldOutOf && !same) replaced();
    this.#heldOutOf = dataset;
    const heldOut = await this.run.ask("heldOut", { count: PLANE_IMAGES }).catch(() => undefined);
    if (heldOut && dataset === this.#heldOutOf) this.heldOut.value = heldOut;
  }
}
