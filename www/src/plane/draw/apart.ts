/** Keeps names readable that stand at nearly the same place. */
const ROUNDS = 40;
/** How far two names that are too near go in one round, as a share of what they lack. */
const SHARE = 0.5;

/** Places with at least `gap` between any two: those that are too near push each other away, and the others stay. */
export function apart(places: readonly (readonly [number, number])[], gap: number): [number, number][] {
  const moved = places.map(([x, y]): [number, number] => [x, y]);
  for (let round = 0; round < ROUNDS; round++) {
    let still = true;
    moved.forEach((a, i) => {
      for (const [j, b] of moved.entries()) {
        if (j <= i) continue;
        const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
        const distance = Math.hypot(dx, dy);
        if (distance >= gap) continue;
        still = false;
        // Names at one place go in directions of their own.
        const [x, y] = distance > 1e-6 ? [dx / distance, dy / distance] : [Math.cos(2.4 * j), Math.sin(2.4 * j)];
        const push = SHARE * (gap * 1.02 - distance);
        a[0] -= push * x;
        a[1] -= push * y;
        b[0] += push * x;
        b[1] += push * y;
      }
    });
    if (still) break;
  }
  return moved;
}
