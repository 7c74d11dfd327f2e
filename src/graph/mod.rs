//! A model as a static graph over f32 matrices. Nodes are added in order and never changed, so a
//! node's operands always come before it. Shapes are checked when a node is added.

mod grad;
mod op;

pub use op::{
    Axis, Binary, Distribution, ElementOp, Input, KernelOp, Number, Op, Reduction, ReductionOp,
    Shape, SourceOp, Table, Tensor, Unary, Variable, ViewOp,
};

/// Errors of adding nodes to a graph.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// The shapes of two operands do not go together.
    #[error("{op}: shapes {left:?} and {right:?} do not go together")]
    Shapes {
        op: &'static str,
        left: Shape,
        right: Shape,
    },
    /// The loss of a gradient is not a scalar.
    #[error("the gradient needs a (1, 1) loss, not {0:?}")]
    NotScalar(Shape),
}

/// The result of adding nodes.
pub type Result<T = Tensor> = std::result::Result<T, GraphError>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Node {
    pub op: Op,
    pub shape: Shape,
}

/// A static computation: its nodes, outputs and assignments.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub(crate) nodes: Vec<Node>,
    pub(crate) inputs: Vec<Shape>,
    pub(crate) assigns: Vec<(Variable, Tensor)>,
    pub(crate) outputs: Vec<Tensor>,
}

impl Graph {
    /// An empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// The shape of a node.
    pub fn shape(&self, x: Tensor) -> Shape {
        self.nodes[x.index()].shape
    }

    /// The op of a node.
    pub fn op(&self, x: Tensor) -> Op {
        self.nodes[x.index()].op
    }

    /// Shapes of the inputs, in the order in which they were declared.
    pub fn inputs(&self) -> &[Shape] {
        &self.inputs
    }

    /// The nodes whose values a run returns, in order.
    pub fn outputs(&self) -> &[Tensor] {
        &self.outputs
    }

    /// The variables that a run assigns when it ends, and their new values.
    pub fn assigns(&self) -> &[(Variable, Tensor)] {
        &self.assigns
    }

    pub(crate) fn push(&mut self, op: Op, shape: Shape) -> Tensor {
        self.nodes.push(Node { op, shape });
        Tensor((self.nodes.len() - 1) as u32)
    }

    /// The value of a variable at the beginning of the run.
    pub fn variable(&mut self, variable: Variable) -> Tensor {
        self.push(Op::Source(SourceOp::Variable(variable)), variable.shape)
    }

    /// A matrix that the caller feeds before each run.
    pub fn input(&mut self, shape: Shape) -> (Input, Tensor) {
        let input = Input(self.inputs.len() as u32);
        self.inputs.push(shape);
        (input, self.push(Op::Source(SourceOp::Input(input)), shape))
    }

    /// A scalar constant.
    pub fn constant(&mut self, value: f32) -> Tensor {
        self.push(Op::Source(SourceOp::Constant(value.into())), (1, 1))
    }

    /// `(1, columns)`: 0, 1, 2, ...
    pub fn iota(&mut self, columns: usize) -> Tensor {
        self.push(Op::Element(ElementOp::Iota), (1, columns))
    }

    /// Noise that is a function of (seed, stream, step, element) alone. Give each use its own stream.
    pub fn noise(&mut self, distribution: Distribution, stream: u32, shape: Shape) -> Tensor {
        self.push(
            Op::Element(ElementOp::Noise {
                distribution,
                stream,
            }),
            shape,
        )
    }

    /// Rows `index` `(r, 1)` of a table of bytes, each byte times `scale`: `(r, table.columns)`.
    pub fn gather(&mut self, table: Table, index: Tensor, scale: f32) -> Result {
        let (rows, columns) = self.shape(index);
        if columns != 1 {
            return Err(GraphError::Shapes {
                op: "gather",
                left: (rows, table.columns),
                right: (rows, columns),
            });
        }
        Ok(self.push(
            Op::Kernel(KernelOp::Gather {
                table,
                index,
                scale: scale.into(),
            }),
            (rows, table.columns),
        ))
    }

    /// `a b`: `(m, k) (k, n)` to `(m, n)`.
    pub fn matmul(&mut self, a: Tensor, b: Tensor) -> Result {
        self.matmul_with(a, b, false, false)
    }

    /// The matrix product with either operand transposed.
    pub fn matmul_with(
        &mut self,
        a: Tensor,
        b: Tensor,
        transpose_a: bool,
        transpose_b: bool,
    ) -> Result {
        let turn = |(r, c): Shape, turned: bool| if turned { (c, r) } else { (r, c) };
        let (left, right) = (
            turn(self.shape(a), transpose_a),
            turn(self.shape(b), transpose_b),
        );
        if left.1 != right.0 {
            return Err(GraphError::Shapes {
                op: "matmul",
                left,
                right,
            });
        }
        Ok(self.push(
            Op::Kernel(KernelOp::MatMul {
                a,
                b,
                transpose_a,
                transpose_b,
            }),
            (left.0, right.1),
        ))
    }

    /// An element-wise function of one matrix.
    pub fn unary(&mut self, unary: Unary, x: Tensor) -> Tensor {
        let shape = self.shape(x);
        self.push(Op::Element(ElementOp::Unary(unary, x)), shape)
    }

    /// An element-wise function of two matrices, with dimensions of 1 repeated.
    pub fn binary(&mut self, binary: Binary, a: Tensor, b: Tensor) -> Result {
        let (left, right) = (self.shape(a), self.shape(b));
        let join = |x: usize, y: usize| match (x, y) {
            (x, y) if x == y => Some(x),
            (1, y) => Some(y),
            (x, 1) => Some(x),
            _ => None,
        };
        match (join(left.0, right.0), join(left.1, right.1)) {
            (Some(rows), Some(columns)) => Ok(self.push(
                Op::Element(ElementOp::Binary(binary, a, b)),
                (rows, columns),
            )),
            _ => Err(GraphError::Shapes {
                op: binary.name(),
                left,
                right,
            }),
        }
    }

    /// `a` where `condition` > 0, else `b`. Smaller operands are repeated to the largest shape.
    pub fn select(&mut self, condition: Tensor, a: Tensor, b: Tensor) -> Result {
        let (c, x, y) = (self.shape(condition), self.shape(a), self.shape(b));
        let shape = (c.0.max(x.0).max(y.0), c.1.max(x.1).max(y.1));
        let condition = self.broadcast(condition, shape)?;
        let a = self.broadcast(a, shape)?;
        let b = self.broadcast(b, shape)?;
        Ok(self.push(Op::Element(ElementOp::Select { condition, a, b }), shape))
    }

    /// A reduction that leaves length 1 along `axis`.
    pub fn reduce(&mut self, reduction: Reduction, axis: Axis, x: Tensor) -> Tensor {
        let (rows, columns) = self.shape(x);
        let shape = match axis {
            Axis::Rows => (1, columns),
            Axis::Columns => (rows, 1),
        };
        self.push(Op::Reduction(ReductionOp::Along(reduction, axis), x), shape)
    }

    /// `(r, 1)`: the column of each row's first maximum, as a number.
    pub fn argmax(&mut self, x: Tensor) -> Tensor {
        let rows = self.shape(x).0;
        self.push(Op::Kernel(KernelOp::ArgMax(x)), (rows, 1))
    }

    /// Repeats dimensions of length 1 to `shape`; the same node if it has that shape already.
    pub fn broadcast(&mut self, x: Tensor, shape: Shape) -> Result {
        let from = self.shape(x);
        if from == shape {
            return Ok(x);
        }
        let fits = |from: usize, to: usize| from == to || from == 1;
        if !fits(from.0, shape.0) || !fits(from.1, shape.1) {
            return Err(GraphError::Shapes {
                op: "broadcast",
                left: from,
                right: shape,
            });
        }
        Ok(self.push(Op::View(ViewOp::Broadcast, x), shape))
    }

    /// The same elements in row-major order under another shape.
    pub fn reshape(&mut self, x: Tensor, shape: Shape) -> Result {
        let from = self.shape(x);
        if from == shape {
            return Ok(x);
        }
        if from.0 * from.1 != shape.0 * shape.1 {
            return Err(GraphError::Shapes {
                op: "reshape",
                left: from,
                right: shape,
            });
        }
        Ok(self.push(Op::View(ViewOp::Reshape, x), shape))
    }

    /// Columns `start..start + columns`.
    pub fn slice(&mut self, x: Tensor, start: usize, columns: usize) -> Result {
        let from = self.shape(x);
        if start + columns > from.1 {
            return Err(GraphError::Shapes {
                op: "slice",
                left: from,
                right: (from.0, start + columns),
            });
        }
        Ok(self.push(Op::View(ViewOp::Slice { start }, x), (from.0, columns)))
    }

    /// A matrix of `columns` columns that has `x` at column `start` and zeros elsewhere.
    pub fn pad(&mut self, x: Tensor, start: usize, columns: usize) -> Result {
        let from = self.shape(x);
        if start + from.1 > columns {
            return Err(GraphError::Shapes {
                op: "pad",
                left: from,
                right: (from.0, columns),
            });
        }
        Ok(self.push(Op::View(ViewOp::Pad { start }, x), (from.0, columns)))
    }

    /// Each row `times` times, copies together: `(r, c)` to `(r * times, c)`.
    pub fn repeat_rows(&mut self, x: Tensor, times: usize) -> Tensor {
        let (rows, columns) = self.shape(x);
        self.push(
            Op::View(ViewOp::RepeatRows { times }, x),
            (rows * times, columns),
        )
    }

    /// Sums of each `rows` consecutive rows: `(r, c)` to `(r / rows, c)`.
    ///
    /// # Errors
    /// [`GraphError::Shapes`] where `rows` is 0 or does not divide the operand's rows.
    pub fn sum_groups(&mut self, x: Tensor, rows: usize) -> Result {
        let from = self.shape(x);
        if rows == 0 || !from.0.is_multiple_of(rows) {
            return Err(GraphError::Shapes {
                op: "sum_groups",
                left: from,
                right: (rows, from.1),
            });
        }
        Ok(self.push(
            Op::Reduction(ReductionOp::SumGroups { rows }, x),
            (from.0 / rows, from.1),
        ))
    }

    /// The operand, through which no gradient flows.
    pub fn detach(&mut self, x: Tensor) -> Tensor {
        let shape = self.shape(x);
        self.push(Op::View(ViewOp::Detach, x), shape)
    }

    /// Assigns the value of `x` to `variable` when the run ends.
    pub fn assign(&mut self, variable: Variable, x: Tensor) -> Result<()> {
        let shape = self.shape(x);
        if shape != variable.shape {
            return Err(GraphError::Shapes {
                op: "assign",
                left: variable.shape,
                right: shape,
            });
        }
        self.assigns.push((variable, x));
        Ok(())
    }

    /// Makes `x` an output of a run; returns its index among the outputs.
    pub fn output(&mut self, x: Tensor) -> usize {
        self.outputs.push(x);
        self.outputs.len() - 1
    }
}

macro_rules! unary_builders {
    ($($(#[$doc:meta])* $name:ident $variant:ident;)*) => {
        impl Graph {
            $($(#[$doc])* pub fn $name(&mut self, x: Tensor) -> Tensor {
                self.unary(Unary::$variant, x)
            })*
        }
    };
}

unary_builders! {
    /// -x
    neg Neg;
    /// e^x
    exp Exp;
    /// ln x
    ln Ln;
    /// √x
    sqrt Sqrt;
    /// 1 / x
    recip Recip;
    /// |x|
    abs Abs;
    /// tanh x
    tanh Tanh;
    /// 1 / (1 + e^-x)
    sigmoid Sigmoid;
    /// ln(1 + e^x)
    softplus Softplus;
    /// max(x, 0)
    relu Relu;
    /// 1 where x > 0, else 0
    step Step;
    /// x, with magnitudes under 1e-20 set to 0
    flush Flush;
}

macro_rules! binary_builders {
    ($($(#[$doc:meta])* $name:ident $variant:ident;)*) => {
        impl Graph {
            $($(#[$doc])* pub fn $name(&mut self, a: Tensor, b: Tensor) -> Result {
                self.binary(Binary::$variant, a, b)
            })*
        }
    };
}

binary_builders! {
    /// a + b
    add Add;
    /// a - b
    sub Sub;
    /// a b, element by element
    mul Mul;
    /// a / b
    div Div;
    /// max(a, b)
    max Max;
    /// min(a, b)
    min Min;
    /// 1 where a < b, else 0
    less Less;
    /// 1 where a = b, else 0
    equal Equal;
}

impl Graph {
    /// x * factor
    pub fn scale(&mut self, x: Tensor, factor: f32) -> Result {
        let factor = self.constant(factor);
        self.mul(x, factor)
    }

    /// x + term
    pub fn shift(&mut self, x: Tensor, term: f32) -> Result {
        let term = self.constant(term);
        self.add(x, term)
    }

    /// x²
    pub fn square(&mut self, x: Tensor) -> Result {
        self.mul(x, x)
    }

    /// Sum over an axis, which is left with length 1.
    pub fn sum(&mut self, x: Tensor, axis: Axis) -> Tensor {
        self.reduce(Reduction::Sum, axis, x)
    }

    /// Sum of all elements, `(1, 1)`.
    pub fn total(&mut self, x: Tensor) -> Tensor {
        let rows = self.sum(x, Axis::Columns);
        self.sum(rows, Axis::Rows)
    }

    /// Mean of all elements, `(1, 1)`.
    pub fn mean(&mut self, x: Tensor) -> Result {
        let (rows, columns) = self.shape(x);
        let total = self.total(x);
        self.scale(total, 1.0 / (rows * columns) as f32)
    }
}
