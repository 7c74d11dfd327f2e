//! The last pass: writes the units of a schedule down as kernels.

use std::collections::HashMap;

use super::fuse::{Schedule, UnitKind, base};
use super::memory::Memory;
use super::{Group, Instr, Kernel, Map, MatMul, Operand, Place, Plan, Reduce, View};
use crate::graph::{
    Axis, Binary, ElementOp, Graph, KernelOp, Op, Reduction, ReductionOp, Shape, Tensor, Variable,
    ViewOp,
};

/// The plan of a schedule whose values have their places.
pub(super) fn lower(graph: &Graph, schedule: &Schedule, memory: Memory) -> Plan {
    let pass = Lower {
        graph,
        schedule,
        places: &memory.places,
    };
    let units = (0..schedule.units.len()).filter(|&unit| schedule.runs_at[unit] == unit);
    let kernels = units.filter_map(|unit| pass.kernel(unit));
    let late = memory.late.iter();
    let copies = late.map(|&(variable, x)| Kernel::Map(pass.copy(x, variable)));
    let length = |x: Tensor| graph.shape(x).0 * graph.shape(x).1;
    let outputs = graph.outputs.iter();
    Plan {
        kernels: kernels.chain(copies).collect(),
        inputs: graph.inputs.clone(),
        outputs: outputs.map(|&x| (pass.at(x), length(x))).collect(),
        buffers: memory.buffers,
    }
}

struct Lower<'a> {
    graph: &'a Graph,
    schedule: &'a Schedule,
    places: &'a [Option<Place>],
}

impl Lower<'_> {
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
        let mut registers: HashMap<Tensor, usize> = HashMap::new();
        for &x in self.schedule.members(unit) {
            let mut read = |operand: Tensor| {
                if let Some(value) = self.graph.op(operand).constant() {
                    return Operand::Constant(value);
                }
                match registers.get(&operand) {
                    Some(register) => Operand::Code(*register),
                    None => {
                        let view = self.view(operand, shape);
                        // A map has few loads.
                        let load = map.loads.iter().position(|&known| known == view);
                        Operand::Load(load.unwrap_or_else(|| {
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
                    registers.insert(x, map.code.len() - 1);
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
