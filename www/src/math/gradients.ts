/** Two ways to estimate the gradient of E[L(z)], z ~ N(μ, σ²), from draws z = μ + σε of one latent dimension. */

/** A derivative by each parameter of the distribution. */
export interface Gradient {
  mu: number;
  sigma: number;
}

/** A draw: its ε, the loss at z, and the loss's slope there, L′(z). */
export interface Draw {
  epsilon: number;
  loss: number;
  slope: number;
}

/**
 * The pathwise estimate: ∂L/∂μ = L′(z) ∂z/∂μ = L′(z) and ∂L/∂σ = L′(z) ∂z/∂σ = L′(z) ε (Kingma and Welling 2014,
 * section 2.4).
 */
export const pathwise = ({ epsilon, slope }: Draw): Gradient => ({ mu: slope, sigma: slope * epsilon });

/**
 * The score-function estimate, (L(z) − b) ∇ log q(z) with ∂ log q/∂μ = (z − μ)/σ² = ε/σ and ∂ log q/∂σ = (ε² − 1)/σ
 * (REINFORCE; Williams 1992). It does not need the slope. The baseline b may be anything that does not depend on z.
 */
export function scoreFunction({ epsilon, loss }: Draw, sigma: number, baseline = 0): Gradient {
  const weight = (loss - baseline) / sigma;
  return { mu: weight * epsilon, sigma: weight * (epsilon ** 2 - 1) };
}

/** For each of at least two values the mean of the others: a baseline that leaves the estimates unbiased. */
export function leaveOneOut(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => (sum - value) / (values.length - 1));
}

/** L′(z) ≈ (L(z + h) − L(z − h)) / 2h, with an error of the order of h². */
export const centralDifference = (before: number, after: number, h: number) => (after - before) / (2 * h);

/** The mean of at least two values, and their standard deviation s, s² = Σ (v − mean)² / (n − 1). */
export function meanAndDeviation(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
