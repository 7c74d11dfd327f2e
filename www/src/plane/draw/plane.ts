/** Draws the latent plane itself: its ground, the prior, the axes. */
import { decimals, font, tickStep, ticks, unit } from "../../draw/canvas.ts";
import type { Palette } from "../../draw/palette.ts";
import { MARGIN, type Projection } from "../../draw/view.ts";
import { fixed } from "../../texts/numbers.ts";
import { type Tiles, drawTiles } from "./tiles.ts";

/** Quantities over the plane, which draw themselves. */
export interface PlaneFields {
  /** m of the classes' priors N(m, I), which are drawn in the place of N(0, I). */
  readonly means: unknown;
  drawBelow(context: CanvasRenderingContext2D, projection: Projection): void;
  drawAbove(context: CanvasRenderingContext2D, projection: Projection): void;
}

/** The input of the backdrop, which changes with the view and a few times a second. */
export interface Backdrop {
  projection: Projection;
  palette: Palette;
  /** Number of latent dimensions; with one the plane is a line. */
  latent: number;
  /** Names of the axes. */
  names: readonly [string, string];
  /** Whether the prior is shown, and how wide its lines are. */
  prior: number | undefined;
  /** The decoded images of places, and their opacity. */
  manifold: { tiles: Tiles; opacity: number } | undefined;
  fields: PlaneFields | undefined;
}

export function drawBackdrop(context: CanvasRenderingContext2D, scene: Backdrop): void {
  const { projection, palette } = scene;
  context.save();
  area(context, projection, 0);
  context.fillStyle = palette.panel;
  context.fill();
  context.clip();
  scene.fields?.drawBelow(context, projection);
  if (scene.manifold) drawTiles(context, projection, scene.manifold.tiles, scene.manifold.opacity);
  drawGrid(context, scene);
  if (scene.prior && !scene.fields?.means) drawPrior(context, scene, scene.prior);
  scene.fields?.drawAbove(context, projection);
  context.restore();
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  area(context, projection, 0.5);
  context.stroke();
  drawTicks(context, scene);
}

/** Calls `draw` with the plane's frame as the clip. */
export function inside(context: CanvasRenderingContext2D, projection: Projection, draw: () => void): void {
  context.save();
  area(context, projection, 0);
  context.clip();
  draw();
  context.restore();
}

/** Begins the path around the drawing area, within its margins. */
function area(context: CanvasRenderingContext2D, { box }: Projection, inset: number): void {
  const { left, right, top, bottom } = MARGIN;
  context.beginPath();
  context.roundRect(
    left + inset,
    top + inset,
    Math.max(box.width - left - right - 2 * inset, 0),
    Math.max(box.height - top - bottom - 2 * inset, 0),
    6,
  );
}

function axisTicks(projection: Projection): { z1: number[]; z2: number[]; digits: number } {
  const { left, right, bottom, top, scale } = projection;
  const span = right - left;
  // A phone has room for five. The same step on both axes: a square of the grid is a square.
  const step = tickStep(span, Math.max((span * scale) / (70 * unit), 5));
  return { z1: ticks(left, right, step), z2: ticks(bottom, top, step), digits: decimals(step) };
}

function drawGrid(context: CanvasRenderingContext2D, { projection, palette, latent }: Backdrop): void {
  const { z1, z2 } = axisTicks(projection);
  context.lineWidth = 1;
  const line = (x0: number, y0: number, x1: number, y1: number, origin: boolean) => {
    context.strokeStyle = origin ? palette.faint : palette.line;
    context.globalAlpha = origin ? 0.55 : 0.7;
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  };
  const { width, height } = projection.box;
  for (const z of z1) {
    const x = Math.round(projection.x(z)) + 0.5;
    line(x, 0, x, height, z === 0);
  }
  if (latent > 1) {
    for (const z of z2) {
      const y = Math.round(projection.y(z)) + 0.5;
      line(0, y, width, y, z === 0);
    }
  } else {
    line(0, projection.y(0), width, projection.y(0), true);
  }
  context.globalAlpha = 1;
}

function drawTicks(context: CanvasRenderingContext2D, { projection, palette, latent, names }: Backdrop): void {
  const { z1, z2, digits } = axisTicks(projection);
  const { width, height } = projection.box;
  context.font = font();
  context.fillStyle = palette.muted;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const z of z1) {
    const x = projection.x(z);
    if (x > MARGIN.left + 6 && x < width - 40 * unit) context.fillText(fixed(z, digits), x, height - 10 * unit);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  if (latent > 1) {
    for (const z of z2) {
      const y = projection.y(z);
      if (y > MARGIN.top + 22 * unit && y < height - MARGIN.bottom - 4)
        context.fillText(fixed(z, digits), MARGIN.left - 6, y);
    }
  }
  context.fillStyle = palette.z;
  context.font = font(13, "italic 600");
  context.fillText(names[0], width - MARGIN.right - 2, height - 13 * unit);
  context.textAlign = "left";
  context.fillText(names[1], 3, MARGIN.top + 8 * unit);
}

/** Width of the prior's lines, and where it is pointed at. */
export const LINE = 1.25;
export const LIT_LINE = 3;

/** The prior N(0, I): circles (or, on a line, intervals) of one and two standard deviations. */
function drawPrior(context: CanvasRenderingContext2D, { projection, palette, latent }: Backdrop, width: number): void {
  context.strokeStyle = palette.z;
  context.fillStyle = palette.z;
  context.lineWidth = width;
  context.font = font();
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const sigma of [1, 2]) {
    const named = projection.scale > 24 * unit;
    context.setLineDash(sigma === 1 ? [] : [5, 4]);
    context.globalAlpha = width > LINE ? 1 : 0.6;
    context.beginPath();
    if (latent > 1) {
      context.arc(projection.x(0), projection.y(0), sigma * projection.scale, 0, 2 * Math.PI);
    } else {
      for (const side of [-sigma, sigma]) {
        context.moveTo(projection.x(side), 0);
        context.lineTo(projection.x(side), projection.box.height);
      }
    }
    context.stroke();
    context.setLineDash([]);
    if (!named) continue;
    // The name stands on the circle, on a patch of the plane's own colour.
    const x = latent > 1 ? projection.x(-sigma * Math.SQRT1_2) : projection.x(sigma);
    const y = latent > 1 ? projection.y(sigma * Math.SQRT1_2) : MARGIN.top + 14;
    context.globalAlpha = 0.9;
    context.fillStyle = palette.panel;
    context.beginPath();
    context.roundRect(x - 11 * unit, y - 8 * unit, 22 * unit, 16 * unit, 8 * unit);
    context.fill();
    context.globalAlpha = 1;
    context.fillStyle = palette.z;
    context.fillText(`${sigma}σ`, x, y + 0.5);
  }
}
