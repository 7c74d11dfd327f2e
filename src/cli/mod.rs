//! The commands and their flags, one flag for each option of the model.

mod eval;
mod texts;
mod train;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use eval::Evidence;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use vae_lab::cpu::Cpu;
use vae_lab::data::{DataError, files, generated, handwriting};
use vae_lab::executor::{Executor, ExecutorError};
#[cfg(feature = "gpu")]
use vae_lab::gpu::{Context, Gpu};
use vae_lab::models::Options;
use vae_lab::models::options::{Group, OptionSpec, SPECS};
use vae_lab::models::presets::{self, PRESETS, Preset};
use vae_lab::models::spec::{Role, Terms};
use vae_lab::models::value::{Kind, OptionError};
use vae_lab::session::{Evaluation, Session, SessionError};

/// The seed of generated data: the same for every run, so that held-out figures can be compared.
const DATA_SEED: u32 = 0;

/// What trains.
const CPU: &str = "cpu";
#[cfg(feature = "gpu")]
const GPU: &str = "gpu";

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Executor(#[from] ExecutorError),
    #[error(transparent)]
    Session(#[from] SessionError),
    #[error(transparent)]
    Options(#[from] OptionError),
    /// A file of weights that cannot be used, by name.
    #[error("{file}: {reason}")]
    Weights {
        file: String,
        reason: Box<SessionError>,
    },
    /// A file that the operating system refuses.
    #[error("{file} cannot be {verb}: {reason}")]
    File {
        file: String,
        verb: &'static str,
        reason: io::Error,
    },
    /// A folder with several datasets.
    #[error(
        "{reason} (--data takes a file's path, or the beginning that the paths of some files share)"
    )]
    Choice { reason: DataError },
    /// A flag that would throw away the weights that a run goes on from.
    #[error("{option} cannot be {value}: the given weights have {other}")]
    Restart {
        option: &'static str,
        value: String,
        other: String,
    },
    /// A class that the training images do not have, or have alone.
    #[error(
        "--without {class} leaves out nothing: the training images have no such class, or no other"
    )]
    NothingLeftOut { class: u8 },
    #[error("standard output is closed: {0}")]
    Output(#[from] io::Error),
}

/// What is printed for an epoch or an evaluation.
struct Line {
    /// None for a file of weights, which does not tell.
    epoch: Option<u32>,
    /// Means of the terms over the epoch's steps; None where there were none.
    train: Option<Terms<f64>>,
    /// On all held-out images.
    test: Evaluation,
    /// Where an evaluation was asked for it.
    evidence: Option<Evidence>,
    /// Spent on training in this epoch, or on the evaluation.
    seconds: f64,
}

impl Line {
    fn print(&self) -> Result<(), CliError> {
        let line = serde_json::to_string(self).map_err(io::Error::from)?;
        Ok(writeln!(io::stdout(), "{line}")?)
    }
}

/// The losses of both under names of their own, the other held-out terms by their keys, all training terms together.
impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let test = &self.test.terms;
        let mut line = serializer.serialize_map(None)?;
        line.serialize_entry("epoch", &self.epoch)?;
        if let Some(loss) = test.loss() {
            let train = self.train.as_ref().and_then(Terms::loss);
            line.serialize_entry("train_loss", &train)?;
            line.serialize_entry("test_loss", &loss)?;
        }
        let summed = test.values.len() > 1;
        for (term, value) in test.iter() {
            let measured = !value.is_nan();
            if measured && !(summed && term.role == Role::Loss) {
                line.serialize_entry(term.key, &value)?;
            }
        }
        if let Some(train) = &self.train {
            line.serialize_entry("train", &train.by_key())?;
        }
        if let Some(evidence) = &self.evidence {
            line.serialize_entry("evidence", evidence)?;
        }
        line.serialize_entry("seconds", &self.seconds)?;
        line.end()
    }
}

/// The commands and their flags.
pub fn command() -> Command {
    Command::new(env!("CARGO_PKG_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .about("Trains and evaluates the models of VAE Lab")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("train")
                .about("Trains a model and prints a line of JSON for each epoch")
                .arg(data())
                .arg(path(
                    "out",
                    "FILE",
                    "The file that gets the weights after each epoch",
                ))
                .arg(
                    Arg::new("half")
                        .long("half")
                        .action(ArgAction::SetTrue)
                        .help("Save the weights as 16-bit floats, in half the space"),
                )
                .arg(path(
                    "weights",
                    "FILE",
                    "Continue from this file of weights",
                ))
                .arg(device())
                .arg(preset())
                .args(train::stop_rules())
                .args(SPECS.iter().map(flag)),
        )
        .subcommand(
            Command::new("eval")
                .about("Prints the held-out losses of a file of weights as a line of JSON")
                .arg(path("weights", "FILE", "The file of weights").required(true))
                .arg(data())
                .args(eval::flags()),
        )
}

/// Runs a command.
///
/// # Errors
/// A [`CliError`] that says in one sentence what was wrong.
pub fn run(matches: &ArgMatches) -> Result<(), CliError> {
    match matches.subcommand() {
        Some(("train", matches)) => train::train(matches),
        Some(("eval", matches)) => eval::evaluate(matches),
        // clap lets no other command through.
        _ => Ok(()),
    }
}

/// The executor that a flag names. A GPU says on standard error which it is.
fn executor(matches: &ArgMatches) -> Result<Box<dyn Executor>, CliError> {
    match matches.get_one::<String>("device").map(String::as_str) {
        #[cfg(feature = "gpu")]
        Some(GPU) => {
            let context = Context::request_now()?;
            let software = if context.is_software() {
                ", which is software and slower than --device cpu"
            } else {
                ""
            };
            eprintln!("training on {}{software}", context.name());
            Ok(Box::new(Gpu::new(context)))
        }
        _ => Ok(Box::new(Cpu::new())),
    }
}

/// A session with the data and, if there is one, the file of weights that the flags name.
fn session(
    matches: &ArgMatches,
    executor: Box<dyn Executor>,
    options: Options,
) -> Result<Session<Box<dyn Executor>>, CliError> {
    let mut session = Session::new(executor, options);
    let preset = chosen(matches).and_then(|preset| preset.data.as_ref());
    let data = matches.get_one::<String>("data").or(preset);
    let data = data.map_or(handwriting::NAME, String::as_str);
    if generated::names().any(|name| name == data) {
        session.load_generated(data, DATA_SEED)?;
    } else {
        let dataset = files::load(Path::new(data)).map_err(|reason| match reason {
            DataError::SeveralSets { .. } => CliError::Choice { reason },
            reason => reason.into(),
        })?;
        for remark in &dataset.remarks {
            eprintln!("note: {remark}");
        }
        session.load(dataset)?;
    }
    if let Some(path) = matches.get_one::<PathBuf>("weights") {
        let file = path.display().to_string();
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(reason) => {
                let verb = "read";
                return Err(CliError::File { file, verb, reason });
            }
        };
        let loaded = session.load_weights(&bytes);
        loaded.map_err(|reason| CliError::Weights {
            file,
            reason: Box::new(reason),
        })?;
    }
    Ok(session)
}

fn data() -> Arg {
    Arg::new("data")
        .long("data")
        .value_name("DIR|NAME")
        .help(format!(
            "A folder of IDX files such as MNIST's, plain or gzip, or the path that some of its files begin with, or \
             the name of generated data: {}. [default: the preset's, or {}]",
            generated::names().collect::<Vec<_>>().join(", "),
            handwriting::NAME,
        ))
}

fn device() -> Arg {
    let devices = [
        CPU,
        #[cfg(feature = "gpu")]
        GPU,
    ];
    Arg::new("device")
        .long("device")
        .value_parser(PossibleValuesParser::new(devices))
        .default_value(CPU)
        .help("The device to train on")
}

fn path(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .value_parser(value_parser!(PathBuf))
        .help(help)
}

fn preset() -> Arg {
    let preset = |preset: &'static Preset| {
        let label = texts::preset_label(&preset.key);
        PossibleValue::new(preset.key.as_str()).help(label)
    };
    Arg::new("preset")
        .long("preset")
        .value_name("NAME")
        .value_parser(PossibleValuesParser::new(PRESETS.iter().map(preset)))
        .help("Options to start from; the flags below change them")
}

/// The preset that the flags name; `eval` has none.
fn chosen(matches: &ArgMatches) -> Option<&'static Preset> {
    let key = matches.try_get_one::<String>("preset").ok().flatten()?;
    presets::find(key)
}

/// The flag of an option. Its value is read by [`options::parse`](vae_lab::models::options::parse).
fn flag(spec: &'static OptionSpec) -> Arg {
    let value = match spec.kind {
        Kind::Int { .. } => "N",
        Kind::Float { .. } => "X",
        Kind::Choice { .. } => "NAME",
        Kind::Flag => "BOOL",
        Kind::Ints { .. } => "N,N",
    };
    let heading = match spec.group {
        Group::Model => "Model",
        Group::Objective => "Objective",
        Group::Optimizer => "Optimiser",
        Group::Training => "Training",
    };
    Arg::new(spec.key)
        .long(spec.key)
        .aliases(spec.former())
        .value_name(value)
        .help_heading(heading)
        .allow_negative_numbers(true)
        .help(format!(
            "{} Takes {}. [default: {}]",
            texts::option_help(spec.key),
            spec.kind,
            spec.default
        ))
}
