//! Handwritten digits that cost no download and never run out: strokes of a pen with known generative
//! factors. An image is a function of (seed, index) alone, the same to the last bit on every platform: only
//! additions, multiplications, divisions and square roots of f32 are used. Images follow MNIST's conventions.

#[rustfmt::skip]
mod allographs;
mod curve;
mod factors;
mod hand;
mod raster;

use std::ops::Range;

use super::dataset::{Dataset, Images, matrix};
use super::draws::{Draws, Purpose};

pub use factors::{FACTORS, Factors};
pub use raster::{BOX, SIDE};

/// What the dataset is called.
pub const NAME: &str = "handwriting";
/// How many training images the dataset has.
pub const TRAIN: usize = 20_000;
/// How many held-out images the dataset has.
pub const HELD_OUT: usize = 2_000;
/// How many training images are made before training starts.
pub const FIRST: usize = 2_000;

/// The index of the first held-out image of any seed: training images never reach it.
const HELD_OUT_START: u32 = 2_000_000_000;

/// A digit that was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Digit {
    /// 28 rows of 28 bytes, ink high.
    pub pixels: [u8; SIDE * SIDE],
    /// Which digit, 0 to 9.
    pub label: u8,
    /// How it was written.
    pub factors: Factors,
}

/// Image `index` of the endless sequence of `seed`.
pub fn image(seed: u32, index: u32) -> Digit {
    let label = label(seed, index);
    let allographs = allographs::DIGITS[usize::from(label)];
    let factors = Factors::draw(allographs, &mut Draws::new(seed, Purpose::Factors, index));
    redraw(seed, index, label, factors)
}

/// The digit `label` in the hand of image `index`, with given factors; what they leave open stays as it was.
/// A label beyond 9 is taken for 9, a style that the digit does not have for its last.
// SAFETY: nothing else has this name.
#[cfg_attr(fast_exports, unsafe(export_name = "fast_redraw"))]
pub fn redraw(seed: u32, index: u32, label: u8, factors: Factors) -> Digit {
    let label = label.min(9);
    let allographs = allographs::DIGITS[usize::from(label)];
    let style = usize::from(factors.style).min(allographs.len() - 1);
    let mut draws = Draws::new(seed, Purpose::Hand, index);
    let mut path = hand::write(&allographs[style], &factors, &mut draws);
    Digit {
        pixels: raster::render(&mut path),
        label,
        factors,
    }
}

/// How many allographs a digit has.
pub fn styles(label: u8) -> usize {
    allographs::DIGITS[usize::from(label.min(9))].len()
}

/// The digit that image `index` shows: each ten in a row hold every digit once, in random order.
pub(super) fn label(seed: u32, index: u32) -> u8 {
    let mut digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    let mut draws = Draws::new(seed, Purpose::Labels, index / 10);
    for last in (1..digits.len()).rev() {
        digits.swap(last, draws.below(last + 1));
    }
    digits[index as usize % 10]
}

/// A range of the images of a seed.
pub fn images(seed: u32, range: Range<u32>) -> Images {
    let count = range.len();
    let mut pixels = Vec::with_capacity(count * SIDE * SIDE);
    let mut labels = Vec::with_capacity(count);
    let mut values = Vec::with_capacity(count * FACTORS.len());
    for index in range {
        let digit = image(seed, index);
        pixels.extend_from_slice(&digit.pixels);
        labels.push(digit.label);
        values.extend(digit.factors.values());
    }
    Images {
        pixels: matrix(pixels, SIDE * SIDE),
        labels: Some(labels),
        factors: Some(matrix(values, FACTORS.len())),
        height: SIDE,
        width: SIDE,
        planes: 1,
    }
}

/// The dataset of a seed with its first `count` training images; [`images`] makes the others.
pub fn dataset(seed: u32, count: usize) -> Dataset {
    let train = u32::try_from(count.min(TRAIN)).unwrap_or(0);
    Dataset {
        name: NAME.into(),
        train: images(seed, 0..train),
        held_out: images(seed, HELD_OUT_START..HELD_OUT_START + HELD_OUT as u32),
        remarks: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same bytes on every platform; these tests also run as wasm.
    #[test]
    fn the_bytes_are_known() {
        let images = images(7, 0..500);
        let factors = images.factors.iter().flatten();
        let bytes = (images.pixels.iter().copied())
            .chain(images.labels.iter().flatten().copied())
            .chain(factors.flat_map(|factor| factor.to_le_bytes()));
        // FNV-1a, 64 bits.
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        assert_eq!(hash, 0x9cd5_5332_f4b9_41e1);
    }
}
