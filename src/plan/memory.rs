//! The last pass: gives every value that crosses units a place, reusing buffers whose last reader has run,
//! and writes the units down as kernels.

use super::fuse::{Schedule, UnitKind, base};
use super::{Group, Instr, Kernel, Map, MatMul, Operand, Place, Plan, Reduce, View};
use crate::graph::{
    Axis, Binary, ElementOp, Graph, KernelOp, Op, Reduction, ReductionOp, Shape, SourceOp, Tensor,
    Variable, ViewOp,
};

/// Places the values of a schedule and writes its kernels; `reuse` gives the buffers of values that are no longer
/// needed to others.
pub(super) fn place(graph: &Graph, schedule: Schedule, reuse: bool) -> Plan {
    let mut pass = Memory {
        places: vec![None; graph.nodes.len()],
        buffers: Vec::new(),
        graph,
        schedule,
    };
    pass.place_sources();
    let late = pass.place_assigns();
    pass.place_buffers(&late, reuse);

    let mut kernels = Vec::new();
    for unit in 0..pass.schedule.units.len() {
        if pass.schedule.runs_at(unit) == unit {
            kernels.extend(pass.kernel(unit));
        }
    }
    for (variable, x) in late {
        kernels.push(Kernel::Map(pass.copy(x, variable)));
    }
    let length = |x: Tensor| graph.shape(x).0 * graph.shape(x).1;
    Plan {
        kernels,
        inputs: graph.inputs.clone(),
        outputs: graph
            .outputs
            .iter()
            .map(|&x| (pass.at(x), length(x)))
            .collect(),
        buffers: pass.buffers,
    }
}

struct Memory<'a> {
    graph: &'a Graph,
    schedule: Schedule,
    places: Vec<Option<Place>>,
    buffers: Vec<usize>,
}

impl Memory<'_> {
    fn place_sources(&mut self) {
        for (index, node) in self.graph.nodes.iter().enumerate() {
            self.places[index] = match node.op {
                Op::Source(op) => match op {
                    SourceOp::Variable(variable) => Some(Place::Variable(variable)),
                    SourceOp::Input(input) => Some(Place::Input(input.0)),
                    // A number in the code of maps.
                    SourceOp::Constant(_) => None,
                },
                Op::View(..) | Op::Element(_) | Op::Reduction(..) | Op::Kernel(_) => None,
            };
        }
    }

    /// Lets assigned values go straight into their variables where no reader of the old value comes later;
    /// returns the others, which a copy at the end of the run must assign.
    fn place_assigns(&mut self) -> Vec<(Variable, Tensor)> {
        let mut late = Vec::new();
        for &(variable, x) in &self.graph.assigns {
            if self.places[x.index()].is_none() && self.is_safe(variable, x) {
                self.places[x.index()] = Some(Place::Variable(variable));
            } else {
                late.push((variable, x));
            }
        }
        late
    }

    fn is_safe(&self, assigned: Variable, x: Tensor) -> bool {
        let Some(unit) = self.schedule.unit_of[x.index()] else {
            return false;
        };
        let once = self
            .graph
            .assigns
            .iter()
            .filter(|(other, _)| other.id == assigned.id);
        let before =
            self.schedule.last_read(self.graph, assigned, unit) < Some(self.schedule.runs_at(unit));
        // Within its own unit each element must be read where it is written.
        let in_step = self.members(unit).iter().all(|&member| {
            self.graph.op(member).operands().all(|operand| {
                self.graph.op(base(self.graph, operand)).variable() != Some(assigned)
                    || (self.graph.op(operand).variable() == Some(assigned)
                        && self.graph.shape(operand) == self.schedule.units[unit].shape)
            })
        });
        once.count() == 1 && before && in_step
    }

    fn members(&self, unit: usize) -> &[Tensor] {
        match &self.schedule.units[unit].kind {
            UnitKind::Map(members) => members,
            UnitKind::Kernel { .. } | UnitKind::Gone => &[],
        }
    }

    /// When the node's value is last read: a unit, or the end of the run.
    fn last_uses(&self, late: &[(Variable, Tensor)]) -> Vec<Option<usize>> {
        let mut last: Vec<Option<usize>> = vec![None; self.graph.nodes.len()];
        for (index, node) in self.graph.nodes.iter().enumerate() {
            let Some(unit) = self.schedule.unit_of[index] else {
                continue;
            };
            for operand in node.op.operands() {
                let base = base(self.graph, operand).index();
                let inside = self.schedule.is_inside(self.graph, operand, unit);
                if !inside {
                    last[base] = last[base].max(Some(self.schedule.runs_at(unit)));
                }
            }
        }
        let kept = late.iter().map(|(_, x)| x).chain(&self.graph.outputs);
        for x in kept {
            last[x.index()] = Some(usize::MAX);
        }
        last
    }

    fn place_buffers(&mut self, late: &[(Variable, Tensor)], reuse: bool) {
        let last = self.last_uses(late);
        let mut by_unit: Vec<Vec<usize>> = vec![Vec::new(); self.schedule.units.len()];
        for (index, node) in self.graph.nodes.iter().enumerate() {
            let Some(unit) = self.schedule.unit_of[index] else {
                continue;
            };
            let stored = last[index].is_some() || !node.op.is_element();
            if self.places[index].is_none() && stored {
                by_unit[self.schedule.runs_at(unit)].push(index);
            }
        }
        let mut free: Vec<u32> = Vec::new();
        let mut busy: Vec<(usize, u32)> = Vec::new();
        for (unit, nodes) in by_unit.iter().enumerate() {
            for &index in nodes {
                let (rows, columns) = self.graph.nodes[index].shape;
                let buffer = self.take(&mut free, rows * columns);
                self.places[index] = Some(Place::Buffer(buffer));
                busy.push((last[index].unwrap_or(unit), buffer));
            }
            busy.retain(|&(end, buffer)| {
                if reuse && end <= unit {
                    free.push(buffer);
                }
                end > unit
            });
        }
    }

    /// The free buffer that fits best; the largest grows if none is large enough.
    fn take(&mut self, free: &mut Vec<u32>, length: usize) -> u32 {
        let size = |buffer: u32| self.buffers[buffer as usize];
        let best = (0..free.len()).min_by_key(|&at| {
            let size = size(free[at]);
            (size < length, size.abs_diff(length))
        });
        match best {
            Some(at) => {
                let buffer = free.swap_remove(at);
                let size = &mut self.buffers[buffer as usize];
                *size = (*size).max(length);
                buffer
            }
            None => {
                self.buffers.push(length);
                (self.buffers.len() - 1) as u32
            }
        }
    }

    /// The place of a node that has memory.
    fn at(&self, x: Tensor) -> Place {
        match self.places[base(self.graph, x).index()] {
            Some(place) => place,
            None => unreachable!("{} has no place", self.graph.op(x).name()),
        }
    }

    fn kernel(&self, unit: usize) -> Option<Kernel> {
        match self.schedule.units[unit].kind {
            UnitKind::Gone => None,
            UnitKind::Map(_) => Some(Kernel::Map(flatten(self.map(unit)))),
            UnitKind::Kernel { node, op, epilogue } => Some(self.own_kernel(node, op, epilogue)),
        }
    }

    fn own_kernel(&self, node: Tensor, op: KernelOp, epilogue: Option<usize>) -> Kernel {
        let (shape, to) = (self.graph.shape(node), self.at(node));
        match op {
            KernelOp::MatMul {
                a,
                b,
                transpose_a,
                transpose_b,
            } => {
                let (rows, columns) = self.graph.shape(a);
                Kernel::MatMul(MatMul {
                    m: shape.0,
                    k: if transpose_a { rows } else { columns },
                    n: shape.1,
                    a: self.view(a, (rows, columns)),
                    b: self.view(b, self.graph.shape(b)),
                    transpose_a,
                    transpose_b,
                    c: to,
                    epilogue: epilogue.map(|unit| Box::new(self.map(unit))),
                })
            }
            KernelOp::Gather {
                table,
                index,
                scale,
            } => Kernel::Gather {
                table,
                index: self.at(index),
                rows: shape.0,
                scale: scale.get(),
                to,
            },
            KernelOp::ArgMax(from) => {
                let (rows, columns) = self.graph.shape(from);
                Kernel::ArgMax {
                    from: self.view(from, (rows, columns)),
                    rows,
                    columns,
                    to,
                }
            }
        }
    }

    /// How to read `x` as a matrix of `shape`, to which dimensions of 1 are repeated.
    fn view(&self, x: Tensor, shape: Shape) -> View {
        let own = self.graph.shape(x);
        let stored = self.graph.shape(base(self.graph, x));
        let mut view = View::dense(self.at(x), stored);
        // All columns, also where one is repeated.
        view.window = (0, shape.1);
        match self.graph.op(x) {
            Op::View(op, _) => match op {
                ViewOp::Broadcast => {
                    view.row_stride = if stored.0 == own.0 { stored.1 } else { 0 };
                    view.column_stride = usize::from(stored.1 == own.1);
                }
                ViewOp::Reshape => view.row_stride = own.1,
                ViewOp::Slice { start } => view.offset = start,
                ViewOp::Pad { start } => view.window = (start, start + stored.1),
                ViewOp::RepeatRows { times } => view.times = times,
                ViewOp::Detach => {}
            },
            Op::Source(_) | Op::Element(_) | Op::Reduction(..) | Op::Kernel(_) => {}
        }
        if own.0 < shape.0 {
            (view.row_stride, view.times) = (0, 1);
        }
        if own.1 < shape.1 {
            (view.column_stride, view.window) = (0, (0, shape.1));
            if shape.0 == 1 {
                view.row_stride = 0;
            }
        }
        view
    }

    fn map(&self, unit: usize) -> Map {
        let shape = self.schedule.units[unit].shape;
        let mut map = Map {
            rows: shape.0,
            columns: shape.1,
            loads: Vec::new(),
            code: Vec::new(),
            stores: Vec::new(),
            reduces: Vec::new(),
        };
        let mut registers: Vec<(Tensor, usize)> = Vec::new();
        for &x in self.members(unit) {
            let mut read = |operand: Tensor| {
                if let Some(value) = self.graph.op(operand).constant() {
                    return Operand::Constant(value);
                }
                match registers.iter().find(|(member, _)| *member == operand) {
                    Some(&(_, register)) => Operand::Code(register),
                    None => {
                        let view = self.view(operand, shape);
                        let known = map.loads.iter().position(|load| *load == view);
                        Operand::Load(known.unwrap_or_else(|| {
                            map.loads.push(view);
                            map.loads.len() - 1
                        }))
                    }
                }
            };
            match self.graph.op(x) {
                Op::Element(op) => {
                    let instr = instr(op, read);
                    map.code.push(instr);
                    registers.push((x, map.code.len() - 1));
                    if let Some(place) = self.places[x.index()] {
                        map.stores.push((map.code.len() - 1, place));
                    }
                }
                Op::Reduction(op, from) => {
                    let (reduction, group) = group(op, shape);
                    let (from, to) = (read(from), self.at(x));
                    map.reduces.push(Reduce {
                        reduction,
                        group,
                        from,
                        to,
                    });
                }
                Op::Source(_) | Op::View(..) | Op::Kernel(_) => {
                    unreachable!("{} is not computed in a map", self.graph.op(x).name())
                }
            }
        }
        multiply_add(map)
    }

    /// A map that copies a node's buffer into a variable.
    fn copy(&self, x: Tensor, variable: Variable) -> Map {
        let (rows, columns) = variable.shape;
        flatten(Map {
            rows,
            columns,
            loads: vec![View::dense(self.at(x), variable.shape)],
            code: vec![Instr::Copy(Operand::Load(0))],
            stores: vec![(0, Place::Variable(variable))],
            reduces: Vec::new(),
        })
    }
}

/// The instruction of an op, whose operands `read` finds.
fn instr(op: ElementOp, mut read: impl FnMut(Tensor) -> Operand) -> Instr {
    match op {
        ElementOp::Iota => Instr::Iota,
        ElementOp::Noise {
            distribution,
            stream,
        } => Instr::Noise {
            distribution,
            stream,
        },
        ElementOp::Unary(unary, x) => Instr::Unary(unary, read(x)),
        ElementOp::Binary(binary, a, b) => Instr::Binary(binary, read(a), read(b)),
        ElementOp::Select { condition, a, b } => Instr::Select(read(condition), read(a), read(b)),
        ElementOp::Copy(x) => Instr::Copy(read(x)),
    }
}

/// How a map of this shape computes a reduction, and over which elements.
fn group(op: ReductionOp, (rows, _): Shape) -> (Reduction, Group) {
    match op {
        ReductionOp::Along(reduction, Axis::Columns) => (reduction, Group::Row),
        ReductionOp::Along(reduction, Axis::Rows) => (reduction, Group::Rows(rows)),
        ReductionOp::SumGroups { rows } => (Reduction::Sum, Group::Rows(rows)),
    }
}

/// Joins a product that only a sum or difference uses with it.
fn multiply_add(mut map: Map) -> Map {
    let mut uses = vec![0; map.code.len()];
    let read = map.code.iter().flat_map(Instr::operands);
    for operand in read.chain(map.reduces.iter().map(|reduce| reduce.from)) {
        if let Operand::Code(at) = operand {
            uses[at] += 1;
        }
    }
    for &(at, _) in &map.stores {
        uses[at] += 1;
    }
    let mut gone = vec![false; map.code.len()];
    for at in 0..map.code.len() {
        let Instr::Binary(binary, x, y) = map.code[at] else {
            continue;
        };
        let product = |operand: Operand| {
            if let Operand::Code(from) = operand
                && uses[from] == 1
                && let Instr::Binary(Binary::Mul, a, b) = map.code[from]
            {
                Some((from, a, b))
            } else {
                None
            }
        };
        let joined = match binary {
            Binary::Add => product(x)
                .map(|(from, a, b)| (from, Instr::MulAdd(a, b, y)))
                .or(product(y).map(|(from, a, b)| (from, Instr::MulAdd(a, b, x)))),
            Binary::Sub => product(y).map(|(from, a, b)| (from, Instr::NegMulAdd(a, b, x))),
            Binary::Mul
            | Binary::Div
            | Binary::Max
            | Binary::Min
            | Binary::Less
            | Binary::Equal => None,
        };
        if let Some((from, instr)) = joined {
            map.code[at] = instr;
            gone[from] = true;
        }
    }
    // Close the gaps.
    let mut moved = vec![0; map.code.len()];
    let mut kept = 0;
    for (at, gone) in gone.iter().enumerate() {
        moved[at] = kept;
        kept += usize::from(!gone);
    }
    let renumber = |operand: Operand| match operand {
        Operand::Code(at) => Operand::Code(moved[at]),
        Operand::Load(_) | Operand::Constant(_) => operand,
    };
    let code = map.code.iter().zip(&gone).filter(|(_, gone)| !**gone);
    map.code = code
        .map(|(instr, _)| match *instr {
            Instr::Unary(unary, x) => Instr::Unary(unary, renumber(x)),
            Instr::Binary(binary, a, b) => Instr::Binary(binary, renumber(a), renumber(b)),
            Instr::MulAdd(a, b, c) => Instr::MulAdd(renumber(a), renumber(b), renumber(c)),
            Instr::NegMulAdd(a, b, c) => Instr::NegMulAdd(renumber(a), renumber(b), renumber(c)),
            Instr::Select(a, b, c) => Instr::Select(renumber(a), renumber(b), renumber(c)),
            Instr::Copy(x) => Instr::Copy(renumber(x)),
            Instr::Noise { .. } | Instr::Iota => *instr,
        })
        .collect();
    for store in &mut map.stores {
        store.0 = moved[store.0];
    }
    for reduce in &mut map.reduces {
        reduce.from = renumber(reduce.from);
    }
    map
}

/// A map in which rows play no part, as one long row.
pub(crate) fn flatten(mut map: Map) -> Map {
    let scalar = |view: &View| view.row_stride == 0 && view.column_stride == 0;
    let plain = map
        .loads
        .iter()
        .all(|view| scalar(view) || view.is_dense(map.columns));
    let counts = map.code.iter().any(|instr| matches!(instr, Instr::Iota));
    if plain && !counts && map.reduces.is_empty() {
        let length = map.rows * map.columns;
        for view in &mut map.loads {
            if !scalar(view) {
                view.row_stride = length;
            }
            view.window = (0, length);
        }
        (map.rows, map.columns) = (1, length);
    }
    map
}
