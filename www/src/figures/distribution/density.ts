/** Distributions of one value: the data's histogram, the model's density, and how far they are apart. */

/** A value is a byte: so many levels, each as wide as the distance between two. */
export const LEVELS = 256;
/** Levels in a bar of the histogram. */
const IN_BAR = 8;
export const BARS = LEVELS / IN_BAR;

const add = (values: number[] | Float64Array, at: number, value: number) => (values[at] = (values[at] ?? 0) + value);

/** The share of the values in each bar. */
export function histogram(bytes: Uint8Array): number[] {
  const shares = new Array<number>(BARS).fill(0);
  for (const byte of bytes) add(shares, Math.floor(byte / IN_BAR), 1 / bytes.length);
  return shares;
}

/** Where a bar begins; the last ends where the next would begin. */
export const barEdge = (bar: number) => (bar * IN_BAR - 0.5) / (LEVELS - 1);

/**
 * The density p(x) = ∫ N(x; g(z), σ²) p(z) dz at each level, apart for `bands` equal parts of p(z) that add up to it.
 * `decoded` has g(z) at places that each stand for the same share of p(z), in their order.
 */
export function bandDensities(decoded: Float32Array, sigma: number, bands: number): Float64Array[] {
  const each = decoded.length / bands;
  const scale = 1 / (decoded.length * sigma * Math.sqrt(2 * Math.PI));
  return Array.from({ length: bands }, (_, band) => {
    const density = new Float64Array(LEVELS);
    for (const mean of decoded.subarray(band * each, (band + 1) * each)) {
      for (let level = 0; level < LEVELS; level++) {
        const off = (level / (LEVELS - 1) - mean) / sigma;
        add(density, level, scale * Math.exp(-0.5 * off * off));
      }
    }
    return density;
  });
}

/** The probability of each bar under a density that comes in parts. */
export function barProbabilities(bands: readonly Float64Array[]): number[] {
  const probabilities = new Array<number>(BARS).fill(0);
  for (const density of bands)
    density.forEach((value, level) => add(probabilities, Math.floor(level / IN_BAR), value / (LEVELS - 1)));
  return probabilities;
}

/**
 * The total variation distance of two distributions over the bars: 0 where they are the same, 1 where they have nothing
 * in common. Probability that one of them has outside of the bars is in no common place.
 */
export function variation(a: readonly number[], b: readonly number[]): number {
  const apart = a.reduce((sum, share, bar) => sum + Math.abs(share - (b[bar] ?? 0)), 0);
  const outside = (shares: readonly number[]) => Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0));
  return (apart + outside(a) + outside(b)) / 2;
}
