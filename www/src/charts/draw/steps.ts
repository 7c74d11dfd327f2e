import { Axis } from "../../draw/axis.ts";
import type { Palette } from "../../draw/palette.ts";
import { type CurvePoint, type CurvePoints, lastStep } from "../../run/curve.ts";
import { MARGIN } from "./frame.ts";
import type { Values } from "./values.ts";

/** The input of a chart over the steps of a run. */
export interface StepScene {
  curve: CurvePoints;
  palette: Palette;
  /** The step that is read, if there is one. */
  cursor: number | undefined;
  /** Which axes are logarithmic. */
  log: { steps: boolean; values: boolean };
  /** The title of the axis of steps, and what is said above a break of the other axis. */
  steps: string;
  squeezed: string;
}

/** The steps of a run that far along, over the width of a chart. */
export function stepAxis(last: number, width: number, log: boolean): Axis {
  return new Axis({ low: log ? 1 : 0, high: Math.max(last, 10) }, MARGIN.left, width - MARGIN.right, log);
}

/** The step from which a run's values must stay readable: the steep beginning would flatten all the rest. */
export const settled = (last: number) => (last > 60 ? last * 0.12 : 0);

/** The values on a chart, by what is read of a point. Where steps are logarithmic the beginning has room of its own. */
export function valuesOf<P extends CurvePoint>(
  lines: readonly (readonly P[])[],
  { curve, log }: StepScene,
  read: (point: P) => readonly number[],
): Values {
  const last = lastStep(curve);
  const from = log.steps ? 0 : settled(last);
  const points = lines.flat().filter(({ step }) => step <= Math.max(last, 10));
  return { all: points.flatMap(read), late: points.filter(({ step }) => step >= from).flatMap(read) };
}
