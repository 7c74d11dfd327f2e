//! The autoencoder with vector quantisation (van den Oord, Vinyals and Kavukcuoglu, "Neural Discrete Representation
//! Learning", 2017): an image is encoded to M points, each of which is replaced by the nearest of K entries of a book. So
//! its code is M integers. Under a uniform prior they cost M ln K nats.

use super::build::Build;
use super::made::Made;
use super::networks::{self, Decoder, Encoder};
use super::options::{BookUpdate, CodePrior};
use super::spec::{Better, Code, Judged, Role, Source, Term, Unit};
use super::value::OptionType;
use super::{Ask, Declaration, Encoded, ImageShape, Model, Objective, Options, Phase, Recognised};
use super::{Spec, Tensors, row_mean};
use crate::graph::{Axis, Graph, Result, Tensor};
use crate::nn::{Group, Nodes, Parameters, Role as Layout};

pub const DECLARATION: Declaration = Declaration {
    options: &[
        "hidden",
        "activation",
        "latent",
        "codes",
        "book",
        "codeprior",
        "update",
        "revive",
        "likelihood",
        "output",
        "sigma",
        "binarize",
    ],
    spec: |options| Spec {
        dimensions: options.latent * options.codes,
        ..SPEC
    },
    build,
    recognise,
};

const SPEC: Spec = Spec {
    terms: &[
        // -ELBO
        Term::nats("loss", Role::Loss, Better::Lower),
        // -ln p(x|z_q)
        Term::nats("recon", Role::Part, Better::Lower),
        // KL(q(k|x) ‖ p(k)) = -ln p(k): q is a point. Under a uniform prior it is M ln K.
        Term::nats("kl", Role::Part, Better::Neither),
        // ‖z - z_q‖
        Term {
            unit: Unit::None,
            ..Term::nats("distance", Role::Figure, Better::Lower)
        },
        // e^H of the entries that the images are encoded to, and how many these are.
        Term {
            source: Source::Together,
            ..Term::of_samples("perplexity")
        },
        Term {
            source: Source::Together,
            ..Term::of_samples("used")
        },
    ],
    code: Code::Point,
    dimensions: 0,
    decodes: true,
    judges: Judged::Nothing,
    labels: false,
    classifies: false,
    prior: false,
    spread: 0.0,
};

/// The share of an image's codes that are each entry, in evaluations.
pub const USAGE: &str = "usage";

/// The entries, in files: where a gradient moves them, themselves; else the sums that they are made of.
const BOOK: &str = "book";
const SUMS: &str = "state.sums";

/// The weight of the distance by which the encoder keeps to its entry (the paper's β).
const COMMITMENT: f32 = 0.25;

/// What an average keeps at each step.
const DECAY: f32 = 0.99;

/// How many times the learning rate moves the logits of a prior by counts.
const COUNTS_RATE: f64 = 10.0;

/// Smooths the counts, so that none is 0 (appendix A.1).
const SMOOTHING: f32 = 1e-5;

/// An entry that fewer points of a batch have had, on average, begins anew.
const DEAD: f32 = 0.1;

struct VqVae {
    parameters: Parameters,
    encoder: Encoder,
    decoder: Decoder,
    book: Book,
    /// p(k), and the group of its parameters, if it has any.
    prior: Made,
    learns: Option<Group>,
    latent: usize,
    codes: usize,
    entries: usize,
}

/// Where the entries are from.
enum Book {
    /// A parameter, `(entries, latent)`.
    Trained(usize),
    /// Averages of how many points an entry has in a batch, `(entries, 1)`, and of their sums, `(entries, latent)`.
    Averaged { counts: usize, sums: usize },
}

/// Latent points and their entries.
struct Quantised {
    /// The points of the images one after the other, `(rows · codes, latent)`.
    z: Tensor,
    /// 1 at the entry that is nearest to each, `(rows · codes, entries)`.
    picked: Tensor,
    /// These entries, `(rows · codes, latent)`.
    entry: Tensor,
    /// What the decoder reads, `(rows, codes · latent)`: the entries, with the gradient of the points.
    code: Tensor,
}

fn build(options: &Options, images: ImageShape) -> Box<dyn Model> {
    let mut parameters = Parameters::default();
    let p = &mut parameters;
    let (latent, codes, entries) = (options.latent, options.codes, options.book);
    let wide = Options {
        latent: latent * codes,
        ..options.clone()
    };
    let encoder = Encoder::new(p, &wide, images.pixels());
    let decoder = Decoder::new(p, &wide, wide.latent, images.pixels());
    let (shape, bound) = ((entries, latent), 1.0 / entries as f32);
    let book = match options.update {
        BookUpdate::Gradient => {
            Book::Trained(p.trained(BOOK.to_owned(), shape, Layout::Matrix, bound))
        }
        BookUpdate::Ema => Book::Averaged {
            counts: p.state("counts", (entries, 1), 1.0),
            sums: p.drawn_state("sums", shape, bound),
        },
    };
    let learned = options.codeprior != CodePrior::Uniform;
    let learns = learned.then(|| p.begin_group());
    let prior = Made::new(p, options.codeprior, codes, entries);
    Box::new(VqVae {
        parameters,
        encoder,
        decoder,
        book,
        prior,
        learns,
        latent,
        codes,
        entries,
    })
}

fn recognise(tensors: &Tensors, options: &Options) -> Option<Recognised> {
    let (update, &(entries, latent)) = match tensors.get(BOOK) {
        Some(shape) => (BookUpdate::Gradient, shape),
        None => (BookUpdate::Ema, tensors.get(SUMS)?),
    };
    let mut recognised = networks::recognise(tensors, options)?;
    let &(columns, _) = tensors.get("mean.weight")?;
    recognised.options.retain(|(key, _)| *key != "latent");
    recognised.options.extend([
        ("latent", latent.to_value()),
        ("codes", (columns / latent.max(1)).to_value()),
        ("book", entries.to_value()),
        ("update", update.to_value()),
        ("codeprior", Made::recognise(tensors)),
    ]);
    Some(recognised)
}

impl VqVae {
    /// The entries, `(entries, latent)`: with averages m / N.
    fn book(&self, g: &mut Graph, nodes: &Nodes) -> Result {
        match self.book {
            Book::Trained(book) => Ok(nodes.0[book]),
            Book::Averaged { counts, sums } => {
                let smoothed = self.smoothed(g, nodes.0[counts])?;
                g.div(nodes.0[sums], smoothed)
            }
        }
    }

    /// (N + ε) / (n + K ε) n, n being the sum of all counts N.
    fn smoothed(&self, g: &mut Graph, counts: Tensor) -> Result {
        let all = g.total(counts);
        let raised = g.shift(all, SMOOTHING * self.entries as f32)?;
        let share = g.div(all, raised)?;
        let counts = g.shift(counts, SMOOTHING)?;
        g.mul(counts, share)
    }

    /// The entries that are nearest to points `(rows, codes · latent)`.
    fn quantise(&self, g: &mut Graph, nodes: &Nodes, points: Tensor) -> Result<Quantised> {
        let shape = g.shape(points);
        let book = self.book(g, nodes)?;
        let z = g.reshape(points, (shape.0 * self.codes, self.latent))?;
        // The least ‖z - e‖² is the largest 2 z·e - ‖e‖².
        let products = g.matmul_with(z, book, false, true)?;
        let twice = g.scale(products, 2.0)?;
        let squares = g.square(book)?;
        let norms = g.sum(squares, Axis::Columns);
        let norms = g.reshape(norms, (1, self.entries))?;
        let nearness = g.sub(twice, norms)?;
        let nearest = g.argmax(nearness);
        let numbers = g.iota(self.entries);
        let picked = g.equal(nearest, numbers)?;
        let entry = g.matmul(picked, book)?;
        // sg(e) + (z - sg(z)): the entry to the bit, with the gradient of z as if it were z (eq. 3, straight-through).
        let (stopped, still) = (g.detach(entry), g.detach(z));
        let passed = g.sub(z, still)?;
        let code = g.add(stopped, passed)?;
        let code = g.reshape(code, shape)?;
        Ok(Quantised {
            z,
            picked,
            entry,
            code,
        })
    }

    /// ‖z - e‖² of each image, `(rows, 1)`.
    fn distance(&self, g: &mut Graph, z: Tensor, entry: Tensor) -> Result {
        let apart = g.sub(z, entry)?;
        let squares = g.square(apart)?;
        let (rows, columns) = g.shape(squares);
        let squares = g.reshape(squares, (rows / self.codes, columns * self.codes))?;
        Ok(g.sum(squares, Axis::Columns))
    }

    /// -ln p(k) of each image, `(rows, 1)`; M ln K, `(1, 1)`, under a uniform prior.
    fn rate(&self, g: &mut Graph, nodes: &Nodes, picked: Tensor) -> Result {
        match self.learns {
            Some(_) => self.prior.nll(g, nodes, picked),
            None => Ok(g.constant((self.codes as f64 * libm::log(self.entries as f64)) as f32)),
        }
    }

    /// N and m after a batch (appendix A.1), with the numbers of their parameters. Where entries are revived, one whose N has become
    /// too small begins anew: with N = 1, at a point of the batch.
    fn averaged(&self, b: &mut Build, seen: &Quantised) -> Result<Vec<(usize, Tensor)>> {
        let Book::Averaged { counts, sums } = self.book else {
            return Ok(Vec::new());
        };
        let (revive, nodes, g) = (b.options.revive, &b.nodes, &mut b.graph);
        let found = g.sum(seen.picked, Axis::Rows);
        let found = g.reshape(found, (self.entries, 1))?;
        let total = g.matmul_with(seen.picked, seen.z, true, false)?;
        let mut average = |old, new| {
            let (old, new) = (g.scale(old, DECAY)?, g.scale(new, 1.0 - DECAY)?);
            let sum = g.add(old, new)?;
            Ok(g.flush(sum))
        };
        let mut n = average(nodes.0[counts], found)?;
        let mut m = average(nodes.0[sums], total)?;
        if revive {
            let fresh = self.first(g, seen.z)?;
            let limit = g.constant(DEAD);
            let dead = g.less(n, limit)?;
            let one = g.constant(1.0);
            n = g.select(dead, one, n)?;
            m = g.select(dead, fresh, m)?;
        }
        Ok(vec![(counts, n), (sums, m)])
    }

    /// One of the batch's points for each entry, `(entries, latent)`: the first ones, over again where they are too few. A
    /// batch is in random order.
    fn first(&self, g: &mut Graph, z: Tensor) -> Result {
        let (rows, columns) = g.shape(z);
        let line = g.reshape(z, (1, rows * columns))?;
        let times = self.entries.div_ceil(rows);
        let lines = g.broadcast(line, (times, rows * columns))?;
        let line = g.reshape(lines, (1, times * rows * columns))?;
        let line = g.slice(line, 0, self.entries * columns)?;
        g.reshape(line, (self.entries, columns))
    }
}

impl Model for VqVae {
    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The autoencoder's step, then that of a learned prior on the same images.
    fn phases(&self, options: &Options) -> Vec<Phase> {
        let mut phases = vec![Phase::new("train", options)];
        if self.learns.is_some() {
            // Logits without a layer before them have far to go.
            let rate = match options.codeprior {
                CodePrior::Counts => COUNTS_RATE,
                CodePrior::Uniform | CodePrior::Made => 1.0,
            };
            phases.push(Phase {
                group: self.learns,
                rate,
                again: true,
                ..Phase::new("prior", options)
            });
        }
        phases
    }

    /// -ln p(x|z_q) + γ ‖z - sg(e)‖², and ‖sg(z) - e‖² where the gradient moves the book.
    fn objective(&self, phase: usize, b: &mut Build) -> Result<Objective> {
        let x = b.images()?;
        let (_, points) = self.encoder.forward(&mut b.graph, &b.nodes, x)?;
        let seen = self.quantise(&mut b.graph, &b.nodes, points)?;
        let rates = self.rate(&mut b.graph, &b.nodes, seen.picked)?;
        let rate = row_mean(&mut b.graph, rates)?;
        if phase > 0 {
            return Ok(Objective {
                minimise: Some(rate),
                ..Objective::default()
            });
        }
        let (recons, xhat) = self.decoder.reconstruct(b, x, seen.code, 1)?;
        let g = &mut b.graph;
        let recon = row_mean(g, recons)?;
        let still = g.detach(seen.entry);
        let squares = self.distance(g, seen.z, still)?;
        let commitment = row_mean(g, squares)?;
        let held = g.scale(commitment, COMMITMENT)?;
        let mut minimise = g.add(recon, held)?;
        if let Book::Trained(_) = self.book {
            let still = g.detach(seen.z);
            let squares = self.distance(g, still, seen.entry)?;
            let moved = row_mean(g, squares)?;
            minimise = g.add(minimise, moved)?;
        }
        let distances = g.sqrt(squares);
        let terms = vec![
            ("recon", recon),
            ("kl", rate),
            ("distance", row_mean(g, distances)?),
        ];
        let zq = g.reshape(seen.entry, g.shape(points))?;
        // Of each image's own error, at its entries: what is copied to its points.
        let all = g.total(recons);
        let slope = g.gradient(all, &[seen.code])?[0];
        let assigns = self.averaged(b, &seen)?;
        Ok(Objective {
            minimise: Some(minimise),
            terms,
            assigns,
            traced: vec![
                ("rate", rates),
                ("x", x),
                ("z", points),
                ("zq", zq),
                ("xhat", xhat),
                ("recon", recons),
                ("distance", distances),
                ("slope", slope),
            ],
        })
    }

    fn evaluate(&self, b: &mut Build) -> Result<Vec<(&'static str, Tensor)>> {
        let x = b.images()?;
        let rows = b.rows;
        let (_, points) = self.encoder.forward(&mut b.graph, &b.nodes, x)?;
        let seen = self.quantise(&mut b.graph, &b.nodes, points)?;
        let (recon, _) = self.decoder.reconstruct(b, x, seen.code, 1)?;
        let g = &mut b.graph;
        let rate = self.rate(g, &b.nodes, seen.picked)?;
        let squares = self.distance(g, seen.z, seen.entry)?;
        let usage = g.sum_groups(seen.picked, self.codes)?;
        Ok(vec![
            ("recon", recon),
            ("kl", g.broadcast(rate, (rows, 1))?),
            ("distance", g.sqrt(squares)),
            (USAGE, g.scale(usage, 1.0 / self.codes as f32)?),
        ])
    }

    fn encode(&self, ask: &mut Ask, x: Tensor) -> Result<Encoded> {
        let (_, z) = self.encoder.forward(&mut ask.graph, &ask.nodes, x)?;
        Ok(Encoded::Point(z))
    }

    fn integers(&self) -> Option<&Made> {
        Some(&self.prior)
    }

    /// The decoder reads entries alone, so a point is decoded at those that are nearest to it.
    fn decode(&self, ask: &mut Ask, z: Tensor) -> Result {
        let seen = self.quantise(&mut ask.graph, &ask.nodes, z)?;
        self.decoder.mean(&mut ask.graph, &ask.nodes, seen.code)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::executor::Executor;
    use crate::interp::Interp;
    use crate::noise::Clock;

    /// The gradient of what is made of the entries is that of the points, to the bit; the entries have none.
    #[test]
    fn the_gradient_passes_straight_through() {
        let options = [("latent", "3"), ("codes", "4"), ("book", "7")];
        let options = Options::default().with_text(&options).unwrap();
        let images = ImageShape {
            height: 2,
            width: 2,
            planes: 1,
            classes: 0,
        };
        let mut p = Parameters::default();
        let book = Book::Trained(p.trained(BOOK.to_owned(), (7, 3), Layout::Matrix, 1.0));
        let model = VqVae {
            encoder: Encoder::new(&mut p.clone(), &options, images.pixels()),
            decoder: Decoder::new(&mut p.clone(), &options, 12, images.pixels()),
            prior: Made::new(&mut p.clone(), CodePrior::Uniform, 4, 7),
            learns: None,
            parameters: p,
            book,
            latent: 3,
            codes: 4,
            entries: 7,
        };
        let mut g = Graph::new();
        let nodes = model.parameters.nodes(&mut g);
        let (_, points) = g.input((5, 12));
        let seen = model.quantise(&mut g, &nodes, points).unwrap();
        let curved = g.tanh(seen.code);
        let loss = g.mul(curved, seen.code).unwrap();
        let loss = g.total(loss);
        let wanted = [points, seen.code, nodes.0[0]];
        let gradients = g.gradient(loss, &wanted).unwrap();
        let feed =
            Array2::from_shape_fn((5, 12), |(row, column)| ((row * 12 + column) as f32).sin());
        let mut executor = Interp::<f32>::new();
        let parameter = model.parameters.get(0);
        executor.set_variable(parameter.variable, &parameter.initial(3));
        let values = executor.values(&g, &[feed], Clock::default());
        let [of_points, of_code, of_book] = [0, 1, 2].map(|at| &values[gradients[at].index()]);
        assert_eq!(of_points, of_code);
        assert!(of_code.iter().all(|value| *value != 0.0));
        assert!(of_book.iter().all(|value| *value == 0.0));
        let entries = values[seen.entry.index()].iter();
        assert!(entries.eq(values[seen.code.index()].iter()));
    }
}
