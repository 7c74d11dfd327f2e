/** Watches what is done in a lab, and keeps the draft of a lesson that comes of it on this device. */
import { computed, effect, signal } from "@lit-labs/preact-signals";
import { shareText } from "../../share/address.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { remember, remembered } from "../../store/remembered.ts";
import { type Look, actsBetween } from "./acts.ts";
import { type Draft, EMPTY, keptDraft, recorded } from "./draft.ts";
import { lookAt } from "./look.ts";

const KEY = "vae-lab.draft";
/** Milliseconds without a change after which something is done: a slider goes through many values. */
const REST_MS = 500;

const recorders = new WeakMap<LabStore, Recorder>();

export class Recorder {
  static of(store: LabStore): Recorder {
    const known = recorders.get(store) ?? new Recorder(store);
    recorders.set(store, known);
    return known;
  }

  readonly draft = signal<Draft>(keptDraft(remembered(KEY)));
  readonly recording = signal(false);
  /** Texts are written in every language. */
  readonly everywhere = signal(false);
  /** What the last step was made of: the next one is the difference. */
  #before: Look | undefined;
  #end: () => void = () => undefined;

  private constructor(private readonly store: LabStore) {
    this.draft.subscribe((draft) => void remember(KEY, JSON.stringify(draft)));
  }

  start(): void {
    if (this.recording.peek()) return;
    this.recording.value = true;
    this.#take();
    const { store } = this;
    const training = computed(() => store.state.value.training);
    // A run is replaced together with its state, which is another one at every report.
    const run = computed(() => store.state.value && store.run.curve);
    const text = computed(() => shareText(store));
    let trained = training.peek();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = effect(() => {
      void [run.value, text.value];
      const begins = training.value && !trained;
      trained = training.value;
      clearTimeout(timer);
      // What was set before training is a step before it.
      if (begins) queueMicrotask(this.#take);
      else timer = setTimeout(this.#take, REST_MS);
    });
    this.#end = () => {
      stop();
      clearTimeout(timer);
    };
  }

  stop(): void {
    if (!this.recording.peek()) return;
    this.#end();
    this.#take();
    this.recording.value = false;
  }

  /** Goes on with another lesson. */
  open(draft: Draft): void {
    this.#before = undefined;
    this.draft.value = draft;
  }

  discard(): void {
    this.open(EMPTY);
  }

  readonly #take = (): void => {
    // What the page shows of the past is done to no run.
    if (!this.recording.peek() || this.store.state.peek().past) return;
    const now = lookAt(this.store);
    const acts = actsBetween(this.#before, now);
    if (acts.length > 0) this.#before = now;
    else if (this.#before) this.#before = { ...this.#before, run: now.run };
    if (acts.length > 0) this.draft.value = recorded(this.draft.peek(), acts);
  };
}
