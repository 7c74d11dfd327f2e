//! What a person does with a model: choose it, train it, look at it, keep it.

mod corpus;
mod counters;
mod error;
mod loaded;
mod look;
mod quantile;
mod store;
#[cfg(test)]
mod tests;
mod trace;
mod train;
pub mod weights;

use ndarray::Array2;

use crate::data::Dataset;
use crate::executor::Executor;
use crate::graph::Variable;
use crate::models::value::Value;
use crate::models::{self, Model, Options};
use crate::nn::{Parameter, optimizers};
use corpus::Corpus;
use loaded::{Programs, graphs_differ};
use train::Good;

pub use counters::Counters;
pub use error::SessionError;
pub use trace::Traced;

/// The result of a request.
pub type Result<T> = std::result::Result<T, SessionError>;

/// What one training step did; losses in nats per image of its batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepMetrics {
    /// Steps of this run so far.
    pub step: u32,
    /// Passes over the training images so far.
    pub epoch: f64,
    /// −ELBO = recon + kl, whatever β is.
    pub loss: f32,
    /// −log p(x|z)
    pub recon: f32,
    /// KL(q(z|x) ‖ p(z))
    pub kl: f32,
    /// Euclidean norm of the whole gradient, before clipping.
    pub grad_norm: f32,
}

/// Losses on held-out images, in nats per image. A plain autoencoder has no ELBO: its `kl` is 0, its loss `recon`.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// −ELBO = recon + kl, with one sample of z an image.
    pub loss: f64,
    pub recon: f64,
    pub kl: f64,
    pub kl_per_dimension: Vec<f64>,
    /// How many images were used; of a single image, how many samples of z.
    pub images: usize,
}

/// q(z|x) of some images, `(images, latent)` each.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoding {
    pub mu: Array2<f32>,
    pub logvar: Array2<f32>,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    pub step: u32,
    pub epoch: f64,
}

/// What is known about the loaded images.
#[derive(Clone, Debug, PartialEq)]
pub struct DatasetInfo {
    pub name: String,
    pub train: usize,
    /// How many of the training images are the reader's own.
    pub own: usize,
    pub held_out: usize,
    pub height: usize,
    pub width: usize,
    /// Whether images come with their class.
    pub labels: bool,
    /// Names of the generative factors that come with each image; empty where they are not known.
    pub factors: Vec<String>,
    /// Whether the first epoch shows the images in their order: they are made while training goes on, and what
    /// a step shows must not depend on how far that has come.
    pub in_order: bool,
}

/// A model, its data and its run, on one executor. What is refused changes nothing.
pub struct Session<E> {
    executor: E,
    options: Options,
    corpus: Option<Corpus>,
    run: Option<Run>,
}

/// A model and how far it has come.
struct Run {
    model: Box<dyn Model>,
    /// Height and width of its images.
    size: (usize, usize),
    programs: Programs,
    counters: Counters,
    good: Option<Good>,
    /// A state that is good if the step after it ends well.
    candidate: Option<Good>,
    /// A step has begun.
    begun: bool,
}

impl<E: Executor> Session<E> {
    /// A session without data.
    pub fn new(executor: E, options: Options) -> Self {
        Self {
            executor,
            options,
            corpus: None,
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
    /// As [`Options::with`].
    pub fn restarts<K: AsRef<str>>(&self, patch: &[(K, Value)]) -> Result<bool> {
        let options = self.options.with(patch)?;
        let Some(run) = &self.run else {
            return Ok(false);
        };
        let model = models::build(&options, run.size.0 * run.size.1);
        Ok(options.seed != self.options.seed || model.parameters() != run.model.parameters())
    }

    /// Changes options. What alters the model's shape or the seed starts the run over, and the result is true;
    /// with all else it goes on, a new optimiser with fresh averages.
    ///
    /// # Errors
    /// As [`Options::with`].
    pub fn configure<K: AsRef<str>>(&mut self, patch: &[(K, Value)]) -> Result<bool> {
        let options = self.options.with(patch)?;
        let old = std::mem::replace(&mut self.options, options);
        let (executor, options) = (&mut self.executor, &self.options);
        let Some(run) = &mut self.run else {
            return Ok(false);
        };
        if !graphs_differ(&old, options) && old.seed == options.seed {
            return Ok(false);
        }
        run.programs.clear(executor);
        let model = models::build(options, run.size.0 * run.size.1);
        let shapes_differ = model.parameters() != run.model.parameters();
        run.model = model;
        if shapes_differ {
            executor.clear();
        }
        if shapes_differ || old.seed != options.seed {
            run.start(executor, options);
            return Ok(true);
        }
        if old.optimizer != options.optimizer {
            run.counters.updates = 0;
            run.clear_optimizer(executor, options);
            // The weights of a kept state stay good, the averages are another optimiser's.
            if let Some(good) = &mut run.good {
                good.counters.updates = 0;
                good.averages = false;
            }
        }
        Ok(false)
    }

    /// Trains on generated handwriting from now on: 2,000 images are made at once, the rest as they are needed.
    /// Starts a run.
    pub fn load_handwriting(&mut self, seed: u32) -> Result<DatasetInfo> {
        self.take(Corpus::handwriting(seed)?)
    }

    /// Makes up to `count` more handwritten images ahead of need; returns how many are still to come.
    pub fn grow_dataset(&mut self, count: usize) -> usize {
        self.corpus.as_mut().map_or(0, |corpus| corpus.grow(count))
    }

    /// Trains on `dataset` from now on. Starts a run.
    ///
    /// # Errors
    /// [`SessionError::EmptyDataset`], [`SessionError::TooMany`].
    pub fn load(&mut self, dataset: Dataset) -> Result<DatasetInfo> {
        self.take(Corpus::new(dataset)?)
    }

    /// Trains on these images, row by row, beside those of the dataset, and no longer on those that were given
    /// before. The run goes on.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`], [`SessionError::Pixels`], [`SessionError::TooMany`].
    pub fn set_own(&mut self, images: &[u8]) -> Result<DatasetInfo> {
        let corpus = self.corpus.as_mut().ok_or(SessionError::NoDataset)?;
        corpus.set_own(images, &mut self.executor)?;
        Ok(corpus.info.clone())
    }

    /// Trains from now on on the images of another session, `info.train` of them, to go on with its run after
    /// [`Session::restore`]. Nothing is held out. Starts a run.
    ///
    /// # Errors
    /// [`SessionError::Pixels`] where there are not as many bytes as pixels.
    pub fn load_training(&mut self, info: DatasetInfo, images: Vec<u8>) -> Result<DatasetInfo> {
        let (expected, actual) = (info.train * info.height * info.width, images.len());
        if actual != expected {
            return Err(SessionError::Pixels { expected, actual });
        }
        self.take(Corpus::training(info, images))
    }

    /// The training images that were made so far, row by row.
    pub fn training_images(&self) -> Result<&[u8]> {
        let corpus = self.corpus.as_ref().ok_or(SessionError::NoDataset)?;
        Ok(corpus.images())
    }

    fn take(&mut self, mut corpus: Corpus) -> Result<DatasetInfo> {
        let model = models::build(&self.options, corpus.pixels());
        let info = corpus.info.clone();
        self.begin(model, (info.height, info.width));
        self.reset();
        corpus.upload(&mut self.executor);
        self.corpus = Some(corpus);
        Ok(info)
    }

    /// Puts a model in place of the old one; its variables are to be set.
    fn begin(&mut self, model: Box<dyn Model>, size: (usize, usize)) {
        let executor = &mut self.executor;
        if let Some(run) = &mut self.run {
            run.programs.clear(executor);
        }
        executor.clear();
        self.run = Some(Run {
            model,
            size,
            programs: Programs::default(),
            counters: Counters::default(),
            good: None,
            candidate: None,
            begun: false,
        });
    }

    /// What is known about the loaded images.
    pub fn dataset(&self) -> Result<DatasetInfo> {
        let corpus = self.corpus.as_ref().ok_or(SessionError::NoDataset)?;
        Ok(corpus.info.clone())
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

    /// The variables of the model's weights.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`] where there is no model yet.
    pub fn weights(&self) -> Result<Vec<Variable>> {
        let run = self.run.as_ref().ok_or(SessionError::NoDataset)?;
        let parameters = run.model.parameters().iter();
        Ok(parameters.map(|parameter| parameter.variable).collect())
    }

    /// The names of the model's parameters.
    ///
    /// # Errors
    /// As [`Session::weights`].
    pub fn parameters(&self) -> Result<impl Iterator<Item = &str>> {
        let run = self.run.as_ref().ok_or(SessionError::NoDataset)?;
        let parameters = run.model.parameters().iter();
        Ok(parameters.map(|parameter| parameter.name.as_str()))
    }

    /// Every variable that a step changes: the weights, then the optimiser's state.
    ///
    /// # Errors
    /// As [`Session::weights`].
    pub fn variables(&self) -> Result<Vec<Variable>> {
        let mut variables = self.weights()?;
        if let Some(run) = &self.run {
            let slots = run.slots(&self.options).into_iter();
            variables.extend(slots.map(|(_, slot)| slot));
        }
        Ok(variables)
    }

    /// Pixels of the model's images.
    ///
    /// # Errors
    /// [`SessionError::NoDataset`] where there is no model yet.
    pub fn pixels(&self) -> Result<usize> {
        let run = self.run.as_ref().ok_or(SessionError::NoDataset)?;
        Ok(run.size.0 * run.size.1)
    }
}

impl Run {
    /// Weights as the seed has them, a fresh optimiser, step 0.
    fn start(&mut self, executor: &mut dyn Executor, options: &Options) {
        self.counters = Counters::default();
        (self.good, self.candidate) = (None, None);
        for parameter in self.model.parameters().iter() {
            executor.set_variable(parameter.variable, &parameter.initial(options.seed));
        }
        self.clear_optimizer(executor, options);
    }

    fn clear_optimizer(&self, executor: &mut dyn Executor, options: &Options) {
        for (_, variable) in self.slots(options) {
            let (rows, columns) = variable.shape;
            executor.set_variable(variable, &vec![0.0; rows * columns]);
        }
    }

    /// The optimiser's variables, each with its slot's name and its parameter.
    fn slots(&self, options: &Options) -> Vec<((&'static str, &Parameter), Variable)> {
        let parameters = self.model.parameters();
        let names = optimizers::slots(options.optimizer).iter().enumerate();
        names
            .flat_map(|(slot, &name)| {
                let numbered = parameters.iter().enumerate();
                numbered.map(move |(number, parameter)| {
                    ((name, parameter), parameters.slot(slot, number))
                })
            })
            .collect()
    }
}
