//! Distributions as pieces of graphs. Densities are per element: sum them over columns for a joint one.

use crate::graph::{Axis, Distribution, Graph, Reduction, Result, Tensor};

/// ½ ln 2π
const HALF_LN_TAU: f32 = 0.918_938_5;

/// N(mean, diag(e^logvar)), one distribution a row.
#[derive(Clone, Copy, Debug)]
pub struct Gaussian {
    pub mean: Tensor,
    pub logvar: Tensor,
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
        }
    }

    /// z = μ + σ ε with ε ~ N(0, I), which gradients pass through.
    pub fn sample(self, graph: &mut Graph, stream: u32) -> Result<Draw> {
        let shape = graph.shape(self.mean);
        let noise = graph.noise(Distribution::Normal, stream, shape);
        // σ = e^(½ ln σ²)
        let half = graph.scale(self.logvar, 0.5)?;
        let sigma = graph.exp(half);
        let offset = graph.mul(sigma, noise)?;
        let z = graph.add(self.mean, offset)?;
        Ok(Draw { z, noise })
    }

    /// KL(N(μ, σ²) ‖ N(0, 1)) = ½ (μ² + σ² - ln σ² - 1): Kingma and Welling, appendix B.
    pub fn kl(self, graph: &mut Graph) -> Result {
        let square = graph.square(self.mean)?;
        let variance = graph.exp(self.logvar);
        let sum = graph.add(square, variance)?;
        let sum = graph.sub(sum, self.logvar)?;
        let sum = graph.shift(sum, -1.0)?;
        graph.scale(sum, 0.5)
    }

    /// ln q(z) - ln p(z) of a draw z = μ + σ ε, with p = N(0, 1): ½ (z² - ε² - ln σ²).
    pub fn log_ratio(self, graph: &mut Graph, draw: Draw) -> Result {
        let square = graph.square(draw.z)?;
        let noise = graph.square(draw.noise)?;
        let sum = graph.sub(square, noise)?;
        let sum = graph.sub(sum, self.logvar)?;
        graph.scale(sum, 0.5)
    }

    /// -ln N(x; μ, σ²) = ½ ((x - μ)² / σ² + ln σ²) + ½ ln 2π.
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

    #[test]
    fn densities_are_right() {
        // -ln N(0.3; 0.1, 0.25) by hand: ½ (0.04 / 0.25 + ln 0.25 + ln 2π).
        let nll = value(&[vec![0.3], vec![0.1], vec![0.25f64.ln()]], |graph, n| {
            let (mean, logvar) = (n[1], n[2]);
            Gaussian { mean, logvar }.nll(graph, n[0])
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
