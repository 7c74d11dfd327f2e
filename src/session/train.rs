//! Training: steps, each a round of phases.

use super::counters::Counters;
use super::loaded::Loaded;
use super::{Progress, Result, Run, Session, SessionError, StepMetrics};
use crate::executor::Executor;
use crate::models::build::Moment;
use crate::models::programs::PhaseProgram;
use crate::models::{self, Options, Phase};
use crate::nn::schedule;
use crate::noise::Clock;

/// Steps between the checkpoints to which a run can go back.
const CHECKPOINT_EVERY: u32 = 100;

/// A state of a run to which it can go back: its variables, which the executor has saved.
pub(super) struct Checkpoint {
    pub counters: Counters,
    /// The executor's number for it.
    pub slot: usize,
    /// Whether the optimiser's averages are good too, not only the weights.
    pub averages: bool,
}

/// A training step whose runs are being queued.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begun {
    /// Before the step, but for `seen`: images that it has asked for are counted already.
    counters: Counters,
    /// How many of its runs are queued.
    queued: usize,
}

impl Begun {
    fn new(counters: Counters) -> Self {
        Self {
            counters,
            queued: 0,
        }
    }

    /// The step after this one.
    fn next(self) -> Self {
        Self::new(self.counters.next(0))
    }
}

impl<E: Executor> Session<E> {
    /// Begins a training step, which [`Session::step`] ends, or goes on with it, and says whether more of it can be
    /// done this way. Until it ends the parameters of its last phase are as they were before, and the model may be
    /// asked, but nothing else.
    ///
    /// # Errors
    /// As [`Session::begin_steps`].
    pub fn begin_step(&mut self) -> Result<bool> {
        let mut begun = self.begun()?;
        if begun.queued == 0 {
            self.queue_next(&mut begun)?;
        }
        let more = self.executor.advance() || self.queue_next(&mut begun)?;
        if let Some(run) = &mut self.run {
            run.begun = Some(begun);
        }
        Ok(more)
    }

    /// Makes one training step, or ends the one that has begun.
    ///
    /// # Errors
    /// As [`Session::train`].
    pub fn step(&mut self) -> Result<StepMetrics> {
        let mut begun = self.begun()?;
        while self.queue_next(&mut begun)? {}
        if let Some(run) = &mut self.run {
            run.begun = None;
        }
        let outputs = self.executor.collect()?;
        let metrics = self.finish_steps(&outputs)?;
        let last = metrics.into_iter().next_back();
        last.ok_or(SessionError::NoDataset)
    }

    /// The step that has begun, or the next one.
    fn begun(&mut self) -> Result<Begun> {
        let begun = self.run.as_ref().and_then(|run| run.begun);
        begun.map_or_else(|| self.prepare(), Ok)
    }

    /// Makes `count` training steps, and waits for their figures only at the end.
    ///
    /// # Errors
    /// [`SessionError::Diverged`] where a term or a gradient is not finite: the run is then back at its last
    /// checkpoint. [`SessionError::Executor`] where a GPU fails.
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
        let mut begun = self.prepare()?;
        for _ in 0..count {
            while self.queue_next(&mut begun)? {}
            begun = begun.next();
        }
        Ok(())
    }

    /// Loads what a step needs, and saves a checkpoint where one is due.
    pub(super) fn prepare(&mut self) -> Result<Begun> {
        let (executor, options) = (&mut self.executor, &self.options);
        let (Some(data), Some(run)) = (&self.data, &mut self.run) else {
            return Err(SessionError::NoDataset);
        };
        let model = run.model.as_ref();
        run.programs
            .load_phases(executor, model, options, data.train_tables())?;
        // Only weights that have given finite terms are good, so a checkpoint waits for its step to end well.
        let (counters, last) = (run.counters, run.checkpoint.as_ref());
        if last.is_none_or(|last| counters.step >= last.counters.step + CHECKPOINT_EVERY) {
            let slot = last.map_or(0, |last| 1 - last.slot);
            executor.save_checkpoint(slot);
            run.pending = Some(Checkpoint {
                counters,
                slot,
                averages: true,
            });
        }
        Ok(Begun::new(counters))
    }

    /// Queues the next run of a step; false where all of them are queued.
    pub(super) fn queue_next(&mut self, begun: &mut Begun) -> Result<bool> {
        let (executor, options) = (&mut self.executor, &self.options);
        let (Some(data), Some(run)) = (&mut self.data, &mut self.run) else {
            return Err(SessionError::NoDataset);
        };
        let phases = run.model.phases(options);
        let Some((number, repetition)) = run_at(&phases, begun.queued) else {
            return Ok(false);
        };
        let loaded = &run.programs.phases[number];
        let seen = begun.counters.seen;
        let rows = match loaded.graph.index {
            Some(_) if phases[number].again => {
                data.batch(executor, options, seen.saturating_sub(options.batch as u64))
            }
            Some(_) => data.batch(executor, options, seen),
            None => Vec::new(),
        };
        let at = At {
            phase: &phases[number],
            repetition,
            update: update_number(&phases, begun.queued, begun.counters.updates),
            counters: begun.counters,
            images: data.shown(options) as f64,
        };
        feed(executor, loaded, options, &at, &rows);
        let clock = clock(options, begun.counters, &phases, begun.queued);
        executor.queue(loaded.program, clock);
        if !phases[number].again {
            begun.counters.seen += rows.len() as u64;
        }
        begun.queued += 1;
        Ok(true)
    }

    /// Takes note of the queued steps, whose outputs the executor has collected.
    ///
    /// # Errors
    /// [`SessionError::Diverged`], as [`Session::train`].
    pub fn finish_steps(&mut self, outputs: &[Vec<f32>]) -> Result<Vec<StepMetrics>> {
        let run = self.run.as_ref().ok_or(SessionError::NoDataset)?;
        let options = &self.options;
        let phases = run.model.phases(options);
        let runs: usize = phases.iter().map(|phase| phase.times as usize).sum();
        let mut metrics = Vec::with_capacity(outputs.len() / runs.max(1));
        for outputs in outputs.chunks_exact(runs) {
            metrics.push(self.note(0, outputs, true)?);
        }
        Ok(metrics)
    }

    /// Makes run number `run` of the next training step, and ends the step with it, or leaves it open for others: all runs of a
    /// step in their order are the step.
    ///
    /// # Errors
    /// As [`Session::train`]; a run that the step does not have is none.
    pub fn play(&mut self, run: usize, ends: bool) -> Result<StepMetrics> {
        let mut begun = self.prepare()?;
        begun.counters.seen += self.run.as_ref().map_or(0, Run::played);
        begun.queued = run;
        self.queue_next(&mut begun)?;
        let outputs = self.executor.collect()?;
        self.note(run, &outputs, ends)
    }

    /// Takes note of runs of a step from number `first` on, of which these are the outputs.
    fn note(&mut self, first: usize, outputs: &[Vec<f32>], ends: bool) -> Result<StepMetrics> {
        let (executor, options) = (&mut self.executor, &self.options);
        let (Some(data), Some(run)) = (&self.data, &mut self.run) else {
            return Err(SessionError::NoDataset);
        };
        let phases = run.model.phases(options);
        // A later run of a phase has the newer terms.
        let mut given: Vec<(&str, f32)> = Vec::new();
        let mut grad_norm = None;
        let mut seen = run.played();
        for (place, output) in outputs.iter().enumerate() {
            let Some((number, _)) = run_at(&phases, first + place) else {
                continue;
            };
            let program = &run.programs.phases[number].graph;
            given.extend(program.terms.iter().copied().zip(output.iter().copied()));
            if program.descent.is_some() {
                grad_norm = grad_norm.or(output.get(program.terms.len()).copied());
            }
            if program.index.is_some() && !phases[number].again {
                seen += options.batch as u64;
            }
        }
        let grad_norm = grad_norm.unwrap_or_default();
        let pending = run.pending.take();
        if !grad_norm.is_finite() || given.iter().any(|(_, value)| !value.is_finite()) {
            let step = run.counters.step + 1;
            if let Some(checkpoint) = run.checkpoint.take().or(pending) {
                run.restore_checkpoint(executor, options, checkpoint);
            }
            let restored = run.counters.step;
            return Err(SessionError::Diverged { step, restored });
        }
        if pending.is_some() {
            run.checkpoint = pending;
        }
        if ends {
            run.counters = run.counters.next(seen);
            run.played = None;
        } else {
            run.played = Some((run.counters.step, seen));
        }
        // A phase that was not made has given no term.
        let value = |key: &str| {
            let newest = given.iter().rev().find(|(name, _)| *name == key);
            newest.map_or(f32::NAN, |&(_, value)| value)
        };
        Ok(StepMetrics {
            step: run.counters.step,
            epoch: run.counters.seen as f64 / data.shown(options) as f64,
            terms: models::spec(options).complete(value),
            grad_norm,
        })
    }

    /// Steps and epochs so far; without images it is not known how long an epoch is.
    pub fn progress(&self) -> Progress {
        let counters = self.run.as_ref().map(|run| run.counters);
        let counters = counters.unwrap_or_default();
        let images = self.shown().ok();
        Progress {
            step: counters.step,
            epoch: images.map_or(0.0, |images| counters.seen as f64 / images as f64),
        }
    }

    /// Steps in one pass over the training images, rounded up.
    pub fn steps_per_epoch(&self) -> Result<u32> {
        Ok(self.shown()?.div_ceil(self.options.batch) as u32)
    }

    /// Training images in an epoch: `few` of them or all, without those of a class that is left out.
    pub fn shown(&self) -> Result<usize> {
        let data = self.data.as_ref().ok_or(SessionError::NoDataset)?;
        Ok(data.shown(&self.options))
    }
}

impl Run {
    /// Images that the next step has seen already, where its runs are made one by one.
    fn played(&self) -> u64 {
        let played = self.played.filter(|&(step, _)| step == self.counters.step);
        played.map_or(0, |(_, seen)| seen)
    }

    fn restore_checkpoint(
        &mut self,
        executor: &mut dyn Executor,
        options: &Options,
        checkpoint: Checkpoint,
    ) {
        executor.restore_checkpoint(checkpoint.slot);
        if !checkpoint.averages {
            self.clear_optimizer(executor, options);
        }
        self.counters = checkpoint.counters;
        self.checkpoint = Some(checkpoint);
    }
}

/// The phase and the repetition of run number `run` of a round; None after its last.
fn run_at(phases: &[Phase], run: usize) -> Option<(usize, u32)> {
    let mut left = run;
    for (number, phase) in phases.iter().enumerate() {
        let times = phase.times as usize;
        if left < times {
            return Some((number, left as u32));
        }
        left -= times;
    }
    None
}

/// A run of a phase: which one it is.
pub(super) struct At<'a> {
    pub phase: &'a Phase,
    /// Runs of the phase before it in its round.
    pub repetition: u32,
    /// The number of its optimiser's update, from 1.
    pub update: u32,
    pub counters: Counters,
    /// Training images in an epoch.
    pub images: f64,
}

/// Feeds a run of a phase, on these rows of its tables.
pub(super) fn feed(
    executor: &mut dyn Executor,
    loaded: &Loaded<PhaseProgram>,
    options: &Options,
    at: &At,
    rows: &[f32],
) {
    let (phase, seen) = (at.phase, at.counters.seen as f64);
    if let Some(index) = loaded.graph.index {
        executor.feed(loaded.program, index, rows);
    }
    let moment = Moment {
        epoch: seen / at.images,
        repetition: at.repetition,
    };
    let rate = learning_rate(options, seen, at.images);
    let numbers = loaded
        .graph
        .numbers(options, phase, moment, rate, at.update);
    for (input, number) in numbers {
        executor.feed(loaded.program, input, &[number]);
    }
}

/// What the noise of run number `run` of the round after `counters` follows: each run of a training has a clock of its
/// own.
pub(super) fn clock(options: &Options, counters: Counters, phases: &[Phase], run: usize) -> Clock {
    let runs: u32 = phases.iter().map(|phase| phase.times).sum();
    let run = noise_run(phases, run);
    Clock {
        seed: options.seed,
        step: counters.step.wrapping_mul(runs).wrapping_add(run as u32),
    }
}

/// The run of a round whose noise a run draws: its own, or that of another phase.
fn noise_run(phases: &[Phase], run: usize) -> usize {
    let before = |phase: usize| {
        let earlier = phases[..phase].iter();
        earlier.map(|phase| phase.times as usize).sum::<usize>()
    };
    match run_at(phases, run) {
        Some((phase, repetition)) => match phases[phase].noise_of {
            Some(other) => before(other) + repetition as usize,
            None => run,
        },
        None => run,
    }
}

/// The number of the update, from 1, that run number `run` of a round makes to its group of parameters, after so many
/// rounds of a fresh optimiser.
pub(super) fn update_number(phases: &[Phase], run: usize, rounds: u32) -> u32 {
    let group = |run| run_at(phases, run).and_then(|(phase, _)| phases[phase].group);
    let own = group(run);
    let all: u32 = phases
        .iter()
        .filter(|phase| phase.group == own)
        .map(|phase| phase.times)
        .sum();
    let before = (0..run).filter(|&other| group(other) == own).count();
    // Averages have long forgotten where they began when this has no more room.
    rounds.saturating_mul(all).saturating_add(before as u32 + 1)
}

/// The schedule counts in steps of the batch size in force, so it fits runs that change that.
fn learning_rate(options: &Options, seen: f64, images: f64) -> f64 {
    let batch = options.batch as f64;
    let total = options.epochs * images / batch;
    options.lr * schedule::factor(options.schedule, seen / batch, total)
}
