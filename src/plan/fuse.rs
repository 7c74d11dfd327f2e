//! The second pass: which nodes run together, and in what order. A unit is one kernel to be: a map with all
//! the element-wise nodes and reductions of one shape that can run at one time, or a node with a kernel of its own.
//!
//! Tables of users, readers and open maps stand in for searches, so that no step costs more than the logarithm of the
//! graph's size.

use std::collections::{HashMap, HashSet};

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
    /// A map that lost its nodes to a later one.
    Gone,
}

/// Units in the order in which they run, and which unit computes each node.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    pub units: Vec<Unit>,
    pub unit_of: Vec<Option<usize>>,
    /// The unit at whose turn each unit runs: its own, unless it is an epilogue.
    pub runs_at: Vec<usize>,
    /// The nodes that read each variable, also through a view.
    readers: HashMap<Variable, Vec<Tensor>>,
}

/// A map reads or writes at most this many matrices, so that their tiles stay in the L1 cache together.
const MOST_STREAMS: usize = 24;

/// Schedules a simplified graph.
pub(super) fn schedule(graph: &Graph) -> Schedule {
    let mut fuse = Fuse::new(graph);
    for index in 0..graph.nodes.len() {
        fuse.place(Tensor(index as u32));
    }
    fuse.sink();
    fuse.collect_members();
    let mut schedule = Schedule {
        runs_at: (0..fuse.units.len()).collect(),
        readers: readers(graph, &fuse.unit_of),
        units: fuse.units,
        unit_of: fuse.unit_of,
    };
    schedule.fold_epilogues(graph, &fuse.users, &fuse.is_root);
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

/// Whether `x`, at its own shape, is a value inside map `unit`.
fn is_inside(graph: &Graph, unit_of: &[Option<usize>], x: Tensor, unit: usize) -> bool {
    graph.op(x).is_element() && unit_of[x.index()] == Some(unit)
}

fn readers(graph: &Graph, unit_of: &[Option<usize>]) -> HashMap<Variable, Vec<Tensor>> {
    let mut readers: HashMap<Variable, Vec<Tensor>> = HashMap::new();
    for (index, node) in graph.nodes.iter().enumerate() {
        if unit_of[index].is_some() {
            for operand in node.op.operands() {
                if let Some(variable) = graph.op(base(graph, operand)).variable() {
                    readers
                        .entry(variable)
                        .or_default()
                        .push(Tensor(index as u32));
                }
            }
        }
    }
    readers
}

/// The assignment of nodes to units.
struct Fuse<'a> {
    graph: &'a Graph,
    units: Vec<Unit>,
    unit_of: Vec<Option<usize>>,
    /// The maps of each shape that have room for more streams, in order.
    open: HashMap<Shape, Vec<usize>>,
    /// The matrices that each unit reads from memory, and how many they are.
    streams: HashSet<(usize, Tensor)>,
    stream_counts: Vec<usize>,
    /// The nodes that read each node; one that reads it twice stands there twice.
    users: Vec<Vec<Tensor>>,
    /// Whether a node is an output or is assigned.
    is_root: Vec<bool>,
}

impl<'a> Fuse<'a> {
    fn new(graph: &'a Graph) -> Self {
        let mut users: Vec<Vec<Tensor>> = vec![Vec::new(); graph.nodes.len()];
        for (index, node) in graph.nodes.iter().enumerate() {
            for operand in node.op.operands() {
                users[operand.index()].push(Tensor(index as u32));
            }
        }
        let mut is_root = vec![false; graph.nodes.len()];
        let assigned = graph.assigns.iter().map(|(_, x)| x);
        for x in graph.outputs.iter().chain(assigned) {
            is_root[x.index()] = true;
        }
        Self {
            graph,
            units: Vec::new(),
            unit_of: vec![None; graph.nodes.len()],
            open: HashMap::new(),
            streams: HashSet::new(),
            stream_counts: Vec::new(),
            users,
            is_root,
        }
    }

    fn place(&mut self, x: Tensor) {
        self.unit_of[x.index()] = match self.graph.op(x) {
            Op::Source(_) | Op::View(..) => None,
            Op::Element(_) | Op::Reduction(..) => Some(self.place_in_map(x)),
            Op::Kernel(op) => {
                let kind = UnitKind::Kernel {
                    node: x,
                    op,
                    epilogue: None,
                };
                Some(self.open_unit(self.graph.shape(x), kind))
            }
        };
    }

    /// The first map that can take `x`: one that has room, or that computes an operand.
    fn place_in_map(&mut self, x: Tensor) -> usize {
        let shape = work_shape(self.graph, x);
        let earliest = self.earliest(x);
        let open = self.open.get(&shape);
        let roomy = open.and_then(|units| {
            let at = units.partition_point(|&unit| unit < earliest);
            units.get(at).copied()
        });
        let operands = self.graph.op(x).operands();
        let computing = operands.filter_map(|operand| self.register_of(x, operand));
        let computing = computing.filter(|unit| *unit >= earliest);
        let unit = match computing.chain(roomy).min() {
            Some(unit) => unit,
            None => {
                let unit = self.open_unit(shape, UnitKind::Map(Vec::new()));
                self.open.entry(shape).or_default().push(unit);
                unit
            }
        };
        for operand in self.graph.op(x).operands() {
            if !is_inside(self.graph, &self.unit_of, operand, unit)
                && self.streams.insert((unit, operand))
            {
                self.stream_counts[unit] += 1;
            }
        }
        if self.stream_counts[unit] >= MOST_STREAMS
            && let Some(open) = self.open.get_mut(&shape)
            && let Ok(at) = open.binary_search(&unit)
        {
            open.remove(at);
        }
        unit
    }

    fn open_unit(&mut self, shape: Shape, kind: UnitKind) -> usize {
        self.units.push(Unit { shape, kind });
        self.stream_counts.push(0);
        self.units.len() - 1
    }

    /// The map from one of whose registers `user` can take `operand`.
    fn register_of(&self, user: Tensor, operand: Tensor) -> Option<usize> {
        let unit = self.unit_of[operand.index()]?;
        let fits = self.graph.shape(operand) == work_shape(self.graph, user);
        (self.graph.op(operand).is_element() && fits).then_some(unit)
    }

    /// The first unit in which the operands of `x` can be read.
    fn earliest(&self, x: Tensor) -> usize {
        let after = |operand: Tensor| {
            let register = self.register_of(x, operand);
            register.or_else(|| Some(self.unit_of[base(self.graph, operand).index()]? + 1))
        };
        let operands = self.graph.op(x).operands();
        operands.filter_map(after).max().unwrap_or(0)
    }

    /// Moves each node whose operands are in memory anyway to the only unit that uses it: one store less.
    fn sink(&mut self) {
        // How many of a node's users are outside of its unit. A view has no unit.
        let outside = |(x, users): (usize, &Vec<Tensor>)| {
            let leaves = |user: &&Tensor| self.unit_of[user.index()] != self.unit_of[x];
            users.iter().filter(leaves).count()
        };
        let mut outside: Vec<usize> = self.users.iter().enumerate().map(outside).collect();
        for index in (0..self.graph.nodes.len()).rev() {
            let x = Tensor(index as u32);
            let op = self.graph.op(x);
            let (true, Some(from), Some(to)) = (
                op.is_element() && !self.is_root[index],
                self.unit_of[index],
                self.only_user(x),
            ) else {
                continue;
            };
            let is_stored = |operand: Tensor| {
                let base = base(self.graph, operand);
                !is_inside(self.graph, &self.unit_of, base, from)
                    || self.is_root[base.index()]
                    || outside[base.index()] > 0
            };
            if to != from && op.operands().all(is_stored) {
                for operand in op.operands() {
                    if self.unit_of[operand.index()] == Some(from) {
                        outside[operand.index()] += 1;
                    }
                }
                outside[index] = 0;
                self.unit_of[index] = Some(to);
            }
        }
    }

    /// The map that alone uses `x`, as it is.
    fn only_user(&self, x: Tensor) -> Option<usize> {
        let users = &self.users[x.index()];
        let unit = self.unit_of[users.first()?.index()]?;
        let is_map = matches!(self.units[unit].kind, UnitKind::Map(_));
        let alone = users.iter().all(|user| {
            self.unit_of[user.index()] == Some(unit)
                && work_shape(self.graph, *user) == self.graph.shape(x)
        });
        (is_map && alone).then_some(unit)
    }

    /// Lists the members of each map.
    fn collect_members(&mut self) {
        for (index, unit) in self.unit_of.iter().enumerate() {
            if let Some(unit) = *unit
                && let UnitKind::Map(members) = &mut self.units[unit].kind
            {
                members.push(Tensor(index as u32));
            }
        }
        for unit in &mut self.units {
            if let UnitKind::Map(members) = &unit.kind
                && members.is_empty()
            {
                unit.kind = UnitKind::Gone;
            }
        }
    }
}

impl Schedule {
    /// Whether `x`, at its own shape, is a value inside map `unit`.
    pub fn is_inside(&self, graph: &Graph, x: Tensor, unit: usize) -> bool {
        is_inside(graph, &self.unit_of, x, unit)
    }

    /// The members of a map.
    pub fn members(&self, unit: usize) -> &[Tensor] {
        match &self.units[unit].kind {
            UnitKind::Map(members) => members,
            UnitKind::Kernel { .. } | UnitKind::Gone => &[],
        }
    }

    /// The nodes that read the variable, also through a view.
    pub fn readers(&self, variable: Variable) -> &[Tensor] {
        self.readers.get(&variable).map_or(&[], Vec::as_slice)
    }

    /// The last unit but `except` that reads the variable, also through a view.
    pub fn last_read(&self, variable: Variable, except: usize) -> Option<usize> {
        let readers = self.readers(variable).iter();
        let units = readers.filter_map(|reader| self.unit_of[reader.index()]);
        let others = units.filter(|unit| *unit != except);
        others.map(|unit| self.runs_at[unit]).max()
    }

    /// Hangs each map on the kernel whose result it alone reads, when all else that it reads is there by then.
    fn fold_epilogues(&mut self, graph: &Graph, users: &[Vec<Tensor>], is_root: &[bool]) {
        let mut assigned: Vec<Vec<Variable>> = vec![Vec::new(); self.units.len()];
        for &(variable, x) in &graph.assigns {
            if let Some(unit) = self.unit_of[x.index()] {
                assigned[unit].push(variable);
            }
        }
        for (unit, assigned) in assigned.iter().enumerate() {
            let Some((host, node)) = self.host(graph, unit) else {
                continue;
            };
            let mut of_node = users[node.index()].iter();
            let alone = of_node.all(|user| self.unit_of[user.index()] == Some(unit));
            // An epilogue runs earlier than its map would have: it must not assign what is still to be read.
            let assigns_late = assigned
                .iter()
                .all(|&variable| self.last_read(variable, unit) < Some(host));
            if alone
                && !is_root[node.index()]
                && assigns_late
                && let UnitKind::Kernel { epilogue, .. } = &mut self.units[host].kind
            {
                *epilogue = Some(unit);
                self.runs_at[unit] = host;
            }
        }
    }

    /// The kernel whose result a map reads as it is, after all else that it reads is there; and its node.
    fn host(&self, graph: &Graph, unit: usize) -> Option<(usize, Tensor)> {
        let members = self.members(unit).iter();
        let read = members.flat_map(|&member| graph.op(member).operands());
        let outer = read.filter(|&operand| !self.is_inside(graph, operand, unit));
        let computed = |operand: &Tensor| self.unit_of[base(graph, *operand).index()];
        let last = outer
            .clone()
            .filter_map(|operand| computed(&operand))
            .max()?;
        let UnitKind::Kernel {
            node,
            op,
            epilogue: None,
        } = self.units[last].kind
        else {
            return None;
        };
        let mut of_last = outer.filter(|operand| computed(operand) == Some(last));
        let fits = graph.shape(node) == self.units[unit].shape;
        (takes_epilogue(op) && fits && of_last.all(|operand| operand == node))
            .then_some((last, node))
    }
}
