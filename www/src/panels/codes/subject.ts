/** The book of a model, and the code of one image: shared by everything in a lab that shows it. */
import { computed, effect, signal } from "@lit-labs/preact-signals";
import { codesOf, countedShares, crossEntropy, entriesOf } from "../../math/book.ts";
import { imageAt } from "../../draw/digits.ts";
import { shownModel } from "../../run/state.ts";
import type { LabStore } from "../../store/lab-store.ts";

/** Training images whose codes are counted, so many at a time. */
const COUNTED = 2000;
const PART = 250;
/** Looks at a model that trains, of which one counts. */
const RARELY = 8;

/** What the entries of an evaluation's codes are, each with its share. */
const USAGE = "usage";

const subjects = new WeakMap<LabStore, Codes>();

export class Codes {
  /** The entries, one after the other. */
  readonly book = signal<Float32Array | undefined>(undefined);
  /** The place in the code whose entry is looked at. */
  readonly place = signal(0);
  /** A code of the reader's own, in the place of the image's. */
  readonly own = signal<readonly number[] | undefined>(undefined);
  /** The code decoded, and what it would be with each entry at the chosen place. */
  readonly decoded = signal<Float32Array | undefined>(undefined);
  readonly variants = signal<Float32Array | undefined>(undefined);
  /** How the error of the image changes with each number of its entries. */
  readonly slope = signal<Float32Array | undefined>(undefined);

  /** How often each entry stands at each place of training images' codes, as shares; and what that says of held-out ones, in nats. */
  readonly counted = signal<{ shares: readonly Float64Array[]; crossEntropy: number } | undefined>(undefined);
  #looks = 0;

  readonly options = computed(() => shownModel(this.store.state.value).options);
  readonly count = computed(() => Number(this.options.value["codes"] ?? 1));
  readonly size = computed(() => Number(this.options.value["book"] ?? 0));
  readonly latent = computed(() => Number(this.options.value["latent"] ?? 2));
  /** Whether entries have a place on a plane, and are a digit each. */
  readonly flat = computed(() => this.latent.value === 2 && this.count.value === 1);
  /** The share that each entry has of the held-out images' codes; undefined while that is not known. */
  readonly shares = computed(() => {
    const shares = this.store.model.evaluation.value?.byDimension[USAGE];
    return shares?.length === this.size.value ? shares : undefined;
  });
  /** The held-out image that is looked at. */
  readonly image = computed(() => this.store.plane.selected.value ?? 0);
  /** Its points. */
  readonly points = computed(() => {
    const { model } = this.store;
    const all = model.encodings.value?.mu;
    const columns = model.latent.value;
    const own = all?.subarray(this.image.value * columns, (this.image.value + 1) * columns);
    return own?.length === this.count.value * this.latent.value ? own : undefined;
  });
  /** The numbers of the nearest entries. */
  readonly found = computed(() => {
    const [book, points] = [this.book.value, this.points.value];
    return book && points && book.length === this.size.value * this.latent.value
      ? codesOf(book, points, this.latent.value)
      : undefined;
  });
  readonly code = computed(() => this.own.value ?? this.found.value);

  static of(store: LabStore): Codes {
    const known = subjects.get(store) ?? new Codes(store);
    subjects.set(store, known);
    return known;
  }

  private constructor(private readonly store: LabStore) {
    let about: unknown;
    effect(() => {
      // Of other images, or of a model of another kind, nothing is known.
      const now = [store.model.dataset.value?.name, this.image.value, this.#shape()].join();
      if (now !== about) {
        this.own.value = this.decoded.value = this.variants.value = this.slope.value = undefined;
        this.place.value = 0;
        if (!this.counted.value || this.counted.value.shares.length !== this.count.value)
          this.counted.value = undefined;
      }
      about = now;
    });
  }

  /** Whether the model that is shown has a book. */
  get here(): boolean {
    return this.store.model.spec.peek().method === "vqvae";
  }

  /** Looks at the model as it is now. */
  async refresh(): Promise<void> {
    const { model, run } = this.store;
    const before = this.#shape();
    if (!this.here || !model.dataset.peek()) return;
    const book = await run.ask("book", {});
    if (before !== this.#shape()) return;
    this.book.value = book;
    if (!this.points.peek()) await model.encode();
    const trace = await run.ask("trace", { heldOut: this.image.peek(), draw: 0 });
    const slope = trace.entries.find(({ key }) => key === "slope")?.values;
    if (before !== this.#shape()) return;
    this.slope.value = slope;
    await this.decode();
    if (!this.store.state.peek().training || this.#looks++ % RARELY === 0) await this.#tally(book);
  }

  /** Counts the entries of training images, and judges by held-out ones. */
  async #tally(book: Float32Array): Promise<void> {
    const { model, run } = this.store;
    const before = this.#shape();
    const size = model.size.peek();
    const bytes = await run.ask("training", { count: COUNTED });
    const codes: number[] = [];
    for (let at = 0; at < bytes.length; at += PART * size) {
      const pixels = Float32Array.from(bytes.subarray(at, at + PART * size), (byte) => byte / 255);
      const { mu } = await run.ask("encode", { pixels });
      if (before !== this.#shape()) return;
      codes.push(...codesOf(book, mu, this.latent.peek()));
    }
    const heldOut = model.encodings.peek()?.mu;
    if (!heldOut || codes.length === 0) return;
    const shares = countedShares(codes, this.count.peek(), this.size.peek());
    this.counted.value = { shares, crossEntropy: crossEntropy(shares, codesOf(book, heldOut, this.latent.peek())) };
  }

  /** Decodes the code, and what it would be with each entry at the chosen place. */
  async decode(): Promise<void> {
    const { model, run } = this.store;
    const [book, code, place] = [this.book.peek(), this.code.peek(), this.place.peek()];
    if (!book || !code) return;
    const before = this.#shape();
    const latent = this.latent.peek();
    const all = Array.from({ length: this.size.peek() }, (_, entry) =>
      code.map((own, at) => (at === place ? entry : own)),
    );
    const z = entriesOf(book, [...all, code].flat(), latent);
    const pixels = await run.ask("manifold", { z });
    if (before !== this.#shape() || pixels.length !== (all.length + 1) * model.size.peek()) return;
    this.variants.value = pixels.subarray(0, all.length * model.size.peek());
    this.decoded.value = imageAt(pixels, model.image.peek(), all.length);
  }

  /** Puts another entry at the chosen place of the code. */
  async swap(entry: number): Promise<void> {
    const code = this.code.peek();
    if (!code) return;
    this.own.value = code.map((own, at) => (at === this.place.peek() ? entry : own));
    await this.decode();
  }

  /** Puts an entry elsewhere: training goes on from there. */
  async move(entry: number, values: Float32Array): Promise<void> {
    const book = this.book.peek()?.slice();
    if (!book) return;
    book.set(values, entry * values.length);
    this.book.value = book;
    await this.store.run.ask("book", { move: { entry, values } });
    await this.decode();
  }

  /** What answers depend on besides weights. */
  #shape(): string {
    const { model } = this.store;
    return [model.spec.value.method, this.count.value, this.size.value, this.latent.value, model.size.value].join();
  }
}
