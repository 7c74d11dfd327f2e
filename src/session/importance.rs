//! How large p(x) is, estimated from samples of q(z|x) by their importance weights (Burda, Grosse and Salakhutdinov,
//! "Importance Weighted Autoencoders", 2016).

use ndarray::{Array2, ArrayView1, s};

use super::data::NO_LABEL;
use super::{Result, Session, SessionError};
use crate::executor::Executor;
use crate::models::build::{BYTE, Moment};
use crate::models::options::Likelihood;
use crate::models::streams::{Streams, Use};
use crate::noise::{Clock, uniform, words};

/// Samples of z in one run of a program, at the most.
const SAMPLES: usize = 500;

/// Samples of z of one image, from q(z|x).
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// `(samples, latent)`
    pub z: Array2<f32>,
    /// ln w = ln p(x|z) + ln p(z) - ln q(z|x), one a sample.
    pub log_weights: Vec<f64>,
}

impl Weighed {
    /// L_k of all k samples: ln (1/k) Σ w, in expectation at most ln p(x).
    pub fn bound(&self) -> f64 {
        let (largest, [sum, _]) = self.sums();
        largest + libm::log(sum / self.log_weights.len() as f64)
    }

    /// Their estimate of the evidence lower bound: the mean of ln w.
    pub fn elbo(&self) -> f64 {
        self.log_weights.iter().sum::<f64>() / self.log_weights.len() as f64
    }

    /// As how many samples with equal weights they count: (Σ w)² / Σ w².
    pub fn effective(&self) -> f64 {
        let (_, [sum, of_squares]) = self.sums();
        sum * sum / of_squares
    }

    /// The largest ln w, and sums of w and of w² with the largest w as 1.
    fn sums(&self) -> (f64, [f64; 2]) {
        let largest = self.log_weights.iter().copied();
        let largest = largest.fold(f64::NEG_INFINITY, f64::max);
        let mut sums = [0.0; 2];
        for &log in &self.log_weights {
            let weight = libm::exp(log - largest);
            sums[0] += weight;
            sums[1] += weight * weight;
        }
        (largest, sums)
    }
}

/// Means over held-out images, in nats an image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Importance {
    pub images: usize,
    /// Of z, for each image.
    pub samples: usize,
    /// -ELBO, by the mean of all samples.
    pub loss: f64,
    /// -L_k of all samples, at least -ln p(x) in expectation.
    pub bound: f64,
    /// The standard error of `bound` over the images.
    pub error: f64,
    /// Effective samples.
    pub effective: f64,
    /// Whether a Bernoulli likelihood judges pixels between black and white: then nothing here is of a log-likelihood.
    pub grey: bool,
}

impl Importance {
    /// -L_k in bits.
    pub fn bits(&self) -> f64 {
        self.bound / std::f64::consts::LN_2
    }
}

impl<E: Executor> Session<E> {
    /// Draws samples of z for an image, `pixels` in [0, 1] that are taken as they are, and weighs them; `label` is as in
    /// [`Session::encode`], and `draw` says which draw.
    ///
    /// # Errors
    /// [`SessionError::Pixels`], and [`SessionError::NoPosterior`] for a model without q(z|x).
    pub fn weigh(
        &mut self,
        pixels: ArrayView1<f32>,
        label: Option<u8>,
        samples: usize,
        draw: u32,
    ) -> Result<Weighed> {
        let (executor, options) = (&mut self.executor, &self.options);
        let (Some(data), Some(run)) = (&self.data, &mut self.run) else {
            return Err(SessionError::NoDataset);
        };
        let (expected, actual) = (run.images.pixels(), pixels.len());
        if actual != expected {
            return Err(SessionError::Pixels { expected, actual });
        }
        let tables = data.single_tables();
        if let Some(table) = tables.labels {
            executor.set_table(table, vec![label.unwrap_or(NO_LABEL)].into());
        }
        let size = samples.clamp(1, SAMPLES);
        let model = run.model.as_ref();
        let loaded = run.programs.weigh(executor, model, options, tables, size)?;
        let (graph, program) = (&loaded.graph, loaded.program);
        let pixels: Vec<f32> = pixels.iter().copied().collect();
        executor.feed(program, graph.image, &pixels);
        if let Some(index) = graph.index {
            executor.feed(program, index, &[0.0]);
        }
        for &(input, feed) in &graph.fed {
            let value = feed(options, Moment::default());
            executor.feed(program, input, &[value as f32]);
        }
        let mut weighed = Weighed {
            z: Array2::zeros((samples, options.latent)),
            log_weights: Vec::with_capacity(samples),
        };
        let runs = samples.div_ceil(size) as u32;
        for (run, start) in (0..samples).step_by(size).enumerate() {
            let clock = Clock {
                seed: options.seed,
                step: draw.wrapping_mul(runs).wrapping_add(run as u32),
            };
            executor.run(program, clock);
            let end = samples.min(start + size);
            let z = executor.output(program, 0);
            for (place, &z) in weighed.z.slice_mut(s![start..end, ..]).iter_mut().zip(z) {
                *place = z;
            }
            let log_weights = executor.output(program, 1).iter();
            let log_weights = log_weights.take(end - start).map(|&log| f64::from(log));
            weighed.log_weights.extend(log_weights);
        }
        Ok(weighed)
    }

    /// Weighs `samples` of z for each of the first `limit` held-out images (0 for all). With `binarize` their pixels are
    /// drawn, the same each time.
    ///
    /// # Errors
    /// As [`Session::weigh`].
    pub fn importance(&mut self, limit: usize, samples: usize) -> Result<Importance> {
        let data = self.data.as_ref().ok_or(SessionError::NoDataset)?;
        let count = data.held_out.count();
        let images = if limit == 0 { count } else { limit.min(count) };
        let bernoulli = self.options.likelihood == Likelihood::Bernoulli;
        let (mut grey, mut losses, mut effective) = (false, 0.0, 0.0);
        let mut bounds = Vec::with_capacity(images);
        for place in 0..images {
            let (pixels, label) = self.judged(place)?;
            let between = |&pixel: &f32| pixel > 0.0 && pixel < 1.0;
            grey |= bernoulli && pixels.iter().any(between);
            let pixels = ArrayView1::from(&pixels);
            let weighed = self.weigh(pixels, label, samples.max(1), place as u32)?;
            losses -= weighed.elbo();
            bounds.push(-weighed.bound());
            effective += weighed.effective();
        }
        let count = images as f64;
        let bound = bounds.iter().sum::<f64>() / count;
        let squares = bounds.iter().map(|of_image| (of_image - bound).powi(2));
        let variance = squares.sum::<f64>() / (count - 1.0).max(1.0);
        Ok(Importance {
            images,
            samples: samples.max(1),
            loss: losses / count,
            bound,
            error: (variance / count).sqrt(),
            effective: effective / count,
            grey,
        })
    }

    /// The share of the first `limit` held-out images (0 for all) whose class is that with the largest evidence lower bound,
    /// by the mean of `samples`: the most probable one by Bayes' rule, where all classes are as frequent. None for a model
    /// that no class is given to.
    ///
    /// # Errors
    /// As [`Session::weigh`].
    pub fn recognised(&mut self, limit: usize, samples: usize) -> Result<Option<f64>> {
        let (Some(data), Some(run)) = (&self.data, &self.run) else {
            return Err(SessionError::NoDataset);
        };
        if !self.spec().labels {
            return Ok(None);
        }
        let (count, classes) = (data.held_out.count(), run.images.classes);
        let images = if limit == 0 { count } else { limit.min(count) };
        let mut right = 0;
        for place in 0..images {
            let (pixels, label) = self.judged(place)?;
            let pixels = ArrayView1::from(&pixels);
            let mut best = (f64::NEG_INFINITY, None);
            for class in 0..classes as u8 {
                let given = self.weigh(pixels, Some(class), samples.max(1), place as u32)?;
                if given.elbo() > best.0 {
                    best = (given.elbo(), Some(class));
                }
            }
            right += usize::from(best.1 == label);
        }
        Ok(Some(right as f64 / images as f64))
    }

    /// A held-out image (the last, if there are not so many) as the model is to explain it, with its class: with `binarize`
    /// each pixel is drawn black or white, the same each time.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`]
    pub fn judged(&self, place: usize) -> Result<(Vec<f32>, Option<u8>)> {
        let data = self.data.as_ref().ok_or(SessionError::NoDataset)?;
        let last = data.held_out.count().checked_sub(1);
        let place = place.min(last.ok_or(SessionError::NoDataset)?);
        let pixels = data.held_out.pixels.row(place);
        let grey = pixels.iter().map(|&byte| f32::from(byte) * BYTE);
        let label = data.held_out.labels.as_ref().map(|labels| labels[place]);
        if !self.options.binarize {
            return Ok((grey.collect(), label));
        }
        let clock = Clock {
            seed: self.options.seed,
            step: place as u32,
        };
        let stream = Streams::new(Use::ImportancePixels, 0).take();
        let drawn = grey.enumerate().map(|(at, grey)| {
            let threshold = uniform(words(clock, stream, at as u32)[0]);
            f32::from(u8::from(threshold < grey))
        });
        Ok((drawn.collect(), label))
    }
}
