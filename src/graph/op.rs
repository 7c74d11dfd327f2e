//! The closed set of primitive ops. A new op is a variant of its class; the gradient, the plan and the reference
//! executor match without a wildcard, so the compiler then names every place that must be taught the op.

use std::fmt;

/// `(rows, columns)` of a matrix; scalars are `(1, 1)`.
pub type Shape = (usize, usize);

/// A node of a [`Graph`](super::Graph).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tensor(pub(crate) u32);

impl Tensor {
    /// Position of the node in its graph.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Persistent f32 state that outlives a run and is shared between graphs: a weight, a moment of Adam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Variable {
    /// Number of the variable in the executor's memory.
    pub id: u32,
    /// Its shape.
    pub shape: Shape,
}

/// A matrix that the caller fills before each run (a learning rate, row indices, latent points).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Input(pub u32);

/// A table of bytes held by the executor (the images of a dataset), `columns` bytes a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Table {
    /// Number of the table in the executor's memory.
    pub id: u32,
    /// Bytes in one row.
    pub columns: usize,
}

/// Distributions of noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Distribution {
    /// U(0, 1), never 0 nor 1.
    Uniform,
    /// N(0, 1).
    Normal,
}

/// Element-wise functions of one matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unary {
    Neg,
    Exp,
    Ln,
    Sqrt,
    Recip,
    Abs,
    Tanh,
    /// 1 / (1 + e^-x)
    Sigmoid,
    /// ln(1 + e^x)
    Softplus,
    /// max(x, 0)
    Relu,
    /// 1 where x > 0, else 0
    Step,
    /// x where |x| >= 1e-20, else 0: keeps subnormals, which wasm cannot flush, out of long-lived state.
    Flush,
}

/// Element-wise functions of two matrices; a dimension of 1 is repeated to match the other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Max,
    Min,
    /// 1 where a < b, else 0
    Less,
    /// 1 where a = b, else 0
    Equal,
}

/// The dimension that a reduction removes (leaves with length 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// Over rows: `(r, c)` to `(1, c)`.
    Rows,
    /// Over columns: `(r, c)` to `(r, 1)`.
    Columns,
}

/// Reductions along an [`Axis`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reduction {
    Sum,
    Max,
}

/// A primitive operation; its operands are earlier nodes. The variants are the classes of ops: how an op is planned
/// follows from its class, what it computes from the op within.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// Known before a run computes anything.
    Source(SourceOp),
    /// Elements of the operand in another arrangement, read where they lie.
    View(ViewOp, Tensor),
    /// Computed element by element, many such ops in one pass over memory.
    Element(ElementOp),
    /// Elements of the operand combined along a dimension, in the pass that computes them.
    Reduction(ReductionOp, Tensor),
    /// Computed by a kernel of its own.
    Kernel(KernelOp),
}

/// Ops without operands that need no computation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceOp {
    /// The value that the variable had when the run began.
    Variable(Variable),
    /// A matrix fed by the caller.
    Input(Input),
    /// One number in every element.
    Constant(Number),
}

/// Ops that only read their operand's memory in another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ViewOp {
    /// Repeats rows or columns of length 1 to the node's shape.
    Broadcast,
    /// The same elements in row-major order under another shape.
    Reshape,
    /// Columns `start..start + c` of the operand.
    Slice { start: usize },
    /// The operand's columns at `start`, zeros elsewhere (the transpose of [`ViewOp::Slice`]).
    Pad { start: usize },
    /// Each row `times` times, copies together: row i of the result is row `i / times`.
    RepeatRows { times: usize },
    /// The operand, as a constant for the gradient.
    Detach,
}

/// Ops that compute each element from the same element of their operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElementOp {
    /// `(1, c)`: 0, 1, 2, ...
    Iota,
    /// Counter-based noise of (seed, stream, step, element); see [`noise`](crate::noise).
    Noise {
        distribution: Distribution,
        stream: u32,
    },
    Unary(Unary, Tensor),
    Binary(Binary, Tensor, Tensor),
    /// `a` where `condition` > 0, else `b`; all of one shape.
    Select {
        condition: Tensor,
        a: Tensor,
        b: Tensor,
    },
    /// The operand in memory of its own. Planning adds it where a kernel needs that.
    Copy(Tensor),
}

/// Ops that combine elements of their operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReductionOp {
    /// Along an axis, which is left with length 1.
    Along(Reduction, Axis),
    /// Sums of each `rows` consecutive rows (the transpose of [`ViewOp::RepeatRows`]).
    SumGroups { rows: usize },
}

/// Ops with a kernel of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KernelOp {
    /// Rows of a table of bytes, as `byte * scale`; `index` is `(r, 1)` and is truncated to a row number.
    Gather {
        table: Table,
        index: Tensor,
        scale: Number,
    },
    /// `op(a) op(b)`, where op transposes or not.
    MatMul {
        a: Tensor,
        b: Tensor,
        transpose_a: bool,
        transpose_b: bool,
    },
    /// `(r, 1)`: the column of each row's first maximum.
    ArgMax(Tensor),
}

/// An f32 that is compared by its bits: 0 and -0 differ, and a NaN equals itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number(u32);

impl Number {
    /// The value.
    pub fn get(self) -> f32 {
        f32::from_bits(self.0)
    }
}

impl From<f32> for Number {
    fn from(value: f32) -> Self {
        Self(value.to_bits())
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

impl Op {
    /// The op's name in errors and dumps.
    pub fn name(&self) -> &'static str {
        match self {
            Op::Source(op) => match op {
                SourceOp::Variable(_) => "variable",
                SourceOp::Input(_) => "input",
                SourceOp::Constant(_) => "constant",
            },
            Op::View(op, _) => match op {
                ViewOp::Broadcast => "broadcast",
                ViewOp::Reshape => "reshape",
                ViewOp::Slice { .. } => "slice",
                ViewOp::Pad { .. } => "pad",
                ViewOp::RepeatRows { .. } => "repeat_rows",
                ViewOp::Detach => "detach",
            },
            Op::Element(op) => match op {
                ElementOp::Iota => "iota",
                ElementOp::Noise { .. } => "noise",
                ElementOp::Unary(unary, _) => unary.name(),
                ElementOp::Binary(binary, ..) => binary.name(),
                ElementOp::Select { .. } => "select",
                ElementOp::Copy(_) => "copy",
            },
            Op::Reduction(op, _) => match op {
                ReductionOp::Along(Reduction::Sum, _) => "sum",
                ReductionOp::Along(Reduction::Max, _) => "max over an axis",
                ReductionOp::SumGroups { .. } => "sum_groups",
            },
            Op::Kernel(op) => match op {
                KernelOp::Gather { .. } => "gather",
                KernelOp::MatMul { .. } => "matmul",
                KernelOp::ArgMax(_) => "argmax",
            },
        }
    }

    /// Whether the op is computed element by element.
    pub fn is_element(self) -> bool {
        matches!(self, Op::Element(_))
    }

    /// The value of a constant.
    pub fn constant(self) -> Option<f32> {
        match self {
            Op::Source(SourceOp::Constant(value)) => Some(value.get()),
            _ => None,
        }
    }

    /// The variable whose value this is.
    pub fn variable(self) -> Option<Variable> {
        match self {
            Op::Source(SourceOp::Variable(variable)) => Some(variable),
            _ => None,
        }
    }

    /// The operand of a broadcast.
    pub fn broadcast(self) -> Option<Tensor> {
        match self {
            Op::View(ViewOp::Broadcast, x) => Some(x),
            _ => None,
        }
    }

    /// The nodes this op reads, in order.
    pub fn operands(self) -> impl Iterator<Item = Tensor> + Clone {
        let mut operands = [None; 3];
        let mut count = 0;
        self.with_operands(|operand| {
            operands[count] = Some(operand);
            count += 1;
            operand
        });
        operands.into_iter().flatten()
    }

    /// The op with `new(x)` in place of each operand `x`, in order.
    pub fn with_operands(self, mut new: impl FnMut(Tensor) -> Tensor) -> Self {
        match self {
            Op::Source(_) => self,
            Op::View(view, x) => Op::View(view, new(x)),
            Op::Element(op) => Op::Element(match op {
                ElementOp::Iota | ElementOp::Noise { .. } => op,
                ElementOp::Unary(unary, x) => ElementOp::Unary(unary, new(x)),
                ElementOp::Binary(binary, a, b) => ElementOp::Binary(binary, new(a), new(b)),
                ElementOp::Select { condition, a, b } => ElementOp::Select {
                    condition: new(condition),
                    a: new(a),
                    b: new(b),
                },
                ElementOp::Copy(x) => ElementOp::Copy(new(x)),
            }),
            Op::Reduction(reduction, x) => Op::Reduction(reduction, new(x)),
            Op::Kernel(op) => Op::Kernel(match op {
                KernelOp::Gather {
                    table,
                    index,
                    scale,
                } => KernelOp::Gather {
                    table,
                    index: new(index),
                    scale,
                },
                KernelOp::MatMul {
                    a,
                    b,
                    transpose_a,
                    transpose_b,
                } => KernelOp::MatMul {
                    a: new(a),
                    b: new(b),
                    transpose_a,
                    transpose_b,
                },
                KernelOp::ArgMax(x) => KernelOp::ArgMax(new(x)),
            }),
        }
    }
}

impl Unary {
    /// The op's name in errors and dumps.
    pub fn name(self) -> &'static str {
        match self {
            Unary::Neg => "neg",
            Unary::Exp => "exp",
            Unary::Ln => "ln",
            Unary::Sqrt => "sqrt",
            Unary::Recip => "recip",
            Unary::Abs => "abs",
            Unary::Tanh => "tanh",
            Unary::Sigmoid => "sigmoid",
            Unary::Softplus => "softplus",
            Unary::Relu => "relu",
            Unary::Step => "step",
            Unary::Flush => "flush",
        }
    }
}

impl Binary {
    /// The op's name in errors and dumps.
    pub fn name(self) -> &'static str {
        match self {
            Binary::Add => "add",
            Binary::Sub => "sub",
            Binary::Mul => "mul",
            Binary::Div => "div",
            Binary::Max => "max",
            Binary::Min => "min",
            Binary::Less => "less",
            Binary::Equal => "equal",
        }
    }
}
