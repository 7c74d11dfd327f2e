//! The closed set of primitive ops. Everything that computes (the gradient, the plan, each
//! executor) matches on it without a wildcard, so the compiler names every place a new op must reach.

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
    /// Which variable of the executor's memory.
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
    /// Which table of the executor's memory.
    pub id: u32,
    /// Bytes in one row.
    pub columns: usize,
}

/// What a noise node draws from.
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

/// One primitive operation; its operands are earlier nodes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Op {
    /// The value that the variable had when the run began.
    Variable(Variable),
    /// A matrix fed by the caller.
    Input(Input),
    /// A scalar.
    Constant(f32),
    /// `(1, c)`: 0, 1, 2, ...
    Iota,
    /// Counter-based noise of (seed, stream, step, element); see [`noise`](crate::noise).
    Noise {
        distribution: Distribution,
        stream: u32,
    },
    /// Rows of a table of bytes, as `byte * scale`; `index` is `(r, 1)` and is truncated to a row number.
    Gather {
        table: Table,
        index: Tensor,
        scale: f32,
    },
    /// `op(a) op(b)`, where op transposes or not.
    MatMul {
        a: Tensor,
        b: Tensor,
        transpose_a: bool,
        transpose_b: bool,
    },
    Unary(Unary, Tensor),
    Binary(Binary, Tensor, Tensor),
    /// `a` where `condition` > 0, else `b`; all of one shape.
    Select {
        condition: Tensor,
        a: Tensor,
        b: Tensor,
    },
    Reduce(Reduction, Axis, Tensor),
    /// `(r, 1)`: the column of each row's first maximum.
    ArgMax(Tensor),
    /// Repeats rows or columns of length 1 to the node's shape.
    Broadcast(Tensor),
    /// The same elements in row-major order under another shape.
    Reshape(Tensor),
    /// Columns `start..start + c` of the operand.
    Slice {
        x: Tensor,
        start: usize,
    },
    /// The operand's columns at `start`, zeros elsewhere (the transpose of [`Op::Slice`]).
    Pad {
        x: Tensor,
        start: usize,
    },
    /// Each row `times` times, copies together: row i of the result is row `i / times`.
    RepeatRows {
        x: Tensor,
        times: usize,
    },
    /// Sums of each `rows` consecutive rows (the transpose of [`Op::RepeatRows`]).
    SumGroups {
        x: Tensor,
        rows: usize,
    },
    /// The operand, as a constant for the gradient.
    Detach(Tensor),
}

impl Op {
    /// The op's name in errors and dumps.
    pub fn name(&self) -> &'static str {
        match self {
            Op::Variable(_) => "variable",
            Op::Input(_) => "input",
            Op::Constant(_) => "constant",
            Op::Iota => "iota",
            Op::Noise { .. } => "noise",
            Op::Gather { .. } => "gather",
            Op::MatMul { .. } => "matmul",
            Op::Unary(unary, _) => unary.name(),
            Op::Binary(binary, _, _) => binary.name(),
            Op::Select { .. } => "select",
            Op::Reduce(Reduction::Sum, ..) => "sum",
            Op::Reduce(Reduction::Max, ..) => "max over an axis",
            Op::ArgMax(_) => "argmax",
            Op::Broadcast(_) => "broadcast",
            Op::Reshape(_) => "reshape",
            Op::Slice { .. } => "slice",
            Op::Pad { .. } => "pad",
            Op::RepeatRows { .. } => "repeat_rows",
            Op::SumGroups { .. } => "sum_groups",
            Op::Detach(_) => "detach",
        }
    }

    /// The nodes this op reads, in order.
    pub fn operands(&self) -> impl Iterator<Item = Tensor> + use<> {
        let list: [Option<Tensor>; 3] = match *self {
            Op::Variable(_) | Op::Input(_) | Op::Constant(_) | Op::Iota | Op::Noise { .. } => {
                [None; 3]
            }
            Op::Gather { index, .. } => [Some(index), None, None],
            Op::MatMul { a, b, .. } | Op::Binary(_, a, b) => [Some(a), Some(b), None],
            Op::Select { condition, a, b } => [Some(condition), Some(a), Some(b)],
            Op::Unary(_, x)
            | Op::Reduce(_, _, x)
            | Op::ArgMax(x)
            | Op::Broadcast(x)
            | Op::Reshape(x)
            | Op::Slice { x, .. }
            | Op::Pad { x, .. }
            | Op::RepeatRows { x, .. }
            | Op::SumGroups { x, .. }
            | Op::Detach(x) => [Some(x), None, None],
        };
        list.into_iter().flatten()
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
