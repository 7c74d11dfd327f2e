//! Adversarially learned inference and BiGAN (Dumoulin et al., 2017; Donahue, Krähenbühl and Darrell, 2017): an encoder and a
//! generator, whose pairs (x, E(x)) and (G(z), z) a discriminator cannot tell apart. It works on points of few values; of
//! images it makes others than those that it is given.

use super::build::Build;
use super::networks::{self, Encoder, Generator, Network};
use super::options::{Encoding, PairLoss};
use super::spec::{Better, Code, Judged, Role, Spec, Term};
use super::value::OptionType;
use super::{Ask, Declaration, Encoded, ImageShape, Model, Options, Recognised, Tensors, row_mean};
use super::{Objective, Phase};
use crate::graph::{Axis, Distribution, Graph, Result, Tensor};
use crate::nn::distributions::Gaussian;
use crate::nn::{Group, Linear, Nodes, Parameters};

pub const DECLARATION: Declaration = Declaration {
    options: &["hidden", "activation", "latent", "encoder", "critic", "ali"],
    spec: |options| Spec {
        dimensions: options.latent,
        code: match options.encoder {
            Encoding::Gaussian => Code::Gaussian,
            Encoding::Point => Code::Point,
        },
        ..SPEC
    },
    build,
    recognise,
};

const SPEC: Spec = Spec {
    terms: &[
        // 2 ln 2 where it cannot tell.
        Term::nats("discriminator", Role::Figure, Better::Neither),
        // ‖x - G(E(x))‖
        Term {
            better: Better::Lower,
            ..Term::unitless("cycle")
        },
        Term::of_samples("modes"),
        Term::of_samples("share"),
    ],
    code: Code::Point,
    dimensions: 0,
    decodes: true,
    judges: Judged::Pairs,
    labels: false,
    classifies: false,
    prior: true,
    spread: 0.0,
};

/// Phases of a round.
const DISCRIMINATOR: usize = 0;

struct Ali {
    parameters: Parameters,
    encoder: Encoder,
    /// ln σ² of a Gaussian code.
    logvar: Option<Linear>,
    generator: Generator,
    discriminator: Network,
    latent: usize,
    pixels: usize,
    /// The groups of the encoder's and the generator's parameters, and of the discriminator's.
    makes: Group,
    judges: Group,
}

fn build(options: &Options, images: ImageShape) -> Box<dyn Model> {
    let mut parameters = Parameters::default();
    let p = &mut parameters;
    let (latent, pixels) = (options.latent, images.pixels());
    let makes = p.begin_group();
    let encoder = Encoder::new(p, options, pixels);
    let logvar = (options.encoder == Encoding::Gaussian)
        .then(|| Linear::new(p, "logvar", encoder.outputs(), latent));
    let back: Vec<usize> = options.hidden.iter().rev().copied().collect();
    let generator = Generator::new(p, options, &back, images);
    let judges = p.begin_group();
    let (columns, activation) = (pixels + latent, options.activation);
    let discriminator = Network::new(p, "discriminator", columns, &options.critic, 1, activation);
    Box::new(Ali {
        parameters,
        encoder,
        logvar,
        generator,
        discriminator,
        latent,
        pixels,
        makes,
        judges,
    })
}

fn recognise(tensors: &Tensors, options: &Options) -> Option<Recognised> {
    tensors.get("generator.0.weight")?;
    let (critic, _) = Network::recognise(tensors, "discriminator")?;
    let mut recognised = networks::recognise(tensors, options)?;
    let encoder = match tensors.contains_key("logvar.weight") {
        true => Encoding::Gaussian,
        false => Encoding::Point,
    };
    let own = [("critic", critic), ("encoder", encoder.to_value())];
    recognised.options.retain(|&(key, _)| key != "likelihood");
    recognised.options.extend(own);
    Some(recognised)
}

impl Ali {
    /// The code of images in the networks' units.
    fn code(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor) -> Result<Encoded> {
        let (h, mean) = self.encoder.forward(graph, nodes, x)?;
        Ok(match self.logvar {
            Some(layer) => Encoded::Gaussian(Gaussian {
                mean,
                logvar: layer.forward(graph, nodes, h)?,
                lower: None,
            }),
            None => Encoded::Point(mean),
        })
    }

    /// d(x, z) of images in the networks' units, `(rows, 1)`.
    fn logits(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor, z: Tensor) -> Result {
        let columns = self.pixels + self.latent;
        let x = graph.pad(x, 0, columns)?;
        let z = graph.pad(z, self.pixels, columns)?;
        let pair = graph.add(x, z)?;
        self.discriminator.forward(graph, nodes, pair)
    }

    /// d(x, E(x)) and d(G(z), z) of the batch, and ‖x - G(E(x))‖, `(rows, 1)` each; the latter at μ of a Gaussian code.
    fn pairs(&self, b: &mut Build) -> Result<[Tensor; 3]> {
        let image = b.images()?;
        let prior = b.noise(Distribution::Normal, (b.rows, self.latent));
        let stream = b.stream();
        let (g, nodes) = (&mut b.graph, &b.nodes);
        let x = self.generator.units(g, image)?;
        let (z, mean) = match self.code(g, nodes, x)? {
            Encoded::Gaussian(q) => (q.sample(g, stream)?.z, q.mean),
            Encoded::Point(z) => (z, z),
            Encoded::None => (prior, prior),
        };
        let real = self.logits(g, nodes, x, z)?;
        let fake = self.generator.generate(g, nodes, prior)?;
        let fake = self.logits(g, nodes, fake, prior)?;
        let back = self.generator.decode(g, nodes, mean)?;
        let off = g.sub(image, back)?;
        let square = g.square(off)?;
        let square = g.sum(square, Axis::Columns);
        Ok([real, fake, g.sqrt(square)])
    }
}

/// softplus(±a) + softplus(±b)
fn sum(graph: &mut Graph, [a, b]: [(Tensor, f32); 2]) -> Result {
    let mut part = |(logits, sign)| {
        let signed = graph.scale(logits, sign)?;
        Ok(graph.softplus(signed))
    };
    let (a, b) = (part(a)?, part(b)?);
    graph.add(a, b)
}

impl Model for Ali {
    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    fn phases(&self, options: &Options) -> Vec<Phase> {
        vec![
            Phase {
                group: Some(self.judges),
                ..Phase::new("discriminator", options)
            },
            Phase {
                group: Some(self.makes),
                again: true,
                ..Phase::new("pairs", options)
            },
        ]
    }

    /// With D = 1 / (1 + e^-d), p being the pairs of the encoder and q those of the generator:
    ///
    /// | who           | minimises                   | as softplus                 |
    /// | ------------- | --------------------------- | --------------------------- |
    /// | discriminator | -E_p ln D - E_q ln(1 - D)   | softplus(-d), softplus(d)   |
    /// | `swapped`     | -E_p ln(1 - D) - E_q ln D   | softplus(d), softplus(-d)   |
    /// | `minimax`     | E_p ln D + E_q ln(1 - D)    | the discriminator's, negated |
    /// | `kexue`       | -E_p ln D - E_q ln D        | softplus(-d), softplus(-d)  |
    fn objective(&self, phase: usize, b: &mut Build) -> Result<Objective> {
        let choice = b.options.ali;
        let [p, q, _] = self.pairs(b)?;
        let g = &mut b.graph;
        let told = [(p, -1.0), (q, 1.0)];
        let loss = match (phase, choice) {
            (DISCRIMINATOR, _) => sum(g, told)?,
            (_, PairLoss::Swapped) => sum(g, [(p, 1.0), (q, -1.0)])?,
            (_, PairLoss::Minimax) => {
                let told = sum(g, told)?;
                g.neg(told)
            }
            (_, PairLoss::Kexue) => sum(g, [(p, -1.0), (q, -1.0)])?,
        };
        let loss = row_mean(g, loss)?;
        let terms = match phase {
            DISCRIMINATOR => vec![("discriminator", loss)],
            _ => Vec::new(),
        };
        Ok(Objective {
            minimise: Some(loss),
            terms,
            ..Objective::default()
        })
    }

    fn evaluate(&self, b: &mut Build) -> Result<Vec<(&'static str, Tensor)>> {
        let [p, q, cycle] = self.pairs(b)?;
        let discriminator = sum(&mut b.graph, [(p, -1.0), (q, 1.0)])?;
        Ok(vec![("discriminator", discriminator), ("cycle", cycle)])
    }

    fn encode(&self, ask: &mut Ask, x: Tensor) -> Result<Encoded> {
        let x = self.generator.units(&mut ask.graph, x)?;
        self.code(&mut ask.graph, &ask.nodes, x)
    }

    fn decode(&self, ask: &mut Ask, z: Tensor) -> Result {
        self.generator.decode(&mut ask.graph, &ask.nodes, z)
    }

    fn judge(&self, ask: &mut Ask, rows: Tensor) -> Result<Option<Tensor>> {
        let (g, nodes) = (&mut ask.graph, &ask.nodes);
        let x = g.slice(rows, 0, self.pixels)?;
        let z = g.slice(rows, self.pixels, self.latent)?;
        let x = self.generator.units(g, x)?;
        Ok(Some(self.logits(g, nodes, x, z)?))
    }
}
