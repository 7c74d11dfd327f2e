/** Draws encodings of held-out images: points, or the images themselves. */
import { type Palette, classColour } from "../../draw/palette.ts";
import { font, unit } from "../../draw/canvas.ts";
import { MARGIN, type Projection } from "../../draw/view.ts";
import { apart } from "./apart.ts";

/** The input of the marks, which move with every frame while the model trains. */
export interface Marks {
  projection: Projection;
  palette: Palette;
  /** (u, v) of each held-out image's mean. */
  points: Float32Array;
  labels: Uint8Array | undefined;
  /** The class that stands out, if any. */
  highlight: number | undefined;
  /** Points have the hue of means, not those of their classes. */
  asMeans: boolean;
}

/** The held-out images as one sheet. */
export interface Thumbnails {
  sheet: HTMLCanvasElement;
  columns: number;
  height: number;
  width: number;
}

/** Radius of an encoding's mark. */
const POINT = 3.2;
/** The longer side of a thumbnail. */
const THUMBNAIL = 26;
/** Thumbnails are there once those in view would cover this share of it. */
const CROWDED = 0.3;

/** Whether an image is of a class beside the one that stands out. */
export const out = ({ highlight, labels }: Marks, at: number) => highlight !== undefined && labels?.[at] !== highlight;

/** Draws points but those that `covered` has, one by one: a circle is quicker to fill than a path of many. */
export function drawPoints(context: CanvasRenderingContext2D, scene: Marks, covered: ReadonlySet<number>): void {
  const { projection, palette, points, labels, asMeans } = scene;
  for (const front of [false, true]) {
    context.globalAlpha = front ? 0.85 : 0.12;
    for (let at = 0; at < points.length / 2; at++) {
      if (covered.has(at) || out(scene, at) === front) continue;
      const label = labels?.[at];
      context.fillStyle = label === undefined || asMeans ? palette.mu : classColour(label);
      context.beginPath();
      context.arc(
        projection.x(points[2 * at] ?? 0),
        projection.y(points[2 * at + 1] ?? 0),
        POINT * unit,
        0,
        2 * Math.PI,
      );
      context.fill();
    }
  }
  context.globalAlpha = 1;
}

/** A class of fewer images gets no name: its median says little. */
const NAMED = 5;

/** How far the names of two classes are from each other at least. */
const APART = 17;

/** Writes each class at the median of its points, or beside it, for those who do not tell its colour. */
export function drawClassNames(
  context: CanvasRenderingContext2D,
  { projection, palette, points, labels }: Marks,
): void {
  const places = new Map<number, { x: number[]; y: number[] }>();
  for (let at = 0; labels && at < points.length / 2; at++) {
    const label = labels[at] ?? 0;
    const own = places.get(label) ?? { x: [], y: [] };
    own.x.push(projection.x(points[2 * at] ?? 0));
    own.y.push(projection.y(points[2 * at + 1] ?? 0));
    places.set(label, own);
  }
  context.font = font(15, "600");
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = palette.panel;
  context.fillStyle = palette.ink;
  const named = [...places].filter(([, { x }]) => x.length >= NAMED);
  const medians = named.map(([, { x, y }]) => [median(x), median(y)] as const);
  apart(medians, APART * unit).forEach((spot, at) => {
    const name = String(named[at]?.[0]);
    context.strokeText(name, ...spot);
    context.fillText(name, ...spot);
  });
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** The images that have room as thumbnails at their encodings: none while the view is crowded, and none over another. */
export function roomy({ projection, points }: Marks): Set<number> {
  const { box } = projection;
  const side = THUMBNAIL * unit;
  const seen: [at: number, x: number, y: number][] = [];
  for (let at = 0; at < points.length / 2; at++) {
    const [x, y] = [projection.x(points[2 * at] ?? 0), projection.y(points[2 * at + 1] ?? 0)];
    if (x > MARGIN.left && y > 0 && x < box.width && y < box.height - MARGIN.bottom) seen.push([at, x, y]);
  }
  const roomy = new Set<number>();
  if (seen.length * side ** 2 > CROWDED * box.width * box.height) return roomy;
  // Those that are there, by squares of a thumbnail's size: only neighbouring squares can overlap.
  const taken = new Map<string, [number, number]>();
  for (const [at, x, y] of seen) {
    const [column, row] = [Math.floor(x / side), Math.floor(y / side)];
    const near = [-1, 0, 1].flatMap((i) => [-1, 0, 1].map((j) => taken.get(`${column + i},${row + j}`)));
    if (near.some((other) => other && Math.max(Math.abs(other[0] - x), Math.abs(other[1] - y)) < side)) continue;
    taken.set(`${column},${row}`, [x, y]);
    roomy.add(at);
  }
  return roomy;
}

export function drawThumbnails(
  context: CanvasRenderingContext2D,
  scene: Marks,
  { sheet, columns, height, width }: Thumbnails,
  which: ReadonlySet<number>,
): void {
  const { projection, palette, points, labels } = scene;
  const pixel = (THUMBNAIL * unit - 3) / Math.max(height, width);
  const [w, h] = [width * pixel, height * pixel];
  context.imageSmoothingQuality = "high";
  context.lineWidth = 1.5;
  for (const at of which) {
    const left = projection.x(points[2 * at] ?? 0) - w / 2;
    const top = projection.y(points[2 * at + 1] ?? 0) - h / 2;
    const label = labels?.[at];
    context.globalAlpha = out(scene, at) ? 0.2 : 1;
    context.beginPath();
    context.roundRect(left, top, w, h, 4);
    context.fillStyle = palette.panel;
    context.fill();
    context.drawImage(sheet, (at % columns) * width, Math.floor(at / columns) * height, width, height, left, top, w, h);
    context.strokeStyle = label === undefined ? palette.mu : classColour(label);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Where the space is a line: heights below it over which points are spread for the eye, as a share of the view's reach: even and fixed. */
export const spread = (at: number) => -0.18 - 0.7 * ((at * 0.618034) % 1);
