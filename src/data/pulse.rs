//! Heartbeats as images of one row, after McSharry, Clifford, Tarassenko and Smith, "A dynamical model for generating
//! synthetic electrocardiogram signals" (2003): each beat is five Gaussian bumps. Training has sound beats alone; of those
//! held out every tenth image has a faulty one.

use std::f64::consts::TAU;

use super::dataset::{Dataset, Images};
use super::draws::{Draws, Purpose};

/// What the dataset is called.
pub const NAME: &str = "pulse";
/// How many training images the dataset has.
pub const TRAIN: usize = 10_000;
/// How many held-out images the dataset has.
pub const HELD_OUT: usize = 2_000;
/// Samples of an image.
pub const WIDTH: usize = 96;

/// Beats of an image.
const BEATS: usize = 3;
/// The mean of the samples between two beats.
const PERIOD: f64 = (WIDTH / BEATS) as f64;
/// One image in so many has a faulty beat, where there are any.
const RARE: u32 = 10;

/// The waves P, Q, R, S and T: place and width as angles of a beat, and height, which is a·b² of table 1. There b of Q, R
/// and S is 0.1, half a sample here: they are twice as wide, so that they are seen.
const WAVES: [[f64; 3]; 5] = [
    [-TAU / 6.0, 0.25, 0.075],
    [-TAU / 24.0, 0.2, -0.05],
    [0.0, 0.2, 0.3],
    [TAU / 24.0, 0.2, -0.075],
    [TAU / 4.0, 0.4, 0.12],
];

/// Heartbeats of a seed. The label is 0 where all are sound; 1 where one is missing, 2 where one is wide, 3 where one is
/// upside down.
pub fn dataset(seed: u32) -> Dataset {
    Dataset {
        name: NAME.into(),
        train: images(seed, 0, TRAIN, 0),
        // No training image has these numbers.
        held_out: images(seed, 1 << 31, HELD_OUT, RARE),
        remarks: Vec::new(),
    }
}

/// Images from number `first` on, of which one in `rare` has a faulty beat.
fn images(seed: u32, first: u32, count: usize, rare: u32) -> Images {
    let (mut bytes, mut labels) = (Vec::new(), Vec::new());
    for number in 0..count as u32 {
        let faulty = number.checked_rem(rare) == Some(0);
        let label = if faulty { 1 + number / rare % 3 } else { 0 };
        draw(&mut bytes, seed, first + number, label);
        labels.push(label as u8);
    }
    Images {
        labels: Some(labels),
        ..Images::new(bytes, 1, WIDTH, 1)
    }
}

/// How much wider and higher the waves of the faulty beat are, by its kind.
const FAULTS: [[f64; 2]; 4] = [[1.0, 1.0], [1.0, 0.0], [2.5, 1.0], [1.0, -1.0]];

/// Adds the image of a number, with one beat of a kind.
fn draw(bytes: &mut Vec<u8>, seed: u32, number: u32, kind: u32) {
    let draws = &mut Draws::new(seed, Purpose::Pulse, number);
    // What the beats of an image share: when the first one comes, how fast they are, and how strong.
    let (start, period) = (jitter(draws, 0.1), PERIOD * (1.0 + jitter(draws, 0.04)));
    let strength = 1.0 + jitter(draws, 0.1);
    let mut signal = [0.0; WIDTH];
    for beat in 0..BEATS {
        let is_faulty = beat as u32 == number / RARE % 3;
        let [wider, higher] = FAULTS[if is_faulty { kind as usize } else { 0 }];
        for [angle, width, height] in WAVES {
            let turns = (angle + jitter(draws, 0.03)) / TAU + beat as f64 + 0.5 + start;
            let width = period / TAU * width * (1.0 + jitter(draws, 0.1)) * wider;
            let height = strength * height * (1.0 + jitter(draws, 0.1)) * higher;
            for (sample, value) in signal.iter_mut().enumerate() {
                let far = (sample as f64 + 0.5 - period * turns) / width;
                // Farther away it adds less than the last bit of a value.
                if far.abs() < 9.0 {
                    *value += height * libm::exp(-0.5 * far * far);
                }
            }
        }
    }
    bytes.extend(signal.map(|value| {
        // A byte holds what is between 0 and 255, and what is beyond becomes the nearest.
        (255.0 * (0.45 + 1.4 * value + jitter(draws, 0.015))) as u8
    }));
}

/// Close to N(0, deviation²). Not inlined: a page fetches this program.
#[inline(never)]
fn jitter(draws: &mut Draws, deviation: f64) -> f64 {
    deviation * f64::from(draws.bounded_normal())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn training_has_sound_beats_and_every_tenth_held_out_image_a_faulty_one() {
        let Dataset {
            train, held_out, ..
        } = dataset(3);
        assert_eq!((train.count(), held_out.count()), (TRAIN, HELD_OUT));
        assert_eq!(train.labels.unwrap(), [0; TRAIN]);
        let mut kinds = [0; 4];
        for &label in held_out.labels.as_ref().unwrap() {
            kinds[usize::from(label)] += 1;
        }
        assert_eq!(kinds, [1_800, 67, 67, 66]);
    }

    /// Told by the area under the one beat that is not as it was.
    #[test]
    fn faults_are_what_they_are_called() {
        let area = |number, kind| {
            let mut bytes = Vec::new();
            draw(&mut bytes, 5, number, kind);
            let over = |byte: u8| f64::from(byte) - 255.0 * 0.45 + 0.5;
            bytes.into_iter().map(over).sum::<f64>()
        };
        let numbers = 0..600;
        let mean = |kind| {
            numbers
                .clone()
                .map(|number| area(number, kind))
                .sum::<f64>()
                / 600.0
        };
        let beat = mean(0) / BEATS as f64;
        for (kind, times) in [(1, 0.0), (2, 2.5), (3, -1.0)] {
            let found = 1.0 + (mean(kind) - mean(0)) / beat;
            assert!((found - times).abs() < 0.2, "{kind}: {found}");
        }
    }

    #[test]
    fn the_bytes_are_known() {
        let all = dataset(7);
        let bytes = all.train.pixels.iter().chain(&all.held_out.pixels);
        // FNV-1a, 64 bits.
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        assert_eq!(hash, 450_568_953_823_190_852);
    }
}
