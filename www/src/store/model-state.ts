/** The model that is shown, the data that it sees, and what it says of held-out images. */
import { type ReadonlySignal, computed, signal } from "@lit-labs/preact-signals";
import type { DatasetInfo, Encoding, HeldOut, Options } from "../run/protocol.ts";
import type { Run } from "../run/run.ts";
import type { State } from "../run/state.ts";
import { isVariational } from "../run/terms.ts";

/** Held-out images whose encodings are kept up to date. */
export const PLANE_IMAGES = 500;

/** The options of the model that a state shows: of one that was trained beforehand, or else of the run. */
export const shownOptions = ({ pretrained, options }: State): Options => pretrained ?? options;

export class ModelState {
  readonly specs = computed(() => this.state.value.specs);
  /** The options of the reader's own model, which is not there yet while a pretrained one is shown. */
  readonly options = computed(() => this.state.value.options);
  readonly #shown = computed(() => shownOptions(this.state.value));
  readonly latent = computed(() => Number(this.#shown.value["latent"] ?? 2));
  /** Whether an image is a distribution over z, with σ and a KL divergence, and not the one point of a plain autoencoder. */
  readonly variational = computed(() => isVariational(this.#shown.value));
  /** The last held-out figures. */
  readonly evaluation = computed(() => this.state.value.evaluation);
  readonly dataset = computed(() => this.state.value.dataset);
  /** Size of an image in pixels. */
  readonly image = computed(() => {
    const { height, width } = this.dataset.value ?? { height: 28, width: 28 };
    return { height, width };
  });
  readonly heldOut = signal<HeldOut | undefined>(undefined);
  /** q(z|x) of the first held-out images. */
  readonly encodings = signal<Encoding | undefined>(undefined);

  #heldOutOf: DatasetInfo | undefined;

  constructor(
    private readonly state: ReadonlySignal<State>,
    private readonly run: Pick<Run, "ask">,
  ) {}

  /** Brings the encodings up to date with the model. */
  async encode(): Promise<void> {
    const encodings = await this.run.ask("encodeHeldOut", { count: PLANE_IMAGES });
    if (encodings.mu.length % this.latent.value === 0) this.encodings.value = encodings;
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
