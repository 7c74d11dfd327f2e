//! Training and evaluation.

use super::corpus::Corpus;
use super::loaded::EVALUATED;
use super::{Evaluation, Progress, Result, Run, Session, SessionError, StepMetrics};
use crate::executor::Executor;
use crate::models::Options;
use crate::models::programs::{Evaluate, TrainStep};
use crate::nn::{optimizers, schedule};
use crate::noise::Clock;

/// Steps between the states to which a run can go back.
const KEEP_EVERY: u32 = 100;

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Training steps.
    pub step: u32,
    /// Images seen.
    pub seen: u64,
    /// Steps of the optimiser since it was fresh.
    pub updates: u32,
}

/// A state of a run.
pub(super) struct Kept {
    pub counters: Counters,
    /// Of every variable, in the order of [`Run::variables`]; averages that are absent are fresh.
    pub values: Vec<Vec<f32>>,
}

impl Session {
    /// Makes one training step.
    ///
    /// # Errors
    /// [`SessionError::Diverged`] where the loss or its gradient is not finite: the run is then back at its
    /// last good state.
    pub fn step(&mut self) -> Result<StepMetrics> {
        let (executor, options) = (self.executor.as_mut(), &self.options);
        let (Some(corpus), Some(run)) = (&mut self.corpus, &mut self.run) else {
            return Err(SessionError::NoDataset);
        };
        let counters = run.counters;
        let count = corpus.info.train as f64;
        // Only weights that have given a finite loss are good, so a state waits for its step to end well.
        let due = run
            .good
            .as_ref()
            .is_none_or(|good| counters.step >= good.counters.step + KEEP_EVERY);
        let candidate = due.then(|| run.keep(executor, options));

        let rows = corpus.batch(executor, options.seed, counters.seen, options.batch);
        let table = corpus.train_table();
        let model = run.model.as_ref();
        let loaded = run.programs.train(executor, model, options, table)?;
        let (step, program) = (&loaded.graph, loaded.program);
        executor.feed(program, step.index, &rows);
        let epoch = counters.seen as f64 / count;
        executor.feed(program, step.kl_weight, &[kl_weight(options, epoch)]);
        executor.feed(program, step.sigma, &[options.sigma as f32]);
        executor.feed(program, step.clip, &[options.clip as f32]);
        let scalars = optimizers::scalars(
            options,
            learning_rate(options, counters.seen as f64, count),
            counters.updates + 1,
        );
        for (&input, scalar) in step.optimizer.iter().zip(scalars) {
            executor.feed(program, input, &[scalar]);
        }
        let clock = Clock {
            seed: options.seed,
            step: counters.step,
        };
        executor.run(program, clock);
        let scalar = |output| executor.output(program, output)[0];
        let (recon, kl) = (scalar(TrainStep::RECON), scalar(TrainStep::KL));
        let grad_norm = scalar(TrainStep::NORM);

        if !(recon + kl).is_finite() || !grad_norm.is_finite() {
            let step = counters.step + 1;
            if let Some(good) = run.good.take().or(candidate) {
                run.put(executor, options, good);
            }
            let restored = run.counters.step;
            return Err(SessionError::Diverged { step, restored });
        }
        if candidate.is_some() {
            run.good = candidate;
        }
        run.counters = Counters {
            step: counters.step + 1,
            seen: counters.seen + options.batch as u64,
            updates: counters.updates + 1,
        };
        Ok(StepMetrics {
            step: run.counters.step,
            epoch: run.counters.seen as f64 / count,
            loss: recon + kl,
            recon,
            kl,
            grad_norm,
        })
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
    pub fn evaluate(&mut self, limit: usize) -> Result<Evaluation> {
        let (executor, options) = (self.executor.as_mut(), &self.options);
        let (Some(corpus), Some(run)) = (&self.corpus, &mut self.run) else {
            return Err(SessionError::NoDataset);
        };
        let count = corpus.held_out.count();
        let images = if limit == 0 { count } else { limit.min(count) };
        let table = corpus.held_out_table();
        let model = run.model.as_ref();
        let loaded = run.programs.evaluate(executor, model, options, table)?;
        let (graph, program) = (&loaded.graph, loaded.program);
        executor.feed(program, graph.sigma, &[options.sigma as f32]);
        let mut recon = 0.0;
        let mut kl = vec![0.0; options.latent];
        for (chunk, start) in (0..images).step_by(EVALUATED).enumerate() {
            // The last chunk is filled up with the first image, whose rows are not counted.
            let used = EVALUATED.min(images - start);
            let rows: Vec<f32> = (start..start + EVALUATED)
                .map(|row| if row < images { row as f32 } else { 0.0 })
                .collect();
            executor.feed(program, graph.index, &rows);
            let clock = Clock {
                seed: options.seed,
                step: chunk as u32,
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
    /// The run's state as it is now.
    pub(super) fn keep(&self, executor: &dyn Executor, options: &Options) -> Kept {
        Kept {
            counters: self.counters,
            values: self
                .variables(options)
                .into_iter()
                .map(|variable| executor.variable(variable))
                .collect(),
        }
    }

    /// Goes back to a state.
    pub(super) fn put(&mut self, executor: &mut dyn Executor, options: &Options, kept: Kept) {
        self.counters = kept.counters;
        self.clear_optimizer(executor, options);
        for (variable, values) in self.variables(options).into_iter().zip(&kept.values) {
            executor.set_variable(variable, values);
        }
        self.good = Some(kept);
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
