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

/** One axis of a chart: values from `low` to `high` lie at the pixels `from` to `to`. */
export class Axis {
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

  /** The value at a pixel; beyond the ends, that of the nearer end. */
  value(pixel: number): number {
    const part = Math.max(0, Math.min(1, (pixel - this.from) / (this.to - this.from)));
    return this.log ? this.low * (this.high / this.low) ** part : this.low + part * (this.high - this.low);
  }

  /** About `wanted` round numbers. */
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
        .map((value) => ({ value, label: short(value, value < 1 ? decimals(value) : 0) }));
    }
    const step = tickStep(high - low, wanted);
    return ticks(low, high, step).map((value) => ({ value, label: short(value, decimals(step)) }));
  }

  #part(value: number): number {
    if (!this.log) return (value - this.low) / (this.high - this.low);
    return Math.log(Math.max(value, this.low * 1e-3) / this.low) / Math.log(this.high / this.low);
  }
}

const short = (value: number, digits: number) => {
  if (Math.abs(value) >= 1e9 || digits > 9) return significant(value);
  return value >= 10_000 ? `${fixed(value / 1000, value % 1000 === 0 ? 0 : 1)}k` : fixed(value, digits);
};

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
