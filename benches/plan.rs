//! How long planning takes as graphs grow.
//!
//! `cargo bench --bench plan`; it fails where planning grows faster than n log n.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use vae_lab::graph::{Axis, Distribution, Graph, Result, Tensor, Variable};
use vae_lab::plan::Plan;

/// Nodes of the graphs.
const SIZES: [usize; 3] = [200, 2_000, 20_000];

/// How many times as long a plan of ten times the nodes may take. n log n gives 14 from 200 nodes and 13 from 2,000;
/// tables that outgrow the caches cost up to twice as much an access. n² gives 100.
const MOST_GROWTH: f64 = 30.0;

/// A plan is made again and again for this long; the fastest counts.
const PATIENCE: Duration = Duration::from_secs(1);

const ROWS: usize = 32;
const COLUMNS: usize = 24;

/// A family of graphs: adds so many blocks to a graph.
type Build = fn(&mut Graph, usize) -> Result<()>;

const FAMILIES: [(&str, Build); 3] = [
    ("a training step of a deep network", deep_network),
    ("a sampler's unrolled loop", unrolled_loop),
    ("an optimiser of many parameters", optimizer),
];

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool> {
    println!(
        "{:36} {:>7} {:>8} {:>10} {:>9} {:>7}",
        "planning", "nodes", "kernels", "ms", "µs/node", "growth"
    );
    let mut passed = true;
    for (title, build) in FAMILIES {
        let mut before: Option<f64> = None;
        for size in SIZES {
            let (nodes, graph) = graph_of(build, size)?;
            let (seconds, kernels) = plan(&graph);
            let growth = before.map_or(1.0, |before| seconds / before);
            println!(
                "{title:36} {nodes:7} {kernels:8} {:10.2} {:9.2} {growth:7.1}",
                1e3 * seconds,
                1e6 * seconds / nodes as f64
            );
            passed &= growth <= MOST_GROWTH;
            before = Some(seconds);
        }
    }
    if !passed {
        println!("above the bar: ten times the nodes may take {MOST_GROWTH} times as long");
    }
    Ok(passed)
}

/// A graph of about `size` nodes, and how many it has.
fn graph_of(build: Build, size: usize) -> Result<(usize, Graph)> {
    let make = |blocks: usize| {
        let mut graph = Graph::new();
        build(&mut graph, blocks)?;
        // A node's index is the number of those before it.
        let nodes = graph.clone().constant(0.0).index();
        Ok((nodes, graph))
    };
    let ((one, _), (two, _)) = (make(1)?, make(2)?);
    make((size - one) / (two - one) + 1)
}

/// The least seconds that a plan takes, and its kernels.
fn plan(graph: &Graph) -> (f64, usize) {
    let begin = Instant::now();
    let (mut least, mut kernels) = (f64::INFINITY, 0);
    while kernels == 0 || begin.elapsed() < PATIENCE {
        let start = Instant::now();
        kernels = Plan::new(graph).kernels.len();
        least = least.min(start.elapsed().as_secs_f64());
    }
    (least, kernels)
}

/// y = tanh(y W + b) in each block; the gradient of Σy², and a step against it.
fn deep_network(g: &mut Graph, blocks: usize) -> Result<()> {
    let (_, mut y) = g.input((ROWS, COLUMNS));
    let mut parameters = Vec::new();
    for block in 0..blocks as u32 {
        let shapes = [(COLUMNS, COLUMNS), (1, COLUMNS)];
        let [w, b] = [0, 1].map(|at| Variable {
            id: 2 * block + at,
            shape: shapes[at as usize],
        });
        parameters.extend([w, b].map(|variable| (variable, g.variable(variable))));
        let [(_, w), (_, b)] = parameters[parameters.len() - 2..] else {
            continue;
        };
        let product = g.matmul(y, w)?;
        let sum = g.add(product, b)?;
        y = g.tanh(sum);
    }
    let square = g.square(y)?;
    let loss = g.mean(square)?;
    let nodes: Vec<Tensor> = parameters.iter().map(|(_, node)| *node).collect();
    let gradients = g.gradient(loss, &nodes)?;
    for ((variable, old), gradient) in parameters.into_iter().zip(gradients) {
        let change = g.scale(gradient, 0.01)?;
        let new = g.sub(old, change)?;
        g.assign(variable, new)?;
    }
    g.output(loss);
    Ok(())
}

/// x ← x + a tanh(x W) V + ε in each block, with the same weights and noise of its own.
fn unrolled_loop(g: &mut Graph, blocks: usize) -> Result<()> {
    let [w, v] = [(0, (COLUMNS, ROWS)), (1, (ROWS, COLUMNS))]
        .map(|(id, shape)| g.variable(Variable { id, shape }));
    let (_, mut x) = g.input((ROWS, COLUMNS));
    for block in 0..blocks as u32 {
        let product = g.matmul(x, w)?;
        let hidden = g.tanh(product);
        let slope = g.matmul(hidden, v)?;
        let change = g.scale(slope, 0.1)?;
        let moved = g.add(x, change)?;
        let noise = g.noise(Distribution::Normal, block, (ROWS, COLUMNS));
        x = g.add(moved, noise)?;
    }
    g.output(x);
    Ok(())
}

/// A step with momentum for a parameter in each block, clipped by the norm of all gradients.
fn optimizer(g: &mut Graph, blocks: usize) -> Result<()> {
    let mut total = g.constant(0.0);
    let mut gradients = Vec::new();
    for block in 0..blocks {
        let (_, gradient) = g.input((1 + block % 7, COLUMNS));
        let square = g.square(gradient)?;
        let rows = g.sum(square, Axis::Rows);
        let sum = g.sum(rows, Axis::Columns);
        total = g.add(total, sum)?;
        gradients.push(gradient);
    }
    let norm = g.sqrt(total);
    let factor = g.recip(norm);
    for (block, gradient) in gradients.into_iter().enumerate() {
        let shape = g.shape(gradient);
        let [w, m] = [0, 1].map(|at| Variable {
            id: 2 * block as u32 + at,
            shape,
        });
        let [old_w, old_m] = [w, m].map(|variable| g.variable(variable));
        let clipped = g.mul(gradient, factor)?;
        let kept = g.scale(old_m, 0.9)?;
        let new_m = g.add(kept, clipped)?;
        let change = g.scale(new_m, 0.01)?;
        let new_w = g.sub(old_w, change)?;
        g.assign(m, new_m)?;
        g.assign(w, new_w)?;
    }
    g.output(norm);
    Ok(())
}
