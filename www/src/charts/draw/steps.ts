import { Axis } from "../../draw/axis.ts";
import type { Palette } from "../../draw/palette.ts";
import { type CurvePoint, type CurvePoints, lastStep } from "../../run/curve.ts";
import { MARGIN } from "./frame.ts";

/** The input of a chart over the steps of a run. */
export interface StepScene {
  curve: CurvePoints;
  palette: Palette;
  /** The step that is read, if there is one. */
  cursor: number | undefined;
  /** Which axes are logarithmic. */
  log: { steps: boolean; values: boolean };
  /** The title of the axis of steps. */
  steps: string;
}

/** The steps of a run that far along, over the width of a chart. */
export function stepAxis(last: number, width: number, log: boolean): Axis {
  return new Axis({ low: log ? 1 : 0, high: Math.max(last, 10) }, MARGIN.left, width - MARGIN.right, log);
}

/** The step from which axes fit a run: the steep beginning would flatten all the rest once it has passed. */
export const settled = (last: number) => (last > 60 ? last * 0.12 : 0);

/** The values that the y axis is to fit. */
export function* shown<P extends CurvePoint>(points: readonly P[], { curve, log }: StepScene): Iterable<P> {
  const last = lastStep(curve);
  const from = log.values || log.steps ? 0 : settled(last);
  const to = Math.max(last, 10);
  for (const point of points) if (point.step >= from && point.step <= to) yield point;
}
