//! The graphs that a session runs: one training step, an evaluation, encoders and a decoder. They are
//! the same for every model.

use super::options::Options;
use super::{Estimate, Model};
use crate::graph::{Axis, Distribution, Graph, Input, Result, Table, Tensor};
use crate::nn::optimizers;

/// Noise streams: latent samples and binarisation, in training and in evaluation.
const TRAIN_LATENT: u32 = 1;
const TRAIN_PIXELS: u32 = 2;
const EVALUATE_LATENT: u32 = 3;
const EVALUATE_PIXELS: u32 = 4;

/// Bytes to [0, 1].
const BYTE: f32 = 1.0 / 255.0;

/// One training step: a batch from a table, the bound, its gradient, the optimiser.
pub struct TrainStep {
    pub graph: Graph,
    /// `(batch, 1)`: rows of the table.
    pub index: Input,
    /// `(1, 1)` each.
    pub kl_weight: Input,
    pub sigma: Input,
    pub clip: Input,
    /// `(1, 1)` each: see [`optimizers::scalars`].
    pub optimizer: Vec<Input>,
}

impl TrainStep {
    /// Outputs, each `(1, 1)` and in nats per image but the last.
    pub const RECON: usize = 0;
    pub const KL: usize = 1;
    pub const NORM: usize = 2;

    /// Makes the graph; its noise follows the run's clock.
    ///
    /// A traced step is for looking at: it changes nothing, and what it computes on its way are outputs too. After
    /// those above, the KL weight and, row by row, x, μ, ln σ², ε, z, the mean of p(x|z), and both terms as
    /// [`Terms`](super::Terms) has them; then for each parameter the norms of its gradient, before clipping, and of
    /// its update.
    pub fn new(model: &dyn Model, options: &Options, table: Table, traced: bool) -> Result<Self> {
        let mut graph = Graph::new();
        let g = &mut graph;
        let nodes = model.parameters().nodes(g);
        let (index, rows) = g.input((options.batch, 1));
        let (kl_weight, weight) = g.input((1, 1));
        let (sigma, sigma_node) = g.input((1, 1));
        let (clip, limit) = g.input((1, 1));

        let x = images(g, table, rows, options.binarize.then_some(TRAIN_PIXELS))?;
        let estimate = Estimate {
            samples: options.samples,
            estimator: options.estimator,
            sigma: sigma_node,
            stream: TRAIN_LATENT,
        };
        let terms = model.bound(g, &nodes, x, &estimate)?;
        let recon = row_mean(g, terms.recon)?;
        let kl = g.sum(terms.kl, Axis::Columns);
        let kl = row_mean(g, kl)?;
        let (q, draw) = (terms.q, terms.draw);
        let mut seen = vec![
            weight,
            x,
            q.mean,
            q.logvar,
            draw.noise,
            draw.z,
            terms.decoded,
            terms.recon,
            terms.kl,
        ];
        let weighted = g.mul(kl, weight)?;
        let objective = g.add(recon, weighted)?;

        let mut gradients = g.gradient(objective, &nodes.0)?;
        let norm = optimizers::global_norm(g, &gradients)?;
        let whole = gradients.clone();
        if options.clip > 0.0 {
            gradients = optimizers::clip(g, &gradients, norm, limit)?;
        }
        let kind = options.optimizer;
        let (optimizer, scalars): (Vec<Input>, Vec<Tensor>) = (0..optimizers::scalar_count(kind))
            .map(|_| g.input((1, 1)))
            .unzip();
        for (number, parameter) in model.parameters().iter().enumerate() {
            let slots: Vec<_> = (0..optimizers::slots(kind).len())
                .map(|slot| model.parameters().slot(slot, number))
                .collect();
            let old: Vec<Tensor> = slots.iter().map(|&slot| g.variable(slot)).collect();
            let (old_w, gradient) = (nodes.0[number], gradients[number]);
            let (w, new) = optimizers::update(g, kind, &scalars, old_w, gradient, &old)?;
            if traced {
                let update = g.sub(w, old_w)?;
                for matrix in [whole[number], update] {
                    seen.push(optimizers::global_norm(g, &[matrix])?);
                }
                continue;
            }
            g.assign(parameter.variable, w)?;
            for (slot, value) in slots.into_iter().zip(new) {
                g.assign(slot, value)?;
            }
        }
        for output in [recon, kl, norm] {
            g.output(output);
        }
        if traced {
            for output in seen {
                g.output(output);
            }
        }
        Ok(Self {
            graph,
            index,
            kl_weight,
            sigma,
            clip,
            optimizer,
        })
    }
}

/// The bound of each of some images of a table, with one latent sample each.
pub struct Evaluate {
    pub graph: Graph,
    /// `(rows, 1)`: rows of the table.
    pub index: Input,
    /// `(1, 1)`
    pub sigma: Input,
}

impl Evaluate {
    /// Outputs: `(rows, 1)` and `(rows, latent)`, in nats.
    pub const RECON: usize = 0;
    pub const KL: usize = 1;

    /// Makes the graph; its noise streams are not those of training.
    pub fn new(model: &dyn Model, options: &Options, table: Table, rows: usize) -> Result<Self> {
        let mut graph = Graph::new();
        let g = &mut graph;
        let nodes = model.parameters().nodes(g);
        let (index, picked) = g.input((rows, 1));
        let (sigma, sigma_node) = g.input((1, 1));
        let x = images(
            g,
            table,
            picked,
            options.binarize.then_some(EVALUATE_PIXELS),
        )?;
        let estimate = Estimate {
            samples: 1,
            estimator: options.estimator,
            sigma: sigma_node,
            stream: EVALUATE_LATENT,
        };
        let terms = model.bound(g, &nodes, x, &estimate)?;
        g.output(terms.recon);
        g.output(terms.kl);
        Ok(Self {
            graph,
            index,
            sigma,
        })
    }
}

/// What a [`View`] makes of each row that it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The pixels of an image, in [0, 1], to the mean and the log variance of q(z|x).
    Encode { pixels: usize },
    /// The number of an image in a table, to the same.
    EncodeFrom(Table),
    /// A latent point, to the mean pixels of its image.
    Decode { latent: usize },
}

/// A graph that looks at some rows with the model: one input, one output or two, all with a row each.
pub struct View {
    pub graph: Graph,
    pub input: Input,
}

impl View {
    /// Makes the graph.
    pub fn new(model: &dyn Model, look: Look, rows: usize) -> Result<Self> {
        let mut graph = Graph::new();
        let g = &mut graph;
        let nodes = model.parameters().nodes(g);
        let columns = match look {
            Look::Encode { pixels } => pixels,
            Look::EncodeFrom(_) => 1,
            Look::Decode { latent } => latent,
        };
        let (input, row) = g.input((rows, columns));
        if let Look::Decode { .. } = look {
            let image = model.decode(g, &nodes, row)?;
            g.output(image);
        } else {
            let x = match look {
                Look::EncodeFrom(table) => images(g, table, row, None)?,
                Look::Encode { .. } | Look::Decode { .. } => row,
            };
            let q = model.encode(g, &nodes, x)?;
            g.output(q.mean);
            g.output(q.logvar);
        }
        Ok(Self { graph, input })
    }
}

/// Images of a table; with a noise stream, each pixel is drawn black or white.
fn images(graph: &mut Graph, table: Table, rows: Tensor, binarize: Option<u32>) -> Result {
    let x = graph.gather(table, rows, BYTE)?;
    match binarize {
        // 1 with probability x: where U(0, 1) < x.
        Some(stream) => {
            let shape = graph.shape(x);
            let threshold = graph.noise(Distribution::Uniform, stream, shape);
            graph.less(threshold, x)
        }
        None => Ok(x),
    }
}

/// `(rows, 1)` to the mean, `(1, 1)`.
fn row_mean(graph: &mut Graph, x: Tensor) -> Result {
    let rows = graph.shape(x).0;
    let sum = graph.sum(x, Axis::Rows);
    graph.scale(sum, 1.0 / rows as f32)
}
