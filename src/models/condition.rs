//! What a model is given beside an image: its class. p(x|y) is then bounded from below as p(x) is by a plain variational
//! autoencoder. Either both networks read the class (Sohn, Lee and Yan, "Learning Structured Output Representation using
//! Deep Conditional Generative Models", 2015, eq. 4, with the prior N(0, I) for every class), or only the prior knows it,
//! p(z|y) = N(m_y, I) with a learned m_y (kexue.fm/archives/5253, eq. 8).

use super::options::Condition;
use super::value::OptionType;
use super::{ImageShape, Options, Recognised, Tensors};
use crate::graph::{Graph, Result, Tensor};
use crate::nn::Parameters;

/// The parameter m_y, a row a class, as `torch.nn.Embedding` has it.
pub const MEANS: &str = "prior.weight";

/// Columns that the class takes beside what a network reads: one for each class, or none.
pub fn columns(options: &Options, images: ImageShape) -> usize {
    match options.condition {
        Condition::None | Condition::Prior => 0,
        Condition::Concat => images.classes,
    }
}

/// How many times the learning rate moves m_y, which has units of z to go where weights have hundredths.
const RATE: f32 = 10.0;

/// Adds m_y, `(classes, latent)`, where the prior has means; returns its number. At first all classes share N(0, I).
pub fn means(parameters: &mut Parameters, options: &Options, images: ImageShape) -> Option<usize> {
    if options.condition != Condition::Prior {
        return None;
    }
    let number = parameters.constant(MEANS, (images.classes, options.latent), 0.0);
    parameters.set_rate(number, RATE);
    Some(number)
}

/// [x, 1_y], `(rows, columns + classes)`: the classes `(rows, classes)` beside `x`; `x` itself where no class is given. Rows of
/// `x` that stem from one image come together.
///
/// # Errors
/// Where `x` has not a whole number of rows for each row of the classes.
pub fn beside(graph: &mut Graph, x: Tensor, classes: Option<Tensor>) -> Result {
    let Some(classes) = classes else {
        return Ok(x);
    };
    let classes = repeat(graph, classes, x);
    let (columns, count) = (graph.shape(x).1, graph.shape(classes).1);
    let left = graph.pad(x, 0, columns + count)?;
    let right = graph.pad(classes, columns, columns + count)?;
    graph.add(left, right)
}

/// z - m, `(rows, latent)`, from which a divergence from N(m, I) is one from N(0, I); rows of `z` that stem from the image of
/// a row of `m` come together. `z` itself where the prior has no means.
///
/// # Errors
/// As [`beside`].
pub fn centred(graph: &mut Graph, z: Tensor, m: Option<Tensor>) -> Result {
    let Some(m) = m else {
        return Ok(z);
    };
    let m = repeat(graph, m, z);
    graph.sub(z, m)
}

/// Each row of `of_images` as often as `x` has rows for an image.
fn repeat(graph: &mut Graph, of_images: Tensor, x: Tensor) -> Tensor {
    match graph.shape(x).0 / graph.shape(of_images).0.max(1) {
        1 => of_images,
        samples => graph.repeat_rows(of_images, samples),
    }
}

/// What the tensors of an encoder and a decoder tell once it is known that the class may be beside what they read.
pub fn recognise(tensors: &Tensors, mut recognised: Recognised) -> Option<Recognised> {
    let &(latent, _) = tensors.get("mean.weight")?;
    let &(_, inputs) = tensors
        .get("decoder.0.weight")
        .or(tensors.get("output.weight"))?;
    let classes = inputs.checked_sub(latent)?;
    recognised.pixels = recognised.pixels.checked_sub(classes)?;
    let condition = if tensors.contains_key(MEANS) {
        Condition::Prior
    } else if classes > 0 {
        Condition::Concat
    } else {
        Condition::None
    };
    recognised.options.push(("condition", condition.to_value()));
    Some(recognised)
}
