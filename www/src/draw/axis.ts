import { fixed, significant } from "../texts/numbers.ts";
import { decimals, tickStep, ticks } from "./canvas.ts";

/** The ends of an axis. */
export interface Range {
  low: number;
  high: number;
}

/** A mark of an axis and its label. */
export interface Mark {
  value: number;
  label: string;
}

/** Maps the values of a chart from `low` to `high` to the pixels `from` to `to`. */
export interface Scale extends Range {
  readonly from: number;
  readonly to: number;
  at(value: number): number;
  /** The value at a pixel; beyond the ends, that of the nearer end. */
  value(pixel: number): number;
  /** About `wanted` round numbers. */
  marks(wanted: number): Mark[];
}

/** One axis of a chart. */
export class Axis implements Scale {
  readonly low: number;
  readonly high: number;

  constructor(
    { low, high }: Range,
    readonly from: number,
    readonly to: number,
    /** Equal ratios are equally far apart; only for values above 0. */
    readonly log = false,
  ) {
    this.low = low;
    this.high = high;
  }

  at(value: number): number {
    return this.from + this.#part(value) * (this.to - this.from);
  }

  value(pixel: number): number {
    const part = Math.max(0, Math.min(1, (pixel - this.from) / (this.to - this.from)));
    return this.log ? this.low * (this.high / this.low) ** part : this.low + part * (this.high - this.low);
  }

  marks(wanted: number): Mark[] {
    const { low, high } = this;
    const [from, to] = [Math.log10(low), Math.log10(high)];
    if (this.log && high / low > 8) {
      const multiples = to - from > wanted / 2 ? [1] : [1, 2, 5];
      const step = Math.max(1, Math.round((to - from) / Math.max(wanted, 1)));
      const powers = ticks(from - 1, to, step).map((power) => 10 ** Math.round(power));
      return powers
        .flatMap((power) => multiples.map((multiple) => multiple * power))
        .filter((value) => value >= low && value <= high)
        .map((value) => ({ value, label: short(value, value) }));
    }
    const step = tickStep(high - low, wanted);
    return ticks(low, high, step).map((value) => ({ value, label: short(value, step) }));
  }

  #part(value: number): number {
    if (!this.log) return (value - this.low) / (this.high - this.low);
    return Math.log(Math.max(value, this.low * 1e-3) / this.low) / Math.log(this.high / this.low);
  }
}

/** A label with the digits that tell marks apart which lie `step` from each other. */
function short(value: number, step: number): string {
  const size = Math.abs(value);
  if (size >= 1e9 || decimals(step) > 9) return significant(value);
  return size >= 10_000 ? `${fixed(value / 1000, decimals(step / 1000))}k` : fixed(value, decimals(step));
}

/** Marks tried beyond those wanted. */
const MORE = 12;

/** About `wanted` marks that fit, and where those are fewer than two, as many more as give two. */
export function marksOf(scale: Scale, wanted: number, fits: (mark: Mark) => boolean = () => true): Mark[] {
  let marks: Mark[] = [];
  for (let more = 0; more <= MORE && marks.length < 2; more++) marks = scale.marks(wanted + more).filter(fits);
  return marks;
}

/** A range that holds all values with some room about them; what is never negative does not go below 0. */
export function around(values: Iterable<number>): Range {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return { low: 0, high: 1 };
  const room = Math.max((high - low) * 0.06, Math.abs(high) * 1e-3, 0.05);
  return { low: low >= 0 ? Math.max(0, low - room) : low - room, high: high + room };
}

/** The same for an axis of ratios; none where something is not above 0. */
export function aroundRatios(values: Iterable<number>): Range | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value <= 0) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high > 0 ? { low: low / 1.05, high: Math.min(high * 1.05, Number.MAX_VALUE) } : undefined;
}
