/** Draws the curves of a model's terms: those that mean the same sort of thing share an axis, one axis below the other. */
import { Axis, around, aroundRatios } from "../../draw/axis.ts";
import type { Coloured, Quantity } from "../../draw/palette.ts";
import { type CurvePoint, type CurvePoints, lastStep } from "../../run/curve.ts";
import { type Frame, MARGIN, TITLE, drawCursor, drawMark, drawSteps, drawValues, inside, trace } from "./frame.ts";
import { type StepScene, shown, stepAxis } from "./steps.ts";

/** A term's curve. */
export interface TermLine {
  /** Of its value among those of a point. */
  place: number;
  quantity: Coloured;
  /** A value that is marked. */
  mark: number | undefined;
}

export interface TermAxis {
  title: string;
  lines: readonly TermLine[];
}

export interface LossScene extends StepScene {
  /** From the uppermost. */
  axes: readonly TermAxis[];
  /** Runs before this one, oldest first. */
  earlier: readonly CurvePoints[];
  /** The axes have titles; without them, the values are explained elsewhere. */
  titled: boolean;
  /** The quantity that is pointed at anywhere: the other lines step back. */
  pointed: Quantity | undefined;
}

const GAP = 16;
/** The part of the height that the uppermost of several axes has. */
const SPLIT = 0.64;

export function drawLosses(context: CanvasRenderingContext2D, width: number, height: number, scene: LossScene): void {
  const { axes, titled } = scene;
  const x = stepAxis(lastStep(scene.curve), width, scene.log.steps);
  const above = titled ? TITLE : 6;
  const gap = titled ? TITLE + 8 : GAP;
  const usable = height - above - MARGIN.bottom - gap * (axes.length - 1);
  const bottom = height - MARGIN.bottom;
  let top = above;
  let frame: Frame | undefined;
  axes.forEach((axis, at) => {
    const part = axes.length === 1 ? 1 : at === 0 ? SPLIT : (1 - SPLIT) / (axes.length - 1);
    const below = at === axes.length - 1 ? bottom : top + usable * part;
    frame = drawAxis(context, scene, axis, x, [below, top]);
    top = below + gap;
  });
  if (!frame) return;
  drawSteps(frame, scene.steps);
  drawCursor({ ...frame, y: new Axis({ low: 0, high: 1 }, bottom, above) }, scene.cursor);
}

function drawAxis(
  context: CanvasRenderingContext2D,
  scene: LossScene,
  { title, lines }: TermAxis,
  x: Axis,
  [bottom, top]: [number, number],
): Frame {
  const { curve, earlier, palette, pointed } = scene;
  const y = valueAxis(scene, lines, bottom, top);
  const frame = { context, palette, x, y, title: scene.titled ? title : "" };
  drawValues(frame);
  const line = (points: readonly CurvePoint[], { place, quantity }: TermLine, opacity: number, width: number) => {
    context.strokeStyle = palette[quantity];
    const back = lines.some((each) => each.quantity === pointed) && quantity !== pointed;
    context.globalAlpha = back ? opacity / 3 : opacity;
    context.lineWidth = width;
    trace(
      frame,
      points.map((point) => [point.step, point.values[place] ?? Number.NaN] as const),
    );
  };
  inside(frame, () => {
    for (const term of lines) {
      if (term.mark !== undefined) drawMark(frame, term.mark, palette[term.quantity]);
      for (const { heldOut } of earlier) line(heldOut, term, 0.25, 1.25);
      line(curve.train, term, 0.32, 1);
      line(curve.heldOut, term, 1, 2);
    }
  });
  return frame;
}

function valueAxis(scene: LossScene, lines: readonly TermLine[], bottom: number, top: number): Axis {
  const values = lines.flatMap(({ mark }) => mark ?? []);
  const { curve, earlier } = scene;
  for (const points of [curve.train, curve.heldOut, ...earlier.map(({ heldOut }) => heldOut)])
    for (const point of shown(points, scene))
      for (const { place } of lines) values.push(point.values[place] ?? Number.NaN);
  const ratios = scene.log.values ? aroundRatios(values) : undefined;
  return new Axis(ratios ?? around(values), bottom, top, ratios !== undefined);
}
