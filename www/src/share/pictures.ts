/** The plane and the decoded manifold as files: pixels (PNG) or shapes (SVG), both by the code that draws the page. */
import { Context } from "svgcanvas";
import { font, type Paint } from "../draw/canvas.ts";
import { paintSheet } from "../draw/digits.ts";
import type { LabStore } from "../store/lab-store.ts";

export type Format = "png" | "svg";

/** Pixels of a file for each of the page. */
const SHARPNESS = 2;

const isPlace = (values: readonly number[]) => values.every(Number.isFinite);

/**
 * A context that writes shapes. Images are as transparent in it as anything else, and what is at no place is left out,
 * as on a canvas: the library forgets both.
 */
class Shapes extends Context {
  override moveTo(...place: number[]): void {
    if (isPlace(place)) super.moveTo(...place);
  }

  override lineTo(...place: number[]): void {
    if (isPlace(place)) super.lineTo(...place);
  }

  override arc(...circle: number[]): void {
    if (isPlace(circle)) super.arc(...circle);
  }

  override ellipse(...ellipse: number[]): void {
    if (isPlace(ellipse)) super.ellipse(...ellipse);
  }

  override drawImage(...image: unknown[]): void {
    super.drawImage(...image);
    const drawn = [...this.getSvg().querySelectorAll("image")].at(-1);
    drawn?.setAttribute("opacity", String(this.globalAlpha));
  }
}

export async function picture(paint: Paint, width: number, height: number, format: Format): Promise<Blob> {
  if (format === "svg") {
    const context = new Shapes(width, height);
    paint(context as unknown as CanvasRenderingContext2D, width, height);
    return new Blob([context.getSerializedSvg()], { type: "image/svg+xml" });
  }
  const canvas = document.createElement("canvas");
  canvas.width = width * SHARPNESS;
  canvas.height = height * SHARPNESS;
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.scale(SHARPNESS, SHARPNESS);
  paint(context, width, height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? new Blob()), "image/png"));
}

/** Images along an edge of the manifold, and what a tile takes on the page. */
const SIDE = 20;
const TILE = 30;
const MARGIN = 28;

/** The decoder over the middles of equally probable parts of the prior: Kingma and Welling, figure 4. */
export async function manifold(store: LabStore, format: Format): Promise<Blob> {
  const pixels = await store.run.ask("grid", { side: SIDE });
  const image = store.model.image.value;
  const { height, width } = image;
  const palette = store.page.palette.value;
  const sheet = document.createElement("canvas");
  paintSheet(sheet, { pixels, ...image }, SIDE, [0, 0], palette);
  const [across, down] = [(TILE * width) / Math.max(height, width), (TILE * height) / Math.max(height, width)];
  const paint: Paint = (context, wide, high) => {
    context.fillStyle = palette.panel;
    context.fillRect(0, 0, wide, high);
    context.drawImage(sheet, MARGIN, 0, SIDE * across, SIDE * down);
    context.fillStyle = palette.muted;
    context.font = font();
    context.textAlign = "center";
    context.fillText("Φ(z₁)", MARGIN + (SIDE * across) / 2, high - 9);
    context.fillText("Φ(z₂)", MARGIN / 2 - 1, (SIDE * down) / 2);
  };
  return picture(paint, MARGIN + SIDE * across, SIDE * down + MARGIN, format);
}
