//! Training steps on this machine's GPU, and the two floors under them: the arithmetic of the products at the speed
//! of a large product, and the launches at the speed of empty ones. One line of JSON for each model.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::time::Instant;

use vae_lab::executor::{Executor, ExecutorError};
use vae_lab::gpu::{Context, Gpu};
use vae_lab::graph::{Graph, Table, Variable};
use vae_lab::models::build::Tables;
use vae_lab::models::programs::PhaseProgram;
use vae_lab::models::{self, ImageShape, Options};
use vae_lab::noise::Clock;
use vae_lab::plan::{Kernel, Plan};
use vae_lab::session::Session;

/// Seconds of each measurement.
const SECONDS: f64 = 3.0;

/// Latent dimensions and batch sizes of the 784-400-latent-400-784 models.
const CASES: [(&str, &str); 4] = [("2", "128"), ("20", "128"), ("2", "1024"), ("20", "1024")];

fn main() {
    if let Err(error) = measure() {
        eprintln!("error: {error}");
        std::process::exit(1);
    }
}

fn measure() -> Result<(), ExecutorError> {
    let context = Context::request_now()?;
    if context.is_software() {
        eprintln!(
            "{} is software: its figures show shapes, not speed",
            context.name()
        );
    }
    let speed = product_speed(Gpu::new(context.clone()));
    let launch = launch_seconds(Gpu::new(context.clone()));
    for (latent, batch) in CASES {
        let options = [("hidden", "400"), ("latent", latent), ("batch", batch)];
        let options = Options::default().with_text(&options).unwrap();
        let (operations, dispatches) = cost(&options, Gpu::new(context.clone()));
        let step = step_seconds(options, Gpu::new(context.clone()));
        let micro = |seconds: f64| (seconds * 1e7).round() / 10.0;
        let line = serde_json::json!({
            "adapter": context.name(),
            "software": context.is_software(),
            "model": format!("784-400-{latent}-400-784"),
            "batch": batch,
            "steps_per_second": (1.0 / step).round(),
            "microseconds": micro(step),
            "dispatches": dispatches,
            "per_dispatch": micro(step / dispatches as f64),
            "launch_floor": micro(launch * dispatches as f64),
            "arithmetic_floor": micro(operations / speed),
        });
        println!("{line}");
    }
    Ok(())
}

/// Seconds of one of the runs that `run` makes so many of at once.
fn seconds_of(mut run: impl FnMut(usize)) -> f64 {
    run(3);
    let start = Instant::now();
    run(3);
    let rough = start.elapsed().as_secs_f64() / 3.0;
    // As many at once as the page waits for.
    let count = (0.1 / rough).ceil() as usize;
    run(count);
    let (start, mut done) = (Instant::now(), 0);
    while start.elapsed().as_secs_f64() < SECONDS {
        run(count);
        done += count;
    }
    start.elapsed().as_secs_f64() / done as f64
}

fn step_seconds(options: Options, gpu: Gpu) -> f64 {
    let mut session = Session::new(gpu, options);
    session.load_generated("handwriting", 0).unwrap();
    session.grow_dataset(usize::MAX);
    seconds_of(|count| drop(session.train(count).unwrap()))
}

/// Floating-point operations of the products of one step, and its dispatches.
fn cost(options: &Options, mut gpu: Gpu) -> (f64, usize) {
    let images = ImageShape {
        height: 28,
        width: 28,
        planes: 1,
        classes: 0,
    };
    let model = models::build(options, images);
    let tables = Tables::of(Table {
        id: 0,
        columns: images.pixels(),
    });
    let step = PhaseProgram::new(model.as_ref(), options, 0, tables, false).unwrap();
    let program = gpu.load(&step.graph);
    let operations = Plan::new(&step.graph)
        .kernels
        .iter()
        .map(|kernel| match kernel {
            Kernel::MatMul(product) => 2.0 * (product.m * product.k * product.n) as f64,
            Kernel::Map(_) | Kernel::Gather { .. } | Kernel::ArgMax { .. } => 0.0,
        })
        .sum();
    (operations, gpu.dispatches(program))
}

/// Operations a second in a product of large matrices.
fn product_speed(mut gpu: Gpu) -> f64 {
    let side = if gpu.context().is_software() {
        512
    } else {
        4096
    };
    let mut graph = Graph::new();
    let [a, b, c] = [0, 1, 2].map(|id| Variable {
        id,
        shape: (side, side),
    });
    let (x, y) = (graph.variable(a), graph.variable(b));
    let product = graph.matmul(x, y).unwrap();
    graph.assign(c, product).unwrap();
    let values: Vec<f32> = (0..side * side).map(|at| (at % 7) as f32 - 3.0).collect();
    gpu.set_variable(a, &values);
    gpu.set_variable(b, &values);
    let program = gpu.load(&graph);
    let seconds = seconds_of(|count| run(&mut gpu, program, count));
    2.0 * (side as f64).powi(3) / seconds
}

/// Seconds of a dispatch that has next to nothing to do but wait for the one before.
fn launch_seconds(mut gpu: Gpu) -> f64 {
    let mut graph = Graph::new();
    let [w, x] = [0, 1].map(|id| Variable { id, shape: (4, 4) });
    let weight = graph.variable(w);
    let mut y = graph.variable(x);
    for _ in 0..20 {
        y = graph.matmul(y, weight).unwrap();
    }
    graph.assign(x, y).unwrap();
    let program = gpu.load(&graph);
    seconds_of(|count| run(&mut gpu, program, count)) / gpu.dispatches(program) as f64
}

fn run(gpu: &mut Gpu, program: vae_lab::executor::Program, count: usize) {
    (0..count).for_each(|_| gpu.queue(program, Clock::default()));
    gpu.collect().unwrap();
}
