/** Where a card stands, in pixels from the corner of the picture. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** How far an arc's handles reach above its cards, in pixels. */
const ARC = 36;

/** Whether two cards stand in one column. */
const inColumn = (a: Box, b: Box) => Math.abs(a.left - b.left) < a.width / 2;

/**
 * The way that leaves a card for the one it leads to: down in the same column, across to the next one, in an arc over
 * those between; undefined where other cards stand in the way.
 */
export function wayBetween(from: Box, to: Box, others: readonly Box[]): string | undefined {
  const foot = from.top + from.height;
  if (inColumn(from, to)) {
    if (others.some((box) => inColumn(box, from) && box.top >= foot && box.top < to.top)) return undefined;
    return `M${from.left + from.width / 2} ${foot} L${to.left + to.width / 2} ${to.top}`;
  }
  if (Math.abs(to.left - from.left) > 1.7 * from.width) {
    const [x1, x2] = [from.left + from.width / 2, to.left + to.width / 2];
    return `M${x1} ${from.top} C${x1} ${from.top - ARC} ${x2} ${to.top - ARC} ${x2} ${to.top}`;
  }
  const right = to.left > from.left;
  const x1 = right ? from.left + from.width : from.left;
  const x2 = right ? to.left : to.left + to.width;
  const [y1, y2] = [from.top + from.height / 2, to.top + to.height / 2];
  const bend = Math.max(24, Math.abs(x2 - x1) / 2) * (right ? 1 : -1);
  return `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
