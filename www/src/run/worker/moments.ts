/** When the states of a run are taken that the page keeps: often at the beginning, where a step changes most. */
import type { Moment } from "../protocol.ts";
import type { Lab } from "./wasm.ts";

/** Steps grow by this factor from one state to the next. */
const GROWTH = 1.15;
/** The reader never loses more of a run than this: whole states are larger, and take longer, than light ones. */
const WHOLE_MS = 5000;
/** Whole states of at most so many bytes take no time that anyone would notice. */
const SMALL = 1 << 20;

export class Moments {
  #step = 0;
  /** When a whole state was last taken. */
  #whole = Number.NEGATIVE_INFINITY;
  /** Its bytes. */
  #bytes = Number.POSITIVE_INFINITY;

  /** What is to be taken of a run that has come to `step`. */
  due(step: number): "whole" | "light" | undefined {
    if (performance.now() - this.#whole >= WHOLE_MS) return "whole";
    if (step <= GROWTH * this.#step) return undefined;
    return this.#bytes <= SMALL ? "whole" : "light";
  }

  /** The run goes on from an earlier step. */
  goTo(step: number): void {
    this.#step = step;
    this.#whole = Number.NEGATIVE_INFINITY;
  }

  /** The Lab's run as it is. */
  take(lab: Lab, what: "whole" | "light"): Moment {
    const { step, epoch } = lab.metrics();
    this.#step = step;
    const moment = { step, epoch, light: lab.lightSnapshot(), whole: undefined };
    if (what === "light") return moment;
    const whole = lab.snapshot();
    this.#bytes = whole.length;
    this.#whole = performance.now();
    return { ...moment, whole };
  }
}
