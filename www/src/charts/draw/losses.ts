/** Draws the loss curves: −ELBO and reconstruction share an axis, the KL divergence has its own below them. */
import { Axis, around, aroundRatios } from "../../draw/axis.ts";
import { type CurvePoint, type CurvePoints, lastStep } from "../../run/curve.ts";
import type { Quantity } from "../../store/page-state.ts";
import { type Frame, MARGIN, TITLE, drawCursor, drawSteps, drawValues, inside, trace } from "./frame.ts";
import { type StepScene, shown, stepAxis } from "./steps.ts";

export interface LossScene extends StepScene {
  /** Runs before this one, oldest first. */
  earlier: readonly CurvePoints[];
  /** The titles of the two axes; without them, the values are explained elsewhere. */
  titled: boolean;
  /** The title of the lower axis. */
  kl: string;
  /** The quantity that is pointed at anywhere: the other lines step back. */
  pointed: Quantity | undefined;
}

type Term = "loss" | "recon" | "kl";

const GAP = 16;
/** The part of the height that −ELBO and reconstruction have. */
const SPLIT = 0.64;

export function drawLosses(context: CanvasRenderingContext2D, width: number, height: number, scene: LossScene): void {
  const x = stepAxis(lastStep(scene.curve), width, scene.log.steps);
  const above = scene.titled ? TITLE : 6;
  const gap = scene.titled ? TITLE + 8 : GAP;
  const usable = height - above - MARGIN.bottom - gap;
  const split = above + usable * SPLIT;
  drawTerms(context, scene, ["loss", "recon"], x, [split, above], scene.nats);
  const kl = drawTerms(context, scene, ["kl"], x, [height - MARGIN.bottom, split + gap], scene.kl);
  drawSteps(kl, scene.steps);
  drawCursor({ ...kl, y: new Axis({ low: 0, high: 1 }, height - MARGIN.bottom, above) }, scene.cursor);
}

function drawTerms(
  context: CanvasRenderingContext2D,
  scene: LossScene,
  terms: readonly Term[],
  x: Axis,
  [bottom, top]: [number, number],
  title: string,
): Frame {
  const { curve, earlier, palette } = scene;
  const y = valueAxis(scene, terms, bottom, top);
  const frame = { context, palette, x, y, title: scene.titled ? title : "" };
  drawValues(frame);
  const line = (points: readonly CurvePoint[], term: Term, opacity: number, width: number) => {
    context.strokeStyle = palette[term];
    const back = terms.some((each) => each === scene.pointed) && term !== scene.pointed;
    context.globalAlpha = back ? opacity / 3 : opacity;
    context.lineWidth = width;
    trace(
      frame,
      points.map((point) => [point.step, point[term]] as const),
    );
  };
  inside(frame, () => {
    for (const term of terms) {
      for (const { heldOut } of earlier) line(heldOut, term, 0.25, 1.25);
      line(curve.train, term, 0.32, 1);
      line(curve.heldOut, term, 1, 2);
    }
  });
  return frame;
}

function valueAxis(scene: LossScene, terms: readonly Term[], bottom: number, top: number): Axis {
  const values: number[] = [];
  const { curve, earlier } = scene;
  for (const points of [curve.train, curve.heldOut, ...earlier.map(({ heldOut }) => heldOut)])
    for (const point of shown(points, scene)) for (const term of terms) values.push(point[term]);
  const ratios = scene.log.values ? aroundRatios(values) : undefined;
  return new Axis(ratios ?? around(values), bottom, top, ratios !== undefined);
}
