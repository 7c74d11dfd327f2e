//! The reference executor: one plain loop an op, generic over f32 and f64, without plan, fusion or reuse
//! of memory. The truth that the others are held to; it is not fast.

use std::collections::HashMap;
use std::rc::Rc;

use ndarray::{Array2, Axis as Dimension, NdFloat, Zip, s};

use crate::executor::{Executor, ExecutorError, Program};
use crate::graph::{
    Axis, Binary, Distribution, ElementOp, Graph, Input, KernelOp, Op, Reduction, ReductionOp,
    Shape, SourceOp, Table, Tensor, Unary, Variable, ViewOp,
};
use crate::noise::{Clock, uniform, words};

/// The reference executor over f32 or f64.
#[derive(Default)]
pub struct Interp<T> {
    variables: HashMap<u32, Array2<T>>,
    tables: HashMap<u32, Rc<Vec<u8>>>,
    programs: Vec<Loaded<T>>,
    /// Outputs of the runs that are queued.
    results: Vec<Vec<f32>>,
    checkpoints: HashMap<usize, HashMap<u32, Array2<T>>>,
}

struct Loaded<T> {
    graph: Graph,
    feeds: Vec<Array2<T>>,
    outputs: Vec<Vec<f32>>,
}

impl<T: NdFloat> Loaded<T> {
    fn new(graph: Graph) -> Self {
        Self {
            feeds: graph
                .inputs
                .iter()
                .map(|&shape| Array2::zeros(shape))
                .collect(),
            graph,
            outputs: Vec::new(),
        }
    }
}

impl<T: NdFloat + Default> Interp<T> {
    /// An executor whose variables are all zero.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a variable in full precision.
    pub fn set(&mut self, variable: Variable, value: Array2<T>) {
        assert_eq!(value.dim(), variable.shape, "variable {}", variable.id);
        self.variables.insert(variable.id, value);
    }

    /// A variable's value in full precision.
    pub fn get(&self, variable: Variable) -> Array2<T> {
        self.variables
            .get(&variable.id)
            .cloned()
            .unwrap_or_else(|| Array2::zeros(variable.shape))
    }

    /// The values of all nodes of a graph, by [`Tensor::index`]; nothing is assigned.
    pub fn values(&self, graph: &Graph, feeds: &[Array2<T>], clock: Clock) -> Vec<Array2<T>> {
        let mut values: Vec<Array2<T>> = Vec::with_capacity(graph.nodes.len());
        for node in &graph.nodes {
            let value = self.value(node.op, node.shape, &values, feeds, clock);
            values.push(value);
        }
        values
    }

    fn value(
        &self,
        op: Op,
        shape: Shape,
        values: &[Array2<T>],
        feeds: &[Array2<T>],
        clock: Clock,
    ) -> Array2<T> {
        let of = |x: Tensor| &values[x.index()];
        match op {
            Op::Source(op) => match op {
                SourceOp::Variable(variable) => self.get(variable),
                SourceOp::Input(input) => feeds[input.0 as usize].clone(),
                SourceOp::Constant(value) => Array2::from_elem(shape, real(value.get().into())),
            },
            Op::View(op, x) => arranged(op, of(x), shape),
            Op::Element(op) => match op {
                ElementOp::Iota => Array2::from_shape_fn(shape, |(_, column)| real(column as f64)),
                ElementOp::Noise {
                    distribution,
                    stream,
                } => Array2::from_shape_fn(shape, |(row, column)| {
                    noise(distribution, stream, row * shape.1 + column, clock)
                }),
                ElementOp::Unary(unary, x) => of(x).mapv(|x| apply(unary, x)),
                ElementOp::Binary(binary, a, b) => {
                    let mut result = Array2::zeros(shape);
                    Zip::from(&mut result)
                        .and_broadcast(of(a))
                        .and_broadcast(of(b))
                        .for_each(|y, &a, &b| *y = combine(binary, a, b));
                    result
                }
                ElementOp::Select { condition, a, b } => Zip::from(of(condition))
                    .and(of(a))
                    .and(of(b))
                    .map_collect(|&condition, &a, &b| if condition > T::zero() { a } else { b }),
                ElementOp::Copy(x) => of(x).clone(),
            },
            Op::Reduction(op, x) => reduced(op, of(x), shape),
            Op::Kernel(op) => match op {
                KernelOp::Gather {
                    table,
                    index,
                    scale,
                } => {
                    let (bytes, scale) = (&self.tables[&table.id], real::<T>(scale.get().into()));
                    Array2::from_shape_fn(shape, |(row, column)| {
                        let picked = of(index)[(row, 0)].to_usize().unwrap_or(usize::MAX);
                        real::<T>(bytes[picked * table.columns + column].into()) * scale
                    })
                }
                KernelOp::MatMul {
                    a,
                    b,
                    transpose_a,
                    transpose_b,
                } => {
                    let turned = |x: Tensor, turn: bool| match turn {
                        true => of(x).t(),
                        false => of(x).view(),
                    };
                    turned(a, transpose_a).dot(&turned(b, transpose_b))
                }
                KernelOp::ArgMax(x) => Array2::from_shape_fn(shape, |(row, _)| {
                    let row = of(x).row(row);
                    let better = |best, at| if row[at] > row[best] { at } else { best };
                    real((1..row.len()).fold(0, better) as f64)
                }),
            },
        }
    }
}

impl<T: NdFloat + Default> Executor for Interp<T> {
    fn name(&self) -> &'static str {
        "interp"
    }

    fn fits(&self, _: &Graph) -> Result<(), ExecutorError> {
        Ok(())
    }

    fn load(&mut self, graph: &Graph) -> Program {
        self.programs.push(Loaded::new(graph.clone()));
        Program(self.programs.len() - 1)
    }

    fn unload(&mut self, program: Program) {
        self.programs[program.0] = Loaded::new(Graph::new());
    }

    fn set_variable(&mut self, variable: Variable, values: &[f32]) {
        self.set(variable, matrix(variable.shape, values));
    }

    fn variable(&self, variable: Variable) -> Vec<f32> {
        numbers(&self.get(variable))
    }

    fn clear(&mut self) {
        self.variables.clear();
        self.checkpoints.clear();
    }

    fn set_table(&mut self, table: Table, bytes: Rc<Vec<u8>>) {
        assert_eq!(bytes.len() % table.columns, 0, "table {}", table.id);
        self.tables.insert(table.id, bytes);
    }

    fn feed(&mut self, program: Program, input: Input, values: &[f32]) {
        let loaded = &mut self.programs[program.0];
        let shape = loaded.graph.inputs[input.0 as usize];
        loaded.feeds[input.0 as usize] = matrix(shape, values);
    }

    fn run(&mut self, program: Program, clock: Clock) {
        let loaded = &self.programs[program.0];
        let values = self.values(&loaded.graph, &loaded.feeds, clock);
        let outputs = loaded.graph.outputs.iter();
        let outputs = outputs.map(|x| numbers(&values[x.index()])).collect();
        for &(variable, x) in &loaded.graph.assigns {
            self.variables
                .insert(variable.id, values[x.index()].clone());
        }
        self.programs[program.0].outputs = outputs;
    }

    fn output(&self, program: Program, index: usize) -> &[f32] {
        &self.programs[program.0].outputs[index]
    }

    fn queue(&mut self, program: Program, clock: Clock) {
        self.run(program, clock);
        self.results.push(self.programs[program.0].outputs.concat());
    }

    fn collect(&mut self) -> Result<Vec<Vec<f32>>, ExecutorError> {
        Ok(std::mem::take(&mut self.results))
    }

    fn save_checkpoint(&mut self, slot: usize) {
        self.checkpoints.insert(slot, self.variables.clone());
    }

    fn restore_checkpoint(&mut self, slot: usize) {
        self.variables.clone_from(&self.checkpoints[&slot]);
    }
}

fn arranged<T: NdFloat>(op: ViewOp, x: &Array2<T>, shape: Shape) -> Array2<T> {
    match op {
        ViewOp::Broadcast => Array2::from_shape_fn(shape, |(row, column)| {
            let (rows, columns) = x.dim();
            x[(row.min(rows - 1), column.min(columns - 1))]
        }),
        ViewOp::Reshape => {
            let mut elements = x.iter();
            Array2::from_shape_simple_fn(shape, || elements.next().copied().unwrap_or_else(T::nan))
        }
        ViewOp::Slice { start } => x.slice(s![.., start..start + shape.1]).to_owned(),
        ViewOp::Pad { start } => {
            let mut padded = Array2::zeros(shape);
            let end = start + x.ncols();
            padded.slice_mut(s![.., start..end]).assign(x);
            padded
        }
        ViewOp::RepeatRows { times } => {
            Array2::from_shape_fn(shape, |(row, column)| x[(row / times, column)])
        }
        ViewOp::Detach => x.clone(),
    }
}

fn reduced<T: NdFloat>(op: ReductionOp, x: &Array2<T>, shape: Shape) -> Array2<T> {
    match op {
        ReductionOp::Along(reduction, axis) => {
            let dimension = Dimension(usize::from(axis == Axis::Columns));
            let start = match reduction {
                Reduction::Sum => T::zero(),
                Reduction::Max => T::neg_infinity(),
            };
            let join = |&total: &T, &x: &T| match reduction {
                Reduction::Sum => total + x,
                Reduction::Max => total.max(x),
            };
            x.fold_axis(dimension, start, join).insert_axis(dimension)
        }
        ReductionOp::SumGroups { rows } => Array2::from_shape_fn(shape, |(group, column)| {
            (0..rows).fold(T::zero(), |sum, row| sum + x[(group * rows + row, column)])
        }),
    }
}

fn real<T: NdFloat>(value: f64) -> T {
    T::from(value).unwrap_or_else(T::nan)
}

fn matrix<T: NdFloat>(shape: (usize, usize), values: &[f32]) -> Array2<T> {
    assert_eq!(values.len(), shape.0 * shape.1, "values of shape {shape:?}");
    Array2::from_shape_fn(shape, |(row, column)| {
        real(values[row * shape.1 + column].into())
    })
}

fn numbers<T: NdFloat>(value: &Array2<T>) -> Vec<f32> {
    value
        .iter()
        .map(|x| x.to_f32().unwrap_or(f32::NAN))
        .collect()
}

fn noise<T: NdFloat>(distribution: Distribution, stream: u32, element: usize, clock: Clock) -> T {
    let pair =
        words(clock, stream, (element / 2) as u32).map(|word| real::<T>(uniform(word).into()));
    match distribution {
        Distribution::Uniform => pair[element % 2],
        Distribution::Normal => {
            // Box and Muller (1958): √(-2 ln u₁) cos 2πu₂ and √(-2 ln u₁) sin 2πu₂ are independent N(0, 1).
            let radius = (real::<T>(-2.0) * pair[0].ln()).sqrt();
            let (sine, cosine) = (real::<T>(std::f64::consts::TAU) * pair[1]).sin_cos();
            radius
                * if element.is_multiple_of(2) {
                    cosine
                } else {
                    sine
                }
        }
    }
}

fn apply<T: NdFloat>(unary: Unary, x: T) -> T {
    let (zero, one) = (T::zero(), T::one());
    match unary {
        Unary::Neg => -x,
        Unary::Exp => x.exp(),
        Unary::Ln => x.ln(),
        Unary::Sqrt => x.sqrt(),
        Unary::Recip => one / x,
        Unary::Abs => x.abs(),
        Unary::Tanh => x.tanh(),
        Unary::Sigmoid => one / (one + (-x).exp()),
        // ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), which cannot overflow.
        Unary::Softplus => x.max(zero) + (-x.abs()).exp().ln_1p(),
        Unary::Relu if x.is_nan() => x,
        Unary::Relu => x.max(zero),
        Unary::Step => flag(x > zero),
        Unary::Flush if x.abs() < real(1e-20) => zero,
        Unary::Flush => x,
    }
}

fn combine<T: NdFloat>(binary: Binary, a: T, b: T) -> T {
    match binary {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div => a / b,
        Binary::Max => a.max(b),
        Binary::Min => a.min(b),
        Binary::Less => flag(a < b),
        Binary::Equal => flag(a == b),
    }
}

fn flag<T: NdFloat>(holds: bool) -> T {
    if holds { T::one() } else { T::zero() }
}
