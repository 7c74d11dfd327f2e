/** Draws the path of a run in the plane of two terms. On a line of slope −1 their sum is the same everywhere. */
import { Axis, around, marksOf } from "../../draw/axis.ts";
import { decimals, font, tickStep, ticks } from "../../draw/canvas.ts";
import type { Palette } from "../../draw/palette.ts";
import { type CurvePoint, type CurvePoints, type HeldOutPoint, lastStep, pointAt } from "../../run/curve.ts";
import { fixed } from "../../texts/numbers.ts";
import { type Frame, MARGIN, drawValues, inside, trace } from "./frame.ts";
import { settled } from "./steps.ts";

/** A run, and those before it. */
export interface Paths {
  /** The places of the terms to the right and upwards. */
  places: readonly [right: number, up: number];
  curve: CurvePoints;
  earlier: readonly CurvePoints[];
  /** The most that there can be upwards, where that is at most what there is to the right too; without it, sums count. */
  ceiling?: number;
}

export interface PathScene extends Paths {
  palette: Palette;
  /** The step that is read, if there is one. */
  cursor: number | undefined;
  /** The titles of the axes. */
  right: string;
  up: string;
}

/** Lines of constant sum that are drawn, about. */
const LINES = 6;
/** Pixels below the plot: marks, and under them the title. */
const BOTTOM = 36;

type Place = readonly [right: number, up: number];

/** Where a point is in the plane of the terms at these places. */
const placeIn =
  ([right, up]: Paths["places"]) =>
  ({ values }: CurvePoint): Place => [values[right] ?? Number.NaN, values[up] ?? Number.NaN];

/** The axes of the plane; the ends of earlier runs are on it. */
export function pathAxes(paths: Paths, width: number, height: number): { x: Axis; y: Axis } {
  const { places, curve, earlier, ceiling } = paths;
  const from = settled(lastStep(curve));
  const late = curve.heldOut.filter(({ step }) => step >= from);
  const points = [...late, ...earlier.flatMap(({ heldOut }) => heldOut.slice(-1))].map(placeIn(places));
  const bounds = ceiling === undefined ? [] : [0, ceiling];
  const x = new Axis(around([...points.map(([right]) => right), ...bounds]), MARGIN.left, width - MARGIN.right);
  const y = new Axis(around([...points.map(([, up]) => up), ...bounds]), height - BOTTOM, MARGIN.title);
  return { x, y };
}

/** The evaluation that is drawn nearest to a place. */
export function nearestOnPath({ places, curve }: Paths, { x, y }: { x: Axis; y: Axis }, [left, top]: [number, number]) {
  const place = placeIn(places);
  const distance = (point: HeldOutPoint) => Math.hypot(x.at(place(point)[0]) - left, y.at(place(point)[1]) - top);
  return curve.heldOut.reduce<HeldOutPoint | undefined>(
    (best, point) => (best && distance(best) <= distance(point) ? best : point),
    undefined,
  );
}

export function drawPath(context: CanvasRenderingContext2D, width: number, height: number, scene: PathScene): void {
  const { curve, earlier, palette, cursor } = scene;
  const place = placeIn(scene.places);
  const frame: Frame = { context, palette, ...pathAxes(scene, width, height), title: scene.up };
  drawValues(frame);
  drawRight(frame, scene.right);
  inside(frame, () => {
    if (scene.ceiling === undefined) drawSums(frame);
    else drawBounds(frame, scene.ceiling);
    for (const { heldOut } of earlier) line(frame, heldOut.map(place), palette.loss, 0.25, 1.25);
    line(frame, curve.heldOut.map(place), palette.loss, 1, 2);
    for (const point of curve.heldOut) dot(frame, place(point), palette.loss, 1.75);
  });
  const { heldOut } = curve;
  const read = pointAt(heldOut, cursor);
  if (read) inside(frame, () => ring(frame, place(read)));
}

/** Lines on which the sum is the same, with its value where there is room. */
function drawSums({ context, palette, x, y }: Frame): void {
  const [low, high] = [x.low + y.low, x.high + y.high];
  const step = tickStep(high - low, LINES);
  context.font = font();
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

/** Nothing is above the ceiling, nor above the line on which both are the same. */
function drawBounds({ context, palette, x, y }: Frame, ceiling: number): void {
  context.strokeStyle = palette.faint;
  context.lineWidth = 1.25;
  context.setLineDash([5, 3]);
  context.beginPath();
  context.moveTo(x.from, y.at(ceiling));
  context.lineTo(x.to, y.at(ceiling));
  context.moveTo(x.at(0), y.at(0));
  context.lineTo(x.at(ceiling), y.at(ceiling));
  context.stroke();
  context.setLineDash([]);
}

/** Marks below the axis to the right, and its title. */
function drawRight({ context, palette, x, y }: Frame, title: string): void {
  context.fillStyle = palette.muted;
  context.textBaseline = "alphabetic";
  context.textAlign = "right";
  context.fillText(title, x.to, y.from + BOTTOM - 6);
  context.textAlign = "center";
  for (const { value, label } of marksOf(x, (x.to - x.from) / 60)) {
    context.fillText(label, x.at(value), y.from + 14);
    context.strokeStyle = palette.line;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(Math.round(x.at(value)) + 0.5, y.to);
    context.lineTo(Math.round(x.at(value)) + 0.5, y.from);
    context.stroke();
  }
}

function line(frame: Frame, points: readonly Place[], colour: string, opacity: number, width: number): void {
  const { context } = frame;
  context.strokeStyle = colour;
  context.globalAlpha = opacity;
  context.lineWidth = width;
  trace(frame, points);
  context.globalAlpha = 1;
}

function dot({ context, x, y }: Frame, [right, up]: Place, colour: string, radius: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x.at(right), y.at(up), radius, 0, 2 * Math.PI);
  context.fill();
}

function ring(frame: Frame, place: Place): void {
  const { context, palette, x, y } = frame;
  dot(frame, place, palette.loss, 4.5);
  context.strokeStyle = palette.panel;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x.at(place[0]), y.at(place[1]), 4.5, 0, 2 * Math.PI);
  context.stroke();
}
