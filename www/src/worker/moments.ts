/** When the states of a run are taken that the page keeps: often at the beginning, where a step changes most. */
import type { Moment } from "../history/history.ts";
import { lighten } from "../history/light.ts";
import type { Lab } from "./wasm.ts";

/** Steps grow by this factor from one state to the next, but the reader never loses more than `LONGEST_MS`. */
const GROWTH = 1.15;
const LONGEST_MS = 5000;

export class Moments {
  #step = 0;
  #at = Number.NEGATIVE_INFINITY;

  /** Whether a state is to be taken of a run that has come to `step`. */
  due(step: number): boolean {
    return step >= GROWTH * this.#step || performance.now() - this.#at >= LONGEST_MS;
  }

  /** The run goes on from an earlier step. */
  goTo(step: number): void {
    this.#step = step;
  }

  /** The Lab's run as it is. */
  take(lab: Lab): Moment {
    const { step, epoch } = lab.metrics();
    const whole = lab.snapshot();
    this.#step = step;
    this.#at = performance.now();
    return { step, epoch, light: lighten(whole), whole };
  }
}
