/**
 * Draws how a decoder of two z moves N(0, I) onto the plane of the data: samples, and a grid whose cells are equally
 * probable, where they are and where they go.
 */
import { font, unit } from "../../../draw/canvas.ts";
import type { Palette } from "../../../draw/palette.ts";
import type { Place } from "../../../math/section.ts";
import { ON_LINE, parts } from "../places.ts";
import { placeColour } from "./hues.ts";

export interface PlaneScene {
  palette: Palette;
  /** Places and what they decode to, as `parts` has them; none while nothing was seen. */
  seen: { z: Float32Array; x: Float32Array } | undefined;
  /** The data, bytes (x, y) one after the other. */
  data: Uint8Array | undefined;
  /** The z that is held, and x̂ there. */
  held: { z: Place; x: Place | undefined };
}

/** How much of both planes is seen from their middles: the whole grid, and a little more than there can be of the data. */
const LATENT = 3.7;
const DATA_HALF = 0.52;
/** Of the data so many points are drawn: more would be one blot. */
const DATA = 2500;
const POINT = 2.4;

/** A square of the plane, the middle of it and half its side, on a canvas of that side in CSS pixels. */
class Square {
  constructor(
    private readonly middle: number,
    private readonly half: number,
    private readonly side: number,
  ) {}

  x = (value: number) => ((value - this.middle) / this.half + 1) * (this.side / 2);
  y = (value: number) => (1 - (value - this.middle) / this.half) * (this.side / 2);
  /** The way back. */
  place = (x: number, y: number): Place => [
    this.middle + this.half * ((2 * x) / this.side - 1),
    this.middle + this.half * (1 - (2 * y) / this.side),
  ];
}

/** The plane of z, and that of the data. */
export const latentSquare = (side: number) => new Square(0, LATENT, side);
export const dataSquare = (side: number) => new Square(0.5, DATA_HALF, side);

export function drawLatent(context: CanvasRenderingContext2D, side: number, scene: PlaneScene): void {
  const { palette, seen, held } = scene;
  const square = latentSquare(side);
  name(context, side, ["z₁", "z₂"], palette.z);
  if (seen) {
    drawGrid(context, square, parts(seen.z, 2).mesh, palette.z);
    drawSamples(context, square, parts(seen.z, 2).samples, seen.z);
  }
  drawHeld(context, square, held.z, palette.z, palette.panel);
}

export function drawDecoded(context: CanvasRenderingContext2D, side: number, scene: PlaneScene): void {
  const { palette, seen, data, held } = scene;
  const square = dataSquare(side);
  name(context, side, ["x₁", "x₂"], palette.x);
  if (data) {
    context.fillStyle = palette.x;
    context.globalAlpha = 0.22;
    for (let at = 0; at < Math.min(data.length, 2 * DATA); at += 2)
      context.fillRect(square.x((data[at] ?? 0) / 255) - 1, square.y((data[at + 1] ?? 0) / 255) - 1, 2, 2);
    context.globalAlpha = 1;
  }
  if (seen) {
    drawGrid(context, square, parts(seen.x, 2).mesh, palette.xhat);
    drawSamples(context, square, parts(seen.x, 2).samples, seen.z);
  }
  if (held.x) drawHeld(context, square, held.x, palette.xhat, palette.panel);
}

function name(
  context: CanvasRenderingContext2D,
  side: number,
  [across, up]: readonly [string, string],
  colour: string,
): void {
  context.font = font(12, "italic 600");
  context.fillStyle = colour;
  context.textBaseline = "alphabetic";
  context.textAlign = "right";
  context.fillText(across, side - 6, side - 7);
  context.textAlign = "left";
  context.fillText(up, 6, 4 + 12 * unit);
}

/** Lines of so many points each, one after the other. */
function drawGrid(context: CanvasRenderingContext2D, { x, y }: Square, mesh: Float32Array, colour: string): void {
  context.strokeStyle = colour;
  context.globalAlpha = 0.5;
  context.lineWidth = 1;
  context.lineJoin = "round";
  context.beginPath();
  for (let at = 0; at < mesh.length; at += 2) {
    const [across, up] = [x(mesh[at] ?? 0), y(mesh[at + 1] ?? 0)];
    if (at % (2 * ON_LINE) === 0) context.moveTo(across, up);
    else context.lineTo(across, up);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** Samples where they are on this plane, in the colours of where they come from. */
function drawSamples(context: CanvasRenderingContext2D, { x, y }: Square, places: Float32Array, z: Float32Array): void {
  const from = parts(z, 2).samples;
  context.globalAlpha = 0.9;
  for (let at = 0; at < places.length; at += 2) {
    context.fillStyle = placeColour(from[at] ?? 0, from[at + 1] ?? 0);
    context.beginPath();
    context.arc(x(places[at] ?? 0), y(places[at + 1] ?? 0), POINT, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}

function drawHeld(
  context: CanvasRenderingContext2D,
  { x, y }: Square,
  [across, up]: Place,
  colour: string,
  ring: string,
): void {
  context.beginPath();
  context.arc(x(across), y(up), 7, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  context.strokeStyle = ring;
  context.lineWidth = 2.5;
  context.stroke();
}
