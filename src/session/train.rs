//! Training and evaluation.

use super::corpus::Corpus;
use super::counters::Counters;
use super::loaded::{EVALUATED, Loaded};
use super::{Evaluation, Progress, Result, Run, Session, SessionError, StepMetrics};
use crate::executor::Executor;
use crate::models::Options;
use crate::models::programs::{Evaluate, TrainStep};
use crate::nn::{optimizers, schedule};
use crate::noise::Clock;

/// Steps between the states to which a run can go back.
const KEEP_EVERY: u32 = 100;

/// A state of a run to which it can go back: its variables, which the executor keeps.
pub(super) struct Good {
    pub counters: Counters,
    /// The executor's number for it.
    pub slot: usize,
    /// Whether the optimiser's averages are good too, not only the weights.
    pub averages: bool,
}

impl<E: Executor> Session<E> {
    /// Begins a training step, which [`Session::step`] ends, or goes on with it, and says whether more of it can be
    /// done this way. Until it ends the model is as it was before, and may be looked at, but nothing else.
    ///
    /// # Errors
    /// As [`Session::begin_steps`].
    pub fn begin_step(&mut self) -> Result<bool> {
        self.ensure_begun()?;
        Ok(self.executor.advance())
    }

    /// Begins a step, unless one has begun.
    fn ensure_begun(&mut self) -> Result<()> {
        if self.run.as_ref().is_some_and(|run| run.begun) {
            return Ok(());
        }
        self.begin_steps(1)?;
        if let Some(run) = &mut self.run {
            run.begun = true;
        }
        Ok(())
    }

    /// Makes one training step, or ends the one that has begun.
    ///
    /// # Errors
    /// As [`Session::train`].
    pub fn step(&mut self) -> Result<StepMetrics> {
        self.ensure_begun()?;
        if let Some(run) = &mut self.run {
            run.begun = false;
        }
        let outputs = self.executor.collect()?;
        let metrics = self.finish_steps(&outputs)?;
        metrics.last().copied().ok_or(SessionError::NoDataset)
    }

    /// Makes `count` training steps, and waits for their figures only at the end.
    ///
    /// # Errors
    /// [`SessionError::Diverged`] where a loss or its gradient is not finite: the run is then back at its last
    /// good state. [`SessionError::Executor`] where a GPU fails.
    pub fn train(&mut self, count: usize) -> Result<Vec<StepMetrics>> {
        self.begin_steps(count)?;
        let outputs = self.executor.collect()?;
        self.finish_steps(&outputs)
    }

    /// Queues `count` training steps on the executor, for which [`Session::finish_steps`] is needed before
    /// anything else is asked of the session.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`], and [`SessionError::Executor`] where the executor is too small for the model.
    pub fn begin_steps(&mut self, count: usize) -> Result<()> {
        let (executor, options) = (&mut self.executor, &self.options);
        let (Some(corpus), Some(run)) = (&mut self.corpus, &mut self.run) else {
            return Err(SessionError::NoDataset);
        };
        let images = corpus.info.train as f64;
        let model = run.model.as_ref();
        let loaded = run
            .programs
            .train(executor, model, options, corpus.train_table())?;
        // Only weights that have given a finite loss are good, so a state waits for its step to end well.
        let mut counters = run.counters;
        let last = run.good.as_ref();
        if last.is_none_or(|good| counters.step >= good.counters.step + KEEP_EVERY) {
            let slot = last.map_or(0, |good| 1 - good.slot);
            executor.save_checkpoint(slot);
            run.candidate = Some(Good {
                counters,
                slot,
                averages: true,
            });
        }
        for _ in 0..count {
            let rows = corpus.batch(executor, options.seed, counters.seen, options.batch);
            feed(executor, loaded, options, counters, images, &rows);
            executor.queue(loaded.program, clock(options, counters));
            counters = counters.next(options);
        }
        Ok(())
    }

    /// Takes note of the queued steps, whose outputs the executor has collected.
    ///
    /// # Errors
    /// [`SessionError::Diverged`], as [`Session::train`].
    pub fn finish_steps(&mut self, outputs: &[Vec<f32>]) -> Result<Vec<StepMetrics>> {
        let (executor, options) = (&mut self.executor, &self.options);
        let (Some(corpus), Some(run)) = (&self.corpus, &mut self.run) else {
            return Err(SessionError::NoDataset);
        };
        let images = corpus.info.train as f64;
        let mut metrics = Vec::with_capacity(outputs.len());
        for output in outputs {
            let [recon, kl, grad_norm] =
                [TrainStep::RECON, TrainStep::KL, TrainStep::NORM].map(|at| output[at]);
            let candidate = run.candidate.take();
            if !(recon + kl).is_finite() || !grad_norm.is_finite() {
                let step = run.counters.step + 1;
                if let Some(good) = run.good.take().or(candidate) {
                    run.go_back(executor, options, good);
                }
                let restored = run.counters.step;
                return Err(SessionError::Diverged { step, restored });
            }
            if candidate.is_some() {
                run.good = candidate;
            }
            run.counters = run.counters.next(options);
            metrics.push(StepMetrics {
                step: run.counters.step,
                epoch: run.counters.seen as f64 / images,
                loss: recon + kl,
                recon,
                kl,
                grad_norm,
            });
        }
        Ok(metrics)
    }

    /// Steps and epochs so far; without images it is not known how long an epoch is.
    pub fn progress(&self) -> Progress {
        let counters = self
            .run
            .as_ref()
            .map(|run| run.counters)
            .unwrap_or_default();
        let seen = counters.seen as f64;
        let epoch = |corpus: &Corpus| seen / corpus.info.train as f64;
        Progress {
            step: counters.step,
            epoch: self.corpus.as_ref().map_or(0.0, epoch),
        }
    }

    /// Steps in one pass over the training images, rounded up.
    pub fn steps_per_epoch(&self) -> Result<u32> {
        let corpus = self.corpus.as_ref().ok_or(SessionError::NoDataset)?;
        Ok(corpus.info.train.div_ceil(self.options.batch) as u32)
    }

    /// Losses on the first `limit` held-out images (0 for all). The noise is the same each time, so that
    /// evaluations of one run differ by the weights alone.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`]
    pub fn evaluate(&mut self, limit: usize) -> Result<Evaluation> {
        let count = self.held_out_count()?;
        let images = if limit == 0 { count } else { limit.min(count) };
        self.bound(0, images, &|row| row)
    }

    /// Losses on a part of the held-out images: `images` of them (fewer at the end, 1 at the least), after
    /// `part` times as many. Each part has noise of its own.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`]
    pub fn evaluate_part(&mut self, part: usize, images: usize) -> Result<Evaluation> {
        let last = self.held_out_count()?.saturating_sub(1);
        let start = last.min(part * images);
        let images = images.clamp(1, last + 1 - start);
        self.bound(part as u32, images, &|row| start + row)
    }

    /// Losses on one held-out image (the last, if there are not so many): means over as many samples of z as
    /// `images` of the result says.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`]
    pub fn evaluate_image(&mut self, image: usize) -> Result<Evaluation> {
        let image = image.min(self.held_out_count()?.saturating_sub(1));
        self.bound(0, EVALUATED, &|_| image)
    }

    fn held_out_count(&self) -> Result<usize> {
        let corpus = self.corpus.as_ref().ok_or(SessionError::NoDataset)?;
        Ok(corpus.held_out.count())
    }

    /// Mean losses over the held-out images at `place(0)` to `place(images - 1)`, one sample of z for each; the
    /// noise begins with that of chunk `first`.
    fn bound(
        &mut self,
        first: u32,
        images: usize,
        place: &dyn Fn(usize) -> usize,
    ) -> Result<Evaluation> {
        let (executor, options) = (&mut self.executor, &self.options);
        let (Some(corpus), Some(run)) = (&self.corpus, &mut self.run) else {
            return Err(SessionError::NoDataset);
        };
        let table = corpus.held_out_table();
        let model = run.model.as_ref();
        let size = images.clamp(1, EVALUATED);
        let loaded = run
            .programs
            .evaluate(executor, model, options, table, size)?;
        let (graph, program) = (&loaded.graph, loaded.program);
        executor.feed(program, graph.sigma, &[options.sigma as f32]);
        let mut recon = 0.0;
        let mut kl = vec![0.0; options.latent];
        for (chunk, start) in (0..images).step_by(size).enumerate() {
            // The last chunk is filled up with the first image, whose rows are not counted.
            let used = size.min(images - start);
            let rows: Vec<f32> = (start..start + size)
                .map(|row| if row < images { place(row) as f32 } else { 0.0 })
                .collect();
            executor.feed(program, graph.index, &rows);
            let clock = Clock {
                seed: options.seed,
                step: first + chunk as u32,
            };
            executor.run(program, clock);
            let values = executor.output(program, Evaluate::RECON);
            recon += values[..used].iter().copied().map(f64::from).sum::<f64>();
            let values = executor.output(program, Evaluate::KL);
            for row in values.chunks_exact(options.latent).take(used) {
                for (sum, &value) in kl.iter_mut().zip(row) {
                    *sum += f64::from(value);
                }
            }
        }
        let scale = 1.0 / images as f64;
        let kl_per_dimension: Vec<f64> = kl.into_iter().map(|sum| sum * scale).collect();
        let (recon, kl) = (recon * scale, kl_per_dimension.iter().sum::<f64>());
        Ok(Evaluation {
            loss: recon + kl,
            recon,
            kl,
            kl_per_dimension,
            images,
        })
    }
}

impl Run {
    fn go_back(&mut self, executor: &mut dyn Executor, options: &Options, good: Good) {
        executor.restore_checkpoint(good.slot);
        if !good.averages {
            self.clear_optimizer(executor, options);
        }
        self.counters = good.counters;
        self.good = Some(good);
    }
}

/// Feeds the step after `counters`, on these rows of its table.
pub(super) fn feed(
    executor: &mut dyn Executor,
    loaded: &Loaded<TrainStep>,
    options: &Options,
    counters: Counters,
    images: f64,
    rows: &[f32],
) {
    let (graph, program) = (&loaded.graph, loaded.program);
    let seen = counters.seen as f64;
    executor.feed(program, graph.index, rows);
    let weight = kl_weight(options, seen / images);
    executor.feed(program, graph.kl_weight, &[weight]);
    executor.feed(program, graph.sigma, &[options.sigma as f32]);
    executor.feed(program, graph.clip, &[options.clip as f32]);
    let rate = learning_rate(options, seen, images);
    let scalars = optimizers::scalars(&options.optimizer(), rate, counters.updates + 1);
    for (&input, scalar) in graph.optimizer.iter().zip(scalars) {
        executor.feed(program, input, &[scalar]);
    }
}

/// What the noise of the step after `counters` follows.
pub(super) fn clock(options: &Options, counters: Counters) -> Clock {
    Clock {
        seed: options.seed,
        step: counters.step,
    }
}

/// β, or what a warm-up has reached of it.
fn kl_weight(options: &Options, epoch: f64) -> f32 {
    let reached = if options.warmup > 0.0 {
        (epoch / options.warmup).min(1.0)
    } else {
        1.0
    };
    (options.beta * reached) as f32
}

/// The schedule counts in steps of the batch size in force, so it fits runs that change that.
fn learning_rate(options: &Options, seen: f64, count: f64) -> f64 {
    let batch = options.batch as f64;
    let total = options.epochs * count / batch;
    options.lr * schedule::factor(options.schedule, seen / batch, total)
}
