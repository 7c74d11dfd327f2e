//! How well the generated digits stand for real ones: a plain classifier (784-256-10) that was trained on MNIST
//! must recognise them, and one that was trained on them must recognise MNIST's test images.
//!
//! `cargo bench --bench recognition [-- FOLDER]`, with MNIST's four files in FOLDER; it fails below the bars.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Instant;

use vae_lab::cpu::Cpu;
use vae_lab::data::{Images, files, handwriting, shuffled};
use vae_lab::executor::{Executor, Program};
use vae_lab::graph::{Axis, Graph, Input, Reduction, Result, Table, Tensor};
use vae_lab::nn::schedule::{self, Schedule};
use vae_lab::nn::{Activation, Linear, Nodes, Parameters, Perceptron, optimizers};
use vae_lab::noise::Clock;

const HIDDEN: usize = 256;
const CLASSES: usize = 10;
const BATCH: usize = 128;
/// Images in one run of the evaluation.
const ROWS: usize = 500;
/// Passes over the training images.
const EPOCHS: usize = 8;
const SEED: u32 = 0;
/// The highest learning rate.
const RATE: f64 = 2e-3;

/// A comparison and what it must reach.
struct Bar {
    title: &'static str,
    total: f64,
    class: f64,
}

const MNIST_TO_GENERATED: Bar = Bar {
    title: "trained on MNIST, tested on generated",
    total: 0.93,
    class: 0.85,
};
const GENERATED_TO_MNIST: Bar = Bar {
    title: "trained on generated, tested on MNIST",
    total: 0.85,
    class: 0.0,
};

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

fn run() -> std::result::Result<bool, Box<dyn Error>> {
    let folder = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/mnist");
    let mnist = files::load(&PathBuf::from(folder.as_deref().unwrap_or(beside)))?;
    let start = Instant::now();
    let generated = handwriting::images(SEED, 0..handwriting::TRAIN as u32);
    let each = start.elapsed().as_secs_f64() / generated.count() as f64;
    println!(
        "Generated {} images, {:.0} µs each",
        generated.count(),
        each * 1e6
    );

    println!(
        "{:40} {:>6} {}",
        "share recognised, %",
        "all",
        (0..CLASSES).map(|c| format!("{c:>6}")).collect::<String>()
    );
    let forward = Classifier::trained(&mnist.train)?.recognised(&generated);
    let forward = report(&MNIST_TO_GENERATED, forward);
    let backward = Classifier::trained(&generated)?.recognised(&mnist.held_out);
    let backward = report(&GENERATED_TO_MNIST, backward);
    Ok(forward && backward)
}

/// Prints a row of the table; whether it is above its bar.
fn report(bar: &Bar, (total, classes): (f64, [f64; CLASSES])) -> bool {
    let row: String = classes
        .iter()
        .map(|share| format!("{:6.1}", 100.0 * share))
        .collect();
    println!("{:40} {:6.1} {row}", bar.title, 100.0 * total);
    let passed = total >= bar.total && classes.iter().all(|&share| share >= bar.class);
    if !passed {
        println!(
            "below the bar: {:.0} % of all, {:.0} % of each digit",
            100.0 * bar.total,
            100.0 * bar.class
        );
    }
    passed
}

struct Classifier {
    executor: Cpu,
    evaluate: Program,
    index: Input,
    table: Table,
}

impl Classifier {
    /// Trains with Adam and a one-cycle rate.
    fn trained(images: &Images) -> Result<Self> {
        let mut parameters = Parameters::default();
        let p = &mut parameters;
        let pixels = images.height * images.width;
        let table = Table {
            id: 0,
            columns: pixels,
        };
        let hidden = Perceptron::new(p, "hidden", pixels, [HIDDEN].into_iter(), Activation::Relu);
        let output = Linear::new(p, "output", HIDDEN, CLASSES);
        let logits = |g: &mut Graph, nodes: &Nodes, index: Tensor| {
            let x = g.gather(table, index, 1.0 / 255.0)?;
            let h = hidden.forward(g, nodes, x)?;
            output.forward(g, nodes, h)
        };

        let mut graph = Graph::new();
        let g = &mut graph;
        let nodes = parameters.nodes(g);
        let (index, rows) = g.input((BATCH, 1));
        let (label, labels) = g.input((BATCH, 1));
        let scores = logits(g, &nodes, rows)?;
        let loss = cross_entropy(g, scores, labels)?;
        let gradients = g.gradient(loss, &nodes.0)?;
        let kind = optimizers::ADAM.kind;
        let (scalars, scalar_nodes): (Vec<Input>, Vec<Tensor>) =
            (0..optimizers::scalar_count(kind))
                .map(|_| g.input((1, 1)))
                .unzip();
        for (number, parameter) in parameters.iter().enumerate() {
            let slots: Vec<_> = (0..optimizers::slots(kind).len())
                .map(|slot| parameters.slot(slot, number))
                .collect();
            let old: Vec<Tensor> = slots.iter().map(|&slot| g.variable(slot)).collect();
            let (w, gradient) = (nodes.0[number], gradients[number]);
            let (w, new) = optimizers::update(g, kind, &scalar_nodes, w, gradient, &old)?;
            g.assign(parameter.variable, w)?;
            for (slot, value) in slots.into_iter().zip(new) {
                g.assign(slot, value)?;
            }
        }

        let mut executor = Cpu::new();
        for parameter in parameters.iter() {
            executor.set_variable(parameter.variable, &parameter.initial(SEED));
        }
        executor.set_table(table, bytes(images));
        let program = executor.load(&graph);
        let steps = images.count() / BATCH;
        for epoch in 0..EPOCHS {
            let order = shuffled(SEED, epoch as u32, images.count());
            for (number, batch) in order.chunks_exact(BATCH).enumerate() {
                let step = epoch * steps + number;
                let rows: Vec<f32> = batch.iter().map(|&row| row as f32).collect();
                let labels: Vec<f32> = batch
                    .iter()
                    .map(|&row| label_of(images, row as usize))
                    .collect();
                executor.feed(program, index, &rows);
                executor.feed(program, label, &labels);
                let rate =
                    schedule::factor(Schedule::OneCycle, step as f64, (EPOCHS * steps) as f64);
                let values = optimizers::scalars(&optimizers::ADAM, RATE * rate, step as u32 + 1);
                for (&input, value) in scalars.iter().zip(values) {
                    executor.feed(program, input, &[value]);
                }
                executor.run(
                    program,
                    Clock {
                        seed: SEED,
                        step: step as u32,
                    },
                );
            }
        }

        let mut graph = Graph::new();
        let nodes = parameters.nodes(&mut graph);
        let (index, rows) = graph.input((ROWS, 1));
        let scores = logits(&mut graph, &nodes, rows)?;
        let class = graph.argmax(scores);
        graph.output(class);
        let evaluate = executor.load(&graph);
        Ok(Self {
            executor,
            evaluate,
            index,
            table,
        })
    }

    /// The share of images recognised: of all, and of each digit.
    fn recognised(&mut self, images: &Images) -> (f64, [f64; CLASSES]) {
        self.executor.set_table(self.table, bytes(images));
        let (mut right, mut count) = ([0.0; CLASSES], [0.0; CLASSES]);
        let last = images.count() - 1;
        for start in (0..images.count()).step_by(ROWS) {
            let rows: Vec<f32> = (start..start + ROWS)
                .map(|row| row.min(last) as f32)
                .collect();
            self.executor.feed(self.evaluate, self.index, &rows);
            self.executor.run(self.evaluate, Clock::default());
            let classes = self.executor.output(self.evaluate, 0);
            for (row, &class) in (start..images.count()).zip(classes) {
                let label = label_of(images, row);
                count[label as usize] += 1.0;
                right[label as usize] += f64::from(u8::from(class == label));
            }
        }
        let total = right.iter().sum::<f64>() / images.count() as f64;
        (
            total,
            std::array::from_fn(|class| right[class] / count[class]),
        )
    }
}

/// The mean over rows of ln Σ e^l - l_label, `(1, 1)`.
fn cross_entropy(g: &mut Graph, logits: Tensor, labels: Tensor) -> Result {
    let (rows, columns) = g.shape(logits);
    let largest = g.reduce(Reduction::Max, Axis::Columns, logits);
    let largest = g.detach(largest);
    let shifted = g.sub(logits, largest)?;
    let powers = g.exp(shifted);
    let sum = g.sum(powers, Axis::Columns);
    let normaliser = g.ln(sum);
    let classes = g.iota(columns);
    let hit = g.equal(labels, classes)?;
    let chosen = g.mul(hit, shifted)?;
    let chosen = g.sum(chosen, Axis::Columns);
    let each = g.sub(normaliser, chosen)?;
    let total = g.sum(each, Axis::Rows);
    g.scale(total, 1.0 / rows as f32)
}

fn bytes(images: &Images) -> Rc<Vec<u8>> {
    Rc::new(images.pixels.iter().copied().collect())
}

fn label_of(images: &Images, row: usize) -> f32 {
    images
        .labels
        .as_ref()
        .map_or(0.0, |labels| f32::from(labels[row]))
}
