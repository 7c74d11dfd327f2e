//! The variational autoencoder of Kingma and Welling, "Auto-Encoding Variational Bayes" (2014), with
//! multilayer perceptrons for q(z|x) and p(x|z) and the prior N(0, I).

use super::networks::{Decoder, Encoder};
use super::options::Estimator;
use super::{Estimate, Model, Options, Terms};
use crate::graph::{Graph, Result, Tensor};
use crate::nn::distributions::Gaussian;
use crate::nn::{Linear, Nodes, Parameters};

struct Vae {
    parameters: Parameters,
    encoder: Encoder,
    logvar: Linear,
    decoder: Decoder,
}

/// Makes the model.
pub fn build(options: &Options, pixels: usize) -> Box<dyn Model> {
    let mut parameters = Parameters::default();
    let encoder = Encoder::new(&mut parameters, options, pixels);
    let logvar = Linear::new(&mut parameters, "logvar", encoder.outputs(), options.latent);
    let decoder = Decoder::new(&mut parameters, options, pixels);
    Box::new(Vae {
        parameters,
        encoder,
        logvar,
        decoder,
    })
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
        let (recon, decoded) = self
            .decoder
            .reconstruct(graph, nodes, x, draw.z, estimate)?;
        Ok(Terms {
            q,
            draw,
            decoded,
            recon,
            kl: match estimate.estimator {
                Estimator::B => q.kl(graph)?,
                Estimator::A => repeated.log_ratio(graph, draw)?,
            },
        })
    }

    fn encode(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor) -> Result<Gaussian> {
        let (h, mean) = self.encoder.forward(graph, nodes, x)?;
        let logvar = self.logvar.forward(graph, nodes, h)?;
        Ok(Gaussian { mean, logvar })
    }

    fn decode(&self, graph: &mut Graph, nodes: &Nodes, z: Tensor) -> Result {
        self.decoder.mean(graph, nodes, z)
    }
}
