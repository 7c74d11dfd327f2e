//! What a person does with a model: choose it, train it, look at it, keep it.

mod codes;
mod counters;

mod data;
mod error;
mod evaluate;
mod importance;
mod lattice;
mod likelihood;
mod loaded;
mod names;
mod query;
mod safetensors;
mod store;
#[cfg(test)]
mod tests;
mod trace;
mod train;
pub mod weights;

use std::collections::BTreeMap;
use std::rc::Rc;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::data::Dataset;
use crate::executor::Executor;
use crate::graph::Variable;
use crate::models::spec::Terms;
use crate::models::value::Value;
use crate::models::{self, ImageShape, Model, Options, phase};
use crate::nn::{Parameter, optimizers};
use crate::refusal::Refused;
use data::SessionData;
use loaded::{Programs, programs_differ};
use train::{Begun, Checkpoint};

pub use counters::Counters;
pub use error::SessionError;
pub use importance::{Importance, Weighed};
pub use lattice::Lattice;
pub use likelihood::Points;
pub use trace::{Entry, Moved, Trace, Traced};

/// The result of a request.
pub type Result<T> = std::result::Result<T, SessionError>;

/// Whether a change of options began a new run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Configured {
    pub restarted: bool,
}

/// What one training step did.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepMetrics {
    /// Steps of this run so far.
    pub step: u32,
    /// Passes over the training images so far.
    pub epoch: f64,
    /// Means over the images of its batch.
    pub terms: Terms<f32>,
    /// Euclidean norm of the whole gradient of the first phase that has one, before clipping.
    pub grad_norm: f32,
}

/// Terms on held-out images.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evaluation {
    /// Means over the images, with one sample of z an image, or as many as the bound takes.
    pub terms: Terms<f64>,
    /// The terms that are sums over latent dimensions, by key, with their summands; of a model with a book also the share that
    /// each entry has of the codes.
    pub by_dimension: BTreeMap<&'static str, Vec<f64>>,
    /// How many images were used; of a single image, how many samples of z.
    pub images: usize,
}

/// What some images are encoded to, `(images, latent)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoding {
    /// The points z, or the means of q(z|x).
    pub mu: Array2<f32>,
    /// ln σ² of q(z|x); None where a code is a point.
    pub logvar: Option<Array2<f32>>,
    /// L of q(z|x) = N(μ, L Lᵀ), `(images, latent²)`, column after column of it; None where the covariance is diagonal.
    pub factor: Option<Array2<f32>>,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Progress {
    pub step: u32,
    pub epoch: f64,
}

/// What is known about the loaded images.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DatasetInfo {
    pub name: String,
    pub train: usize,
    /// How many of the training images are the reader's own.
    pub own: usize,
    pub held_out: usize,
    pub height: usize,
    pub width: usize,
    /// Values of a pixel: grey, or red, green and blue.
    pub planes: usize,
    /// Whether held-out images come with their class.
    pub labels: bool,
    /// How many classes the labels of all images tell apart; 0 where some have none.
    pub classes: usize,
    /// Names of the generative factors that come with each image; empty where they are not known.
    pub factors: Vec<String>,
    /// Whether the first epoch shows the images in their order: they are made while training goes on, and what
    /// a step shows must not depend on how far that has come.
    pub in_order: bool,
    /// What was done with the files that they were read from.
    #[serde(skip_deserializing)]
    pub remarks: Rc<[Refused]>,
}

impl DatasetInfo {
    /// Values of an image.
    pub fn pixels(&self) -> usize {
        self.height * self.width * self.planes
    }
}

/// A model, its data and its run, on one executor. What is refused changes nothing.
pub struct Session<E> {
    executor: E,
    options: Options,
    data: Option<SessionData>,
    run: Option<Run>,
}

/// A model and how far it has come.
struct Run {
    model: Box<dyn Model>,
    /// What it was built for.
    images: ImageShape,
    programs: Programs,
    counters: Counters,
    /// The newest state that gave finite terms.
    checkpoint: Option<Checkpoint>,
    /// A state that becomes the checkpoint if the step after it ends well.
    pending: Option<Checkpoint>,
    /// The step that has begun.
    begun: Option<Begun>,
    /// Where runs of a step are made one by one: the steps before it, and the images that it has seen so far.
    played: Option<(u32, u64)>,
}

impl<E: Executor> Session<E> {
    /// A session without data.
    pub fn new(executor: E, options: Options) -> Self {
        Self {
            executor,
            options,
            data: None,
            run: None,
        }
    }

    /// The executor's name.
    pub fn executor(&self) -> &'static str {
        self.executor.name()
    }

    /// The executor itself, for what only its kind can do.
    pub fn executor_mut(&mut self) -> &mut E {
        &mut self.executor
    }

    /// The options in force.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Whether [`Session::configure`] would start the run over; nothing changes.
    ///
    /// # Errors
    /// As [`models::change`], and [`SessionError::NoLabels`].
    pub fn restarts<K: AsRef<str>>(&self, patch: &[(K, Value)]) -> Result<bool> {
        let options = models::change(&self.options, patch)?;
        let Some(run) = &self.run else {
            return Ok(false);
        };
        check_labels(&options, run.images)?;
        let model = models::build(&options, run.images);
        Ok(run.starts_over(&self.options, &options, model.as_ref()))
    }

    /// Changes options. What alters the model's shape or the seed starts the run over, and the result is true;
    /// with all else it goes on, a new optimiser with fresh averages.
    ///
    /// # Errors
    /// As [`models::change`], and [`SessionError::NoLabels`].
    pub fn configure<K: AsRef<str>>(&mut self, patch: &[(K, Value)]) -> Result<bool> {
        let options = models::change(&self.options, patch)?;
        if let Some(run) = &self.run {
            check_labels(&options, run.images)?;
        }
        let old = std::mem::replace(&mut self.options, options);
        let (executor, options) = (&mut self.executor, &self.options);
        let Some(run) = &mut self.run else {
            return Ok(false);
        };
        if !programs_differ(&old, options) {
            return Ok(false);
        }
        run.programs.clear(executor);
        let model = models::build(options, run.images);
        let starts_over = run.starts_over(&old, options, model.as_ref());
        if model.parameters() != run.model.parameters() {
            // Ids of variables are another model's now.
            let kept = match starts_over {
                true => Vec::new(),
                false => variables(run.model.as_ref(), &old),
            };
            let kept: Vec<Vec<f32>> = kept
                .into_iter()
                .map(|variable| executor.variable(variable))
                .collect();
            executor.clear();
            for (variable, values) in variables(model.as_ref(), &old).into_iter().zip(&kept) {
                executor.set_variable(variable, values);
            }
            run.checkpoint = None;
        }
        run.model = model;
        if starts_over {
            run.start(executor, options);
            return Ok(true);
        }
        if old.optimizer != options.optimizer {
            run.counters.updates = 0;
            run.clear_optimizer(executor, options);
            // The checkpoint's weights stay good, its averages are another optimiser's.
            if let Some(checkpoint) = &mut run.checkpoint {
                checkpoint.counters.updates = 0;
                checkpoint.averages = false;
            }
        }
        Ok(false)
    }

    /// Trains on the generated dataset of a name and a seed from now on; of handwriting 2,000 images are made at once, the
    /// rest as they are needed. Starts a run.
    ///
    /// # Errors
    /// [`SessionError::Data`] for an unknown name, [`SessionError::NoLabels`].
    pub fn load_generated(&mut self, name: &str, seed: u32) -> Result<DatasetInfo> {
        self.take(SessionData::generated(name, seed)?)
    }

    /// Makes up to `count` more images ahead of need, where they are made on demand; returns how many are still to come.
    pub fn grow_dataset(&mut self, count: usize) -> usize {
        self.data.as_mut().map_or(0, |data| data.grow(count))
    }

    /// Trains on `dataset` from now on. Starts a run.
    ///
    /// # Errors
    /// [`SessionError::EmptyDataset`], [`SessionError::TooMany`], [`SessionError::NoLabels`].
    pub fn load(&mut self, dataset: Dataset) -> Result<DatasetInfo> {
        self.take(SessionData::new(dataset)?)
    }

    /// Trains on these images, row by row, beside those of the dataset, and no longer on those that were given
    /// before; `labels` are their classes, as far as they are known. The run goes on.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`], [`SessionError::Pixels`], [`SessionError::TooMany`].
    pub fn set_own(&mut self, images: &[u8], labels: &[u8]) -> Result<DatasetInfo> {
        let data = self.data.as_mut().ok_or(SessionError::NoDataset)?;
        data.set_own(images, labels, &mut self.executor)?;
        Ok(data.info.clone())
    }

    /// Trains from now on on the images of another session, `info.train` of them, and on their labels, where
    /// `info.classes` says that there are any, to go on with its run after [`Session::restore`]. Nothing is held out.
    /// Starts a run.
    ///
    /// # Errors
    /// [`SessionError::Pixels`] where there are not as many bytes as pixels, or not as many labels as images.
    pub fn load_training(
        &mut self,
        info: DatasetInfo,
        images: Vec<u8>,
        labels: Vec<u8>,
    ) -> Result<DatasetInfo> {
        let pixels = info.train * info.pixels();
        let labelled = if info.classes > 0 { info.train } else { 0 };
        for (expected, actual) in [(pixels, images.len()), (labelled, labels.len())] {
            if actual != expected {
                return Err(SessionError::Pixels { expected, actual });
            }
        }
        self.take(SessionData::training(info, images, labels))
    }

    /// The training images that were made so far, row by row.
    pub fn training_images(&self) -> Result<&[u8]> {
        let data = self.data.as_ref().ok_or(SessionError::NoDataset)?;
        Ok(data.images())
    }

    /// The classes of these images; empty where they are not known.
    pub fn training_labels(&self) -> Result<&[u8]> {
        let data = self.data.as_ref().ok_or(SessionError::NoDataset)?;
        Ok(data.labels())
    }

    fn take(&mut self, mut data: SessionData) -> Result<DatasetInfo> {
        let images = data.shape();
        check_labels(&self.options, images)?;
        let model = models::build(&self.options, images);
        self.begin(model, images);
        self.reset();
        data.upload(&mut self.executor);
        let info = data.info.clone();
        self.data = Some(data);
        Ok(info)
    }

    /// Puts a model in place of the old one; its variables are to be set.
    fn begin(&mut self, model: Box<dyn Model>, images: ImageShape) {
        let executor = &mut self.executor;
        if let Some(run) = &mut self.run {
            run.programs.clear(executor);
        }
        executor.clear();
        self.run = Some(Run {
            model,
            images,
            programs: Programs::default(),
            counters: Counters::default(),
            checkpoint: None,
            pending: None,
            begun: None,
            played: None,
        });
    }

    /// What is known about the loaded images.
    pub fn dataset(&self) -> Result<DatasetInfo> {
        let data = self.data.as_ref().ok_or(SessionError::NoDataset)?;
        Ok(data.info.clone())
    }

    /// Starts the run of the seed over: the same steps follow.
    pub fn reset(&mut self) {
        if let Some(run) = &mut self.run {
            run.start(&mut self.executor, &self.options);
        }
    }

    /// Starts a run of another seed.
    pub fn reseed(&mut self, seed: u32) {
        self.options.seed = seed;
        self.reset();
    }

    /// The variables that the model is made of, state among them, without what a phase needs for a round.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`] where there is no model yet.
    pub fn weights(&self) -> Result<Vec<Variable>> {
        let run = self.run.as_ref().ok_or(SessionError::NoDataset)?;
        let parameters = run.model.parameters().kept();
        Ok(parameters.map(|parameter| parameter.variable).collect())
    }

    /// Every variable that a step changes: the weights, then the optimiser's state.
    ///
    /// # Errors
    /// As [`Session::weights`].
    pub fn variables(&self) -> Result<Vec<Variable>> {
        let run = self.run.as_ref().ok_or(SessionError::NoDataset)?;
        Ok(variables(run.model.as_ref(), &self.options))
    }

    /// Pixels of the model's images.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`] where there is no model yet.
    pub fn pixels(&self) -> Result<usize> {
        let run = self.run.as_ref().ok_or(SessionError::NoDataset)?;
        Ok(run.images.pixels())
    }
}

impl Run {
    /// Whether a change of options that makes this model needs a new run.
    fn starts_over(&self, old: &Options, new: &Options, model: &dyn Model) -> bool {
        let kept = |model: &dyn Model| model.parameters().kept().cloned().collect::<Vec<_>>();
        // Figures of one run are of the same terms.
        let terms = |options| models::spec(options).terms;
        old.seed != new.seed
            || old.without != new.without
            || old.few != new.few
            || old.method != new.method
            || terms(old) != terms(new)
            || kept(model) != kept(self.model.as_ref())
    }

    /// Weights as the seed has them, a fresh optimiser, step 0.
    fn start(&mut self, executor: &mut dyn Executor, options: &Options) {
        self.counters = Counters::default();
        (self.checkpoint, self.pending, self.played) = (None, None, None);
        for parameter in self.model.parameters().iter() {
            executor.set_variable(parameter.variable, &parameter.initial(options.seed));
        }
        self.clear_optimizer(executor, options);
    }

    fn clear_optimizer(&self, executor: &mut dyn Executor, options: &Options) {
        for (_, variable) in slots(self.model.as_ref(), options) {
            let (rows, columns) = variable.shape;
            executor.set_variable(variable, &vec![0.0; rows * columns]);
        }
    }
}

/// Refuses images without classes to a model that needs them.
fn check_labels(options: &Options, images: ImageShape) -> Result<()> {
    if images.classes == 0 && models::spec(options).needs_labels() {
        return Err(SessionError::NoLabels);
    }
    Ok(())
}

/// Every variable that outlives a step: the weights, then the optimisers' averages.
fn variables(model: &dyn Model, options: &Options) -> Vec<Variable> {
    let weights = model
        .parameters()
        .kept()
        .map(|parameter| parameter.variable);
    let slots = slots(model, options).into_iter().map(|(_, slot)| slot);
    weights.chain(slots).collect()
}

/// A slot of an optimiser for a parameter.
struct Slot<'a> {
    /// The phase, of all but the first optimiser of the parameter.
    phase: Option<&'static str>,
    name: &'static str,
    parameter: &'a Parameter,
}

/// The optimisers' variables.
fn slots<'a>(model: &'a dyn Model, options: &Options) -> Vec<(Slot<'a>, Variable)> {
    let parameters = model.parameters();
    let mut slots = Vec::new();
    let mut trained = Vec::new();
    let phases = model.phases(options);
    for (number, phase) in phases.iter().enumerate() {
        let Some(group) = phase.group.filter(|group| !trained.contains(group)) else {
            continue;
        };
        trained.push(group);
        let first = phase::first_slot(&phases, number);
        for (slot, &name) in optimizers::slots(phase.optimizer.kind).iter().enumerate() {
            for number in parameters.of(group) {
                let variable = parameters.slot(first + slot, number);
                let slot = Slot {
                    phase: (first > 0).then_some(phase.name),
                    name,
                    parameter: parameters.get(number),
                };
                slots.push((slot, variable));
            }
        }
    }
    slots
}
