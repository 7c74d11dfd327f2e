/** How well scores tell the positive ones of some images from the others: larger scores are to mean positive. */

/** Scores, and which of them are of positives. */
export interface Scored {
  scores: ArrayLike<number>;
  positive: readonly boolean[];
}

/** What lies at or above a threshold. */
export interface Cut {
  threshold: number;
  /** Share of the positives: the true positive rate, or recall. */
  found: number;
  /** Share of the others: the false positive rate. */
  alarms: number;
  /** Share of positives among all that lies there; 1 where nothing does. */
  precision: number;
}

/** The cuts at every score there is, from none to all; equal scores are cut together. The points of the ROC curve. */
export function cuts({ scores, positive }: Scored): Cut[] {
  const order = positive.map((_, at) => at).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const all = positive.filter(Boolean).length;
  const others = positive.length - all;
  const points: Cut[] = [{ threshold: Infinity, found: 0, alarms: 0, precision: 1 }];
  let hits = 0;
  order.forEach((place, at) => {
    hits += Number(positive[place]);
    const threshold = scores[place] ?? 0;
    const next = order[at + 1];
    if (next !== undefined && scores[next] === threshold) return;
    points.push({
      threshold,
      found: hits / all,
      alarms: (at + 1 - hits) / others,
      precision: hits / (at + 1),
    });
  });
  return points;
}

/**
 * The area under the ROC curve: the probability that a positive has a larger score than one of the others, ties counting
 * half (Mann and Whitney). Undefined without either.
 */
export function auroc(scored: Scored): number | undefined {
  const points = cuts(scored);
  let area = 0;
  points.forEach(({ found, alarms }, at) => {
    const before = points[at - 1];
    if (before) area += ((alarms - before.alarms) * (found + before.found)) / 2;
  });
  return known(points, area);
}

/** Average precision: Σ (Rₙ − Rₙ₋₁) Pₙ over the cuts, with recall R and precision P. Undefined as that area is. */
export function averagePrecision(scored: Scored): number | undefined {
  const points = cuts(scored);
  let sum = 0;
  points.forEach(({ found, precision }, at) => (sum += (found - (points[at - 1]?.found ?? 0)) * precision));
  return known(points, sum);
}

/** A value of cuts that reach both all positives and all others. */
function known(points: readonly Cut[], value: number): number | undefined {
  const last = points.at(-1);
  return last?.found === 1 && last.alarms === 1 ? value : undefined;
}

/** The cut at a threshold. */
export function cutAt(points: readonly Cut[], threshold: number): Cut {
  const last = points.findLast((point) => point.threshold >= threshold);
  return { ...(last ?? { found: 0, alarms: 0, precision: 1 }), threshold };
}

/** The lowest threshold that flags at most this share of the others. */
export const thresholdOf = (points: readonly Cut[], alarms: number): number | undefined =>
  points.findLast((point) => point.alarms <= alarms)?.threshold;

/** Shares of the values in each of `bars` equal parts of a range; what is beyond counts at its end. */
export function histogram(values: readonly number[], [low, high]: readonly [number, number], bars: number): number[] {
  const shares = new Array<number>(bars).fill(0);
  for (const value of values) {
    const bar = Math.floor((bars * (value - low)) / (high - low));
    const at = Math.max(0, Math.min(bars - 1, bar));
    shares[at] = (shares[at] ?? 0) + 1 / values.length;
  }
  return shares;
}
