/** How closely numbers follow each other, or the groups they belong to. */

export type Numbers = ArrayLike<number>;

/** Pearson's r: the covariance over the standard deviations, from −1 to 1; 0 where one of them does not vary. */
export function pearson(a: Numbers, b: Numbers): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    const [offA, offB] = [(a[at] ?? 0) - meanA, (b[at] ?? 0) - meanB];
    ab += offA * offB;
    aa += offA * offA;
    bb += offB * offB;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** The rank of each number, from 0; equal ones share the mean of theirs. Pearson's r of ranks is Spearman's ρ. */
export function ranks(values: Numbers): Float32Array {
  const value = (at: number) => values[at] ?? 0;
  const order = Array.from(values, (_, at) => at).sort((a, b) => value(a) - value(b));
  const ranks = new Float32Array(values.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && value(order[to] ?? 0) === value(order[from] ?? 0)) to++;
    for (let at = from; at < to; at++) ranks[order[at] ?? 0] = (from + to - 1) / 2;
  }
  return ranks;
}

/** The correlation ratio η, from 0 to 1: the root of the part of the variance that is between groups. */
export function correlationRatio(values: Numbers, groups: Numbers): number {
  const means = groupMeans(values, groups);
  const centre = mean(values);
  let [between, total] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    between += ((means.get(groups[at] ?? 0) ?? 0) - centre) ** 2;
    total += ((values[at] ?? 0) - centre) ** 2;
  }
  return total > 0 ? Math.sqrt(between / total) : 0;
}

/** The residuals of the values after each group's mean is subtracted. */
export function within(values: Numbers, groups: Numbers): Float32Array {
  const means = groupMeans(values, groups);
  return Float32Array.from(values, (value, at) => value - (means.get(groups[at] ?? 0) ?? 0));
}

/** How large |r| of `count` pairs gets in 19 of 20 cases where nothing follows anything. */
export const chance = (count: number) => 1.96 / Math.sqrt(count);

/**
 * The same for η with `freedom` groups more than are needed: n·η² is then nearly χ² distributed, whose quantile is
 * Wilson and Hilferty's.
 */
export function chanceRatio(count: number, freedom: number): number {
  if (freedom < 1) return 0;
  const spread = 2 / (9 * freedom);
  return Math.sqrt((freedom * (1 - spread + 1.645 * Math.sqrt(spread)) ** 3) / count);
}

function groupMeans(values: Numbers, groups: Numbers): Map<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (let at = 0; at < values.length; at++) {
    const group = groups[at] ?? 0;
    const { sum, count } = sums.get(group) ?? { sum: 0, count: 0 };
    sums.set(group, { sum: sum + (values[at] ?? 0), count: count + 1 });
  }
  return new Map([...sums].map(([group, { sum, count }]) => [group, sum / count]));
}

function mean(values: Numbers): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] ?? 0;
  return sum / values.length;
}
