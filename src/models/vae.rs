//! The variational autoencoder of Kingma and Welling, "Auto-Encoding Variational Bayes" (2014), with
//! multilayer perceptrons for q(z|x) and p(x|z) and the prior N(0, I).

use super::build::{Build, Moment};
use super::networks::{self, Decoder, Encoder};
use super::options::Estimator;
use super::spec::{Better, Code, Role, Term};
use super::{Ask, Declaration, Encoded, ImageShape, Model, Objective, Options, Recognised, Spec};
use super::{Tensors, row_mean};
use crate::graph::{Axis, Graph, Result, Tensor};
use crate::nn::distributions::{Draw, Gaussian};
use crate::nn::{Linear, Nodes, Parameters};

pub const DECLARATION: Declaration = Declaration {
    options: &[
        "hidden",
        "activation",
        "latent",
        "likelihood",
        "output",
        "sigma",
        "beta",
        "warmup",
        "samples",
        "estimator",
        "binarize",
    ],
    spec: |_| SPEC,
    build,
    recognise,
};

const SPEC: Spec = Spec {
    terms: &[
        // -ELBO, whatever β is.
        Term::nats("loss", Role::Loss, Better::Lower),
        // -ln p(x|z)
        Term::nats("recon", Role::Part, Better::Lower),
        // KL(q(z|x) ‖ p(z))
        Term {
            by_dimension: true,
            ..Term::nats("kl", Role::Part, Better::Neither)
        },
    ],
    code: Code::Gaussian,
    decodes: true,
    labels: false,
    prior: true,
};

struct Vae {
    parameters: Parameters,
    encoder: Encoder,
    logvar: Linear,
    decoder: Decoder,
}

/// The terms of the lower bound, in nats, and what they are made of.
struct Bound {
    /// q(z|x), a row for each image.
    q: Gaussian,
    /// z, `(rows, latent)`, a row for each sample.
    draw: Draw,
    /// The mean of p(x|z), `(rows, pixels)`, a row for each sample.
    mean: Tensor,
    /// -ln p(x|z), `(rows, 1)`, a row for each sample.
    recon: Tensor,
    /// The divergence of q(z|x) from the prior by latent dimension, `(rows, latent)`.
    kl: Tensor,
}

fn build(options: &Options, images: ImageShape) -> Box<dyn Model> {
    let mut parameters = Parameters::default();
    let encoder = Encoder::new(&mut parameters, options, images.pixels());
    let logvar = Linear::new(&mut parameters, "logvar", encoder.outputs(), options.latent);
    let decoder = Decoder::new(&mut parameters, options, images.pixels());
    Box::new(Vae {
        parameters,
        encoder,
        logvar,
        decoder,
    })
}

fn recognise(tensors: &Tensors, options: &Options) -> Option<Recognised> {
    tensors.get("logvar.weight")?;
    networks::recognise(tensors, options)
}

impl Vae {
    fn bound(&self, b: &mut Build, x: Tensor, samples: usize) -> Result<Bound> {
        let q = self.posterior(&mut b.graph, &b.nodes, x)?;
        let repeated = q.repeat(&mut b.graph, samples);
        let stream = b.stream();
        let draw = repeated.sample(&mut b.graph, stream)?;
        let (recon, mean) = self.decoder.reconstruct(b, x, draw.z, samples)?;
        Ok(Bound {
            q,
            draw,
            mean,
            recon,
            kl: match b.options.estimator {
                Estimator::B => q.kl(&mut b.graph)?,
                Estimator::A => repeated.log_ratio(&mut b.graph, draw)?,
            },
        })
    }

    fn posterior(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor) -> Result<Gaussian> {
        let (h, mean) = self.encoder.forward(graph, nodes, x)?;
        let logvar = self.logvar.forward(graph, nodes, h)?;
        Ok(Gaussian { mean, logvar })
    }
}

impl Model for Vae {
    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// recon + w KL, w being β or what a warm-up has reached of it (eq. 6 or 7 of the paper; Higgins et al., 2017).
    fn objective(&self, _: usize, b: &mut Build) -> Result<Objective> {
        let x = b.images()?;
        let bound = self.bound(b, x, b.options.samples)?;
        let weight = b.fed(kl_weight);
        let g = &mut b.graph;
        let recon = row_mean(g, bound.recon)?;
        let kl = g.sum(bound.kl, Axis::Columns);
        let kl = row_mean(g, kl)?;
        let weighted = g.mul(kl, weight)?;
        Ok(Objective {
            minimise: Some(g.add(recon, weighted)?),
            terms: vec![("recon", recon), ("kl", kl)],
            assigns: Vec::new(),
            traced: vec![
                ("klWeight", weight),
                ("x", x),
                ("mu", bound.q.mean),
                ("logvar", bound.q.logvar),
                ("epsilon", bound.draw.noise),
                ("z", bound.draw.z),
                ("xhat", bound.mean),
                ("recon", bound.recon),
                ("kl", bound.kl),
            ],
        })
    }

    fn evaluate(&self, b: &mut Build) -> Result<Vec<(&'static str, Tensor)>> {
        let x = b.images()?;
        let bound = self.bound(b, x, 1)?;
        Ok(vec![("recon", bound.recon), ("kl", bound.kl)])
    }

    fn encode(&self, ask: &mut Ask, x: Tensor) -> Result<Encoded> {
        let q = self.posterior(&mut ask.graph, &ask.nodes, x)?;
        Ok(Encoded::Gaussian(q))
    }

    fn decode(&self, ask: &mut Ask, z: Tensor) -> Result {
        self.decoder.mean(&mut ask.graph, &ask.nodes, z)
    }
}

/// β, or what a warm-up has reached of it.
fn kl_weight(options: &Options, moment: Moment) -> f64 {
    let reached = if options.warmup > 0.0 {
        (moment.epoch / options.warmup).min(1.0)
    } else {
        1.0
    };
    options.beta * reached
}
