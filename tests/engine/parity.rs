//! The fast executors against the interpreter, on random graphs over random shapes.

use std::rc::Rc;

use proptest::prelude::*;
use vae_lab::cpu::{Cpu, lanes::Isa};
use vae_lab::executor::{Executor, Program};
use vae_lab::graph::{
    Axis, Binary, Distribution, Graph, Reduction, Shape, Table, Tensor, Unary, Variable,
};
use vae_lab::interp::Interp;
use vae_lab::noise::{Clock, threefry};

#[cfg(feature = "gpu")]
use crate::gpu::{wgsl, with_gpu};
use crate::numbers::{Class, Tolerance, assert_close, narrow, random};

/// Runs a graph twice on every instruction set and on the interpreter in f64, and compares outputs and variables.
fn on_cpu(graph: &Graph, variables: &[Variable], class: Class, what: &str) {
    for isa in Isa::available() {
        let what = format!("{what}, {}", isa.name());
        check(
            &mut Cpu::with_isa(isa),
            graph,
            variables,
            (class.tolerance(), 0),
            &what,
        );
    }
}

/// The same on the GPU.
#[cfg(feature = "gpu")]
fn on_gpu(graph: &Graph, variables: &[Variable], class: Class, what: &str) {
    with_gpu(|gpu| {
        check(gpu, graph, variables, (wgsl(class), 3), what);
    });
}

/// Runs a graph twice on an executor and on the interpreter in f64, and compares outputs and variables.
///
/// `nudged` is how many times the f32 interpreter also runs from inputs that are a few roundings off: the more a
/// device rounds in its own way, the more is known of what rounding does to this graph.
fn check(
    tested: &mut dyn Executor,
    graph: &Graph,
    variables: &[Variable],
    (tolerance, nudged): (Tolerance, u32),
    what: &str,
) {
    let table = Table { id: 0, columns: 5 };
    let bytes: Rc<Vec<u8>> = Rc::new((0..=254).collect());
    let mut truth = Interp::<f64>::new();
    let mut others: Vec<_> = (0..=nudged).map(|_| Interp::<f32>::new()).collect();
    let set = |tested: &mut dyn Executor, others: &mut [Interp<f32>], v: Variable, x: &[f32]| {
        tested.set_variable(v, x);
        for (run, other) in others.iter_mut().enumerate() {
            let nudge = if run == 0 { 0.0 } else { 4e-7 };
            let off = random(v.id + 50 * run as u32, v.shape) * nudge + 1.0;
            let x = x
                .iter()
                .zip(&off)
                .map(|(x, off)| (f64::from(*x) * off) as f32);
            other.set_variable(v, &x.collect::<Vec<f32>>());
        }
    };
    for variable in variables {
        let values = narrow(&random(variable.id + 10, variable.shape));
        truth.set_variable(*variable, &values);
        set(tested, &mut others, *variable, &values);
    }
    tested.set_table(table, bytes.clone());
    truth.set_table(table, bytes.clone());
    let (program, of_truth) = (tested.load(graph), truth.load(graph));
    let load = |other: &mut Interp<f32>| {
        other.set_table(table, bytes.clone());
        other.load(graph)
    };
    let of_others: Vec<Program> = others.iter_mut().map(load).collect();
    for step in 0..2 {
        let clock = Clock { seed: 9, step };
        tested.run(program, clock);
        truth.run(of_truth, clock);
        for (other, program) in others.iter_mut().zip(&of_others) {
            other.run(*program, clock);
        }
        let what = format!("{what}, step {step}");
        for (at, output) in graph.outputs().iter().enumerate() {
            let expected = truth.output(of_truth, at).iter();
            let expected: Vec<f64> = expected.map(|x| f64::from(*x)).collect();
            let what = format!("{what}, output {at} ({})", graph.op(*output).name());
            let pairs = others.iter().zip(&of_others);
            let others: Vec<&[f32]> = pairs.map(|(other, p)| other.output(*p, at)).collect();
            let actual = tested.output(program, at);
            assert_close(actual, &expected, &others, tolerance, &what);
        }
        for variable in variables {
            let expected: Vec<f64> = truth.get(*variable).iter().copied().collect();
            let what = format!("{what}, variable {}", variable.id);
            let found: Vec<Vec<f32>> = others.iter().map(|o| o.variable(*variable)).collect();
            let found: Vec<&[f32]> = found.iter().map(Vec::as_slice).collect();
            let actual = tested.variable(*variable);
            assert_close(&actual, &expected, &found, tolerance, &what);
            // All go on from the same numbers, so that errors do not build up.
            let rounded = truth.variable(*variable);
            truth.set_variable(*variable, &rounded);
            set(tested, &mut others, *variable, &rounded);
        }
    }
    tested.unload(program);
    tested.clear();
}

/// Random choices that are a function of a seed.
struct Dice {
    seed: u32,
    throws: u32,
}

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.throws += 1;
        threefry([self.seed, 77], [self.throws, 0])[0] as usize % count
    }
}

/// Compares an executor with the interpreter.
pub type Compare = fn(&Graph, &[Variable], Class, &str);

/// Sizes around the lanes, tiles and blocks: 1, primes, one off, and longer than a tile.
const SIZES: [usize; 12] = [1, 2, 3, 5, 7, 8, 15, 16, 17, 33, 127, 515];

/// A graph of `nodes` random ops over one or two shapes, whose values stay in [-1, 1] or so.
fn random_graph(seed: u32, nodes: usize) -> (Graph, Vec<Variable>) {
    let mut dice = Dice { seed, throws: 0 };
    let rows = SIZES[dice.below(SIZES.len())];
    let columns = SIZES[dice.below(SIZES.len())];
    let mut g = Graph::new();
    let shapes: [Shape; 5] = [
        (rows, columns),
        (1, columns),
        (rows, 1),
        (1, 1),
        (rows, columns),
    ];
    let variables: Vec<Variable> = (0..5)
        .map(|id| Variable {
            id,
            shape: shapes[id as usize],
        })
        .collect();
    let mut pool: Vec<Tensor> = variables.iter().map(|v| g.variable(*v)).collect();
    for node in 0..nodes {
        let x = pool[dice.below(pool.len())];
        let y = pool[dice.below(pool.len())];
        let (xr, xc) = g.shape(x);
        let made = match dice.below(20) {
            0 => g.tanh(x),
            1 => g.sigmoid(x),
            2 => {
                let soft = g.softplus(x);
                g.unary(Unary::Tanh, soft)
            }
            3 => g.relu(x),
            4 => g.neg(x),
            5..=9 => {
                let ops = [
                    Binary::Add,
                    Binary::Sub,
                    Binary::Mul,
                    Binary::Max,
                    Binary::Min,
                ];
                match g.binary(ops[dice.below(5)], x, y) {
                    Ok(sum) => g.tanh(sum),
                    Err(_) => continue,
                }
            }
            10 => {
                let sum = g.reduce(Reduction::Sum, Axis::Rows, x);
                g.scale(sum, 1.0 / xr as f32).expect("a scalar")
            }
            11 => {
                let sum = g.reduce(Reduction::Sum, Axis::Columns, x);
                g.scale(sum, 1.0 / xc as f32).expect("a scalar")
            }
            12 => g.reduce(Reduction::Max, Axis::Columns, x),
            13 => {
                let (yr, yc) = g.shape(y);
                let (ta, tb) = (dice.below(2) == 1, dice.below(2) == 1);
                let inner = if ta { xr } else { xc };
                if inner != if tb { yc } else { yr } || inner > 200 {
                    continue;
                }
                let product = g.matmul_with(x, y, ta, tb).expect("shapes agree");
                if g.shape(product).0 * g.shape(product).1 > 300_000 {
                    continue;
                }
                g.scale(product, 1.0 / inner as f32).expect("a scalar")
            }
            14 => match g.select(x, y, x) {
                Ok(chosen) => chosen,
                Err(_) => continue,
            },
            15 => {
                let start = dice.below(xc);
                g.slice(x, start, 1 + dice.below(xc - start))
                    .expect("inside")
            }
            16 if xc < 200 => {
                let start = dice.below(4);
                g.pad(x, start, xc + start + dice.below(3)).expect("inside")
            }
            17 if xr < 50 => {
                let copies = g.repeat_rows(x, 1 + dice.below(3));
                g.neg(copies)
            }
            18 => {
                let times = [3, 2, 1].into_iter().find(|times| xr % times == 0);
                let sum = g.sum_groups(x, times.unwrap_or(1)).expect("divides");
                g.scale(sum, 0.5).expect("a scalar")
            }
            19 => match dice.below(4) {
                0 => g.reshape(x, (xc, xr)).expect("as many"),
                1 => g.noise(Distribution::Uniform, node as u32, (xr, xc)),
                2 => g.broadcast(x, (xr, xc)).expect("same"),
                _ => g.iota(columns),
            },
            _ => continue,
        };
        pool.push(made);
    }
    for _ in 0..3 {
        let x = pool[pool.len() - 1 - dice.below(pool.len().min(6))];
        g.output(x);
    }
    for variable in &variables {
        let fits: Vec<Tensor> = pool
            .iter()
            .copied()
            .filter(|x| g.shape(*x) == variable.shape)
            .collect();
        if dice.below(2) == 0 {
            g.assign(*variable, fits[dice.below(fits.len())])
                .expect("same shape");
        }
    }
    (g, variables)
}

pub fn random_graph_agrees(compare: Compare, seed: u32, nodes: usize) {
    let (graph, variables) = random_graph(seed, nodes);
    let what = format!("graph {seed} of {nodes}");
    compare(&graph, &variables, Class::Sum, &what);
}

/// As above, with the gradient of everything that was made, and for `twice` with that of the gradient.
pub fn random_gradient_agrees(compare: Compare, seed: u32, nodes: usize, twice: bool) {
    let (mut graph, variables) = random_graph(seed, nodes);
    let targets: Vec<Tensor> = variables.iter().map(|v| graph.variable(*v)).collect();
    let mut sources = graph.outputs().to_vec();
    for _ in 0..=usize::from(twice) {
        let mut loss = graph.constant(0.0);
        for source in sources {
            let square = graph.square(source).expect("same");
            let mean = graph.mean(square).expect("a scalar");
            loss = graph.add(loss, mean).expect("scalars");
        }
        sources = graph.gradient(loss, &targets).expect("a scalar");
    }
    for g in sources {
        graph.output(g);
    }
    let what = format!("gradient {seed} of {nodes}, twice: {twice}");
    compare(&graph, &variables, Class::Sum, &what);
}

const UNARY: [Unary; 12] = [
    Unary::Neg,
    Unary::Exp,
    Unary::Ln,
    Unary::Sqrt,
    Unary::Recip,
    Unary::Abs,
    Unary::Tanh,
    Unary::Sigmoid,
    Unary::Softplus,
    Unary::Relu,
    Unary::Step,
    Unary::Flush,
];

const BINARY: [Binary; 8] = [
    Binary::Add,
    Binary::Sub,
    Binary::Mul,
    Binary::Div,
    Binary::Max,
    Binary::Min,
    Binary::Less,
    Binary::Equal,
];

/// Every element-wise op, on rows of some sizes.
pub fn element_wise(compare: Compare, sizes: &[usize]) {
    for &size in sizes {
        let variable = Variable {
            id: 0,
            shape: (3, size),
        };
        let mut g = Graph::new();
        let x = g.variable(variable);
        let square = g.square(x).expect("same");
        let positive = g.shift(square, 0.1).expect("a scalar");
        for unary in UNARY {
            let y = g.unary(unary, positive);
            g.output(y);
            let y = g.unary(unary, x);
            if !matches!(unary, Unary::Ln | Unary::Sqrt) {
                g.output(y);
            }
        }
        for binary in BINARY {
            let y = g.binary(binary, x, positive).expect("same");
            g.output(y);
        }
        compare(&g, &[variable], Class::Element, &format!("3x{size}"));
    }
}

/// Gather, noise and argmax.
pub fn sources(compare: Compare, sizes: &[usize]) {
    for &columns in sizes {
        let table = Table { id: 0, columns: 5 };
        let mut g = Graph::new();
        let index = Variable {
            id: 0,
            shape: (7, 1),
        };
        let unit = g.variable(index);
        let rows = g.abs(unit);
        let rows = g.scale(rows, 50.0).expect("a scalar");
        let picked = g.gather(table, rows, 1.0 / 255.0).expect("a column");
        g.output(picked);
        for distribution in [Distribution::Uniform, Distribution::Normal] {
            let noise = g.noise(distribution, 3, (5, columns));
            g.output(noise);
            let best = g.argmax(noise);
            g.output(best);
        }
        compare(&g, &[index], Class::Element, &format!("{columns} columns"));
    }
}

/// Values move unchanged, not a number and infinities too.
pub fn moves(compare: Compare) {
    let mut g = Graph::new();
    let variable = Variable {
        id: 0,
        shape: (3, 7),
    };
    let x = g.variable(variable);
    let turned = g.reshape(x, (7, 3)).expect("as many");
    let part = g.slice(x, 2, 3).expect("inside");
    let wide = g.pad(part, 4, 9).expect("inside");
    let copies = g.repeat_rows(x, 2);
    for y in [turned, part, wide, copies] {
        g.output(y);
    }
    compare(&g, &[variable], Class::Exact, "moves");
}

/// Sides of products that lie around every size of a tile, and some that are even in fours.
pub const PRODUCTS: [(usize, usize, usize); 13] = [
    (65, 129, 63),
    (36, 28, 52),
    (1, 784, 3),
    (2, 3, 65),
    (31, 33, 17),
    (64, 64, 64),
    (1, 1, 1),
    (127, 31, 130),
    (128, 400, 2),
    (132, 26, 84),
    (3, 1_031, 5),
    (130, 515, 68),
    (257, 20, 132),
];

/// Products both ways round, with the epilogue of a layer.
pub fn products(compare: Compare, shapes: &[(usize, usize, usize)]) {
    for &(m, k, n) in shapes {
        for (transpose_a, transpose_b) in
            [(false, false), (false, true), (true, false), (true, true)]
        {
            let turn = |(r, c): Shape, turned: bool| if turned { (c, r) } else { (r, c) };
            let shapes = [turn((m, k), transpose_a), turn((k, n), transpose_b), (1, n)];
            let variables = [0, 1, 2].map(|id| Variable {
                id,
                shape: shapes[id as usize],
            });
            let mut g = Graph::new();
            let [a, b, bias] = variables.map(|variable| g.variable(variable));
            let product = g
                .matmul_with(a, b, transpose_a, transpose_b)
                .expect("agree");
            let sum = g.add(product, bias).expect("a row");
            let y = g.relu(sum);
            g.output(y);
            let plain = g
                .matmul_with(a, b, transpose_a, transpose_b)
                .expect("agree");
            let plain = g.neg(plain);
            let rows = g.sum(plain, Axis::Columns);
            let columns = g.sum(plain, Axis::Rows);
            g.output(plain);
            g.output(rows);
            g.output(columns);
            let what = format!("{m}x{k}x{n}, turned: {transpose_a}, {transpose_b}");
            compare(&g, &variables, Class::Sum, &what);
        }
    }
}

/// Makes the tests of executors.
macro_rules! against_the_interpreter {
    ($($(#[$attribute:meta])* $executor:ident: $compare:ident, $cases:expr;)*) => {$(
        $(#[$attribute])*
        mod $executor {
            use super::*;

            proptest! {
                #![proptest_config(ProptestConfig {
                    cases: $cases,
                    failure_persistence: None,
                    ..ProptestConfig::default()
                })]
                #[test]
                fn random_graphs_agree(seed in any::<u32>(), nodes in 1_usize..60) {
                    random_graph_agrees($compare, seed, nodes);
                }

                #[test]
                fn random_gradients_agree(seed in any::<u32>(), nodes in 1_usize..20, twice in any::<bool>()) {
                    random_gradient_agrees($compare, seed, nodes, twice);
                }
            }

            #[test]
            fn element_wise() {
                super::element_wise($compare, &SIZES);
            }

            #[test]
            fn sources() {
                super::sources($compare, &SIZES);
            }

            #[test]
            fn moves() {
                super::moves($compare);
            }

            #[test]
            fn products() {
                super::products($compare, &PRODUCTS);
            }
        }
    )*};
}

against_the_interpreter! {
    cpu: on_cpu, 150;
    #[cfg(feature = "gpu")]
    gpu: on_gpu, 25;
}
