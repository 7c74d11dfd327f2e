//! Burda, Grosse and Salakhutdinov, "Importance Weighted Autoencoders" (2016), table 1: one stochastic layer on MNIST with
//! pixels drawn black or white, 784-200-200-50 tanh, batches of 20, −log p(x) of the test images by 5,000 samples.
//! Adam's ε is ours, 1e-8, and not the paper's 1e-4.

use std::time::Instant;

use vae_lab::cpu::Cpu;
use vae_lab::data::Dataset;
use vae_lab::models::Options;
use vae_lab::session::{Session, SessionError};

/// Samples of z in training, and what the paper reports after 3,280 epochs.
const CASES: [(usize, f64); 3] = [(1, 86.76), (5, 85.54), (50, 84.78)];
/// Stages: stage i has 3^i parts of the schedule at a rate of 0.001 · 10^(−i/7).
const STAGES: i32 = 8;
/// Steps whose time says how many are affordable.
const TIMED: usize = 60;
/// Test images that are judged by `SAMPLES` each: all of them would take longer than training.
const IMAGES: usize = 500;
const SAMPLES: usize = 5_000;

/// Trains all cases side by side for so many seconds, and prints the table.
pub fn table(mnist: &Dataset, seconds: f64) -> Result<(), SessionError> {
    println!("| k | epochs | of 3,280 | −ELBO | −L_{SAMPLES} | standard error | paper | apart |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    let rows: Vec<Result<String, SessionError>> = std::thread::scope(|scope| {
        let threads = CASES.map(|case| scope.spawn(move || row(case, mnist.clone(), seconds)));
        threads
            .into_iter()
            .map(|thread| {
                let joined = thread.join();
                joined.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    });
    for row in rows {
        println!("{}", row?);
    }
    println!("\nThe first {IMAGES} test images, their pixels drawn once.");
    Ok(())
}

fn row((k, paper): (usize, f64), mnist: Dataset, seconds: f64) -> Result<String, SessionError> {
    let samples = k.to_string();
    // With one sample the bound is the ELBO.
    let bound = if k == 1 { "elbo" } else { "iwae" };
    let options = Options::default().with_text(&[
        ("hidden", "200,200"),
        ("latent", "50"),
        ("activation", "tanh"),
        ("batch", "20"),
        ("binarize", "true"),
        ("bound", bound),
        ("samples", &samples),
    ])?;
    let images = mnist.train.count();
    let mut session = Session::new(Cpu::new(), options);
    session.load(mnist)?;
    session.train(TIMED)?;
    let start = Instant::now();
    session.train(TIMED)?;
    let steps = seconds / (start.elapsed().as_secs_f64() / TIMED as f64);
    session.reset();
    let parts: i32 = (0..STAGES).map(|stage| 3_i32.pow(stage as u32)).sum();
    let mut made = 0;
    for stage in 0..STAGES {
        let rate = 1e-3 * 10_f64.powf(-f64::from(stage) / 7.0);
        let rate = format!("{rate:.3e}");
        let changed = session.options().with_text(&[("lr", &rate)])?;
        session.configure(&changed.values())?;
        let share = f64::from(3_i32.pow(stage as u32)) / f64::from(parts);
        let count = ((share * steps) as usize).max(1);
        session.train(count)?;
        made += count;
    }
    let epochs = made as f64 * 20.0 / images as f64;
    let reached = session.importance(IMAGES, SAMPLES)?;
    Ok(format!(
        "| {k} | {epochs:.1} | {:.1} % | {:.2} | {:.2} | {:.2} | {paper:.2} | {:+.2} |",
        100.0 * epochs / f64::from(parts),
        reached.loss,
        reached.bound,
        reached.error,
        reached.bound - paper,
    ))
}
