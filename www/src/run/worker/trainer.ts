/** The maker of training steps, on the CPU or the GPU. Queries of the model are always answered by the Lab, on the CPU. */
import type { StepMetrics } from "../protocol.ts";

export interface Trainer {
  readonly rate: Rate;
  /** Makes one step or more, `most` at the most. A refusal that is thrown (`diverged`) leaves a state that is good. */
  train(most: number): Promise<StepMetrics[]>;
  /** Brings the run, as it is now, to the Lab. */
  settle(): Promise<void>;
}

/** Milliseconds of training that a rate is measured over. */
const MEMORY_MS = 300;

/** Steps that take longer than this are worth a word. */
const LONG_MS = 500;

/** Steps per second lately. */
export class Rate {
  #steps = 0;
  #ms = 0;

  add(steps: number, ms: number): void {
    // Older steps count less and less, once there are enough.
    const keep = Math.min(1, MEMORY_MS / Math.max(this.#ms, 1));
    this.#steps = this.#steps * keep + steps;
    this.#ms = this.#ms * keep + ms;
  }

  clear(): void {
    this.#steps = this.#ms = 0;
  }

  /** Whether it was measured for long enough to be compared. */
  get known(): boolean {
    return this.#ms >= MEMORY_MS;
  }

  /** Whether a step may take long: it did lately, or nothing is known of it. */
  get long(): boolean {
    return !(this.stepsPerSecond * LONG_MS > 1000);
  }

  /** NaN before the first step. */
  get stepsPerSecond(): number {
    return (this.#steps * 1000) / this.#ms;
  }
}
