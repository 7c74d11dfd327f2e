/** What a model's reconstruction error is at test time: with the mean μ, with a sample of q(z|x), or with the mean of many. */
import { signal } from "@lit-labs/preact-signals";
import { normals } from "../../math/epsilon.ts";
import { imageLoss } from "../../math/likelihood.ts";
import { drawOf, posteriorOf } from "../../math/posterior.ts";
import { generator } from "../../math/random.ts";
import { shownModel } from "../../run/state.ts";
import type { LabStore } from "../../store/lab-store.ts";

export const WAYS = ["mean", "sample", "average"] as const;
export type Way = (typeof WAYS)[number];

/** Images that are reconstructed, and samples that are averaged. */
export const IMAGES = 20;
export const SAMPLES = 30;

const all = new WeakMap<LabStore, TestTime>();

export class TestTime {
  static of(store: LabStore): TestTime {
    const known = all.get(store) ?? new TestTime(store);
    all.set(store, known);
    return known;
  }

  /** The mean error of the images in each way, and the reconstructions, image by image. */
  readonly errors = signal<Readonly<Record<Way, number>> | undefined>(undefined);
  readonly pixels = signal<Readonly<Record<Way, Float32Array>> | undefined>(undefined);

  private constructor(private readonly store: LabStore) {}

  async refresh(): Promise<void> {
    const { model, run, state } = this.store;
    const encodings = model.encodings.peek();
    const [latent, heldOut] = [model.latent.peek(), model.heldOut.peek()?.pixels];
    if (!encodings?.logvar || !heldOut) return;
    // μ itself, and then the samples of all images.
    const each = IMAGES * latent;
    const epsilon = normals(SAMPLES * each, generator(1));
    const z = new Float32Array((1 + SAMPLES) * each);
    for (let at = 0; at < z.length; at += latent) {
      const q = posteriorOf(encodings, (at % each) / latent, latent);
      // The first are without noise.
      if (q) z.set(at < each ? q.mu : drawOf(q, epsilon.subarray(at - each, at - each + latent)), at);
    }
    const decoded = await run.ask("manifold", { z });
    const size = decoded.length / (1 + SAMPLES);
    const average = new Float32Array(size);
    for (let at = size; at < decoded.length; at++)
      average[at % size] = (average[at % size] ?? 0) + (decoded[at] ?? 0) / SAMPLES;
    const pixels = { mean: decoded.slice(0, size), sample: decoded.slice(size, 2 * size), average };
    const loss = imageLoss(shownModel(state.peek()).options);
    const one = size / IMAGES;
    const error = (images: Float32Array, rows: number) => {
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        const image = row % IMAGES;
        const x = Float32Array.from(heldOut.subarray(image * one, (image + 1) * one), (byte) => byte / 255);
        sum += loss.of(x, images.subarray(row * one, (row + 1) * one));
      }
      return sum / rows;
    };
    this.pixels.value = pixels;
    this.errors.value = {
      mean: error(pixels.mean, IMAGES),
      // Of every sample, not only of the first that is shown.
      sample: error(decoded.subarray(size), IMAGES * SAMPLES),
      average: error(average, IMAGES),
    };
  }
}
