//! Mixtures of Gaussians and of squares. Each is a product of one shape along every axis, and so it remains when noise
//! of one standard deviation in all directions is added: all formulas are closed.

use std::f64::consts::TAU;

use super::density::{Density, log_sum_exp};
use super::modes::Mode;
use crate::data::draws::Draws;
use crate::special::{mills_ratio, normal_cdf, normal_density};

/// p(x) = Σᵢ weightᵢ Πⱼ shapeᵢ(xⱼ − centreᵢⱼ)
pub struct Mixture(pub Vec<Component>);

/// One of the parts of a mixture.
#[derive(Clone, Debug)]
pub struct Component {
    /// The share of points that come from here.
    pub weight: f64,
    /// A number a value.
    pub centre: Vec<f64>,
    /// The distribution of x − centre along each axis.
    pub shape: Shape,
}

/// A distribution of one number around 0.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// N(0, deviation²)
    Normal { deviation: f64 },
    /// U(−half_width, half_width)
    Uniform { half_width: f64 },
}

impl Mixture {
    /// Equally likely components of one shape.
    pub fn even<const N: usize>(centres: impl AsRef<[[f64; N]]>, shape: Shape) -> Self {
        let centres = centres.as_ref();
        let component = |centre: &[f64; N]| Component {
            weight: 1.0 / centres.len() as f64,
            centre: centre.to_vec(),
            shape,
        };
        Self(centres.iter().map(component).collect())
    }

    /// Values of a point.
    pub fn values(&self) -> usize {
        self.0[0].centre.len()
    }

    /// The components that are Gaussians.
    pub fn modes(&self) -> Vec<Mode> {
        let mode = |component: &Component| match component.shape {
            Shape::Normal { deviation } => Some(Mode {
                weight: component.weight,
                centre: component.centre.clone(),
                deviation,
            }),
            Shape::Uniform { .. } => None,
        };
        self.0.iter().filter_map(mode).collect()
    }

    /// A point, and the component that it comes from.
    pub fn draw(&self, draws: &mut Draws) -> (Vec<f64>, u8) {
        let mut left = f64::from(draws.uniform());
        let mut label = 0;
        while label + 1 < self.0.len() && left >= self.0[label].weight {
            left -= self.0[label].weight;
            label += 1;
        }
        let Component { centre, shape, .. } = &self.0[label];
        let point = centre.iter().map(|c| c + shape.draw(draws)).collect();
        (point, label as u8)
    }

    /// ln (weight · density) of each component at x.
    fn terms(&self, x: &[f64], sigma: f64) -> impl Iterator<Item = f64> + Clone {
        self.0.iter().map(move |component| {
            let along = component.offsets(x).map(|d| component.shape.at(d, sigma).0);
            component.weight.ln() + along.sum::<f64>()
        })
    }
}

impl Component {
    /// x − centre
    fn offsets(&self, x: &[f64]) -> impl Iterator<Item = f64> {
        x.iter().zip(&self.centre).map(|(x, centre)| x - centre)
    }
}

impl Density for Mixture {
    fn ln_density(&self, x: &[f64], sigma: f64) -> f64 {
        log_sum_exp(self.terms(x, sigma))
    }

    fn score(&self, x: &[f64], sigma: f64) -> Vec<f64> {
        // ∇ ln Σ pᵢ = Σ (pᵢ/p) ∇ ln pᵢ
        let mut score = vec![0.0; x.len()];
        let total = self.ln_density(x, sigma);
        if total == f64::NEG_INFINITY {
            return score;
        }
        for (component, term) in self.0.iter().zip(self.terms(x, sigma)) {
            let part = (term - total).exp();
            for (sum, d) in score.iter_mut().zip(component.offsets(x)) {
                *sum += part * component.shape.at(d, sigma).1;
            }
        }
        score
    }

    fn cdf(&self, x: f64, sigma: f64) -> Option<f64> {
        let below = |component: &Component| match component.centre[..] {
            [centre] => Some(component.weight * component.shape.cdf(x - centre, sigma)),
            _ => None,
        };
        self.0.iter().map(below).sum()
    }
}

impl Shape {
    fn draw(self, draws: &mut Draws) -> f64 {
        match self {
            Self::Normal { deviation } => deviation * draws.normal(),
            Self::Uniform { half_width } => half_width * f64::from(2.0 * draws.uniform() - 1.0),
        }
    }

    /// ln p_σ(d) and its derivative.
    fn at(self, d: f64, sigma: f64) -> (f64, f64) {
        match self {
            // N(0, s² + σ²)
            Self::Normal { deviation } => {
                let variance = deviation * deviation + sigma * sigma;
                let ln_density = -0.5 * (d * d / variance + (TAU * variance).ln());
                (ln_density, -d / variance)
            }
            Self::Uniform { half_width } if sigma == 0.0 => {
                let outside = d.abs() > half_width;
                let ln_density = -(2.0 * half_width).ln();
                (
                    if outside {
                        f64::NEG_INFINITY
                    } else {
                        ln_density
                    },
                    0.0,
                )
            }
            // (Φ(−a) − Φ(−b)) / 2h with a = (|d| − h)/σ, b = (|d| + h)/σ. Its derivative by |d| is
            // (φ(b) − φ(a)) / 2hσ, where φ(b) = φ(a) exp(−2|d|h/σ²).
            Self::Uniform { half_width } => {
                let (a, b) = (
                    (d.abs() - half_width) / sigma,
                    (d.abs() + half_width) / sigma,
                );
                let fall = (-2.0 * d.abs() * half_width / (sigma * sigma)).exp_m1();
                // Far outside both Φ underflow; their ratio to φ(a) does not.
                let (ln_mass, slope) = if a > 0.0 {
                    let ratio = mills_ratio(a) - mills_ratio(b) * (1.0 + fall);
                    (ratio.ln() - 0.5 * (a * a + TAU.ln()), fall / ratio)
                } else {
                    let mass = normal_cdf(-a) - normal_cdf(-b);
                    (mass.ln(), normal_density(a) * fall / mass)
                };
                let ln_density = ln_mass - (2.0 * half_width).ln();
                (ln_density, d.signum() * slope / sigma)
            }
        }
    }

    /// The share of d + σε below `d`.
    fn cdf(self, d: f64, sigma: f64) -> f64 {
        match self {
            Self::Normal { deviation } => normal_cdf(d / deviation.hypot(sigma)),
            Self::Uniform { half_width } if sigma == 0.0 => {
                (0.5 + 0.5 * d / half_width).clamp(0.0, 1.0)
            }
            // (G(b) − G(a)) σ / 2h with a = (d − h)/σ, b = (d + h)/σ, and G(t) = t Φ(t) + φ(t), whose derivative
            // is Φ.
            Self::Uniform { half_width } => {
                let integral = |t: f64| t * normal_cdf(t) + normal_density(t);
                let below = integral((d + half_width) / sigma) - integral((d - half_width) / sigma);
                below * sigma / (2.0 * half_width)
            }
        }
    }
}
