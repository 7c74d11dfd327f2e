/**
 * Draws the path of a run in the plane of rate and distortion: the KL divergence to the right, the reconstruction
 * upwards. On a line of slope −1 their sum, −ELBO, is the same everywhere.
 */
import { Axis, around } from "../../draw/axis.ts";
import { decimals, FONT, tickStep, ticks } from "../../draw/canvas.ts";
import type { Palette } from "../../draw/palette.ts";
import { type CurvePoint, type CurvePoints, type HeldOutPoint, lastStep } from "../../run/curve.ts";
import { fixed } from "../../texts/numbers.ts";
import { type Frame, MARGIN, TITLE, drawValues, inside, trace } from "./frame.ts";
import { settled } from "./steps.ts";

/** A run, and those before it. */
export interface Paths {
  curve: CurvePoints;
  earlier: readonly CurvePoints[];
}

export interface PathScene extends Paths {
  palette: Palette;
  /** The step that is read, if there is one. */
  cursor: number | undefined;
  /** The titles of the axes. */
  rate: string;
  distortion: string;
}

/** Lines of constant −ELBO that are drawn, about. */
const LINES = 6;
/** Pixels below the plot: marks, and under them the title. */
const BOTTOM = 36;

const place = ({ kl, recon }: CurvePoint) => [kl, recon] as const;

/** The axes of the plane; the ends of earlier runs are on it. */
export function pathAxes({ curve, earlier }: Paths, width: number, height: number): { x: Axis; y: Axis } {
  const from = settled(lastStep(curve));
  const late = curve.heldOut.filter(({ step }) => step >= from);
  const points = [...late, ...earlier.flatMap(({ heldOut }) => heldOut.slice(-1))];
  const x = new Axis(around(points.map(({ kl }) => kl)), MARGIN.left, width - MARGIN.right);
  const y = new Axis(around(points.map(({ recon }) => recon)), height - BOTTOM, TITLE);
  return { x, y };
}

/** The evaluation that is drawn nearest to a place. */
export function nearestOnPath(
  points: readonly HeldOutPoint[],
  { x, y }: { x: Axis; y: Axis },
  [left, top]: [number, number],
) {
  const distance = (point: HeldOutPoint) => Math.hypot(x.at(point.kl) - left, y.at(point.recon) - top);
  return points.reduce<HeldOutPoint | undefined>(
    (best, point) => (best && distance(best) <= distance(point) ? best : point),
    undefined,
  );
}

export function drawPath(context: CanvasRenderingContext2D, width: number, height: number, scene: PathScene): void {
  const { curve, earlier, palette, cursor } = scene;
  const frame: Frame = { context, palette, ...pathAxes(scene, width, height), title: scene.distortion };
  drawValues(frame);
  drawRates(frame, scene.rate);
  inside(frame, () => {
    drawSums(frame);
    for (const { heldOut } of earlier) line(frame, heldOut, palette.loss, 0.25, 1.25);
    line(frame, curve.heldOut, palette.loss, 1, 2);
    for (const point of curve.heldOut) dot(frame, point, palette.loss, 1.75);
  });
  const { heldOut } = curve;
  const newest = heldOut.at(-1);
  const read = cursor === undefined ? newest : (heldOut.find(({ step }) => step >= cursor) ?? newest);
  if (read) inside(frame, () => ring(frame, read));
}

/** Lines on which −ELBO is the same, with its value where there is room. */
function drawSums({ context, palette, x, y }: Frame): void {
  const [low, high] = [x.low + y.low, x.high + y.high];
  const step = tickStep(high - low, LINES);
  context.font = FONT;
  context.textAlign = "left";
  context.textBaseline = "bottom";
  for (const sum of ticks(low, high, step)) {
    context.strokeStyle = palette.faint;
    context.globalAlpha = 0.45;
    context.lineWidth = 1;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(x.from, y.at(sum - x.low));
    context.lineTo(x.to, y.at(sum - x.high));
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
    context.fillStyle = palette.faint;
    // Where the line enters: at the left edge, or at the upper one.
    const enters = Math.max(x.low, sum - y.high);
    context.fillText(fixed(sum, decimals(step)), x.at(enters) + 4, Math.max(y.at(sum - enters), y.to + 12));
  }
}

function drawRates({ context, palette, x, y }: Frame, title: string): void {
  context.fillStyle = palette.muted;
  context.textBaseline = "alphabetic";
  context.textAlign = "right";
  context.fillText(title, x.to, y.from + BOTTOM - 6);
  context.textAlign = "center";
  for (const { value, label } of x.marks((x.to - x.from) / 60)) {
    context.fillText(label, x.at(value), y.from + 14);
    context.strokeStyle = palette.line;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(Math.round(x.at(value)) + 0.5, y.to);
    context.lineTo(Math.round(x.at(value)) + 0.5, y.from);
    context.stroke();
  }
}

function line(frame: Frame, points: readonly CurvePoint[], colour: string, opacity: number, width: number): void {
  const { context } = frame;
  context.strokeStyle = colour;
  context.globalAlpha = opacity;
  context.lineWidth = width;
  trace(frame, points.map(place));
  context.globalAlpha = 1;
}

function dot({ context, x, y }: Frame, point: CurvePoint, colour: string, radius: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x.at(point.kl), y.at(point.recon), radius, 0, 2 * Math.PI);
  context.fill();
}

function ring(frame: Frame, point: CurvePoint): void {
  const { context, palette, x, y } = frame;
  dot(frame, point, palette.loss, 4.5);
  context.strokeStyle = palette.panel;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x.at(point.kl), y.at(point.recon), 4.5, 0, 2 * Math.PI);
  context.stroke();
}
