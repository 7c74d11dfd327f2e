/** Decoded images at places of the plane. */
import { type Shown, paintSheet } from "../../draw/digits.ts";
import type { Palette } from "../../draw/palette.ts";
import type { Projection } from "../../draw/view.ts";
import type { Grid } from "../../math/speed.ts";

/** A grid of decoded images. */
export interface Tiles extends Shown {
  grid: Grid;
  /** From one to the next, where that is everywhere the same. */
  spacing: number | undefined;
  /** All of them, `side` pixels from one to the next. */
  sheet: HTMLCanvasElement;
  side: number;
}

/** Paints the sheet of tiles from the decoder's pixels. */
export function paintTiles(tiles: Tiles, pixels: Float32Array, palette: Palette): void {
  const { sheet, grid, side, height, width } = tiles;
  paintSheet(sheet, { ...tiles, pixels }, grid.u.length, [side - width, side - height], palette);
}

export function drawTiles(
  context: CanvasRenderingContext2D,
  projection: Projection,
  tiles: Tiles,
  opacity: number,
): void {
  context.globalAlpha = opacity;
  if (tiles.spacing) drawSheet(context, projection, tiles, tiles.spacing / tiles.side);
  else drawCells(context, projection, tiles);
  context.globalAlpha = 1;
}

function drawSheet(
  context: CanvasRenderingContext2D,
  projection: Projection,
  { grid: { u, v }, sheet, height, width }: Tiles,
  pixel: number,
): void {
  context.drawImage(
    sheet,
    projection.x((u[0] ?? 0) - (width / 2) * pixel),
    projection.y((v[0] ?? 0) + (height / 2) * pixel),
    sheet.width * pixel * projection.scale,
    sheet.height * pixel * projection.scale,
  );
}

/** Each image as large as the place that its neighbours leave it. */
function drawCells(
  context: CanvasRenderingContext2D,
  projection: Projection,
  { grid: { u, v }, sheet, side, height, width }: Tiles,
): void {
  const [across, down] = [room(u), room(v.length > 1 ? v : u)];
  for (let row = 0; row < v.length; row++) {
    const y = projection.y(v[row] ?? 0);
    for (let column = 0; column < u.length; column++) {
      const x = projection.x(u[column] ?? 0);
      const size = Math.min(across[column] ?? 0, down[v.length > 1 ? row : column] ?? 0) * projection.scale;
      if (x < -size || y < -size || x > projection.box.width + size || y > projection.box.height + size) continue;
      const pixel = size / side;
      context.drawImage(
        sheet,
        column * side,
        row * side,
        width,
        height,
        x - (width / 2) * pixel,
        y - (height / 2) * pixel,
        width * pixel,
        height * pixel,
      );
    }
  }
}

/** How wide each of some places may be without touching its neighbours' halves. */
function room(places: readonly number[]): number[] {
  const gaps = places.slice(1).map((place, at) => Math.abs(place - (places[at] ?? 0)));
  return places.map((_, at) => Math.min(gaps[at - 1] ?? gaps[at] ?? 1, gaps[at] ?? gaps[at - 1] ?? 1));
}
