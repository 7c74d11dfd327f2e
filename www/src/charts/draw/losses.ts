/** Draws the curves of a model's terms: those that mean the same sort of thing share an axis, one axis below the other. */
import { Axis, type Scale } from "../../draw/axis.ts";
import type { Coloured, Quantity } from "../../draw/palette.ts";
import { type CurvePoint, type CurvePoints, lastStep } from "../../run/curve.ts";
import { type Frame, MARGIN, drawCursor, drawMark, drawSteps, drawValues, inside, trace } from "./frame.ts";
import { type StepScene, stepAxis, valuesOf } from "./steps.ts";
import { valueScale } from "./values.ts";

export { stepAxis };

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
  /** It begins at 0. */
  fromZero: boolean;
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
  const above = titled ? MARGIN.title : 6;
  const gap = titled ? MARGIN.title + 8 : GAP;
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
  axis: TermAxis,
  x: Axis,
  [bottom, top]: [number, number],
): Frame {
  const { curve, earlier, palette, pointed } = scene;
  const { title, lines } = axis;
  const y = valueAxis(scene, axis, bottom, top);
  const frame = { context, palette, x, y, title: scene.titled ? title : "" };
  drawValues(frame, scene.squeezed);
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

/** The scale of the values of some lines. */
export function valueAxis(scene: LossScene, { lines, fromZero }: TermAxis, bottom: number, top: number): Scale {
  const { curve, earlier, log } = scene;
  const points = [curve.train, curve.heldOut, ...earlier.map(({ heldOut }) => heldOut)];
  const { all, late } = valuesOf(points, scene, ({ values }) => lines.map(({ place }) => values[place] ?? Number.NaN));
  const marked = lines.flatMap(({ mark }) => mark ?? []);
  const values = { all: [...all, ...marked], late: [...late, ...marked] };
  return valueScale(values, { fromZero, log: log.values }, bottom, top);
}
