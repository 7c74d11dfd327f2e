//! Models, what can be chosen about them, and the graphs that train and use them.

pub mod options;
pub mod presets;
pub mod programs;
pub mod vae;
pub mod value;

pub use options::Options;

use crate::graph::{Graph, Result, Tensor};
use crate::nn::distributions::{Draw, Gaussian};
use crate::nn::{Nodes, Parameters};
use value::OptionError;

/// A model in the registry.
pub struct Entry {
    /// Its name in files of weights.
    pub name: &'static str,
    /// Makes it for images of so many pixels.
    pub build: fn(options: &Options, pixels: usize) -> Box<dyn Model>,
}

/// The registry, the model of new runs first: a new model is its file and an entry here.
pub static MODELS: &[Entry] = &[Entry {
    name: "vae",
    build: vae::build,
}];

/// The entry of a name.
///
/// # Errors
/// [`OptionError::Model`] where there is none.
pub fn find(name: &str) -> std::result::Result<&'static Entry, OptionError> {
    let found = MODELS.iter().find(|entry| entry.name == name);
    found.ok_or_else(|| OptionError::Model {
        model: name.to_owned(),
    })
}

/// An autoencoder with a latent Gaussian, as pieces of graphs. `nodes` are its parameters in that graph.
pub trait Model {
    /// What training changes, by name and shape.
    fn parameters(&self) -> &Parameters;

    /// The terms of the lower bound for images `x`, `(rows, pixels)` in [0, 1].
    fn bound(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor, terms: &Estimate)
    -> Result<Terms>;

    /// q(z|x), `(rows, latent)`.
    fn encode(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor) -> Result<Gaussian>;

    /// Mean images of latent points `(rows, latent)`: `(rows, pixels)` in [0, 1].
    fn decode(&self, graph: &mut Graph, nodes: &Nodes, z: Tensor) -> Result;
}

/// How the lower bound is to be estimated.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    /// Latent samples of each image.
    pub samples: usize,
    /// Eq. 6 or 7.
    pub estimator: options::Estimator,
    /// `(1, 1)`: the standard deviation of pixels where the likelihood has a fixed one.
    pub sigma: Tensor,
    /// The noise stream of the latent samples.
    pub stream: u32,
}

/// The two terms of the lower bound, in nats, a row for each image or for each of its samples, and what they
/// are made of.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// q(z|x), a row for each image.
    pub q: Gaussian,
    /// z, `(rows, latent)`, a row for each sample.
    pub draw: Draw,
    /// The mean of p(x|z), `(rows, pixels)`, a row for each sample.
    pub decoded: Tensor,
    /// -ln p(x|z), `(rows, 1)`.
    pub recon: Tensor,
    /// The divergence of q(z|x) from the prior by latent dimension, `(rows, latent)`.
    pub kl: Tensor,
}
