//! Distributions of one or two values, each point an image of one row: small enough that a decoder can be seen whole,
//! and most with a density that is known exactly. Coordinates are those of pixels, x in [0, 1]. A dataset is a function
//! of (seed, name) alone, the same to the last bit on every machine.

mod curve;
mod density;
mod distribution;
mod lognormal;
mod mixture;
pub mod modes;
mod places;
#[cfg(test)]
mod tests;

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use super::dataset::{Dataset, Images, matrix};
use crate::noise::Clock;
use crate::special::{cos, sin};
use curve::Curve;
use lognormal::Lognormal;
use mixture::{Component, Mixture, Shape};
use places::{around, board, circle, grid};

pub use density::Density;
pub use distribution::{Distribution, Point};

/// How many training points a dataset has.
pub const TRAIN: usize = 16_000;
/// How many held-out points a dataset has.
pub const HELD_OUT: usize = 8_000;

/// The radius of `eight` and half the extent of `grid25` (the toys of Srivastava et al., VEEGAN, 2017), which thus reach
/// from −1 to 1 in u = (x − ½) / `UNIT`.
pub const UNIT: f64 = 0.25;

/// The standard deviation of their Gaussians in u. From one byte to the next u grows by 0.0157: rounding adds a twentieth
/// to the variance, and would add more to a smaller one.
const DEVIATION: f64 = 0.02;

/// A distribution with a name.
#[derive(Clone, Copy, Debug)]
pub struct Toy {
    /// What its dataset is called.
    pub name: &'static str,
    distribution: fn() -> Distribution,
}

/// Every toy. All lengths are in x.
pub const TOYS: [Toy; 10] = [
    toy("two-bumps", || {
        let bump = |weight, centre, deviation| Component {
            weight,
            centre: vec![centre],
            shape: Shape::Normal { deviation },
        };
        let bumps = vec![bump(0.4, 0.27, 0.055), bump(0.6, 0.68, 0.08)];
        Distribution::Mixture(Mixture(bumps))
    }),
    toy("uniform", || uniform([[0.5]], 0.3)),
    toy("skewed", || {
        Distribution::Lognormal(Lognormal {
            shift: 0.08,
            scale: 0.16,
            shape: 0.6,
        })
    }),
    toy("ring", || {
        curve(1, 0.022, |draws| {
            (around(0.32, TAU * f64::from(draws.uniform())), 0)
        })
    }),
    toy("moons", || {
        curve(2, 0.02, |draws| {
            let piece = draws.below(2) as u8;
            let angle = PI * f64::from(draws.uniform());
            let [x, y] = match piece {
                0 => [cos(angle), sin(angle)],
                _ => [1.0 - cos(angle), 0.5 - sin(angle)],
            };
            ([0.5 + 0.27 * (x - 0.5), 0.5 + 0.27 * (y - 0.25)], piece)
        })
    }),
    toy("spiral", || {
        curve(1, 0.013, |draws| {
            // Even along the curve: its length grows with the square of the angle.
            let turn = (0.02 + 0.98 * f64::from(draws.uniform())).sqrt();
            (around(0.4 * turn, 3.5 * PI * turn), 0)
        })
    }),
    toy("clusters", || normal(circle(5, 0.32, FRAC_PI_2), 0.04)),
    toy("eight", || normal(circle(8, UNIT, 0.0), DEVIATION * UNIT)),
    toy("grid25", || normal(grid(5, 0.5 * UNIT), DEVIATION * UNIT)),
    // The board has a margin of a tenth.
    toy("checker", || uniform(board(4, 0.2), 0.1)),
];

const fn toy(name: &'static str, distribution: fn() -> Distribution) -> Toy {
    Toy { name, distribution }
}

/// Equally likely Gaussians.
fn normal<const N: usize>(centres: impl AsRef<[[f64; N]]>, deviation: f64) -> Distribution {
    Distribution::Mixture(Mixture::even(centres, Shape::Normal { deviation }))
}

/// Equally likely squares, or intervals.
fn uniform<const N: usize>(centres: impl AsRef<[[f64; N]]>, half_width: f64) -> Distribution {
    Distribution::Mixture(Mixture::even(centres, Shape::Uniform { half_width }))
}

fn curve(pieces: usize, deviation: f64, place: curve::Place) -> Distribution {
    Distribution::Curve(Curve {
        pieces,
        deviation,
        place,
    })
}

/// The toy of a name.
pub fn named(name: &str) -> Option<&'static Toy> {
    TOYS.iter().find(|toy| toy.name == name)
}

impl Toy {
    /// What its points are drawn from.
    pub fn distribution(&self) -> Distribution {
        (self.distribution)()
    }

    /// The points of a seed as images of 1 × 1 or 1 × 2 bytes, with labels where there are classes.
    pub fn dataset(&self, seed: u32) -> Dataset {
        let distribution = self.distribution();
        let values = distribution.values();
        // `part` tells training points from held-out ones.
        let images = |part, count| {
            let (mut bytes, mut labels) = (Vec::new(), Vec::new());
            for point in distribution.points(Clock { seed, step: part }).take(count) {
                bytes.extend(point.x.iter().map(|x| (255.0 * x + 0.5) as u8));
                labels.push(point.label);
            }
            Images {
                pixels: matrix(bytes, values),
                labels: (distribution.classes() > 1).then_some(labels),
                factors: None,
                height: 1,
                width: values,
                planes: 1,
            }
        };
        Dataset {
            name: self.name.into(),
            train: images(0, TRAIN),
            held_out: images(1, HELD_OUT),
            remarks: Vec::new(),
        }
    }
}
