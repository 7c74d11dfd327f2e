//! The variational autoencoder of Kingma and Welling, "Auto-Encoding Variational Bayes" (2014), with
//! multilayer perceptrons for q(z|x) and p(x|z) and the prior N(0, I).

use super::options::{Estimator, Likelihood};
use super::{Estimate, Model, Options, Terms};
use crate::graph::{Axis, Graph, Result, Tensor};
use crate::nn::distributions::{Gaussian, bernoulli_nll};
use crate::nn::{Linear, Nodes, Parameters, Perceptron};

/// Below this a learned ln σ² of a pixel does not fall (σ about 0.05): the border of every digit is black,
/// and its likelihood would grow for ever.
const LOGVAR_FLOOR: f32 = -6.0;

struct Vae {
    likelihood: Likelihood,
    parameters: Parameters,
    encoder: Perceptron,
    mean: Linear,
    logvar: Linear,
    decoder: Perceptron,
    /// Logits of the pixels' means.
    output: Linear,
    /// ln σ² of the pixels, where it is learned.
    output_logvar: Option<Linear>,
}

/// Makes the model.
pub fn build(options: &Options, pixels: usize) -> Box<dyn Model> {
    let (hidden, latent) = (&options.hidden, options.latent);
    let mut parameters = Parameters::default();
    let p = &mut parameters;
    let sizes = hidden.iter().copied();
    let encoder = Perceptron::new(p, "encoder", pixels, sizes, options.activation);
    let mean = Linear::new(p, "mean", encoder.outputs, latent);
    let logvar = Linear::new(p, "logvar", encoder.outputs, latent);
    let sizes = hidden.iter().rev().copied();
    let decoder = Perceptron::new(p, "decoder", latent, sizes, options.activation);
    let output = Linear::new(p, "output", decoder.outputs, pixels);
    let output_logvar = match options.likelihood {
        Likelihood::GaussianLearned => {
            Some(Linear::new(p, "output_logvar", decoder.outputs, pixels))
        }
        Likelihood::Bernoulli | Likelihood::Gaussian => None,
    };
    Box::new(Vae {
        likelihood: options.likelihood,
        parameters,
        encoder,
        mean,
        logvar,
        decoder,
        output,
        output_logvar,
    })
}

impl Vae {
    /// -ln p(x|z) of each pixel, and the mean of p(x|z).
    fn nll(
        &self,
        graph: &mut Graph,
        nodes: &Nodes,
        x: Tensor,
        z: Tensor,
        sigma: Tensor,
    ) -> Result<(Tensor, Tensor)> {
        let h = self.decoder.forward(graph, nodes, z)?;
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

impl Model for Vae {
    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    fn bound(
        &self,
        graph: &mut Graph,
        nodes: &Nodes,
        x: Tensor,
        estimate: &Estimate,
    ) -> Result<Terms> {
        let q = self.encode(graph, nodes, x)?;
        let repeated = q.repeat(graph, estimate.samples);
        let draw = repeated.sample(graph, estimate.stream)?;
        let x = match estimate.samples {
            1 => x,
            samples => graph.repeat(x, samples),
        };
        let (nll, decoded) = self.nll(graph, nodes, x, draw.z, estimate.sigma)?;
        Ok(Terms {
            q,
            draw,
            decoded,
            recon: graph.sum(nll, Axis::Columns),
            kl: match estimate.estimator {
                Estimator::B => q.kl(graph)?,
                Estimator::A => repeated.log_ratio(graph, draw)?,
            },
        })
    }

    fn encode(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor) -> Result<Gaussian> {
        let h = self.encoder.forward(graph, nodes, x)?;
        Ok(Gaussian {
            mean: self.mean.forward(graph, nodes, h)?,
            logvar: self.logvar.forward(graph, nodes, h)?,
        })
    }

    fn decode(&self, graph: &mut Graph, nodes: &Nodes, z: Tensor) -> Result {
        let h = self.decoder.forward(graph, nodes, z)?;
        let logits = self.output.forward(graph, nodes, h)?;
        Ok(graph.sigmoid(logits))
    }
}
