//! The generative factors of an image.

use super::allographs::Allograph;
use crate::data::draws::Draws;

/// How many factors an image has.
pub const COUNT: usize = 8;

/// The names of the factors, in the order of [`Factors::values`].
pub const FACTORS: [&str; COUNT] = [
    "slant",
    "thickness",
    "aspect",
    "rotation",
    "curvature",
    "pressure",
    "wobble",
    "style",
];

/// What is known of how a digit was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factors {
    /// How far the digit leans to the right: the tangent of the angle.
    pub slant: f32,
    /// Width of the pen's line in pixels.
    pub thickness: f32,
    /// Width of the digit over its allograph's own.
    pub aspect: f32,
    /// Radians, clockwise.
    pub rotation: f32,
    /// How far the digit bends, its middle to the right, in heights.
    pub curvature: f32,
    /// How much the line's width follows the pen's movement: 0 an even line, 1 a nib's.
    pub pressure: f32,
    /// Unsteadiness of the hand: 1 is usual.
    pub wobble: f32,
    /// Which of the digit's allographs.
    pub style: u8,
}

impl Factors {
    /// Draws the factors of an image of a digit.
    pub(super) fn draw(allographs: &[Allograph], draws: &mut Draws) -> Self {
        Self {
            slant: 0.1 + 0.24 * draws.bounded_normal(),
            thickness: (2.4 * ratio(0.32 * draws.bounded_normal())).clamp(1.3, 4.8),
            aspect: 1.1 * ratio(0.22 * draws.bounded_normal()),
            rotation: 0.1 * draws.bounded_normal(),
            curvature: 0.06 * draws.bounded_normal(),
            pressure: draws.uniform(),
            wobble: 0.4 + 1.2 * draws.uniform(),
            style: style(allographs, draws),
        }
    }

    /// The factors as numbers.
    pub fn values(&self) -> [f32; COUNT] {
        [
            self.slant,
            self.thickness,
            self.aspect,
            self.rotation,
            self.curvature,
            self.pressure,
            self.wobble,
            f32::from(self.style),
        ]
    }
}

/// exp(x) for small x, by (1 + x/2) / (1 - x/2): the same on every platform, and ratio(-x) = 1 / ratio(x).
fn ratio(x: f32) -> f32 {
    (1.0 + 0.5 * x) / (1.0 - 0.5 * x)
}

/// Chooses an allograph by its weight.
fn style(allographs: &[Allograph], draws: &mut Draws) -> u8 {
    let total = allographs.iter().map(|a| usize::from(a.weight)).sum();
    let mut left = draws.below(total);
    let mut style = 0;
    for allograph in allographs {
        let weight = usize::from(allograph.weight);
        if left < weight {
            break;
        }
        left -= weight;
        style += 1;
    }
    style
}
