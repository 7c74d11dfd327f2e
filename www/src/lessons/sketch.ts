/** Curves that readers draw before they come. */
import type { CurvePoints } from "../run/curve.ts";
import type { Ask } from "./shape.ts";

export type Sketch = NonNullable<Ask["sketch"]>;

/** A curve is known at so many steps, and straight between them. */
export const KNOTS = 9;

/** The steps of its knots. */
export const stepsOf = ({ steps }: Sketch): number[] =>
  Array.from({ length: KNOTS }, (_, knot) => Math.max(1, Math.round((knot * steps) / (KNOTS - 1))));

/** The same curve of a run, where each knot is the mean of the steps around it; undefined before the run has come so far. */
export function cameAs({ terms, train }: CurvePoints, sketch: Sketch): number[] | undefined {
  const place = terms.findIndex(({ key }) => key === sketch.of);
  if (place < 0 || (train.at(-1)?.step ?? 0) < sketch.steps) return;
  const reach = sketch.steps / (KNOTS - 1) / 2;
  const heights = stepsOf(sketch).map((step) => {
    const near = train.filter((point) => Math.abs(point.step - step) <= reach);
    return near.reduce((sum, { values }) => sum + (values[place] ?? Number.NaN), 0) / near.length;
  });
  return heights.every(Number.isFinite) ? heights : undefined;
}

/** How far two curves are apart, as a mean over their knots. */
export const apart = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, height, knot) => sum + Math.abs(height - (b[knot] ?? Number.NaN)), 0) / a.length;
