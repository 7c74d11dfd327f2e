/** The time machine's memory: states of one run, from its beginning to now, in a bounded number of bytes. */
import type { Moment } from "../protocol.ts";
import { dispensable } from "./thin.ts";

export interface Bounds {
  moments: number;
  /** Bytes of all files. */
  bytes: number;
  /** Bytes of the whole files among them. */
  whole: number;
}

const MIB = 1 << 20;
const BOUNDS: Bounds = { moments: 64, bytes: 96 * MIB, whole: 40 * MIB };

export class History {
  #moments: readonly Moment[] = [];
  /** The step that the run went on from last. */
  #from = 0;

  constructor(private readonly bounds: Bounds = BOUNDS) {}

  /** By step, oldest first. Another array whenever it changes. */
  get moments(): readonly Moment[] {
    return this.#moments;
  }

  /** What the run can be brought back from: the last whole one, or the light one that it has gone on from. */
  get newest(): Moment | undefined {
    return this.#moments.findLast(({ step, whole }) => whole || step <= this.#from);
  }

  get bytes(): number {
    return sum(this.#moments, (moment) => moment.light.length) + wholeBytes(this.#moments);
  }

  /** Keeps a moment as the newest; those after it are of a future that did not happen. */
  add(moment: Moment): void {
    this.#moments = thinned([...this.#before(moment.step), moment], this.bounds);
  }

  /** Forgets what came after `step`. */
  rewind(step: number): void {
    this.#moments = this.#before(step + 1);
    this.#from = step;
  }

  /** The moment nearest to `step`. */
  nearest(step: number): Moment | undefined {
    const distance = (moment: Moment) => Math.abs(moment.step - step);
    return this.#moments.reduce<Moment | undefined>(
      (best, moment) => (best && distance(best) <= distance(moment) ? best : moment),
      undefined,
    );
  }

  #before(step: number): Moment[] {
    return this.#moments.filter((moment) => moment.step < step);
  }
}

function thinned(moments: Moment[], bounds: Bounds): Moment[] {
  const whole = moments.filter((moment) => moment.whole);
  while (whole.length > 1 && wholeBytes(whole) > bounds.whole) {
    const [least] = whole.splice(whole.length > 2 ? dispensable(whole.map(({ step }) => step)) : 0, 1);
    const at = moments.indexOf(least as Moment);
    moments[at] = { ...(least as Moment), whole: undefined };
  }
  const bytes = () => sum(moments, ({ light }) => light.length) + wholeBytes(moments);
  while (moments.length > 2 && (moments.length > bounds.moments || bytes() > bounds.bytes))
    moments.splice(dispensable(moments.map(({ step }) => step)), 1);
  return moments;
}

const wholeBytes = (moments: readonly Moment[]) => sum(moments, ({ whole }) => whole?.length ?? 0);

function sum(moments: readonly Moment[], size: (moment: Moment) => number): number {
  return moments.reduce((bytes, moment) => bytes + size(moment), 0);
}
