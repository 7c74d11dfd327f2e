/** A linear model beside the best of its kind: what is known of both, shared by everything in a lab that shows it. */
import { computed, effect, signal } from "@lit-labs/preact-signals";
import { isInactive } from "../../math/activity.ts";
import { covarianceOf } from "../../math/components.ts";
import { dot } from "../../math/dot.ts";
import {
  type Spectrum,
  aliveAbove,
  evidence,
  largestAngle,
  leftBy,
  overlap,
  principal,
  spread,
  varianceLeft,
} from "../../math/linear.ts";
import type { DatasetInfo } from "../../run/protocol.ts";
import { sizeOf } from "../../run/size.ts";
import { shownModel } from "../../run/state.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { componentsOf } from "./components.ts";

/** Held-out images that both are judged by: those of an evaluation. */
const IMAGES = 300;

/** What the model was found to do. */
interface Found {
  /** The columns of the decoder's matrix: what a step along each latent dimension adds to an image. */
  columns: readonly Float32Array[];
  /** The held-out images as it reconstructs them, and their mean squared error. */
  reconstructed: Float32Array;
  error: number;
}

const subjects = new WeakMap<LabStore, Linear>();

export class Linear {
  /** The principal components of the training images; undefined while they are being found. */
  readonly spectrum = signal<Spectrum | undefined>(undefined);
  readonly found = signal<Found | undefined>(undefined);

  readonly options = computed(() => shownModel(this.store.state.value).options);
  /** How the held-out images spread along the components. */
  readonly seen = computed(() => {
    const [spectrum, images] = [this.spectrum.value, this.store.model.heldOut.value?.pixels];
    const size = spectrum?.mean.length ?? 0;
    return spectrum && images && images.length % size === 0
      ? spread(spectrum, images.subarray(0, IMAGES * size))
      : undefined;
  });
  /** Directions that its codes span, free of their rotation. */
  readonly directions = computed(() => {
    const [found, mu] = [this.found.value, this.store.model.encodings.value?.mu];
    const latent = found?.columns.length ?? 0;
    if (!found || !mu || mu.length % latent > 0) return;
    const covariance = covarianceOf(mu, latent);
    return principal(
      found.columns,
      found.columns.map((_, k) => [...covariance.subarray(k * latent, (k + 1) * latent)]),
    );
  });
  /** The columns; the longest first where dimensions can die, since they have an order then. */
  readonly ordered = computed(() => {
    const columns = this.found.value?.columns;
    return columns && this.pays.value ? columns.toSorted((a, b) => dot(b, b) - dot(a, a)) : columns;
  });
  /** The largest |cos| of two columns, of those that are to stay. */
  readonly overlap = computed(() => this.ordered.value && overlap(this.ordered.value.slice(0, this.predicted.value)));
  /** σ² of p(x|z): chosen, or what the most likely model would have; undefined where each pixel has its own. */
  readonly variance = computed(() => {
    const { likelihood, sigma } = this.options.value;
    const values = this.spectrum.value?.values;
    if (likelihood === "gaussian") return Number(sigma) ** 2;
    return likelihood === "gaussian-shared" ? values && varianceLeft(values, this.store.model.latent.value) : undefined;
  });
  /** Whether dimensions can die: only the KL divergence has them do so. */
  readonly pays = computed(() => this.store.model.byDimension.value !== undefined);
  /** βσ²: what an eigenvalue has to exceed. */
  readonly floor = computed(() => {
    const variance = this.variance.value;
    return variance === undefined || !this.pays.value ? undefined : variance * Number(this.options.value["beta"]);
  });
  /** How many dimensions will say something, by the eigenvalues alone. */
  readonly predicted = computed(() => {
    const [spectrum, floor, latent] = [this.spectrum.value, this.floor.value, this.store.model.latent.value];
    return spectrum && floor !== undefined ? aliveAbove(spectrum.values, latent, floor) : undefined;
  });
  /** How many do on held-out images. */
  readonly alive = computed(() => {
    const values = this.store.model.byDimension.value?.values ?? [];
    return values.length > 0 ? values.filter((kl) => !isInactive(kl)).length : undefined;
  });
  /** The largest angle between the span of its codes and that of as many components, in degrees. */
  readonly angle = computed(() => {
    const [spectrum, directions] = [this.spectrum.value, this.directions.value];
    const count = this.predicted.value ?? directions?.length ?? 0;
    return spectrum && directions && count > 0 ? largestAngle(directions.slice(0, count), spectrum) : undefined;
  });
  /** The squared error that as many components leave; and where nothing else is paid for, how much larger the model's is. */
  readonly best = computed(() => this.seen.value && leftBy(this.seen.value, this.store.model.latent.value));
  readonly excess = computed(() => {
    const [best, found] = [this.best.value, this.found.value];
    return best && found && !this.pays.value ? 100 * (found.error / best - 1) : undefined;
  });
  /** −log p(x) of the most likely linear model, which −ELBO cannot go below but by chance of the held-out images. */
  readonly evidence = computed(() => {
    const [spectrum, seen, variance] = [this.spectrum.value, this.seen.value, this.variance.value];
    if (!spectrum || !seen || variance === undefined || !this.pays.value) return;
    if (Number(this.options.value["beta"]) !== 1) return;
    return evidence(spectrum, seen, this.store.model.latent.value, variance);
  });

  static of(store: LabStore): Linear {
    const known = subjects.get(store) ?? new Linear(store);
    subjects.set(store, known);
    return known;
  }

  private constructor(private readonly store: LabStore) {
    effect(() => {
      const dataset = store.model.dataset.value;
      this.spectrum.value = undefined;
      if (dataset) void this.#find(dataset);
    });
    effect(() => {
      // Of another shape than what was found.
      const { latent, linear } = store.model;
      const found = this.found.peek();
      if (found && (!linear.value || found.columns.length !== latent.value)) this.found.value = undefined;
    });
  }

  /** Looks at the model as it is now. */
  async refresh(): Promise<void> {
    const { model, run } = this.store;
    const latent = model.latent.peek();
    const heldOut = model.heldOut.peek()?.pixels;
    if (!model.linear.peek() || !heldOut) return;
    const z = Float32Array.from({ length: (latent + 1) * latent }, (_, at) =>
      Number(Math.floor(at / latent) - 1 === at % latent),
    );
    const decoded = await run.ask("decode", { z });
    const reconstructed = await run.ask("reconstruct", { count: IMAGES });
    // It may have been replaced meanwhile.
    const size = decoded.length / (latent + 1);
    if (!model.linear.peek() || latent !== model.latent.peek() || size !== model.size.peek()) return;
    const column = (k: number) =>
      decoded.slice((k + 1) * size, (k + 2) * size).map((value, at) => value - (decoded[at] ?? 0));
    let error = 0;
    for (let at = 0; at < reconstructed.length; at++)
      error += ((heldOut[at] ?? 0) / 255 - (reconstructed[at] ?? 0)) ** 2;
    this.found.value = {
      columns: Array.from({ length: latent }, (_, k) => column(k)),
      reconstructed,
      error: (error * size) / reconstructed.length,
    };
  }

  /** Finds the components once the images are all there: the dataset is another one then. */
  async #find(dataset: DatasetInfo): Promise<void> {
    const size = sizeOf(dataset);
    const images = await this.store.run.ask("training", { count: dataset.train }).catch(() => undefined);
    if (images?.length !== dataset.train * size) return;
    const stopped = () => dataset !== this.store.model.dataset.peek();
    const found = await componentsOf(images, size, stopped);
    if (!stopped()) this.spectrum.value = found;
  }
}
