//! Models, what can be chosen about them, and the programs that train and use them. A new model is a file of its own,
//! a variant of [`options::Method`] and a line in [`declaration`].

mod aae;
mod ae;
mod ali;
pub mod build;
pub mod condition;
mod eae;
mod gan;
pub mod made;
mod networks;
pub mod options;
pub mod phase;
pub mod presets;
pub mod prior;
pub mod programs;
pub mod spec;
pub mod streams;
mod vae;
pub mod value;
mod vib;
pub mod vqvae;

use std::collections::BTreeMap;

pub use options::Options;
pub use phase::{Objective, Phase};
pub use spec::Spec;

use crate::choices::Choice;
use crate::graph::{Graph, Result, Shape, Tensor};
use crate::nn::distributions::Gaussian;
use crate::nn::{Nodes, Parameters};
use build::Build;
use made::Made;
use options::{Group, Method, OptionSpec, SPECS};
use value::{OptionError, Value};

/// What a model is trained on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageShape {
    /// Rows of pixels of an image.
    pub height: usize,
    /// Columns of pixels of an image.
    pub width: usize,
    /// Values of a pixel: grey, or red, green and blue.
    pub planes: usize,
    /// Classes that the images' labels tell apart; 0 where they have none.
    pub classes: usize,
}

impl ImageShape {
    /// Values of an image.
    pub fn pixels(self) -> usize {
        self.height * self.width * self.planes
    }
}

/// Everything that the rest of the program needs to know of a method.
pub struct Declaration {
    /// The options that it has, beside those of the optimiser and of training, which all have.
    pub options: &'static [&'static str],
    /// What a model of these options is.
    pub spec: fn(&Options) -> Spec,
    /// Makes such a model.
    pub build: fn(&Options, ImageShape) -> Box<dyn Model>,
    /// Tells from the names and shapes of a file's tensors which options a model of this method was made with, and how
    /// many pixels its images have; None for files of other methods. The options in force decide what is left open.
    pub recognise: fn(&Tensors, &Options) -> Option<Recognised>,
}

/// Shapes of matrices by name, (out, in) as in files of `torch.nn.Linear`.
pub type Tensors = BTreeMap<String, Shape>;

/// Options that a file's tensors tell.
pub struct Recognised {
    pub options: Vec<(&'static str, Value)>,
    pub pixels: usize,
}

/// The declaration of a method.
pub fn declaration(method: Method) -> &'static Declaration {
    match method {
        Method::Vae => &vae::DECLARATION,
        Method::Ae => &ae::DECLARATION,
        Method::Gan => &gan::DECLARATION,
        Method::Vqvae => &vqvae::DECLARATION,
        Method::Vib => &vib::DECLARATION,
        Method::Eae => &eae::DECLARATION,
        Method::Aae => &aae::DECLARATION,
        Method::Ali => &ali::DECLARATION,
    }
}

/// The method of a file without metadata of ours, with the options that its tensors tell.
pub fn recognise(tensors: &Tensors, options: &Options) -> Option<(Method, Recognised)> {
    // The last first: each has a tensor that those before it lack.
    Method::ALL.iter().rev().find_map(|&method| {
        let recognised = (declaration(method).recognise)(tensors, options)?;
        Some((method, recognised))
    })
}

/// What a model of these options is.
pub fn spec(options: &Options) -> Spec {
    (declaration(options.method).spec)(options)
}

/// Makes the model that the options name.
pub fn build(options: &Options, images: ImageShape) -> Box<dyn Model> {
    (declaration(options.method).build)(options, images)
}

/// Whether a method has an option.
pub fn has(method: Method, option: &OptionSpec) -> bool {
    let own = declaration(method).options;
    match option.group {
        Group::Model | Group::Objective => option.key == METHOD || own.contains(&option.key),
        Group::Optimizer | Group::Training => true,
    }
}

/// The options that a method has, in the order of a form.
pub fn options_of(method: Method) -> impl Iterator<Item = &'static OptionSpec> {
    SPECS.iter().filter(move |option| has(method, option))
}

/// The options that a model has, by key, with their values.
pub fn values(options: &Options) -> Vec<(&'static str, Value)> {
    let values = options_of(options.method);
    values
        .filter_map(|spec| Some((spec.key, options.get(spec.key)?)))
        .collect()
}

/// The option that names the method.
pub const METHOD: &str = "method";

/// These options with some of them changed by hand: as [`Options::with`], and each option that is given another value
/// must be one that the method has.
///
/// # Errors
/// As [`Options::with`], and [`OptionError::Foreign`].
pub fn change<K: AsRef<str>>(
    options: &Options,
    patch: &[(K, Value)],
) -> std::result::Result<Options, OptionError> {
    let changed = options.with(patch)?;
    for (key, _) in patch {
        let spec = options::spec(key.as_ref())?;
        if options.get(spec.key) != changed.get(spec.key) && !has(changed.method, spec) {
            return Err(OptionError::Foreign {
                option: spec.key,
                method: changed.method.name(),
            });
        }
    }
    Ok(changed)
}

/// A model, as pieces of graphs.
pub trait Model {
    /// The matrices that it is made of.
    fn parameters(&self) -> &Parameters;

    /// The phases of a training step, in their order. Their number follows from the options that the model was built
    /// with; their settings from the options in force.
    fn phases(&self, options: &Options) -> Vec<Phase> {
        vec![Phase::new("train", options)]
    }

    /// What phase number `phase` computes.
    fn objective(&self, phase: usize, build: &mut Build) -> Result<Objective>;

    /// Terms of each image of the batch, with as many samples of z as [`Options::evaluated_samples`] says:
    /// `(rows, 1)`, or `(rows, latent)` for a term by dimension.
    /// Those that follow from others, and those that only training has, are left out.
    fn evaluate(&self, build: &mut Build) -> Result<Vec<(&'static str, Tensor)>>;

    /// Samples of z of each image `(rows, pixels)` of the batch, with their importance weights; None where the model has
    /// no q(z|x) to draw from.
    fn weigh(&self, _: &mut Build, _x: Tensor, _samples: usize) -> Result<Option<Weighed>> {
        Ok(None)
    }

    /// What images `(rows, pixels)` in [0, 1] are encoded to; nothing where the model has no encoder.
    fn encode(&self, _ask: &mut Ask, _x: Tensor) -> Result<Encoded> {
        Ok(Encoded::None)
    }

    /// Mean images of latent points `(rows, latent)`: `(rows, pixels)` in [0, 1].
    fn decode(&self, ask: &mut Ask, z: Tensor) -> Result;

    /// How real rows of what [`Spec::judges`] says look, `(rows, 1)`: the logits of a discriminator, or what a critic gives.
    /// Nothing where the model has neither.
    fn judge(&self, _: &mut Ask, _x: Tensor) -> Result<Option<Tensor>> {
        Ok(None)
    }

    /// The distribution over integers that it codes images by; nothing where it has none.
    fn integers(&self) -> Option<&Made> {
        None
    }

    /// What p(x|z) of latent points `(rows, latent)` is made of, `(rows, pixels)` each: logits of a Bernoulli likelihood; means
    /// of a Gaussian one, then ln σ² where it is learned. Nothing where the model has no p(x|z).
    fn likelihood(&self, _: &mut Ask, _z: Tensor) -> Result<Vec<Tensor>> {
        Ok(Vec::new())
    }
}

/// Samples of z, those of an image together.
#[derive(Clone, Copy, Debug)]
pub struct Weighed {
    /// `(rows · samples, latent)`
    pub z: Tensor,
    /// ln w = ln p(x|z) + ln p(z) - ln q(z|x), `(rows · samples, 1)`.
    pub log_weights: Tensor,
}

/// A graph in the making that asks a model about some rows.
pub struct Ask {
    pub graph: Graph,
    /// The parameters.
    pub nodes: Nodes,
    /// The classes of the rows, `(rows, classes)`, for a model that learns from them: 1 at a row's class, else 0.
    pub labels: Option<Tensor>,
}

/// What images are encoded to, a row each.
#[derive(Clone, Copy, Debug)]
pub enum Encoded {
    None,
    /// q(z|x), `(rows, latent)`.
    Gaussian(Gaussian),
    /// z, `(rows, latent)`.
    Point(Tensor),
}

/// `(rows, 1)` to the mean, `(1, 1)`.
pub(crate) fn row_mean(graph: &mut Graph, x: Tensor) -> Result {
    let rows = graph.shape(x).0;
    let sum = graph.sum(x, crate::graph::Axis::Rows);
    graph.scale(sum, 1.0 / rows as f32)
}
