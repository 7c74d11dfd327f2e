/** Draws the latent plane: the decoded manifold, the prior, the axes, and the encodings of held-out images. */
import { FONT, decimals, tickStep, ticks } from "./canvas.ts";
import { type Palette, classColour } from "./palette.ts";
import { MARGIN, type Projection } from "./view.ts";
import { fixed } from "../numbers.ts";
import type { Lattice } from "../protocol.ts";

/** Size of an image in pixels. */
interface Size {
  height: number;
  width: number;
}

/** What changes with the view and a few times a second. */
export interface Backdrop {
  projection: Projection;
  palette: Palette;
  /** Number of latent dimensions; with one the plane is a line. */
  latent: number;
  /** The decoded images that fill the view, as one sheet with `side` pixels to a tile, and how strong they are. */
  manifold: { lattice: Lattice; sheet: HTMLCanvasElement; image: Size; side: number; opacity: number } | undefined;
}

/** What moves with every frame while the model trains. */
export interface Marks {
  projection: Projection;
  palette: Palette;
  /** (z1, z2) of each held-out image; none while that layer is off. */
  points: Float32Array;
  labels: Uint8Array | undefined;
  /** The class that stands out, if any. */
  highlight: number | undefined;
  /** Mean and standard deviations of one encoding: its 1σ ellipse is drawn to scale. */
  posterior: { z1: number; z2: number; sigma1: number; sigma2: number } | undefined;
}

/** Radius of an encoding's mark. */
const POINT = 3.2;

export function drawBackdrop(context: CanvasRenderingContext2D, scene: Backdrop): void {
  const { projection, palette } = scene;
  context.save();
  area(context, projection, 0);
  context.fillStyle = palette.panel;
  context.fill();
  context.clip();
  if (scene.manifold) drawManifold(context, projection, scene.manifold);
  drawGrid(context, scene);
  drawPrior(context, scene);
  context.restore();
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  area(context, projection, 0.5);
  context.stroke();
  drawTicks(context, scene);
}

export function drawMarks(context: CanvasRenderingContext2D, scene: Marks): void {
  context.save();
  area(context, scene.projection, 0);
  context.clip();
  drawPoints(context, scene);
  if (scene.posterior) drawPosterior(context, scene, scene.posterior);
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

function drawManifold(
  context: CanvasRenderingContext2D,
  projection: Projection,
  { lattice, sheet, image, side, opacity }: NonNullable<Backdrop["manifold"]>,
): void {
  const pixel = lattice.spacing / side;
  context.globalAlpha = opacity;
  context.imageSmoothingQuality = "high";
  context.drawImage(
    sheet,
    projection.x(lattice.left - (image.width / 2) * pixel),
    projection.y(lattice.top + (image.height / 2) * pixel),
    sheet.width * pixel * projection.scale,
    sheet.height * pixel * projection.scale,
  );
  context.globalAlpha = 1;
}

function axisTicks(projection: Projection): { z1: number[]; z2: number[]; digits: number } {
  const { left, right, bottom, top, scale } = projection;
  const span = right - left;
  // A phone has room for five. The same step on both axes: a square of the grid is a square.
  const step = tickStep(span, Math.max((span * scale) / 70, 5));
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

function drawTicks(context: CanvasRenderingContext2D, { projection, palette, latent }: Backdrop): void {
  const { z1, z2, digits } = axisTicks(projection);
  const { width, height } = projection.box;
  context.font = FONT;
  context.fillStyle = palette.muted;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const z of z1) {
    const x = projection.x(z);
    if (x > MARGIN.left + 6 && x < width - 40) context.fillText(fixed(z, digits), x, height - 10);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  if (latent > 1) {
    for (const z of z2) {
      const y = projection.y(z);
      if (y > MARGIN.top + 22 && y < height - MARGIN.bottom - 4) context.fillText(fixed(z, digits), MARGIN.left - 6, y);
    }
  }
  context.fillStyle = palette.z;
  context.font = `italic 600 13px ${FONT.slice(FONT.indexOf(" ") + 1)}`;
  context.fillText(latent > 1 ? "z₁" : "z", width - MARGIN.right - 2, height - 13);
  if (latent > 1) context.fillText("z₂", MARGIN.left - 6, MARGIN.top + 8);
}

/** The prior N(0, I): circles (or, on a line, intervals) of one and two standard deviations. */
function drawPrior(context: CanvasRenderingContext2D, { projection, palette, latent }: Backdrop): void {
  context.strokeStyle = palette.z;
  context.fillStyle = palette.z;
  context.lineWidth = 1.25;
  context.font = FONT;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const sigma of [1, 2]) {
    const named = projection.scale > 24;
    context.setLineDash(sigma === 1 ? [] : [5, 4]);
    context.globalAlpha = 0.6;
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
    context.roundRect(x - 11, y - 8, 22, 16, 8);
    context.fill();
    context.globalAlpha = 1;
    context.fillStyle = palette.z;
    context.fillText(`${sigma}σ`, x, y + 0.5);
  }
}

function drawPoints(context: CanvasRenderingContext2D, scene: Marks): void {
  const { projection, palette, points, labels, highlight } = scene;
  const byClass = new Map<number, number[]>();
  for (let at = 0; at < points.length / 2; at++) {
    const label = labels?.[at] ?? -1;
    const list = byClass.get(label);
    if (list) list.push(at);
    else byClass.set(label, [at]);
  }
  const order = [...byClass].sort(([a], [b]) => Number(a === highlight) - Number(b === highlight));
  for (const [label, list] of order) {
    const out = highlight === undefined || highlight === label;
    context.fillStyle = label < 0 ? palette.mu : classColour(label);
    context.globalAlpha = out ? 0.85 : 0.12;
    context.beginPath();
    for (const at of list) {
      const x = projection.x(points[2 * at] as number);
      const y = projection.y(points[2 * at + 1] as number);
      context.moveTo(x + POINT, y);
      context.arc(x, y, POINT, 0, 2 * Math.PI);
    }
    context.fill();
  }
  context.globalAlpha = 1;
}

function drawPosterior(
  context: CanvasRenderingContext2D,
  { projection, palette }: Marks,
  q: NonNullable<Marks["posterior"]>,
): void {
  const x = projection.x(q.z1);
  const y = projection.y(q.z2);
  context.beginPath();
  context.ellipse(x, y, q.sigma1 * projection.scale, q.sigma2 * projection.scale, 0, 0, 2 * Math.PI);
  context.fillStyle = palette.sigma;
  context.globalAlpha = 0.18;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = palette.sigma;
  context.lineWidth = 2;
  context.stroke();
  context.fillStyle = palette.mu;
  context.strokeStyle = palette.panel;
  context.beginPath();
  context.arc(x, y, 5, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}
