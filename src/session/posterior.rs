//! The true posterior p(z|x) on a lattice, and how far Gaussians are from it.

use std::f64::consts::PI;

use crate::special::cos;

/// Steps of Adam in which a Gaussian is fitted, and the first of their sizes, in standard deviations.
const STEPS: i32 = 50;
const RATE: f64 = 0.2;
/// Adam's decays (Kingma and Ba, 2015).
const DECAYS: [f64; 2] = [0.9, 0.999];

/// N(mean, diag σ²), as an approximate posterior.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagonal {
    /// A number for each latent dimension.
    pub mean: Vec<f64>,
    pub sigma: Vec<f64>,
}

/// p(z|x) on the cells of a lattice, and ln p(x).
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// ln p(x), in nats.
    pub log_evidence: f64,
    /// Middles of the cells in one dimension, rising.
    axis: Vec<f64>,
    latent: usize,
    /// ln of each cell's share, row by row from the top: high second, low first dimension.
    log_shares: Vec<f64>,
}

impl Posterior {
    /// From ln p(x, z) at each cell.
    pub(super) fn new(axis: Vec<f64>, latent: usize, joint: Vec<f64>) -> Self {
        let largest = joint.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = joint.iter().map(|log| libm::exp(log - largest)).sum();
        let log_sum = largest + libm::log(sum);
        let mut posterior = Self {
            log_evidence: 0.0,
            axis,
            latent,
            log_shares: joint.into_iter().map(|log| log - log_sum).collect(),
        };
        // Σ p(x|z) p(z) h^d
        posterior.log_evidence = log_sum + latent as f64 * libm::log(posterior.step());
        posterior
    }

    /// The width of a cell.
    pub fn step(&self) -> f64 {
        -2.0 * self.axis.first().copied().unwrap_or_default()
            / (self.axis.len() as f64 - 1.0).max(1.0)
    }

    /// The share of each cell of p(z|x), row by row from the top; together they are 1.
    pub fn shares(&self) -> Vec<f32> {
        let shares = self.log_shares.iter();
        shares.map(|&log| libm::exp(log) as f32).collect()
    }

    /// Whether the cells are fine enough for a Gaussian: at most two of its smallest standard deviation wide. A sum over
    /// cells is then off by 2 e^(-2π²σ²/h²), 0.014, a dimension.
    pub fn resolves(&self, q: &Diagonal) -> bool {
        let smallest = q.sigma.iter().copied().fold(f64::INFINITY, f64::min);
        self.step() <= 2.0 * smallest
    }

    /// KL(q ‖ p(z|x)) in nats, the gap between ln p(x) and the lower bound of q.
    pub fn divergence(&self, q: &Diagonal) -> f64 {
        self.gap(q).0
    }

    /// The Gaussian of the smallest divergence that some steps of Adam find from `q`. What the divergence falls by is due to
    /// the encoder, which serves all images; what stays is due to the family of Gaussians (Cremer, Li and Duvenaud,
    /// "Inference Suboptimality in Variational Autoencoders", 2018).
    pub fn fit(&self, q: &Diagonal) -> Diagonal {
        let dimensions = q.mean.len();
        let mut best = q.clone();
        let mut now = q.clone();
        let (mut smallest, mut slope) = self.gap(q);
        let mut averages = vec![[0.0; 2]; slope.len()];
        for step in 1..=STEPS {
            let rate = RATE * 0.5 * (1.0 + cos(PI * f64::from(step - 1) / f64::from(STEPS)));
            for (place, (averages, slope)) in averages.iter_mut().zip(&slope).enumerate() {
                // The mean moves in units of the first standard deviation.
                let unit = q.sigma.get(place).copied().unwrap_or(1.0);
                let slope = slope * unit;
                let mut means = [slope, slope * slope];
                for ((mean, average), decay) in means.iter_mut().zip(averages).zip(DECAYS) {
                    *average = decay * *average + (1.0 - decay) * *mean;
                    *mean = *average / (1.0 - decay.powi(step));
                }
                let moved = rate * means[0] / (means[1].sqrt() + 1e-8);
                match place.checked_sub(dimensions) {
                    None => now.mean[place] -= unit * moved,
                    // Finer than the lattice nothing can be told.
                    Some(place) => {
                        let sigma = now.sigma[place] * libm::exp(-moved);
                        now.sigma[place] = sigma.max(0.5 * self.step());
                    }
                }
            }
            let gap = self.gap(&now);
            slope = gap.1;
            if gap.0 < smallest {
                smallest = gap.0;
                best = now.clone();
            }
        }
        best
    }

    /// KL(q ‖ p(z|x)), and its derivatives by the means, then by ln σ.
    fn gap(&self, q: &Diagonal) -> (f64, Vec<f64>) {
        let side = self.axis.len();
        let columns = Weights::new(&self.axis, q, 0);
        let rows = match self.latent {
            2 => Weights::new(&self.axis, q, 1),
            _ => Weights::one(),
        };
        // Σ w ln(w / p) over the cells, and parts of that by column and by row.
        let mut of_columns = vec![0.0; columns.shares.len()];
        let mut of_rows = vec![0.0; rows.shares.len()];
        for (row, of_row) in of_rows.iter_mut().enumerate() {
            let from = (rows.shares.len() - 1 - row) * side;
            for (column, of_column) in of_columns.iter_mut().enumerate() {
                let log = columns.logs[column] + rows.logs[row] - self.log_shares[from + column];
                *of_row += columns.shares[column] * log;
                *of_column += rows.shares[row] * log;
            }
        }
        let divergence: f64 = columns
            .shares
            .iter()
            .zip(&of_columns)
            .map(|(w, log)| w * log)
            .sum();
        let mut slopes = vec![0.0; 2 * q.mean.len()];
        let axes = [(&columns, &of_columns), (&rows, &of_rows)];
        for (dimension, (weights, parts)) in axes.into_iter().take(q.mean.len()).enumerate() {
            // ∂ ln w / ∂μ and ∂ ln w / ∂ ln σ, without the constants that Σ w = 1 takes out again.
            for (cell, part) in parts.iter().enumerate() {
                let away = (self.axis[cell] - q.mean[dimension]) / q.sigma[dimension];
                let part = weights.shares[cell] * (part - divergence);
                slopes[dimension] += part * away / q.sigma[dimension];
                slopes[q.mean.len() + dimension] += part * away * away;
            }
        }
        (divergence, slopes)
    }
}

/// A Gaussian on the cells of one dimension: their shares, and the logarithms of these.
struct Weights {
    shares: Vec<f64>,
    logs: Vec<f64>,
}

impl Weights {
    fn new(axis: &[f64], q: &Diagonal, dimension: usize) -> Self {
        let away = |z: f64| (z - q.mean[dimension]) / q.sigma[dimension];
        let mut logs: Vec<f64> = axis.iter().map(|&z| -0.5 * away(z).powi(2)).collect();
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = logs.iter().map(|log| libm::exp(log - largest)).sum();
        for log in &mut logs {
            *log -= largest + libm::log(sum);
        }
        Self {
            shares: logs.iter().map(|&log| libm::exp(log)).collect(),
            logs,
        }
    }

    /// Of a dimension that is not there.
    fn one() -> Self {
        Self {
            shares: vec![1.0],
            logs: vec![0.0],
        }
    }
}
