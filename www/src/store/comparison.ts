/**
 * A second run beside the first one, in a worker of its own: the same data, seed and options but for some that
 * differ. It follows the first: as many steps, the same resets, the same checkpoint of the past.
 */
import { type Signal, computed, effect } from "@lit-labs/preact-signals";
import { ORIGIN, type View, fit } from "../draw/view.ts";
import { type Difference, differences } from "../run/history/differences.ts";
import { METHOD } from "../run/options/specs.ts";
import type { Options } from "../run/protocol.ts";
import { type Refusal, refusing } from "../run/refusal.ts";
import { sameSource } from "../run/source.ts";
import type { Speech } from "../texts/index.ts";
import { LabStore, type Comparison } from "./lab-store.ts";
import type { PlaneState } from "./plane-state.ts";
import sentences from "./comparison.json" with { type: "json" };

/** The name of a run on either side of some differences: "plain AE", or "β = 4". */
function namesOf(speech: Speech, differences: readonly Difference[]): [string, string] {
  const name = (side: "from" | "to", alone: "this" | "second") =>
    differences
      .map(({ spec, ...value }) => {
        const said = speech.value(spec, value[side]);
        return spec.key === METHOD ? said : `${spec.symbol || speech.option(spec)} = ${said}`;
      })
      .join(", ") || speech.say(`runs.${alone}`);
  return [name("from", "this"), name("to", "second")];
}

/** Steps made at a time: between two of them it sees what the first run does. */
const STEPS = 20;

export class ComparisonRun implements Comparison {
  readonly store = new LabStore();
  /** Its options that differ from the first run's. */
  readonly differences = computed<Difference[]>(() => {
    const { specs, options } = this.main.state.value;
    return differences(specs, options, { ...options, ...this.changes });
  });
  /** What each run is called: by its model where that differs, and by the options that do. */
  readonly names = computed(() => namesOf(this.main.page.speech.value, this.differences.value));
  #busy = false;
  #again = false;
  #effects: (() => void)[] = [];

  constructor(
    private readonly main: LabStore,
    readonly changes: Options,
    /** Whether its plane stands beside the first one's: both have the same pins and view then. */
    private readonly plane = true,
  ) {}

  /** Begins to follow. Rejects where its options are refused; nothing is left of it then. */
  async open(): Promise<void> {
    const { main, store } = this;
    const copy = <T>(from: Signal<T>, to: Signal<T>) =>
      effect(() => {
        to.value = from.value;
      });
    this.#effects = [
      copy(main.page.speech, store.page.speech),
      copy(main.page.palette, store.page.palette),
      copy(main.page.visible, store.page.visible),
      copy(main.session.drawings, store.session.drawings),
      copy(main.session.repeats, store.session.repeats),
      copy(main.plane.layers, store.plane.layers),
    ];
    try {
      await store.open(() => main.run.beginning);
      await store.run.setOptions(this.#lacking);
    } catch (reason) {
      this.close();
      throw reason;
    }
    this.#effects.push(
      effect(() => {
        if (main.state.value) void this.#follow();
      }),
      ...(this.plane ? [...this.#sharePins(), ...this.#shareView()] : []),
    );
  }

  close(): void {
    for (const end of this.#effects.splice(0)) end();
    if (this.plane) this.main.plane.window.value = undefined;
    this.store.close();
  }

  /** A pin is at the same z on both planes, where they have as many dimensions. */
  #sharePins(): (() => void)[] {
    const share = (from: LabStore, to: LabStore) =>
      effect(() => {
        const pins = from.plane.pins.value;
        if (from.model.latent.peek() !== to.model.latent.peek() || to.plane.pins.peek() === pins) return;
        to.plane.pins.value = pins;
        to.plane.active.value = Math.min(from.plane.active.peek(), pins.length - 1);
      });
    return [share(this.main, this.store), share(this.store, this.main)];
  }

  /** Both planes show the same part of the latent space: what the reader chose, or what holds the codes of both. */
  #shareView(): (() => void)[] {
    const planes = [this.main.plane, this.store.plane] as const;
    const share = (from: PlaneState, to: PlaneState) =>
      effect(() => {
        to.view.value = from.view.value;
      });
    const window = effect(() => {
      const places = planes.map((plane) => plane.places.value ?? new Float32Array());
      const view = fitAll(places, planes[0].window.peek() ?? ORIGIN);
      for (const plane of planes) plane.window.value = view;
    });
    return [share(...planes), share(planes[1], planes[0]), window];
  }

  /** The options that its run is to have and has not yet. */
  get #lacking(): Options {
    const [{ specs, options }, own] = [this.main.run.state, this.store.run.state];
    const changed = differences(specs, own.options, { ...options, ...this.changes });
    return Object.fromEntries(changed.map(({ spec, to }) => [spec.key, to]));
  }

  /** Does one thing after the other until there is nothing left in which it is behind. */
  async #follow(): Promise<void> {
    this.#again = true;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#again && this.#effects.length > 0) {
      this.#again = false;
      try {
        this.#again = await this.#catchUp();
      } catch (reason) {
        this.store.run.fail(reason as Refusal);
      }
    }
    this.#busy = false;
  }

  /** Whether there may be more to do. */
  async #catchUp(): Promise<boolean> {
    const { main, store } = this;
    const [first, own] = [main.run.state, store.run.state];
    if (!sameSource(main.run.beginning.source, store.run.beginning.source)) {
      await store.run.loadDataset(main.run.beginning.source);
      return true;
    }
    if (first.past) {
      const before = own.past;
      await store.run.showPast(first.past.step);
      return before !== store.run.state.past;
    }
    if (own.past) {
      // The first run has gone on from there, or is back.
      const back = first.metrics.step >= (own.checkpoints.at(-1)?.step ?? 0);
      await (back ? store.run.back() : store.run.goOn());
      return true;
    }
    const lacking = this.#lacking;
    if (Object.keys(lacking).length > 0) {
      await store.run.setOptions(lacking);
      return true;
    }
    const [ahead, behind] = [first.metrics.step, own.metrics.step];
    if (ahead === 0 && behind > 0) {
      await store.run.reset();
      return true;
    }
    if (behind >= ahead || own.notice?.kind === "error") return false;
    await store.run.step(Math.min(STEPS, ahead - behind));
    return store.run.state.metrics.step > behind;
  }
}

/** Shows a run beside this one that has these options otherwise. Rejects where they are refused, or none differs. */
export async function compare(store: LabStore, changes: Options): Promise<void> {
  const { specs, options } = store.run.state;
  if (differences(specs, options, { ...options, ...changes }).length === 0) throw refusing(sentences)("runs-same");
  const comparison = new ComparisonRun(store, changes);
  await comparison.open();
  store.comparison.value?.close();
  store.comparison.value = comparison;
}

/** The view that shows as much of several planes. */
export function fitAll(planes: readonly Float32Array[], current: View): View {
  const views = planes.map((places) => fit(places, current));
  return views.reduce((widest, view) => (view.radius > widest.radius ? view : widest), views[0] ?? current);
}
