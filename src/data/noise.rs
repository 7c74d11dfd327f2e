//! Images in which there is nothing to find: every pixel is drawn on its own.

use super::dataset::{Dataset, Images};
use super::handwriting::SIDE;
use crate::noise::{Clock, words};

/// What the dataset is called.
pub const NAME: &str = "noise";
/// How many training images the dataset has.
pub const TRAIN: usize = 10_000;
/// How many held-out images the dataset has.
pub const HELD_OUT: usize = 2_000;

/// The noise stream of pixels.
const STREAM: u32 = 0x4E4F_0000;

/// Images of independent bytes, each as likely as any other, of the size of handwriting.
pub fn dataset(seed: u32) -> Dataset {
    // `part` tells training images from held-out ones.
    let images = |part, count: usize| {
        let clock = Clock { seed, step: part };
        let pairs = 0..(count * SIDE * SIDE / 8) as u32;
        let bytes = pairs.flat_map(|pair| {
            words(clock, STREAM, pair)
                .into_iter()
                .flat_map(u32::to_le_bytes)
        });
        Images::new(bytes.collect(), SIDE, SIDE, 1)
    };
    Dataset {
        name: NAME.into(),
        train: images(0, TRAIN),
        held_out: images(1, HELD_OUT),
        remarks: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_even_and_tell_nothing_of_each_other() {
        let Dataset {
            train, held_out, ..
        } = dataset(0);
        assert_eq!((train.count(), held_out.count()), (TRAIN, HELD_OUT));
        assert_ne!(train.pixels.row(0), held_out.pixels.row(0));
        // Bytes from 0 to 255 have the mean 127.5 and the variance (256² - 1) / 12.
        let spread = |byte: &u8| f64::from(*byte) - 127.5;
        let count = held_out.pixels.len() as f64;
        let (mut mean, mut variance, mut beside) = (0.0, 0.0, 0.0);
        for row in held_out.pixels.rows() {
            let row: Vec<f64> = row.iter().map(spread).collect();
            mean += row.iter().sum::<f64>() / count;
            variance += row.iter().map(|x| x * x).sum::<f64>() / count;
            beside += row.windows(2).map(|pair| pair[0] * pair[1]).sum::<f64>() / count;
        }
        // Five standard errors of each.
        let expected = 65_535.0 / 12.0;
        assert!(mean.abs() < 5.0 * (expected / count).sqrt(), "{mean}");
        assert!(
            (variance / expected - 1.0).abs() < 5.0 / count.sqrt(),
            "{variance}"
        );
        assert!((beside / expected).abs() < 5.0 / count.sqrt(), "{beside}");
    }
}
