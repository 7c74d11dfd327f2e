/**
 * A second run beside the first one, in a worker of its own: the same data, seed and options but for some that
 * differ. It follows the first: as many steps, the same resets, the same checkpoint of the past.
 */
import { type Signal, computed, effect } from "@lit-labs/preact-signals";
import { type Difference, differences } from "../run/history/past.ts";
import type { Options } from "../run/protocol.ts";
import { type Refusal, refusal } from "../run/refusal.ts";
import { sameSource } from "../run/source.ts";
import { LabStore, type Comparison } from "./lab-store.ts";

/** Steps made at a time: between two of them it sees what the first run does. */
const STEPS = 20;

export class ComparisonRun implements Comparison {
  readonly store = new LabStore();
  /** Its options that differ from the first run's. */
  readonly differences = computed<Difference[]>(() => {
    const { specs, options } = this.main.state.value;
    return differences(specs, options, { ...options, ...this.changes });
  });
  #busy = false;
  #again = false;
  #effects: (() => void)[] = [];

  constructor(
    private readonly main: LabStore,
    readonly changes: Options,
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
      ...this.#sharePins(),
    );
  }

  close(): void {
    for (const end of this.#effects.splice(0)) end();
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
  if (differences(specs, options, { ...options, ...changes }).length === 0) throw refusal("runs-same");
  const comparison = new ComparisonRun(store, changes);
  await comparison.open();
  store.comparison.value?.close();
  store.comparison.value = comparison;
}
