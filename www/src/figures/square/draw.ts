/** Draws both joint distributions over one square, with their margins along its edges. */
import { font, unit } from "../../draw/canvas.ts";
import type { Palette } from "../../draw/palette.ts";
import type { Cells } from "../../math/pushed.ts";
import { type Joint, marginOfX, marginOfZ } from "../../math/square.ts";

export const VIEWS = ["both", "p", "q"] as const;
export type View = (typeof VIEWS)[number];

/** The outline holds so much of a distribution. */
export const OUTLINED = 0.9;
/** What a heat map is at most covered with, so that the other one is seen below it. */
const HEAT = 0.75;

interface Shown {
  joints: { p: Joint; q: Joint };
  view: View;
  palette: Palette;
  x: Cells;
  /** Without it the rows are components. */
  z: Cells | undefined;
}

/** Above this a cell is one of the likeliest that have `OUTLINED` together. */
function threshold(masses: Float64Array): number {
  const falling = masses.toSorted().reverse();
  let left = OUTLINED;
  return falling.find((mass) => (left -= mass) < 0) ?? 0;
}

/** A pixel a cell: heat, and the outline of the likeliest cells, every other of them where it is dotted. */
function heat(joint: Joint, side: number, colour: string, dotted: boolean): HTMLCanvasElement {
  const { rows, columns, logs } = joint;
  const canvas = Object.assign(document.createElement("canvas"), { width: columns, height: side });
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  const masses = logs.map(Math.exp);
  const most = masses.reduce((most, mass) => Math.max(most, mass), 0);
  const enough = threshold(masses);
  const rowOf = (line: number) => rows - 1 - Math.floor((line * rows) / side);
  const massAt = (line: number, column: number) =>
    line < 0 || line >= side || column < 0 || column >= columns ? 0 : (masses[rowOf(line) * columns + column] ?? 0);
  const image = context.createImageData(columns, side);
  for (let line = 0; line < side; line++)
    for (let column = 0; column < columns; column++) {
      const mass = massAt(line, column);
      const inside = mass > enough;
      const edge =
        inside &&
        [massAt(line - 1, column), massAt(line + 1, column), massAt(line, column - 1), massAt(line, column + 1)].some(
          (other) => other <= enough,
        );
      const drawn = edge && !(dotted && (line + column) % 4 < 2);
      image.data[4 * (line * columns + column) + 3] = 255 * (drawn ? 1 : HEAT * Math.sqrt(mass / most));
    }
  context.putImageData(image, 0, 0);
  // Whatever a page calls the colour, the browser fills with it.
  context.globalCompositeOperation = "source-in";
  context.fillStyle = colour;
  context.fillRect(0, 0, columns, side);
  return canvas;
}

export function drawSquare(context: CanvasRenderingContext2D, width: number, height: number, shown: Shown): void {
  const { joints, view, palette, x, z } = shown;
  const edge = Math.round(0.15 * width);
  const [left, top] = [22 * unit, edge];
  const [across, down] = [width - edge - left, height - edge - 20 * unit];
  const layers = [
    { joint: joints.p, name: "p", colour: palette.x, dotted: true },
    { joint: joints.q, name: "q", colour: palette.xhat, dotted: false },
  ].filter(({ name }) => view === "both" || view === name);
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  context.strokeRect(left, top, across, down);
  axes(context, shown, { left, top, across, down });
  const side = z?.count ?? x.count;
  context.imageSmoothingEnabled = false;
  for (const { joint, colour, dotted } of layers)
    context.drawImage(heat(joint, side, colour, dotted), left, top, across, down);
  const ofX = layers.map(({ joint }) => marginOfX(joint).map(Math.exp));
  const ofZ = layers.map(({ joint }) => marginOfZ(joint).map(Math.exp));
  const most = (margins: Float64Array[]) => Math.max(...margins.map((margin) => Math.max(...margin)));
  const room = edge - 10 * unit;
  layers.forEach(({ colour, dotted }, layer) => {
    context.strokeStyle = colour;
    context.lineWidth = 2 * unit;
    context.setLineDash(dotted ? [2 * unit, 3 * unit] : []);
    const [alongX, alongZ] = [ofX[layer] ?? new Float64Array(), ofZ[layer] ?? new Float64Array()];
    context.beginPath();
    alongX.forEach((mass, cell) =>
      context.lineTo(left + (across * (cell + 0.5)) / alongX.length, top - 3 - (room * mass) / most(ofX)),
    );
    context.stroke();
    context.beginPath();
    alongZ.forEach((mass, row) => {
      const out = left + across + 3 + (room * mass) / most(ofZ);
      // A component is a bar as high as its row.
      for (const part of z ? [0.5] : [0, 1]) context.lineTo(out, top + down * (1 - (row + part) / alongZ.length));
    });
    context.stroke();
    context.setLineDash([]);
  });
}

interface Frame {
  left: number;
  top: number;
  across: number;
  down: number;
}

function axes(
  context: CanvasRenderingContext2D,
  { palette, joints, x, z }: Shown,
  { left, top, across, down }: Frame,
): void {
  const placeX = (value: number) => left + (across * (value - x.low)) / (x.high - x.low);
  context.fillStyle = palette.muted;
  context.font = font(11);
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const value of [0, 0.5, 1]) context.fillText(String(value), placeX(value), top + down + 4);
  context.textAlign = "right";
  context.textBaseline = "middle";
  const { rows } = joints.p;
  const marks = z
    ? [-2, 0, 2].map((value) => [String(value).replace("-", "−"), (value - z.low) / (z.high - z.low)] as const)
    : Array.from({ length: rows }, (_, row) => [String(row + 1), (row + 0.5) / rows] as const);
  for (const [mark, share] of marks) context.fillText(mark, left - 4, top + down * (1 - share));
  context.font = font(12, "italic 600");
  context.textAlign = "left";
  context.fillText("x", left + across + 6, top + down + 10);
  context.textAlign = "right";
  context.fillText(z ? "z" : "k", left - 6, top - 10);
}
