//! The fast executor: plans on SIMD lanes, one thread. After the first run of a program nothing is allocated.

pub mod aligned;
pub mod gemm;
pub mod lanes;
mod map;
pub mod math;
mod step;
mod tile;

use std::ops::Range;
use std::rc::Rc;

use crate::executor::{Executor, ExecutorError, Program};
use crate::graph::{Graph, Input, Table, Variable};
use crate::noise::Clock;
use crate::plan::{Kernel, MatMul, Place, Plan, View};
use lanes::Isa;
use map::{Scratch, TiledMap};

/// The SIMD executor.
pub struct Cpu {
    isa: Isa,
    variables: Vec<Vec<f32>>,
    tables: Vec<Rc<Vec<u8>>>,
    programs: Vec<Option<Loaded>>,
    /// The run that is queued.
    queued: Option<Queued>,
    /// Outputs of the runs that were queued before it.
    results: Vec<Vec<f32>>,
    /// The variables' values, by slot.
    checkpoints: Vec<Vec<Vec<f32>>>,
    scratch: Scratch,
    gemm: gemm::Scratch,
}

/// A run that has begun.
struct Queued {
    program: Program,
    clock: Clock,
    /// The kernel that is next.
    next: usize,
}

/// A plan with its memory.
struct Loaded {
    kernels: Vec<Kernel>,
    /// See [`Plan::yield_points`].
    yield_points: Vec<usize>,
    /// The tiled map of each kernel that has one.
    maps: Vec<Option<TiledMap>>,
    /// The variables that it reads or assigns.
    variables: Vec<Variable>,
    inputs: Vec<Vec<f32>>,
    buffers: Vec<Vec<f32>>,
    outputs: Vec<(Place, usize)>,
}

/// Pointers to the memory of a running program.
struct Memory {
    variables: *mut Vec<f32>,
    inputs: *mut Vec<f32>,
    buffers: *mut Vec<f32>,
}

impl Memory {
    /// A pointer to the first element of a place.
    ///
    /// # Safety
    /// The place exists, and its vector is neither moved nor grown while the pointer is used.
    #[inline(always)]
    unsafe fn at(&self, place: Place) -> *mut f32 {
        // SAFETY: by the contract above the index lies inside its array, whose vectors stay where they are.
        unsafe {
            let matrix = match place {
                Place::Variable(variable) => self.variables.add(variable.id as usize),
                Place::Input(input) => self.inputs.add(input as usize),
                Place::Buffer(buffer) => self.buffers.add(buffer as usize),
            };
            (*matrix).as_mut_ptr()
        }
    }
}

impl Default for Cpu {
    fn default() -> Self {
        Self::with_isa(Isa::detect())
    }
}

impl Cpu {
    /// An executor with the best vectors that the machine has.
    pub fn new() -> Self {
        Self::default()
    }

    /// An executor with the vectors of one instruction set.
    pub fn with_isa(isa: Isa) -> Self {
        Self {
            isa,
            variables: Vec::new(),
            tables: Vec::new(),
            programs: Vec::new(),
            queued: None,
            results: Vec::new(),
            checkpoints: Vec::new(),
            scratch: Scratch::default(),
            gemm: gemm::Scratch::default(),
        }
    }

    /// A variable's memory, made at its first use.
    fn stored(&mut self, variable: Variable) -> &mut Vec<f32> {
        let (at, (rows, columns)) = (variable.id as usize, variable.shape);
        if self.variables.len() <= at {
            self.variables.resize(at + 1, Vec::new());
        }
        self.variables[at].resize(rows * columns, 0.0);
        &mut self.variables[at]
    }

    /// Runs some of a program's kernels.
    // SAFETY: nothing else has this name.
    #[cfg_attr(fast_exports, unsafe(export_name = "fast_kernels"))]
    fn run_kernels(&mut self, program: Program, clock: Clock, part: Range<usize>) {
        let Some(loaded) = &mut self.programs[program.0] else {
            panic!("program {} was unloaded", program.0);
        };
        for Variable { id, shape } in &loaded.variables {
            assert!(
                self.variables[*id as usize].len() == shape.0 * shape.1,
                "variable {id} has another shape by now"
            );
        }
        let memory = Memory {
            variables: self.variables.as_mut_ptr(),
            inputs: loaded.inputs.as_mut_ptr(),
            buffers: loaded.buffers.as_mut_ptr(),
        };
        // SAFETY: `load` made every place that the plan names, each variable still has its length, and nothing
        // else uses them during the run.
        let places = |place: Place| unsafe { memory.at(place) };
        let (isa, scratch) = (self.isa, &mut self.scratch);
        for (kernel, map) in loaded.kernels[part.clone()].iter().zip(&loaded.maps[part]) {
            let mut run_map = |rows: Range<usize>| {
                if let Some(map) = map {
                    // SAFETY: the plan made each place as large as the map needs; `load` reserved the scratch.
                    unsafe { map.run(isa, rows, &places, scratch, clock) };
                }
            };
            match kernel {
                Kernel::Map(map) => run_map(0..map.rows),
                Kernel::MatMul(matmul) => {
                    let product = product(matmul);
                    let matrix = |view: &View, rows: usize, columns: usize| {
                        let last = rows.checked_sub(1);
                        let length = last.map_or(0, |last| last * view.row_stride + columns);
                        // SAFETY: a view lies inside its place, and no kernel runs beside this one.
                        let data = unsafe {
                            let from = places(view.place).add(view.offset);
                            std::slice::from_raw_parts(from, length)
                        };
                        gemm::Matrix {
                            data,
                            stride: view.row_stride,
                        }
                    };
                    let (m, k, n) = (product.m, product.k, product.n);
                    let turn =
                        |turned: bool, r: usize, c: usize| if turned { (c, r) } else { (r, c) };
                    let (a_rows, a_columns) = turn(product.transpose_a, m, k);
                    let (b_rows, b_columns) = turn(product.transpose_b, k, n);
                    let c = gemm::MatrixMut {
                        // SAFETY: the plan gives C memory of its own, which the epilogue only reads, and only
                        // rows that are finished.
                        data: unsafe { std::slice::from_raw_parts_mut(places(matmul.c), m * n) },
                        stride: n,
                    };
                    product.run(
                        isa,
                        matrix(&matmul.a, a_rows, a_columns),
                        matrix(&matmul.b, b_rows, b_columns),
                        c,
                        &mut self.gemm,
                        &mut |rows, _| run_map(rows),
                    );
                }
                Kernel::Gather {
                    table,
                    index,
                    rows,
                    scale,
                    to,
                } => {
                    let bytes = &self.tables[table.id as usize];
                    // SAFETY: the index has an element a row, and the result a row of the table's width.
                    let (index, to) = unsafe {
                        (
                            std::slice::from_raw_parts(places(*index), *rows),
                            std::slice::from_raw_parts_mut(places(*to), rows * table.columns),
                        )
                    };
                    for (index, to) in index.iter().zip(to.chunks_exact_mut(table.columns)) {
                        let start = *index as usize * table.columns;
                        let row = &bytes[start..start + table.columns];
                        for (to, byte) in to.iter_mut().zip(row) {
                            *to = f32::from(*byte) * scale;
                        }
                    }
                }
                Kernel::ArgMax {
                    from,
                    rows,
                    columns,
                    to,
                } => {
                    for row in 0..*rows {
                        // SAFETY: the operand has `rows` rows of `columns`, the result an element a row.
                        unsafe {
                            let from = places(from.place).add(from.offset + row * from.row_stride);
                            let values = std::slice::from_raw_parts(from, *columns);
                            let better = |best: usize, at: usize| {
                                if values[at] > values[best] { at } else { best }
                            };
                            *places(*to).add(row) = (1..*columns).fold(0, better) as f32;
                        }
                    }
                }
            }
        }
    }

    /// Ends the run that is queued.
    fn settle(&mut self) {
        let Some(Queued {
            program,
            clock,
            next,
        }) = self.queued.take()
        else {
            return;
        };
        let Loaded {
            kernels, outputs, ..
        } = self.loaded(program);
        let (rest, outputs) = (next..kernels.len(), 0..outputs.len());
        self.run_kernels(program, clock, rest);
        let outputs: Vec<&[f32]> = outputs.map(|index| self.output(program, index)).collect();
        self.results.push(outputs.concat());
    }

    fn loaded(&self, program: Program) -> &Loaded {
        match &self.programs[program.0] {
            Some(loaded) => loaded,
            None => panic!("program {} was unloaded", program.0),
        }
    }
}

fn product(matmul: &MatMul) -> gemm::Product {
    gemm::Product {
        m: matmul.m,
        k: matmul.k,
        n: matmul.n,
        transpose_a: matmul.transpose_a,
        transpose_b: matmul.transpose_b,
    }
}

impl Executor for Cpu {
    fn name(&self) -> &'static str {
        self.isa.name()
    }

    fn fits(&self, _: &Graph) -> Result<(), ExecutorError> {
        Ok(())
    }

    fn load(&mut self, graph: &Graph) -> Program {
        let plan = Plan::new(graph);
        let mut variables: Vec<Variable> = plan.variables().collect();
        variables.sort_unstable_by_key(|variable| variable.id);
        variables.dedup();
        for variable in &variables {
            self.stored(*variable);
        }
        let zeros = |length: usize| vec![0.0; length];
        let mut maps = Vec::with_capacity(plan.kernels.len());
        for kernel in &plan.kernels {
            let map = match kernel {
                Kernel::Map(map) => Some(map),
                Kernel::MatMul(matmul) => {
                    self.gemm.ready(self.isa, &product(matmul));
                    matmul.epilogue.as_deref()
                }
                Kernel::Gather { .. } | Kernel::ArgMax { .. } => None,
            };
            let tiled = map.map(|map| TiledMap::new(map.clone()));
            if let Some(tiled) = &tiled {
                self.scratch.reserve(tiled);
            }
            maps.push(tiled);
        }
        let loaded = Some(Loaded {
            yield_points: plan.yield_points(),
            kernels: plan.kernels,
            maps,
            variables,
            inputs: plan.inputs.iter().map(|&(r, c)| zeros(r * c)).collect(),
            buffers: plan.buffers.iter().map(|&length| zeros(length)).collect(),
            outputs: plan.outputs,
        });
        match self.programs.iter().position(Option::is_none) {
            Some(free) => {
                self.programs[free] = loaded;
                Program(free)
            }
            None => {
                self.programs.push(loaded);
                Program(self.programs.len() - 1)
            }
        }
    }

    fn unload(&mut self, program: Program) {
        self.queued.take_if(|queued| queued.program == program);
        self.programs[program.0] = None;
    }

    fn set_variable(&mut self, variable: Variable, values: &[f32]) {
        let (rows, columns) = variable.shape;
        assert_eq!(values.len(), rows * columns, "variable {}", variable.id);
        self.stored(variable).copy_from_slice(values);
    }

    fn variable(&self, variable: Variable) -> Vec<f32> {
        let (rows, columns) = variable.shape;
        match self.variables.get(variable.id as usize) {
            Some(stored) if stored.len() == rows * columns => stored.clone(),
            _ => vec![0.0; rows * columns],
        }
    }

    fn clear(&mut self) {
        self.variables.clear();
        self.checkpoints.clear();
    }

    fn set_table(&mut self, table: Table, bytes: Rc<Vec<u8>>) {
        assert_eq!(bytes.len() % table.columns, 0, "table {}", table.id);
        let at = table.id as usize;
        if self.tables.len() <= at {
            self.tables.resize(at + 1, Rc::default());
        }
        self.tables[at] = bytes;
    }

    fn feed(&mut self, program: Program, input: Input, values: &[f32]) {
        if matches!(&self.queued, Some(queued) if queued.program == program) {
            self.settle();
        }
        if let Some(loaded) = &mut self.programs[program.0] {
            loaded.inputs[input.0 as usize].copy_from_slice(values);
        }
    }

    fn run(&mut self, program: Program, clock: Clock) {
        let all = 0..self.loaded(program).kernels.len();
        self.run_kernels(program, clock, all);
    }

    fn output(&self, program: Program, index: usize) -> &[f32] {
        let loaded = self.loaded(program);
        let (place, length) = loaded.outputs[index];
        match place {
            Place::Buffer(buffer) => &loaded.buffers[buffer as usize][..length],
            Place::Input(input) => &loaded.inputs[input as usize][..length],
            Place::Variable(variable) => &self.variables[variable.id as usize][..length],
        }
    }

    fn queue(&mut self, program: Program, clock: Clock) {
        self.settle();
        self.queued = Some(Queued {
            program,
            clock,
            next: 0,
        });
    }

    fn advance(&mut self) -> bool {
        let Some(Queued {
            program,
            clock,
            next,
        }) = self.queued
        else {
            return false;
        };
        let points = &self.loaded(program).yield_points;
        let to = points.iter().copied().find(|&point| point > next);
        let (to, last) = (to.unwrap_or(next), points.last().copied());
        self.run_kernels(program, clock, next..to);
        if let Some(queued) = &mut self.queued {
            queued.next = to;
        }
        Some(to) < last
    }

    fn collect(&mut self) -> Result<Vec<Vec<f32>>, ExecutorError> {
        self.settle();
        Ok(std::mem::take(&mut self.results))
    }

    fn save_checkpoint(&mut self, slot: usize) {
        if self.checkpoints.len() <= slot {
            self.checkpoints.resize(slot + 1, Vec::new());
        }
        self.checkpoints[slot].clone_from(&self.variables);
    }

    fn restore_checkpoint(&mut self, slot: usize) {
        for (variable, saved) in self.variables.iter_mut().zip(&self.checkpoints[slot]) {
            variable.clone_from(saved);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubled(variable: Variable) -> Graph {
        let mut graph = Graph::new();
        let x = graph.variable(variable);
        let sum = graph.add(x, x).unwrap();
        graph.output(sum);
        graph
    }

    #[test]
    fn the_place_of_a_program_that_was_unloaded_is_used_again() {
        let graph = doubled(Variable {
            id: 0,
            shape: (1, 3),
        });
        let mut cpu = Cpu::new();
        let kept = cpu.load(&graph);
        for _ in 0..1_000 {
            let program = cpu.load(&graph);
            cpu.unload(program);
        }
        assert_eq!(cpu.programs.len(), 2);
        assert_ne!(cpu.load(&graph), kept);
    }

    /// It would read beyond the end of the variable.
    #[test]
    #[should_panic(expected = "variable 0 has another shape by now")]
    fn a_program_does_not_run_on_a_variable_that_has_shrunk() {
        let of = |columns| Variable {
            id: 0,
            shape: (1, columns),
        };
        let mut cpu = Cpu::new();
        let program = cpu.load(&doubled(of(1_000)));
        cpu.set_variable(of(10), &[0.0; 10]);
        cpu.run(program, Clock::default());
    }
}
