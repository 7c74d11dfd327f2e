/** The scale of a chart's values: all of them are on it, and the course of late is still to be read. */
import { Axis, type Range, type Scale, around, aroundRatios } from "../../draw/axis.ts";
import { BrokenAxis } from "../../draw/broken-axis.ts";

/** Below this share of the whole, what came of late would be too flat to be read: the scale is broken above it. */
const READABLE = 0.45;

export interface Values {
  /** Of the whole run: from its start, with its peak. */
  all: readonly number[];
  /** Of late. */
  late: readonly number[];
}

export interface ScaleChoices {
  /** It begins at 0, unless something is negative. */
  fromZero: boolean;
  /** Equal ratios are equally far apart, where everything is above 0. */
  log: boolean;
}

export function valueScale({ all, late }: Values, { fromZero, log }: ScaleChoices, from: number, to: number): Scale {
  const ratios = log ? aroundRatios(all) : undefined;
  if (ratios) return new Axis(ratios, from, to, true);
  const whole = reaching(around(all), fromZero);
  if (!late.some(Number.isFinite)) return new Axis(whole, from, to);
  const knee = around(late).high;
  const share = (knee - whole.low) / (whole.high - whole.low);
  return share < READABLE ? new BrokenAxis(whole, knee, from, to) : new Axis(whole, from, to);
}

const reaching = ({ low, high }: Range, zero: boolean): Range => ({ low: zero ? Math.min(low, 0) : low, high });
