/**
 * Which of some checkpoints can be spared: what is left is dense near the newest and near the oldest, which both stay.
 */

/**
 * The place of the inner checkpoint that is missed least: where the gap that it leaves is smallest against its distance
 * to the nearer end, (s₊ − s₋) / min(s − first, last − s). `steps` rise and are three at least.
 */
export function dispensable(steps: readonly number[]): number {
  const first = steps[0] ?? 0;
  const last = steps.at(-1) ?? 0;
  let least = 1;
  let smallest = Number.POSITIVE_INFINITY;
  for (let at = 1; at < steps.length - 1; at++) {
    const [before = first, step = first, after = last] = steps.slice(at - 1, at + 2);
    const gap = (after - before) / Math.min(step - first, last - step);
    if (gap < smallest) [least, smallest] = [at, gap];
  }
  return least;
}
