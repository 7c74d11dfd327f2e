//! How many modes of a mixture a generator finds, and how many of its samples are as good as data: those within three
//! standard deviations of a mode (Srivastava et al., VEEGAN, 2017).

use ndarray::ArrayView2;

/// One Gaussian of a mixture: weight · N(centre, deviation² I).
#[derive(Clone, Debug, PartialEq)]
pub struct Mode {
    /// The share of points that come from here.
    pub weight: f64,
    /// A number a value, x in [0, 1].
    pub centre: Vec<f64>,
    /// Standard deviation along each axis.
    pub deviation: f64,
}

/// What samples found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Modes with at least 20 of 2,500 samples near them.
    pub modes: usize,
    /// The share of samples that are near some mode.
    pub share: f64,
    /// Samples near each mode, in their order.
    pub counts: Vec<usize>,
}

/// A sample is near the mode that fewest standard deviations part it from, if they are no more than this.
const NEAR: f64 = 3.0;
/// Samples near a mode that was found, of so many.
const ENOUGH: (usize, usize) = (20, 2_500);

/// Which of `modes` the samples found, `(count, values)` in x; without modes or samples, none.
///
/// # Panics
/// If samples do not have as many values as the modes.
pub fn found(samples: ArrayView2<f32>, modes: &[Mode]) -> Found {
    let mut counts = vec![0; modes.len()];
    for sample in samples.rows() {
        let distances = modes.iter().map(|mode| {
            assert_eq!(sample.len(), mode.centre.len(), "values of a sample");
            let offsets = sample.iter().zip(&mode.centre);
            let squares = offsets.map(|(&x, centre)| (f64::from(x) - centre).powi(2));
            squares.sum::<f64>().sqrt() / mode.deviation
        });
        let nearest = distances
            .enumerate()
            .min_by(|(_, a), (_, b)| a.total_cmp(b));
        if let Some((mode, distance)) = nearest
            && distance <= NEAR
        {
            counts[mode] += 1;
        }
    }
    let (enough, of) = ENOUGH;
    let is_found = |&&count: &&usize| count > 0 && count * of >= enough * samples.nrows();
    Found {
        modes: counts.iter().filter(is_found).count(),
        share: counts.iter().sum::<usize>() as f64 / samples.nrows().max(1) as f64,
        counts,
    }
}
