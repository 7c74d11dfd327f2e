//! The plain autoencoder: each image is one point of the latent space, z = μ, and training minimises the
//! reconstruction alone. Nothing draws z towards a prior, so the space may have holes, and there is no ELBO.

use super::build::Build;
use super::networks::{self, Decoder, Encoder};
use super::spec::{Better, Code, Judged, Role, Term};
use super::{Ask, Declaration, Encoded, ImageShape, Model, Objective, Options, Recognised, Spec};
use super::{Tensors, row_mean};
use crate::graph::{Graph, Result, Tensor};
use crate::nn::{Nodes, Parameters};

pub const DECLARATION: Declaration = Declaration {
    options: &[
        "hidden",
        "activation",
        "latent",
        "likelihood",
        "output",
        "sigma",
        "binarize",
        "corrupt",
        "mask",
    ],
    spec: |options| Spec {
        dimensions: options.latent,
        ..SPEC
    },
    build,
    recognise,
};

const SPEC: Spec = Spec {
    // -ln p(x|z)
    terms: &[Term::nats("recon", Role::Loss, Better::Lower)],
    code: Code::Point,
    dimensions: 0,
    decodes: true,
    judges: Judged::Nothing,
    labels: false,
    classifies: false,
    prior: false,
    spread: 0.0,
};

struct Autoencoder {
    parameters: Parameters,
    encoder: Encoder,
    decoder: Decoder,
}

fn build(options: &Options, images: ImageShape) -> Box<dyn Model> {
    let mut parameters = Parameters::default();
    let encoder = Encoder::new(&mut parameters, options, images.pixels());
    let decoder = Decoder::new(&mut parameters, options, options.latent, images.pixels());
    Box::new(Autoencoder {
        parameters,
        encoder,
        decoder,
    })
}

fn recognise(tensors: &Tensors, options: &Options) -> Option<Recognised> {
    if tensors.contains_key("logvar.weight") || tensors.contains_key("logvar") {
        return None;
    }
    networks::recognise(tensors, options)
}

impl Autoencoder {
    fn point(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor) -> Result {
        let (_, z) = self.encoder.forward(graph, nodes, x)?;
        Ok(z)
    }
}

impl Model for Autoencoder {
    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    fn objective(&self, _: usize, b: &mut Build) -> Result<Objective> {
        let x = b.images()?;
        let seen = b.corrupted(x)?;
        let z = self.point(&mut b.graph, &b.nodes, seen)?;
        let (recons, xhat) = self.decoder.reconstruct(b, x, z, 1)?;
        let recon = row_mean(&mut b.graph, recons)?;
        Ok(Objective {
            minimise: Some(recon),
            terms: vec![("recon", recon)],
            assigns: Vec::new(),
            traced: vec![
                ("x", x),
                ("seen", seen),
                ("z", z),
                ("xhat", xhat),
                ("recon", recons),
            ],
        })
    }

    fn evaluate(&self, b: &mut Build) -> Result<Vec<(&'static str, Tensor)>> {
        let x = b.images()?;
        let z = self.point(&mut b.graph, &b.nodes, x)?;
        let (recon, _) = self.decoder.reconstruct(b, x, z, 1)?;
        Ok(vec![("recon", recon)])
    }

    fn encode(&self, ask: &mut Ask, x: Tensor) -> Result<Encoded> {
        let z = self.point(&mut ask.graph, &ask.nodes, x)?;
        Ok(Encoded::Point(z))
    }

    fn decode(&self, ask: &mut Ask, z: Tensor) -> Result {
        self.decoder.mean(&mut ask.graph, &ask.nodes, z)
    }
}
