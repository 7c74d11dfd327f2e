//! Looking at a model: encoding, decoding, samples, the manifold.

use std::ops::Range;

use ndarray::{Array2, ArrayView2, s};

use super::{Encoding, Result, Session, SessionError, quantile};
use crate::data::Images;
use crate::executor::Executor;
use crate::models::programs::Look;
use crate::noise::{Clock, uniform, words};

/// Rows looked at in one run of a program; more are looked at in parts.
const ROWS: usize = 512;

/// Numbers that one request may ask for at most: 256 MiB.
const MOST: usize = 1 << 26;

/// The noise stream of samples from the prior.
const PRIOR: u32 = 5;

impl<E: Executor> Session<E> {
    /// q(z|x) of images, `(images, pixels)` in [0, 1].
    pub fn encode(&mut self, pixels: ArrayView2<f32>) -> Result<Encoding> {
        let expected = self.pixels()?;
        let actual = pixels.ncols();
        if actual != expected {
            return Err(SessionError::Pixels { expected, actual });
        }
        let [mu, logvar] = self.look(Look::Encode { pixels: actual }, pixels)?;
        Ok(Encoding { mu, logvar })
    }

    /// Mean images of latent points `(points, latent)`: `(points, pixels)` in [0, 1].
    pub fn decode(&mut self, z: ArrayView2<f32>) -> Result<Array2<f32>> {
        let (expected, actual) = (self.options.latent, z.ncols());
        if actual != expected {
            return Err(SessionError::Latent { expected, actual });
        }
        self.check_count(z.nrows())?;
        let [images] = self.look(Look::Decode { latent: actual }, z)?;
        Ok(images)
    }

    /// Mean images of `count` points drawn from the prior; `draw` says which draw.
    pub fn sample(&mut self, count: usize, draw: u32) -> Result<Array2<f32>> {
        self.check_count(count)?;
        let (seed, latent) = (self.options.seed, self.options.latent);
        let z = Array2::from_shape_fn((count, latent), |(row, column)| {
            let element = (row * latent + column) as u32;
            let word = words(Clock { seed, step: draw }, PRIOR, element)[0];
            quantile::normal(uniform(word).into()) as f32
        });
        self.decode(z.view())
    }

    /// Mean images at a `side` by `side` grid of normal quantiles of the first two latent dimensions, the others
    /// 0: row by row from the top (high second dimension), each from the left (low first dimension).
    pub fn grid(&mut self, side: usize) -> Result<Array2<f32>> {
        self.check_count(side.saturating_mul(side))?;
        // The middles of `side` equally probable parts.
        let at = |part: usize| quantile::normal((part as f64 + 0.5) / side as f64) as f32;
        let shape = (side * side, self.options.latent);
        let z = Array2::from_shape_fn(shape, |(cell, dimension)| match dimension {
            0 => at(cell % side),
            1 => at(side - 1 - cell / side),
            _ => 0.0,
        });
        self.decode(z.view())
    }

    /// The first `count` held-out images.
    pub fn held_out(&self, count: usize) -> Result<Images> {
        let corpus = self.corpus.as_ref().ok_or(SessionError::NoDataset)?;
        let count = count.min(corpus.held_out.count());
        let places: Vec<usize> = (0..count).collect();
        Ok(corpus.held_out.select(&places))
    }

    /// q(z|x) of the held-out images at these places, as far as there are so many.
    pub fn encode_held_out(&mut self, places: Range<usize>) -> Result<Encoding> {
        let corpus = self.corpus.as_ref().ok_or(SessionError::NoDataset)?;
        let look = Look::EncodeFrom(corpus.held_out_table());
        let count = places.end.min(corpus.held_out.count());
        let count = count.saturating_sub(places.start);
        let rows = Array2::from_shape_fn((count, 1), |(row, _)| (places.start + row) as f32);
        let [mu, logvar] = self.look(look, rows.view())?;
        Ok(Encoding { mu, logvar })
    }

    /// The first `count` held-out images, decoded at the means of their encodings.
    pub fn reconstruct(&mut self, count: usize) -> Result<Array2<f32>> {
        let encoding = self.encode_held_out(0..count)?;
        self.decode(encoding.mu.view())
    }

    /// Refuses to decode more images than fit in memory.
    fn check_count(&self, count: usize) -> Result<()> {
        let most = MOST / self.pixels()?.max(self.options.latent);
        if count > most {
            return Err(SessionError::TooMany { count, most });
        }
        Ok(())
    }

    /// Runs a view over rows, in parts: its outputs.
    fn look<const N: usize>(
        &mut self,
        look: Look,
        rows: ArrayView2<f32>,
    ) -> Result<[Array2<f32>; N]> {
        let pixels = self.pixels()?;
        let columns = match look {
            Look::Encode { .. } | Look::EncodeFrom(_) => self.options.latent,
            Look::Decode { .. } => pixels,
        };
        let run = self.run.as_mut().ok_or(SessionError::NoDataset)?;
        let executor = &mut self.executor;
        let mut results = [(); N].map(|()| Array2::zeros((rows.nrows(), columns)));
        for start in (0..rows.nrows()).step_by(ROWS) {
            let part = s![start..rows.nrows().min(start + ROWS), ..];
            let feed: Vec<f32> = rows.slice(part).iter().copied().collect();
            let count = rows.slice(part).nrows();
            let view = run
                .programs
                .view(executor, run.model.as_ref(), look, count)?;
            executor.feed(view.program, view.graph.input, &feed);
            executor.run(view.program, Clock::default());
            for (output, result) in results.iter_mut().enumerate() {
                let values = executor.output(view.program, output);
                for (place, &value) in result.slice_mut(part).iter_mut().zip(values) {
                    *place = value;
                }
            }
        }
        Ok(results)
    }
}
