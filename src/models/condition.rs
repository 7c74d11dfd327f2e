//! What a model is given beside an image: its class, read by both networks. p(x|y) is then bounded from below as p(x) is
//! by a plain variational autoencoder (Sohn, Lee and Yan, "Learning Structured Output Representation using Deep
//! Conditional Generative Models", 2015, eq. 4, with the prior N(0, I) for every class).

use super::options::Condition;
use super::value::OptionType;
use super::{ImageShape, Options, Recognised, Tensors};
use crate::graph::{Graph, Result, Tensor};

/// Columns that the class takes beside what a network reads: one for each class, or none.
pub fn columns(options: &Options, images: ImageShape) -> usize {
    match options.condition {
        Condition::None => 0,
        Condition::Concat => images.classes,
    }
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
    let ((rows, columns), (images, count)) = (graph.shape(x), graph.shape(classes));
    let classes = match rows / images.max(1) {
        1 => classes,
        samples => graph.repeat_rows(classes, samples),
    };
    let left = graph.pad(x, 0, columns + count)?;
    let right = graph.pad(classes, columns, columns + count)?;
    graph.add(left, right)
}

/// What the tensors of an encoder and a decoder tell once it is known that the class may be beside what they read.
pub fn recognise(tensors: &Tensors, mut recognised: Recognised) -> Option<Recognised> {
    let &(latent, _) = tensors.get("mean.weight")?;
    let &(_, inputs) = tensors
        .get("decoder.0.weight")
        .or(tensors.get("output.weight"))?;
    let classes = inputs.checked_sub(latent)?;
    recognised.pixels = recognised.pixels.checked_sub(classes)?;
    let condition = if classes > 0 {
        Condition::Concat
    } else {
        Condition::None
    };
    recognised.options.push(("condition", condition.to_value()));
    Some(recognised)
}
