//! Distributions as pieces of graphs. Densities are per element: sum them over columns for a joint one.

use crate::graph::{Axis, Distribution, Graph, Reduction, Result, Tensor};

/// ½ ln 2π
const HALF_LN_TAU: f32 = 0.918_938_5;

/// N(mean, L Lᵀ), one distribution a row; L has e^(½ logvar) on its diagonal.
#[derive(Clone, Copy, Debug)]
pub struct Gaussian {
    pub mean: Tensor,
    /// Without more, ln σ² of each dimension.
    pub logvar: Tensor,
    /// What L has below its diagonal, row after row of it, `(rows, d (d - 1) / 2)`; None where the covariance is diagonal.
    pub lower: Option<Tensor>,
}

/// A draw from a [`Gaussian`] and the standard normal noise it was made of.
#[derive(Clone, Copy, Debug)]
pub struct Draw {
    pub z: Tensor,
    pub noise: Tensor,
}

impl Gaussian {
    /// The same distributions, each row `times` times.
    pub fn repeat(self, graph: &mut Graph, times: usize) -> Self {
        if times == 1 {
            return self;
        }
        Self {
            mean: graph.repeat_rows(self.mean, times),
            logvar: graph.repeat_rows(self.logvar, times),
            lower: self.lower.map(|lower| graph.repeat_rows(lower, times)),
        }
    }

    /// `start` with, in column i, the sum over j < i of what `of` makes of L_ij, `(rows, i)`, and i added.
    fn below(
        self,
        graph: &mut Graph,
        start: Tensor,
        of: impl Fn(&mut Graph, Tensor, usize) -> Result,
    ) -> Result {
        let Some(lower) = self.lower else {
            return Ok(start);
        };
        let columns = graph.shape(start).1;
        let mut sum = start;
        for i in 1..columns {
            let row = graph.slice(lower, i * (i - 1) / 2, i)?;
            let made = of(graph, row, i)?;
            let whole = graph.sum(made, Axis::Columns);
            let whole = graph.pad(whole, i, columns)?;
            sum = graph.add(sum, whole)?;
        }
        Ok(sum)
    }

    /// The variance of each dimension, Σⱼ L_ij².
    fn variance(self, graph: &mut Graph) -> Result {
        let own = graph.exp(self.logvar);
        self.below(graph, own, |graph, row, _| graph.square(row))
    }

    /// ln of the variance of each dimension, and L itself, `(rows, d²)`, column after column of it, unless it is diagonal.
    pub fn marginals(self, graph: &mut Graph) -> Result<(Tensor, Option<Tensor>)> {
        let Some(lower) = self.lower else {
            return Ok((self.logvar, None));
        };
        let variance = self.variance(graph)?;
        let half = graph.scale(self.logvar, 0.5)?;
        let diagonal = graph.exp(half);
        let d = graph.shape(diagonal).1;
        let first = graph.slice(diagonal, 0, 1)?;
        let mut factor = graph.pad(first, 0, d * d)?;
        for i in 1..d {
            for j in 0..=i {
                let (from, at) = if j < i {
                    (lower, i * (i - 1) / 2 + j)
                } else {
                    (diagonal, i)
                };
                let entry = graph.slice(from, at, 1)?;
                let entry = graph.pad(entry, j * d + i, d * d)?;
                factor = graph.add(factor, entry)?;
            }
        }
        Ok((graph.ln(variance), Some(factor)))
    }

    /// z = μ + L ε with ε ~ N(0, I), which gradients pass through.
    pub fn sample(self, graph: &mut Graph, stream: u32) -> Result<Draw> {
        let shape = graph.shape(self.mean);
        let noise = graph.noise(Distribution::Normal, stream, shape);
        // σ = e^(½ ln σ²)
        let half = graph.scale(self.logvar, 0.5)?;
        let sigma = graph.exp(half);
        let offset = graph.mul(sigma, noise)?;
        let offset = self.below(graph, offset, |graph, row, i| {
            let noise = graph.slice(noise, 0, i)?;
            graph.mul(row, noise)
        })?;
        let z = graph.add(self.mean, offset)?;
        Ok(Draw { z, noise })
    }

    /// KL(N(μ, σ²) ‖ N(0, 1)) = ½ (μ² + σ² - ln σ² - 1): Kingma and Welling, appendix B. With L in full, row i of it has
    /// ½ (μᵢ² + Σⱼ L_ij² - 2 ln L_ii - 1), and their sum is KL(N(μ, L Lᵀ) ‖ N(0, I)).
    pub fn kl(self, graph: &mut Graph) -> Result {
        let square = graph.square(self.mean)?;
        let variance = self.variance(graph)?;
        let sum = graph.add(square, variance)?;
        let sum = graph.sub(sum, self.logvar)?;
        let sum = graph.shift(sum, -1.0)?;
        graph.scale(sum, 0.5)
    }

    /// ln q(z) - ln p(z) of a draw z = μ + σ ε, with p = N(0, 1): ½ (z² - ε² - ln σ²). Summed over dimensions it holds of L in
    /// full too, whose determinant is the product of its diagonal.
    pub fn log_ratio(self, graph: &mut Graph, draw: Draw) -> Result {
        let square = graph.square(draw.z)?;
        let noise = graph.square(draw.noise)?;
        let sum = graph.sub(square, noise)?;
        let sum = graph.sub(sum, self.logvar)?;
        graph.scale(sum, 0.5)
    }

    /// -ln N(x; μ, σ²) of a diagonal covariance = ½ ((x - μ)² / σ² + ln σ²) + ½ ln 2π.
    pub fn nll(self, graph: &mut Graph, x: Tensor) -> Result {
        let error = graph.sub(x, self.mean)?;
        let square = graph.square(error)?;
        // Dividing by σ² is multiplying by e^(-ln σ²).
        let opposite = graph.neg(self.logvar);
        let precision = graph.exp(opposite);
        let scaled = graph.mul(square, precision)?;
        let sum = graph.add(scaled, self.logvar)?;
        let half = graph.scale(sum, 0.5)?;
        graph.shift(half, HALF_LN_TAU)
    }
}

/// -ln Bernoulli(x; σ(l)) = softplus(l) - x l, which neither overflows nor loses precision.
pub fn bernoulli_nll(graph: &mut Graph, x: Tensor, logits: Tensor) -> Result {
    let normaliser = graph.softplus(logits);
    let chosen = graph.mul(x, logits)?;
    graph.sub(normaliser, chosen)
}

/// ln of the mean of e^x over columns, `(rows, 1)`. The largest x is taken out, so that nothing overflows; it shifts all
/// alike, so no gradient need pass through it.
pub fn log_mean_exp(graph: &mut Graph, x: Tensor) -> Result {
    let columns = graph.shape(x).1;
    let whole = log_sum_exp(graph, x)?;
    graph.shift(whole, -libm::log(columns as f64) as f32)
}

/// ln Σⱼ e^(xⱼ) of each row, `(rows, 1)`.
pub fn log_sum_exp(graph: &mut Graph, x: Tensor) -> Result {
    let largest = graph.reduce(Reduction::Max, Axis::Columns, x);
    let largest = graph.detach(largest);
    let below = graph.sub(x, largest)?;
    let exp = graph.exp(below);
    let sum = graph.sum(exp, Axis::Columns);
    let ln = graph.ln(sum);
    graph.add(ln, largest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interp::Interp;
    use crate::noise::Clock;
    use ndarray::Array2;

    /// The value of a piece of a graph built from inputs of one row each.
    fn value(inputs: &[Vec<f64>], build: impl Fn(&mut Graph, &[Tensor]) -> Result) -> Array2<f64> {
        let mut graph = Graph::new();
        let nodes: Vec<Tensor> = inputs
            .iter()
            .map(|row| graph.input((1, row.len())).1)
            .collect();
        let result = build(&mut graph, &nodes).unwrap();
        let feeds: Vec<Array2<f64>> = inputs
            .iter()
            .map(|row| Array2::from_shape_vec((1, row.len()), row.clone()).unwrap())
            .collect();
        let values = Interp::<f64>::new().values(&graph, &feeds, Clock { seed: 3, step: 1 });
        values[result.index()].clone()
    }

    #[test]
    fn kl_is_the_mean_of_the_sampled_log_ratio() {
        let (mean, logvar) = (0.7, -0.9);
        let gaussian = |nodes: &[Tensor]| Gaussian {
            mean: nodes[0],
            logvar: nodes[1],
            lower: None,
        };
        let kl = value(&[vec![mean], vec![logvar]], |graph, nodes| {
            gaussian(nodes).kl(graph)
        })[(0, 0)];
        let draws = 200_000;
        let ratios = value(&[vec![mean; draws], vec![logvar; draws]], |graph, nodes| {
            let q = gaussian(nodes);
            let draw = q.sample(graph, 1)?;
            q.log_ratio(graph, draw)
        });
        let sampled = ratios.mean().unwrap();
        let error = (ratios.mapv(|r| (r - sampled).powi(2)).mean().unwrap() / draws as f64).sqrt();
        assert!((kl - 0.398_284_83).abs() < 1e-6, "{kl}");
        assert!(
            (kl - sampled).abs() < 4.0 * error,
            "{kl} {sampled} ± {error}"
        );
    }

    /// With L = (2 0; -1.5 0.5) and μ = (0.3, -0.2), by hand from Σ = L Lᵀ = (4 -3; -3 2.5), of determinant 1.
    #[test]
    fn a_full_covariance_is_that_of_its_factor() {
        let mean = [0.3, -0.2];
        let diagonal = [2.0f64.ln() * 2.0, 0.5f64.ln() * 2.0];
        let draws = 100_000;
        let inputs = [mean.to_vec(), diagonal.to_vec(), vec![-1.5]];
        let of = |graph: &mut Graph, nodes: &[Tensor], rows: usize| {
            let q = Gaussian {
                mean: nodes[0],
                logvar: nodes[1],
                lower: Some(nodes[2]),
            };
            q.repeat(graph, rows)
        };
        // KL = ½ (|μ|² + tr Σ - d - ln det Σ)
        let kl = value(&inputs, |graph, nodes| of(graph, nodes, 1).kl(graph));
        assert!((kl.sum() - 0.5 * (0.13 + 6.5 - 2.0)).abs() < 1e-6, "{kl}");
        let factor = value(&inputs, |graph, nodes| {
            Ok(of(graph, nodes, 1).marginals(graph)?.1.unwrap())
        });
        for (found, expected) in factor.iter().zip([2.0, -1.5, 0.0, 0.5]) {
            assert!((found - expected).abs() < 1e-6, "{factor}");
        }
        let z = value(&inputs, |graph, nodes| {
            Ok(of(graph, nodes, draws).sample(graph, 1)?.z)
        });
        let ratio = value(&inputs, |graph, nodes| {
            let q = of(graph, nodes, draws);
            let draw = q.sample(graph, 1)?;
            q.log_ratio(graph, draw)
        });
        let (mut moments, mut mean_ratio) = ([0.0; 3], 0.0);
        for (z, ratio) in z.rows().into_iter().zip(ratio.rows()) {
            let (a, b) = (z[0] - mean[0], z[1] - mean[1]);
            for (sum, part) in moments.iter_mut().zip([a * a, a * b, b * b]) {
                *sum += part / draws as f64;
            }
            // ln q(z) - ln p(z) with Σ⁻¹ = (2.5 3; 3 4).
            let own = 2.5 * a * a + 6.0 * a * b + 4.0 * b * b;
            let expected = 0.5 * (z[0] * z[0] + z[1] * z[1] - own);
            assert!((ratio.sum() - expected).abs() < 1e-5);
            mean_ratio += ratio.sum() / draws as f64;
        }
        for (found, expected) in moments.iter().zip([4.0, -3.0, 2.5]) {
            assert!((found - expected).abs() < 0.06, "{moments:?}");
        }
        assert!((mean_ratio - kl.sum()).abs() < 0.06, "{mean_ratio}");
    }

    #[test]
    fn densities_are_right() {
        // -ln N(0.3; 0.1, 0.25) by hand: ½ (0.04 / 0.25 + ln 0.25 + ln 2π).
        let nll = value(&[vec![0.3], vec![0.1], vec![0.25f64.ln()]], |graph, n| {
            let (mean, logvar) = (n[1], n[2]);
            Gaussian {
                mean,
                logvar,
                lower: None,
            }
            .nll(graph, n[0])
        })[(0, 0)];
        let tau = 2.0 * std::f64::consts::PI;
        assert!((nll - 0.5 * (0.16 + 0.25f64.ln() + tau.ln())).abs() < 1e-6);
        // Bernoulli, in the tails too, where ln(1 - σ) would be -∞.
        let x = vec![0.25, 1.0, 0.0];
        let logits = vec![0.5, 200.0, 200.0];
        let nll = value(&[x, logits], |graph, n| bernoulli_nll(graph, n[0], n[1]));
        let p = 1.0 / (1.0 + (-0.5f64).exp());
        let expected = [-(0.25 * p.ln() + 0.75 * (1.0 - p).ln()), 0.0, 200.0];
        for (actual, expected) in nll.iter().zip(expected) {
            assert!((actual - expected).abs() < 1e-9, "{actual} for {expected}");
        }
    }
}
