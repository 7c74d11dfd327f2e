/** A latent space of one dimension: densities over a line. */
import type { Palette } from "../../draw/palette.ts";
import { MARGIN, type Projection } from "../../draw/view.ts";

/** Room for the decoded images on the line. */
const STRIP = 22;

export interface Curve {
  /** Density at places from the left edge to the right, at even distances. */
  density: readonly number[];
  colour: string;
  filled: boolean;
}

/** Places where curves over the visible part of the line are computed, each some pixels from the next. */
export function linePlaces({ left, right, scale }: Projection): number[] {
  const count = Math.max(Math.ceil(((right - left) * scale) / 4), 2);
  return Array.from({ length: count }, (_, at) => left + ((right - left) * at) / (count - 1));
}

/** Draws densities over the upper half, all on the scale of the highest. */
export function drawCurves(
  context: CanvasRenderingContext2D,
  projection: Projection,
  places: readonly number[],
  curves: readonly Curve[],
  palette: Palette,
): void {
  const base = projection.y(0) - STRIP;
  const most = Math.max(...curves.flatMap(({ density }) => density));
  const height = base - MARGIN.top - 24;
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, base);
  context.lineTo(projection.box.width, base);
  context.stroke();
  for (const { density, colour, filled } of curves) {
    context.beginPath();
    context.moveTo(projection.x(places[0] ?? 0), base);
    density.forEach((value, at) => context.lineTo(projection.x(places[at] ?? 0), base - (value / most) * height));
    context.lineTo(projection.x(places.at(-1) ?? 0), base);
    context.fillStyle = context.strokeStyle = colour;
    context.globalAlpha = 0.22;
    if (filled) context.fill();
    context.globalAlpha = 0.9;
    context.lineWidth = 1.5;
    context.setLineDash(filled ? [] : [5, 4]);
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}
