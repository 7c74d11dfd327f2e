//! The interface of executors, which hold variables and tables and run loaded programs on them.

use std::rc::Rc;

use crate::graph::{Graph, Input, Table, Variable};
use crate::noise::Clock;
use crate::refusal::refusals;

refusals! {
    /// Errors of executors. Only the GPU executor returns them.
    pub enum ExecutorError {
        /// There is no GPU, or the browser offers none.
        NoAdapter { reason: String } = "gpu-adapter": "there is no GPU here: {reason}";
        /// There is a GPU, but it may not be used.
        NoDevice { reason: String } = "gpu-device": "the GPU cannot be used: {reason}";
        /// The GPU was reset, unplugged or taken away.
        Lost { reason: String } = "gpu-lost": "the GPU was lost: {reason}";
        /// A program needs a larger buffer than the GPU offers; in bytes.
        TooLarge { needed: u64, allowed: u64 } = "gpu-limit":
            "the model needs a buffer of {needed} bytes, and the GPU allows {allowed}";
        /// The GPU's driver does not accept a program, or has no memory left for it.
        Refused { reason: String } = "gpu-refused": "the GPU refuses the model: {reason}";
    }
}

/// A graph that an executor has made ready to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program(pub(crate) usize);

/// Runs graphs. Variables and tables are shared by all programs of one executor.
///
/// Ids and lengths must be those that were declared; a mismatch is a bug and panics.
pub trait Executor {
    /// The executor's name, as the page and the CLI show it.
    fn name(&self) -> &'static str;

    /// Whether this executor can run a graph.
    ///
    /// # Errors
    /// [`ExecutorError::TooLarge`]: such a graph must not be loaded.
    fn fits(&self, graph: &Graph) -> Result<(), ExecutorError>;

    /// Makes a graph ready to run: all memory it needs is taken here.
    fn load(&mut self, graph: &Graph) -> Program;

    /// Drops a program and frees its memory. A program that is loaded later may get the same handle.
    fn unload(&mut self, program: Program);

    /// Sets a variable, row-major; variables that were never set hold zeros.
    fn set_variable(&mut self, variable: Variable, values: &[f32]);

    /// A variable's value, row-major.
    fn variable(&self, variable: Variable) -> Vec<f32>;

    /// Drops all variables and checkpoints; no program may be loaded. This alone allows a variable to change its
    /// shape.
    fn clear(&mut self);

    /// Sets the bytes of a table, `rows * table.columns` of them.
    fn set_table(&mut self, table: Table, bytes: Rc<Vec<u8>>);

    /// Fills an input of a program, row-major; it keeps its value until it is fed again.
    fn feed(&mut self, program: Program, input: Input, values: &[f32]);

    /// Runs a program: computes its outputs, then assigns its variables.
    fn run(&mut self, program: Program, clock: Clock);

    /// An output of the program's last run, row-major. A run that failed gives no numbers, only NaN.
    fn output(&self, program: Program, index: usize) -> &[f32];

    /// Queues a run, whose outputs [`Executor::collect`] returns. Inputs that are fed later do not affect it. Programs
    /// that assign no variable may run in between: they read all variables as they were before the queued run, or all
    /// as they are after it.
    fn queue(&mut self, program: Program, clock: Clock);

    /// Advances the last queued run to its next yield point; false when none is left. Between its parts the thread can
    /// answer other requests: see [`Plan::yield_points`](crate::plan::Plan::yield_points). Executors that compute on
    /// another device have no yield points.
    fn advance(&mut self) -> bool {
        false
    }

    /// Waits for all queued runs: for each in order its outputs, one after the other.
    ///
    /// # Errors
    /// [`ExecutorError::Lost`] and [`ExecutorError::Refused`], where nothing ran to its end.
    fn collect(&mut self) -> Result<Vec<Vec<f32>>, ExecutorError>;

    /// Copies the values of all variables into checkpoint `slot`, a small number.
    fn save_checkpoint(&mut self, slot: usize);

    /// Gives all variables the values of checkpoint `slot`.
    fn restore_checkpoint(&mut self, slot: usize);
}

/// An executor chosen at run time.
impl Executor for Box<dyn Executor> {
    fn name(&self) -> &'static str {
        self.as_ref().name()
    }

    fn fits(&self, graph: &Graph) -> Result<(), ExecutorError> {
        self.as_ref().fits(graph)
    }

    fn load(&mut self, graph: &Graph) -> Program {
        self.as_mut().load(graph)
    }

    fn unload(&mut self, program: Program) {
        self.as_mut().unload(program);
    }

    fn set_variable(&mut self, variable: Variable, values: &[f32]) {
        self.as_mut().set_variable(variable, values);
    }

    fn variable(&self, variable: Variable) -> Vec<f32> {
        self.as_ref().variable(variable)
    }

    fn clear(&mut self) {
        self.as_mut().clear();
    }

    fn set_table(&mut self, table: Table, bytes: Rc<Vec<u8>>) {
        self.as_mut().set_table(table, bytes);
    }

    fn feed(&mut self, program: Program, input: Input, values: &[f32]) {
        self.as_mut().feed(program, input, values);
    }

    fn run(&mut self, program: Program, clock: Clock) {
        self.as_mut().run(program, clock);
    }

    fn output(&self, program: Program, index: usize) -> &[f32] {
        self.as_ref().output(program, index)
    }

    fn queue(&mut self, program: Program, clock: Clock) {
        self.as_mut().queue(program, clock);
    }

    fn advance(&mut self) -> bool {
        self.as_mut().advance()
    }

    fn collect(&mut self) -> Result<Vec<Vec<f32>>, ExecutorError> {
        self.as_mut().collect()
    }

    fn save_checkpoint(&mut self, slot: usize) {
        self.as_mut().save_checkpoint(slot);
    }

    fn restore_checkpoint(&mut self, slot: usize) {
        self.as_mut().restore_checkpoint(slot);
    }
}
