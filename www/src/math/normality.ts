/** How far codes, `columns` numbers each, are from N(0, I): each number by itself, and the pair of them that correlates most. */
import { pearson } from "./correlation.ts";
import { distanceFromNormal } from "./share.ts";

export interface Normality {
  codes: number;
  /** Of each number, the Kolmogorov distance from N(0, 1). */
  distances: number[];
  /** Undefined where a code is one number. */
  pair: { of: readonly [number, number]; r: number } | undefined;
}

export function normality(values: ArrayLike<number>, columns: number): Normality {
  const codes = Math.floor(values.length / columns);
  const each = Array.from({ length: columns }, (_, column) =>
    Float64Array.from({ length: codes }, (_, at) => values[at * columns + column] ?? 0),
  );
  let pair: Normality["pair"];
  each.forEach((a, first) =>
    each.slice(0, first).forEach((b, second) => {
      const r = pearson(a, b);
      if (!pair || Math.abs(r) > Math.abs(pair.r)) pair = { of: [second, first], r };
    }),
  );
  return { codes, distances: each.map(distanceFromNormal), pair };
}

/** How large the distance of so many draws from N(0, 1) gets in 19 of 20 cases. */
export const chanceDistance = (codes: number) => 1.358 / Math.sqrt(codes);
