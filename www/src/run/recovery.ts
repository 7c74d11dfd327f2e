/** What is done when a worker is lost: another one takes its place, unless they are lost as soon as they are there. */
import type { CurrentRun } from "./current.ts";
import { news } from "./notice.ts";
import type { Refusal } from "./refusal.ts";

/** A worker lost this soon after its start did not die of bad luck. */
const STILLBORN_MS = 10_000;
const MOST_RESTARTS = 3;

/** What the recovery needs of its run. */
interface Owner {
  /** Where the past was shown, the run is what has to come back. */
  leavePast(): void;
  /** Brings a new worker to where the lost one was last seen. */
  restore(): Promise<void>;
  train(): Promise<unknown>;
}

export class Recovery {
  #started = 0;
  #restarts = 0;
  #restoring = false;

  constructor(
    private readonly current: CurrentRun,
    private readonly owner: Owner,
  ) {}

  /** A worker is started. */
  started(): void {
    this.#started = performance.now();
  }

  /** A new worker does not yet have the run of the lost one. */
  get restoring(): boolean {
    return this.#restoring;
  }

  /** Replaces the worker that was lost; rejects where it cannot be. */
  async recover(reason: Refusal): Promise<void> {
    const { current, owner } = this;
    const { training } = current.state;
    owner.leavePast();
    this.#restarts = performance.now() - this.#started < STILLBORN_MS ? this.#restarts + 1 : 1;
    current.set({ training: false });
    current.fail(reason);
    if (current.state.phase !== "ready" || this.#restarts > MOST_RESTARTS) {
      current.set({ phase: "stopped" });
      throw reason;
    }
    try {
      this.#restoring = true;
      await owner.restore();
      this.#restoring = false;
      if (training) await owner.train();
    } catch (failure) {
      // A worker that is lost again begins a recovery of its own.
      if ((failure as Refusal).code !== "worker-lost") {
        current.set({ phase: "stopped" });
        current.fail(failure as Refusal);
      }
      throw failure;
    }
    current.inform(news("worker-restored", reason.params));
    current.events.moved();
  }
}
