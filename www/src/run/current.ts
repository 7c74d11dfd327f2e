import { Curve } from "./curve.ts";
import type { PastRun } from "./history/past.ts";
import type { Source } from "./protocol.ts";
import type { Refusal } from "./refusal.ts";
import { INITIAL, type State } from "./state.ts";

export interface RunEvents {
  /** The state was replaced. */
  changed(before: State): void;
  /** The model's answers are different now: a step was made, or another model is there. */
  moved(): void;
  metrics(): void;
  error(reason: Refusal): void;
  /** The run made way for another. */
  ended(run: PastRun): void;
  /** The number of the next run. */
  number(): number;
}

/** The run as the page knows it. `Run` keeps it up to date with the worker, `TimeMachine` shows the run's past in it. */
export class CurrentRun {
  state: State = INITIAL;
  curve = new Curve();
  source: Source = { kind: "handwriting" };

  constructor(readonly events: RunEvents) {}

  set(change: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, ...change };
    this.events.changed(before);
  }
}
