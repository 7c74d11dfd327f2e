/** The image whose p(x) is looked at, and what is known of it. It follows the model while that learns. */
import { computed, effect, signal } from "@lit-labs/preact-signals";
import { imageAt } from "../../draw/digits.ts";
import type { View } from "../../draw/view.ts";
import { binarized } from "../../math/binarized.ts";
import { newest } from "../../run/newest.ts";
import type { Evidence, From } from "../../run/protocol.ts";
import { shownModel } from "../../run/state.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { Sketching } from "../draw/sketching.ts";
import { Judged, SAMPLES } from "./judged.ts";

/** Milliseconds between two looks while the model trains. */
const PACE_MS = 500;

const judged = new WeakMap<LabStore, Judging>();

/** Where the image comes from. */
export type Subject = "heldOut" | "drawn";

export class Judging {
  readonly subject = signal<Subject>("heldOut");
  /** Grey pixels are drawn black or white. */
  readonly binarizes = signal(true);
  readonly from = signal<From>("q");
  /** Which draw of the samples. */
  readonly draw = signal(1);
  /** The plane is seen from near, where p(z|x) is. */
  readonly near = signal(false);
  /** As in `Judged`. */
  readonly evidence: Judged["evidence"];
  readonly optimised: Judged["optimised"];
  readonly place: Judged["place"];
  readonly k: Judged["k"];
  /** How many panels look at it. */
  readonly watched = signal(0);

  /** The held-out image in question. */
  readonly image = computed(() => this.store.plane.selected.value ?? 0);
  readonly bernoulli = computed(() => shownModel(this.store.state.value).options["likelihood"] === "bernoulli");
  readonly #grey = computed(() => {
    const { heldOut, image } = this.store.model;
    const bytes =
      this.subject.value === "drawn"
        ? Sketching.of(this.store).x.value
        : imageAt(heldOut.value?.pixels, image.value, this.image.value);
    return bytes && Float32Array.from(bytes, (byte) => byte / 255);
  });
  /** The image as it is judged. */
  readonly x = computed(() => {
    const grey = this.#grey.value;
    if (!grey || !this.bernoulli.value || !this.binarizes.value) return grey;
    return binarized(grey, this.image.value);
  });
  /** A Bernoulli likelihood judges pixels between black and white: nothing is of a log-likelihood then. */
  readonly isCrossEntropy = computed(
    () => this.bernoulli.value && (this.x.value?.some((pixel) => pixel > 0 && pixel < 1) ?? false),
  );

  /** The one of a lab. */
  static of(store: LabStore): Judging {
    const known = judged.get(store) ?? new Judging(store);
    judged.set(store, known);
    return known;
  }

  private constructor(private readonly store: LabStore) {
    ({ evidence: this.evidence, optimised: this.optimised, place: this.place, k: this.k } = Judged.of(store));
    const judge = newest(() => this.#judge());
    let about: unknown;
    effect(() => {
      // Of another image, and of a replaced model, nothing is known.
      const now = [this.x.value, store.model.latent.value, store.model.spec.value.method].join();
      if (now !== about) [this.evidence.value, this.optimised.value] = [undefined, false];
      about = now;
      void [this.from.value, this.draw.value, this.watched.value];
      void judge();
    });
    let seen: unknown;
    effect(() => {
      // Once for each image: what follows the model would never rest.
      const now = this.near.value && this.evidence.value && this.x.value;
      if (now === seen) return;
      if (now || seen)
        store.plane.view.value = this.near.value
          ? (viewOf(this.evidence.peek()) ?? store.plane.view.peek())
          : undefined;
      seen = now;
    });
    store.follow({ pace: PACE_MS, refresh: judge });
  }

  async #judge(): Promise<void> {
    const { store } = this;
    const x = this.x.peek();
    const { code, judges } = store.model.spec.peek();
    if (!x || this.watched.peek() === 0 || code !== "gaussian" || judges !== "nothing") return;
    const label = this.subject.peek() === "drawn" ? undefined : store.model.heldOut.peek()?.labels?.[this.image.peek()];
    const [from, draw] = [this.from.peek(), this.draw.peek()];
    const evidence = await store.run.ask("evidence", { pixels: x, label, from, samples: SAMPLES, draw });
    const same = x === this.x.peek() && evidence.q.mu.length === store.model.latent.peek();
    if (same) this.evidence.value = { ...evidence, from };
  }
}

/** The part of the plane that holds p(z|x) and q. */
function viewOf(evidence: Evidence | undefined): View | undefined {
  if (!evidence?.exact) return undefined;
  const [left = 0, right = 0, bottom = 0, top = 0] = evidence.exact.bounds;
  return { x: (left + right) / 2, y: (bottom + top) / 2, radius: Math.max(right - left, top - bottom) / 2 };
}
