//! The second pass: which nodes run together, and in what order. A unit is one kernel to be: a map with all
//! the element-wise nodes and reductions of one shape that can run at one time, or a matmul, gather or argmax.

use crate::graph::{Graph, KernelOp, Op, Shape, Tensor, Variable};

/// One kernel to be.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// The shape that a map runs over; of the result, for others.
    pub shape: Shape,
    pub kind: UnitKind,
}

#[derive(Clone, Debug)]
pub(super) enum UnitKind {
    /// Element-wise nodes and reductions, in the order of the graph.
    Map(Vec<Tensor>),
    /// A node with a kernel of its own.
    Kernel {
        node: Tensor,
        op: KernelOp,
        /// The unit whose map runs on the rows of the result.
        epilogue: Option<usize>,
    },
    /// A map that became the epilogue of an earlier unit, or lost its nodes to a later one.
    Gone,
}

/// Units in the order in which they run, and which unit computes each node.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    pub units: Vec<Unit>,
    pub unit_of: Vec<Option<usize>>,
}

/// A map reads or writes at most this many matrices, so that their tiles stay in the L1 cache together.
const MOST_STREAMS: usize = 24;

/// Schedules a simplified graph.
pub(super) fn schedule(graph: &Graph) -> Schedule {
    let mut schedule = Schedule {
        units: Vec::new(),
        unit_of: vec![None; graph.nodes.len()],
    };
    for index in 0..graph.nodes.len() {
        schedule.place(graph, Tensor(index as u32));
    }
    schedule.sink(graph);
    schedule.fold_epilogues(graph);
    schedule
}

/// The node whose memory is read as `x`: itself, unless it is a view.
pub(super) fn base(graph: &Graph, x: Tensor) -> Tensor {
    match graph.op(x) {
        Op::View(_, operand) => operand,
        Op::Source(_) | Op::Element(_) | Op::Reduction(..) | Op::Kernel(_) => x,
    }
}

/// The shape that a unit runs over: the node's own, or its operand's where it reduces.
fn work_shape(graph: &Graph, x: Tensor) -> Shape {
    match graph.op(x) {
        Op::Reduction(_, operand) => graph.shape(operand),
        Op::Source(_) | Op::View(..) | Op::Element(_) | Op::Kernel(_) => graph.shape(x),
    }
}

/// Whether a map can run on the rows of a kernel's result while they are in the cache.
fn takes_epilogue(op: KernelOp) -> bool {
    match op {
        KernelOp::MatMul { .. } => true,
        KernelOp::Gather { .. } | KernelOp::ArgMax(_) => false,
    }
}

impl Schedule {
    /// Whether `x`, at its own shape, is a value inside map `unit`.
    pub fn is_inside(&self, graph: &Graph, x: Tensor, unit: usize) -> bool {
        graph.op(x).is_element() && self.unit_of[x.index()] == Some(unit)
    }

    /// Whether `user` of unit `unit` can take `operand` straight from a register of the map.
    fn is_register(&self, graph: &Graph, user: Tensor, operand: Tensor, unit: usize) -> bool {
        self.is_inside(graph, operand, unit) && graph.shape(operand) == work_shape(graph, user)
    }

    /// The first unit in which the operands of `x` can be read.
    fn earliest(&self, graph: &Graph, x: Tensor) -> usize {
        let after = |operand: Tensor| {
            let unit = self.unit_of[base(graph, operand).index()]?;
            let register = self.is_register(graph, x, operand, unit);
            Some(if register { unit } else { unit + 1 })
        };
        let operands = graph.op(x).operands();
        operands.filter_map(after).max().unwrap_or(0)
    }

    fn place(&mut self, graph: &Graph, x: Tensor) {
        self.unit_of[x.index()] = match graph.op(x) {
            Op::Source(_) | Op::View(..) => None,
            Op::Element(_) | Op::Reduction(..) => Some(self.place_in_map(graph, x)),
            Op::Kernel(op) => {
                let kind = UnitKind::Kernel {
                    node: x,
                    op,
                    epilogue: None,
                };
                Some(self.open(graph.shape(x), kind))
            }
        };
    }

    fn place_in_map(&mut self, graph: &Graph, x: Tensor) -> usize {
        let shape = work_shape(graph, x);
        let earliest = self.earliest(graph, x);
        let open = (earliest..self.units.len()).find(|&unit| self.takes(graph, unit, shape, x));
        match open {
            Some(unit) => {
                if let UnitKind::Map(members) = &mut self.units[unit].kind {
                    members.push(x);
                }
                unit
            }
            None => self.open(shape, UnitKind::Map(vec![x])),
        }
    }

    fn open(&mut self, shape: Shape, kind: UnitKind) -> usize {
        self.units.push(Unit { shape, kind });
        self.units.len() - 1
    }

    /// Whether map `unit` runs over `shape` and has room for `x`.
    fn takes(&self, graph: &Graph, unit: usize, shape: Shape, x: Tensor) -> bool {
        let Unit {
            shape: over,
            kind: UnitKind::Map(members),
        } = &self.units[unit]
        else {
            return false;
        };
        let registers = graph.op(x).operands();
        let joins = registers
            .into_iter()
            .any(|operand| self.is_register(graph, x, operand, unit));
        *over == shape && (joins || self.streams(graph, unit, members) < MOST_STREAMS)
    }

    /// How many matrices the members of a map read from memory.
    fn streams(&self, graph: &Graph, unit: usize, members: &[Tensor]) -> usize {
        let mut read: Vec<Tensor> = Vec::new();
        for operand in members.iter().flat_map(|&x| graph.op(x).operands()) {
            if !self.is_inside(graph, operand, unit) && !read.contains(&operand) {
                read.push(operand);
            }
        }
        read.len()
    }

    /// Moves a node to the only unit that uses it, when its operands are in memory anyway: one store less.
    fn sink(&mut self, graph: &Graph) {
        let mut users: Vec<Vec<Tensor>> = vec![Vec::new(); graph.nodes.len()];
        for index in 0..graph.nodes.len() {
            for operand in graph.nodes[index].op.operands() {
                users[operand.index()].push(Tensor(index as u32));
            }
        }
        let roots = graph.assigns.iter().map(|(_, x)| x);
        let roots: Vec<Tensor> = graph.outputs.iter().chain(roots).copied().collect();
        for index in (0..graph.nodes.len()).rev() {
            let x = Tensor(index as u32);
            let (true, Some(from)) = (graph.op(x).is_element(), self.unit_of[index]) else {
                continue;
            };
            let mut to = users[index].iter().map(|user| {
                let unit = self.unit_of[user.index()]?;
                (unit != from
                    && matches!(self.units[unit].kind, UnitKind::Map(_))
                    && work_shape(graph, *user) == graph.shape(x))
                .then_some(unit)
            });
            let Some(Some(unit)) = to.next() else {
                continue;
            };
            let one_user = to.all(|other| other == Some(unit)) && !roots.contains(&x);
            let stored = graph.op(x).operands().all(|operand| {
                let base = base(graph, operand);
                // A view has no unit.
                let leaves = |user: &Tensor| self.unit_of[user.index()] != Some(from);
                self.unit_of[base.index()] != Some(from)
                    || !graph.op(base).is_element()
                    || roots.contains(&base)
                    || users[base.index()]
                        .iter()
                        .any(|user| *user != x && leaves(user))
            });
            if one_user && stored {
                self.shift(x, from, unit);
            }
        }
    }

    fn shift(&mut self, x: Tensor, from: usize, to: usize) {
        if let UnitKind::Map(members) = &mut self.units[from].kind {
            members.retain(|member| *member != x);
            if members.is_empty() {
                self.units[from].kind = UnitKind::Gone;
            }
        }
        if let UnitKind::Map(members) = &mut self.units[to].kind {
            let at = members.partition_point(|member| *member < x);
            members.insert(at, x);
        }
        self.unit_of[x.index()] = Some(to);
    }

    /// Hangs a map on the matmul whose result it alone reads, when all else that it reads is there by then.
    fn fold_epilogues(&mut self, graph: &Graph) {
        for unit in 0..self.units.len() {
            let UnitKind::Map(members) = &self.units[unit].kind else {
                continue;
            };
            let found = members
                .iter()
                .flat_map(|&member| graph.op(member).operands())
                .find_map(|operand| {
                    let matmul = self.unit_of[operand.index()]?;
                    (self.is_free(matmul)
                        && graph.shape(operand) == self.units[unit].shape
                        && self.can_fold(graph, unit, matmul, operand))
                    .then_some(matmul)
                });
            if let Some(matmul) = found
                && let UnitKind::Kernel { epilogue, .. } = &mut self.units[matmul].kind
            {
                *epilogue = Some(unit);
            }
        }
    }

    /// Whether a unit can still get an epilogue.
    fn is_free(&self, unit: usize) -> bool {
        match self.units[unit].kind {
            UnitKind::Kernel { op, epilogue, .. } => takes_epilogue(op) && epilogue.is_none(),
            UnitKind::Map(_) | UnitKind::Gone => false,
        }
    }

    fn can_fold(&self, graph: &Graph, unit: usize, matmul: usize, product: Tensor) -> bool {
        let UnitKind::Map(members) = &self.units[unit].kind else {
            return false;
        };
        let ready = members.iter().all(|&member| {
            graph.op(member).operands().all(|operand| {
                operand == product
                    || self.is_inside(graph, operand, unit)
                    || self.unit_of[base(graph, operand).index()].is_none_or(|unit| unit < matmul)
            })
        });
        let alone = (0..graph.nodes.len()).all(|index| {
            let reads = graph.nodes[index]
                .op
                .operands()
                .any(|operand| operand == product);
            !reads || self.unit_of[index] == Some(unit)
        }) && !graph.outputs.contains(&product);
        // An epilogue runs earlier than its map would have: it must not assign what is still to be read.
        let assigns_late = graph.assigns.iter().all(|&(variable, x)| {
            self.unit_of[x.index()] != Some(unit)
                || self.last_read(graph, variable, unit) < Some(matmul)
        });
        ready && alone && assigns_late
    }

    /// The last unit but `except` that reads the variable, also through a view.
    pub fn last_read(&self, graph: &Graph, of: Variable, except: usize) -> Option<usize> {
        let reads = |index: &usize| {
            graph.nodes[*index]
                .op
                .operands()
                .any(|operand| graph.op(base(graph, operand)).variable() == Some(of))
        };
        (0..graph.nodes.len())
            .filter(reads)
            .filter_map(|index| self.unit_of[index])
            .filter(|&unit| unit != except)
            .map(|unit| self.runs_at(unit))
            .max()
    }

    /// The unit at whose turn `unit` runs: its own, unless it is an epilogue.
    pub fn runs_at(&self, unit: usize) -> usize {
        let host = |at: &usize| match self.units[*at].kind {
            UnitKind::Kernel { epilogue, .. } => epilogue == Some(unit),
            UnitKind::Map(_) | UnitKind::Gone => false,
        };
        (0..unit).find(host).unwrap_or(unit)
    }
}
