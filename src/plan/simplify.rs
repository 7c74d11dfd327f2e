//! The first pass of planning: graph to graph. Drops dead nodes, merges equal ones, folds constants, moves broadcasts
//! behind the arithmetic, and makes each operand what its reader can take: a view's operand is never a view, and a
//! copy stands where a kernel needs memory of its own.

use std::collections::HashMap;

use crate::graph::{
    Binary, ElementOp, Graph, KernelOp, Node, Op, Shape, SourceOp, Tensor, Unary, ViewOp,
};

/// Rewrites a graph into the form that [`fuse`](super::fuse) takes; inputs, outputs and assigns keep their order.
pub(super) fn simplify(graph: &Graph) -> Graph {
    let live = live(graph);
    let mut pass = Simplify {
        to: Graph {
            inputs: graph.inputs.clone(),
            ..Graph::new()
        },
        known: HashMap::new(),
    };
    let mut moved = vec![Tensor(0); graph.nodes.len()];
    for (index, node) in graph.nodes.iter().enumerate() {
        if live[index] {
            let op = node.op.with_operands(|x| moved[x.index()]);
            moved[index] = pass.rewrite(op, node.shape);
        }
    }
    for &output in &graph.outputs {
        let x = pass.kept(moved[output.index()]);
        pass.to.outputs.push(x);
    }
    for &(variable, x) in &graph.assigns {
        let x = pass.computed(moved[x.index()]);
        pass.to.assigns.push((variable, x));
    }
    let live = self::live(&pass.to);
    for (node, live) in pass.to.nodes.iter_mut().zip(live) {
        if !live {
            // A dead node stays in its place, without operands, so that the others keep their numbers.
            node.op = Op::Source(SourceOp::Constant(0.0.into()));
        }
    }
    pass.to
}

/// Which nodes an output or an assign needs.
fn live(graph: &Graph) -> Vec<bool> {
    let mut live = vec![false; graph.nodes.len()];
    let roots = graph.assigns.iter().map(|(_, x)| x);
    for root in graph.outputs.iter().chain(roots) {
        live[root.index()] = true;
    }
    for index in (0..live.len()).rev() {
        if live[index] {
            for operand in graph.nodes[index].op.operands() {
                live[operand.index()] = true;
            }
        }
    }
    live
}

struct Simplify {
    to: Graph,
    /// The nodes of `to`.
    known: HashMap<Node, Tensor>,
}

impl Simplify {
    /// The node for `op`; an equal one that is there already is taken.
    fn push(&mut self, op: Op, shape: Shape) -> Tensor {
        let known = self.known.entry(Node { op, shape });
        *known.or_insert_with(|| self.to.push(op, shape))
    }

    fn push_constant(&mut self, value: f32, shape: Shape) -> Tensor {
        self.push(Op::Source(SourceOp::Constant(value.into())), shape)
    }

    fn rewrite(&mut self, op: Op, shape: Shape) -> Tensor {
        match op {
            Op::Source(_) => self.push(op, shape),
            Op::View(view, x) => self.view(view, x, shape),
            Op::Element(element) => self.element(element, shape),
            Op::Reduction(reduction, x) => {
                // A map reduces what it loads or computes.
                let x = match self.to.op(x).constant() {
                    Some(_) => self.copy(x),
                    None => x,
                };
                self.push(Op::Reduction(reduction, x), shape)
            }
            Op::Kernel(kernel) => {
                let op = match kernel {
                    KernelOp::MatMul { .. } => op.with_operands(|x| self.dense(x)),
                    KernelOp::Gather { .. } | KernelOp::ArgMax(_) => {
                        op.with_operands(|x| self.stored(x))
                    }
                };
                self.push(op, shape)
            }
        }
    }

    fn view(&mut self, view: ViewOp, x: Tensor, shape: Shape) -> Tensor {
        let x = match view {
            ViewOp::Detach => return x,
            ViewOp::Broadcast => {
                if let Some(value) = self.to.op(x).constant() {
                    return self.push_constant(value, shape);
                }
                match self.to.op(x).broadcast() {
                    Some(small) => small,
                    None => self.stored(x),
                }
            }
            ViewOp::Reshape
            | ViewOp::Slice { .. }
            | ViewOp::Pad { .. }
            | ViewOp::RepeatRows { .. } => self.stored(x),
        };
        self.push(Op::View(view, x), shape)
    }

    fn element(&mut self, op: ElementOp, shape: Shape) -> Tensor {
        match op {
            ElementOp::Iota | ElementOp::Noise { .. } | ElementOp::Copy(_) => {
                self.push(Op::Element(op), shape)
            }
            ElementOp::Unary(unary, x) => {
                if let (Unary::Neg, Some(value)) = (unary, self.to.op(x).constant()) {
                    return self.push_constant(-value, shape);
                }
                let small = self.to.op(x).broadcast().unwrap_or(x);
                let small_shape = self.to.shape(small);
                let y = self.push(Op::Element(ElementOp::Unary(unary, small)), small_shape);
                self.at(y, shape)
            }
            ElementOp::Binary(binary, a, b) => self.binary(binary, a, b, shape),
            ElementOp::Select { condition, a, b } => {
                let (condition, a, b) = (self.bare(condition), self.bare(a), self.bare(b));
                let op = ElementOp::Select { condition, a, b };
                self.push(Op::Element(op), shape)
            }
        }
    }

    fn binary(&mut self, binary: Binary, a: Tensor, b: Tensor, shape: Shape) -> Tensor {
        let (a, b) = (self.bare(a), self.bare(b));
        match (binary, self.to.op(a).constant(), self.to.op(b).constant()) {
            (Binary::Add, Some(x), Some(y)) => self.push_constant(x + y, shape),
            (Binary::Sub, Some(x), Some(y)) => self.push_constant(x - y, shape),
            (Binary::Mul, Some(x), Some(y)) => self.push_constant(x * y, shape),
            (Binary::Mul, Some(1.0), _) => self.at(b, shape),
            (Binary::Mul | Binary::Div, _, Some(1.0)) => self.at(a, shape),
            _ => {
                let (left, right) = (self.to.shape(a), self.to.shape(b));
                let small = (left.0.max(right.0), left.1.max(right.1));
                let x = self.push(Op::Element(ElementOp::Binary(binary, a, b)), small);
                self.at(x, shape)
            }
        }
    }

    /// `x` at a shape that it may have to be repeated to.
    fn at(&mut self, x: Tensor, shape: Shape) -> Tensor {
        if self.to.shape(x) == shape {
            x
        } else {
            self.view(ViewOp::Broadcast, x, shape)
        }
    }

    /// `x` without a broadcast: arithmetic repeats its operands by itself.
    fn bare(&mut self, x: Tensor) -> Tensor {
        match self.to.op(x).constant() {
            Some(value) => self.push_constant(value, (1, 1)),
            None => self.to.op(x).broadcast().unwrap_or(x),
        }
    }

    /// A copy of `x` in memory of its own.
    fn copy(&mut self, x: Tensor) -> Tensor {
        let shape = self.to.shape(x);
        self.push(Op::Element(ElementOp::Copy(x)), shape)
    }

    /// `x`, or a copy of it, so that it has plain memory of its own.
    fn stored(&mut self, x: Tensor) -> Tensor {
        match self.to.op(x) {
            Op::View(..) | Op::Source(SourceOp::Constant(_)) => self.copy(x),
            Op::Source(SourceOp::Variable(_) | SourceOp::Input(_))
            | Op::Element(_)
            | Op::Reduction(..)
            | Op::Kernel(_) => x,
        }
    }

    /// `x`, or a copy of it, in memory that nothing else writes before the run ends.
    fn kept(&mut self, x: Tensor) -> Tensor {
        match self.to.op(x) {
            Op::Source(_) | Op::View(..) => self.copy(x),
            Op::Element(_) | Op::Reduction(..) | Op::Kernel(_) => x,
        }
    }

    /// As [`stored`](Self::stored), but a view whose rows are still contiguous columns will do.
    fn dense(&mut self, x: Tensor) -> Tensor {
        match self.to.op(x) {
            Op::View(ViewOp::Slice { .. } | ViewOp::Reshape, _) => x,
            Op::View(
                ViewOp::Broadcast | ViewOp::Pad { .. } | ViewOp::RepeatRows { .. } | ViewOp::Detach,
                _,
            )
            | Op::Source(_)
            | Op::Element(_)
            | Op::Reduction(..)
            | Op::Kernel(_) => self.stored(x),
        }
    }

    /// `x`, or a copy of it, as the result of a map, which can store it in any place.
    fn computed(&mut self, x: Tensor) -> Tensor {
        match self.to.op(x) {
            Op::Element(_) => x,
            Op::Source(_) | Op::View(..) | Op::Reduction(..) | Op::Kernel(_) => self.copy(x),
        }
    }
}
