//! Graphs as shaders and the buffers that they want, without a device.

use super::codegen::{Style, Task};
use super::layout::{Layout, Places};
use super::program;
use super::schedule::{Shader, schedule};
use crate::graph::{Graph, Input, Variable};
use crate::plan::Plan;

/// What runs a graph on any device that has the bindings of `prelude.wgsl`.
pub struct Recipe {
    pub(super) layout: Layout,
    pub(super) places: Places,
    shaders: Vec<Shader>,
}

impl Recipe {
    /// The recipe of a graph whose variables are the only ones; no buffer is limited.
    pub fn new(graph: &Graph, style: Style) -> Self {
        Self::with(&plan(graph, usize::MAX), Places::default(), style)
    }

    /// The recipe of a plan, whose variables go behind those that have their places.
    pub(super) fn with(plan: &Plan, mut places: Places, style: Style) -> Self {
        plan.variables().for_each(|variable| places.add(variable));
        let (layout, tasks): (_, Vec<Task>) = program::tasks(plan, places.clone(), style);
        let mut recipe = Self {
            shaders: Vec::new(),
            layout,
            places,
        };
        recipe.shaders = schedule(&tasks, recipe.lengths(), style);
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

    /// Where a variable starts.
    pub fn variable(&self, variable: Variable) -> Option<usize> {
        self.places.offset(variable)
    }

    /// Where an input starts in a run's inputs, of which the first two words are the seed and the step.
    pub fn input(&self, input: Input) -> usize {
        self.layout.inputs[input.0 as usize]
    }

    /// Where each output starts among the results, and its length.
    pub fn outputs(&self) -> &[(usize, usize)] {
        &self.layout.outputs
    }
}

/// The plan of a graph. Values that share no memory let more run side by side, where they take no more than half of
/// the `most` elements that a buffer may have.
pub(super) fn plan(graph: &Graph, most: usize) -> Plan {
    let plan = Plan::unshared(graph);
    program::plan(match plan.buffers.iter().sum::<usize>() < most / 2 {
        true => plan,
        false => Plan::new(graph),
    })
}
