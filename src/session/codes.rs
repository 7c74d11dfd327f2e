//! Codes of integers: what a model says of each place, and drawing them place by place.

use ndarray::{Array2, ArrayView2, s};

use super::{Result, Session, SessionError};
use crate::choices::Choice;
use crate::executor::Executor;
use crate::models::programs::Query;
use crate::models::streams::{Streams, Use};
use crate::noise::{Clock, uniform, words};

impl<E: Executor> Session<E> {
    /// Places of a code, and levels of each.
    ///
    /// # Errors
    /// [`SessionError::NoIntegers`]
    pub fn integers(&self) -> Result<[usize; 2]> {
        let run = self.run.as_ref().ok_or(SessionError::NoDataset)?;
        let made = run.model.integers();
        let made = made.ok_or_else(|| SessionError::NoIntegers {
            method: self.options.method.name(),
        })?;
        Ok([made.places, made.levels])
    }

    /// Logits of each level of each place of codes `(codes, places)`, given the places before it: `(codes, places · levels)`. A
    /// place that is no level, such as -1, is not known yet.
    ///
    /// # Errors
    /// [`SessionError::NoIntegers`], [`SessionError::Latent`], and [`SessionError::TooMany`] for more than memory should hold.
    pub fn places(&mut self, codes: ArrayView2<f32>) -> Result<Array2<f32>> {
        let [places, levels] = self.integers()?;
        let (expected, actual) = (places, codes.ncols());
        if actual != expected {
            return Err(SessionError::Latent { expected, actual });
        }
        let numbers = codes.nrows().saturating_mul(places * levels);
        self.check_count(numbers / self.pixels()?)?;
        let query = Query::Places { places };
        let mut answers = self.answer(query, codes, &|_| None, &[places * levels])?;
        Ok(answers.swap_remove(0))
    }

    /// `count` codes, `(count, places)`: each place is drawn given those before it; `draw` says which draw.
    ///
    /// # Errors
    /// As [`Session::places`].
    pub fn draw_codes(&mut self, count: usize, draw: u32) -> Result<Array2<f32>> {
        let [places, levels] = self.integers()?;
        let (seed, step) = (self.options.seed, draw);
        let stream = Streams::new(Use::Prior, 0).take();
        let mut codes = Array2::from_elem((count, places), -1.0);
        for place in 0..places {
            let logits = self.places(codes.view())?;
            for row in 0..count {
                let own = logits.slice(s![row, place * levels..(place + 1) * levels]);
                let largest = own.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let weights = own
                    .iter()
                    .map(|logit| libm::exp(f64::from(logit - largest)));
                let [word, _] = words(Clock { seed, step }, stream, (row * places + place) as u32);
                // The level at which the sum of the weights passes its share.
                let mut left = f64::from(uniform(word)) * weights.clone().sum::<f64>();
                let found = weights.take_while(|weight| {
                    left -= weight;
                    left >= 0.0
                });
                codes[(row, place)] = found.count().min(levels - 1) as f32;
            }
        }
        Ok(codes)
    }
}
