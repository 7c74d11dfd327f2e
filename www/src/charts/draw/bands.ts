/** Draws a term by latent dimension over the steps, one on top of the other: together they are the term. */
import { font } from "../../draw/canvas.ts";
import type { Coloured } from "../../draw/palette.ts";
import { type HeldOutPoint, lastStep } from "../../run/curve.ts";
import { subscript } from "../../texts/numbers.ts";
import { MARGIN, drawCursor, drawSteps, drawValues, inside } from "./frame.ts";
import { type StepScene, stepAxis, valuesOf } from "./steps.ts";
import { valueScale } from "./values.ts";

export interface BandScene extends StepScene {
  /** The key of the term. */
  term: string;
  quantity: Coloured;
  /** The title of the axis of its values. */
  title: string;
  /** Latent dimensions from the lowest band to the highest. */
  order: readonly number[];
}

/** The opacity of the lowest band; the one above each has this part of it. */
const OPACITY = 0.8;
const FADE = 0.72;
const FAINTEST = 0.12;
/** Pixels that a band needs for its name. */
const NAMED = 12;
/** Room for the names, right of the plot. */
const NAMES = 22;

export function drawBands(context: CanvasRenderingContext2D, width: number, height: number, scene: BandScene): void {
  const { curve, term, order, palette, cursor } = scene;
  const colour = palette[scene.quantity];
  const points = curve.heldOut;
  const value = (point: HeldOutPoint | undefined, dimension: number) => point?.byDimension[term]?.[dimension] ?? 0;
  const sum = ({ byDimension }: HeldOutPoint) => (byDimension[term] ?? []).reduce((sum, value) => sum + value, 0);
  const x = bandSteps(lastStep(curve), width, scene.log.steps);
  const values = valuesOf([points], scene, (point) => [sum(point)]);
  const y = valueScale(values, { fromZero: true, log: false }, height - MARGIN.bottom, MARGIN.title);
  const frame = { context, palette, x, y, title: scene.title };
  drawValues(frame, scene.squeezed);
  const floor = points.map(() => 0);
  let opacity = OPACITY;
  for (const dimension of order) {
    inside(frame, () => {
      context.fillStyle = colour;
      context.globalAlpha = opacity;
      context.beginPath();
      points.forEach((point, at) => context.lineTo(x.at(point.step), y.at((floor[at] ?? 0) + value(point, dimension))));
      for (const [at, { step }] of [...points.entries()].reverse()) context.lineTo(x.at(step), y.at(floor[at] ?? 0));
      context.fill();
      context.globalAlpha = 1;
      context.strokeStyle = palette.panel;
      context.lineWidth = 1;
      context.stroke();
    });
    const below = floor.at(-1) ?? 0;
    const top = below + value(points.at(-1), dimension);
    if (y.at(below) - y.at(top) >= NAMED) {
      context.font = font();
      context.fillStyle = colour;
      context.textAlign = "left";
      context.textBaseline = "middle";
      context.fillText(`z${subscript(dimension + 1)}`, x.to + 5, y.at((below + top) / 2));
    }
    for (const [at, point] of points.entries()) floor[at] = (floor[at] ?? 0) + value(point, dimension);
    opacity = Math.max(opacity * FADE, FAINTEST);
  }
  drawSteps(frame, scene.steps);
  drawCursor(frame, cursor);
}

/** The steps over the width of such a chart. */
export const bandSteps = (last: number, width: number, log: boolean) => stepAxis(last, width - NAMES, log);
