//! Generative adversarial networks (Goodfellow et al., 2014): a generator makes images of noise, a discriminator learns to
//! tell them from those of the data, and the generator learns from it. With an anchor the generator's loss has the term
//! λ ‖G(z) - G_old(z)‖², G_old being the generator when the round began (Su, "Variational inference: GAN and VAE in one
//! frame", 2018, eqs. 17 to 24).

use super::build::Build;
use super::networks::Network;
use super::options::Adversary;
use super::phase::{Objective, Phase};
use super::spec::{Better, Code, Role, Spec, Term};
use super::value::OptionType;
use super::{Ask, Declaration, ImageShape, Model, Options, Recognised, Tensors, row_mean};
use crate::graph::{Axis, Distribution, Graph, Result, Tensor};
use crate::nn::{Group, Nodes, Parameters};

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
    ],
    spec: |_| SPEC,
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
    decodes: true,
    labels: false,
    prior: true,
};

/// Points of a few values are seen in units of ¼ around ½, where the toys lie around 0 with a spread of about 1.
const UNIT: f32 = 0.25;

/// Phases of a round.
const DISCRIMINATOR: usize = 0;
const GENERATOR: usize = 1;

struct Gan {
    parameters: Parameters,
    generator: Network,
    discriminator: Network,
    /// The groups of their parameters.
    generates: Group,
    judges: Group,
    latent: usize,
    /// Whether images are points of a few values, and not pictures.
    points: bool,
    /// Numbers of the generator's parameters, each with that of its value when the round began; empty without an anchor.
    old: Vec<(usize, usize)>,
}

fn build(options: &Options, images: ImageShape) -> Box<dyn Model> {
    let mut parameters = Parameters::default();
    let p = &mut parameters;
    let (latent, pixels, activation) = (options.latent, images.pixels(), options.activation);
    let generates = p.begin_group();
    let generator = Network::new(p, "generator", latent, &options.hidden, pixels, activation);
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
    Box::new(Gan {
        parameters,
        generator,
        discriminator,
        generates,
        judges,
        latent,
        points: images.height == 1,
        old,
    })
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
    /// G(z) in the discriminator's units: pixels in [0, 1], or (x - ½) / ¼ of points.
    fn generate(&self, graph: &mut Graph, nodes: &Nodes, z: Tensor) -> Result {
        let y = self.generator.forward(graph, nodes, z)?;
        Ok(if self.points { y } else { graph.sigmoid(y) })
    }

    /// The batch's images in the discriminator's units.
    fn real(&self, b: &mut Build) -> Result {
        let x = b.images()?;
        if !self.points {
            return Ok(x);
        }
        let x = b.graph.shift(x, -0.5)?;
        b.graph.scale(x, 1.0 / UNIT)
    }

    /// z ~ N(0, I), a row for each image of a batch.
    fn noise(&self, b: &mut Build) -> Tensor {
        let shape = (b.rows, self.latent);
        b.noise(Distribution::Normal, shape)
    }

    /// The discriminator's logits of images in its units, `(rows, 1)`.
    fn judge(&self, b: &mut Build, x: Tensor) -> Result {
        self.discriminator.forward(&mut b.graph, &b.nodes, x)
    }

    /// softplus(-d(x)) + softplus(d(G(z))), row by row.
    fn discriminator_loss(&self, b: &mut Build) -> Result {
        let real = self.real(b)?;
        let z = self.noise(b);
        let fake = self.generate(&mut b.graph, &b.nodes, z)?;
        let (real, fake) = (self.judge(b, real)?, self.judge(b, fake)?);
        let g = &mut b.graph;
        let real = g.neg(real);
        let (real, fake) = (g.softplus(real), g.softplus(fake));
        g.add(real, fake)
    }

    /// softplus(-d(G(z))), or where the loss saturates -softplus(d(G(z))), row by row.
    fn generator_loss(&self, b: &mut Build, fake: Tensor) -> Result {
        let adversary = b.options.adversary;
        let logits = self.judge(b, fake)?;
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
        })
    }

    /// λ ‖G(z) - G_old(z)‖², the mean over rows.
    fn anchor(&self, b: &mut Build, z: Tensor, fake: Tensor) -> Result {
        let mut nodes = b.nodes.clone();
        for &(now, old) in &self.old {
            nodes.0[now] = b.nodes.0[old];
        }
        let old = self.generate(&mut b.graph, &nodes, z)?;
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
            let loss = self.discriminator_loss(b)?;
            let loss = row_mean(&mut b.graph, loss)?;
            return Ok(Objective {
                minimise: Some(loss),
                terms: vec![("discriminator", loss)],
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
        let fake = self.generate(&mut b.graph, &b.nodes, z)?;
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
            terms: vec![("generator", loss)],
            ..Objective::default()
        })
    }

    fn evaluate(&self, b: &mut Build) -> Result<Vec<(&'static str, Tensor)>> {
        let discriminator = self.discriminator_loss(b)?;
        let z = self.noise(b);
        let fake = self.generate(&mut b.graph, &b.nodes, z)?;
        let generator = self.generator_loss(b, fake)?;
        Ok(vec![
            ("discriminator", discriminator),
            ("generator", generator),
        ])
    }

    fn decode(&self, ask: &mut Ask, z: Tensor) -> Result {
        let y = self.generate(&mut ask.graph, &ask.nodes, z)?;
        if !self.points {
            return Ok(y);
        }
        let x = ask.graph.scale(y, UNIT)?;
        ask.graph.shift(x, 0.5)
    }
}
