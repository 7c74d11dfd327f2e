//! The multilayer perceptrons that models share: from images to latent points, and from latent points to p(x|z).

use super::options::Likelihood;
use super::{Estimate, Options};
use crate::graph::{Axis, Graph, Result, Tensor};
use crate::nn::distributions::{Gaussian, bernoulli_nll};
use crate::nn::{Linear, Nodes, Parameters, Perceptron};

/// Below this a learned ln σ² of a pixel does not fall (σ about 0.05): the border of every digit is black,
/// and its likelihood would grow for ever.
const LOGVAR_FLOOR: f32 = -6.0;

/// Images `(rows, pixels)` to hidden units, and from these to the mean of z.
pub struct Encoder {
    layers: Perceptron,
    mean: Linear,
}

impl Encoder {
    /// Adds its parameters.
    pub fn new(parameters: &mut Parameters, options: &Options, pixels: usize) -> Self {
        let sizes = options.hidden.iter().copied();
        let layers = Perceptron::new(parameters, "encoder", pixels, sizes, options.activation);
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
    layers: Perceptron,
    /// Logits of the pixels' means.
    output: Linear,
    /// ln σ² of the pixels, where it is learned.
    output_logvar: Option<Linear>,
}

impl Decoder {
    /// Adds its parameters.
    pub fn new(parameters: &mut Parameters, options: &Options, pixels: usize) -> Self {
        let p = parameters;
        let sizes = options.hidden.iter().rev().copied();
        let layers = Perceptron::new(p, "decoder", options.latent, sizes, options.activation);
        let output = Linear::new(p, "output", layers.outputs, pixels);
        let output_logvar = match options.likelihood {
            Likelihood::GaussianLearned => {
                Some(Linear::new(p, "output_logvar", layers.outputs, pixels))
            }
            Likelihood::Bernoulli | Likelihood::Gaussian => None,
        };
        Self {
            likelihood: options.likelihood,
            layers,
            output,
            output_logvar,
        }
    }

    /// The means of p(x|z), `(rows, pixels)`.
    pub fn mean(&self, graph: &mut Graph, nodes: &Nodes, z: Tensor) -> Result {
        let h = self.layers.forward(graph, nodes, z)?;
        let logits = self.output.forward(graph, nodes, h)?;
        Ok(graph.sigmoid(logits))
    }

    /// -ln p(x|z) of each row of `z`, `(rows, 1)`, and the means of p(x|z); `z` has `estimate.samples` rows for
    /// each image.
    pub fn reconstruct(
        &self,
        graph: &mut Graph,
        nodes: &Nodes,
        x: Tensor,
        z: Tensor,
        estimate: &Estimate,
    ) -> Result<(Tensor, Tensor)> {
        let x = match estimate.samples {
            1 => x,
            samples => graph.repeat_rows(x, samples),
        };
        let (nll, mean) = self.nll(graph, nodes, x, z, estimate.sigma)?;
        Ok((graph.sum(nll, Axis::Columns), mean))
    }

    /// -ln p(x|z) of each pixel, and the mean of p(x|z).
    fn nll(
        &self,
        graph: &mut Graph,
        nodes: &Nodes,
        x: Tensor,
        z: Tensor,
        sigma: Tensor,
    ) -> Result<(Tensor, Tensor)> {
        let h = self.layers.forward(graph, nodes, z)?;
        let logits = self.output.forward(graph, nodes, h)?;
        // Means stay in (0, 1), as in the paper's appendix C.2.
        let mean = graph.sigmoid(logits);
        if self.likelihood == Likelihood::Bernoulli {
            return Ok((bernoulli_nll(graph, x, logits)?, mean));
        }
        let logvar = match self.output_logvar {
            // A smooth floor: c + softplus(l - c).
            Some(layer) => {
                let raw = layer.forward(graph, nodes, h)?;
                let above = graph.shift(raw, -LOGVAR_FLOOR)?;
                let above = graph.softplus(above);
                graph.shift(above, LOGVAR_FLOOR)?
            }
            None => {
                let variance = graph.square(sigma)?;
                graph.ln(variance)
            }
        };
        Ok((Gaussian { mean, logvar }.nll(graph, x)?, mean))
    }
}
