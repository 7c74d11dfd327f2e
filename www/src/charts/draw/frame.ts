/** The parts of every chart: axes with their marks and titles, lines, and the cursor at the step that is read. */
import { type Mark, type Scale, marksOf } from "../../draw/axis.ts";
import { BrokenAxis } from "../../draw/broken-axis.ts";
import { font, unit } from "../../draw/canvas.ts";
import type { Palette } from "../../draw/palette.ts";

/** Pixels about the plotted area: marks to the left, marks and the title of the x axis below. */
export const MARGIN = {
  get left() {
    return 42 * unit;
  },
  right: 8,
  get bottom() {
    return 20 * unit;
  },
  /** Above a plotted area that has a title. */
  get title() {
    return 18 * unit;
  },
};

export interface Frame {
  context: CanvasRenderingContext2D;
  palette: Palette;
  x: Scale;
  y: Scale;
  /** The quantity of the y axis, with its unit. */
  title: string;
}

/** Horizontal lines with their values, and the title above; `squeezed` is said where the scale is broken. */
export function drawValues(frame: Frame, squeezed = ""): void {
  const { context, palette, x, y, title } = frame;
  context.font = font();
  context.lineWidth = 1;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const { value, label } of marksOf(y, Math.min((y.from - y.to) / (18 * unit), 6))) {
    const at = Math.round(y.at(value)) + 0.5;
    context.strokeStyle = palette.line;
    line(context, x.from, at, x.to, at);
    context.fillStyle = palette.muted;
    context.fillText(label, x.from - 6, at);
  }
  if (y instanceof BrokenAxis) drawBreak(frame, y, squeezed);
  if (!title) return;
  context.textAlign = "left";
  context.fillStyle = palette.muted;
  context.fillText(title, 2, y.to - MARGIN.title / 2 - 1);
}

/** Two strokes across the axis where it is broken, and a tint on what is squeezed above. */
function drawBreak({ context, palette, x }: Frame, y: BrokenAxis, squeezed: string): void {
  const at = Math.round(y.at(y.knee)) + 0.5;
  context.fillStyle = palette.muted;
  context.globalAlpha = 0.1;
  context.fillRect(x.from, y.to, x.to - x.from, at - y.to);
  context.globalAlpha = 1;
  context.strokeStyle = palette.muted;
  for (const up of [at - 2, at + 2]) line(context, x.from - 4, up + 2, x.from + 4, up - 2);
  if (at - y.to < 12 * unit) return;
  context.textAlign = "right";
  context.fillText(squeezed, x.to - 2, (at + y.to) / 2);
}

/** Marks below the x axis, and its title at the right. */
export function drawSteps({ context, palette, x, y }: Frame, title: string): void {
  context.font = font();
  context.fillStyle = palette.muted;
  context.textBaseline = "alphabetic";
  context.textAlign = "right";
  const baseline = y.from + MARGIN.bottom - 6;
  context.fillText(title, x.to, baseline);
  const room = x.to - context.measureText(title).width - 8;
  context.textAlign = "center";
  const half = (label: string) => context.measureText(label).width / 2;
  const place = ({ value, label }: Mark) => Math.max(x.at(value), x.from - 8 + half(label));
  for (const mark of marksOf(x, (x.to - x.from) / (80 * unit), (mark) => place(mark) + half(mark.label) < room))
    context.fillText(mark.label, place(mark), baseline);
}

/** Calls `draw` with the plotted area as the clip. */
export function inside({ context, x, y }: Frame, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(x.from, y.to - 2, x.to - x.from + 2, y.from - y.to + 4);
  context.clip();
  context.lineJoin = "round";
  draw();
  context.restore();
}

/** A line through points of (x, y) values. */
export function trace({ context, x, y }: Frame, points: Iterable<readonly [number, number]>): void {
  context.beginPath();
  for (const [a, b] of points) context.lineTo(x.at(a), y.at(b));
  context.stroke();
}

/** A dashed line at a value. */
export function drawMark({ context, x, y }: Frame, value: number, colour: string): void {
  context.strokeStyle = colour;
  context.globalAlpha = 0.6;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  const at = Math.round(y.at(value)) + 0.5;
  line(context, x.from, at, x.to, at);
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** The vertical line at the step that is read. */
export function drawCursor({ context, palette, x, y }: Frame, step: number | undefined): void {
  if (step === undefined || step < x.low || step > x.high) return;
  context.strokeStyle = palette.faint;
  context.lineWidth = 1;
  const at = Math.round(x.at(step)) + 0.5;
  line(context, at, y.to, at, y.from);
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}
