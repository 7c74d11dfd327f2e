/** Points of the plane, (x, y) pairs one after the other: which is near, and which comes next. */

export type Direction = "left" | "right" | "up" | "down";

/** The point nearest to (x, y) within `reach`. */
export function nearestPoint(points: ArrayLike<number>, x: number, y: number, reach: number): number | undefined {
  let best: number | undefined;
  let least = reach ** 2;
  for (let at = 0; at < points.length / 2; at++) {
    const distance = ((points[2 * at] ?? 0) - x) ** 2 + ((points[2 * at + 1] ?? 0) - y) ** 2;
    if (distance > least) continue;
    least = distance;
    best = at;
  }
  return best;
}

/** The point next to one in a direction (up is +y): the nearest within 45 degrees of it, those aside count double. */
export function nextPoint(points: Float32Array, from: number, direction: Direction): number | undefined {
  const [x, y] = [points[2 * from] ?? 0, points[2 * from + 1] ?? 0];
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < points.length / 2; at++) {
    const [right, up] = [(points[2 * at] ?? 0) - x, (points[2 * at + 1] ?? 0) - y];
    const ahead = { left: -right, right, up, down: -up }[direction];
    const aside = Math.abs(direction === "left" || direction === "right" ? up : right);
    if (at === from || ahead <= 0 || aside > ahead) continue;
    const distance = ahead + aside;
    if (distance >= least) continue;
    least = distance;
    best = at;
  }
  return best;
}
