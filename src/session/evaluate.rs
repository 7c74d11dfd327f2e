//! Evaluation on held-out images.

use std::ops::Range;

use super::loaded::EVALUATED;
use super::{Evaluation, Result, Session, SessionError};
use crate::data::toys::modes;
use crate::executor::Executor;
use crate::maps::by_key;
use crate::models;
use crate::models::build::Moment;
use crate::models::options::MAX_ROWS;
use crate::models::prior::{self, CENTRES};
use crate::models::spec::{Source, Terms};
use crate::models::vqvae::USAGE;
use crate::neighbours;
use crate::noise::Clock;

/// Which neighbour of a code its entropy is told from: that of the third varies less than that of the first.
const NEIGHBOUR: usize = 3;

/// Samples of a model that are looked through for the modes of the data.
const SAMPLES: usize = 2_500;

impl<E: Executor> Session<E> {
    /// Terms on the first `limit` held-out images (0 for all). The noise is the same each time, so that
    /// evaluations of one run differ by the weights alone.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`]
    pub fn evaluate(&mut self, limit: usize) -> Result<Evaluation> {
        let count = self.held_out_count()?;
        let images = if limit == 0 { count } else { limit.min(count) };
        let evaluation = self.terms(0, images, &|row| row)?;
        self.together(evaluation, 0..images)
    }

    /// Terms on a part of the held-out images: `images` of them (fewer at the end, 1 at the least), after
    /// `part` times as many. Each part has noise of its own.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`]
    pub fn evaluate_part(&mut self, part: usize, images: usize) -> Result<Evaluation> {
        let last = self.held_out_count()?.saturating_sub(1);
        let start = last.min(part * images);
        let images = images.clamp(1, last + 1 - start);
        let evaluation = self.terms(part as u32, images, &|row| start + row)?;
        self.together(evaluation, start..start + images)
    }

    /// Terms on one held-out image (the last, if there are not so many): means over as many samples of z as
    /// `images` of the result says.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`]
    pub fn evaluate_image(&mut self, image: usize) -> Result<Evaluation> {
        let image = image.min(self.held_out_count()?.saturating_sub(1));
        self.terms(0, EVALUATED, &|_| image)
    }

    /// Takes samples of the model, where it has terms of them and the modes of the data are known, and puts in which
    /// modes they found.
    fn found(&mut self, terms: &mut Terms<f64>) -> Result<()> {
        let Some(data) = self.data.as_ref().filter(|data| !data.modes.is_empty()) else {
            return Ok(());
        };
        if !terms.iter().any(|(term, _)| term.source == Source::Samples) {
            return Ok(());
        }
        let modes = data.modes.clone();
        let samples = self.sample(SAMPLES, 0, None)?;
        let found = modes::found(samples.view(), &modes);
        terms.put("modes", found.modes as f64);
        terms.put("share", found.share);
        Ok(())
    }

    /// Puts in the figures that images only have together: e^H of the entries of a book that they are encoded to, how many
    /// entries these are, the entropy of their codes, and how far these are from the prior: in the worst dimension, and in each.
    fn together(&mut self, mut evaluation: Evaluation, images: Range<usize>) -> Result<Evaluation> {
        let terms = &mut evaluation.terms;
        if let Some(shares) = evaluation.by_dimension.get(USAGE) {
            let used = shares.iter().filter(|&&share| share > 0.0);
            let entropy: f64 = used.clone().map(|&share| -share * libm::log(share)).sum();
            terms.put("perplexity", libm::exp(entropy));
            terms.put("used", used.count() as f64);
        }
        if images.len() > NEIGHBOUR && terms.iter().any(|(term, _)| term.key == "entropy") {
            let codes = self.encode_held_out(images.clone())?.mu;
            terms.put("entropy", neighbours::entropy(codes.view(), NEIGHBOUR));
        }
        if terms.get("ks").is_some() {
            let codes = self.encode_held_out(images)?.mu;
            let centres = self.parameter(CENTRES)?;
            let widen = |&number: &f32| f64::from(number);
            let (mut off, mut worst) = (Vec::new(), 0.0);
            for (place, column) in codes.columns().into_iter().enumerate() {
                let own: Vec<f64> = column.iter().map(widen).collect();
                let means = centres.iter().skip(place).step_by(codes.ncols());
                let means: Vec<f64> = means.map(widen).collect();
                let distance = prior::distance(&own, &means);
                worst = distance.max(worst);
                off.push(distance);
            }
            terms.put("ks", worst);
            evaluation.by_dimension.insert("ks", off);
        }
        Ok(evaluation)
    }

    fn held_out_count(&self) -> Result<usize> {
        let data = self.data.as_ref().ok_or(SessionError::NoDataset)?;
        Ok(data.held_out.count())
    }

    /// Means of the terms over the held-out images at `place(0)` to `place(images - 1)`; the
    /// noise begins with that of chunk `first`.
    fn terms(
        &mut self,
        first: u32,
        images: usize,
        place: &dyn Fn(usize) -> usize,
    ) -> Result<Evaluation> {
        let (executor, options) = (&mut self.executor, &self.options);
        let (Some(data), Some(run)) = (&self.data, &mut self.run) else {
            return Err(SessionError::NoDataset);
        };
        let model = run.model.as_ref();
        let most = (MAX_ROWS / options.evaluated_samples()).min(EVALUATED);
        let size = images.clamp(1, most);
        let tables = data.held_out_tables();
        let loaded = run
            .programs
            .evaluate(executor, model, options, tables, size)?;
        let (graph, program) = (&loaded.graph, loaded.program);
        for &(input, feed) in &graph.fed {
            let value = feed(options, Moment::default());
            executor.feed(program, input, &[value as f32]);
        }
        // Sums over the images, by column.
        let mut sums: Vec<Vec<f64>> = Vec::with_capacity(graph.terms.len());
        sums.extend(graph.terms.iter().map(|&(_, columns)| vec![0.0; columns]));
        for (chunk, start) in (0..images).step_by(size).enumerate() {
            // The last chunk is filled up with the first image, whose rows are not counted.
            let used = size.min(images - start);
            let rows: Vec<f32> = (start..start + size)
                .map(|row| if row < images { place(row) as f32 } else { 0.0 })
                .collect();
            if let Some(index) = graph.index {
                executor.feed(program, index, &rows);
            }
            let clock = Clock {
                seed: options.seed,
                step: first + chunk as u32,
            };
            executor.run(program, clock);
            for (output, sums) in sums.iter_mut().enumerate() {
                let values = executor.output(program, output);
                for row in values.chunks_exact(sums.len()).take(used) {
                    for (sum, &value) in sums.iter_mut().zip(row) {
                        *sum += f64::from(value);
                    }
                }
            }
        }
        let scale = 1.0 / images as f64;
        for sum in sums.iter_mut().flatten() {
            *sum *= scale;
        }
        let means = || graph.terms.iter().map(|&(key, _)| key).zip(&sums);
        let spec = models::spec(options);
        let mut terms = spec.complete(|key| {
            let columns = means().find(|(name, _)| *name == key);
            columns.map_or(f64::NAN, |(_, columns)| columns.iter().sum())
        });
        let by_dimension = spec.terms.iter().filter(|term| term.by_dimension);
        let by_dimension = by_dimension
            .filter_map(|term| means().find(|(key, _)| *key == term.key))
            .map(|(key, columns)| (key, columns.clone()));
        let usage = means().filter(|(key, _)| *key == USAGE);
        let usage = usage.map(|(key, columns)| (key, columns.clone()));
        let by_dimension = by_key(by_dimension.chain(usage));
        self.found(&mut terms)?;
        Ok(Evaluation {
            terms,
            by_dimension,
            images,
        })
    }
}
