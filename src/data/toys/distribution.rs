//! What points are drawn from.

use super::curve::Curve;
use super::density::Density;
use super::lognormal::Lognormal;
use super::mixture::Mixture;
use super::modes::Mode;
use crate::data::draws::{Draws, Purpose};
use crate::noise::Clock;

/// A distribution of points, of which those outside of (0, 1) are drawn again.
pub enum Distribution {
    /// Gaussians and squares; less than 1 in 50,000 points lies outside.
    Mixture(Mixture),
    /// The only one with more than that outside; its density takes account of it.
    Lognormal(Lognormal),
    /// A noisy curve, whose density has no closed form.
    Curve(Curve),
}

/// A point that was drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Its values, in (0, 1).
    pub x: Vec<f64>,
    /// Its class: which component of a mixture, or which piece of a curve, it came from.
    pub label: u8,
}

impl Distribution {
    /// Values of a point: 1 or 2.
    pub fn values(&self) -> usize {
        match self {
            Self::Mixture(mixture) => mixture.values(),
            Self::Lognormal(_) => 1,
            Self::Curve(_) => 2,
        }
    }

    /// How many classes points have; 1 means that there is nothing to tell.
    pub fn classes(&self) -> usize {
        match self {
            Self::Mixture(mixture) => mixture.0.len(),
            Self::Lognormal(_) => 1,
            Self::Curve(curve) => curve.pieces,
        }
    }

    /// The exact density; None for curves.
    pub fn density(&self) -> Option<&dyn Density> {
        match self {
            Self::Mixture(mixture) => Some(mixture),
            Self::Lognormal(lognormal) => Some(lognormal),
            Self::Curve(_) => None,
        }
    }

    /// The Gaussians that it is a mixture of; none for other distributions.
    pub fn modes(&self) -> Vec<Mode> {
        match self {
            Self::Mixture(mixture) => mixture.modes(),
            Self::Lognormal(_) | Self::Curve(_) => Vec::new(),
        }
    }

    /// The endless sequence of independent points of a clock.
    pub fn points(&self, clock: Clock) -> impl Iterator<Item = Point> {
        let mut draws = Draws::new(clock.seed, Purpose::Points, clock.step);
        let points = std::iter::repeat_with(move || match self {
            Self::Mixture(mixture) => mixture.draw(&mut draws),
            Self::Lognormal(lognormal) => lognormal.draw(&mut draws),
            Self::Curve(curve) => curve.draw(&mut draws),
        });
        let points = points.map(|(x, label)| Point { x, label });
        points.filter(|point| point.x.iter().all(|&x| x > 0.0 && x < 1.0))
    }
}
