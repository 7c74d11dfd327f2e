/**
 * The sketch, on its way through the model: x → q(z|x) → z = μ + σ ε → x̂, or x → z → x̂. It follows the model
 * while that learns, whether or not the pad is on the screen.
 */
import { computed, effect, signal, untracked } from "@lit-labs/preact-signals";
import { rasterize } from "../../data/raster.ts";
import { normals, wander } from "../../math/epsilon.ts";
import { drawOf, posteriorOf } from "../../math/posterior.ts";
import { newest } from "../../run/newest.ts";
import type { Drawing, Encoding } from "../../run/protocol.ts";
import type { LabStore } from "../../store/lab-store.ts";

/** Milliseconds between two encodings of the sketch while the model trains. */
const SKETCH_MS = 90;
const OWN_MS = 300;
/** Between two draws of ε where nothing is to move by itself. */
const STEP_MS = 1200;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

const benches = new WeakMap<LabStore, Sketching>();

/** Drawings that are kept: more would not be found again among their thumbnails. */
export const MOST_OWN = 100;
/** Widths of the pen in pixels of 28: those that MNIST has, and the usual one. */
export const PEN = { min: 1.2, max: 4.8, step: 0.1, usual: 2.4 };

export class Sketching {
  readonly sketch = signal<Drawing | undefined>(undefined);
  readonly pen = signal(PEN.usual);
  /** An image of nothing. */
  readonly paper = computed(() => new Uint8Array(this.store.model.size.value));
  /** The image of it that the model sees. */
  readonly x = computed(() => this.sketch.value && rasterize(this.sketch.value, this.store.model.image.value));
  readonly code = signal<Encoding | undefined>(undefined);
  readonly epsilon = signal<Float32Array>(new Float32Array());
  /** z = μ + σ ⊙ ε, or the code itself where that is a point. */
  readonly z = computed(() => {
    const { code, epsilon } = this;
    const q = code.value && posteriorOf(code.value, 0, code.value.mu.length);
    return q ? Float32Array.from(drawOf(q, epsilon.value)) : code.value?.mu;
  });
  readonly xhat = signal<Float32Array | undefined>(undefined);
  /** ε moves by itself. */
  readonly wandering = signal(false);
  /** The images of the drawings that are trained on, and their codes. */
  readonly images = computed(() => {
    const { drawings } = this.store.session;
    const { image } = this.store.model;
    return drawings.value.map((drawing) => rasterize(drawing, image.value));
  });
  readonly own = signal<Encoding | undefined>(undefined);

  #wandered = 0;
  readonly #method = computed(() => this.store.model.spec.value.method);

  /** The one of a lab. */
  static of(store: LabStore): Sketching {
    const known = benches.get(store) ?? new Sketching(store);
    benches.set(store, known);
    return known;
  }

  private constructor(private readonly store: LabStore) {
    const encode = newest(() => this.#encode());
    const decode = newest(() => this.#decode());
    effect(() => {
      if (!this.x.value) this.code.value = undefined;
      void encode();
    });
    effect(() => {
      if (!this.z.value) this.xhat.value = undefined;
      void decode();
    });
    effect(() => {
      void this.#method.value;
      this.#fit(store.model.latent.value);
    });
    store.follow({ pace: SKETCH_MS, refresh: encode });
    const own = { pace: OWN_MS, refresh: () => this.#encodeOwn() };
    effect(() => {
      if (this.images.value) untracked(() => store.refresh(own));
    });
    effect(() => {
      if (this.wandering.value) this.#wander();
    });
  }

  /** Whether the sketch is one of the drawings that are trained on. */
  get kept(): boolean {
    const sketch = this.sketch.value;
    return sketch !== undefined && this.store.session.drawings.value.includes(sketch);
  }

  /** Changes the sketch, also where it is trained on. Without a stroke it is none. */
  edit(change: Partial<Drawing>): void {
    const before = this.sketch.peek() ?? { strokes: [], pen: this.pen.peek(), label: undefined };
    const after = { ...before, ...change };
    this.pen.value = after.pen;
    const next = after.strokes.length > 0 ? after : undefined;
    if (this.kept) {
      const { drawings } = this.store.session;
      const replaced = (drawing: Drawing) => (drawing === before ? next : drawing);
      drawings.value = drawings.value.flatMap((drawing) => replaced(drawing) ?? []);
    }
    this.sketch.value = next;
  }

  /** Takes back the last stroke. */
  undo(): void {
    const strokes = this.sketch.peek()?.strokes ?? [];
    this.edit({ strokes: strokes.slice(0, -1) });
  }

  /** Takes one of the drawings that are trained on as the sketch. */
  open(drawing: Drawing): void {
    this.sketch.value = drawing;
    this.pen.value = drawing.pen;
  }

  /** Turns over to an empty sheet. */
  clear(): void {
    this.sketch.value = undefined;
  }

  /** Adds the sketch to the training images, as this digit. */
  keep(label: number): void {
    const { drawings } = this.store.session;
    const sketch = this.sketch.peek();
    if (!sketch || this.kept) return this.edit({ label });
    if (drawings.peek().length >= MOST_OWN) return;
    this.sketch.value = { ...sketch, label };
    drawings.value = [...drawings.peek(), this.sketch.value];
  }

  /** Takes a drawing out of those that are trained on. */
  takeOut(drawing: Drawing): void {
    const { drawings } = this.store.session;
    drawings.value = drawings.peek().filter((other) => other !== drawing);
  }

  /** Draws ε again. */
  redraw(): void {
    this.epsilon.value = normals(this.store.model.latent.peek());
  }

  /** Encodings of a replaced model mean nothing. */
  #fit(latent: number): void {
    this.code.value = this.own.value = undefined;
    this.epsilon.value = normals(latent);
  }

  #wander(): void {
    const since = performance.now() - this.#wandered;
    const wait = STILL.matches ? STEP_MS : 0;
    if (since >= wait) {
      this.#wandered += since;
      if (STILL.matches) this.redraw();
      else this.epsilon.value = wander(this.epsilon.peek(), Math.min(since, 50));
    }
    requestAnimationFrame(() => {
      if (this.wandering.peek()) this.#wander();
    });
  }

  async #encode(): Promise<void> {
    const x = this.x.peek();
    const { latent, spec } = this.store.model;
    const { method, code } = spec.peek();
    if (!x || code === "none") return;
    const encoding = await this.store.run.ask("encode", { pixels: unit(x) });
    // An answer of a replaced model, or from before the pad was cleared, is of no use.
    const same = method === spec.peek().method && encoding.mu.length === latent.peek();
    if (this.x.peek() && same) this.code.value = encoding;
  }

  async #decode(): Promise<void> {
    const z = this.z.peek();
    if (!z) return;
    const xhat = await this.store.run.ask("decode", { z });
    if (this.z.peek()) this.xhat.value = xhat;
  }

  async #encodeOwn(): Promise<void> {
    const images = this.images.peek();
    const none = images.length === 0 || this.store.model.spec.peek().code === "none";
    if (none) this.own.value = undefined;
    if (none) return;
    const own = await this.store.run.ask("encode", { pixels: unit(images.flatMap((image) => [...image])) });
    if (this.images.peek() === images) this.own.value = own;
  }
}

/** Bytes as values in [0, 1]. */
const unit = (bytes: ArrayLike<number>) => Float32Array.from(bytes, (byte) => byte / 255);
