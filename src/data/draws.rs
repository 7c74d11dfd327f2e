//! The random numbers that generated data is made of, a function of (seed, purpose, index) alone.

use crate::noise::{Clock, uniform, words};
use crate::special::normal_quantile;

/// What a sequence of draws is for: sequences with different purposes are independent.
#[derive(Clone, Copy)]
pub enum Purpose {
    /// Which digits are written.
    Labels = 0x4857_0000,
    /// The factors of a digit.
    Factors,
    /// What the factors of a digit leave open.
    Hand,
    /// Heartbeats.
    Pulse = 0x5055_0000,
    /// The points of a toy.
    Points = 0x544F_0000,
}

/// A sequence of independent draws.
pub struct Draws {
    seed: u32,
    purpose: Purpose,
    index: u32,
    pair: u32,
    spare: Option<u32>,
}

impl Draws {
    pub fn new(seed: u32, purpose: Purpose, index: u32) -> Self {
        Self {
            seed,
            purpose,
            index,
            pair: 0,
            spare: None,
        }
    }

    // SAFETY: nothing else has this name.
    #[cfg_attr(fast_exports, unsafe(export_name = "fast_word"))]
    fn word(&mut self) -> u32 {
        if let Some(word) = self.spare.take() {
            return word;
        }
        let clock = Clock {
            seed: self.seed,
            step: self.index,
        };
        let [word, spare] = words(clock, self.purpose as u32, self.pair);
        self.pair += 1;
        self.spare = Some(spare);
        word
    }

    /// Uniform in (0, 1).
    pub fn uniform(&mut self) -> f32 {
        uniform(self.word())
    }

    /// Uniform among 0 .. `count`.
    pub fn below(&mut self, count: usize) -> usize {
        ((u64::from(self.word()) * count as u64) >> 32) as usize
    }

    /// N(0, 1), by its quantiles.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform().into())
    }

    /// Close to N(0, 1) and never beyond ±2√3 (Irwin and Hall): four uniform 16-bit numbers, whose sum has
    /// variance 4/12. A sum of integers is exact, and needs no logarithm.
    pub fn bounded_normal(&mut self) -> f32 {
        const SCALE: f32 = 1.732_050_8 / 65_536.0;
        let (a, b) = (self.word(), self.word());
        let sum = (a >> 16) + (a & 0xFFFF) + (b >> 16) + (b & 0xFFFF);
        (sum as f32 + 2.0 - 131_072.0) * SCALE
    }
}
