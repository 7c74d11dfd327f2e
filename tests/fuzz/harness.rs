//! Runs a reader on many inputs, and names the first that it does not take well.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use vae_lab::refusal::{Declared, Refusal};
use vae_lab::session::SessionError;

use crate::allocated::most_held;
use crate::corpus::Random;

/// Inputs in a test.
const INPUTS: u64 = 1_000_000;

/// Bytes that may be held for any input, however short.
const ROOM: usize = 256 << 10;

/// The longest that one input may take, on a slow machine and without optimisation.
const PATIENCE: Duration = Duration::from_millis(250);

pub type Done = Result<(), SessionError>;

/// A reader of outside bytes.
pub struct Reader<R, T> {
    pub name: &'static str,
    /// What it does with an input.
    pub read: R,
    /// What is done with what it has read, whatever memory that takes.
    pub then: T,
    /// Bytes that it may hold for each one of the input, beside `ROOM`.
    pub factor: usize,
}

/// Reads inputs as `make` gives them, by their numbers; returns how many were refused, by code. "" were read.
pub fn fuzz<R: FnMut(&[u8]) -> Done, T: FnMut() -> Done>(
    mut reader: Reader<R, T>,
    make: impl Fn(&mut Random) -> Vec<u8>,
) -> BTreeMap<&'static str, u64> {
    let setting = |name: &str| std::env::var(name).ok().map(|text| text.parse().unwrap());
    let from: u64 = setting("FUZZ_FROM").unwrap_or(0);
    let minutes: Option<u64> = setting("FUZZ_MINUTES");
    let begin = Instant::now();
    let declared = SessionError::declared();
    let mut codes = BTreeMap::new();
    for number in from.. {
        let done = match minutes {
            Some(minutes) => number % 1024 == 0 && begin.elapsed().as_secs() >= 60 * minutes,
            None => number == from + INPUTS,
        };
        if done {
            break;
        }
        let input = make(&mut Random::of(number));
        let code = reader.take(&input, &declared).unwrap_or_else(|fault| {
            let file = format!("target/fuzz/{}-{number}", reader.name);
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &input).unwrap();
            panic!("{file}: {fault}");
        });
        *codes.entry(code).or_default() += 1;
    }
    println!("{}: {codes:?} in {:.0?}", reader.name, begin.elapsed());
    codes
}

impl<R: FnMut(&[u8]) -> Done, T: FnMut() -> Done> Reader<R, T> {
    /// The code of the refusal, or what was wrong.
    fn take(&mut self, input: &[u8], declared: &[Declared]) -> Result<&'static str, String> {
        let mut begin = Instant::now();
        let work = AssertUnwindSafe(|| most_held(|| (self.read)(input)));
        let panics = |_| "it panics";
        let (result, held) = catch_unwind(work).map_err(panics)?;
        // What is slow once may have waited for another program.
        for _ in 0..20 {
            if begin.elapsed() < PATIENCE {
                break;
            }
            begin = Instant::now();
            let _ = (self.read)(input);
        }
        if begin.elapsed() >= PATIENCE {
            return Err(format!("it takes {:?}", begin.elapsed()));
        }
        let most = ROOM + self.factor * input.len();
        if held > most {
            return Err(format!("it holds {held} bytes, of {most}"));
        }
        let then = AssertUnwindSafe(|| result.and_then(|()| (self.then)()));
        match catch_unwind(then).map_err(panics)? {
            Ok(()) => Ok(""),
            Err(error) => well_formed(&error, declared),
        }
    }
}

/// The code of an error that is declared, and whose sentence tells all its parameters.
fn well_formed(error: &SessionError, declared: &[Declared]) -> Result<&'static str, String> {
    let (code, params, sentence) = (error.code(), error.params(), error.to_string());
    let names = declared
        .iter()
        .find(|known| known.code == code)
        .map(|known| known.params);
    let own = params.iter().map(|(name, _)| *name);
    if !names.is_some_and(|names| own.eq(names.iter().copied())) {
        return Err(format!("{code} is not declared with its parameters"));
    }
    match params
        .iter()
        .find(|(_, value)| !sentence.contains(value.as_str()))
    {
        Some((name, _)) => Err(format!("{code} does not tell its {name}: {sentence}")),
        None => Ok(code),
    }
}
