//! The variational autoencoder of Kingma and Welling, "Auto-Encoding Variational Bayes" (2014), with
//! multilayer perceptrons for q(z|x) and p(x|z) and the prior N(0, I), or N(m_y, I) for each class.

use super::build::{Build, Moment};
use super::condition::{self, beside, centred};
use super::networks::{self, Decoder, Encoder};
use super::options::{Bound, Condition, Estimator, Posterior, Reduction};
use super::spec::{Better, Code, Judged, Role, Term};
use super::value::OptionType;
use super::{Ask, Declaration, Encoded, ImageShape, Model, Objective, Options, Recognised, Spec};
use super::{Tensors, Weighed, row_mean};
use crate::graph::{Axis, Graph, Result, Tensor};
use crate::nn::distributions::{Draw, Gaussian, log_mean_exp};
use crate::nn::{Linear, Nodes, Parameters};

pub const DECLARATION: Declaration = Declaration {
    options: &[
        "hidden",
        "activation",
        "latent",
        "condition",
        "likelihood",
        "output",
        "posterior",
        "sigma",
        "beta",
        "reduction",
        "warmup",
        "bound",
        "samples",
        "estimator",
        "binarize",
        "corrupt",
        "mask",
    ],
    spec: |options| Spec {
        dimensions: options.latent,
        labels: options.condition != Condition::None,
        prior: options.condition != Condition::Prior,
        terms: match options.bound {
            Bound::Elbo => ELBO,
            Bound::Iwae => IWAE,
        },
        ..SPEC
    },
    build,
    recognise,
};

// -ELBO, whatever β is.
const LOSS: Term = Term::nats("loss", Role::Loss, Better::Lower);
// -ln p(x|z)
const RECON: Term = Term::nats("recon", Role::Part, Better::Lower);
// KL(q(z|x) ‖ p(z))
const KL: Term = Term {
    by_dimension: true,
    ..Term::nats("kl", Role::Part, Better::Neither)
};

const ELBO: &[Term] = &[LOSS, RECON, KL];
const IWAE: &[Term] = &[
    LOSS,
    RECON,
    KL,
    // -L_k, whatever β is.
    Term::nats("iwae", Role::Figure, Better::Lower),
];

const SPEC: Spec = Spec {
    terms: ELBO,
    code: Code::Gaussian,
    dimensions: 0,
    decodes: true,
    judges: Judged::Nothing,
    labels: false,
    classifies: false,
    prior: true,
    spread: 0.0,
};

/// q(z|x) and p(x|z).
pub(super) struct Vae {
    pub(super) parameters: Parameters,
    encoder: Encoder,
    variances: Variances,
    /// What the factor of q's covariance has below its diagonal; None where that is diagonal.
    lower: Option<Linear>,
    pub(super) decoder: Decoder,
    /// m_y of p(z|y) = N(m_y, I), a parameter; None where the prior is N(0, I).
    means: Option<usize>,
}

/// Where ln σ² of q(z|x) is from.
enum Variances {
    /// A layer after the hidden ones, which gives each image its own.
    Own(Linear),
    /// One parameter, `(1, latent)`, for all images.
    Shared(usize),
}

/// The terms of the lower bound, in nats, and what they are made of.
struct Estimate {
    /// The classes of the images, `(rows, classes)`, where the networks read them.
    y: Option<Tensor>,
    /// The mean of the prior of each image's class, `(rows, latent)`, where each class has its own.
    m: Option<Tensor>,
    /// q(z|x), a row for each image.
    q: Gaussian,
    /// z, `(rows, latent)`, a row for each sample.
    draw: Draw,
    /// The mean of p(x|z), `(rows, pixels)`, a row for each sample.
    mean: Tensor,
    /// -ln p(x|z), `(rows, 1)`, a row for each sample.
    recon: Tensor,
    /// The divergence of q(z|x) from the prior by latent dimension, `(rows, latent)`: a row for each image in closed form,
    /// or ln q(z|x) - ln p(z), a row for each sample.
    kl: Tensor,
}

fn build(options: &Options, images: ImageShape) -> Box<dyn Model> {
    let mut vae = Vae::new(
        options,
        images.pixels(),
        condition::columns(options, images),
    );
    vae.means = condition::means(&mut vae.parameters, options, images);
    Box::new(vae)
}

fn recognise(tensors: &Tensors, options: &Options) -> Option<Recognised> {
    let posterior = if tensors.contains_key("lower.weight") {
        Posterior::Full
    } else if tensors.contains_key("logvar.weight") {
        Posterior::Diagonal
    } else {
        tensors.get("logvar")?;
        Posterior::Shared
    };
    let mut recognised = networks::recognise(tensors, options)?;
    recognised.options.push(("posterior", posterior.to_value()));
    condition::recognise(tensors, recognised)
}

impl Variances {
    /// Adds its parameters; `inputs` are the columns of the hidden units.
    fn new(parameters: &mut Parameters, options: &Options, inputs: usize) -> Self {
        match options.posterior {
            Posterior::Diagonal | Posterior::Full => {
                Self::Own(Linear::new(parameters, "logvar", inputs, options.latent))
            }
            // Those of the prior.
            Posterior::Shared => {
                Self::Shared(parameters.constant("logvar", (1, options.latent), 0.0))
            }
        }
    }

    /// ln σ² from hidden units `(rows, inputs)`, `(rows, latent)`.
    fn forward(&self, graph: &mut Graph, nodes: &Nodes, h: Tensor) -> Result {
        match self {
            Self::Own(layer) => layer.forward(graph, nodes, h),
            Self::Shared(number) => {
                let shared = nodes.0[*number];
                let shape = (graph.shape(h).0, graph.shape(shared).1);
                graph.broadcast(shared, shape)
            }
        }
    }
}

impl Vae {
    /// With so many columns of the class beside what both networks read, and the prior N(0, I).
    pub(super) fn new(options: &Options, pixels: usize, classes: usize) -> Self {
        let mut parameters = Parameters::default();
        let encoder = Encoder::new(&mut parameters, options, pixels + classes);
        let variances = Variances::new(&mut parameters, options, encoder.outputs());
        let lower = options.full_posterior().then(|| {
            let entries = options.latent * (options.latent - 1) / 2;
            Linear::new(&mut parameters, "lower", encoder.outputs(), entries)
        });
        let decoder = Decoder::new(&mut parameters, options, options.latent + classes, pixels);
        Self {
            parameters,
            encoder,
            variances,
            lower,
            decoder,
            means: None,
        }
    }

    /// Of images `x`, which the encoder reads as `seen`.
    fn estimate(
        &self,
        b: &mut Build,
        (x, seen): (Tensor, Tensor),
        samples: usize,
        divergence: Estimator,
    ) -> Result<Estimate> {
        let y = match b.options.condition {
            Condition::None => None,
            Condition::Concat | Condition::Prior => Some(b.labels()?),
        };
        let q = self.posterior(&mut b.graph, &b.nodes, seen, y)?;
        let repeated = q.repeat(&mut b.graph, samples);
        let stream = b.stream();
        let draw = repeated.sample(&mut b.graph, stream)?;
        let code = beside(&mut b.graph, draw.z, self.read(y))?;
        let (recon, mean) = self.decoder.reconstruct(b, x, code, samples)?;
        let g = &mut b.graph;
        let m = match (y, self.means) {
            (Some(y), Some(means)) => Some(g.matmul(y, b.nodes.0[means])?),
            _ => None,
        };
        let kl = match divergence {
            Estimator::B => {
                let mean = centred(g, q.mean, m)?;
                Gaussian { mean, ..q }.kl(g)?
            }
            Estimator::A => {
                let z = centred(g, draw.z, m)?;
                repeated.log_ratio(g, Draw { z, ..draw })?
            }
        };
        Ok(Estimate {
            y: self.read(y),
            m,
            q,
            draw,
            mean,
            recon,
            kl,
        })
    }

    /// The classes, where the networks read them.
    fn read(&self, y: Option<Tensor>) -> Option<Tensor> {
        y.filter(|_| self.means.is_none())
    }

    /// q(z|x), or q(z|x, y) where the classes are read.
    pub(super) fn posterior(
        &self,
        graph: &mut Graph,
        nodes: &Nodes,
        x: Tensor,
        y: Option<Tensor>,
    ) -> Result<Gaussian> {
        let x = beside(graph, x, self.read(y))?;
        let (h, mean) = self.encoder.forward(graph, nodes, x)?;
        let logvar = self.variances.forward(graph, nodes, h)?;
        let lower = self.lower.as_ref();
        let lower = lower.map(|layer| layer.forward(graph, nodes, h));
        Ok(Gaussian {
            mean,
            logvar,
            lower: lower.transpose()?,
        })
    }
}

impl Model for Vae {
    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// recon + w KL, w being β or what a warm-up has reached of it (eq. 6 or 7 of the paper; Higgins et al., 2017), times the
    /// pixels where their mean counts; or -L_k of several samples, with the weights p(x|z) (p(z) / q(z|x))^w.
    fn objective(&self, _: usize, b: &mut Build) -> Result<Objective> {
        let x = b.images()?;
        let (chosen, samples) = (b.options.bound, b.options.samples);
        let seen = b.corrupted(x)?;
        let bound = self.estimate(b, (x, seen), samples, estimator(b.options))?;
        let fed = b.fed(kl_weight);
        let g = &mut b.graph;
        let (_, pixels) = g.shape(x);
        let weight = match b.options.reduction {
            Reduction::Sum => fed,
            Reduction::Mean => g.scale(fed, pixels as f32)?,
        };
        let recon = row_mean(g, bound.recon)?;
        let divergence = g.sum(bound.kl, Axis::Columns);
        let kl = row_mean(g, divergence)?;
        let weighted = g.mul(kl, weight)?;
        let mut minimise = g.add(recon, weighted)?;
        let mut terms = vec![("recon", recon), ("kl", kl)];
        if chosen == Bound::Iwae {
            let of_images = importance_weighted(g, bound.recon, divergence, samples)?;
            terms.push(("iwae", row_mean(g, of_images)?));
            // Of one sample it is the ELBO.
            if samples > 1 {
                let weighted = g.mul(divergence, weight)?;
                let of_images = importance_weighted(g, bound.recon, weighted, samples)?;
                minimise = row_mean(g, of_images)?;
            }
        }
        let mut traced = Vec::from_iter(bound.y.map(|y| ("y", y)));
        traced.extend(bound.m.map(|m| ("m", m)));
        let (logvar, factor) = bound.q.marginals(g)?;
        traced.extend(factor.map(|factor| ("factor", factor)));
        traced.extend([
            ("klWeight", weight),
            ("x", x),
            ("seen", seen),
            ("mu", bound.q.mean),
            ("logvar", logvar),
            ("epsilon", bound.draw.noise),
            ("z", bound.draw.z),
            ("xhat", bound.mean),
            ("recon", bound.recon),
            ("kl", bound.kl),
        ]);
        Ok(Objective {
            minimise: Some(minimise),
            terms,
            assigns: Vec::new(),
            traced,
        })
    }

    fn evaluate(&self, b: &mut Build) -> Result<Vec<(&'static str, Tensor)>> {
        let x = b.images()?;
        let (chosen, samples) = (b.options.bound, b.options.evaluated_samples());
        let bound = self.estimate(b, (x, x), samples, estimator(b.options))?;
        let g = &mut b.graph;
        let mut terms = vec![
            ("recon", group_mean(g, bound.recon, samples)?),
            ("kl", group_mean(g, bound.kl, samples)?),
        ];
        if chosen == Bound::Iwae {
            let divergence = g.sum(bound.kl, Axis::Columns);
            let of_images = importance_weighted(g, bound.recon, divergence, samples)?;
            terms.push(("iwae", of_images));
        }
        Ok(terms)
    }

    fn weigh(&self, b: &mut Build, x: Tensor, samples: usize) -> Result<Option<Weighed>> {
        let of_samples = self.estimate(b, (x, x), samples, Estimator::A)?;
        let g = &mut b.graph;
        let divergence = g.sum(of_samples.kl, Axis::Columns);
        let cost = g.add(of_samples.recon, divergence)?;
        Ok(Some(Weighed {
            z: of_samples.draw.z,
            log_weights: g.neg(cost),
        }))
    }

    fn encode(&self, ask: &mut Ask, x: Tensor) -> Result<Encoded> {
        let q = self.posterior(&mut ask.graph, &ask.nodes, x, ask.labels)?;
        Ok(Encoded::Gaussian(q))
    }

    fn decode(&self, ask: &mut Ask, z: Tensor) -> Result {
        let code = beside(&mut ask.graph, z, self.read(ask.labels))?;
        self.decoder.mean(&mut ask.graph, &ask.nodes, code)
    }

    fn likelihood(&self, ask: &mut Ask, z: Tensor) -> Result<Vec<Tensor>> {
        let code = beside(&mut ask.graph, z, self.read(ask.labels))?;
        self.decoder.likelihood(&mut ask.graph, &ask.nodes, code)
    }
}

/// How the KL divergence is estimated: importance weights are of the samples.
fn estimator(options: &Options) -> Estimator {
    match options.bound {
        Bound::Elbo => options.estimator,
        Bound::Iwae => Estimator::A,
    }
}

/// β, or what a warm-up has reached of it.
pub(super) fn kl_weight(options: &Options, moment: Moment) -> f64 {
    let reached = if options.warmup > 0.0 {
        (moment.epoch / options.warmup).min(1.0)
    } else {
        1.0
    };
    options.beta * reached
}

/// -L_k of each image, `(rows, 1)`: -ln (1/k) Σ w of its k weights w = p(x|z) p(z) / q(z|x), from -ln p(x|z) and
/// ln q(z|x) - ln p(z), a row for each sample (Burda, Grosse and Salakhutdinov, 2016, eq. 8).
fn importance_weighted(
    graph: &mut Graph,
    recon: Tensor,
    divergence: Tensor,
    samples: usize,
) -> Result {
    let cost = graph.add(recon, divergence)?;
    let (rows, _) = graph.shape(cost);
    let cost = graph.reshape(cost, (rows / samples, samples))?;
    let log_weights = graph.neg(cost);
    let bound = log_mean_exp(graph, log_weights)?;
    Ok(graph.neg(bound))
}

/// Means of each `samples` rows that stem from one image.
fn group_mean(graph: &mut Graph, x: Tensor, samples: usize) -> Result {
    if samples == 1 {
        return Ok(x);
    }
    let sums = graph.sum_groups(x, samples)?;
    graph.scale(sums, 1.0 / samples as f32)
}
