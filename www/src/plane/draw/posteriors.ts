/** Draws q(z|x) of held-out images, and the code of the chosen one. */
import { classColour } from "../../draw/palette.ts";
import type { Projection } from "../../draw/view.ts";
import { type Ellipse, ellipseOf } from "../../math/ellipse.ts";
import type { Place } from "../../math/section.ts";
import { type Marks, out } from "./encodings.ts";

/** Adds to the path the ellipse of `sigmas` standard deviations around a place. */
function outline(
  context: CanvasRenderingContext2D,
  { x, y, scale }: Projection,
  [u, v]: Place,
  { major, minor, angle }: Ellipse,
  sigmas: number,
): void {
  const [a, b] = [major * sigmas * scale, minor * sigmas * scale];
  // The screen's y goes down.
  context.moveTo(x(u) + a * Math.cos(angle), y(v) - a * Math.sin(angle));
  context.ellipse(x(u), y(v), a, b, -angle, 0, 2 * Math.PI);
}

const placeAt = (points: Float32Array, at: number): Place => [points[2 * at] ?? 0, points[2 * at + 1] ?? 0];
const ellipseAt = (spreads: Float32Array, at: number): Ellipse =>
  ellipseOf(spreads[3 * at] ?? 0, spreads[3 * at + 1] ?? 0, spreads[3 * at + 2] ?? 0);

/** More ellipses than this hide each other, and all that is below them. */
export const MOST_ELLIPSES = 60;
/** 1σ is filled; the outline of 2σ is fainter than its own. */
const LOOKS = [
  { sigmas: 1, line: 0.5, fill: 0.1 },
  { sigmas: 2, line: 0.2, fill: 0 },
];

/**
 * q(z|x) of some of the images, evenly chosen, to scale: `spreads` has (var u, cov uv, var v) of each image. Where classes are what
 * counts they have their hues.
 */
export function drawEllipses(
  context: CanvasRenderingContext2D,
  scene: Marks,
  spreads: Float32Array,
  byClass: boolean,
): void {
  const { projection, palette, points, labels } = scene;
  context.lineWidth = 1;
  const every = Math.ceil(points.length / 2 / MOST_ELLIPSES);
  for (const { sigmas, line, fill } of LOOKS) {
    for (let at = 0; at < points.length / 2; at += every) {
      const share = out(scene, at) ? 0.2 : 1;
      const label = byClass ? labels?.[at] : undefined;
      context.strokeStyle = context.fillStyle = label === undefined ? palette.sigma : classColour(label);
      context.beginPath();
      outline(context, projection, placeAt(points, at), ellipseAt(spreads, at), sigmas);
      context.globalAlpha = fill * share;
      if (fill > 0) context.fill();
      context.globalAlpha = line * share;
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}

/** The code of one image: a point, or the mean of q(z|x) with 1σ and 2σ to scale. */
export function drawCode(
  context: CanvasRenderingContext2D,
  scene: Marks,
  spreads: Float32Array | undefined,
  at: number,
): void {
  const { projection, palette, points } = scene;
  const place = placeAt(points, at);
  for (const sigmas of [2, 1]) {
    if (!spreads) break;
    context.beginPath();
    outline(context, projection, place, ellipseAt(spreads, at), sigmas);
    context.fillStyle = context.strokeStyle = palette.sigma;
    context.globalAlpha = 0.14;
    context.fill();
    context.globalAlpha = sigmas === 1 ? 1 : 0.7;
    context.lineWidth = sigmas === 1 ? 2 : 1;
    context.stroke();
  }
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.fillStyle = spreads ? palette.mu : palette.z;
  context.strokeStyle = palette.panel;
  context.beginPath();
  context.arc(projection.x(place[0]), projection.y(place[1]), 5, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}
