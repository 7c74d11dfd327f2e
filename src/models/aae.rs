//! The adversarial autoencoder (Makhzani, Shlens, Jaitly, Goodfellow and Frey, 2016): an autoencoder whose codes a
//! discriminator cannot tell from samples of the prior. Of the prior nothing but samples is needed.

use super::build::Build;
use super::networks::{self, Decoder, Encoder, Network};
use super::options::Prior;
use super::prior::{self, CENTRES, Sampler};
use super::spec::{Better, Code, Judged, Role, Source, Spec, Term, Unit};
use super::value::OptionType;
use super::{Ask, Declaration, Encoded, ImageShape, Model, Options, Recognised, Tensors, row_mean};
use super::{Objective, Phase};
use crate::graph::{Result, Tensor};
use crate::nn::optimizers::Settings;
use crate::nn::{Group, Parameters};

pub const DECLARATION: Declaration = Declaration {
    options: &[
        "hidden",
        "activation",
        "latent",
        "likelihood",
        "output",
        "prior",
        "sigma",
        "critic",
        "matching",
        "binarize",
    ],
    spec: |options| Spec {
        dimensions: options.latent,
        prior: options.prior == Prior::Gaussian,
        spread: prior::spread(options.prior),
        ..SPEC
    },
    build,
    recognise,
};

const SPEC: Spec = Spec {
    terms: &[
        // -ln p(x|z)
        Term::nats("recon", Role::Loss, Better::Lower),
        // 2 ln 2 where it cannot tell.
        Term::nats("discriminator", Role::Figure, Better::Neither),
        Term {
            source: Source::Together,
            unit: Unit::None,
            ..Term::nats("ks", Role::Figure, Better::Lower)
        },
    ],
    code: Code::Point,
    dimensions: 0,
    decodes: true,
    judges: Judged::Codes,
    labels: false,
    classifies: false,
    prior: true,
    spread: 0.0,
};

/// Phases of a round.
const RECONSTRUCTION: usize = 0;
const DISCRIMINATOR: usize = 1;

/// Adam's β₁ of the two players, as GANs have it.
const BETA1: f64 = 0.5;

struct AdversarialAutoencoder {
    parameters: Parameters,
    encoder: Encoder,
    decoder: Decoder,
    discriminator: Network,
    prior: Sampler,
    /// The groups of the encoder's, the decoder's and the discriminator's parameters.
    encodes: Group,
    decodes: Group,
    judges: Group,
}

fn build(options: &Options, images: ImageShape) -> Box<dyn Model> {
    let mut parameters = Parameters::default();
    let p = &mut parameters;
    let encodes = p.begin_group();
    let encoder = Encoder::new(p, options, images.pixels());
    let decodes = p.begin_group();
    let decoder = Decoder::new(p, options, options.latent, images.pixels());
    let judges = p.begin_group();
    let (latent, activation) = (options.latent, options.activation);
    let discriminator = Network::new(p, "discriminator", latent, &options.critic, 1, activation);
    let prior = Sampler::new(p, options.prior, latent);
    Box::new(AdversarialAutoencoder {
        parameters,
        encoder,
        decoder,
        discriminator,
        prior,
        encodes,
        decodes,
        judges,
    })
}

fn recognise(tensors: &Tensors, options: &Options) -> Option<Recognised> {
    let (critic, _) = Network::recognise(tensors, "discriminator")?;
    let mut recognised = networks::recognise(tensors, options)?;
    let prior = match tensors.get(CENTRES) {
        Some(&(count, _)) => prior::recognise(count)?,
        None => Prior::Gaussian,
    };
    let own = [("critic", critic), ("prior", prior.to_value())];
    recognised.options.extend(own);
    Some(recognised)
}

impl AdversarialAutoencoder {
    /// The code of each image of the batch, `(rows, latent)`.
    fn code(&self, b: &mut Build) -> Result {
        let x = b.images()?;
        let (_, z) = self.encoder.forward(&mut b.graph, &b.nodes, x)?;
        Ok(z)
    }

    /// softplus(-d(z)) + softplus(d(E(x))), row by row, with z from the prior.
    fn discriminator_loss(&self, b: &mut Build, code: Tensor) -> Result {
        let drawn = self.prior.draw(b, b.rows)?;
        let (g, nodes) = (&mut b.graph, &b.nodes);
        let yes = self.discriminator.forward(g, nodes, drawn)?;
        let no = self.discriminator.forward(g, nodes, code)?;
        let yes = g.neg(yes);
        let (yes, no) = (g.softplus(yes), g.softplus(no));
        g.add(yes, no)
    }
}

impl Model for AdversarialAutoencoder {
    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The autoencoder's step, then those of the two players: the discriminator, and the encoder that is to deceive it.
    fn phases(&self, options: &Options) -> Vec<Phase> {
        let player = |name, group| Phase {
            group: Some(group),
            optimizer: Settings {
                beta1: BETA1,
                ..options.optimizer()
            },
            rate: options.matching,
            again: true,
            ..Phase::new(name, options)
        };
        vec![
            Phase {
                group: Some(self.encodes.and(self.decodes)),
                ..Phase::new("reconstruction", options)
            },
            player("discriminator", self.judges),
            player("encoder", self.encodes),
        ]
    }

    fn objective(&self, phase: usize, b: &mut Build) -> Result<Objective> {
        if phase == RECONSTRUCTION {
            let x = b.images()?;
            let (_, z) = self.encoder.forward(&mut b.graph, &b.nodes, x)?;
            let (recons, xhat) = self.decoder.reconstruct(b, x, z, 1)?;
            let recon = row_mean(&mut b.graph, recons)?;
            return Ok(Objective {
                minimise: Some(recon),
                terms: vec![("recon", recon)],
                assigns: Vec::new(),
                traced: vec![("x", x), ("z", z), ("xhat", xhat), ("recon", recons)],
            });
        }
        let z = self.code(b)?;
        if phase == DISCRIMINATOR {
            let loss = self.discriminator_loss(b, z)?;
            let loss = row_mean(&mut b.graph, loss)?;
            return Ok(Objective {
                minimise: Some(loss),
                terms: vec![("discriminator", loss)],
                ..Objective::default()
            });
        }
        // softplus(-d(E(x))): the prior is the real side.
        let (g, nodes) = (&mut b.graph, &b.nodes);
        let logits = self.discriminator.forward(g, nodes, z)?;
        let opposite = g.neg(logits);
        let loss = g.softplus(opposite);
        Ok(Objective {
            minimise: Some(row_mean(g, loss)?),
            ..Objective::default()
        })
    }

    fn evaluate(&self, b: &mut Build) -> Result<Vec<(&'static str, Tensor)>> {
        let x = b.images()?;
        let (_, z) = self.encoder.forward(&mut b.graph, &b.nodes, x)?;
        let (recon, _) = self.decoder.reconstruct(b, x, z, 1)?;
        let discriminator = self.discriminator_loss(b, z)?;
        Ok(vec![("recon", recon), ("discriminator", discriminator)])
    }

    fn encode(&self, ask: &mut Ask, x: Tensor) -> Result<Encoded> {
        let (_, z) = self.encoder.forward(&mut ask.graph, &ask.nodes, x)?;
        Ok(Encoded::Point(z))
    }

    fn decode(&self, ask: &mut Ask, z: Tensor) -> Result {
        self.decoder.mean(&mut ask.graph, &ask.nodes, z)
    }

    fn judge(&self, ask: &mut Ask, z: Tensor) -> Result<Option<Tensor>> {
        let logits = self.discriminator.forward(&mut ask.graph, &ask.nodes, z)?;
        Ok(Some(logits))
    }
}
