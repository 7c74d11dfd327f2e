/**
 * The state that the parts of one lab share: the run, and signals. A part that read a signal
 * is drawn again when it changes. No element is known here.
 */
import { type ReadonlySignal, effect, signal } from "@lit-labs/preact-signals";
import { viewOf } from "../models/index.ts";
import type { Difference } from "../run/history/differences.ts";
import { kept } from "../run/history/past.ts";
import { toldOptions } from "../run/options/specs.ts";
import type { Choice } from "../run/protocol.ts";
import { asRefusal, type Refusal, refusal } from "../run/refusal.ts";
import { type Beginning, Run } from "../run/run.ts";
import { INITIAL, shownModel, type State } from "../run/state.ts";
import { type Follower, Live } from "./live.ts";
import { ModelState, USUAL_IMAGE } from "./model-state.ts";
import { PageState, type Tell } from "./page-state.ts";
import { PlaneState } from "./plane-state.ts";
import { SessionState } from "./session-state.ts";

/** Milliseconds between two encodings of the held-out images while the model trains. */
const ENCODE_MS = 80;

/** What answers of a model depend on besides its weights: its method, and the sizes of codes and images. */
function shapeOf(state: State): string {
  const { options, model } = shownModel(state);
  const { width, height, planes } = state.dataset ?? USUAL_IMAGE;
  return [model.method, options["latent"], width, height, planes].join(" ");
}

/** A second run that is shown beside the first. */
export interface Comparison {
  readonly store: LabStore;
  /** Its options that differ from the first run's. */
  readonly differences: ReadonlySignal<Difference[]>;
  /** What the first run and this one are called. */
  readonly names: ReadonlySignal<[string, string]>;
  close(): void;
}

export class LabStore {
  readonly run: Run;
  /** All that is known of the run. */
  readonly state = signal<State>(INITIAL);
  readonly model: ModelState;
  readonly plane: PlaneState;
  readonly session: SessionState;
  readonly page: PageState;
  readonly comparison = signal<Comparison | undefined>(undefined);

  readonly #live = new Live();
  /** Methods whose views were asked for and are not there; one that failed is asked for again for another model. */
  readonly #asked = new Set<string>();
  #opened: Promise<Map<string, Refusal>> | undefined;
  #effects: (() => void)[] = [];

  constructor(private readonly tell: Tell = () => undefined) {
    this.run = new Run({
      changed: (before) => this.#changed(before),
      moved: () => this.#moved(),
      metrics: () => tell("metrics", { ...this.run.state.metrics }),
      error: (reason) => tell("error", reason),
      ended: (run) => {
        this.session.runs.value = kept(this.session.runs.value, run);
        this.page.cursor.value = undefined;
      },
      number: () => this.session.nextNumber,
    });
    this.page = new PageState(tell);
    this.model = new ModelState(this.state, this.run);
    this.plane = new PlaneState(this.model, this.run, this.page.visible);
    this.session = new SessionState(this.model);
  }

  /** Resolves when the lab can train, with the options that were refused; rejects where it never will. */
  open(beginning: () => Beginning): Promise<Map<string, Refusal>> {
    const { page, plane, session } = this;
    if (!this.#opened) {
      this.#opened = this.run.open(beginning());
      this.#effects = [
        effect(() => this.#live.run(page.visible.value)),
        effect(() => {
          if (plane.pins.value && page.visible.value) void plane.decode();
        }),
        effect(() => {
          const own = { drawings: session.drawings.value, repeats: session.repeats.value };
          this.act(() => this.run.setOwnImages(own));
        }),
        effect(() => {
          const rules = session.stopRules.value;
          this.act(() => this.run.setStopRules(rules));
        }),
        effect(() => {
          const { method } = this.model.spec.value;
          this.#asked.clear();
          this.fetchView(method);
        }),
        this.follow({ pace: ENCODE_MS, refresh: () => this.model.encode() }),
      ];
    }
    return this.#opened;
  }

  /** Resolves when the lab can train, once it was opened. */
  get opened(): Promise<unknown> | undefined {
    return this.#opened;
  }

  close(): void {
    for (const dispose of this.#effects.splice(0)) dispose();
    this.comparison.value?.close();
    this.comparison.value = undefined;
    this.run.close();
    this.#opened = undefined;
  }

  /** Whether a pretrained model is on show, or soon will be. */
  get shows(): boolean {
    const { awaiting, lesson } = this.page;
    return this.state.value.pretrained !== undefined || (awaiting.value.has("model") && !lesson.value);
  }

  /** Keeps something up to date with the model, until the answer is called. */
  follow(follower: Follower): () => void {
    return this.#live.follow(follower);
  }

  /** Refreshes a follower at once, because its subject has changed. */
  refresh(follower: Follower): void {
    this.#live.refresh(follower);
  }

  /** Does what a control asks; what is refused becomes the notice. */
  readonly act = (work: () => Promise<unknown>): void => {
    work().catch((reason: unknown) => this.run.fail(asRefusal(reason)));
  };

  /** Gives a model that learns from classes another one with what has none: all that it decodes changes. */
  giveClass(label: number): void {
    this.model.givenClass.value = label;
    this.act(async () => {
      await this.run.setGivenClass(label);
      this.#moved();
    });
  }

  /** The reader's choice of an executor. */
  chooseExecutor(choice: Choice): void {
    this.act(async () => {
      await this.run.setExecutor(choice);
      this.tell("executor", choice);
    });
  }

  /** Fetches how models of a method are shown, with what is said of them in the present language. */
  fetchView(method: string): void {
    const { views } = this.model;
    const there = method in views.value && method in this.page.speech.value.methods;
    if (!method || there || this.#asked.has(method)) return;
    this.#asked.add(method);
    viewOf(method)
      .then(async (view) => {
        await this.page.speakOf(method, view.texts);
        this.#asked.delete(method);
        views.value = { ...views.peek(), [method]: view };
      })
      .catch(() => this.run.fail(refusal("part-missing")));
  }

  #moved(): void {
    this.#live.touch();
    this.plane.modelMoved();
    void this.model.fetchHeldOut(() => {
      this.plane.selected.value = this.plane.hovered.value = undefined;
      const given = this.model.givenClass.peek();
      if (given > 0 && given >= this.model.classes.peek().length) this.giveClass(0);
    });
  }

  #changed(before: State): void {
    const { state } = this.run;
    const { phase, training, dataset, options } = state;
    this.state.value = state;
    if (state.past !== before.past) this.page.cursor.value = state.past?.step;
    if (shapeOf(state) !== shapeOf(before)) {
      this.model.encodings.value = undefined;
      this.plane.reshape();
    }
    if (state.metrics.step < before.metrics.step) this.model.encodedAt = 0;
    // A model that comes trained has its own two first dimensions; those of one in training change places.
    if (state.pretrained && state.evaluation !== before.evaluation) {
      this.plane.openOn(this.model.byDimension.value?.values ?? []);
    }
    if (
      phase !== before.phase ||
      training !== before.training ||
      dataset !== before.dataset ||
      options !== before.options
    ) {
      this.tell("state", { phase, training, dataset, options: toldOptions(options) });
    }
  }
}
