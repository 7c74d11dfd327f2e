/**
 * A second run beside the first one, in a worker of its own: the same data, seed and options but for some that
 * differ. It follows the first: as many steps, the same resets, the same moment of the past.
 */
import { computed, effect } from "@lit-labs/preact-signals";
import { sameSource } from "../data/source.ts";
import { type Difference, differences } from "../run/history/past.ts";
import type { Options } from "../run/protocol.ts";
import type { Refusal } from "../run/refusal.ts";
import { Workbench, type Comparison } from "./workbench.ts";

/** Steps made at a time: between two of them it sees what the first run does. */
const STEPS = 20;

export class Rival implements Comparison {
  readonly bench = new Workbench();
  /** What it has otherwise than the first run. */
  readonly differences = computed<Difference[]>(() => {
    const { specs, options } = this.main.state.value;
    return differences(specs, options, { ...options, ...this.changes });
  });
  #busy = false;
  #again = false;
  #effects: (() => void)[] = [];

  constructor(
    private readonly main: Workbench,
    readonly changes: Options,
  ) {}

  /** Begins to follow. Rejects where its options are refused; nothing is left of it then. */
  async open(): Promise<void> {
    const { main, bench } = this;
    const share = <K extends "speech" | "palette" | "visible" | "drawings" | "repeats" | "layers">(key: K) =>
      effect(() => {
        bench[key].value = main[key].value as never;
      });
    this.#effects = (["speech", "palette", "visible", "drawings", "repeats", "layers"] as const).map(share);
    try {
      await bench.open(() => main.run.beginning);
      await bench.setOptions({ ...main.run.state.options, ...this.changes });
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
    this.bench.close();
  }

  /** A pin is at the same z on both planes, where they have as many dimensions. */
  #sharePins(): (() => void)[] {
    const share = (from: Workbench, to: Workbench) =>
      effect(() => {
        const pins = from.pins.value;
        if (from.latent.peek() !== to.latent.peek() || to.pins.peek() === pins) return;
        to.pins.value = pins;
        to.active.value = Math.min(from.active.peek(), pins.length - 1);
      });
    return [share(this.main, this.bench), share(this.bench, this.main)];
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
        this.bench.run.fail(reason as Refusal);
      }
    }
    this.#busy = false;
  }

  /** Whether there may be more to do. */
  async #catchUp(): Promise<boolean> {
    const { main, bench } = this;
    const [first, own] = [main.run.state, bench.run.state];
    if (!sameSource(main.run.beginning.source, bench.run.beginning.source)) {
      await bench.load(main.run.beginning.source);
      return true;
    }
    if (first.past) {
      const before = own.past;
      await bench.run.look(first.past.step);
      return before !== bench.run.state.past;
    }
    if (own.past) {
      // The first run has gone on from there, or is back.
      const back = first.metrics.step >= (own.moments.at(-1)?.step ?? 0);
      await (back ? bench.run.back() : bench.run.goOn());
      return true;
    }
    const changed = differences(first.specs, own.options, { ...first.options, ...this.changes });
    if (changed.length > 0) {
      await bench.setOptions(Object.fromEntries(changed.map(({ spec, to }) => [spec.key, to])));
      return true;
    }
    const [ahead, behind] = [first.metrics.step, own.metrics.step];
    if (ahead === 0 && behind > 0) {
      await bench.reset();
      return true;
    }
    if (behind >= ahead || own.notice?.kind === "error") return false;
    await bench.step(Math.min(STEPS, ahead - behind));
    return bench.run.state.metrics.step > behind;
  }
}
