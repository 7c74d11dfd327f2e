//! Questions to a model: encoding, decoding, samples, the manifold.

use std::ops::Range;

use ndarray::{Array2, ArrayView2, s};

use super::data::NO_LABEL;
use super::weights::WeightsError;
use super::{Encoding, Result, Session, SessionError};
use crate::choices::Choice;
use crate::data::Images;
use crate::executor::Executor;
use crate::graph::Variable;
use crate::models::condition::MEANS;
use crate::models::prior::{CENTRES, SPREAD};
use crate::models::programs::Query;
use crate::models::spec::{Code, Judged};
use crate::models::streams::{Streams, Use};
use crate::models::{Spec, spec};
use crate::noise::{Clock, uniform, words};
use crate::refusal::Sides;
use crate::special::normal_quantile;

/// Rows in one run of a program; more are answered in parts.
const ROWS: usize = 512;

/// Numbers that one request may ask for at most: 256 MiB.
const MOST: usize = 1 << 26;

impl<E: Executor> Session<E> {
    /// What the model of the options in force is.
    pub fn spec(&self) -> Spec {
        spec(&self.options)
    }

    /// What images, `(images, pixels)` in [0, 1], are encoded to; a model that learns from classes takes `label` for
    /// theirs, and none of them where there is none.
    ///
    /// # Errors
    /// [`SessionError::Pixels`], and [`SessionError::NoEncoder`] where the model has none.
    pub fn encode(&mut self, pixels: ArrayView2<f32>, label: Option<u8>) -> Result<Encoding> {
        let expected = self.pixels()?;
        let actual = pixels.ncols();
        if actual != expected {
            return Err(SessionError::Pixels { expected, actual });
        }
        self.encoding(Query::Encode { pixels: actual }, pixels, label)
    }

    /// What the held-out images at these places are encoded to, as far as there are so many.
    ///
    /// # Errors
    /// [`SessionError::NoEncoder`] where the model has no encoder.
    pub fn encode_held_out(&mut self, places: Range<usize>) -> Result<Encoding> {
        let data = self.data.as_ref().ok_or(SessionError::NoDataset)?;
        let query = Query::EncodeFrom(data.held_out_tables());
        let count = places.end.min(data.held_out.count());
        let count = count.saturating_sub(places.start);
        let rows = Array2::from_shape_fn((count, 1), |(row, _)| (places.start + row) as f32);
        self.encoding(query, rows.view(), None)
    }

    /// The code of each row.
    fn encoding(
        &mut self,
        query: Query,
        rows: ArrayView2<f32>,
        label: Option<u8>,
    ) -> Result<Encoding> {
        let latent = self.spec().dimensions;
        match self.spec().code {
            Code::None => Err(SessionError::NoEncoder {
                method: self.options.method.name(),
            }),
            Code::Point => {
                let mut answers = self.answer(query, rows, &|_| label, &[latent])?;
                Ok(Encoding {
                    mu: answers.swap_remove(0),
                    logvar: None,
                    factor: None,
                })
            }
            Code::Gaussian => {
                let full = self.options.full_posterior();
                let columns = [latent, latent, latent * latent];
                let columns = &columns[..2 + usize::from(full)];
                let mut answers = self.answer(query, rows, &|_| label, columns)?;
                Ok(Encoding {
                    factor: if full { answers.pop() } else { None },
                    logvar: answers.pop(),
                    mu: answers.swap_remove(0),
                })
            }
        }
    }

    /// Mean images of latent points `(points, latent)`: `(points, pixels)` in [0, 1]; `label` as in [`Session::encode`].
    ///
    /// # Errors
    /// [`SessionError::Latent`], and [`SessionError::TooMany`] for more than memory should hold.
    pub fn decode(&mut self, z: ArrayView2<f32>, label: Option<u8>) -> Result<Array2<f32>> {
        self.decoded(z, &|_| label)
    }

    fn decoded(
        &mut self,
        z: ArrayView2<f32>,
        label: &dyn Fn(usize) -> Option<u8>,
    ) -> Result<Array2<f32>> {
        let (expected, actual) = (self.spec().dimensions, z.ncols());
        if actual != expected {
            return Err(SessionError::Latent { expected, actual });
        }
        self.check_count(z.nrows())?;
        let pixels = self.pixels()?;
        let query = Query::Decode { latent: actual };
        let mut answers = self.answer(query, z, label, &[pixels])?;
        Ok(answers.swap_remove(0))
    }

    /// Numbers of a row of what the model judges.
    ///
    /// # Errors
    /// [`SessionError::NoJudge`]
    pub fn judged_columns(&self) -> Result<usize> {
        let Spec {
            judges, dimensions, ..
        } = self.spec();
        match judges {
            Judged::Nothing => Err(SessionError::NoJudge {
                method: self.options.method.name(),
            }),
            Judged::Images => self.pixels(),
            Judged::Codes => Ok(dimensions),
            Judged::Pairs => Ok(self.pixels()? + dimensions),
        }
    }

    /// How real rows of what the model judges look to it: of each the logit of its discriminator, or what its critic gives, and
    /// then the gradient of that by each number of the row. Pixels are in [0, 1].
    ///
    /// # Errors
    /// [`SessionError::NoJudge`], [`SessionError::Pixels`], and as [`Session::decode`].
    pub fn judge(&mut self, rows: ArrayView2<f32>) -> Result<Array2<f32>> {
        let (expected, actual) = (self.judged_columns()?, rows.ncols());
        if actual != expected {
            return Err(match self.spec().judges {
                Judged::Codes => SessionError::Latent { expected, actual },
                Judged::Nothing | Judged::Images | Judged::Pairs => {
                    SessionError::Pixels { expected, actual }
                }
            });
        }
        self.check_count(rows.nrows())?;
        let query = Query::Judge { columns: actual };
        let mut answers = self.answer(query, rows, &|_| None, &[1 + actual])?;
        Ok(answers.swap_remove(0))
    }

    /// The means m_y of p(z|y) = N(m_y, I), those of a class together; nothing where the prior is N(0, I).
    ///
    /// # Errors
    /// [`SessionError::NoDataset`]
    pub fn prior_means(&self) -> Result<Vec<f32>> {
        self.parameter(MEANS)
    }

    /// A parameter by its name in files, row by row; nothing where the model has none of this name.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`]
    pub fn parameter(&self, name: &str) -> Result<Vec<f32>> {
        let found = self.named(name)?;
        Ok(found.map_or_else(Vec::new, |variable| self.executor.variable(variable)))
    }

    /// Gives a parameter other values, from which training goes on.
    ///
    /// # Errors
    /// [`WeightsError::Extra`] where the model has none of this name, [`WeightsError::Shape`] for another number of values.
    pub fn set_parameter(&mut self, name: &str, values: &[f32]) -> Result<()> {
        let tensor = name.to_owned();
        let variable = self.named(name)?;
        let variable = variable.ok_or_else(|| WeightsError::Extra {
            tensor: tensor.clone(),
        })?;
        let (rows, columns) = variable.shape;
        if values.len() != rows * columns {
            let expected = Sides(vec![rows, columns]);
            let actual = Sides(vec![values.len()]);
            return Err(WeightsError::Shape {
                tensor,
                expected,
                actual,
            }
            .into());
        }
        self.executor.set_variable(variable, values);
        Ok(())
    }

    fn named(&self, name: &str) -> Result<Option<Variable>> {
        let run = self.run.as_ref().ok_or(SessionError::NoDataset)?;
        let mut parameters = run.model.parameters().iter();
        let found = parameters.find(|parameter| parameter.name == name);
        Ok(found.map(|parameter| parameter.variable))
    }

    /// The mean of p(z) or, where each class has its own, of p(z|y); 0 where the class is not known.
    pub(super) fn prior_mean(&self, label: Option<u8>) -> Result<Vec<f32>> {
        let latent = self.spec().dimensions;
        let means = self.prior_means()?;
        let own = label.and_then(|label| means.chunks_exact(latent).nth(label.into()));
        Ok(own.map_or_else(|| vec![0.0; latent], <[f32]>::to_vec))
    }

    /// Mean images of `count` points drawn from the prior: see [`Session::draw_prior`].
    ///
    /// # Errors
    /// [`SessionError::TooMany`] for more than memory should hold.
    pub fn sample(&mut self, count: usize, draw: u32, label: Option<u8>) -> Result<Array2<f32>> {
        self.check_count(count)?;
        let z = self.draw_prior(count, draw, label)?;
        self.decode(z.view(), label)
    }

    /// `count` points drawn from the prior, that of the class where each has its own; `draw` says which draw.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`]
    pub fn draw_prior(&self, count: usize, draw: u32, label: Option<u8>) -> Result<Array2<f32>> {
        let (seed, latent) = (self.options.seed, self.spec().dimensions);
        let stream = Streams::new(Use::Prior, 0).take();
        let mean = self.prior_mean(label)?;
        let centres = self.parameter(CENTRES)?;
        let drawn = |element: usize| {
            let numbers = words(Clock { seed, step: draw }, stream, element as u32);
            numbers.map(uniform)
        };
        Ok(Array2::from_shape_fn((count, latent), |(row, column)| {
            let [own, _] = drawn(row * latent + column);
            let normal = normal_quantile(own.into()) as f32;
            if centres.is_empty() {
                return normal + mean[column];
            }
            let [_, which] = drawn(row * latent);
            let centre = (which * (centres.len() / latent) as f32) as usize;
            SPREAD * normal + centres[centre * latent + column]
        }))
    }

    /// Mean images at a `side` by `side` grid of the prior's quantiles in the first two latent dimensions, the others
    /// at its mean: row by row from the top (high second dimension), each from the left (low first dimension).
    pub fn grid(&mut self, side: usize, label: Option<u8>) -> Result<Array2<f32>> {
        self.check_count(side.saturating_mul(side))?;
        // The middles of `side` equally probable parts.
        let at = |part: usize| normal_quantile((part as f64 + 0.5) / side as f64) as f32;
        let shape = (side * side, self.spec().dimensions);
        let mean = self.prior_mean(label)?;
        let z = Array2::from_shape_fn(shape, |(cell, dimension)| {
            mean[dimension]
                + match dimension {
                    0 => at(cell % side),
                    1 => at(side - 1 - cell / side),
                    _ => 0.0,
                }
        });
        self.decode(z.view(), label)
    }

    /// The first `count` held-out images.
    pub fn held_out(&self, count: usize) -> Result<Images> {
        let data = self.data.as_ref().ok_or(SessionError::NoDataset)?;
        let count = count.min(data.held_out.count());
        let places: Vec<usize> = (0..count).collect();
        Ok(data.held_out.select(&places))
    }

    /// The first `count` held-out images, decoded at the means of their encodings.
    pub fn reconstruct(&mut self, count: usize) -> Result<Array2<f32>> {
        let encoding = self.encode_held_out(0..count)?;
        let labels = self.held_out(count)?.labels.unwrap_or_default();
        self.decoded(encoding.mu.view(), &|row| labels.get(row).copied())
    }

    /// Refuses to decode more images than fit in memory.
    pub(super) fn check_count(&self, count: usize) -> Result<()> {
        let most = MOST / self.pixels()?.max(self.spec().dimensions);
        if count > most {
            return Err(SessionError::TooMany { count, most });
        }
        Ok(())
    }

    /// Asks the model about rows, in parts: the outputs that its answer has, of so many columns each. `label` gives the class
    /// of a row to a model that learns from classes.
    pub(super) fn answer(
        &mut self,
        query: Query,
        rows: ArrayView2<f32>,
        label: &dyn Fn(usize) -> Option<u8>,
        columns: &[usize],
    ) -> Result<Vec<Array2<f32>>> {
        let labelled = self.spec().labels;
        let run = self.run.as_mut().ok_or(SessionError::NoDataset)?;
        let executor = &mut self.executor;
        let of = |&columns: &usize| Array2::zeros((rows.nrows(), columns));
        let mut answers: Vec<Array2<f32>> = columns.iter().map(of).collect();
        for start in (0..rows.nrows()).step_by(ROWS) {
            let part = s![start..rows.nrows().min(start + ROWS), ..];
            let feed: Vec<f32> = rows.slice(part).iter().copied().collect();
            let count = rows.slice(part).nrows();
            let model = run.model.as_ref();
            let classes = if labelled { run.images.classes } else { 0 };
            let loaded = run.programs.query(executor, model, query, count, classes)?;
            executor.feed(loaded.program, loaded.graph.input, &feed);
            if let Some(labels) = loaded.graph.labels {
                let label = |row| f32::from(label(row).unwrap_or(NO_LABEL));
                let column: Vec<f32> = (start..start + count).map(label).collect();
                executor.feed(loaded.program, labels, &column);
            }
            executor.run(loaded.program, Clock::default());
            for (output, answer) in answers.iter_mut().enumerate() {
                let values = executor.output(loaded.program, output);
                for (place, &value) in answer.slice_mut(part).iter_mut().zip(values) {
                    *place = value;
                }
            }
        }
        Ok(answers)
    }
}
