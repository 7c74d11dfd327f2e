/** The true posterior p(z|x) on the cells of a lattice, row by row from the top, and how far Gaussians are from it. */
import type { Box, Posterior } from "../run/protocol.ts";
import { narrowest, noiseOf } from "./posterior-density.ts";
import { diagonalOf } from "./posterior.ts";

/** The width of a cell in each dimension. */
export const stepsOf = ({ side, bounds }: Box): number[] =>
  Array.from(
    { length: bounds.length / 2 },
    (_, axis) => ((bounds[2 * axis + 1] ?? 0) - (bounds[2 * axis] ?? 0)) / side,
  );

/** The middles of the cells in one dimension, rising. */
const middlesOf = (box: Box, axis: number): number[] => {
  const [low, step] = [box.bounds[2 * axis] ?? 0, stepsOf(box)[axis] ?? 0];
  return Array.from({ length: box.side }, (_, cell) => low + (cell + 0.5) * step);
};

/** Which place a cell has in a dimension: row by row from the top, high second and low first dimension, as in a plane. */
export const placeOf = (cell: number, axis: number, side: number): number =>
  axis === 0 ? cell % side : side - 1 - Math.floor(cell / side);

/** The cell that has these places. */
export const cellAt = ([column = 0, row]: readonly number[], side: number): number =>
  row === undefined ? column : column + side * (side - 1 - row);

/** The middles of the cells, one after the other. */
export function cellsOf(box: Box): Float32Array<ArrayBuffer> {
  const axes = stepsOf(box).map((_, axis) => middlesOf(box, axis));
  const z = new Float32Array(axes.length * box.side ** axes.length);
  for (let cell = 0, to = 0; to < z.length; cell++)
    axes.forEach((middles, axis) => (z[to++] = middles[placeOf(cell, axis, box.side)] ?? 0));
  return z;
}

/** ln p(x) = ln Σ p(x, z) h^d, and ln of what each cell has of p(z|x), from ln p(x, z) at each cell. */
export function posteriorOn(box: Box, logJoint: Float64Array): { logEvidence: number; logShares: Float64Array } {
  const largest = logJoint.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  const sum = logJoint.reduce((sum, log) => sum + Math.exp(log - largest), 0);
  const logSum = largest + Math.log(sum);
  const logCell = stepsOf(box).reduce((log, step) => log + Math.log(step), 0);
  return { logEvidence: logSum + logCell, logShares: logJoint.map((log) => log - logSum) };
}

/**
 * Whether cells hold a Gaussian's middle and are at most two of its standard deviations wide: sums over them are then off by
 * 2 exp(−2π²σ²/h²), 0.014, a dimension.
 */
export function resolves(box: Box, q: Posterior): boolean {
  const [{ mu }, widths] = [q, narrowest(q)];
  const [steps, { bounds }] = [stepsOf(box), box];
  return mu.every((mean, axis) => {
    const held = mean >= (bounds[2 * axis] ?? 0) && mean <= (bounds[2 * axis + 1] ?? 0);
    return held && (steps[axis] ?? 0) <= 2 * (widths[axis] ?? 0);
  });
}

/** A Gaussian on the cells of one dimension: their shares, and the logarithms of these. */
function weights(middles: readonly number[], mean: number, sigma: number): { shares: number[]; logs: number[] } {
  const logs = middles.map((z) => -0.5 * ((z - mean) / sigma) ** 2);
  const largest = Math.max(...logs);
  const logSum = largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0));
  const scaled = logs.map((log) => log - logSum);
  return { shares: scaled.map(Math.exp), logs: scaled };
}

/** KL(q ‖ p(z|x)) in nats, and its derivatives by μ and by ln σ of each dimension; with L in full, by ln L_ii, and by L₂₁ then. */
export function divergence(box: Box, logShares: Float64Array, q: Posterior): { value: number; slopes: number[][] } {
  if (q.factor) return tilted(box, logShares, q);
  const { mu, sigma } = q;
  const axes = mu.map((_, axis) => middlesOf(box, axis));
  const parts = axes.map((middles, axis) => weights(middles, mu[axis] ?? 0, sigma[axis] ?? 1));
  const columns = parts[0] ?? { shares: [], logs: [] };
  const rows = parts[1] ?? { shares: [1], logs: [0] };
  // Σ w ln(w / p) of each column and of each row.
  const sums = [columns, rows].map(({ shares }) => shares.map(() => 0));
  const [ofColumns = [], ofRows = []] = sums;
  rows.shares.forEach((rowShare, row) => {
    const from = (rows.shares.length - 1 - row) * box.side;
    columns.shares.forEach((share, column) => {
      const log = (columns.logs[column] ?? 0) + (rows.logs[row] ?? 0) - (logShares[from + column] ?? 0);
      ofRows[row] = (ofRows[row] ?? 0) + share * log;
      ofColumns[column] = (ofColumns[column] ?? 0) + rowShare * log;
    });
  });
  const value = columns.shares.reduce((sum, share, column) => sum + share * (ofColumns[column] ?? 0), 0);
  // ∂ ln w / ∂μ and ∂ ln w / ∂ ln σ, without the constants that Σ w = 1 takes out again.
  const slopes = axes.map((middles, axis) => {
    let [byMean, byLogSigma] = [0, 0];
    const [mean = 0, s = 1] = [mu[axis], sigma[axis]];
    middles.forEach((z, cell) => {
      const away = (z - mean) / s;
      const part = (parts[axis]?.shares[cell] ?? 0) * ((sums[axis]?.[cell] ?? 0) - value);
      byMean += (part * away) / s;
      byLogSigma += part * away * away;
    });
    return [byMean, byLogSigma];
  });
  return { value, slopes };
}

/** The same of a Gaussian with a full covariance, of two dimensions. */
function tilted(box: Box, logShares: Float64Array, q: Posterior): { value: number; slopes: number[][] } {
  const [a = 1, , l = 0, c = 1] = q.factor ?? [];
  const z = cellsOf(box);
  const noise = new Float64Array(z.length);
  const logs = logShares.map((_, cell) => {
    const [e = 0, f = 0] = noiseOf(q, z.subarray(2 * cell, 2 * cell + 2));
    noise.set([e, f], 2 * cell);
    return -0.5 * (e * e + f * f);
  });
  const { logShares: shares } = posteriorOn(box, logs);
  let value = 0;
  shares.forEach((log, cell) => (value += Math.exp(log) * (log - (logShares[cell] ?? 0))));
  const [first, second] = [
    [0, 0],
    [0, 0, 0],
  ];
  // With y = L⁻ᵀ ε: ∂ ln w / ∂μ = y, ∂ ln w / ∂ ln L_ii = L_ii yᵢ εᵢ, ∂ ln w / ∂L₂₁ = y₂ ε₁.
  shares.forEach((log, cell) => {
    const part = Math.exp(log) * (log - (logShares[cell] ?? 0) - value);
    const [e = 0, f = 0] = noise.subarray(2 * cell, 2 * cell + 2);
    const y = [(e - (l * f) / c) / a, f / c] as const;
    [y[0], a * y[0] * e].forEach((slope, at) => (first[at] = (first[at] ?? 0) + part * slope));
    [y[1], c * y[1] * f, y[1] * e].forEach((slope, at) => (second[at] = (second[at] ?? 0) + part * slope));
  });
  return { value, slopes: [first, second] };
}

/** Steps of Adam in which a Gaussian is fitted, and the first of their sizes, in standard deviations. */
const STEPS = 50;
const RATE = 0.2;
/** Adam's decays (Kingma and Ba, 2015). */
const DECAYS = [0.9, 0.999] as const;

/**
 * The Gaussian of the smallest divergence that some steps of Adam find from q. What the divergence falls by is due to the
 * encoder, which serves all images; what stays is due to the family of Gaussians (Cremer, Li and Duvenaud, "Inference
 * Suboptimality in Variational Autoencoders", 2018).
 */
export function fitted(box: Box, logShares: Float64Array, q: Posterior): Posterior & { gap: number } {
  const steps = stepsOf(box);
  let found = divergence(box, logShares, q);
  let [now, best] = [q, { ...q, gap: found.value }];
  const averages = q.mu.map(() => [0, 1, 2].map(() => [0, 0]));
  const own = diagonalOf(q);
  for (let step = 1; step <= STEPS; step++) {
    const rate = RATE * 0.5 * (1 + Math.cos((Math.PI * (step - 1)) / STEPS));
    // μ moves in units of the first standard deviation.
    const moves = found.slopes.map((slopes, axis) =>
      slopes.map((slope, which) => {
        const unit = which === 1 ? 1 : (own[axis] ?? 1);
        const average = averages[axis]?.[which] ?? [];
        const [mean = 0, square = 0] = [slope * unit, (slope * unit) ** 2].map((value, order) => {
          const decay = DECAYS[order] ?? 0;
          average[order] = decay * (average[order] ?? 0) + (1 - decay) * value;
          return average[order] / (1 - decay ** step);
        });
        return (-rate * unit * mean) / (Math.sqrt(square) + 1e-8);
      }),
    );
    const mu = now.mu.map((mean, axis) => mean + (moves[axis]?.[0] ?? 0));
    // Finer than the lattice nothing can be told.
    const scales = diagonalOf(now).map((s, axis) =>
      Math.max(s * Math.exp(moves[axis]?.[1] ?? 0), 0.5 * (steps[axis] ?? 0)),
    );
    const [a = 1, c = 1] = scales;
    const l = (now.factor?.[2] ?? 0) + (moves[1]?.[2] ?? 0);
    now = now.factor ? { mu, sigma: [a, Math.hypot(l, c)], factor: [a, 0, l, c] } : { mu, sigma: scales };
    found = divergence(box, logShares, now);
    if (found.value < best.gap) best = { ...now, gap: found.value };
  }
  return best;
}
