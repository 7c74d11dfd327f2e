//! A graph scheduled for execution: chains of element-wise ops fused into [`Map`]s, bias and activation
//! folded into the [`MatMul`] before them, reductions into the map that feeds them, and memory reused by
//! lifetime. A plan is the same for every executor.

#![deny(
    clippy::wildcard_enum_match_arm,
    reason = "a new op must be taught to every pass, not slip through"
)]

mod fuse;
mod lower;
mod memory;
mod simplify;

#[cfg(feature = "gpu")]
pub(crate) use lower::flatten;

use crate::graph::{Binary, Distribution, Graph, Reduction, Shape, Table, Unary, Variable};

/// Multiply-adds between two yield points where one kernel has no more: hundredths of a second, tenths on a slow machine.
const PART: u64 = 1 << 30;

/// The memory of a matrix, dense and row-major.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the executor's memory, shared by all programs.
    Variable(Variable),
    /// In the program: filled by the caller.
    Input(u32),
    /// In the program: one of [`Plan::buffers`].
    Buffer(u32),
}

/// A place read as a matrix: element (row, column) is at
/// `offset + (row / times) * row_stride + (column - window.0) * column_stride`, and 0 where the column is
/// outside of `window.0..window.1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct View {
    pub place: Place,
    pub offset: usize,
    /// 0 repeats one row.
    pub row_stride: usize,
    /// 0 repeats one column, else 1.
    pub column_stride: usize,
    pub times: usize,
    pub window: (usize, usize),
}

impl View {
    /// All of a place, as a matrix of this shape.
    pub fn dense(place: Place, (_, columns): Shape) -> Self {
        Self {
            place,
            offset: 0,
            row_stride: columns,
            column_stride: 1,
            times: 1,
            window: (0, columns),
        }
    }

    /// Whether the elements lie one after the other, rows of `columns`.
    pub fn is_dense(&self, columns: usize) -> bool {
        self.row_stride == columns
            && self.column_stride == 1
            && self.times == 1
            && self.window == (0, columns)
    }
}

/// An operand of an instruction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operand {
    /// One of [`Map::loads`].
    Load(usize),
    /// The result of an earlier instruction of the map.
    Code(usize),
    /// A number.
    Constant(f32),
}

/// One element-wise step of a [`Map`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Instr {
    Unary(Unary, Operand),
    Binary(Binary, Operand, Operand),
    /// a b + c
    MulAdd(Operand, Operand, Operand),
    /// c - a b
    NegMulAdd(Operand, Operand, Operand),
    /// b where a > 0, else c
    Select(Operand, Operand, Operand),
    Noise {
        distribution: Distribution,
        stream: u32,
    },
    /// The number of the column.
    Iota,
    Copy(Operand),
}

impl Instr {
    /// The instruction's operands, in order.
    pub fn operands(&self) -> impl Iterator<Item = Operand> + use<> {
        let list = match *self {
            Instr::Unary(_, x) | Instr::Copy(x) => [Some(x), None, None],
            Instr::Binary(_, a, b) => [Some(a), Some(b), None],
            Instr::MulAdd(a, b, c) | Instr::NegMulAdd(a, b, c) | Instr::Select(a, b, c) => {
                [Some(a), Some(b), Some(c)]
            }
            Instr::Noise { .. } | Instr::Iota => [None; 3],
        };
        list.into_iter().flatten()
    }
}

/// The elements that a [`Reduce`] combines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Each row to one element: `(r, c)` to `(r, 1)`.
    Row,
    /// This many consecutive rows to one: `(r, c)` to `(r / n, c)`.
    Rows(usize),
}

/// A reduction at the end of a map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reduce {
    pub reduction: Reduction,
    pub group: Group,
    pub from: Operand,
    pub to: Place,
}

/// A fused element-wise computation over a `(rows, columns)` matrix: reads views, runs its code on every
/// element, stores some of the results and reduces some.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    pub rows: usize,
    pub columns: usize,
    pub loads: Vec<View>,
    pub code: Vec<Instr>,
    /// Results of instructions, to dense places.
    pub stores: Vec<(usize, Place)>,
    pub reduces: Vec<Reduce>,
}

/// `C = op(A) op(B)`, `(m, k) (k, n)`, with an optional map over the rows of C while they are warm.
#[derive(Clone, Debug, PartialEq)]
pub struct MatMul {
    pub m: usize,
    pub k: usize,
    pub n: usize,
    /// A as it is stored: `(m, k)`, or `(k, m)` where it is transposed.
    pub a: View,
    pub b: View,
    pub transpose_a: bool,
    pub transpose_b: bool,
    pub c: Place,
    pub epilogue: Option<Box<Map>>,
}

/// One launch.
#[derive(Clone, Debug, PartialEq)]
pub enum Kernel {
    Map(Map),
    MatMul(MatMul),
    /// Rows of a table of bytes, as `byte * scale`; `index` has a row number an element.
    Gather {
        table: Table,
        index: Place,
        rows: usize,
        scale: f32,
        to: Place,
    },
    /// The column of each row's first maximum.
    ArgMax {
        from: View,
        rows: usize,
        columns: usize,
        to: Place,
    },
}

/// A schedule of kernels, with the memory that they need.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// In the order in which they run.
    pub kernels: Vec<Kernel>,
    /// Lengths of the temporary buffers, in elements.
    pub buffers: Vec<usize>,
    /// Shapes of the inputs.
    pub inputs: Vec<Shape>,
    /// Places of the outputs after a run, and their lengths in elements.
    pub outputs: Vec<(Place, usize)>,
}

impl Plan {
    /// Schedules a graph.
    pub fn new(graph: &Graph) -> Self {
        Self::with(graph, true)
    }

    /// Schedules a graph with a buffer for each value, so that kernels wait only for what they read.
    pub fn unshared(graph: &Graph) -> Self {
        Self::with(graph, false)
    }

    fn with(graph: &Graph, reuse: bool) -> Self {
        let graph = simplify::simplify(graph);
        let schedule = fuse::schedule(&graph);
        let memory = memory::place(&graph, &schedule, reuse);
        lower::lower(&graph, &schedule, memory)
    }

    /// The variables that kernels read or write; some more than once.
    pub fn variables(&self) -> impl Iterator<Item = Variable> {
        self.places().filter_map(|place| match place {
            Place::Variable(variable) => Some(variable),
            Place::Input(_) | Place::Buffer(_) => None,
        })
    }

    /// Every place that a kernel reads or writes.
    fn places(&self) -> impl Iterator<Item = Place> {
        let of_maps = self.maps().flat_map(|map| {
            let loads = map.loads.iter().map(|view| view.place);
            let stores = map.stores.iter().map(|store| store.1);
            loads.chain(stores)
        });
        let of_matmuls = self.kernels.iter().flat_map(|kernel| match kernel {
            Kernel::MatMul(matmul) => vec![matmul.a.place, matmul.b.place],
            Kernel::ArgMax { from, .. } => vec![from.place],
            Kernel::Gather { index, .. } => vec![*index],
            Kernel::Map(_) => Vec::new(),
        });
        of_maps.chain(of_matmuls)
    }

    /// The maps of the plan, epilogues too.
    pub fn maps(&self) -> impl Iterator<Item = &Map> {
        self.kernels.iter().filter_map(Kernel::map)
    }

    /// Kernel indices before which a run may be suspended; no variable has been assigned yet. The last is the first
    /// kernel that assigns a variable; those before it halve the multiply-adds until there, and part them finer where
    /// there are many.
    pub fn yield_points(&self) -> Vec<usize> {
        let assigns = |kernel: &Kernel| {
            let stores = kernel.map().map_or(&[][..], |map| &map.stores);
            stores
                .iter()
                .any(|(_, place)| matches!(place, Place::Variable(_)))
        };
        let first = self.kernels.iter().position(assigns);
        let first = first.unwrap_or(self.kernels.len());
        let mut left: u64 = self.kernels[..first]
            .iter()
            .map(Kernel::multiply_adds)
            .sum();
        let part = left.div_ceil(2).min(PART);
        let (mut points, mut done) = (Vec::new(), 0);
        for (at, kernel) in self.kernels[..first].iter().enumerate() {
            if done >= part && (left > 0 || points.is_empty()) {
                points.push(at);
                done = 0;
            }
            done += kernel.multiply_adds();
            left -= kernel.multiply_adds();
        }
        points.push(first);
        points
    }
}

impl Kernel {
    /// Multiply-adds of a matrix product, 0 for other kernels.
    fn multiply_adds(&self) -> u64 {
        match self {
            Kernel::MatMul(product) => product.m as u64 * product.k as u64 * product.n as u64,
            Kernel::Map(_) | Kernel::Gather { .. } | Kernel::ArgMax { .. } => 0,
        }
    }

    /// The kernel's map, or that of its epilogue.
    pub fn map(&self) -> Option<&Map> {
        match self {
            Kernel::Map(map) => Some(map),
            Kernel::MatMul(matmul) => matmul.epilogue.as_deref(),
            Kernel::Gather { .. } | Kernel::ArgMax { .. } => None,
        }
    }
}
