//! Reverse-mode differentiation as a transformation of graphs: the gradient is made of the same ops,
//! so it can be differentiated again. `g` is the gradient of the loss by the node at hand, `y` its value;
//! they always have one shape.

use super::{
    Axis, Binary, ElementOp, Graph, GraphError, KernelOp, Op, Reduction, ReductionOp, Result,
    Shape, SourceOp, Tensor, Unary, ViewOp,
};

impl Graph {
    /// The gradient of the scalar `loss` by each of `targets`, as nodes of this graph.
    ///
    /// # Errors
    /// [`GraphError::NotScalar`] where `loss` is not `(1, 1)`.
    pub fn gradient(&mut self, loss: Tensor, targets: &[Tensor]) -> Result<Vec<Tensor>> {
        if self.shape(loss) != (1, 1) {
            return Err(GraphError::NotScalar(self.shape(loss)));
        }
        // Only nodes that depend on a target need a gradient.
        let mut needed = vec![false; loss.index() + 1];
        for target in targets {
            if target.index() < needed.len() {
                needed[target.index()] = true;
            }
        }
        for index in 0..needed.len() {
            needed[index] |= self.nodes[index]
                .op
                .operands()
                .any(|operand| needed[operand.index()]);
        }
        let mut walk = Walk {
            gradients: vec![None; needed.len()],
            needed,
        };
        let one = self.constant(1.0);
        walk.gradients[loss.index()] = Some(one);
        for index in (0..=loss.index()).rev() {
            if let (true, Some(g)) = (walk.needed[index], walk.gradients[index]) {
                self.backward(Tensor(index as u32), g, &mut walk)?;
            }
        }
        let mut result = Vec::with_capacity(targets.len());
        for &target in targets {
            let found = walk.gradients.get(target.index()).copied().flatten();
            let g = match found {
                Some(g) => g,
                None => self.constant(0.0),
            };
            let shape = self.shape(target);
            result.push(self.broadcast(g, shape)?);
        }
        Ok(result)
    }

    /// Sends the gradient `g` of node `y` to the operands of `y`.
    fn backward(&mut self, y: Tensor, g: Tensor, walk: &mut Walk) -> Result<()> {
        match self.op(y) {
            Op::Source(op) => match op {
                SourceOp::Variable(_) | SourceOp::Input(_) | SourceOp::Constant(_) => {}
            },
            Op::View(op, x) => {
                if let Some(dx) = self.view_gradient(op, x, g)? {
                    walk.add(self, x, dx)?;
                }
            }
            Op::Element(op) => self.element_backward(op, y, g, walk)?,
            Op::Reduction(op, x) => {
                let dx = self.reduction_gradient(op, x, y, g)?;
                walk.add(self, x, dx)?;
            }
            Op::Kernel(op) => self.kernel_backward(op, g, walk)?,
        }
        Ok(())
    }

    fn view_gradient(&mut self, op: ViewOp, x: Tensor, g: Tensor) -> Result<Option<Tensor>> {
        let shape = self.shape(x);
        Ok(Some(match op {
            ViewOp::Broadcast => self.unbroadcast(g, x)?,
            ViewOp::Reshape => self.reshape(g, shape)?,
            ViewOp::Slice { start } => self.pad(g, start, shape.1)?,
            ViewOp::Pad { start } => self.slice(g, start, shape.1)?,
            ViewOp::RepeatRows { times } => self.sum_groups(g, times)?,
            // A constant by definition.
            ViewOp::Detach => return Ok(None),
        }))
    }

    fn element_backward(
        &mut self,
        op: ElementOp,
        y: Tensor,
        g: Tensor,
        walk: &mut Walk,
    ) -> Result<()> {
        match op {
            ElementOp::Iota | ElementOp::Noise { .. } => {}
            ElementOp::Unary(unary, x) => {
                if let Some(dx) = self.unary_gradient(unary, x, y, g)? {
                    walk.add(self, x, dx)?;
                }
            }
            ElementOp::Binary(binary, a, b) => {
                if walk.wants(a)
                    && let Some(da) = self.left_gradient(binary, a, b, g)?
                {
                    let da = self.unbroadcast(da, a)?;
                    walk.add(self, a, da)?;
                }
                if walk.wants(b)
                    && let Some(db) = self.right_gradient(binary, a, b, y, g)?
                {
                    let db = self.unbroadcast(db, b)?;
                    walk.add(self, b, db)?;
                }
            }
            ElementOp::Select { condition, a, b } => {
                let zero = self.constant(0.0);
                // da = g where the condition holds, db = g elsewhere.
                if walk.wants(a) {
                    let da = self.select(condition, g, zero)?;
                    walk.add(self, a, da)?;
                }
                if walk.wants(b) {
                    let db = self.select(condition, zero, g)?;
                    walk.add(self, b, db)?;
                }
            }
            ElementOp::Copy(x) => walk.add(self, x, g)?,
        }
        Ok(())
    }

    fn reduction_gradient(&mut self, op: ReductionOp, x: Tensor, y: Tensor, g: Tensor) -> Result {
        match op {
            // d(Σx) = Σdx
            ReductionOp::Along(Reduction::Sum, _) => {
                let shape = self.shape(x);
                self.broadcast(g, shape)
            }
            // The gradient goes to the maximum, in equal parts to ties.
            ReductionOp::Along(Reduction::Max, axis) => {
                let hit = self.equal(x, y)?;
                let ties = self.sum(hit, axis);
                let share = self.div(g, ties)?;
                self.mul(hit, share)
            }
            ReductionOp::SumGroups { rows } => Ok(self.repeat_rows(g, rows)),
        }
    }

    fn kernel_backward(&mut self, op: KernelOp, g: Tensor, walk: &mut Walk) -> Result<()> {
        match op {
            // Row numbers do not vary smoothly.
            KernelOp::Gather { .. } | KernelOp::ArgMax(_) => {}
            KernelOp::MatMul {
                a,
                b,
                transpose_a,
                transpose_b,
            } => {
                if walk.wants(a) {
                    // Y = A B: dA = G Bᵀ; for Aᵀ, its transpose B Gᵀ.
                    let da = if transpose_a {
                        self.matmul_with(b, g, transpose_b, true)?
                    } else {
                        self.matmul_with(g, b, false, !transpose_b)?
                    };
                    walk.add(self, a, da)?;
                }
                if walk.wants(b) {
                    // Y = A B: dB = Aᵀ G; for Bᵀ, its transpose Gᵀ A.
                    let db = if transpose_b {
                        self.matmul_with(g, a, true, transpose_a)?
                    } else {
                        self.matmul_with(a, g, !transpose_a, false)?
                    };
                    walk.add(self, b, db)?;
                }
            }
        }
        Ok(())
    }

    fn unary_gradient(
        &mut self,
        unary: Unary,
        x: Tensor,
        y: Tensor,
        g: Tensor,
    ) -> Result<Option<Tensor>> {
        Ok(Some(match unary {
            // d(-x) = -dx
            Unary::Neg => self.neg(g),
            // d(e^x) = e^x dx
            Unary::Exp => self.mul(g, y)?,
            // d(ln x) = dx / x
            Unary::Ln => self.div(g, x)?,
            // d(√x) = dx / (2√x)
            Unary::Sqrt => {
                let half = self.scale(g, 0.5)?;
                self.div(half, y)?
            }
            // d(1/x) = -dx / x²
            Unary::Recip => {
                let square = self.square(y)?;
                let product = self.mul(g, square)?;
                self.neg(product)
            }
            // d|x| = sign(x) dx
            Unary::Abs => {
                let opposite = self.neg(g);
                let minus = self.neg(x);
                let zero = self.constant(0.0);
                let below = self.select(minus, opposite, zero)?;
                self.select(x, g, below)?
            }
            // d(tanh x) = (1 - tanh² x) dx
            Unary::Tanh => {
                let square = self.square(y)?;
                let one = self.constant(1.0);
                let slope = self.sub(one, square)?;
                self.mul(g, slope)?
            }
            // dσ(x) = σ(x) (1 - σ(x)) dx
            Unary::Sigmoid => {
                let one = self.constant(1.0);
                let rest = self.sub(one, y)?;
                let slope = self.mul(y, rest)?;
                self.mul(g, slope)?
            }
            // d softplus(x) = σ(x) dx
            Unary::Softplus => {
                let slope = self.sigmoid(x);
                self.mul(g, slope)?
            }
            // d max(x, 0) = [x > 0] dx, and x > 0 just where y > 0: the input need not be kept.
            Unary::Relu => {
                let slope = self.step(y);
                self.mul(g, slope)?
            }
            // A step is flat wherever it has a derivative.
            Unary::Step => return Ok(None),
            // The identity but for values that count as zero.
            Unary::Flush => g,
        }))
    }

    /// d op(a, b) by a.
    fn left_gradient(
        &mut self,
        binary: Binary,
        a: Tensor,
        b: Tensor,
        g: Tensor,
    ) -> Result<Option<Tensor>> {
        Ok(Some(match binary {
            Binary::Add | Binary::Sub => g,
            // d(a b) = b da
            Binary::Mul => self.mul(g, b)?,
            // d(a / b) = da / b
            Binary::Div => self.div(g, b)?,
            // To the larger; to a where they are equal.
            Binary::Max => {
                let lost = self.less(a, b)?;
                self.unless(lost, g)?
            }
            Binary::Min => {
                let lost = self.less(b, a)?;
                self.unless(lost, g)?
            }
            Binary::Less | Binary::Equal => return Ok(None),
        }))
    }

    /// d op(a, b) by b.
    fn right_gradient(
        &mut self,
        binary: Binary,
        a: Tensor,
        b: Tensor,
        y: Tensor,
        g: Tensor,
    ) -> Result<Option<Tensor>> {
        Ok(Some(match binary {
            Binary::Add => g,
            Binary::Sub => self.neg(g),
            // d(a b) = a db
            Binary::Mul => self.mul(g, a)?,
            // d(a / b) = -(a / b) db / b
            Binary::Div => {
                let ratio = self.div(y, b)?;
                let product = self.mul(g, ratio)?;
                self.neg(product)
            }
            Binary::Max => {
                let won = self.less(a, b)?;
                self.mul(g, won)?
            }
            Binary::Min => {
                let won = self.less(b, a)?;
                self.mul(g, won)?
            }
            Binary::Less | Binary::Equal => return Ok(None),
        }))
    }

    /// `g` where `condition` is 0, else 0.
    fn unless(&mut self, condition: Tensor, g: Tensor) -> Result {
        let one = self.constant(1.0);
        let keep = self.sub(one, condition)?;
        self.mul(g, keep)
    }

    /// Sums `g` over the dimensions along which `x` was repeated.
    fn unbroadcast(&mut self, g: Tensor, x: Tensor) -> Result {
        let (rows, columns): Shape = self.shape(x);
        let mut g = g;
        if columns == 1 && self.shape(g).1 != 1 {
            g = self.sum(g, Axis::Columns);
        }
        if rows == 1 && self.shape(g).0 != 1 {
            g = self.sum(g, Axis::Rows);
        }
        Ok(g)
    }
}

/// Gradients gathered so far, by node.
struct Walk {
    gradients: Vec<Option<Tensor>>,
    needed: Vec<bool>,
}

impl Walk {
    fn wants(&self, x: Tensor) -> bool {
        self.needed[x.index()]
    }

    fn add(&mut self, graph: &mut Graph, x: Tensor, dx: Tensor) -> Result<()> {
        if self.wants(x) {
            let sum = match self.gradients[x.index()] {
                Some(other) => graph.add(other, dx)?,
                None => dx,
            };
            self.gradients[x.index()] = Some(sum);
        }
        Ok(())
    }
}
