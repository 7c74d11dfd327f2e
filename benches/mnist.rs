//! How good our models get on MNIST, against what the same models reach in PyTorch, measured the same way:
//! held-out −ELBO in nats per image, all 10,000 test images, one sample of z each, mean of three seeds.
//!
//!     cargo bench --bench mnist [-- DIR]      DIR has MNIST's four files; by default ../shared/data/mnist
//!
//! Prints a table and fails where a bar is missed.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use vae_lab::cpu::Cpu;
use vae_lab::data::{Dataset, files};
use vae_lab::models::Options;
use vae_lab::models::presets;
use vae_lab::session::{Evaluation, Session, SessionError};

/// What makes a dataset MNIST: images to train on and held out.
const MNIST: (usize, usize) = (60_000, 10_000);

const SEEDS: [u32; 3] = [0, 1, 2];

struct Case {
    name: &'static str,
    preset: &'static str,
    options: &'static [(&'static str, &'static str)],
    /// The worst mean that passes, in nats, and what PyTorch 2.15 gave.
    bar: f64,
    torch: &'static str,
}

const CASES: [Case; 3] = [
    Case {
        name: "784-400-20, Adam 1e-3, 10 epochs",
        preset: "default",
        options: &[("latent", "20"), ("epochs", "10")],
        bar: 105.9,
        torch: "105.8 105.1 105.8",
    },
    Case {
        name: "784-400-2, Adam 1e-3, 20 epochs",
        preset: "default",
        options: &[("latent", "2"), ("epochs", "20")],
        bar: 151.6,
        torch: "150.8 151.3 151.8",
    },
    Case {
        name: "784-400-20, preset \"fast\", 5 epochs",
        preset: "fast",
        options: &[],
        bar: 105.6,
        torch: "104.9",
    },
];

fn main() -> ExitCode {
    // Cargo gives `--bench` before what the caller gives.
    let folder = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let folder = folder.map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/mnist")),
        PathBuf::from,
    );
    let dataset = match files::load(&folder) {
        Ok(dataset) => dataset,
        Err(error) => {
            eprintln!("MNIST is needed for this benchmark: {error}");
            return ExitCode::FAILURE;
        }
    };
    if (dataset.train.count(), dataset.held_out.count()) != MNIST {
        eprintln!("{} does not hold MNIST", folder.display());
        return ExitCode::FAILURE;
    }
    println!("| model | seeds: −ELBO | recon | KL | mean | bar | PyTorch | seconds |  |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let mut passed = true;
    for case in CASES {
        match row(&case, &dataset) {
            Ok(good) => passed &= good,
            Err(error) => {
                eprintln!("{}: {error}", case.name);
                passed = false;
            }
        }
    }
    ExitCode::from(u8::from(!passed))
}

/// Trains and prints one row; whether the bar was reached.
fn row(case: &Case, dataset: &Dataset) -> Result<bool, SessionError> {
    let start = Instant::now();
    let train = |seed| {
        let (case, dataset) = (&case, dataset.clone());
        move || train(case, dataset, seed)
    };
    let runs: Vec<Evaluation> = std::thread::scope(|scope| {
        let threads = SEEDS.map(|seed| scope.spawn(train(seed)));
        threads
            .into_iter()
            .map(|thread| {
                let joined = thread.join();
                joined.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect::<Result<_, _>>()
    })?;
    let term = |run: &Evaluation, key| run.terms.get(key).unwrap_or(f64::NAN);
    let mean = |key| runs.iter().map(|run| term(run, key)).sum::<f64>() / runs.len() as f64;
    let losses = runs.iter().map(|run| format!("{:.2}", term(run, "loss")));
    let losses: Vec<String> = losses.collect();
    let loss = mean("loss");
    let good = loss <= case.bar;
    println!(
        "| {} | {} | {:.2} | {:.2} | {loss:.2} | {} | {} | {:.0} | {} |",
        case.name,
        losses.join(" "),
        mean("recon"),
        mean("kl"),
        case.bar,
        case.torch,
        start.elapsed().as_secs_f64(),
        if good { "passed" } else { "FAILED" },
    );
    Ok(good)
}

fn train(case: &Case, dataset: Dataset, seed: u32) -> Result<Evaluation, SessionError> {
    let preset = presets::find(case.preset);
    let preset = preset.unwrap_or_else(|| panic!("there is no preset {}", case.preset));
    let options = Options {
        seed,
        ..preset.options()?.with_text(case.options)?
    };
    let mut session = Session::new(Cpu::new(), options);
    session.load(dataset)?;
    let epochs = session.options().epochs;
    while session.progress().epoch < epochs {
        session.step()?;
    }
    session.evaluate(0)
}
