//! Options as links, attributes and command lines give them, and as scripts and files do.

use vae_lab::choices::Choice;
use vae_lab::cpu::Cpu;
use vae_lab::models::options::{Method, SPECS, parse};
use vae_lab::models::value::{Kind, Value, ValueMap};
use vae_lab::models::{self, ImageShape, Options};
use vae_lab::session::{Session, SessionError};

use crate::corpus::{Corpus, INTEGERS, Random, VALUES};
use crate::harness::{Reader, fuzz};

/// Keys of options, and the words that they may hold.
pub fn words() -> Vec<String> {
    let choices = SPECS.iter().flat_map(|spec| match spec.kind {
        Kind::Choice { choices } => choices.to_vec(),
        _ => Vec::new(),
    });
    let keys = SPECS.iter().map(|spec| spec.key).chain(["autoencoder"]);
    keys.chain(choices).map(str::to_owned).collect()
}

/// What is accepted must be whole: its values say it again, and its model can be built.
fn accepted(options: &Options) {
    assert_eq!(
        Options::default().with(&options.values()).as_ref(),
        Ok(options)
    );
    let images = ImageShape {
        height: 28,
        width: 28,
        planes: 1,
        classes: 10,
    };
    let model = models::build(options, images);
    assert!(model.parameters().iter().next().is_some());
    assert!(!model.phases(options).is_empty());
}

/// A value of an option, by and large: a word, a number, a list.
fn value(words: &[String], random: &mut Random) -> String {
    let integer = |random: &mut Random| random.one_of(INTEGERS).to_string();
    match random.below(4) {
        0 => random.one_of(words).clone(),
        1 => integer(random),
        2 => (random.below(2000) as f64 / 1000.0).to_string(),
        _ => random.one_of(VALUES).to_string(),
    }
}

/// Options from keys and values that mean something, or a valid text with some changes.
fn input(corpus: &Corpus, random: &mut Random, join: fn(&[(String, String)]) -> String) -> Vec<u8> {
    if random.below(4) == 0 {
        return corpus.input(random);
    }
    let keys = random.below(4) + 1;
    let pairs: Vec<(String, String)> = (0..keys)
        .map(|_| {
            let key = random.one_of(SPECS).key.to_owned();
            (key, value(&corpus.words, random))
        })
        .collect();
    join(&pairs).into_bytes()
}

fn corpus(write: fn(Vec<(&'static str, Value)>) -> String) -> Corpus {
    let seed = |method: &Method| {
        let options = Options::default().with_text(&[("method", method.name())]);
        write(models::values(&options.unwrap())).into_bytes()
    };
    Corpus {
        seeds: Method::ALL.iter().map(seed).collect(),
        words: words(),
    }
}

#[test]
fn options_as_text() {
    let corpus = corpus(|values| {
        let pairs: Vec<String> = values
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        pairs.join("&")
    });
    let join = |pairs: &[(String, String)]| {
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        pairs.join("&")
    };
    let read = |input: &[u8]| {
        let text = String::from_utf8_lossy(input);
        let pair = |pair| str::split_once(pair, '=').unwrap_or((pair, ""));
        let pairs: Vec<(&str, &str)> = text.split('&').map(pair).collect();
        let patch = parse(&pairs)?;
        accepted(&models::change(&Options::default(), &patch)?);
        Ok(())
    };
    let reader = Reader {
        name: "options",
        read,
        then: || Ok(()),
        factor: 64,
    };
    let codes = fuzz(reader, |random| input(&corpus, random, join));
    assert_eq!(codes.len(), 5, "{codes:?}");
}

#[test]
fn options_as_values() {
    let corpus = corpus(|values| {
        let values = values
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value));
        serde_json::to_string(&ValueMap(values.collect())).unwrap()
    });
    let join = |pairs: &[(String, String)]| {
        let quoted = |value: &str| match serde_json::from_str::<Value>(value) {
            Ok(_) => value.to_owned(),
            Err(_) => format!("\"{value}\""),
        };
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(key, value)| format!("\"{key}\":{}", quoted(value)))
            .collect();
        format!("{{{}}}", pairs.join(","))
    };
    let read = |input: &[u8]| {
        // What is no JSON never comes to be options.
        let Ok(ValueMap(patch)) = serde_json::from_slice(input) else {
            return Ok(());
        };
        let mut session = Session::new(Cpu::new(), Options::default());
        session.configure(&patch)?;
        accepted(session.options());
        Ok::<(), SessionError>(())
    };
    let reader = Reader {
        name: "values",
        read,
        then: || Ok(()),
        factor: 64,
    };
    let codes = fuzz(reader, |random| input(&corpus, random, join));
    assert_eq!(codes.len(), 5, "{codes:?}");
}
