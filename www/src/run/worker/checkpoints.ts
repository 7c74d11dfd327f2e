/** When checkpoints of a run are taken: often at its beginning, where a step changes most. */
import type { Checkpoint, CheckpointKind } from "../protocol.ts";
import type { Lab } from "./wasm.ts";

/** Steps grow by this factor from one state to the next. */
const GROWTH = 1.15;
/** A run never loses more than this: full checkpoints are larger, and take longer, than weights alone. */
const FULL_MS = 5000;
/** Nor much of its beginning: the first ones follow each other faster. */
const FIRST_MS = 1000;
/** Full checkpoints of at most so many bytes take no noticeable time. */
const SMALL = 1 << 20;

export class CheckpointSchedule {
  #step = 0;
  /** When a full checkpoint was last taken, and how long the next one waits. */
  #fullAt = Number.NEGATIVE_INFINITY;
  #wait = FIRST_MS;
  /** Its bytes. */
  #bytes = Number.POSITIVE_INFINITY;

  /** The kind of checkpoint that is due at `step`, if any. */
  due(step: number): CheckpointKind | undefined {
    if (performance.now() - this.#fullAt >= this.#wait) return "full";
    if (step <= GROWTH * this.#step) return undefined;
    return this.#bytes <= SMALL ? "full" : "weightsF16";
  }

  /** The run goes on from an earlier step. */
  goTo(step: number): void {
    this.#step = step;
    this.#fullAt = Number.NEGATIVE_INFINITY;
    this.#wait = FIRST_MS;
  }

  /** The Lab's run as it is. */
  take(lab: Lab, kind: CheckpointKind): Checkpoint {
    const { step, epoch } = lab.metrics();
    this.#step = step;
    const checkpoint = { step, epoch, weightsF16: lab.lightSnapshot(), full: undefined };
    if (kind === "weightsF16") return checkpoint;
    const full = lab.snapshot();
    this.#bytes = full.length;
    this.#fullAt = performance.now();
    this.#wait = step > 0 ? Math.min(2 * this.#wait, FULL_MS) : FIRST_MS;
    return { ...checkpoint, full };
  }
}
