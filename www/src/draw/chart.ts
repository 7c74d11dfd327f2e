/** Draws the loss curves: −ELBO and reconstruction share an axis, the KL divergence has its own below them. */
import type { CurvePoint } from "../curve.ts";
import { FONT, decimals, tickStep, ticks } from "./canvas.ts";
import type { Palette } from "./palette.ts";
import { fixed } from "../numbers.ts";

export interface ChartScene {
  train: readonly CurvePoint[];
  heldOut: readonly CurvePoint[];
  palette: Palette;
  stepLabel: string;
  /** The step under the pointer, if it is over the chart. */
  hover: number | undefined;
}

type Term = "loss" | "recon" | "kl";

interface Pane {
  terms: readonly Term[];
  top: number;
  bottom: number;
  low: number;
  high: number;
}

const LEFT = 42;
const RIGHT = 8;
const TOP = 6;
const BOTTOM = 20;
const GAP = 16;

export function drawChart(context: CanvasRenderingContext2D, width: number, height: number, scene: ChartScene): void {
  const { palette } = scene;
  const last = Math.max(scene.train.at(-1)?.step ?? 0, scene.heldOut.at(-1)?.step ?? 0, 10);
  const x = (step: number) => LEFT + (step / last) * (width - LEFT - RIGHT);
  const usable = height - TOP - BOTTOM - GAP;
  const split = TOP + usable * 0.64;
  const panes: Pane[] = [
    { terms: ["loss", "recon"], top: TOP, bottom: split, ...range(scene, ["loss", "recon"]) },
    { terms: ["kl"], top: split + GAP, bottom: height - BOTTOM, ...range(scene, ["kl"]) },
  ];
  context.font = FONT;
  for (const pane of panes) drawPane(context, width, scene, pane, x);
  context.fillStyle = palette.muted;
  context.textBaseline = "alphabetic";
  for (const step of ticks(0, last, tickStep(last, (width - LEFT) / 80))) {
    context.textAlign = step === 0 ? "left" : "center";
    if (x(step) < width - 56) context.fillText(short(step), x(step), height - 6);
  }
  context.textAlign = "right";
  context.fillText(scene.stepLabel, width - RIGHT, height - 6);
  if (scene.hover !== undefined) {
    context.strokeStyle = palette.faint;
    context.beginPath();
    context.moveTo(x(scene.hover), TOP);
    context.lineTo(x(scene.hover), height - BOTTOM);
    context.stroke();
  }
}

/** The step at a distance from the chart's left edge. */
export function stepAt(offset: number, width: number, last: number): number {
  return Math.max(0, Math.min(1, (offset - LEFT) / (width - LEFT - RIGHT))) * Math.max(last, 10);
}

const short = (step: number) => (step >= 10_000 ? `${fixed(step / 1000, 0)}k` : fixed(step, 0));

/** The steep beginning would flatten all the rest: once it has passed, the axis fits what comes later. */
function range({ train, heldOut }: ChartScene, terms: readonly Term[]): { low: number; high: number } {
  const last = train.at(-1)?.step ?? 0;
  const from = last > 60 ? last * 0.12 : 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const points of [train, heldOut]) {
    for (const point of points) {
      if (point.step < from) continue;
      for (const term of terms) {
        low = Math.min(low, point[term]);
        high = Math.max(high, point[term]);
      }
    }
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { low: 0, high: 1 };
  const room = Math.max((high - low) * 0.06, Math.abs(high) * 1e-3, 0.05);
  return { low: low >= 0 ? Math.max(0, low - room) : low - room, high: high + room };
}

function drawPane(
  context: CanvasRenderingContext2D,
  width: number,
  scene: ChartScene,
  pane: Pane,
  x: (step: number) => number,
): void {
  const { palette } = scene;
  const { top, bottom, low, high } = pane;
  const y = (value: number) => bottom - ((value - low) / (high - low)) * (bottom - top);
  const step = tickStep(high - low, Math.min((bottom - top) / 18, 5));
  const digits = decimals(step);
  context.lineWidth = 1;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const mark of ticks(low, high, step)) {
    context.strokeStyle = palette.line;
    context.beginPath();
    context.moveTo(LEFT, Math.round(y(mark)) + 0.5);
    context.lineTo(width - RIGHT, Math.round(y(mark)) + 0.5);
    context.stroke();
    context.fillStyle = palette.muted;
    context.fillText(fixed(mark, digits), LEFT - 6, y(mark));
  }
  context.save();
  context.beginPath();
  context.rect(LEFT, top - 2, width - LEFT - RIGHT + 2, bottom - top + 4);
  context.clip();
  context.lineJoin = "round";
  for (const term of pane.terms) {
    context.strokeStyle = palette[term];
    context.globalAlpha = 0.32;
    context.lineWidth = 1;
    trace(context, scene.train, term, x, y);
    context.globalAlpha = 1;
    context.lineWidth = 2;
    trace(context, scene.heldOut, term, x, y);
  }
  context.restore();
}

function trace(
  context: CanvasRenderingContext2D,
  points: readonly CurvePoint[],
  term: Term,
  x: (step: number) => number,
  y: (value: number) => number,
): void {
  context.beginPath();
  for (const point of points) context.lineTo(x(point.step), y(point[term]));
  context.stroke();
}
