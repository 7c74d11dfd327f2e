/**
 * Draws how a decoder of one z moves N(0, 1) onto the values x: below, the prior in equally probable bands over z; above
 * it the curve x̂ = g(z); to the right, along x, what becomes of the bands, over the data.
 */
import { BARS, LEVELS, barEdge } from "../density.ts";
import { Axis } from "../../../draw/axis.ts";
import { font } from "../../../draw/canvas.ts";
import type { Palette } from "../../../draw/palette.ts";
import { normalQuantile } from "../../../math/quantile.ts";
import { normalShare } from "../../../math/share.ts";
import { fixed, within } from "../../../texts/numbers.ts";
import { BANDS, REACH, parts } from "../places.ts";
import { shareColour } from "./hues.ts";

export interface LineScene {
  palette: Palette;
  /** Places and what they decode to, as `parts` has them; none while nothing was seen. */
  seen: { z: Float32Array; x: Float32Array } | undefined;
  /** The density p(x) at each level, band by band; none where it is not known. */
  bands: readonly Float64Array[] | undefined;
  /** The shares of the data by bars. */
  shares: readonly number[] | undefined;
  /** σ of p(x|z). */
  sigma: number | undefined;
  /** The z that is held. */
  held: number;
}

const MARGIN = { left: 30, right: 6, top: 20, bottom: 22 };
/** Length of a sample's mark, and the room between two areas. */
const MARK = 6;
const GAP = 5;
/** Values of x that are shown: a little more than there are. */
const X = { low: -0.04, high: 1.04 };
/** Points of N(0, 1)'s outline in a band. */
const OUTLINE = 16;

/** Where the areas of the picture are. */
export class LineFrame {
  /** z to the right, x upwards. */
  readonly z: Axis;
  readonly x: Axis;
  /** The base of the prior's density and its height; the left edge of p(x) and its reach. */
  readonly base: number;
  readonly height: number;
  readonly side: number;
  readonly reach: number;

  constructor(width: number, height: number) {
    this.reach = Math.max(64, Math.min(0.27 * width, 260));
    this.side = width - MARGIN.right - this.reach;
    this.height = 0.2 * height;
    this.base = height - MARGIN.bottom - MARK - 2;
    this.z = new Axis({ low: -REACH, high: REACH }, MARGIN.left, this.side - MARK - 2 * GAP);
    this.x = new Axis(X, this.base - this.height - GAP, MARGIN.top);
  }
}

export function drawLine(context: CanvasRenderingContext2D, width: number, height: number, scene: LineScene): void {
  const frame = new LineFrame(width, height);
  context.lineJoin = "round";
  drawAxes(context, frame, scene);
  drawPrior(context, frame);
  drawData(context, frame, scene);
  if (scene.seen) {
    drawSpread(context, frame, scene);
    drawWays(context, frame, scene.seen);
    drawSamples(context, frame, scene.seen);
    drawCurve(context, frame, scene.seen, scene.palette);
  }
  drawTitles(context, frame, scene);
  drawHeld(context, frame, scene);
}

/** A line through places, x and y by turns. */
function stroke(context: CanvasRenderingContext2D, ...places: readonly number[]): void {
  context.beginPath();
  for (let at = 0; at < places.length; at += 2) context.lineTo(places[at] ?? 0, places[at + 1] ?? 0);
  context.stroke();
}

function drawAxes(context: CanvasRenderingContext2D, frame: LineFrame, { palette }: LineScene): void {
  const { z, x, base, side, reach } = frame;
  context.font = font();
  context.lineWidth = 1;
  context.fillStyle = palette.muted;
  context.strokeStyle = palette.line;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const value of [0, 0.25, 0.5, 0.75, 1]) {
    const y = Math.round(x.at(value)) + 0.5;
    stroke(context, z.from, y, side + reach, y);
    context.fillText(fixed(value, value % 0.5 ? 2 : value % 1 ? 1 : 0), z.from - 4, y);
  }
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const value of [-3, -2, -1, 0, 1, 2, 3])
    context.fillText(fixed(value, 0), z.at(value), base + MARK + MARGIN.bottom - 5);
  stroke(context, z.from, base + 0.5, z.to, base + 0.5);
  stroke(context, side + 0.5, x.from, side + 0.5, x.to);
}

function drawTitles(context: CanvasRenderingContext2D, frame: LineFrame, { palette }: LineScene): void {
  const { z, base, side, height } = frame;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.font = font(12, "italic 600");
  context.strokeStyle = palette.panel;
  context.lineWidth = 4;
  for (const [text, x, y, colour] of [
    ["x̂ = g(z)", z.from + 2, 13, palette.xhat],
    ["p(x)", side + 2, 13, palette.xhat],
    ["z ~ N(0, 1)", z.from + 2, base - height + 8, palette.z],
  ] as const) {
    // Lines may pass under it.
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }
}

/** N(0, 1) in bands of the same probability. */
function drawPrior(context: CanvasRenderingContext2D, { z, base, height }: LineFrame): void {
  const edge = (band: number) => (band === 0 ? -REACH : band === BANDS ? REACH : normalQuantile(band / BANDS));
  const top = (value: number) => base - 0.95 * height * Math.exp(-0.5 * value * value);
  for (let band = 0; band < BANDS; band++) {
    const [from, to] = [edge(band), edge(band + 1)];
    context.beginPath();
    context.moveTo(z.at(from), base);
    for (let at = 0; at <= OUTLINE; at++) {
      const value = from + ((to - from) * at) / OUTLINE;
      context.lineTo(z.at(value), top(value));
    }
    context.lineTo(z.at(to), base);
    context.fillStyle = shareColour((band + 0.5) / BANDS);
    context.globalAlpha = 0.62;
    context.fill();
  }
  context.globalAlpha = 1;
}

/** The data's histogram, and what the model makes of each band, one on the other: their sum is p(x). */
function drawData(context: CanvasRenderingContext2D, frame: LineFrame, { palette, bands, shares }: LineScene): void {
  const { x, side, reach } = frame;
  const densities = shares?.map((share, bar) => share / (barEdge(bar + 1) - barEdge(bar)));
  // The data sets the scale, so that it stands still while the model comes nearer.
  const most = 1.35 * Math.max(...(densities ?? [1]));
  const to = (density: number) => side + Math.min(density / most, 1) * reach;
  const level = (at: number) => x.at(at / (LEVELS - 1));
  if (bands) {
    const sum = new Float64Array(LEVELS);
    bands.forEach((density, band) => {
      const before = Float64Array.from(sum);
      for (const [at, value] of density.entries()) sum[at] = (sum[at] ?? 0) + value;
      context.beginPath();
      for (let at = 0; at < LEVELS; at++) context.lineTo(to(sum[at] ?? 0), level(at));
      for (let at = LEVELS - 1; at >= 0; at--) context.lineTo(to(before[at] ?? 0), level(at));
      context.fillStyle = shareColour((band + 0.5) / BANDS);
      context.globalAlpha = 0.62;
      context.fill();
    });
    context.globalAlpha = 1;
    context.strokeStyle = palette.xhat;
    context.lineWidth = 1.75;
    stroke(context, ...[...sum].flatMap((value, at) => [to(value), level(at)]));
  }
  if (!densities) return;
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.25;
  context.beginPath();
  context.moveTo(side, x.at(barEdge(0)));
  for (let bar = 0; bar < BARS; bar++) {
    context.lineTo(to(densities[bar] ?? 0), x.at(barEdge(bar)));
    context.lineTo(to(densities[bar] ?? 0), x.at(barEdge(bar + 1)));
  }
  context.lineTo(side, x.at(barEdge(BARS)));
  context.stroke();
}

/** x̂ ± σ: where p(x|z) has most of its mass. */
function drawSpread(context: CanvasRenderingContext2D, { z, x }: LineFrame, { seen, sigma, palette }: LineScene): void {
  if (!seen || sigma === undefined) return;
  const [places, curve] = [parts(seen.z, 1).mesh, parts(seen.x, 1).mesh];
  context.beginPath();
  curve.forEach((value, at) => context.lineTo(z.at(places[at] ?? 0), x.at(value + sigma)));
  for (let at = curve.length - 1; at >= 0; at--) context.lineTo(z.at(places[at] ?? 0), x.at((curve[at] ?? 0) - sigma));
  context.fillStyle = palette.xhat;
  context.globalAlpha = 0.16;
  context.fill();
  context.globalAlpha = 1;
}

/** From the middle of each band up to the curve and across to its x. */
function drawWays(
  context: CanvasRenderingContext2D,
  { z, x, base, side }: LineFrame,
  seen: NonNullable<LineScene["seen"]>,
): void {
  const [from, to] = [parts(seen.z, 1).mass, parts(seen.x, 1).mass];
  const each = from.length / BANDS;
  context.lineWidth = 1.25;
  context.globalAlpha = 0.75;
  for (let band = 0; band < BANDS; band++) {
    const at = Math.floor((band + 0.5) * each);
    const [across, up] = [z.at(from[at] ?? 0), x.at(to[at] ?? 0)];
    context.strokeStyle = shareColour((band + 0.5) / BANDS);
    stroke(context, across, base, across, up, side, up);
  }
  context.globalAlpha = 1;
}

/** A mark for each sample, where it is and where it goes. */
function drawSamples(
  context: CanvasRenderingContext2D,
  { z, x, base, side }: LineFrame,
  seen: NonNullable<LineScene["seen"]>,
): void {
  const [from, to] = [parts(seen.z, 1).samples, parts(seen.x, 1).samples];
  context.lineWidth = 1;
  context.globalAlpha = 0.8;
  from.forEach((value, at) => {
    if (Math.abs(value) > REACH) return;
    context.strokeStyle = shareColour(normalShare(value));
    const [across, up] = [z.at(value), x.at(to[at] ?? 0)];
    stroke(context, across, base + 2, across, base + 2 + MARK);
    stroke(context, side - 2, up, side - 2 - MARK, up);
  });
  context.globalAlpha = 1;
}

function drawCurve(
  context: CanvasRenderingContext2D,
  { z, x }: LineFrame,
  seen: NonNullable<LineScene["seen"]>,
  palette: Palette,
): void {
  const places = parts(seen.z, 1).mesh;
  const points = [...parts(seen.x, 1).mesh].flatMap((value, at) => [z.at(places[at] ?? 0), x.at(value)]);
  for (const [colour, width] of [
    [palette.panel, 5],
    [palette.xhat, 2.5],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    stroke(context, ...points);
  }
}

/** The z that the reader holds, on its way by the curve as it is drawn. */
function drawHeld(context: CanvasRenderingContext2D, frame: LineFrame, { palette, held, seen }: LineScene): void {
  const { z, x, base, side, reach } = frame;
  const place = within(held, -REACH, REACH);
  const across = z.at(place);
  if (seen) {
    const up = x.at(between(parts(seen.x, 1).mesh, (place + REACH) / (2 * REACH)));
    context.lineWidth = 2;
    context.setLineDash([5, 3]);
    context.strokeStyle = palette.z;
    stroke(context, across, base, across, up);
    context.strokeStyle = palette.xhat;
    stroke(context, across, up, side + reach, up);
    context.setLineDash([]);
    dot(context, across, up, palette.xhat, palette.panel);
  }
  dot(context, across, base, palette.z, palette.panel);
}

/** The value at a part of the way through evenly spaced ones. */
function between(values: Float32Array, part: number): number {
  const at = part * (values.length - 1);
  const before = Math.min(Math.floor(at), values.length - 2);
  const [low, high] = [values[before] ?? 0, values[before + 1] ?? 0];
  return low + (at - before) * (high - low);
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, colour: string, ring: string): void {
  context.beginPath();
  context.arc(x, y, 6, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  context.strokeStyle = ring;
  context.lineWidth = 2;
  context.stroke();
}
