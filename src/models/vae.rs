//! The variational autoencoder of Kingma and Welling, "Auto-Encoding Variational Bayes" (2014), with
//! multilayer perceptrons for q(z|x) and p(x|z) and the prior N(0, I).

use super::build::{Build, Moment};
use super::condition::{self, beside};
use super::networks::{self, Decoder, Encoder};
use super::options::{Condition, Estimator};
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
        "condition",
        "likelihood",
        "output",
        "sigma",
        "beta",
        "warmup",
        "samples",
        "estimator",
        "binarize",
    ],
    spec: |options| Spec {
        labels: options.condition != Condition::None,
        ..SPEC
    },
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
    /// The classes of the images, `(rows, classes)`, where they are given.
    y: Option<Tensor>,
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
    let (pixels, classes) = (images.pixels(), condition::columns(options, images));
    let encoder = Encoder::new(&mut parameters, options, pixels + classes);
    let logvar = Linear::new(&mut parameters, "logvar", encoder.outputs(), options.latent);
    let decoder = Decoder::new(&mut parameters, options, options.latent + classes, pixels);
    Box::new(Vae {
        parameters,
        encoder,
        logvar,
        decoder,
    })
}

fn recognise(tensors: &Tensors, options: &Options) -> Option<Recognised> {
    tensors.get("logvar.weight")?;
    condition::recognise(tensors, networks::recognise(tensors, options)?)
}

impl Vae {
    fn bound(&self, b: &mut Build, x: Tensor, samples: usize) -> Result<Bound> {
        let y = match b.options.condition {
            Condition::None => None,
            Condition::Concat => Some(b.labels()?),
        };
        let q = self.posterior(&mut b.graph, &b.nodes, x, y)?;
        let repeated = q.repeat(&mut b.graph, samples);
        let stream = b.stream();
        let draw = repeated.sample(&mut b.graph, stream)?;
        let code = beside(&mut b.graph, draw.z, y)?;
        let (recon, mean) = self.decoder.reconstruct(b, x, code, samples)?;
        Ok(Bound {
            y,
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

    /// q(z|x), or q(z|x, y) where the classes are given.
    fn posterior(
        &self,
        graph: &mut Graph,
        nodes: &Nodes,
        x: Tensor,
        y: Option<Tensor>,
    ) -> Result<Gaussian> {
        let x = beside(graph, x, y)?;
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
        let mut traced = Vec::from_iter(bound.y.map(|y| ("y", y)));
        traced.extend([
            ("klWeight", weight),
            ("x", x),
            ("mu", bound.q.mean),
            ("logvar", bound.q.logvar),
            ("epsilon", bound.draw.noise),
            ("z", bound.draw.z),
            ("xhat", bound.mean),
            ("recon", bound.recon),
            ("kl", bound.kl),
        ]);
        Ok(Objective {
            minimise: Some(g.add(recon, weighted)?),
            terms: vec![("recon", recon), ("kl", kl)],
            assigns: Vec::new(),
            traced,
        })
    }

    fn evaluate(&self, b: &mut Build) -> Result<Vec<(&'static str, Tensor)>> {
        let x = b.images()?;
        let bound = self.bound(b, x, 1)?;
        Ok(vec![("recon", bound.recon), ("kl", bound.kl)])
    }

    fn encode(&self, ask: &mut Ask, x: Tensor) -> Result<Encoded> {
        let q = self.posterior(&mut ask.graph, &ask.nodes, x, ask.labels)?;
        Ok(Encoded::Gaussian(q))
    }

    fn decode(&self, ask: &mut Ask, z: Tensor) -> Result {
        let code = beside(&mut ask.graph, z, ask.labels)?;
        self.decoder.mean(&mut ask.graph, &ask.nodes, code)
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
