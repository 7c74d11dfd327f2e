/** How surprising the held-out images are, and which of them are anomalies: shared by everything in a lab that shows it. */
import { computed, effect, signal } from "@lit-labs/preact-signals";
import { isFaulty } from "../../run/generated.ts";
import { auroc, averagePrecision, cutAt, cuts, thresholdOf } from "../../math/ranking.ts";
import { type Score, type Seen, scoresOf, surprise } from "../../math/surprise.ts";
import { shownModel } from "../../run/state.ts";
import type { LabStore } from "../../store/lab-store.ts";

/** Held-out images that are judged. */
const IMAGES = 1000;
/** The share of the others that the threshold flags until the reader moves it. */
const ALARMS = 0.05;

interface Judged extends Seen {
  /** Undefined where classes are not known. */
  labels: Uint8Array | undefined;
}

const subjects = new WeakMap<LabStore, Anomaly>();

export class Anomaly {
  /** The score that the reader wants; the model may lack it. */
  readonly wanted = signal<Score>("loss");
  /** The threshold, once the reader has chosen one. */
  readonly chosen = signal<number | undefined>(undefined);
  readonly judged = signal<Judged | undefined>(undefined);
  /** The reader's drawing. */
  readonly sketched = signal<Seen | undefined>(undefined);

  readonly options = computed(() => shownModel(this.store.state.value).options);
  readonly faulty = computed(() => isFaulty(this.store.model.dataset.value?.name));
  /** The class that training does not see. */
  readonly without = computed(() => {
    const text = String(this.options.value["without"] ?? "none");
    return text === "none" ? undefined : Number(text);
  });
  /** The classes that one may leave out: of all but these data. */
  readonly classes = computed(() => (this.faulty.value ? [] : this.store.model.classes.value));
  readonly scores = computed(() => scoresOf(this.options.value, this.store.model.spec.value.code));
  readonly score = computed((): Score => {
    const [scores, wanted] = [this.scores.value, this.wanted.value];
    return scores.includes(wanted) ? wanted : (scores[0] ?? "sse");
  });

  /** The scores of the held-out images, each with whether it is an anomaly. */
  readonly scored = computed(() => {
    const judged = this.judged.value;
    if (!judged?.labels) return;
    const [faulty, without] = [this.faulty.value, this.without.value];
    const scores = surprise(this.score.value, this.options.value, judged);
    const positive = Array.from(scores, (_, at) => {
      const label = judged.labels?.[at] ?? 0;
      return faulty ? label > 0 : label === without;
    });
    return { scores, positive };
  });
  readonly cuts = computed(() => this.scored.value && cuts(this.scored.value));
  readonly auroc = computed(() => this.scored.value && auroc(this.scored.value));
  readonly precision = computed(() => this.scored.value && averagePrecision(this.scored.value));
  /** The cut at the threshold: the reader's, or one that flags few of the others. */
  readonly cut = computed(() => {
    const points = this.cuts.value;
    if (!points || this.auroc.value === undefined) return;
    const threshold = this.chosen.value ?? thresholdOf(points, ALARMS);
    return threshold === undefined ? undefined : cutAt(points, threshold);
  });
  /** The drawing's score. */
  readonly drawn = computed(
    () => this.sketched.value && surprise(this.score.value, this.options.value, this.sketched.value)[0],
  );

  static of(store: LabStore): Anomaly {
    const known = subjects.get(store) ?? new Anomaly(store);
    subjects.set(store, known);
    return known;
  }

  private constructor(private readonly store: LabStore) {
    let about: unknown;
    effect(() => {
      // Of other images, or of a model of another kind, nothing is known.
      const now = [store.model.dataset.value?.name, this.without.value, ...this.#shape()].join();
      if (now !== about) this.judged.value = this.sketched.value = this.chosen.value = undefined;
      about = now;
    });
    effect(() => {
      void [this.score.value];
      this.chosen.value = undefined;
    });
  }

  /** Looks at the model as it is now. */
  async refresh(): Promise<void> {
    const { model, run } = this.store;
    const before = this.#shape().join();
    if (!model.dataset.peek() || model.spec.peek().code === "none") return;
    const count = IMAGES;
    const { pixels, labels } = await run.ask("heldOut", { count });
    const { mu, logvar, factor } = await run.ask("encodeHeldOut", { count });
    const xhat = await run.ask("reconstruct", { count });
    const [size, latent] = [model.size.peek(), model.latent.peek()];
    // It may have been replaced meanwhile.
    if (before !== this.#shape().join() || xhat.length !== pixels.length) return;
    const x = Float32Array.from(pixels, (byte) => byte / 255);
    this.judged.value = { x, xhat, mu, logvar, factor, size, latent, labels };
  }

  /** Looks at the drawing. */
  async sketch(bytes: Uint8Array | undefined): Promise<void> {
    const { model, run } = this.store;
    if (!bytes) this.sketched.value = undefined;
    if (!bytes || !this.judged.peek()) return;
    const before = this.#shape().join();
    const x = Float32Array.from(bytes, (byte) => byte / 255);
    const { mu, logvar, factor } = await run.ask("encode", { pixels: x });
    const xhat = await run.ask("decode", { z: mu });
    const [size, latent] = [model.size.peek(), model.latent.peek()];
    if (before === this.#shape().join() && xhat.length === x.length)
      this.sketched.value = { x, xhat, mu, logvar, factor, size, latent };
  }

  /** What answers depend on besides weights. */
  #shape(): unknown[] {
    const { spec, latent, size } = this.store.model;
    return [spec.value.method, spec.value.code, latent.value, size.value];
  }
}
