/** Points with the circles that reach their nearest neighbours; above and beside them how x and y are distributed. */
import { font } from "../../draw/canvas.ts";
import type { Palette } from "../../draw/palette.ts";
import { type Points, along, neighbours } from "../../math/neighbours.ts";

/** Half of what is seen of the plane. */
export const HALF = 3;
/** The share of the picture that is the plane; the rest is for the histograms. */
const PLANE = 0.84;
const BARS = 12;

/** Where a place of the picture is on the plane. */
export function placeAt(across: number, down: number, side: number): readonly [number, number] {
  const scale = (PLANE * side) / (2 * HALF);
  return [across / scale - HALF, (side - down) / scale - HALF];
}

export function paint(
  context: CanvasRenderingContext2D,
  side: number,
  points: Points,
  chosen: number,
  palette: Palette,
): void {
  const plane = PLANE * side;
  const scale = plane / (2 * HALF);
  const across = (x: number) => (x + HALF) * scale;
  const down = (y: number) => side - (y + HALF) * scale;
  context.save();
  context.beginPath();
  context.rect(0, side - plane, plane, plane);
  context.clip();
  const { of, distances } = neighbours(points);
  context.lineWidth = 1;
  distances.forEach((distance, at) => {
    const [x, y] = [across(points[2 * at] ?? 0), down(points[2 * at + 1] ?? 0)];
    const own = at === chosen;
    context.strokeStyle = own ? palette.mu : palette.faint;
    context.lineWidth = own ? 2 : 1;
    context.beginPath();
    context.arc(x, y, distance * scale, 0, 2 * Math.PI);
    if (own) {
      context.moveTo(x, y);
      context.lineTo(across(points[2 * (of[at] ?? 0)] ?? 0), down(points[2 * (of[at] ?? 0) + 1] ?? 0));
    }
    context.stroke();
  });
  for (let at = 0; at < points.length / 2; at++) {
    context.fillStyle = at === chosen ? palette.mu : palette.z;
    context.beginPath();
    context.arc(across(points[2 * at] ?? 0), down(points[2 * at + 1] ?? 0), at === chosen ? 5 : 3.5, 0, 2 * Math.PI);
    context.fill();
  }
  context.restore();
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.strokeRect(0.5, side - plane + 0.5, plane - 1, plane - 1);
  histogram(context, along(points, 0), palette, side - plane, scale, (value, height) => [
    across(value),
    side - plane - height,
  ]);
  histogram(context, along(points, 1), palette, side - plane, scale, (value, height) => [plane + height, down(value)]);
  context.font = font(12, "italic 600");
  context.fillStyle = palette.z;
  context.textBaseline = "alphabetic";
  context.fillText("x", plane - 14, side - 8);
  context.fillText("y", 8, side - plane + 16);
}

/** Bars of the numbers, and N(0, 1) as a line; `to` says where a value and a height are. */
function histogram(
  context: CanvasRenderingContext2D,
  values: Float64Array,
  palette: Palette,
  room: number,
  scale: number,
  to: (value: number, height: number) => readonly [number, number],
): void {
  const width = (2 * HALF) / BARS;
  const counts = new Float64Array(BARS);
  for (const value of values) {
    const bar = Math.floor((value + HALF) / width);
    if (bar >= 0 && bar < BARS) counts[bar] = (counts[bar] ?? 0) + 1;
  }
  const expected = (value: number) => (values.length * width * Math.exp(-0.5 * value * value)) / Math.sqrt(2 * Math.PI);
  const unit = (0.92 * room) / Math.max(...counts, expected(0));
  context.fillStyle = palette.z;
  context.globalAlpha = 0.35;
  counts.forEach((count, bar) => {
    const low = bar * width - HALF;
    const [[left, top], [right, bottom]] = [to(low, unit * count), to(low + width, 0)];
    context.fillRect(Math.min(left, right), Math.min(top, bottom), Math.abs(right - left) - 1, Math.abs(bottom - top));
  });
  context.globalAlpha = 1;
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let value = -HALF; value <= HALF; value += 2 / scale) context.lineTo(...to(value, unit * expected(value)));
  context.stroke();
}
