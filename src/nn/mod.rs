//! What models are made of: parameters and layers here, distributions, optimisers and schedules beside.

pub mod distributions;
pub mod optimizers;
pub mod schedule;

use crate::choices::choices;
use crate::graph::{Graph, Result, Shape, Tensor, Variable};
use crate::noise::{Clock, uniform, words};
use crate::special::{cos, sin};

/// Noise streams from here on draw initial values; those below are free for models.
const INITIAL_STREAM: u32 = 1 << 16;

choices! {
    /// The function between layers.
    Activation {
        Relu = "relu",
        Tanh = "tanh",
        Softplus = "softplus",
        Gelu = "gelu",
        /// max(x, 0.2 x)
        LeakyRelu = "leaky-relu",
    }
}

/// How a parameter is laid out in a file, where `torch.nn.Linear`'s habits rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `(in, out)` here, `(out, in)` in files.
    Weight,
    /// `(1, out)` here, `(out)` in files.
    Bias,
    /// The same here and in files.
    Matrix,
}

/// A part of a model's parameters that an optimiser trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group(u8);

impl Default for Group {
    fn default() -> Self {
        Self(1)
    }
}

impl Group {
    /// The parameters of both groups.
    pub fn and(self, other: Group) -> Group {
        Group(self.0 | other.0)
    }

    /// Whether some parameters are in both.
    pub fn overlaps(self, other: Group) -> bool {
        self.0 & other.0 != 0
    }
}

/// What changes a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The gradient of the phase that trains this group.
    Trained(Group),
    /// No gradient: a phase assigns it. It is part of the model, in files too.
    State,
    /// A phase assigns it for later phases of the same round; it is in no file.
    Scratch,
}

/// The values that a run begins with.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Initial {
    /// U(-bound, bound)
    Uniform(f32),
    /// One value everywhere.
    Constant(f32),
    /// Rows evenly on a circle of this radius in the first two columns.
    Circle(f32),
}

/// A matrix that a run changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name in files, such as `encoder.0.weight`.
    pub name: String,
    pub variable: Variable,
    pub role: Role,
    pub kind: Kind,
    /// How many times the learning rate moves it.
    pub rate: f32,
    initial: Initial,
}

impl Parameter {
    /// The first values of a run, row-major: functions of the seed alone.
    // SAFETY: nothing else has this name.
    #[cfg_attr(fast_exports, unsafe(export_name = "fast_initial"))]
    pub fn initial(&self, seed: u32) -> Vec<f32> {
        let (rows, columns) = self.variable.shape;
        let bound = match self.initial {
            Initial::Uniform(bound) => bound,
            Initial::Constant(value) => return vec![value; rows * columns],
            Initial::Circle(radius) => return circle(radius, rows, columns),
        };
        let stream = INITIAL_STREAM + self.variable.id;
        let clock = Clock { seed, step: 0 };
        (0..(rows * columns) as u32)
            .map(|i| words(clock, stream, i / 2)[i as usize % 2])
            .map(|word| bound * (2.0 * uniform(word) - 1.0))
            .collect()
    }

    /// Its shape in files.
    pub fn file_shape(&self) -> Vec<usize> {
        let (inputs, outputs) = self.variable.shape;
        match self.role {
            Role::Weight => vec![outputs, inputs],
            Role::Bias => vec![outputs],
            Role::Matrix => vec![inputs, outputs],
        }
    }
}

/// `rows` points evenly on a circle in the first two of `columns` dimensions, row-major.
fn circle(radius: f32, rows: usize, columns: usize) -> Vec<f32> {
    let mut points = vec![0.0; rows * columns];
    for (row, point) in points.chunks_exact_mut(columns).enumerate() {
        let angle = 2.0 * std::f64::consts::PI * row as f64 / rows as f64;
        for (place, part) in point.iter_mut().zip([cos(angle), sin(angle)]) {
            *place = radius * part as f32;
        }
    }
    points
}

/// A model's parameters, in order; hands out the ids of variables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters {
    list: Vec<Parameter>,
    /// The group of the trained parameters that are added next.
    group: Group,
}

impl Parameters {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Parameter> {
        self.list.iter()
    }

    /// Those of files, with their numbers: all but scratch.
    pub fn kept(&self) -> impl Iterator<Item = &Parameter> {
        let kept = |parameter: &&Parameter| parameter.kind != Kind::Scratch;
        self.list.iter().filter(kept)
    }

    /// Numbers of the parameters that belong to a group.
    pub fn of(&self, group: Group) -> impl Iterator<Item = usize> {
        let numbered = self.list.iter().enumerate();
        let own = numbered.filter(
            move |(_, parameter)| matches!(parameter.kind, Kind::Trained(own) if own.overlaps(group)),
        );
        own.map(|(number, _)| number)
    }

    /// Parameter number `index`.
    pub fn get(&self, index: usize) -> &Parameter {
        &self.list[index]
    }

    /// The variable that holds slot number `slot` of the optimiser for parameter number `index`.
    pub fn slot(&self, slot: usize, index: usize) -> Variable {
        Variable {
            id: ((slot + 1) * self.list.len() + index) as u32,
            shape: self.list[index].variable.shape,
        }
    }

    /// The parameters as nodes of a graph.
    pub fn nodes(&self, graph: &mut Graph) -> Nodes {
        let variables = self.list.iter().map(|parameter| parameter.variable);
        Nodes(variables.map(|variable| graph.variable(variable)).collect())
    }

    /// Begins another group: the trained parameters that are added from now on belong to it.
    pub fn begin_group(&mut self) -> Group {
        self.group = Group(self.group.0 << 1);
        self.group
    }

    /// Adds a state of one value everywhere, `state.NAME` in files; returns its number.
    pub fn state(&mut self, name: &str, shape: Shape, value: f32) -> usize {
        let initial = Initial::Constant(value);
        self.add(
            format!("state.{name}"),
            shape,
            Role::Matrix,
            Kind::State,
            initial,
        )
    }

    /// Adds a state that begins with draws from U(-bound, bound), `state.NAME` in files; returns its number.
    pub fn drawn_state(&mut self, name: &str, shape: Shape, bound: f32) -> usize {
        let (name, initial) = (format!("state.{name}"), Initial::Uniform(bound));
        self.add(name, shape, Role::Matrix, Kind::State, initial)
    }

    /// Adds a state whose rows begin evenly on a circle of a radius in the first two columns; returns its number.
    pub fn circle(&mut self, name: String, shape: Shape, radius: f32) -> usize {
        let initial = Initial::Circle(radius);
        self.add(name, shape, Role::Matrix, Kind::State, initial)
    }

    /// Adds a matrix that lasts for a round of phases; returns its number.
    pub fn scratch(&mut self, name: &str, shape: Shape) -> usize {
        let initial = Initial::Constant(0.0);
        self.add(name.to_owned(), shape, Role::Matrix, Kind::Scratch, initial)
    }

    /// Adds a matrix to train, drawn from U(-bound, bound); returns its number.
    pub fn trained(&mut self, name: String, shape: Shape, role: Role, bound: f32) -> usize {
        let kind = Kind::Trained(self.group);
        self.add(name, shape, role, kind, Initial::Uniform(bound))
    }

    /// Moves a parameter by so many times the learning rate.
    pub fn set_rate(&mut self, index: usize, rate: f32) {
        self.list[index].rate = rate;
    }

    /// Adds a matrix to train that begins with one value everywhere; returns its number.
    pub fn constant(&mut self, name: &str, shape: Shape, value: f32) -> usize {
        let (kind, initial) = (Kind::Trained(self.group), Initial::Constant(value));
        self.add(name.to_owned(), shape, Role::Matrix, kind, initial)
    }

    fn add(
        &mut self,
        name: String,
        shape: Shape,
        role: Role,
        kind: Kind,
        initial: Initial,
    ) -> usize {
        let id = self.list.len();
        let variable = Variable {
            id: id as u32,
            shape,
        };
        self.list.push(Parameter {
            name,
            variable,
            role,
            kind,
            rate: 1.0,
            initial,
        });
        id
    }
}

/// Parameters as nodes of one graph, in the order of [`Parameters`].
#[derive(Clone, Debug)]
pub struct Nodes(pub Vec<Tensor>);

/// h = x W + b
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Linear {
    weight: usize,
    bias: usize,
}

impl Linear {
    /// Weights and biases begin in U(-1/√in, 1/√in), as `torch.nn.Linear`'s do.
    pub fn new(parameters: &mut Parameters, name: &str, inputs: usize, outputs: usize) -> Self {
        let bound = 1.0 / (inputs as f32).sqrt();
        let mut add = |part: &str, shape, role| {
            parameters.trained(format!("{name}.{part}"), shape, role, bound)
        };
        Self {
            weight: add("weight", (inputs, outputs), Role::Weight),
            bias: add("bias", (1, outputs), Role::Bias),
        }
    }

    /// `(rows, in)` to `(rows, out)`.
    pub fn forward(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor) -> Result {
        let product = graph.matmul(x, nodes.0[self.weight])?;
        graph.add(product, nodes.0[self.bias])
    }

    /// The same, with the weights where a mask `(in, out)` is 1 alone.
    pub fn masked(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor, mask: Tensor) -> Result {
        let weight = graph.mul(nodes.0[self.weight], mask)?;
        let product = graph.matmul(x, weight)?;
        graph.add(product, nodes.0[self.bias])
    }
}

/// Linear layers with an activation after each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Perceptron {
    layers: Vec<Linear>,
    activation: Activation,
    /// Columns of the result.
    pub outputs: usize,
}

impl Perceptron {
    /// Layers `name.0`, `name.1`, ... of the given sizes; with none it is the identity.
    pub fn new(
        parameters: &mut Parameters,
        name: &str,
        inputs: usize,
        sizes: impl Iterator<Item = usize>,
        activation: Activation,
    ) -> Self {
        let mut outputs = inputs;
        let layers = sizes
            .enumerate()
            .map(|(number, size)| {
                let inputs = std::mem::replace(&mut outputs, size);
                Linear::new(parameters, &format!("{name}.{number}"), inputs, size)
            })
            .collect();
        Self {
            layers,
            activation,
            outputs,
        }
    }

    /// `(rows, in)` to `(rows, outputs)`.
    pub fn forward(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor) -> Result {
        let mut h = x;
        for layer in &self.layers {
            h = layer.forward(graph, nodes, h)?;
            h = activate(graph, self.activation, h)?;
        }
        Ok(h)
    }
}

/// An activation, element by element.
pub fn activate(graph: &mut Graph, activation: Activation, x: Tensor) -> Result {
    Ok(match activation {
        Activation::Relu => graph.relu(x),
        Activation::Tanh => graph.tanh(x),
        Activation::Softplus => graph.softplus(x),
        // x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))) = x σ(√(8/π) x (1 + 0.044715 x²)); the tanh form of
        // Hendrycks and Gimpel, 2016.
        Activation::Gelu => {
            let square = graph.square(x)?;
            let curve = graph.scale(square, 0.044_715)?;
            let curve = graph.shift(curve, 1.0)?;
            let inner = graph.mul(x, curve)?;
            let inner = graph.scale(inner, (8.0 / std::f32::consts::PI).sqrt())?;
            let gate = graph.sigmoid(inner);
            graph.mul(x, gate)?
        }
        Activation::LeakyRelu => {
            let leak = graph.scale(x, 0.2)?;
            graph.max(x, leak)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interp::Interp;

    #[test]
    fn first_values_fill_torchs_range_and_follow_the_seed() {
        let mut parameters = Parameters::default();
        Linear::new(&mut parameters, "a", 100, 300);
        let list: Vec<&Parameter> = parameters.iter().collect();
        let weights = list[0].initial(7);
        let largest = weights.iter().fold(0f32, |m, w| m.max(w.abs()));
        let mean = weights.iter().sum::<f32>() / weights.len() as f32;
        assert!(largest <= 0.1 && largest > 0.0999, "{largest}");
        // The mean of 30,000 draws of U(-0.1, 0.1) has a standard deviation of 0.00033.
        assert!(mean.abs() < 0.0015, "{mean}");
        assert_eq!(weights, list[0].initial(7));
        assert_ne!(weights, list[0].initial(8));
        assert_ne!(weights[..300], list[1].initial(7)[..]);
    }

    /// Against torch.nn.functional.{relu, tanh, softplus, gelu(approximate="tanh"), leaky_relu(negative_slope=0.2)}.
    #[test]
    fn activations_are_torchs() {
        let inputs = [-3.0, -0.5, 0.0, 1.0, 4.0];
        let expected = [
            (Activation::Relu, [0.0, 0.0, 0.0, 1.0, 4.0]),
            (
                Activation::Tanh,
                [-0.99505475, -0.46211716, 0.0, 0.76159416, 0.9993293],
            ),
            (
                Activation::Softplus,
                [
                    0.0485874,
                    0.4740770,
                    std::f64::consts::LN_2,
                    1.3132617,
                    4.01815,
                ],
            ),
            (
                Activation::Gelu,
                [-0.0036373923, -0.15428598, 0.0, 0.8411920, 3.9999297],
            ),
            (Activation::LeakyRelu, [-0.6, -0.1, 0.0, 1.0, 4.0]),
        ];
        for (activation, expected) in expected {
            let mut graph = Graph::new();
            let (_, x) = graph.input((1, 5));
            let y = activate(&mut graph, activation, x).unwrap();
            let feed = ndarray::Array2::from_shape_vec((1, 5), inputs.to_vec()).unwrap();
            let values = Interp::<f64>::new().values(&graph, &[feed], Clock::default());
            for (actual, expected) in values[y.index()].iter().zip(expected) {
                assert!(
                    (actual - expected).abs() < 2e-6,
                    "{activation:?}: {actual} for {expected}"
                );
            }
        }
    }
}
