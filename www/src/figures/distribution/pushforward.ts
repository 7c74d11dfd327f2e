/**
 * The pushforward of the prior N(0, I) through the decoder, beside the toy data that it is trained on: which toy is
 * loaded, the decoded places, and how near they come to the data. The active pin is the z that the reader holds.
 */
import { computed, effect, signal } from "@lit-labs/preact-signals";
import { imageAt } from "../../draw/digits.ts";
import { presetOptions } from "../../run/options/presets.ts";
import type { Toy } from "../../run/generated.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { Cloud, OWN_SHARE } from "./cloud.ts";
import { bandDensities, barProbabilities, histogram, variation } from "./density.ts";
import { BANDS, parts, places } from "./places.ts";
import { type Dimensions, HELD_OUT, TRAIN, dimensionsOf, toyNamed, toyOptions } from "./toys.ts";

/** Places, and what the decoder made of them. */
export interface Seen {
  z: Float32Array<ArrayBuffer>;
  x: Float32Array<ArrayBuffer>;
}

/** How near the model is: a distance or a share, and what the data's own would be. */
export interface Nearness {
  value: number;
  own: number;
}

const pushforwards = new WeakMap<LabStore, Pushforward>();

export class Pushforward {
  /** The toy that is loaded, where the model has as many latent dimensions as it has. */
  readonly toy = computed((): Toy | undefined => {
    const { dataset, latent } = this.store.model;
    const toy = dataset.value && toyNamed(dataset.value);
    return toy && dimensionsOf(toy) === latent.value ? toy : undefined;
  });
  readonly dimensions = computed((): Dimensions | undefined => this.toy.value && dimensionsOf(this.toy.value));
  /** The toy that was chosen and is not there yet. */
  readonly coming = signal<Toy | undefined>(undefined);
  /** Which samples of N(0, I) are shown. */
  readonly draw = signal(0);
  readonly seen = signal<Seen | undefined>(undefined);
  /** The data as bytes, held out and trained on. */
  readonly heldOut = signal<Uint8Array | undefined>(undefined);
  readonly #train = signal<Uint8Array | undefined>(undefined);
  /** The shares of the held-out data by the histogram's bars, in one dimension. */
  readonly shares = computed(() => {
    const heldOut = this.heldOut.value;
    return heldOut && this.dimensions.value === 1 ? histogram(heldOut) : undefined;
  });
  /** σ of p(x|z); undefined where it is no Gaussian of one σ, and p(x) is not known. */
  readonly sigma = computed(() => {
    const { likelihood, sigma } = this.store.model.options.value;
    return likelihood === "gaussian" ? Number(sigma) : undefined;
  });
  /** The z that the reader holds, and x̂ there. */
  readonly z = computed(() => this.store.plane.pins.value[this.store.plane.active.value]?.z ?? []);
  readonly xhat = computed(() => {
    const { decoded, active } = this.store.plane;
    const { image } = this.store.model;
    return imageAt(decoded.value, image.value, active.value);
  });

  readonly #z = computed(() => this.dimensions.value && places(this.dimensions.value, this.draw.value));
  readonly #cloud = computed(() => {
    const [train, heldOut] = [this.#train.value, this.heldOut.value];
    return this.dimensions.value === 2 && train && heldOut ? new Cloud(train, heldOut) : undefined;
  });
  /** The distance of p(x) from the data in one dimension, the share of samples that lie off it in two. */
  readonly nearness = computed((): Nearness | undefined => {
    const [seen, shares, cloud, sigma] = [this.seen.value, this.shares.value, this.#cloud.value, this.sigma.value];
    if (seen && cloud) return { value: cloud.offShare(parts(seen.x, 2).samples), own: OWN_SHARE };
    const train = this.#train.value;
    if (!seen || !shares || !train || sigma === undefined) return;
    const model = barProbabilities(bandDensities(parts(seen.x, 1).mass, sigma, BANDS));
    return { value: variation(model, shares), own: variation(histogram(train), shares) };
  });

  /** The pushforward of a lab. */
  static of(store: LabStore): Pushforward {
    const known = pushforwards.get(store) ?? new Pushforward(store);
    pushforwards.set(store, known);
    return known;
  }

  private constructor(private readonly store: LabStore) {
    effect(() => {
      const toy = this.toy.value;
      this.seen.value = this.heldOut.value = this.#train.value = undefined;
      if (toy) void this.#fetch(toy);
    });
  }

  /** Loads a toy, unless there is one. */
  async begin(toy: Toy): Promise<void> {
    await this.store.run.ask("ping", {});
    if (!this.toy.peek()) await this.choose(toy);
  }

  /** Loads a toy, with options that suit it. */
  async choose(toy: Toy): Promise<void> {
    const { store } = this;
    this.coming.value = toy;
    try {
      await store.run.setOptions(presetOptions(store.model.specs.peek(), { options: toyOptions(toy) }));
      await store.run.loadDataset({ kind: "generated", name: toy });
    } finally {
      if (this.coming.peek() === toy) this.coming.value = undefined;
    }
  }

  /** Decodes the places that are shown. */
  async refresh(): Promise<void> {
    const z = this.#z.peek();
    if (!z) return;
    const x = await this.store.run.ask("manifold", { z });
    // Another toy may be there by now, or other samples.
    if (z === this.#z.peek()) this.seen.value = { z, x: x as Float32Array<ArrayBuffer> };
  }

  /** Moves the z that the reader holds. */
  hold(z: readonly number[]): void {
    const { pins, active } = this.store.plane;
    pins.value = pins.value.map((pin, at) => (at === active.value ? { ...pin, z } : pin));
  }

  async #fetch(toy: Toy): Promise<void> {
    const { run } = this.store;
    const asked = [run.ask("heldOut", { count: HELD_OUT }), run.ask("training", { count: TRAIN })] as const;
    const data = await Promise.all(asked).catch(() => undefined);
    if (data && toy === this.toy.peek()) [this.heldOut.value, this.#train.value] = [data[0].pixels, data[1]];
  }
}
