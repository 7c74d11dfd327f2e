/** Draws what a discriminator thinks: a map under the data's plane, arrows over it, or curves over one value. */
import { Axis } from "../../draw/axis.ts";
import { font, unit } from "../../draw/canvas.ts";
import type { Palette } from "../../draw/palette.ts";
import { dataSquare } from "../../figures/distribution/draw/plane.ts";
import { middles } from "../../math/pushed.ts";
import { fixed } from "../../texts/numbers.ts";
import { type Judged, LINE, SIDE } from "./subject.ts";

/** How strong the map is at most. */
const OPACITY = 0.42;
/** Pixels of an arrow of a unit's length, and of the longest; its head. */
const ARROW = 16;
const LONGEST = 26;
const HEAD = 4;

export interface Thought {
  judged: Judged;
  critic: boolean;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** From −1, surely generated, to 1, surely real: D's distance from a half, or the critic's from its mean. */
function certainty({ judged, critic }: Thought): (d: number) => number {
  if (!critic) return (d) => 2 * sigmoid(d) - 1;
  const mean = judged.d.reduce((sum, d) => sum + d, 0) / judged.d.length;
  const most = judged.d.reduce((most, d) => Math.max(most, Math.abs(d - mean)), 1e-6);
  return (d) => (d - mean) / most;
}

/** A picture of the map, a pixel a cell: made once, and drawn as often as samples glide. */
export function mapOf(thought: Thought, palette: Palette): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext("2d");
  const certain = certainty(thought);
  thought.judged.d.forEach((d, cell) => {
    if (!context) return;
    const sure = certain(d);
    context.fillStyle = sure > 0 ? palette.mu : palette.kl;
    context.globalAlpha = OPACITY * Math.min(Math.abs(sure), 1);
    context.fillRect(cell % SIDE, Math.floor(cell / SIDE), 1, 1);
  });
  return canvas;
}

export function drawMap(
  context: CanvasRenderingContext2D,
  side: number,
  map: HTMLCanvasElement,
  { judged, critic }: Thought,
  palette: Palette,
): void {
  const square = dataSquare(side);
  const [left, right] = [square.x(-0.02), square.x(1.02)];
  context.imageSmoothingEnabled = true;
  context.drawImage(map, left, left, right - left, right - left);
  if (critic) return;
  // Where it cannot tell: D = ½, d = 0.
  const cell = (right - left) / SIDE;
  const at = (column: number) => left + (column + 0.5) * cell;
  context.strokeStyle = palette.ink;
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  for (const [x1, y1, x2, y2] of zeroLine(judged.d)) {
    context.moveTo(at(x1), at(y1));
    context.lineTo(at(x2), at(y2));
  }
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** Pieces of the line where values on a square of cells are 0, in columns and rows. */
export function* zeroLine(values: Float32Array, side = SIDE): Generator<[number, number, number, number]> {
  const value = (column: number, row: number) => values[row * side + column] ?? 0;
  for (let row = 0; row + 1 < side; row++) {
    for (let column = 0; column + 1 < side; column++) {
      const corners = [
        [column, row],
        [column + 1, row],
        [column + 1, row + 1],
        [column, row + 1],
      ] as const;
      const crossed: number[] = [];
      corners.forEach(([x, y], at) => {
        const [nextX, nextY] = corners[(at + 1) % 4] ?? [x, y];
        const [here, there] = [value(x, y), value(nextX, nextY)];
        if (here > 0 === there > 0) return;
        const part = here / (here - there);
        crossed.push(x + part * (nextX - x), y + part * (nextY - y));
      });
      for (let at = 0; at + 3 < crossed.length; at += 4)
        yield [crossed[at] ?? 0, crossed[at + 1] ?? 0, crossed[at + 2] ?? 0, crossed[at + 3] ?? 0];
    }
  }
}

/** Where the generator's loss pushes its samples. */
export function drawArrows(
  context: CanvasRenderingContext2D,
  side: number,
  { from, push }: Judged,
  palette: Palette,
): void {
  const square = dataSquare(side);
  context.lineCap = "round";
  for (const [colour, width] of [
    [palette.panel, 2.8],
    [palette.ink, 1.1],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    for (let at = 0; at < from.length; at += 2)
      arrow(context, square.x(from[at] ?? 0), square.y(from[at + 1] ?? 0), push[at] ?? 0, -(push[at + 1] ?? 0));
    context.stroke();
  }
}

function arrow(context: CanvasRenderingContext2D, x: number, y: number, across: number, down: number): void {
  const size = Math.hypot(across, down);
  const length = Math.min(ARROW * size, LONGEST);
  if (!(length > 1)) return;
  const [ux, uy] = [across / size, down / size];
  const [tipX, tipY] = [x + length * ux, y + length * uy];
  context.moveTo(x, y);
  context.lineTo(tipX, tipY);
  const head = Math.min(HEAD, length / 2);
  context.moveTo(tipX - head * (ux + 0.6 * uy), tipY - head * (uy - 0.6 * ux));
  context.lineTo(tipX, tipY);
  context.lineTo(tipX - head * (ux - 0.6 * uy), tipY - head * (uy + 0.6 * ux));
}

export interface LineThought extends Thought {
  p: ArrayLike<number>;
  q: ArrayLike<number>;
  /** What D or the critic would best be, by cells. */
  best: ArrayLike<number>;
}

/** Where text is, in sizes of it. */
const MARGIN = { left: 34, right: 8, top: 18, bottom: 20 };

/** Above: D beside p/(p + q), or the critic beside the best one. Below: p and q. */
export function drawCurves(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  thought: LineThought,
  palette: Palette,
): void {
  const { p, q, best, judged, critic } = thought;
  const x = new Axis(LINE, MARGIN.left * unit, width - MARGIN.right * unit);
  const base = height - MARGIN.bottom * unit;
  const top = MARGIN.top * unit;
  const middle = top + 0.58 * (base - top);
  const mean = critic ? judged.d.reduce((sum, d) => sum + d, 0) / judged.d.length : 0;
  const own = Float64Array.from(judged.d, (d) => (critic ? d - mean : sigmoid(d)));
  const reach = critic ? 1.05 * Math.max(...[...own, ...Array.from(best)].map(Math.abs), 0.5) : 1;
  const upper = new Axis(critic ? { low: -reach, high: reach } : { low: 0, high: 1 }, middle - 10, top);
  const most = 1.1 * Math.max(...Array.from(p), 1e-6);
  const lower = (share: number) => base - Math.min(share / most, 1) * (base - middle - 6);

  context.font = font();
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  context.fillStyle = palette.muted;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const value of critic ? [-Math.floor(reach), 0, Math.floor(reach)] : [0, 0.5, 1]) {
    const y = Math.round(upper.at(value)) + 0.5;
    line(context, [x.from, x.to], [y, y]);
    context.fillText(fixed(value, value % 1 ? 1 : 0), x.from - 4, y);
  }
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const value of [0, 0.25, 0.5, 0.75, 1])
    context.fillText(fixed(value, value % 0.5 ? 2 : value % 1 ? 1 : 0), x.at(value), base + 14 * unit);
  line(context, [x.from, x.to], [base + 0.5, base + 0.5]);

  const places = middles(LINE).map((value) => x.at(value));
  area(context, places, Array.from(p, lower), base, palette.x, 0.3);
  area(context, places, Array.from(q, lower), base, palette.xhat, 0.3);
  context.lineWidth = 1.5;
  context.strokeStyle = palette.x;
  line(context, places, Array.from(p, lower));
  context.strokeStyle = palette.xhat;
  line(context, places, Array.from(q, lower));

  context.lineWidth = 2;
  context.strokeStyle = palette.ink;
  context.setLineDash([5, 4]);
  line(
    context,
    places,
    Array.from(best, (value) => upper.at(value)),
  );
  context.setLineDash([]);
  context.lineWidth = 2.25;
  context.strokeStyle = palette.recon;
  line(
    context,
    places,
    Array.from(own, (value) => upper.at(value)),
  );

  context.textAlign = "left";
  context.font = font(12, "italic 600");
  const label = (text: string, across: number, y: number, colour: string) => {
    context.strokeStyle = palette.panel;
    context.lineWidth = 4;
    context.strokeText(text, across, y);
    context.fillStyle = colour;
    context.fillText(text, across, y);
    return across + context.measureText(text).width + 12;
  };
  const next = label(critic ? "d(x)" : "D(x)", x.from + 2, 12 * unit, palette.recon);
  label(critic ? "d*(x)" : "p(x) / (p(x) + q(x))", next, 12 * unit, palette.ink);
  label("q(x)", label("p(x)", x.from + 2, middle + 8, palette.x), middle + 8, palette.xhat);
}

/** A line through places; it begins anew after a gap. */
function line(context: CanvasRenderingContext2D, across: readonly number[], up: readonly number[]): void {
  context.beginPath();
  let gap = true;
  across.forEach((x, at) => {
    const y = up[at] ?? Number.NaN;
    if (Number.isNaN(y)) gap = true;
    else if (gap) context.moveTo(x, y);
    else context.lineTo(x, y);
    gap = Number.isNaN(y);
  });
  context.stroke();
}

function area(
  context: CanvasRenderingContext2D,
  across: readonly number[],
  up: readonly number[],
  base: number,
  colour: string,
  opacity: number,
): void {
  context.beginPath();
  context.moveTo(across[0] ?? 0, base);
  across.forEach((x, at) => context.lineTo(x, up[at] ?? base));
  context.lineTo(across.at(-1) ?? 0, base);
  context.fillStyle = colour;
  context.globalAlpha = opacity;
  context.fill();
  context.globalAlpha = 1;
}
