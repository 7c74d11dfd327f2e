//! Random matrices and the comparison that all engine tests share.

use ndarray::Array2;
use vae_lab::graph::Shape;
use vae_lab::noise::{threefry, uniform};

/// How far an f32 executor may be from the reference, by class of op. All errors are relative to the
/// largest magnitude in the matrix, since cancellation makes single elements arbitrarily bad.
#[derive(Clone, Copy, Debug)]
pub enum Class {
    /// Moves and selects values: no rounding at all.
    Exact,
    /// A few roundings an element, the polynomials of `math` among them (3e-7 each).
    Element,
    /// Sums, whose order differs: error grows with the number of terms, at worst some 1,000 of 6e-8.
    Sum,
}

/// How far off a matrix may be: by parts of its largest magnitude, or by a number.
#[derive(Clone, Copy, Debug)]
pub struct Tolerance {
    pub relative: f64,
    pub absolute: f64,
}

impl Class {
    pub fn tolerance(self) -> Tolerance {
        Tolerance {
            relative: match self {
                Class::Exact => 0.0,
                Class::Element => 2e-6,
                Class::Sum => 2e-5,
            },
            absolute: 0.0,
        }
    }
}

/// Numbers in (-1, 1) that are a function of the seed.
pub fn random(seed: u32, (rows, columns): Shape) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |(row, column)| {
        let [word, _] = threefry([seed, 0], [row as u32, column as u32]);
        f64::from(uniform(word)) * 2.0 - 1.0
    })
}

/// The same numbers in f32, row-major.
pub fn narrow(matrix: &Array2<f64>) -> Vec<f32> {
    matrix.iter().map(|x| *x as f32).collect()
}

/// How far `x` is from `y`, in parts of `scale`.
fn off(x: f32, y: f64, scale: f64) -> f64 {
    let x = f64::from(x);
    if x == y || (x.is_nan() && y.is_nan()) {
        return 0.0;
    }
    let off = (x - y).abs() / scale;
    if off.is_nan() { f64::INFINITY } else { off }
}

/// The largest magnitude expected, and how many parts of it an executor may be off. `others` are what the interpreter
/// gets in f32, or from inputs that are a little off: where cancellation takes digits from it, another order of the
/// same roundings may take a few more.
pub fn allowance(expected: &[f64], others: &[&[f32]], tolerance: Tolerance) -> (f64, f64) {
    let finite = expected.iter().filter(|x| x.is_finite());
    let scale = finite.fold(1e-30, |most: f64, x| most.max(x.abs()));
    let lost = others.iter().flat_map(|other| other.iter().zip(expected));
    let lost = lost.fold(0.0, |most: f64, (&x, &y)| most.max(off(x, y, scale)));
    let allowed = match tolerance.relative {
        0.0 => 0.0,
        relative => (relative + 8.0 * lost).max(tolerance.absolute / scale),
    };
    (scale, allowed)
}

/// Compares with a tolerance as in [`allowance`].
#[track_caller]
pub fn assert_close(
    actual: &[f32],
    expected: &[f64],
    others: &[&[f32]],
    tolerance: Tolerance,
    what: &str,
) {
    assert_eq!(actual.len(), expected.len(), "{what}: lengths");
    let (scale, allowed) = allowance(expected, others, tolerance);
    for (at, (&x, &y)) in actual.iter().zip(expected).enumerate() {
        let off = off(x, y, scale);
        assert!(
            off <= allowed,
            "{what}: element {at} is {x}, not {y} (off by {off:e} of {scale:e}, allowed {allowed:e})",
        );
    }
}
