//! Offsets of a program's places in the GPU's buffers, in elements: variables in one buffer that all programs
//! share, temporaries in one of the program's own, inputs and outputs in a slot for each run.

use crate::graph::{Shape, Variable};
use crate::plan::{Place, Plan};

/// Words of a slot of inputs before the first input: the seed and the step.
pub(super) const CLOCK: usize = 2;

/// Slots begin at multiples of this many words: what every device allows as an offset.
const SLOT: usize = 64;

/// Offsets of the variables in the state, one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// Offset and shape of each variable, by its id.
    variables: Vec<Option<(usize, Shape)>>,
    /// Of all together.
    pub length: usize,
}

impl Places {
    /// Adds a variable at the end, unless it is there.
    pub fn add(&mut self, Variable { id, shape }: Variable) {
        let at = id as usize;
        if self.variables.len() <= at {
            self.variables.resize(at + 1, None);
        }
        let place = &mut self.variables[at];
        let new = place.get_or_insert_with(|| (take(&mut self.length, shape.0 * shape.1), shape));
        assert_eq!(new.1, shape, "variable {id} changes its shape");
    }

    /// Offset of a variable, if it has one.
    pub fn offset(&self, variable: Variable) -> Option<usize> {
        let place = self.variables.get(variable.id as usize)?;
        place.map(|(offset, _)| offset)
    }
}

/// Room for `size` elements at the end of `length`, aligned for vectors of four.
fn take(length: &mut usize, size: usize) -> usize {
    let start = *length;
    *length += size.next_multiple_of(4);
    start
}

/// Offsets of the places of a program.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    variables: Places,
    pub inputs: Vec<usize>,
    pub buffers: Vec<Home>,
    /// The length of the program's own buffer.
    pub work: usize,
    /// The lengths of a run's slots.
    pub input_slot: usize,
    pub result_slot: usize,
    /// Offsets of the outputs in a run's slot of results, and their lengths.
    pub outputs: Vec<(usize, usize)>,
}

/// An array of `prelude.wgsl` and a place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    State(usize),
    Work(usize),
    Input(usize),
    Result(usize),
}

impl Layout {
    /// Lays a plan's places out one after the other; its outputs must be in buffers.
    pub fn new(plan: &Plan, variables: Places) -> Self {
        let (mut work, mut input, mut result) = (0, CLOCK, 0);
        let is_output = |at: usize| {
            let place = Place::Buffer(at as u32);
            plan.outputs.iter().any(|output| output.0 == place)
        };
        let mut layout = Self {
            inputs: (plan.inputs.iter())
                .map(|&(rows, columns)| {
                    input += rows * columns;
                    input - rows * columns
                })
                .collect(),
            buffers: (plan.buffers.iter().enumerate())
                .map(|(at, &size)| match is_output(at) {
                    true => Home::Result(take(&mut result, size)),
                    false => Home::Work(take(&mut work, size)),
                })
                .collect(),
            variables,
            outputs: Vec::new(),
            work: work.max(4),
            input_slot: input.next_multiple_of(SLOT),
            result_slot: result.max(1).next_multiple_of(SLOT),
        };
        let outputs = plan.outputs.iter();
        layout.outputs = outputs
            .filter_map(|&(place, length)| match layout.home(place) {
                Home::Result(start) => Some((start, length)),
                Home::State(_) | Home::Work(_) | Home::Input(_) => None,
            })
            .collect();
        layout
    }

    /// Makes one more temporary of `size` elements.
    pub fn buffer(&mut self, size: usize) -> Place {
        self.buffers.push(Home::Work(take(&mut self.work, size)));
        Place::Buffer(self.buffers.len() as u32 - 1)
    }

    /// The outputs of a run, one after the other, from its slot.
    pub fn outputs(&self, slot: &[f32]) -> Vec<f32> {
        let outputs = self
            .outputs
            .iter()
            .map(|&(start, length)| &slot[start..][..length]);
        outputs.flatten().copied().collect()
    }

    /// The array of a place and its offset there.
    pub fn home(&self, place: Place) -> Home {
        match place {
            Place::Variable(variable) => Home::State(self.variables.offset(variable).unwrap_or(0)),
            Place::Input(input) => Home::Input(self.inputs[input as usize]),
            Place::Buffer(buffer) => self.buffers[buffer as usize],
        }
    }
}
