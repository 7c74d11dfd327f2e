//! `train`: epochs of training, each with its line of figures and its file of weights.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Arg, ArgMatches, value_parser};
use indicatif::{ProgressBar, ProgressStyle};
use vae_lab::executor::Executor;
use vae_lab::models::options::{self, Effect, SPECS};
use vae_lab::models::spec::Terms;
use vae_lab::models::{self, Options};
use vae_lab::session::Session;

use super::{CliError, Line, chosen, executor, session};

/// Seconds between figures: a GPU is waited for seldom, and the bar still moves.
const GLANCE: f64 = 0.1;

pub fn train(matches: &ArgMatches) -> Result<(), CliError> {
    let changed = changed(matches);
    let options = models::change(&Options::default(), &options::parse(&changed)?)?;
    let mut session = session(matches, executor(matches)?, options)?;
    go_on(&mut session, &changed)?;
    let without = session.options().without.label();
    if let Some(class) = without.filter(|_| session.shown() == session.dataset().map(|d| d.train)) {
        return Err(CliError::NothingLeftOut { class });
    }

    let out = matches.get_one::<PathBuf>("out");
    if let Some(path) = out {
        check_writable(path)?;
    }
    let epochs = session.options().epochs;
    let stop = Stop::new(matches);
    let steps = (epochs * f64::from(session.steps_per_epoch()?)).ceil();
    let bar = bar((steps as u64).min(stop.steps.into()));
    // Of fewer images than a batch has, one step sees each several times; an epoch is a step all the same.
    let few = session.shown()? < session.options().batch;
    let mut at_once = 1;
    for epoch in 1..=epochs.ceil() as u32 {
        let start = Instant::now();
        let end = f64::from(epoch).min(epochs);
        let (mut sum, mut steps): (Option<Terms<f64>>, u32) = (None, 0);
        while (session.progress().epoch < end || (few && steps == 0)) && !stop.now(&session) {
            let begun = Instant::now();
            let most =
                steps_to(&session, end)?.min((stop.steps - session.progress().step) as usize);
            let metrics = session.train(at_once.min(most))?;
            if begun.elapsed().as_secs_f64() < GLANCE {
                at_once = (2 * metrics.len()).max(at_once);
            }
            for metrics in metrics {
                let sum = sum.get_or_insert_with(|| metrics.terms.zeros());
                for (sum, &value) in sum.values.iter_mut().zip(&metrics.terms.values) {
                    *sum += f64::from(value);
                }
                steps += 1;
                bar.inc(1);
                if let Some((term, value)) = metrics.terms.iter().next() {
                    bar.set_message(format!("{} {value:.2}", term.key));
                }
            }
        }
        let seconds = start.elapsed().as_secs_f64();
        let line = Line {
            epoch: Some(epoch),
            train: sum.map(|mut sum| {
                for value in &mut sum.values {
                    *value /= f64::from(steps);
                }
                sum
            }),
            test: session.evaluate(0)?,
            evidence: None,
            seconds,
        };
        if let Some(path) = out {
            save(&session, path, matches.get_flag("half"))?;
        }
        bar.suspend(|| line.print())?;
        let reached = line
            .test
            .terms
            .loss()
            .is_some_and(|loss| loss <= stop.target);
        if reached || stop.now(&session) {
            break;
        }
    }
    bar.finish_and_clear();
    Ok(())
}

/// When to stop before the last epoch.
struct Stop {
    begun: Instant,
    steps: u32,
    seconds: f64,
    /// Nats per held-out image.
    target: f64,
}

/// The flags that say when to stop; `--epochs` is an option of the model.
pub fn stop_rules() -> [Arg; 3] {
    let flag = |name, value, help| {
        let flag = Arg::new(name).long(name).value_name(value);
        flag.help_heading("Stop").help(help)
    };
    [
        flag("stop-steps", "N", "Stop after this many training steps")
            .value_parser(value_parser!(u32).range(1..)),
        flag(
            "stop-seconds",
            "X",
            "Stop after this many seconds of training and evaluation",
        )
        .value_parser(value_parser!(f64)),
        flag(
            "stop-target",
            "X",
            "Stop after the first epoch whose held-out loss is at most this many nats",
        )
        .value_parser(value_parser!(f64))
        .allow_negative_numbers(true),
    ]
}

impl Stop {
    fn new(matches: &ArgMatches) -> Self {
        let number = |name| matches.get_one::<f64>(name).copied();
        Self {
            begun: Instant::now(),
            steps: matches.get_one("stop-steps").copied().unwrap_or(u32::MAX),
            seconds: number("stop-seconds").unwrap_or(f64::INFINITY),
            target: number("stop-target").unwrap_or(f64::NEG_INFINITY),
        }
    }

    fn now(&self, session: &Session<impl Executor>) -> bool {
        session.progress().step >= self.steps || self.begun.elapsed().as_secs_f64() >= self.seconds
    }
}

/// Steps until the run has reached an epoch.
fn steps_to(session: &Session<impl Executor>, epoch: f64) -> Result<usize, CliError> {
    let left = (epoch - session.progress().epoch) * session.shown()? as f64;
    let steps = left / session.options().batch as f64;
    // What rounding adds is no step.
    Ok(((steps - 1e-6).ceil() as usize).max(1))
}

/// What the preset and the flags change.
fn changed(matches: &ArgMatches) -> Vec<(&'static str, String)> {
    let preset = chosen(matches).map_or(&[][..], |preset| &preset.options.0);
    let preset = preset.iter();
    let preset = preset.map(|(key, value)| (key.as_str(), value.to_string()));
    let flags = SPECS.iter().filter_map(|spec| {
        let value = matches.get_one::<String>(spec.key)?;
        Some((spec.key, value.clone()))
    });
    preset.chain(flags).collect()
}

/// Applies the flags over the options that came with a file of weights.
fn go_on(
    session: &mut Session<impl Executor>,
    changed: &[(&'static str, String)],
) -> Result<(), CliError> {
    let old = session.options().clone();
    let new = models::change(&old, &options::parse(changed)?)?;
    for spec in SPECS.iter().filter(|spec| spec.effect == Effect::Run) {
        if let (Some(old), Some(new)) = (old.get(spec.key), new.get(spec.key))
            && old != new
        {
            return Err(CliError::Restart {
                option: spec.key,
                value: new.to_string(),
                other: old.to_string(),
            });
        }
    }
    session.configure(&new.values())?;
    Ok(())
}

/// Tells before hours of training, not after, that weights cannot be kept.
fn check_writable(path: &Path) -> Result<(), CliError> {
    let part = beside(path);
    let written = fs::write(&part, []).and_then(|()| fs::remove_file(&part));
    written.map_err(|reason| unwritable(path, reason))
}

/// Writes beside the file first, so that a crash leaves the last good one.
fn save(session: &Session<impl Executor>, path: &Path, half: bool) -> Result<(), CliError> {
    let file = session.weights_file()?;
    let bytes = if half {
        file.write_half()
    } else {
        file.write()
    };
    let part = beside(path);
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    written.map_err(|reason| unwritable(path, reason))
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

fn unwritable(path: &Path, reason: io::Error) -> CliError {
    CliError::File {
        file: path.display().to_string(),
        verb: "written",
        reason,
    }
}

/// A progress bar on standard error; nothing where that is no terminal.
fn bar(steps: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} steps, {eta} left, {msg}");
    // Only a template with a fault is refused.
    ProgressBar::new(steps).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
