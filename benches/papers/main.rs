//! Results of papers, made again on MNIST by the models here:
//!
//!     cargo bench --bench papers -- iwae [MINUTES] [DIR]
//!     cargo bench --bench papers -- aevb [MINUTES] [DIR]
//!
//! `iwae` is table 1 of Burda, Grosse and Salakhutdinov (2016), `aevb` is figure 2 of Kingma and Welling (2014), drawn to
//! `target/papers/`. Each trains for about MINUTES, 60 unless said; DIR has MNIST's four files.

mod aevb;
mod iwae;

use std::path::PathBuf;
use std::process::ExitCode;

use vae_lab::data::{Dataset, files};

const USAGE: &str = "Name a paper, `iwae` or `aevb`, then how many minutes it may take and MNIST's folder, if need be.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    // Cargo gives `--bench` before what the caller gives.
    let mut words = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'));
    let paper = words.next().ok_or(USAGE)?;
    let minutes = words.next().unwrap_or_else(|| "60".to_owned());
    let minutes: f64 = minutes.parse().map_err(|_| USAGE)?;
    if !(minutes > 0.0 && minutes.is_finite()) {
        return Err(USAGE.into());
    }
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/mnist");
    let folder = words.next().unwrap_or_else(|| beside.to_owned());
    let mnist = || -> Result<Dataset, String> {
        files::load(&PathBuf::from(&folder)).map_err(|error| format!("MNIST is needed: {error}"))
    };
    match paper.as_str() {
        "iwae" => iwae::table(&mnist()?, 60.0 * minutes)?,
        "aevb" => aevb::figure(&mnist()?, 60.0 * minutes)?,
        _ => return Err(USAGE.into()),
    }
    Ok(())
}
