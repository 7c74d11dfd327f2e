//! The programs that a session runs: phases of a training step, an evaluation, encoders and a decoder. They are the
//! same for every model.

use super::build::{BYTE, Build, Feed, Moment, Tables, one_hot};
use super::options::Options;
use super::phase::first_slot;
use super::streams::{Streams, Use};
use super::{Ask, Encoded, Model, Objective, Phase};
use crate::graph::{Graph, Input, Result, Tensor};
use crate::nn::optimizers;

/// One phase of a training step: its part of the model, the gradient, the optimiser.
pub struct PhaseProgram {
    pub graph: Graph,
    /// `(batch, 1)`: rows of the tables; None where the phase reads no images.
    pub index: Option<Input>,
    /// `(1, 1)` each.
    pub fed: Vec<(Input, Feed)>,
    /// What moves parameters; None where the phase only assigns.
    pub descent: Option<Descent>,
    /// The terms that are its first outputs, `(1, 1)` each.
    pub terms: Vec<&'static str>,
    /// After the terms and the norm of the gradient, in a traced program: what else its outputs are.
    pub traced: Vec<&'static str>,
}

/// The inputs of an optimiser, `(1, 1)` each. The norm of the gradient, before clipping, is an output after the terms.
pub struct Descent {
    /// The largest norm that a gradient may have.
    pub clip: Input,
    /// See [`optimizers::scalars`].
    pub optimizer: Vec<Input>,
}

/// Norms of each parameter's gradient, before clipping, and of its update: two outputs for each parameter of the phase.
pub const GRADIENT: &str = "gradient";
pub const UPDATE: &str = "update";

impl PhaseProgram {
    /// Makes the graph of phase number `phase`; its noise follows the run's clock.
    ///
    /// A traced program is for looking at: it changes nothing, and what [`Objective::traced`] names are outputs too,
    /// then for each parameter of the phase [`GRADIENT`] and [`UPDATE`].
    pub fn new(
        model: &dyn Model,
        options: &Options,
        phase: usize,
        tables: Tables,
        traced: bool,
    ) -> Result<Self> {
        let phases = model.phases(options);
        let settings = &phases[phase];
        let streams = [Use::Training, Use::TrainingPixels]
            .map(|of| Streams::new(of, settings.noise_of.unwrap_or(phase)));
        let mut b = Build::new(model.parameters(), options, tables, options.batch, streams);
        let objective = model.objective(phase, &mut b)?;

        let mut norm = None;
        let mut norms = Vec::new();
        let mut descent = None;
        if let (Some(loss), Some(group)) = (objective.minimise, settings.group) {
            let parameters: Vec<usize> = model.parameters().of(group).collect();
            let optimizer = Updates {
                kind: settings.optimizer.kind,
                first: first_slot(&phases, phase),
            };
            let made = descend(&mut b, model, &parameters, loss, optimizer, traced)?;
            norm = Some(made.norm);
            norms = made.norms;
            descent = Some(made.descent);
        }
        let g = &mut b.graph;
        let Objective {
            terms,
            traced: way,
            assigns,
            ..
        } = objective;
        if !traced {
            for (number, value) in assigns {
                g.assign(model.parameters().get(number).variable, value)?;
            }
        }
        let (keys, values): (Vec<_>, Vec<_>) = terms.into_iter().unzip();
        for output in values.into_iter().chain(norm) {
            g.output(output);
        }
        let mut shown = Vec::new();
        if traced {
            for (key, output) in way.into_iter().chain(norms) {
                g.output(output);
                shown.push(key);
            }
        }
        let (graph, index, fed) = b.finish();
        Ok(Self {
            graph,
            index,
            fed,
            descent,
            terms: keys,
            traced: shown,
        })
    }

    /// What is to be fed before a run, beside the rows of its batch: `rate` is the option `lr` after its schedule,
    /// `update` the number of the optimiser's update, from 1.
    pub fn numbers(
        &self,
        options: &Options,
        phase: &Phase,
        moment: Moment,
        rate: f64,
        update: u32,
    ) -> Vec<(Input, f32)> {
        let fed = self.fed.iter();
        let fed = fed.map(|&(input, feed)| (input, feed(options, moment) as f32));
        let mut numbers: Vec<_> = fed.collect();
        if let Some(descent) = &self.descent {
            numbers.push((descent.clip, options.clip as f32));
            let scalars = optimizers::scalars(&phase.optimizer, phase.rate * rate, update);
            numbers.extend(descent.optimizer.iter().copied().zip(scalars));
        }
        numbers
    }
}

/// The nodes of a descent.
struct Made {
    descent: Descent,
    norm: Tensor,
    norms: Vec<(&'static str, Tensor)>,
}

/// How an optimiser updates: by which rule, and from which slot on it has its averages.
struct Updates {
    kind: optimizers::OptimizerKind,
    first: usize,
}

/// Moves parameters down the gradient of a loss; in a traced program only the norms of that are computed.
fn descend(
    b: &mut Build,
    model: &dyn Model,
    parameters: &[usize],
    loss: Tensor,
    Updates { kind, first }: Updates,
    traced: bool,
) -> Result<Made> {
    let own: Vec<Tensor> = parameters.iter().map(|&number| b.nodes.0[number]).collect();
    let g = &mut b.graph;
    let (clip, limit) = g.input((1, 1));
    let mut gradients = g.gradient(loss, &own)?;
    let norm = optimizers::global_norm(g, &gradients)?;
    let whole = gradients.clone();
    if b.options.clip > 0.0 {
        gradients = optimizers::clip(g, &gradients, norm, limit)?;
    }
    let (optimizer, scalars): (Vec<Input>, Vec<Tensor>) = (0..optimizers::scalar_count(kind))
        .map(|_| g.input((1, 1)))
        .unzip();
    let mut norms = Vec::new();
    for (place, &number) in parameters.iter().enumerate() {
        let slots: Vec<_> = (0..optimizers::slots(kind).len())
            .map(|slot| model.parameters().slot(first + slot, number))
            .collect();
        let old: Vec<Tensor> = slots.iter().map(|&slot| g.variable(slot)).collect();
        let (old_w, gradient) = (own[place], gradients[place]);
        let (mut w, new) = optimizers::update(g, kind, &scalars, old_w, gradient, &old)?;
        let rate = model.parameters().get(number).rate;
        if rate != 1.0 {
            let step = g.sub(w, old_w)?;
            let step = g.scale(step, rate)?;
            w = g.add(old_w, step)?;
        }
        if traced {
            let update = g.sub(w, old_w)?;
            for (key, matrix) in [(GRADIENT, whole[place]), (UPDATE, update)] {
                norms.push((key, optimizers::global_norm(g, &[matrix])?));
            }
            continue;
        }
        g.assign(model.parameters().get(number).variable, w)?;
        for (slot, value) in slots.into_iter().zip(new) {
            g.assign(slot, value)?;
        }
    }
    let descent = Descent { clip, optimizer };
    Ok(Made {
        descent,
        norm,
        norms,
    })
}

/// The terms of each of some images of a table, with one latent sample each.
pub struct Evaluate {
    pub graph: Graph,
    /// `(rows, 1)`: rows of the tables; None where the model's terms do not depend on images.
    pub index: Option<Input>,
    /// `(1, 1)` each.
    pub fed: Vec<(Input, Feed)>,
    /// The terms that are its outputs, by key, each with its columns: `(rows, 1)` or `(rows, latent)`.
    pub terms: Vec<(&'static str, usize)>,
}

impl Evaluate {
    /// Makes the graph; its noise streams are not those of training.
    pub fn new(model: &dyn Model, options: &Options, tables: Tables, rows: usize) -> Result<Self> {
        let streams = [Use::Evaluation, Use::EvaluationPixels].map(|of| Streams::new(of, 0));
        let mut b = Build::new(model.parameters(), options, tables, rows, streams);
        let mut terms = Vec::new();
        for (key, term) in model.evaluate(&mut b)? {
            terms.push((key, b.graph.shape(term).1));
            b.graph.output(term);
        }
        let (graph, index, fed) = b.finish();
        Ok(Self {
            graph,
            index,
            fed,
            terms,
        })
    }
}

/// Samples of z of one image, with their importance weights.
pub struct Weigh {
    pub graph: Graph,
    /// `(1, pixels)`: the image, in [0, 1].
    pub image: Input,
    /// `(1, 1)`: its row in the table of labels; None where the model does not read them.
    pub index: Option<Input>,
    /// `(1, 1)` each.
    pub fed: Vec<(Input, Feed)>,
}

impl Weigh {
    /// Makes the graph, with outputs z, `(samples, latent)`, and ln w, `(samples, 1)`; None for a model without q(z|x).
    pub fn new(
        model: &dyn Model,
        options: &Options,
        tables: Tables,
        samples: usize,
    ) -> Result<Option<Self>> {
        let streams = [Use::Importance, Use::ImportancePixels].map(|of| Streams::new(of, 0));
        let mut b = Build::new(model.parameters(), options, tables, 1, streams);
        let (image, x) = b.graph.input((1, tables.images.columns));
        let Some(weighed) = model.weigh(&mut b, x, samples)? else {
            return Ok(None);
        };
        for output in [weighed.z, weighed.log_weights] {
            b.graph.output(output);
        }
        let (graph, index, fed) = b.finish();
        Ok(Some(Self {
            graph,
            image,
            index,
            fed,
        }))
    }
}

/// What is asked of a model for each of some rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    /// The pixels of an image, in [0, 1], to its code.
    Encode { pixels: usize },
    /// The number of an image in tables, to the same.
    EncodeFrom(Tables),
    /// A latent point, to the mean pixels of its image.
    Decode { latent: usize },
    /// A latent point, to what p(x|z) is made of there.
    Likelihood { latent: usize },
    /// So many integers, to logits of each level of each, given those before it.
    Places { places: usize },
    /// What a model judges, to how real it looks, and the gradient of that by each of so many numbers.
    Judge { columns: usize },
}

/// A program that answers a query, a row for each row of its inputs. Encoding gives the mean and ln σ² of a Gaussian, then the
/// factor of its covariance where that is not diagonal, or a point.
pub struct QueryProgram {
    pub graph: Graph,
    pub input: Input,
    /// `(rows, 1)`: the classes of the rows, for a model that learns from them, unless tables have them.
    pub labels: Option<Input>,
}

impl QueryProgram {
    /// Makes the graph; `classes` is 0 for a model that does not learn from classes.
    pub fn new(model: &dyn Model, query: Query, rows: usize, classes: usize) -> Result<Self> {
        let mut graph = Graph::new();
        let nodes = model.parameters().nodes(&mut graph);
        let columns = match query {
            Query::Encode { pixels } => pixels,
            Query::Judge { columns } => columns,
            Query::EncodeFrom(_) => 1,
            Query::Places { places } => places,
            Query::Decode { latent } | Query::Likelihood { latent } => latent,
        };
        let (input, row) = graph.input((rows, columns));
        let mut labels = None;
        let mut given = None;
        if classes > 0 {
            let column = match query {
                Query::EncodeFrom(Tables {
                    labels: Some(table),
                    ..
                }) => graph.gather(table, row, 1.0)?,
                Query::Encode { .. }
                | Query::EncodeFrom(_)
                | Query::Decode { .. }
                | Query::Places { .. }
                | Query::Judge { .. }
                | Query::Likelihood { .. } => {
                    let (input, column) = graph.input((rows, 1));
                    labels = Some(input);
                    column
                }
            };
            given = Some(one_hot(&mut graph, column, classes)?);
        }
        let mut ask = Ask {
            graph,
            nodes,
            labels: given,
        };
        let outputs = match query {
            Query::Decode { .. } => vec![model.decode(&mut ask, row)?],
            Query::Likelihood { .. } => model.likelihood(&mut ask, row)?,
            Query::Places { .. } => match model.integers() {
                Some(made) => {
                    let g = &mut ask.graph;
                    let picked = made.picked(g, row)?;
                    let logits = made.logits(g, &ask.nodes, picked)?;
                    vec![g.reshape(logits, (rows, made.places * made.levels))?]
                }
                None => Vec::new(),
            },
            Query::Judge { .. } => match model.judge(&mut ask, row)? {
                Some(logits) => {
                    let g = &mut ask.graph;
                    // A row's number depends on no other row.
                    let total = g.total(logits);
                    let slopes = g.gradient(total, &[row])?[0];
                    let (logits, slopes) = (
                        g.pad(logits, 0, 1 + columns)?,
                        g.pad(slopes, 1, 1 + columns)?,
                    );
                    vec![g.add(logits, slopes)?]
                }
                None => Vec::new(),
            },
            Query::Encode { .. } => {
                let encoded = model.encode(&mut ask, row)?;
                codes(&mut ask.graph, encoded)?
            }
            Query::EncodeFrom(tables) => {
                let x = ask.graph.gather(tables.images, row, BYTE)?;
                let encoded = model.encode(&mut ask, x)?;
                codes(&mut ask.graph, encoded)?
            }
        };
        let mut graph = ask.graph;
        for output in outputs {
            graph.output(output);
        }
        Ok(Self {
            graph,
            input,
            labels,
        })
    }
}

fn codes(graph: &mut Graph, encoded: Encoded) -> Result<Vec<Tensor>> {
    Ok(match encoded {
        Encoded::None => Vec::new(),
        Encoded::Point(z) => vec![z],
        Encoded::Gaussian(q) => {
            let (logvar, factor) = q.marginals(graph)?;
            [q.mean, logvar].into_iter().chain(factor).collect()
        }
    })
}
