//! What a person does with a model: choose it, train it, look at it, keep it.

mod error;

use ndarray::{Array2, ArrayView2};
use serde::Serialize;

use crate::data::{Dataset, Images};
use crate::executor::Executor;
use crate::models::Options;
use crate::models::value::Value;

pub use error::SessionError;

/// The result of a request.
pub type Result<T> = std::result::Result<T, SessionError>;

/// What one training step did; losses in nats per image of its batch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
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

/// Losses on held-out images, in nats per image.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evaluation {
    /// −ELBO = recon + kl, with one sample of z an image.
    pub loss: f64,
    pub recon: f64,
    pub kl: f64,
    pub kl_per_dimension: Vec<f64>,
    /// How many images were used.
    pub images: usize,
}

/// q(z|x) of some images, `(images, latent)` each.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoding {
    pub mu: Array2<f32>,
    pub logvar: Array2<f32>,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Progress {
    pub step: u32,
    pub epoch: f64,
}

/// What is known about the loaded images.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DatasetInfo {
    pub name: String,
    pub train: usize,
    pub held_out: usize,
    pub height: usize,
    pub width: usize,
    /// Whether images come with their class.
    pub labels: bool,
    /// Names of the generative factors that come with each image; empty where they are not known.
    pub factors: Vec<String>,
}

/// A model, its data and its run, on one executor.
pub struct Session {
    executor: Box<dyn Executor>,
    options: Options,
}

impl Session {
    /// A session without data.
    pub fn new(executor: Box<dyn Executor>, options: Options) -> Self {
        Self { executor, options }
    }

    /// The executor's name.
    pub fn executor(&self) -> &'static str {
        self.executor.name()
    }

    /// The options in force.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Changes options; the result says whether the run had to start over.
    pub fn configure<K: AsRef<str>>(&mut self, _patch: &[(K, Value)]) -> Result<bool> {
        unimplemented!()
    }

    /// Trains on generated handwriting from now on: 2,000 images at once, the rest as they are needed.
    pub fn load_handwriting(&mut self, _seed: u32) -> Result<DatasetInfo> {
        unimplemented!()
    }

    /// Generates up to `count` more training images ahead of need; returns how many are still to come.
    pub fn grow_dataset(&mut self, _count: usize) -> usize {
        unimplemented!()
    }

    /// Trains on `dataset` from now on.
    pub fn load(&mut self, _dataset: Dataset) -> Result<DatasetInfo> {
        unimplemented!()
    }

    /// What is known about the loaded images.
    pub fn dataset(&self) -> Result<DatasetInfo> {
        unimplemented!()
    }

    /// Makes one training step.
    pub fn step(&mut self) -> Result<StepMetrics> {
        unimplemented!()
    }

    /// Steps and epochs so far.
    pub fn progress(&self) -> Progress {
        unimplemented!()
    }

    /// Steps in one pass over the training images, rounded up.
    pub fn steps_per_epoch(&self) -> Result<u32> {
        unimplemented!()
    }

    /// Losses on the first `limit` held-out images (0 for all).
    pub fn evaluate(&mut self, _limit: usize) -> Result<Evaluation> {
        unimplemented!()
    }

    /// q(z|x) of images, `(images, pixels)` in [0, 1].
    pub fn encode(&mut self, _pixels: ArrayView2<f32>) -> Result<Encoding> {
        unimplemented!()
    }

    /// Mean images of latent points `(points, latent)`: `(points, pixels)` in [0, 1].
    pub fn decode(&mut self, _z: ArrayView2<f32>) -> Result<Array2<f32>> {
        unimplemented!()
    }

    /// Mean images of `count` points drawn from the prior; `draw` says which draw.
    pub fn sample(&mut self, _count: usize, _draw: u32) -> Result<Array2<f32>> {
        unimplemented!()
    }

    /// Mean images at a `side` by `side` grid of normal quantiles of the first two latent dimensions.
    pub fn grid(&mut self, _side: usize) -> Result<Array2<f32>> {
        unimplemented!()
    }

    /// The first `count` held-out images.
    pub fn held_out(&self, _count: usize) -> Result<Images> {
        unimplemented!()
    }

    /// q(z|x) of the first `count` held-out images.
    pub fn encode_held_out(&mut self, _count: usize) -> Result<Encoding> {
        unimplemented!()
    }

    /// The first `count` held-out images, decoded at the means of their encodings.
    pub fn reconstruct(&mut self, _count: usize) -> Result<Array2<f32>> {
        unimplemented!()
    }

    /// Starts the same run over.
    pub fn reset(&mut self) -> Result<()> {
        unimplemented!()
    }

    /// Starts a run of another seed.
    pub fn reseed(&mut self, _seed: u32) -> Result<()> {
        unimplemented!()
    }

    /// The whole run: options, weights, the optimiser's state, the step.
    pub fn snapshot(&self) -> Result<Vec<u8>> {
        unimplemented!()
    }

    /// Goes on from a snapshot.
    pub fn restore(&mut self, _bytes: &[u8]) -> Result<()> {
        unimplemented!()
    }

    /// The weights as a safetensors file in torch's names and shapes.
    pub fn save_weights(&self) -> Result<Vec<u8>> {
        unimplemented!()
    }

    /// Starts a run from a file of weights, with the options in its metadata.
    pub fn load_weights(&mut self, _bytes: &[u8]) -> Result<()> {
        unimplemented!()
    }
}
