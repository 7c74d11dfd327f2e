//! The variational information bottleneck of Alemi, Fischer, Dillon and Murphy, "Deep Variational Information Bottleneck"
//! (2017): q(z|x) as in the variational autoencoder, and a linear classifier p(y|z) in the place of p(x|z). A decoder is
//! trained on the codes beside it, and changes nothing of them: it shows what they still tell of the image.

use super::build::Build;
use super::networks;
use super::spec::{Better, Code, Judged, Role, Term, Unit};
use super::vae::{Vae, kl_weight};
use super::{Ask, Declaration, Encoded, ImageShape, Model, Objective, Options, Recognised, Spec};
use super::{Tensors, row_mean};
use crate::graph::{Axis, Reduction, Result, Tensor};
use crate::nn::distributions::log_sum_exp;
use crate::nn::{Linear, Parameters};

/// The layer that tells its files from those of others.
const CLASSIFIER: &str = "classifier.weight";

pub const DECLARATION: Declaration = Declaration {
    options: &[
        "hidden",
        "activation",
        "latent",
        "likelihood",
        "output",
        "posterior",
        "sigma",
        "beta",
        "warmup",
        "binarize",
    ],
    spec: |options| Spec {
        dimensions: options.latent,
        ..SPEC
    },
    build,
    recognise,
};

const SPEC: Spec = Spec {
    terms: &[
        // -ln p(y|z)
        Term::nats("ce", Role::Loss, Better::Lower),
        // KL(q(z|x) ‖ p(z)), which bounds I(x; z) from above.
        Term {
            by_dimension: true,
            ..Term::nats("kl", Role::Figure, Better::Neither)
        },
        // The share of images whose class is not the likeliest one at z = μ.
        Term {
            unit: Unit::None,
            ..Term::nats("error", Role::Figure, Better::Lower)
        },
    ],
    code: Code::Gaussian,
    dimensions: 0,
    decodes: true,
    judges: Judged::Nothing,
    labels: false,
    classifies: true,
    prior: true,
    spread: 0.0,
};

struct Bottleneck {
    /// The encoder, and the decoder beside the classifier.
    vae: Vae,
    classifier: Linear,
}

/// Of each image.
struct Estimate {
    /// `(rows, 1)`, and the rate by dimension, `(rows, latent)`.
    terms: [(&'static str, Tensor); 3],
    /// -ln p(x|z) of the decoder, `(rows, 1)`.
    recon: Tensor,
}

fn build(options: &Options, images: ImageShape) -> Box<dyn Model> {
    let mut vae = Vae::new(options, images.pixels(), 0);
    let p = &mut vae.parameters;
    let classifier = Linear::new(p, "classifier", options.latent, images.classes);
    Box::new(Bottleneck { vae, classifier })
}

fn recognise(tensors: &Tensors, options: &Options) -> Option<Recognised> {
    tensors.get(CLASSIFIER)?;
    networks::recognise(tensors, options)
}

impl Bottleneck {
    fn estimate(&self, b: &mut Build) -> Result<Estimate> {
        let (x, y) = (b.images()?, b.labels()?);
        let stream = b.stream();
        let g = &mut b.graph;
        let q = self.vae.posterior(g, &b.nodes, x, None)?;
        let z = q.sample(g, stream)?.z;
        // ln Σ e^l - l at the class; 0 for an image without one.
        let logits = self.classifier.forward(g, &b.nodes, z)?;
        let sum = log_sum_exp(g, logits)?;
        let nll = g.sub(sum, logits)?;
        let nll = g.mul(nll, y)?;
        let ce = g.sum(nll, Axis::Columns);
        // What is said of the class itself is less than what is said of the likeliest.
        let logits = self.classifier.forward(g, &b.nodes, q.mean)?;
        let own = g.mul(logits, y)?;
        let own = g.sum(own, Axis::Columns);
        let largest = g.reduce(Reduction::Max, Axis::Columns, logits);
        let error = g.less(own, largest)?;
        let kl = q.kl(g)?;
        // Nothing of the reconstruction comes back to the code.
        let code = g.detach(z);
        let (recon, _) = self.vae.decoder.reconstruct(b, x, code, 1)?;
        Ok(Estimate {
            terms: [("ce", ce), ("kl", kl), ("error", error)],
            recon,
        })
    }
}

impl Model for Bottleneck {
    fn parameters(&self) -> &Parameters {
        &self.vae.parameters
    }

    /// -ln p(y|z) + w KL for encoder and classifier, w being β or what a warm-up has reached of it (eq. 17), and -ln p(x|z) for
    /// the decoder: no parameter is moved by both.
    fn objective(&self, _: usize, b: &mut Build) -> Result<Objective> {
        let Estimate { mut terms, recon } = self.estimate(b)?;
        let weight = b.fed(kl_weight);
        let g = &mut b.graph;
        for (_, term) in &mut terms {
            let of_images = g.sum(*term, Axis::Columns);
            *term = row_mean(g, of_images)?;
        }
        let [(_, ce), (_, kl), _] = terms;
        let weighted = g.mul(kl, weight)?;
        let minimise = g.add(ce, weighted)?;
        let recon = row_mean(g, recon)?;
        Ok(Objective {
            minimise: Some(g.add(minimise, recon)?),
            terms: terms.to_vec(),
            assigns: Vec::new(),
            traced: Vec::new(),
        })
    }

    fn evaluate(&self, b: &mut Build) -> Result<Vec<(&'static str, Tensor)>> {
        Ok(self.estimate(b)?.terms.to_vec())
    }

    fn encode(&self, ask: &mut Ask, x: Tensor) -> Result<Encoded> {
        self.vae.encode(ask, x)
    }

    fn decode(&self, ask: &mut Ask, z: Tensor) -> Result {
        self.vae.decode(ask, z)
    }
}
