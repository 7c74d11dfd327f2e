import { font } from "../../draw/canvas.ts";
import type { Palette } from "../../draw/palette.ts";

/** Pixels about the axes. */
const MARGIN = 8;

/** Where there are no curves yet: two axes without numbers, how a curve may go, and what makes it. */
export function drawInvitation(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  palette: Palette,
  invitation: string,
): void {
  const [left, right, top, bottom] = [MARGIN, width - MARGIN, MARGIN, height - MARGIN];
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(left, bottom);
  context.lineTo(right, bottom);
  context.stroke();
  context.strokeStyle = palette.faint;
  context.setLineDash([2, 4]);
  context.beginPath();
  for (let x = left; x < right; x += 2) {
    const fallen = 1 - Math.exp((-9 * (x - left)) / (right - left));
    context.lineTo(x, top + 0.85 * fallen * (bottom - top));
  }
  context.stroke();
  context.setLineDash([]);
  context.font = font();
  context.fillStyle = palette.muted;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(invitation, width / 2, height / 2);
}
