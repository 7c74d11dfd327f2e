//! Priors that codes are made to have by example: whatever samples can be drawn of will do. Here they are N(0, I), or
//! mixtures of equally likely Gaussians whose means lie on a circle. So many that they merge are a ring.

use super::build::Build;
use super::options::Prior;
use crate::graph::{Axis, Distribution, Result};
use crate::nn::Parameters;
use crate::special::normal_cdf;

/// The state with the means of the Gaussians, a row each.
pub const CENTRES: &str = "state.centres";

/// The standard deviation of each Gaussian.
pub const SPREAD: f32 = 0.2;

/// The circle's radius.
const RADIUS: f32 = 2.0;

/// How many Gaussians; nothing for N(0, I). Of the ring's the density varies by less than 1e-7 along it.
const COUNTS: [(Prior, usize); 2] = [(Prior::Ring, 64), (Prior::Blobs, 10)];

/// The prior of a model.
pub struct Sampler {
    latent: usize,
    /// The number of the means' parameter; None for N(0, I).
    centres: Option<usize>,
}

impl Sampler {
    /// Adds its state.
    pub fn new(parameters: &mut Parameters, prior: Prior, latent: usize) -> Self {
        let counts = COUNTS.iter().find(|(of, _)| *of == prior);
        let centres = counts
            .map(|&(_, count)| parameters.circle(CENTRES.to_owned(), (count, latent), RADIUS));
        Self { latent, centres }
    }

    /// Samples of z, `(rows, latent)`.
    pub fn draw(&self, b: &mut Build, rows: usize) -> Result {
        let noise = b.noise(Distribution::Normal, (rows, self.latent));
        let Some(number) = self.centres else {
            return Ok(noise);
        };
        let uniform = b.noise(Distribution::Uniform, (rows, 1));
        let centres = b.nodes.0[number];
        let g = &mut b.graph;
        let count = g.shape(centres).0;
        // Gaussian k where k < K u ≤ k + 1.
        let numbers = g.iota(count);
        let starts = g.scale(numbers, 1.0 / count as f32)?;
        let below = g.less(starts, uniform)?;
        let below = g.sum(below, Axis::Columns);
        let own = g.shift(below, -1.0)?;
        let own = g.equal(own, numbers)?;
        let mean = g.matmul(own, centres)?;
        let noise = g.scale(noise, SPREAD)?;
        g.add(noise, mean)
    }
}

/// The standard deviation of the Gaussians that a prior is a mixture of; 0 for N(0, I).
pub fn spread(prior: Prior) -> f32 {
    match prior {
        Prior::Gaussian => 0.0,
        Prior::Ring | Prior::Blobs => SPREAD,
    }
}

/// The prior of which a file's state of so many means is.
pub fn recognise(count: usize) -> Option<Prior> {
    let own = COUNTS.iter().find(|&&(_, own)| own == count);
    own.map(|&(prior, _)| prior)
}

/// The largest distance between the distribution function of `codes` in one dimension and that of the prior, whose means are
/// `centres` there (none for N(0, I)): the statistic of Kolmogorov and Smirnov.
pub fn distance(codes: &[f64], centres: &[f64]) -> f64 {
    let (means, spread) = match centres {
        [] => (&[0.0][..], 1.0),
        centres => (centres, f64::from(SPREAD)),
    };
    let count = codes.len() as f64;
    let mut most: f64 = 0.0;
    for &z in codes {
        let parts = means.iter().map(|mean| normal_cdf((z - mean) / spread));
        let expected = parts.sum::<f64>() / means.len() as f64;
        // Counted, as there are few: what sorts is large in a page.
        let (mut below, mut up_to) = (0.0, 0.0);
        for &other in codes {
            below += f64::from(u8::from(other < z));
            up_to += f64::from(u8::from(other <= z));
        }
        most = most
            .max(expected - below / count)
            .max(up_to / count - expected);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::normal_quantile;

    #[test]
    fn quantiles_of_a_distribution_are_as_near_to_it_as_points_can_be() {
        let middles = |count: usize| (0..count).map(move |i| (i as f64 + 0.5) / count as f64);
        let codes: Vec<f64> = middles(200).map(normal_quantile).collect();
        assert!((distance(&codes, &[]) - 0.5 / 200.0).abs() < 1e-6);
        // N(1, 1) is off by 2 Φ(½) - 1 at ½.
        let moved: Vec<f64> = codes.iter().map(|z| z + 1.0).collect();
        assert!((distance(&moved, &[]) - 0.382_925).abs() < 0.01);
        let spread = f64::from(SPREAD);
        let of_two = |z: f64| [-2.0 + spread * z, 2.0 + spread * z];
        let codes: Vec<f64> = middles(100).map(normal_quantile).flat_map(of_two).collect();
        assert!((distance(&codes, &[-2.0, 2.0]) - 0.5 / 200.0).abs() < 0.003);
        assert!(distance(&[0.0; 5], &[-2.0, 2.0]) > 0.49);
    }
}
