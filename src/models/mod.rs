//! Models, what can be chosen about them, and the graphs that train and use them.

mod autoencoder;
mod networks;
pub mod options;
pub mod presets;
pub mod programs;
mod vae;
pub mod value;

pub use options::Options;

use crate::graph::{Graph, Result, Tensor};
use crate::nn::distributions::{Draw, Gaussian};
use crate::nn::{Nodes, Parameters};
use options::Autoencoder;

/// Makes the model that the options name, for images of so many pixels: a new model is its file, its name among
/// [`Autoencoder`]'s and a line here.
pub fn build(options: &Options, pixels: usize) -> Box<dyn Model> {
    match options.autoencoder {
        Autoencoder::Variational => vae::build(options, pixels),
        Autoencoder::Plain => autoencoder::build(options, pixels),
    }
}

/// An autoencoder with a latent Gaussian, as pieces of graphs. `nodes` are its parameters in that graph.
pub trait Model {
    /// What training changes, by name and shape.
    fn parameters(&self) -> &Parameters;

    /// The terms of the lower bound (of what is minimised, where a model has none) for images `x`, `(rows, pixels)` in [0, 1].
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
