/** Quantities over the plane: one as a hue, the more the stronger, and one as discs, the more the larger. */
import type { Palette } from "../../draw/palette.ts";
import type { Projection } from "../../draw/view.ts";
import type { Cells, Holes } from "../../math/density.ts";
import type { Grid } from "../../math/speed.ts";

/** Values over a rectangle of the plane, in columns and rows at even distances. */
export interface Heat {
  sheet: HTMLCanvasElement;
  /** The plane's coordinates of the outer edges. */
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The strongest that a hue becomes. */
const STRONGEST = 0.75;

/** The parts of a colour `#rrggbb`. */
function rgb(colour: string): [number, number, number] {
  const part = (from: number) => Number.parseInt(colour.slice(from, from + 2), 16);
  return [part(1), part(3), part(5)];
}

/** Paints values, row by row, up to `most`, one canvas pixel each: how strong a pixel is, is the share of it. */
export function paintHeat(
  sheet: HTMLCanvasElement,
  values: Float32Array,
  columns: number,
  most: number,
  colour: string,
): void {
  sheet.width = columns;
  sheet.height = values.length / columns;
  const context = sheet.getContext("2d");
  if (!context) return;
  const image = context.createImageData(sheet.width, sheet.height);
  const [red, green, blue] = rgb(colour);
  for (let at = 0; at < values.length; at++) {
    // The square root, so that the thin parts are seen as well.
    const share = Math.sqrt(Math.min((values[at] ?? 0) / most, 1));
    image.data.set([red, green, blue, 255 * STRONGEST * share], 4 * at);
  }
  context.putImageData(image, 0, 0);
}

export function drawHeat(context: CanvasRenderingContext2D, projection: Projection, heat: Heat): void {
  const [x, y] = [projection.x(heat.left), projection.y(heat.top)];
  context.imageSmoothingQuality = "medium";
  context.drawImage(heat.sheet, x, y, projection.x(heat.right) - x, projection.y(heat.bottom) - y);
}

/** Values at the places of a grid, row by row. */
export interface Discs {
  grid: Grid;
  spacing: number;
  values: Float32Array;
  most: number;
}

/** A disc at each place: how much of the place it covers is the value's share of the most. */
export function drawDiscs(
  context: CanvasRenderingContext2D,
  projection: Projection,
  { grid: { u, v }, spacing, values, most }: Discs,
  palette: Palette,
): void {
  context.fillStyle = palette.xhat;
  context.globalAlpha = 0.5;
  const largest = (spacing * projection.scale) / 2;
  values.forEach((value, at) => {
    const [x = 0, y = 0] = [u[at % u.length], v[Math.floor(at / u.length)]];
    context.beginPath();
    context.arc(projection.x(x), projection.y(y), largest * Math.sqrt(value / most), 0, 2 * Math.PI);
    context.fill();
  });
  context.globalAlpha = 1;
}

/** Unused cells are hatched in the prior's hue. */
export function drawHoles(
  context: CanvasRenderingContext2D,
  projection: Projection,
  { unused, cells: { left, top, cell, columns } }: Holes & { cells: Cells },
  palette: Palette,
): void {
  context.strokeStyle = palette.z;
  context.lineWidth = 1.25;
  context.globalAlpha = 0.6;
  context.beginPath();
  for (let at = 0; at < unused.length; at++) {
    if (!unused[at]) continue;
    const u = left + (at % columns) * cell;
    const v = top - Math.floor(at / columns) * cell;
    context.moveTo(projection.x(u), projection.y(v - cell));
    context.lineTo(projection.x(u + cell), projection.y(v));
  }
  context.stroke();
  context.globalAlpha = 1;
}
