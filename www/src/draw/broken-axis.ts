import { Axis, type Mark, type Range, type Scale, marksOf } from "./axis.ts";

/** The part of its length that lies below the break. */
const BELOW = 0.76;
/** Pixels between the labels on both sides of the break. */
const APART = 12;

/** An axis that is squeezed above a value, so that what is far off stays on it. Values keep their order. */
export class BrokenAxis implements Scale {
  readonly low: number;
  readonly high: number;
  readonly #below: Axis;
  readonly #above: Axis;

  constructor(
    { low, high }: Range,
    /** The value above which it is squeezed. */
    readonly knee: number,
    readonly from: number,
    readonly to: number,
  ) {
    this.low = low;
    this.high = high;
    const middle = from + BELOW * (to - from);
    this.#below = new Axis({ low, high: knee }, from, middle);
    this.#above = new Axis({ low: knee, high }, middle, to);
  }

  at(value: number): number {
    return (value > this.knee ? this.#above : this.#below).at(value);
  }

  value(pixel: number): number {
    const above = (pixel - this.#above.from) / (this.to - this.from) > 0;
    return (above ? this.#above : this.#below).value(pixel);
  }

  /** Most of them below the break, and above it one that has room. */
  marks(wanted: number): Mark[] {
    const below = marksOf(this.#below, wanted * BELOW);
    const last = this.at(below.at(-1)?.value ?? this.low);
    const above = marksOf(this.#above, 1).filter(({ value }) => Math.abs(this.at(value) - last) >= APART);
    return [...below, ...above.slice(-1)];
  }
}
