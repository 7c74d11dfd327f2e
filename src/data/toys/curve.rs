//! Noisy curves in the plane.

use crate::data::draws::Draws;

/// Draws a point of a curve, and which of its pieces it lies on.
pub type Place = fn(&mut Draws) -> ([f64; 2], u8);

/// A curve of one or more pieces, with normal noise in both directions.
pub struct Curve {
    /// How many pieces there are.
    pub pieces: usize,
    /// Standard deviation of the noise.
    pub deviation: f64,
    pub place: Place,
}

impl Curve {
    /// A point and its piece.
    pub fn draw(&self, draws: &mut Draws) -> (Vec<f64>, u8) {
        let (place, piece) = (self.place)(draws);
        let point = place.map(|x| x + self.deviation * draws.normal());
        (point.to_vec(), piece)
    }
}
