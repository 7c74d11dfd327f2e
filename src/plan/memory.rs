//! The third pass: gives every value that crosses units a place, reusing buffers whose last reader has run.

use super::Place;
use super::fuse::{Schedule, base};
use crate::graph::{Graph, Op, SourceOp, Tensor, Variable};

/// The memory of the values of a graph.
pub(super) struct Memory {
    /// The place of each node that has one.
    pub places: Vec<Option<Place>>,
    /// Lengths of the buffers, in elements.
    pub buffers: Vec<usize>,
    /// Assigned values that a copy at the end of the run must bring into their variables.
    pub late: Vec<(Variable, Tensor)>,
}

/// Places the values of a schedule; `reuse` gives the buffers of values that are no longer needed to others.
pub(super) fn place(graph: &Graph, schedule: &Schedule, reuse: bool) -> Memory {
    let mut pass = Pass {
        graph,
        schedule,
        memory: Memory {
            places: graph.nodes.iter().map(|node| source(node.op)).collect(),
            buffers: Vec::new(),
            late: Vec::new(),
        },
    };
    pass.place_assigns();
    pass.place_buffers(reuse);
    pass.memory
}

/// The place of what is there when a run begins.
fn source(op: Op) -> Option<Place> {
    match op {
        Op::Source(op) => match op {
            SourceOp::Variable(variable) => Some(Place::Variable(variable)),
            SourceOp::Input(input) => Some(Place::Input(input.0)),
            // A number in the code of maps.
            SourceOp::Constant(_) => None,
        },
        Op::View(..) | Op::Element(_) | Op::Reduction(..) | Op::Kernel(_) => None,
    }
}

struct Pass<'a> {
    graph: &'a Graph,
    schedule: &'a Schedule,
    memory: Memory,
}

impl Pass<'_> {
    /// Lets assigned values go straight into their variables where no reader of the old value comes later.
    fn place_assigns(&mut self) {
        let mut count: Vec<usize> = Vec::new();
        for (variable, _) in &self.graph.assigns {
            let id = variable.id as usize;
            count.resize(count.len().max(id + 1), 0);
            count[id] += 1;
        }
        for &(variable, x) in &self.graph.assigns {
            let place = &self.memory.places[x.index()];
            let once = count[variable.id as usize] == 1;
            if place.is_none() && once && self.is_safe(variable, x) {
                self.memory.places[x.index()] = Some(Place::Variable(variable));
            } else {
                self.memory.late.push((variable, x));
            }
        }
    }

    fn is_safe(&self, assigned: Variable, x: Tensor) -> bool {
        let (graph, schedule) = (self.graph, self.schedule);
        let Some(unit) = schedule.unit_of[x.index()] else {
            return false;
        };
        let before = schedule.last_read(assigned, unit) < Some(schedule.runs_at[unit]);
        // Within its own unit each element must be read where it is written.
        let mut readers = schedule.readers(assigned).iter();
        let in_step = readers.all(|reader| {
            schedule.unit_of[reader.index()] != Some(unit)
                || graph.op(*reader).operands().all(|operand| {
                    graph.op(base(graph, operand)).variable() != Some(assigned)
                        || (graph.op(operand).variable() == Some(assigned)
                            && graph.shape(operand) == schedule.units[unit].shape)
                })
        });
        before && in_step
    }

    /// When each node's value is last read: a unit, or the end of the run.
    fn last_uses(&self) -> Vec<Option<usize>> {
        let mut last: Vec<Option<usize>> = vec![None; self.graph.nodes.len()];
        for (index, node) in self.graph.nodes.iter().enumerate() {
            let Some(unit) = self.schedule.unit_of[index] else {
                continue;
            };
            for operand in node.op.operands() {
                if !self.schedule.is_inside(self.graph, operand, unit) {
                    let base = base(self.graph, operand).index();
                    last[base] = last[base].max(Some(self.schedule.runs_at[unit]));
                }
            }
        }
        let kept = self.memory.late.iter().map(|(_, x)| x);
        for x in kept.chain(&self.graph.outputs) {
            last[x.index()] = Some(usize::MAX);
        }
        last
    }

    fn place_buffers(&mut self, reuse: bool) {
        let units = self.schedule.units.len();
        let last = self.last_uses();
        let mut by_unit: Vec<Vec<usize>> = vec![Vec::new(); units];
        for (index, node) in self.graph.nodes.iter().enumerate() {
            let Some(unit) = self.schedule.unit_of[index] else {
                continue;
            };
            let stored = last[index].is_some() || !node.op.is_element();
            if self.memory.places[index].is_none() && stored {
                by_unit[self.schedule.runs_at[unit]].push(index);
            }
        }
        // By length and number.
        let mut free: Vec<(usize, u32)> = Vec::new();
        // The buffers whose last reader is each unit.
        let mut ending: Vec<Vec<u32>> = vec![Vec::new(); units];
        for (unit, nodes) in by_unit.into_iter().enumerate() {
            for index in nodes {
                let (rows, columns) = self.graph.nodes[index].shape;
                let buffer = self.take(&mut free, rows * columns);
                self.memory.places[index] = Some(Place::Buffer(buffer));
                if let Some(ending) = ending.get_mut(last[index].unwrap_or(unit)) {
                    ending.push(buffer);
                }
            }
            if reuse {
                for &buffer in &ending[unit] {
                    let sized = (self.memory.buffers[buffer as usize], buffer);
                    free.insert(free.partition_point(|other| *other < sized), sized);
                }
            }
        }
    }

    /// The free buffer that fits best, by length and number; the largest grows if none is large enough.
    fn take(&mut self, free: &mut Vec<(usize, u32)>, length: usize) -> u32 {
        let fitting = free.partition_point(|&(size, _)| size < length);
        let fitting = fitting.min(free.len().saturating_sub(1));
        match (!free.is_empty()).then(|| free.remove(fitting)) {
            Some((size, buffer)) => {
                self.memory.buffers[buffer as usize] = size.max(length);
                buffer
            }
            None => {
                self.memory.buffers.push(length);
                (self.memory.buffers.len() - 1) as u32
            }
        }
    }
}
