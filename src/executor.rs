//! What every executor offers: it holds variables and tables, and runs loaded programs on them.

use std::rc::Rc;

use crate::graph::{Graph, Input, Table, Variable};
use crate::noise::Clock;

/// A graph that an executor has made ready to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program(pub(crate) usize);

/// Runs graphs. Variables and tables are shared by all programs of one executor.
///
/// Ids and lengths are the caller's own; a mismatch is a bug of the caller and panics.
pub trait Executor {
    /// The executor's name, as the page and the CLI show it.
    fn name(&self) -> &'static str;

    /// Makes a graph ready to run: all memory it needs is taken here.
    fn load(&mut self, graph: &Graph) -> Program;

    /// Forgets a program and frees its memory; another may be loaded under its name.
    fn unload(&mut self, program: Program);

    /// Sets a variable, row-major; variables that were never set hold zeros.
    fn set_variable(&mut self, variable: Variable, values: &[f32]);

    /// A variable's value, row-major.
    fn variable(&self, variable: Variable) -> Vec<f32>;

    /// Sets the bytes of a table, `rows * table.columns` of them.
    fn set_table(&mut self, table: Table, bytes: Rc<[u8]>);

    /// Fills an input of a program, row-major; it keeps its value until it is fed again.
    fn feed(&mut self, program: Program, input: Input, values: &[f32]);

    /// Runs a program: computes its outputs, then assigns its variables.
    fn run(&mut self, program: Program, clock: Clock);

    /// An output of the program's last run, row-major.
    fn output(&self, program: Program, index: usize) -> &[f32];
}
