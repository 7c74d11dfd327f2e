//! The multilayer perceptrons that models share: from images to latent points, and from latent points to p(x|z).

use std::borrow::Cow;

use super::build::Build;
use super::options::{Likelihood, Output};
use super::value::{OptionType, Value};
use super::{ImageShape, Options, Recognised, Tensors};
use crate::graph::{Axis, Graph, Result, Tensor};
use crate::nn::distributions::{Gaussian, bernoulli_nll};
use crate::nn::{Activation, Linear, Nodes, Parameters, Perceptron};

/// Below this a learned ln σ² of a pixel does not fall (σ about 0.05): the border of every digit is black,
/// and its likelihood would grow for ever.
const LOGVAR_FLOOR: f32 = -6.0;

/// Where a ln σ² of all pixels begins: σ = 0.37, above what is left of images that a model has learned.
const LOGVAR_START: f32 = -2.0;

/// Images `(rows, pixels)` to hidden units, and from these to the mean of z.
pub struct Encoder {
    layers: Perceptron,
    mean: Linear,
}

impl Encoder {
    /// Adds its parameters; `inputs` are the columns of what it reads.
    pub fn new(parameters: &mut Parameters, options: &Options, inputs: usize) -> Self {
        let sizes = options.hidden.iter().copied();
        let layers = Perceptron::new(parameters, "encoder", inputs, sizes, options.activation);
        let mean = Linear::new(parameters, "mean", layers.outputs, options.latent);
        Self { layers, mean }
    }

    /// Columns of the hidden units.
    pub fn outputs(&self) -> usize {
        self.layers.outputs
    }

    /// The hidden units and the mean of z, `(rows, outputs)` and `(rows, latent)`.
    pub fn forward(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor) -> Result<(Tensor, Tensor)> {
        let h = self.layers.forward(graph, nodes, x)?;
        Ok((h, self.mean.forward(graph, nodes, h)?))
    }
}

/// Latent points `(rows, latent)` to p(x|z).
pub struct Decoder {
    likelihood: Likelihood,
    squash: Output,
    layers: Perceptron,
    /// The pixels' means, or their logits.
    output: Linear,
    output_logvar: PixelLogvar,
}

/// Where ln σ² of the pixels is from.
enum PixelLogvar {
    /// The option `sigma`, of a Gaussian likelihood.
    Fixed,
    /// One parameter, `(1, 1)`.
    Shared(usize),
    /// A layer after the hidden ones.
    Own(Linear),
}

impl Decoder {
    /// Adds its parameters; `inputs` are the columns of what it reads.
    pub fn new(
        parameters: &mut Parameters,
        options: &Options,
        inputs: usize,
        pixels: usize,
    ) -> Self {
        let p = parameters;
        let sizes = options.hidden.iter().rev().copied();
        let layers = Perceptron::new(p, "decoder", inputs, sizes, options.activation);
        let output = Linear::new(p, "output", layers.outputs, pixels);
        let output_logvar = match options.likelihood {
            Likelihood::GaussianLearned => {
                PixelLogvar::Own(Linear::new(p, "output_logvar", layers.outputs, pixels))
            }
            Likelihood::GaussianShared => {
                PixelLogvar::Shared(p.constant("output_logvar", (1, 1), LOGVAR_START))
            }
            Likelihood::Bernoulli | Likelihood::Gaussian => PixelLogvar::Fixed,
        };
        Self {
            likelihood: options.likelihood,
            squash: options.output,
            layers,
            output,
            output_logvar,
        }
    }

    /// The means of p(x|z), `(rows, pixels)`.
    pub fn mean(&self, graph: &mut Graph, nodes: &Nodes, z: Tensor) -> Result {
        let h = self.layers.forward(graph, nodes, z)?;
        let raw = self.output.forward(graph, nodes, h)?;
        Ok(self.squashed(graph, raw))
    }

    /// What the last layer gives, as means.
    fn squashed(&self, graph: &mut Graph, raw: Tensor) -> Tensor {
        match self.squash {
            // Means stay in (0, 1), as in the paper's appendix C.2.
            Output::Sigmoid => graph.sigmoid(raw),
            Output::Linear => raw,
        }
    }

    /// -ln p(x|z) of each row of `z`, `(rows, 1)`, and the means of p(x|z); `z` has `samples` rows for each image.
    pub fn reconstruct(
        &self,
        b: &mut Build,
        x: Tensor,
        z: Tensor,
        samples: usize,
    ) -> Result<(Tensor, Tensor)> {
        let x = match samples {
            1 => x,
            samples => b.graph.repeat_rows(x, samples),
        };
        let (nll, mean) = self.nll(b, x, z)?;
        Ok((b.graph.sum(nll, Axis::Columns), mean))
    }

    /// What p(x|z) is made of: see [`Model::likelihood`](super::Model::likelihood).
    pub fn likelihood(&self, graph: &mut Graph, nodes: &Nodes, z: Tensor) -> Result<Vec<Tensor>> {
        let h = self.layers.forward(graph, nodes, z)?;
        let raw = self.output.forward(graph, nodes, h)?;
        if self.likelihood == Likelihood::Bernoulli {
            return Ok(vec![raw]);
        }
        let mean = self.squashed(graph, raw);
        let mut parts = vec![mean];
        if let Some(logvar) = self.logvar(graph, nodes, h)? {
            let shape = graph.shape(mean);
            parts.push(graph.broadcast(logvar, shape)?);
        }
        Ok(parts)
    }

    /// ln σ² of each pixel from the hidden units, or of all, where it is learned, above a smooth floor: c + softplus(l - c).
    fn logvar(&self, graph: &mut Graph, nodes: &Nodes, h: Tensor) -> Result<Option<Tensor>> {
        let raw = match self.output_logvar {
            PixelLogvar::Fixed => return Ok(None),
            PixelLogvar::Shared(number) => nodes.0[number],
            PixelLogvar::Own(layer) => layer.forward(graph, nodes, h)?,
        };
        let above = graph.shift(raw, -LOGVAR_FLOOR)?;
        let above = graph.softplus(above);
        Ok(Some(graph.shift(above, LOGVAR_FLOOR)?))
    }

    /// -ln p(x|z) of each pixel, and the mean of p(x|z).
    fn nll(&self, b: &mut Build, x: Tensor, z: Tensor) -> Result<(Tensor, Tensor)> {
        let h = self.layers.forward(&mut b.graph, &b.nodes, z)?;
        let raw = self.output.forward(&mut b.graph, &b.nodes, h)?;
        let mean = self.squashed(&mut b.graph, raw);
        if self.likelihood == Likelihood::Bernoulli {
            return Ok((bernoulli_nll(&mut b.graph, x, raw)?, mean));
        }
        let logvar = match self.logvar(&mut b.graph, &b.nodes, h)? {
            Some(learned) => learned,
            None => {
                let sigma = b.fed(|options, _| options.sigma);
                let variance = b.graph.square(sigma)?;
                b.graph.ln(variance)
            }
        };
        let p = Gaussian {
            mean,
            logvar,
            lower: None,
        };
        Ok((p.nll(&mut b.graph, x)?, mean))
    }
}

/// Linear layers with an activation between them.
pub struct Network {
    layers: Perceptron,
    last: Linear,
}

impl Network {
    /// Adds layers `name.0`, `name.1`, ... from `inputs` over the hidden sizes to `outputs` columns.
    pub fn new(
        parameters: &mut Parameters,
        name: &str,
        inputs: usize,
        hidden: &[usize],
        outputs: usize,
        activation: Activation,
    ) -> Self {
        let sizes = hidden.iter().copied();
        let layers = Perceptron::new(parameters, name, inputs, sizes, activation);
        let last = format!("{name}.{}", hidden.len());
        let last = Linear::new(parameters, &last, layers.outputs, outputs);
        Self { layers, last }
    }

    /// `(rows, inputs)` to `(rows, outputs)`.
    pub fn forward(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor) -> Result {
        let h = self.layers.forward(graph, nodes, x)?;
        self.last.forward(graph, nodes, h)
    }

    /// The hidden sizes and the outputs that a network's tensors tell.
    pub fn recognise(tensors: &Tensors, name: &str) -> Option<(Value, usize)> {
        let layer = |number: usize| tensors.get(&format!("{name}.{number}.weight"));
        let mut sizes: Vec<f64> = (0..)
            .map_while(|number| layer(number).map(|shape| shape.0 as f64))
            .collect();
        let outputs = sizes.pop()?;
        Some((Value::List(Cow::Owned(sizes)), outputs as usize))
    }
}

/// Points of a few values are seen in units of ¼ around ½, where the toys lie around 0 with a spread of about 1.
const UNIT: f32 = 0.25;

/// Latent points to images, for those whom a discriminator judges.
pub struct Generator {
    network: Network,
    /// Whether images are points of a few values, and not pictures.
    points: bool,
}

impl Generator {
    /// Adds layers `generator.0`, `generator.1`, ... of these hidden sizes.
    pub fn new(
        parameters: &mut Parameters,
        options: &Options,
        hidden: &[usize],
        images: ImageShape,
    ) -> Self {
        let (latent, pixels, activation) = (options.latent, images.pixels(), options.activation);
        Self {
            network: Network::new(parameters, "generator", latent, hidden, pixels, activation),
            points: images.height == 1,
        }
    }

    /// G(z) in the discriminator's units: pixels in [0, 1], or (x - ½) / ¼ of points.
    pub fn generate(&self, graph: &mut Graph, nodes: &Nodes, z: Tensor) -> Result {
        let y = self.network.forward(graph, nodes, z)?;
        Ok(if self.points { y } else { graph.sigmoid(y) })
    }

    /// G(z) as images in [0, 1].
    pub fn decode(&self, graph: &mut Graph, nodes: &Nodes, z: Tensor) -> Result {
        let y = self.generate(graph, nodes, z)?;
        if !self.points {
            return Ok(y);
        }
        let x = graph.scale(y, UNIT)?;
        graph.shift(x, 0.5)
    }

    /// Images in [0, 1] in the discriminator's units.
    pub fn units(&self, graph: &mut Graph, x: Tensor) -> Result {
        if !self.points {
            return Ok(x);
        }
        let x = graph.shift(x, -0.5)?;
        graph.scale(x, 1.0 / UNIT)
    }
}

/// The options that the tensors of an encoder and a decoder tell.
pub fn recognise(tensors: &Tensors, options: &Options) -> Option<Recognised> {
    let layer = |number: usize| tensors.get(&format!("encoder.{number}.weight"));
    let hidden: Vec<f64> = (0..)
        .map_while(|number| layer(number).map(|shape| shape.0 as f64))
        .collect();
    let &(latent, inputs) = tensors.get("mean.weight")?;
    let likelihood = if tensors.contains_key("output_logvar.weight") {
        Likelihood::GaussianLearned
    } else if tensors.contains_key("output_logvar") {
        Likelihood::GaussianShared
    } else {
        match options.likelihood {
            Likelihood::GaussianLearned | Likelihood::GaussianShared => Likelihood::Bernoulli,
            other => other,
        }
    };
    Some(Recognised {
        options: vec![
            ("hidden", Value::List(Cow::Owned(hidden))),
            ("latent", latent.to_value()),
            ("likelihood", likelihood.to_value()),
        ],
        pixels: layer(0).map_or(inputs, |&(_, pixels)| pixels),
    })
}
