//! The command that judges a file of weights by held-out images.

use std::time::Instant;

use clap::{Arg, ArgMatches, value_parser};
use serde::Serialize;
use vae_lab::cpu::Cpu;
use vae_lab::models::Options;
use vae_lab::models::options::{self, SPECS};
use vae_lab::session::Importance;

use super::{CliError, Line, flag, session};

/// Flags of its own, and the option that says what an image is to be explained as.
pub fn flags() -> impl Iterator<Item = Arg> {
    let number = |name: &'static str, least: i64, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name("N")
            .value_parser(value_parser!(u32).range(least..))
            .help(help)
    };
    let samples = number(
        "samples",
        1,
        "Estimate log p(x) too, with so many samples of z an image (importance weights; the VAE)",
    );
    let images = number(
        "images",
        1,
        "The number of held-out images for that estimate [default: 1000]",
    );
    let binarize = SPECS.iter().filter(|spec| spec.key == BINARIZE).map(flag);
    let images = images.requires("samples");
    [samples, images].into_iter().chain(binarize)
}

const BINARIZE: &str = "binarize";
const IMAGES: u32 = 1_000;

/// What importance weights tell of log p(x), in nats an image but for the bits.
#[derive(Serialize)]
pub struct Evidence {
    images: usize,
    samples: usize,
    #[serde(rename = "-elbo")]
    loss: f64,
    #[serde(rename = "-log_p")]
    bound: f64,
    standard_error: f64,
    effective_samples: f64,
    bits: f64,
    /// The share of the images whose class has the largest ELBO, for a model that is given the class.
    #[serde(skip_serializing_if = "Option::is_none")]
    accuracy: Option<f64>,
}

impl Evidence {
    fn new(found: Importance, accuracy: Option<f64>) -> Self {
        Self {
            images: found.images,
            samples: found.samples,
            loss: found.loss,
            bound: found.bound,
            standard_error: found.error,
            effective_samples: found.effective,
            bits: found.bits(),
            accuracy,
        }
    }
}

/// Prints the held-out terms, and the evidence where samples for it are asked for.
pub fn evaluate(matches: &ArgMatches) -> Result<(), CliError> {
    let mut session = session(matches, Box::new(Cpu::new()), Options::default())?;
    if let Some(text) = matches.get_one::<String>(BINARIZE) {
        session.configure(&options::parse(&[(BINARIZE, text)])?)?;
    }
    let start = Instant::now();
    let test = session.evaluate(0)?;
    let mut evidence = None;
    if let Some(&samples) = matches.get_one::<u32>("samples") {
        let images = matches.get_one::<u32>("images").copied().unwrap_or(IMAGES);
        let (images, samples) = (images as usize, samples as usize);
        let found = session.importance(images, samples)?;
        let accuracy = session.recognised(images, samples)?;
        if found.grey {
            eprintln!(
                "note: a Bernoulli likelihood judges grey pixels here, so -log_p is of no log-likelihood; \
                 --binarize true makes it one"
            );
        }
        evidence = Some(Evidence::new(found, accuracy));
    }
    let line = Line {
        epoch: None,
        train: None,
        test,
        evidence,
        seconds: start.elapsed().as_secs_f64(),
    };
    line.print()
}
