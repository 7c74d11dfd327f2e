//! Graphs as shaders and the layout of their buffers, without a device.

use super::codegen::Task;
use super::layout::{Layout, Places};
use super::schedule::{Shader, schedule};
use super::{kernels, matmul};
use crate::graph::{Graph, Input, Variable};
use crate::plan::{Instr, Kernel, Map, Operand, Place, Plan, View};

/// The shaders and buffers that run a graph on any device with the bindings of `prelude.wgsl`.
pub struct Recipe {
    pub(super) layout: Layout,
    pub(super) places: Places,
    shaders: Vec<Shader>,
}

impl Recipe {
    /// The recipe of a graph whose variables are the only ones; no buffer is limited.
    pub fn new(graph: &Graph) -> Self {
        Self::with(&plan(graph, usize::MAX), Places::default())
    }

    /// The recipe of a plan, whose variables go behind those that have their places.
    pub(super) fn with(plan: &Plan, mut places: Places) -> Self {
        plan.variables().for_each(|variable| places.add(variable));
        let (layout, tasks) = tasks(plan, places.clone());
        let mut recipe = Self {
            shaders: Vec::new(),
            layout,
            places,
        };
        recipe.shaders = schedule(&tasks, recipe.lengths());
        recipe
    }

    /// The dispatches in order: the text of each shader, and its workgroups in x and y.
    pub fn dispatches(&self) -> impl Iterator<Item = (&str, (u32, u32))> {
        self.shaders
            .iter()
            .map(|shader| (shader.text.as_str(), shader.groups()))
    }

    pub(super) fn shaders(&self) -> &[Shader] {
        &self.shaders
    }

    /// Elements of the variables together, of the program's own buffer, and of a run's inputs and results.
    pub fn lengths(&self) -> [usize; 4] {
        let layout = &self.layout;
        [
            self.places.length,
            layout.work,
            layout.input_slot,
            layout.result_slot,
        ]
    }

    /// Offset of a variable in the state.
    pub fn variable(&self, variable: Variable) -> Option<usize> {
        self.places.offset(variable)
    }

    /// Offset of an input among a run's inputs, whose first two words are the seed and the step.
    pub fn input(&self, input: Input) -> usize {
        self.layout.inputs[input.0 as usize]
    }

    /// Offset and length of each output among the results.
    pub fn outputs(&self) -> &[(usize, usize)] {
        &self.layout.outputs
    }
}

/// The plan of a graph. Values that share no memory let more run side by side, where they take no more than half of
/// the `most` elements that a buffer may have.
pub(super) fn plan(graph: &Graph, most: usize) -> Plan {
    let plan = Plan::unshared(graph);
    with_outputs_in_buffers(match plan.buffers.iter().sum::<usize>() < most / 2 {
        true => plan,
        false => Plan::new(graph),
    })
}

/// The plan with its outputs copied to buffers where they are elsewhere, so that each run can have its own.
fn with_outputs_in_buffers(mut plan: Plan) -> Plan {
    for (place, length) in &mut plan.outputs {
        if let Place::Buffer(_) = place {
            continue;
        }
        plan.buffers.push(*length);
        let to = Place::Buffer(plan.buffers.len() as u32 - 1);
        plan.kernels.push(Kernel::Map(Map {
            rows: 1,
            columns: *length,
            loads: vec![View::dense(*place, (1, *length))],
            code: vec![Instr::Copy(Operand::Load(0))],
            stores: vec![(0, to)],
            reduces: Vec::new(),
        }));
        *place = to;
    }
    plan
}

/// The tasks of a plan, and where its places are.
fn tasks(plan: &Plan, variables: Places) -> (Layout, Vec<Task>) {
    let mut layout = Layout::new(plan, variables);
    let tasks = plan.kernels.iter().flat_map(|kernel| match kernel {
        Kernel::Map(map) => kernels::map(&layout, map),
        Kernel::MatMul(product) => matmul::matmul(&mut layout, product),
        Kernel::Gather {
            table,
            index,
            rows,
            scale,
            to,
        } => vec![kernels::gather(&layout, *table, *index, *rows, *scale, *to)],
        Kernel::ArgMax {
            from,
            rows,
            columns,
            to,
        } => vec![kernels::argmax(&layout, from, *rows, *columns, *to)],
    });
    let tasks = tasks.collect();
    (layout, tasks)
}
