// Apart from quantiles, which the first screen needs.

/** Coefficients from the highest power of t; the series has no constant. */
const SERIES = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153, 0];

/** Φ(z), the share of N(0, 1) below z: Abramowitz and Stegun, 26.2.17, to 7.5e-8. */
export function normalShare(z: number): number {
  if (z < 0) return 1 - normalShare(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series = SERIES.reduce((sum, coefficient) => sum * t + coefficient, 0);
  return 1 - (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) * series;
}

/** The most by which the share of values below a place differs from that of N(0, 1) (Kolmogorov and Smirnov). */
export function distanceFromNormal(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.reduce((most, value, at) => {
    const share = normalShare(value);
    return Math.max(most, (at + 1) / sorted.length - share, share - at / sorted.length);
  }, 0);
}
