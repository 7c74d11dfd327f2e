//! The plain autoencoder: each image is one point of the latent space, z = μ, and training minimises the
//! reconstruction alone. Nothing draws z towards a prior, so the space may have holes, and there is no ELBO.

use super::networks::{Decoder, Encoder};
use super::{Estimate, Model, Options, Terms};
use crate::graph::{Graph, Result, Tensor};
use crate::nn::distributions::{Draw, Gaussian};
use crate::nn::{Nodes, Parameters};

/// The ln σ² that stands for a point, where it would be -∞: a σ of e⁻¹⁰ is less than a pixel of any view, and
/// e²⁰, by which a density divides, is far from the end of f32.
const POINT_LOGVAR: f32 = -20.0;

struct Autoencoder {
    parameters: Parameters,
    encoder: Encoder,
    decoder: Decoder,
}

/// Makes the model.
pub fn build(options: &Options, pixels: usize) -> Box<dyn Model> {
    let mut parameters = Parameters::default();
    let encoder = Encoder::new(&mut parameters, options, pixels);
    let decoder = Decoder::new(&mut parameters, options, pixels);
    Box::new(Autoencoder {
        parameters,
        encoder,
        decoder,
    })
}

impl Model for Autoencoder {
    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The reconstruction, with z = μ for every sample; the divergence is 0.
    fn bound(
        &self,
        graph: &mut Graph,
        nodes: &Nodes,
        x: Tensor,
        estimate: &Estimate,
    ) -> Result<Terms> {
        let q = self.encode(graph, nodes, x)?;
        let z = q.repeat(graph, estimate.samples).mean;
        let draw = Draw {
            z,
            noise: filled(graph, 0.0, z)?,
        };
        let (recon, decoded) = self.decoder.reconstruct(graph, nodes, x, z, estimate)?;
        Ok(Terms {
            q,
            draw,
            decoded,
            recon,
            kl: filled(graph, 0.0, q.mean)?,
        })
    }

    fn encode(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor) -> Result<Gaussian> {
        let (_, mean) = self.encoder.forward(graph, nodes, x)?;
        let logvar = filled(graph, POINT_LOGVAR, mean)?;
        Ok(Gaussian { mean, logvar })
    }

    fn decode(&self, graph: &mut Graph, nodes: &Nodes, z: Tensor) -> Result {
        self.decoder.mean(graph, nodes, z)
    }
}

/// One value in the shape of `like`.
fn filled(graph: &mut Graph, value: f32, like: Tensor) -> Result {
    let shape = graph.shape(like);
    let value = graph.constant(value);
    graph.broadcast(value, shape)
}
