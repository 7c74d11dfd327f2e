//! Generative adversarial networks (Goodfellow et al., 2014): a generator makes images of noise, a discriminator learns to
//! tell them from those of the data, and the generator learns from it. With an anchor the generator's loss has the term
//! λ ‖G(z) - G_old(z)‖², G_old being the generator when the round began (Su, "Variational inference: GAN and VAE in one
//! frame", 2018, eqs. 17 to 24). With the Wasserstein adversary the discriminator is a critic, whose gradient has a norm
//! near 1 by a penalty (Gulrajani et al., "Improved training of Wasserstein GANs", 2017, eq. 3).

use super::build::Build;
use super::networks::{Generator, Network};
use super::options::Adversary;
use super::phase::{Objective, Phase};
use super::spec::{Better, Code, Judged, Role, Spec, Term};
use super::value::OptionType;
use super::{Ask, Declaration, ImageShape, Model, Options, Recognised, Tensors, row_mean};
use crate::graph::{Axis, Distribution, Result, Tensor};
use crate::nn::{Group, Parameters};

pub const DECLARATION: Declaration = Declaration {
    options: &[
        "hidden",
        "activation",
        "latent",
        "critic",
        "adversary",
        "dsteps",
        "gsteps",
        "anchor",
        "penalty",
    ],
    spec: |options| Spec {
        dimensions: options.latent,
        ..match options.adversary {
            Adversary::Wasserstein => CRITIC,
            Adversary::NonSaturating | Adversary::Saturating => SPEC,
        }
    },
    build,
    recognise,
};

const SPEC: Spec = Spec {
    terms: &[
        // 2 ln 2 where it cannot tell.
        Term::nats("discriminator", Role::Figure, Better::Neither),
        Term::nats("generator", Role::Figure, Better::Neither),
        // Of the data's modes, how many samples find; and the share of samples that lie near one.
        Term::of_samples("modes"),
        Term::of_samples("share"),
    ],
    code: Code::None,
    dimensions: 0,
    decodes: true,
    judges: Judged::Images,
    labels: false,
    classifies: false,
    prior: true,
    spread: 0.0,
};

const CRITIC: Spec = Spec {
    terms: &[
        // An estimate of W₁ between data and samples, in the discriminator's units; and what holds its slope.
        Term::unitless("wasserstein"),
        Term::unitless("slope"),
        Term::of_samples("modes"),
        Term::of_samples("share"),
    ],
    ..SPEC
};

/// Keeps the slope of a norm finite where the norm is 0.
const NEAR_ZERO: f32 = 1e-12;

/// Phases of a round.
const DISCRIMINATOR: usize = 0;
const GENERATOR: usize = 1;

/// Terms by key, row by row or as means.
type Terms = Vec<(&'static str, Tensor)>;

struct Gan {
    parameters: Parameters,
    generator: Generator,
    discriminator: Network,
    /// The groups of their parameters.
    generates: Group,
    judges: Group,
    latent: usize,
    /// Numbers of the generator's parameters, each with that of its value when the round began; empty without an anchor.
    old: Vec<(usize, usize)>,
}

fn build(options: &Options, images: ImageShape) -> Box<dyn Model> {
    Box::new(made(options, images))
}

fn made(options: &Options, images: ImageShape) -> Gan {
    let mut parameters = Parameters::default();
    let p = &mut parameters;
    let (latent, pixels, activation) = (options.latent, images.pixels(), options.activation);
    let generates = p.begin_group();
    let generator = Generator::new(p, options, &options.hidden, images);
    let judges = p.begin_group();
    let discriminator = Network::new(p, "discriminator", pixels, &options.critic, 1, activation);
    let mut old = Vec::new();
    if options.anchor > 0.0 {
        let own: Vec<usize> = p.of(generates).collect();
        for number in own {
            let parameter = p.get(number);
            let (name, shape) = (format!("old.{}", parameter.name), parameter.variable.shape);
            old.push((number, p.scratch(&name, shape)));
        }
    }
    Gan {
        parameters,
        generator,
        discriminator,
        generates,
        judges,
        latent,
        old,
    }
}

fn recognise(tensors: &Tensors, _: &Options) -> Option<Recognised> {
    let &(_, latent) = tensors.get("generator.0.weight")?;
    let (hidden, pixels) = Network::recognise(tensors, "generator")?;
    let (critic, _) = Network::recognise(tensors, "discriminator")?;
    Some(Recognised {
        options: vec![
            ("hidden", hidden),
            ("critic", critic),
            ("latent", latent.to_value()),
        ],
        pixels,
    })
}

impl Gan {
    /// The batch's images in the discriminator's units.
    fn real(&self, b: &mut Build) -> Result {
        let x = b.images()?;
        self.generator.units(&mut b.graph, x)
    }

    /// z ~ N(0, I), a row for each image of a batch.
    fn noise(&self, b: &mut Build) -> Tensor {
        let shape = (b.rows, self.latent);
        b.noise(Distribution::Normal, shape)
    }

    /// The discriminator's logits of images in its units, `(rows, 1)`.
    fn logits(&self, b: &mut Build, x: Tensor) -> Result {
        self.discriminator.forward(&mut b.graph, &b.nodes, x)
    }

    /// What the discriminator minimises, row by row, and its terms.
    ///
    /// softplus(-d(x)) + softplus(d(G(z))); as a critic d(G(z)) - d(x) + λ (‖∇d(x̂)‖ - 1)².
    fn discriminator_loss(&self, b: &mut Build) -> Result<(Tensor, Terms)> {
        let adversary = b.options.adversary;
        let real = self.real(b)?;
        let z = self.noise(b);
        let fake = self.generator.generate(&mut b.graph, &b.nodes, z)?;
        let (yes, no) = (self.logits(b, real)?, self.logits(b, fake)?);
        if adversary == Adversary::Wasserstein {
            let apart = b.graph.sub(yes, no)?;
            let slope = self.slope(b, real, fake)?;
            let weight = b.fed(|options, _| options.penalty);
            let g = &mut b.graph;
            let penalty = g.mul(slope, weight)?;
            let loss = g.sub(penalty, apart)?;
            return Ok((loss, vec![("wasserstein", apart), ("slope", slope)]));
        }
        let g = &mut b.graph;
        let yes = g.neg(yes);
        let (yes, no) = (g.softplus(yes), g.softplus(no));
        let loss = g.add(yes, no)?;
        Ok((loss, vec![("discriminator", loss)]))
    }

    /// (‖∇d(x̂)‖ - 1)², row by row, at x̂ = ε x + (1 - ε) G(z), ε ~ U(0, 1).
    fn slope(&self, b: &mut Build, real: Tensor, fake: Tensor) -> Result {
        let epsilon = b.noise(Distribution::Uniform, (b.rows, 1));
        let g = &mut b.graph;
        let apart = g.sub(real, fake)?;
        let part = g.mul(epsilon, apart)?;
        let between = g.add(fake, part)?;
        let judged = self.logits(b, between)?;
        let g = &mut b.graph;
        // A row's logit depends on no other row.
        let total = g.total(judged);
        let slopes = g.gradient(total, &[between])?[0];
        let squares = g.square(slopes)?;
        let square = g.sum(squares, Axis::Columns);
        let square = g.shift(square, NEAR_ZERO)?;
        let norm = g.sqrt(square);
        let off = g.shift(norm, -1.0)?;
        g.square(off)
    }

    /// softplus(-d(G(z))), or where the loss saturates -softplus(d(G(z))), or for a critic -d(G(z)), row by row.
    fn generator_loss(&self, b: &mut Build, fake: Tensor) -> Result {
        let adversary = b.options.adversary;
        let logits = self.logits(b, fake)?;
        let g = &mut b.graph;
        Ok(match adversary {
            Adversary::NonSaturating => {
                let opposite = g.neg(logits);
                g.softplus(opposite)
            }
            Adversary::Saturating => {
                let told = g.softplus(logits);
                g.neg(told)
            }
            Adversary::Wasserstein => g.neg(logits),
        })
    }

    /// The term of the generator's loss; of a critic it is known but for a constant, and no term.
    fn generator_terms(b: &Build, loss: Tensor) -> Terms {
        match b.options.adversary {
            Adversary::NonSaturating | Adversary::Saturating => vec![("generator", loss)],
            Adversary::Wasserstein => Vec::new(),
        }
    }

    /// λ ‖G(z) - G_old(z)‖², the mean over rows.
    fn anchor(&self, b: &mut Build, z: Tensor, fake: Tensor) -> Result {
        let mut nodes = b.nodes.clone();
        for &(now, old) in &self.old {
            nodes.0[now] = b.nodes.0[old];
        }
        let old = self.generator.generate(&mut b.graph, &nodes, z)?;
        let weight = b.fed(|options, _| options.anchor);
        let g = &mut b.graph;
        let moved = g.sub(fake, old)?;
        let square = g.square(moved)?;
        let distance = g.sum(square, Axis::Columns);
        let distance = row_mean(g, distance)?;
        g.mul(distance, weight)
    }
}

impl Model for Gan {
    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The discriminator's steps, then the generator's. With an anchor the generator is noted before its steps, and they
    /// are made once more on the same z, held by the anchor.
    fn phases(&self, options: &Options) -> Vec<Phase> {
        let phase = |name, group, times: usize| Phase {
            group,
            times: times as u32,
            ..Phase::new(name, options)
        };
        let judge = phase("discriminator", Some(self.judges), options.dsteps);
        let generate = phase("generator", Some(self.generates), options.gsteps);
        if self.old.is_empty() {
            return vec![judge, generate];
        }
        let anchored = Phase {
            name: "anchored",
            noise_of: Some(GENERATOR),
            ..generate.clone()
        };
        vec![judge, generate, anchored]
    }

    fn objective(&self, phase: usize, b: &mut Build) -> Result<Objective> {
        if phase == DISCRIMINATOR {
            let (loss, mut terms) = self.discriminator_loss(b)?;
            let loss = row_mean(&mut b.graph, loss)?;
            for (_, term) in &mut terms {
                *term = row_mean(&mut b.graph, *term)?;
            }
            return Ok(Objective {
                minimise: Some(loss),
                terms,
                // G_old is the generator before its steps.
                assigns: self
                    .old
                    .iter()
                    .map(|&(now, old)| (old, b.nodes.0[now]))
                    .collect(),
                ..Objective::default()
            });
        }
        let z = self.noise(b);
        let fake = self.generator.generate(&mut b.graph, &b.nodes, z)?;
        let loss = self.generator_loss(b, fake)?;
        let loss = row_mean(&mut b.graph, loss)?;
        let minimise = match phase {
            GENERATOR => loss,
            _ => {
                let anchor = self.anchor(b, z, fake)?;
                b.graph.add(loss, anchor)?
            }
        };
        Ok(Objective {
            minimise: Some(minimise),
            terms: Self::generator_terms(b, loss),
            ..Objective::default()
        })
    }

    fn evaluate(&self, b: &mut Build) -> Result<Terms> {
        let (_, mut terms) = self.discriminator_loss(b)?;
        let z = self.noise(b);
        let fake = self.generator.generate(&mut b.graph, &b.nodes, z)?;
        let loss = self.generator_loss(b, fake)?;
        terms.extend(Self::generator_terms(b, loss));
        Ok(terms)
    }

    fn judge(&self, ask: &mut Ask, x: Tensor) -> Result<Option<Tensor>> {
        let x = self.generator.units(&mut ask.graph, x)?;
        let logits = self.discriminator.forward(&mut ask.graph, &ask.nodes, x)?;
        Ok(Some(logits))
    }

    fn decode(&self, ask: &mut Ask, z: Tensor) -> Result {
        self.generator.decode(&mut ask.graph, &ask.nodes, z)
    }
}

#[cfg(test)]
mod tests;
