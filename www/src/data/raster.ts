/**
 * From the strokes of a pen to an image, by MNIST's conventions, as `src/data/handwriting/raster.rs` has them: the ink
 * fills a box of 20x20 pixels in its longer direction, and the box lies where the centre of mass falls on the middle
 * pixel of 28x28. Images of another size have all of that in proportion. The line keeps its width whatever the size of
 * the drawing is.
 */
import type { Drawing, ImageSize } from "../run/protocol.ts";
import { within } from "../texts/numbers.ts";

const SIDE = 28;
const BOX = 20;
/** How many pixels wide the grey rim of a stroke is. */
const SOFTNESS = 1;
/** Drawings smaller than this share of the pad are not enlarged to fill the box: a dot stays one. */
const LEAST = 0.06;

interface Size {
  height: number;
  width: number;
}

/** A byte for each pixel, ink high, and the same in every plane; without strokes nothing but paper. */
export function rasterize(
  { strokes, pen }: Pick<Drawing, "strokes" | "pen">,
  { height, width, planes }: ImageSize,
): Uint8Array {
  const inBox = (side: number) => Math.max(1, Math.round((side * BOX) / SIDE));
  const box = { height: inBox(height), width: inBox(width) };
  const radius = (0.5 * pen * Math.min(height, width)) / SIDE;
  const depth = new Float32Array(box.height * box.width).fill(-SOFTNESS);
  for (const stroke of fit(strokes, box, radius)) {
    for (let at = 0; at < Math.max(stroke.length - 2, 2); at += 2) ink(depth, box, stroke, at, radius);
  }
  const coverage = Uint8Array.from(depth, (value) => Math.round(255 * within(value / SOFTNESS + 0.5, 0, 1)));
  const grey = place(coverage, box, { height, width });
  return planes > 1
    ? Uint8Array.from({ length: grey.length * planes }, (_, at) => grey[Math.floor(at / planes)] ?? 0)
    : grey;
}

/** The strokes, scaled and moved so that their ink fills the box in its longer direction and lies in its middle. */
function fit(strokes: Drawing["strokes"], box: Size, radius: number): number[][] {
  const ends = [0, 1].map((axis) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const stroke of strokes) {
      for (let at = axis; at < stroke.length; at += 2) {
        low = Math.min(low, stroke[at] ?? 0);
        high = Math.max(high, stroke[at] ?? 0);
      }
    }
    return { low, span: high - low };
  });
  const room = [box.width, box.height].map((side) => Math.max(side - 2 * radius, 0));
  const scale = Math.min(...ends.map(({ span }, axis) => (room[axis] ?? 0) / Math.max(span, LEAST)));
  // Begins where a pixel does, so that a line along an edge is not half a pixel of grey.
  const moved = ends.map(({ low, span }, axis) => {
    const margin = Math.floor(0.5 * ((room[axis] ?? 0) - scale * span));
    return Math.max(margin, 0) + radius - scale * low;
  });
  return strokes.map((stroke) => stroke.map((value, at) => scale * value + (moved[at % 2] ?? 0)));
}

/** Inks the way from one point of a stroke to the next: the depth at p is r − |p − q|, q being the nearest point. */
function ink(depth: Float32Array, box: Size, stroke: readonly number[], at: number, radius: number): void {
  const [x0 = 0, y0 = 0, x1 = x0, y1 = y0] = stroke.slice(at, at + 4);
  const [dx, dy] = [x1 - x0, y1 - y0];
  const inverse = 1 / (dx * dx + dy * dy || 1);
  const reach = radius + SOFTNESS;
  const first = (low: number) => Math.max(Math.floor(low - reach), 0);
  for (let y = first(Math.min(y0, y1)); y < Math.min(box.height, Math.max(y0, y1) + reach); y++) {
    for (let x = first(Math.min(x0, x1)); x < Math.min(box.width, Math.max(x0, x1) + reach); x++) {
      const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
      const t = within((px * dx + py * dy) * inverse, 0, 1);
      const inside = radius - Math.hypot(px - t * dx, py - t * dy);
      const pixel = y * box.width + x;
      depth[pixel] = Math.max(depth[pixel] ?? 0, inside);
    }
  }
}

/** Puts the box where its centre of mass is nearest to the middle pixel. */
function place(coverage: Uint8Array, box: Size, image: Size): Uint8Array {
  let mass = 0;
  const moment = { x: 0, y: 0 };
  coverage.forEach((value, pixel) => {
    mass += value;
    moment.x += value * (pixel % box.width);
    moment.y += value * Math.floor(pixel / box.width);
  });
  const offset = (moment: number, inner: number, outer: number) => {
    const centre = Math.floor((2 * moment + mass) / Math.max(2 * mass, 1));
    return within(Math.floor(outer / 2) - centre, 0, outer - inner);
  };
  const [left, top] = [offset(moment.x, box.width, image.width), offset(moment.y, box.height, image.height)];
  const pixels = new Uint8Array(image.height * image.width);
  for (let y = 0; y < box.height; y++) {
    pixels.set(coverage.subarray(y * box.width, (y + 1) * box.width), (y + top) * image.width + left);
  }
  return pixels;
}
