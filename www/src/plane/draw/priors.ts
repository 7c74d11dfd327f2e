/**
 * Draws the priors of the classes: a circle of one standard deviation each, in the colour of its class, and its name. Of a mixture
 * it draws what lies within two standard deviations of some part.
 */
import { font, unit } from "../../draw/canvas.ts";
import { type Palette, classColour } from "../../draw/palette.ts";
import type { Projection } from "../../draw/view.ts";
import type { Place } from "../../math/section.ts";

export interface Priors {
  /** m of each class, on the plane. */
  places: readonly Place[];
  names: readonly string[];
  /** The standard deviation of the parts of a mixture; 0 for priors of classes. */
  spread: number;
}

/** Half the side of the patch that a name stands on. */
const PATCH = 9;

export function drawPriors(
  context: CanvasRenderingContext2D,
  { x, y, scale }: Projection,
  { places, spread }: Priors,
  palette: Palette,
): void {
  context.save();
  context.lineWidth = 2;
  if (spread) {
    // Filled as one shape, so that parts that overlap are not darker.
    context.globalAlpha = 0.3;
    context.fillStyle = palette.z;
    context.beginPath();
    for (const [u, v] of places) {
      context.moveTo(x(u), y(v));
      context.arc(x(u), y(v), 2 * spread * scale, 0, 2 * Math.PI);
    }
    context.fill();
  } else
    for (const [label, [u, v]] of places.entries()) {
      context.strokeStyle = classColour(label);
      context.beginPath();
      context.arc(x(u), y(v), scale, 0, 2 * Math.PI);
      context.stroke();
    }
  context.restore();
}

/** The names, over what lies there. */
export function drawPriorNames(
  context: CanvasRenderingContext2D,
  { x, y }: Projection,
  { places, names }: Priors,
  palette: Palette,
): void {
  context.save();
  context.lineWidth = 2;
  context.font = font(12, "700");
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const [label, name] of names.entries()) {
    const [u, v] = places[label] ?? [0, 0];
    const half = PATCH * unit;
    context.strokeStyle = classColour(label);
    context.fillStyle = palette.panel;
    context.beginPath();
    context.roundRect(x(u) - half, y(v) - half, 2 * half, 2 * half, half / 2);
    context.fill();
    context.stroke();
    context.fillStyle = palette.ink;
    context.fillText(name, x(u), y(v));
  }
  context.restore();
}
