//! The programs that a session has loaded: each is made when it is first needed and kept, so that nothing is
//! loaded in steady state.

use super::{Result, SessionError};
use crate::choices::Choice;
use crate::executor::{Executor, Program};
use crate::graph::Graph;
use crate::models::build::Tables;
use crate::models::options::{Effect, SPECS};
use crate::models::programs::{Evaluate, PhaseProgram, Query, QueryProgram, Weigh};
use crate::models::{Model, Options};

/// Held-out images evaluated at once, at the most.
pub(super) const EVALUATED: usize = 500;

/// Evaluations kept: one goes on during training, and may end in a smaller part; another is of an image that is
/// looked at.
const EVALUATIONS: usize = 3;

/// Queries kept: the page asks for a pin, a strip, a grid, samples and encodings in turn.
const QUERIES: usize = 16;

/// Programs kept that weigh samples: of many samples, and of few.
const WEIGHS: usize = 2;

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

/// Loads a phase of a training step; a traced one only shows what it computes.
pub(super) fn phase_program(
    executor: &mut dyn Executor,
    model: &dyn Model,
    options: &Options,
    phase: usize,
    tables: Tables,
    traced: bool,
) -> Result<Loaded<PhaseProgram>> {
    let program = PhaseProgram::new(model, options, phase, tables, traced)?;
    Loaded::new(executor, program, |program| &program.graph)
}

/// What is loaded for one model.
#[derive(Default)]
pub(super) struct Programs {
    /// One for each phase of a training step, in their order.
    pub phases: Vec<Loaded<PhaseProgram>>,
    /// By rows.
    evaluations: Recent<usize, Evaluate>,
    queries: Recent<(Query, usize), QueryProgram>,
    /// By samples.
    weighs: Recent<usize, Weigh>,
}

impl Programs {
    /// Loads the phases of a training step, unless they are.
    pub fn load_phases(
        &mut self,
        executor: &mut dyn Executor,
        model: &dyn Model,
        options: &Options,
        tables: Tables,
    ) -> Result<()> {
        for phase in self.phases.len()..model.phases(options).len() {
            let loaded = phase_program(executor, model, options, phase, tables, false)?;
            self.phases.push(loaded);
        }
        Ok(())
    }

    pub fn evaluate(
        &mut self,
        executor: &mut dyn Executor,
        model: &dyn Model,
        options: &Options,
        tables: Tables,
        rows: usize,
    ) -> Result<&Loaded<Evaluate>> {
        recent(
            &mut self.evaluations,
            EVALUATIONS,
            rows,
            executor,
            |executor| {
                let evaluate = Evaluate::new(model, options, tables, rows)?;
                Loaded::new(executor, evaluate, |evaluate| &evaluate.graph)
            },
        )
    }

    pub fn query(
        &mut self,
        executor: &mut dyn Executor,
        model: &dyn Model,
        query: Query,
        rows: usize,
        classes: usize,
    ) -> Result<&Loaded<QueryProgram>> {
        let key = (query, rows);
        recent(&mut self.queries, QUERIES, key, executor, |executor| {
            let program = QueryProgram::new(model, query, rows, classes)?;
            Loaded::new(executor, program, |program| &program.graph)
        })
    }

    pub fn weigh(
        &mut self,
        executor: &mut dyn Executor,
        model: &dyn Model,
        options: &Options,
        tables: Tables,
        samples: usize,
    ) -> Result<&Loaded<Weigh>> {
        recent(&mut self.weighs, WEIGHS, samples, executor, |executor| {
            let weigh = Weigh::new(model, options, tables, samples)?;
            let weigh = weigh.ok_or(SessionError::NoPosterior {
                method: options.method.name(),
            })?;
            Loaded::new(executor, weigh, |weigh| &weigh.graph)
        })
    }

    /// Unloads everything.
    pub fn clear(&mut self, executor: &mut dyn Executor) {
        let phases = self.phases.drain(..).map(|loaded| loaded.program);
        let evaluations = self.evaluations.drain(..).map(|(_, loaded)| loaded.program);
        let queries = self.queries.drain(..).map(|(_, loaded)| loaded.program);
        let weighs = self.weighs.drain(..).map(|(_, loaded)| loaded.program);
        for program in queries.chain(phases).chain(evaluations).chain(weighs) {
            executor.unload(program);
        }
    }
}

/// Whether programs made for `old` options do not serve `new` ones.
pub(super) fn programs_differ(old: &Options, new: &Options) -> bool {
    let built = SPECS.iter().filter(|spec| spec.effect != Effect::Fed);
    built
        .map(|spec| spec.key)
        .any(|key| old.get(key) != new.get(key))
}
