/** The time machine's memory: checkpoints of one run, from its beginning to now, in a bounded number of bytes. */
import type { Checkpoint } from "../protocol.ts";
import { dispensable } from "./thin.ts";

export interface Bounds {
  checkpoints: number;
  /** Bytes of all files. */
  bytes: number;
  /** Bytes of the full files among them. */
  full: number;
}

const MIB = 1 << 20;
const BOUNDS: Bounds = { checkpoints: 64, bytes: 96 * MIB, full: 40 * MIB };

export class History {
  #checkpoints: readonly Checkpoint[] = [];
  /** The step that the run went on from last. */
  #from = 0;

  constructor(private readonly bounds: Bounds = BOUNDS) {}

  /** By step, oldest first. Another array whenever it changes. */
  get checkpoints(): readonly Checkpoint[] {
    return this.#checkpoints;
  }

  /** The checkpoint to recover the run from: the last full one, or the one whose weights it has gone on from. */
  get newest(): Checkpoint | undefined {
    return this.#checkpoints.findLast(({ step, full }) => full || step <= this.#from);
  }

  get bytes(): number {
    return sum(this.#checkpoints, (checkpoint) => checkpoint.weightsF16.length) + fullBytes(this.#checkpoints);
  }

  /** Adds the newest checkpoint; later ones are dropped, because the run has gone back before them. */
  add(checkpoint: Checkpoint): void {
    this.#checkpoints = thinned([...this.#before(checkpoint.step), checkpoint], this.bounds);
  }

  /** Forgets what came after `step`. */
  rewind(step: number): void {
    this.#checkpoints = this.#before(step + 1);
    this.#from = step;
  }

  /** The checkpoint nearest to `step`. */
  nearest(step: number): Checkpoint | undefined {
    const distance = (checkpoint: Checkpoint) => Math.abs(checkpoint.step - step);
    return this.#checkpoints.reduce<Checkpoint | undefined>(
      (best, checkpoint) => (best && distance(best) <= distance(checkpoint) ? best : checkpoint),
      undefined,
    );
  }

  #before(step: number): Checkpoint[] {
    return this.#checkpoints.filter((checkpoint) => checkpoint.step < step);
  }
}

function thinned(checkpoints: Checkpoint[], bounds: Bounds): Checkpoint[] {
  const full = checkpoints.filter((checkpoint) => checkpoint.full);
  while (full.length > 1 && fullBytes(full) > bounds.full) {
    const [least] = full.splice(full.length > 2 ? dispensable(full.map(({ step }) => step)) : 0, 1);
    if (least) checkpoints[checkpoints.indexOf(least)] = { ...least, full: undefined };
  }
  const bytes = () => sum(checkpoints, ({ weightsF16 }) => weightsF16.length) + fullBytes(checkpoints);
  while (checkpoints.length > 2 && (checkpoints.length > bounds.checkpoints || bytes() > bounds.bytes))
    checkpoints.splice(dispensable(checkpoints.map(({ step }) => step)), 1);
  return checkpoints;
}

const fullBytes = (checkpoints: readonly Checkpoint[]) => sum(checkpoints, ({ full }) => full?.length ?? 0);

function sum(checkpoints: readonly Checkpoint[], size: (checkpoint: Checkpoint) => number): number {
  return checkpoints.reduce((bytes, checkpoint) => bytes + size(checkpoint), 0);
}
