//! The first pass of planning: graph to graph. Drops what nothing needs, merges equal nodes, folds constants,
//! moves broadcasts behind the arithmetic, and brings views into the one form that later passes know:
//! after it, a view's operand is never a view, and [`Op::Detach`] means "copy into memory of its own".

use crate::graph::{Binary, Graph, Op, Shape, Tensor, Unary};

/// Rewrites a graph into the form that [`fuse`](super::fuse) takes; inputs, outputs and assigns keep their order.
pub(super) fn simplify(graph: &Graph) -> Graph {
    let live = live(graph);
    let mut pass = Simplify {
        to: Graph {
            inputs: graph.inputs.clone(),
            ..Graph::new()
        },
    };
    let mut moved = vec![Tensor(0); graph.nodes.len()];
    for (index, node) in graph.nodes.iter().enumerate() {
        if live[index] {
            let op = with_operands(node.op, |x| moved[x.index()]);
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
            node.op = Op::Constant(0.0);
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

/// Whether an op only looks at its operand's memory in another way.
pub(super) fn is_view(op: Op) -> bool {
    matches!(
        op,
        Op::Broadcast(_)
            | Op::Reshape(_)
            | Op::Slice { .. }
            | Op::Pad { .. }
            | Op::RepeatRows { .. }
    )
}

/// Whether a fused map computes the op, element by element.
pub(super) fn is_element(op: Op) -> bool {
    matches!(
        op,
        Op::Unary(..)
            | Op::Binary(..)
            | Op::Select { .. }
            | Op::Noise { .. }
            | Op::Iota
            | Op::Detach(_)
    )
}

struct Simplify {
    to: Graph,
}

impl Simplify {
    /// The node for `op`; an equal one that is there already is taken.
    fn push(&mut self, op: Op, shape: Shape) -> Tensor {
        // A graph has a few hundred nodes: looking through them costs less than a table of them.
        let mut nodes = self.to.nodes.iter();
        match nodes.position(|node| node.shape == shape && same(node.op, op)) {
            Some(index) => Tensor(index as u32),
            None => self.to.push(op, shape),
        }
    }

    fn rewrite(&mut self, op: Op, shape: Shape) -> Tensor {
        match op {
            Op::Detach(x) => x,
            Op::Unary(unary, x) => match (unary, self.to.op(x)) {
                (Unary::Neg, Op::Constant(value)) => self.push(Op::Constant(-value), shape),
                (_, Op::Broadcast(small)) => {
                    let small_shape = self.to.shape(small);
                    let small = self.push(Op::Unary(unary, small), small_shape);
                    self.push(Op::Broadcast(small), shape)
                }
                _ => self.push(op, shape),
            },
            Op::Binary(binary, a, b) => self.binary(binary, a, b, shape),
            Op::Select { condition, a, b } => {
                let (condition, a, b) = (self.bare(condition), self.bare(a), self.bare(b));
                self.push(Op::Select { condition, a, b }, shape)
            }
            Op::Broadcast(x) => match self.to.op(x) {
                Op::Constant(value) => self.push(Op::Constant(value), shape),
                Op::Broadcast(small) => self.push(Op::Broadcast(small), shape),
                _ => {
                    let x = self.stored(x);
                    self.push(Op::Broadcast(x), shape)
                }
            },
            Op::MatMul {
                a,
                b,
                transpose_a,
                transpose_b,
            } => {
                let (a, b) = (self.dense(a), self.dense(b));
                self.push(
                    Op::MatMul {
                        a,
                        b,
                        transpose_a,
                        transpose_b,
                    },
                    shape,
                )
            }
            Op::Gather { .. }
            | Op::ArgMax(_)
            | Op::Reshape(_)
            | Op::Slice { .. }
            | Op::Pad { .. }
            | Op::RepeatRows { .. } => {
                let op = with_operands(op, |x| self.stored(x));
                self.push(op, shape)
            }
            Op::Variable(_) | Op::Input(_) | Op::Constant(_) | Op::Iota | Op::Noise { .. } => {
                self.push(op, shape)
            }
            Op::Reduce(..) | Op::SumGroups { .. } => {
                let op = with_operands(op, |x| match self.to.op(x) {
                    Op::Constant(_) => self.stored(x),
                    _ => x,
                });
                self.push(op, shape)
            }
        }
    }

    fn binary(&mut self, binary: Binary, a: Tensor, b: Tensor, shape: Shape) -> Tensor {
        let (a, b) = (self.bare(a), self.bare(b));
        match (binary, self.to.op(a), self.to.op(b)) {
            (Binary::Add, Op::Constant(x), Op::Constant(y)) => {
                self.push(Op::Constant(x + y), shape)
            }
            (Binary::Sub, Op::Constant(x), Op::Constant(y)) => {
                self.push(Op::Constant(x - y), shape)
            }
            (Binary::Mul, Op::Constant(x), Op::Constant(y)) => {
                self.push(Op::Constant(x * y), shape)
            }
            (Binary::Mul, Op::Constant(1.0), _) => self.at(b, shape),
            (Binary::Mul | Binary::Div, _, Op::Constant(1.0)) => self.at(a, shape),
            _ => {
                let (left, right) = (self.to.shape(a), self.to.shape(b));
                let small = (left.0.max(right.0), left.1.max(right.1));
                let x = self.push(Op::Binary(binary, a, b), small);
                self.at(x, shape)
            }
        }
    }

    /// `x` at a shape that it may have to be repeated to.
    fn at(&mut self, x: Tensor, shape: Shape) -> Tensor {
        if self.to.shape(x) == shape {
            x
        } else {
            self.rewrite(Op::Broadcast(x), shape)
        }
    }

    /// `x` without a broadcast: arithmetic repeats its operands by itself.
    fn bare(&mut self, x: Tensor) -> Tensor {
        match self.to.op(x) {
            Op::Broadcast(small) => small,
            Op::Constant(value) => self.push(Op::Constant(value), (1, 1)),
            _ => x,
        }
    }

    /// `x`, or a copy of it, so that it has plain memory of its own.
    fn stored(&mut self, x: Tensor) -> Tensor {
        let op = self.to.op(x);
        if is_view(op) || matches!(op, Op::Constant(_)) {
            let shape = self.to.shape(x);
            self.push(Op::Detach(x), shape)
        } else {
            x
        }
    }

    /// `x`, or a copy of it, in memory that nothing else writes before the run ends.
    fn kept(&mut self, x: Tensor) -> Tensor {
        match self.to.op(x) {
            Op::Variable(_) | Op::Input(_) => self.computed(x),
            _ => self.stored(x),
        }
    }

    /// As [`stored`](Self::stored), but a view that is still rows of contiguous columns will do.
    fn dense(&mut self, x: Tensor) -> Tensor {
        match self.to.op(x) {
            Op::Slice { .. } | Op::Reshape(_) => x,
            _ => self.stored(x),
        }
    }

    /// `x`, or a copy of it, as something that a map computes and can store where it likes.
    fn computed(&mut self, x: Tensor) -> Tensor {
        if is_element(self.to.op(x)) {
            x
        } else {
            let shape = self.to.shape(x);
            self.push(Op::Detach(x), shape)
        }
    }
}

/// Whether two ops are equal; 0 and -0 are not.
fn same(a: Op, b: Op) -> bool {
    match (a, b) {
        (Op::Constant(a), Op::Constant(b)) => a.to_bits() == b.to_bits(),
        _ => a == b,
    }
}

/// The op with each operand replaced.
fn with_operands(op: Op, mut new: impl FnMut(Tensor) -> Tensor) -> Op {
    match op {
        Op::Variable(_) | Op::Input(_) | Op::Constant(_) | Op::Iota | Op::Noise { .. } => op,
        Op::Gather {
            table,
            index,
            scale,
        } => Op::Gather {
            table,
            index: new(index),
            scale,
        },
        Op::MatMul {
            a,
            b,
            transpose_a,
            transpose_b,
        } => Op::MatMul {
            a: new(a),
            b: new(b),
            transpose_a,
            transpose_b,
        },
        Op::Unary(unary, x) => Op::Unary(unary, new(x)),
        Op::Binary(binary, a, b) => Op::Binary(binary, new(a), new(b)),
        Op::Select { condition, a, b } => Op::Select {
            condition: new(condition),
            a: new(a),
            b: new(b),
        },
        Op::Reduce(reduction, axis, x) => Op::Reduce(reduction, axis, new(x)),
        Op::ArgMax(x) => Op::ArgMax(new(x)),
        Op::Broadcast(x) => Op::Broadcast(new(x)),
        Op::Reshape(x) => Op::Reshape(new(x)),
        Op::Slice { x, start } => Op::Slice { x: new(x), start },
        Op::Pad { x, start } => Op::Pad { x: new(x), start },
        Op::RepeatRows { x, times } => Op::RepeatRows { x: new(x), times },
        Op::SumGroups { x, rows } => Op::SumGroups { x: new(x), rows },
        Op::Detach(x) => Op::Detach(new(x)),
    }
}
