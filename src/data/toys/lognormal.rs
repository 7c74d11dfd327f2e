//! A skewed distribution of one value: a lognormal one, shifted.

use std::f64::consts::TAU;

use super::density::{Density, log_sum_exp};
use crate::data::draws::Draws;
use crate::special::{normal_cdf, normal_density};

/// x(n) = shift + scale · exp(shape · n) with n ~ N(0, 1), of which points beyond 1 are drawn again: n is below n(1).
pub struct Lognormal {
    pub shift: f64,
    pub scale: f64,
    pub shape: f64,
}

/// Noise beyond so many standard deviations adds nothing to a sum in f64.
const REACH: f64 = 9.0;
/// The part of n, from the highest downwards, that is integrated over.
const SPAN: f64 = 15.0;
/// Equal parts of it, each integrated by [`GAUSS`]. What is integrated is no narrower than 1 / (9 · shape) where it
/// spans all of n, so a part is about as wide as one standard deviation at most.
const PARTS: u32 = 128;
/// Nodes and weights of Gauss and Legendre's rule of five points on (−1, 1).
const GAUSS: [(f64, f64); 5] = [
    (-0.906_179_845_938_664, 0.236_926_885_056_189_1),
    (-0.538_469_310_105_683_1, 0.478_628_670_499_366_5),
    (0.0, 0.568_888_888_888_888_9),
    (0.538_469_310_105_683_1, 0.478_628_670_499_366_5),
    (0.906_179_845_938_664, 0.236_926_885_056_189_1),
];

impl Lognormal {
    /// A point, always of class 0.
    pub fn draw(&self, draws: &mut Draws) -> (Vec<f64>, u8) {
        (vec![self.x(draws.normal())], 0)
    }

    fn x(&self, n: f64) -> f64 {
        // Points are the same on every machine, which a platform's own exponential is not.
        self.shift + self.scale * libm::exp(self.shape * n)
    }

    /// The inverse of [`Self::x`]; −∞ where there is none.
    fn n(&self, x: f64) -> f64 {
        ((x - self.shift).max(0.0) / self.scale).ln() / self.shape
    }

    /// The share of points that are not drawn again: Φ(n(1)).
    fn kept(&self) -> f64 {
        normal_cdf(self.n(1.0))
    }

    /// n and dn of a sum over all points that lie within `reach` of `x`.
    fn nodes(&self, x: f64, reach: f64) -> Vec<(f64, f64)> {
        let high = self.n((x + reach).min(1.0));
        let low = self.n(x - reach).max(high - SPAN);
        if low >= high {
            return Vec::new();
        }
        let half = 0.5 * (high - low) / f64::from(PARTS);
        let part = |part| {
            let middle = low + f64::from(2 * part + 1) * half;
            GAUSS.map(|(node, weight)| (middle + half * node, half * weight))
        };
        (0..PARTS).flat_map(part).collect()
    }

    /// ln (p(n) N(x; x(n), σ²) dn) and (x(n) − x)/σ for n where that is not negligible.
    fn noised(&self, x: f64, sigma: f64) -> Vec<(f64, f64)> {
        // The point nearest to x leaves exp(−distance²/2σ²) of the noise's density.
        let distance = x - x.clamp(self.shift, 1.0);
        let constant = -(TAU * sigma * self.kept()).ln();
        self.nodes(x, distance.hypot(REACH * sigma))
            .into_iter()
            .map(|(n, dn)| {
                let noise = (self.x(n) - x) / sigma;
                let term = dn.ln() - 0.5 * (n * n + noise * noise) + constant;
                (term, noise)
            })
            .collect()
    }
}

impl Density for Lognormal {
    fn ln_density(&self, x: &[f64], sigma: f64) -> f64 {
        let x = x[0];
        if sigma > 0.0 {
            return log_sum_exp(self.noised(x, sigma).iter().map(|(term, _)| *term));
        }
        if x <= self.shift || x >= 1.0 {
            return f64::NEG_INFINITY;
        }
        // φ(n) dn/dx / Φ(n(1)), dx/dn = shape · (x − shift)
        let n = self.n(x);
        let constant = 0.5 * TAU.ln() + (self.shape * self.kept()).ln();
        -0.5 * n * n - (x - self.shift).ln() - constant
    }

    fn score(&self, x: &[f64], sigma: f64) -> Vec<f64> {
        let total = self.ln_density(x, sigma);
        let x = x[0];
        let score = if total == f64::NEG_INFINITY {
            0.0
        } else if sigma > 0.0 {
            // E[x(n) − x | x] / σ² (Tweedie's formula)
            let terms = self.noised(x, sigma);
            let parts = terms
                .iter()
                .map(|(term, noise)| (term - total).exp() * noise);
            parts.sum::<f64>() / sigma
        } else {
            -(self.n(x) / self.shape + 1.0) / (x - self.shift)
        };
        vec![score]
    }

    fn cdf(&self, x: f64, sigma: f64) -> Option<f64> {
        // Points further below than the noise reaches count in full: Φ(n) / Φ(n(1)).
        let reach = REACH * sigma;
        let surely = normal_cdf(self.n((x - reach).min(1.0)));
        // ∫ φ(n) Φ((x − x(n))/σ) dn over the others.
        let others = self.nodes(x, reach).into_iter();
        let others =
            others.map(|(n, dn)| dn * normal_density(n) * normal_cdf((x - self.x(n)) / sigma));
        Some((surely + others.sum::<f64>()) / self.kept())
    }
}
