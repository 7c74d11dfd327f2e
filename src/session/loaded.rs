//! The programs that a session has loaded: each is made when it is first needed and kept, so that nothing is
//! loaded in steady state.

use super::Result;
use crate::executor::{Executor, Program};
use crate::graph::{Graph, Table};
use crate::models::programs::{Evaluate, Look, TrainStep, View};
use crate::models::{Model, Options};

/// Held-out images evaluated at once, at the most.
pub(super) const EVALUATED: usize = 500;

/// Evaluations kept: one goes on during training, and may end in a smaller part; another is of an image that is
/// looked at.
const EVALUATIONS: usize = 3;

/// Views kept: the page looks at a pin, a strip, a grid, samples and encodings in turn.
const VIEWS: usize = 16;

/// A graph and the program that the executor made of it.
pub(super) struct Loaded<G> {
    pub graph: G,
    pub program: Program,
}

impl<G> Loaded<G> {
    fn new(executor: &mut dyn Executor, graph: G, nodes: impl Fn(&G) -> &Graph) -> Result<Self> {
        executor.fits(nodes(&graph))?;
        let program = executor.load(nodes(&graph));
        Ok(Self { graph, program })
    }
}

/// What was loaded by key; the one used last is at the end.
type Recent<K, G> = Vec<(K, Loaded<G>)>;

/// The one of a key, made where there is none; of more than `most` the one that was not used for longest goes.
fn recent<'a, K: PartialEq, G>(
    kept: &'a mut Recent<K, G>,
    most: usize,
    key: K,
    executor: &mut dyn Executor,
    make: impl FnOnce(&mut dyn Executor) -> Result<Loaded<G>>,
) -> Result<&'a Loaded<G>> {
    let loaded = match kept.iter().position(|(other, _)| *other == key) {
        Some(place) => kept.remove(place).1,
        None => {
            if kept.len() == most {
                executor.unload(kept.remove(0).1.program);
            }
            make(executor)?
        }
    };
    kept.push((key, loaded));
    Ok(&kept[kept.len() - 1].1)
}

/// Loads a training step, or one to look at.
pub(super) fn train_step(
    executor: &mut dyn Executor,
    model: &dyn Model,
    options: &Options,
    table: Table,
    traced: bool,
) -> Result<Loaded<TrainStep>> {
    let step = TrainStep::new(model, options, table, traced)?;
    Loaded::new(executor, step, |step| &step.graph)
}

/// What is loaded for one model.
#[derive(Default)]
pub(super) struct Programs {
    train: Option<Loaded<TrainStep>>,
    /// By rows.
    evaluations: Recent<usize, Evaluate>,
    views: Recent<(Look, usize), View>,
}

impl Programs {
    pub fn train(
        &mut self,
        executor: &mut dyn Executor,
        model: &dyn Model,
        options: &Options,
        table: Table,
    ) -> Result<&Loaded<TrainStep>> {
        let loaded = match self.train.take() {
            Some(loaded) => loaded,
            None => train_step(executor, model, options, table, false)?,
        };
        Ok(self.train.insert(loaded))
    }

    pub fn evaluate(
        &mut self,
        executor: &mut dyn Executor,
        model: &dyn Model,
        options: &Options,
        table: Table,
        rows: usize,
    ) -> Result<&Loaded<Evaluate>> {
        recent(
            &mut self.evaluations,
            EVALUATIONS,
            rows,
            executor,
            |executor| {
                let evaluate = Evaluate::new(model, options, table, rows)?;
                Loaded::new(executor, evaluate, |evaluate| &evaluate.graph)
            },
        )
    }

    pub fn view(
        &mut self,
        executor: &mut dyn Executor,
        model: &dyn Model,
        look: Look,
        rows: usize,
    ) -> Result<&Loaded<View>> {
        recent(&mut self.views, VIEWS, (look, rows), executor, |executor| {
            let view = View::new(model, look, rows)?;
            Loaded::new(executor, view, |view| &view.graph)
        })
    }

    /// Forgets everything.
    pub fn clear(&mut self, executor: &mut dyn Executor) {
        let train = self.train.take().map(|loaded| loaded.program);
        let evaluations = self.evaluations.drain(..).map(|(_, loaded)| loaded.program);
        let views = self.views.drain(..).map(|(_, loaded)| loaded.program);
        for program in views.chain(train).chain(evaluations) {
            executor.unload(program);
        }
    }
}

/// Whether graphs made for `old` options do not serve `new` ones. What is fed at each step may differ.
pub(super) fn graphs_differ(old: &Options, new: &Options) -> bool {
    let graphs = |options: &Options| Options {
        sigma: 1.0,
        beta: 1.0,
        warmup: 0.0,
        lr: 1.0,
        beta1: 0.0,
        beta2: 0.0,
        momentum: 0.0,
        schedule: Default::default(),
        epochs: 1.0,
        clip: f64::from(u8::from(options.clip > 0.0)),
        seed: 0,
        ..options.clone()
    };
    graphs(old) != graphs(new)
}
