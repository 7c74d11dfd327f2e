/**
 * A mixture of Gaussians q(x, k) = w_k N(x; m_k, s_k²), fitted to a distribution on cells by EM with both steps in closed form. The
 * sums over cells are exact, so the log-likelihood never falls.
 */
import { type Cells, middles } from "./pushed.ts";
import { type Joint, logSum } from "./square.ts";

/** Of each component: its share, its mean and its standard deviation. */
export interface Mixture {
  readonly weights: readonly number[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** How wide components begin, as a share of all cells. */
const FIRST_DEVIATION = 0.1;

const widthOf = ({ low, high, count }: Cells) => (high - low) / count;

/** So many components of equal share, their means drawn from the distribution. */
export function drawn(count: number, margin: Float64Array, cells: Cells, uniform: () => number): Mixture {
  const places = middles(cells);
  const means = Array.from({ length: count }, () => {
    let left = uniform();
    return places[margin.findIndex((log) => (left -= Math.exp(log)) < 0)] ?? (cells.low + cells.high) / 2;
  });
  return {
    weights: means.map(() => 1 / count),
    means: means.toSorted((a, b) => a - b),
    deviations: means.map(() => FIRST_DEVIATION * (cells.high - cells.low)),
  };
}

/** ln q(x, k) of each cell, density times its width; a row is a component. */
export function jointOf({ weights, means, deviations }: Mixture, cells: Cells): Joint {
  const places = middles(cells);
  const [rows, columns] = [weights.length, places.length];
  const logs = new Float64Array(rows * columns).map((_, cell) => {
    const row = Math.floor(cell / columns);
    const [x, mean, deviation] = [places[cell % columns] ?? 0, means[row] ?? 0, deviations[row] ?? 1];
    const density = -0.5 * ((x - mean) / deviation) ** 2 - Math.log(deviation * Math.sqrt(2 * Math.PI));
    return Math.log((weights[row] ?? 0) * widthOf(cells)) + density;
  });
  return { rows, columns, logs };
}

/** The E-step: ln p(k|x) = ln q(k|x) of each x, the exact posterior. */
export function responsibilities({ rows, columns, logs }: Joint): Float64Array[] {
  return Array.from({ length: columns }, (_, column) => {
    const all = logSum(logs, column, rows, columns);
    return Float64Array.from({ length: rows }, (_, row) => (logs[row * columns + column] ?? 0) - all);
  });
}

/** The M-step: what makes Σ p(x) p(k|x) ln q(x, k) largest. No component is narrower than a cell. */
export function maximised(
  before: Mixture,
  margin: Float64Array,
  posteriors: readonly Float64Array[],
  cells: Cells,
): Mixture {
  const places = middles(cells);
  const moments = before.weights.map((_, component) => {
    const masses = places.map((_, cell) => Math.exp((margin[cell] ?? 0) + (posteriors[cell]?.[component] ?? 0)));
    const weight = masses.reduce((sum, mass) => sum + mass, 0);
    // A component that explains nothing has no moments: it stays where it is.
    if (!(weight > 0))
      return { weight: 0, mean: before.means[component] ?? 0, deviation: before.deviations[component] ?? 1 };
    const mean = masses.reduce((sum, mass, cell) => sum + mass * (places[cell] ?? 0), 0) / weight;
    const variance = masses.reduce((sum, mass, cell) => sum + mass * ((places[cell] ?? 0) - mean) ** 2, 0) / weight;
    return { weight, mean, deviation: Math.max(Math.sqrt(variance), widthOf(cells)) };
  });
  const all = moments.reduce((sum, { weight }) => sum + weight, 0);
  return {
    weights: moments.map(({ weight }) => weight / all),
    means: moments.map(({ mean }) => mean),
    deviations: moments.map(({ deviation }) => deviation),
  };
}

/** E ln q(x) over p(x), q(x) as a density; in nats. */
export function logLikelihood(margin: Float64Array, joint: Joint, cells: Cells): number {
  const log = Math.log(widthOf(cells));
  return margin.reduce(
    (sum, of, cell) => sum + Math.exp(of) * (logSum(joint.logs, cell, joint.rows, joint.columns) - log),
    0,
  );
}
