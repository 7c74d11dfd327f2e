/** Which known factors of the images the latent dimensions follow. */
import type { Encoding, HeldOut } from "../run/protocol.ts";
import { chance, chanceRatio, correlationRatio, pearson, ranks, within } from "./correlation.ts";

/** How closely each latent dimension's mean follows one factor. */
export interface Column {
  /** A factor's name, or `class`. */
  factor: string;
  /** `signed`: a correlation, −1 to 1; `ratio`: η, 0 to 1, for a factor whose values have no order. */
  kind: "signed" | "ratio";
  /** By latent dimension. */
  values: number[];
  /** The significance level: chance alone stays below it in 19 of 20 cases. */
  chance: number;
}

/** The allograph of a digit: numbers that mean something else for each digit. */
const STYLE = "style";
/** More than any digit has. */
const MOST_STYLES = 256;

/**
 * A column for what the images show, if that is known, and one for each of the `names` of the factors. Classes and
 * styles have no order, so their columns are correlation ratios; that of styles is within each class. The others are
 * Pearson's correlations, of the values or, `ranked`, of their ranks (Spearman's).
 */
export function factorTable(
  encoding: Encoding,
  { labels, factors }: HeldOut,
  latent: number,
  names: readonly string[],
  ranked: boolean,
): Column[] {
  const count = Math.min(encoding.mu.length / latent, factors ? factors.length / names.length : (labels?.length ?? 0));
  const take = (matrix: Float32Array, columns: number, column: number) =>
    Float32Array.from({ length: count }, (_, row) => matrix[row * columns + column] ?? 0);
  const means = Array.from({ length: latent }, (_, dimension) => take(encoding.mu, latent, dimension));
  const columns: Column[] = [];
  const classes = labels?.subarray(0, count);
  const kinds = new Set(classes).size;
  if (classes) {
    const values = means.map((mean) => correlationRatio(mean, classes));
    columns.push({ factor: "class", kind: "ratio", values, chance: chanceRatio(count, kinds - 1) });
  }
  if (!factors) return columns;
  const measure = ranked ? ranks : (values: Float32Array) => values;
  const ordered = means.map(measure);
  names.forEach((factor, at) => {
    const values = take(factors, names.length, at);
    if (factor !== STYLE) {
      const other = measure(values);
      columns.push({
        factor,
        kind: "signed",
        values: ordered.map((mean) => pearson(mean, other)),
        chance: chance(count),
      });
    } else if (classes) {
      const styles = values.map((style, row) => style + MOST_STYLES * (classes[row] ?? 0));
      const found = means.map((mean) => correlationRatio(within(mean, classes), styles));
      columns.push({ factor, kind: "ratio", values: found, chance: chanceRatio(count, new Set(styles).size - kinds) });
    }
  });
  return columns;
}

/** Where a dimension follows a factor. */
export interface Finding {
  factor: string;
  kind: Column["kind"];
  dimension: number;
  value: number;
}

/** The factors that a dimension follows most closely, at most one dimension for each factor. */
export function strongest(columns: readonly Column[], most: number): Finding[] {
  const findings = columns.map(({ factor, kind, values, chance }) => {
    const dimension = values.reduce(
      (best, value, at) => (Math.abs(value) > Math.abs(values[best] ?? 0) ? at : best),
      0,
    );
    return { factor, kind, dimension, value: values[dimension] ?? 0, chance };
  });
  return findings
    .filter(({ value, chance }) => Math.abs(value) > Math.max(chance, 0.2))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, most)
    .map(({ chance: _, ...finding }) => finding);
}
