//! Files of weights and snapshots, with and without our metadata.

use std::cell::RefCell;

use vae_lab::cpu::Cpu;
use vae_lab::data::{Dataset, Images};
use vae_lab::models::Options;
use vae_lab::models::value::Value;
use vae_lab::session::weights::{Array, File};
use vae_lab::session::{Session, SessionError};

use crate::corpus::{Corpus, INTEGERS, Random};
use crate::harness::{Done, Reader, fuzz};

type Take = fn(&mut Session<Cpu>, &[u8]) -> Done;
type Save = fn(&Session<Cpu>) -> Result<Vec<u8>, SessionError>;

fn dataset() -> Dataset {
    let images = |count: usize| {
        let mut images = Images::new(
            (0..4 * count).map(|at| (at * 61 % 256) as u8).collect(),
            2,
            2,
            1,
        );
        images.labels = Some((0..count).map(|at| (at % 2) as u8).collect());
        images
    };
    Dataset {
        name: "four".to_owned(),
        train: images(6),
        held_out: images(3),
        remarks: Vec::new(),
    }
}

fn session(patch: &[(&str, &str)]) -> Session<Cpu> {
    let small = [
        ("hidden", "2"),
        ("critic", "2"),
        ("latent", "1"),
        ("batch", "2"),
    ];
    let options = Options::default().with_text(&small).unwrap();
    let mut session = Session::new(Cpu::new(), options.with_text(patch).unwrap());
    session.load(dataset()).unwrap();
    session.train(2).unwrap();
    session
}

/// Small models of every kind.
fn sessions() -> Vec<Session<Cpu>> {
    let sgd = ("optimizer", "sgd");
    let patches: [&[(&str, &str)]; 5] = [
        &[("hidden", "")],
        &[("method", "ae"), sgd],
        &[("method", "gan"), ("anchor", "1"), sgd],
        &[("condition", "concat"), ("hidden", ""), sgd],
        &[
            ("likelihood", "gaussian-learned"),
            ("hidden", "2,3"),
            ("optimizer", "adagrad"),
        ],
    ];
    patches.map(session).into_iter().collect()
}

/// A file without the options that are as usual: the shorter it is, the more of it is changed.
fn short(bytes: &[u8]) -> Vec<u8> {
    let mut file = File::read(bytes).unwrap();
    let usual = Options::default();
    let header = file.header.as_mut().unwrap();
    header
        .options
        .0
        .retain(|(key, value)| usual.get(key).as_ref() != Some(value));
    file.write()
}

/// Words of such files.
fn all_words(files: &[File]) -> Vec<String> {
    let names = files.iter().flat_map(|file| file.arrays.keys().cloned());
    let others = [
        "F16",
        "F32",
        "F64",
        "BF16",
        "dtype",
        "shape",
        "data_offsets",
        "__metadata__",
        "vae-lab",
    ];
    let keys = [
        "version", "model", "options", "pixels", "height", "width", "classes", "run", "step",
        "seen", "updates",
    ];
    let mut words: Vec<String> = others
        .iter()
        .chain(&keys)
        .map(|&word| word.to_owned())
        .collect();
    words.extend(names);
    words.extend(crate::options::words());
    words
}

/// Changes what a file says, so that it stays a whole one: a name, a side, an option, a counter.
fn restate(file: &mut File, words: &[String], random: &mut Random) {
    let word = |random: &mut Random| random.one_of(words).clone();
    let integer = |random: &mut Random| *random.one_of(INTEGERS);
    let names: Vec<String> = file.arrays.keys().cloned().collect();
    let name = random.one_of(&names).clone();
    match random.below(7) {
        0 => file.header = None,
        1 => drop(file.arrays.remove(&name)),
        2 => {
            if let Some(array) = file.arrays.remove(&name) {
                file.arrays.insert(word(random), array);
            }
        }
        // A side of any length, where the other one is 0.
        3 => {
            let sides = [integer(random) as usize, 0];
            let shape = if random.below(2) == 0 {
                sides.to_vec()
            } else {
                vec![sides[1], sides[0]]
            };
            let values = Vec::new();
            file.arrays.insert(name, Array { shape, values });
        }
        4 => {
            if let Some(array) = file.arrays.get_mut(&name) {
                array.shape = vec![array.values.len(), 1];
            }
        }
        5 => {
            if let Some(header) = &mut file.header {
                let value = match random.below(3) {
                    0 => Value::Number(integer(random) as f64),
                    1 => Value::Text(word(random).into()),
                    _ => Value::List(vec![integer(random) as f64].into()),
                };
                header.options.0.push((word(random), value));
            }
        }
        _ => {
            if let Some(header) = &mut file.header {
                match random.below(6) {
                    0 => header.model = word(random),
                    1 => header.pixels.height = integer(random) as usize,
                    2 => header.pixels.width = integer(random) as usize,
                    3 => header.classes = Some(integer(random) as usize),
                    _ => {
                        if let Some(run) = &mut header.run {
                            run.step = integer(random) as u32;
                            run.updates = integer(random) as u32;
                            run.seen = integer(random);
                        }
                    }
                }
            }
        }
    }
}

/// Reads changed files into sessions with and without images; what was read is asked, trained and written again.
fn fuzz_files(name: &'static str, seeds: Vec<Vec<u8>>, take: Take, save: Save) {
    let files: Vec<File> = seeds
        .iter()
        .map(|bytes| File::read(bytes).unwrap())
        .collect();
    let corpus = Corpus {
        seeds,
        words: all_words(&files),
    };
    let make = |random: &mut Random| {
        if random.below(2) == 0 {
            return corpus.input(random);
        }
        let mut file = random.one_of(&files).clone();
        for _ in 0..random.below(3) + 1 {
            if !file.arrays.is_empty() {
                restate(&mut file, &corpus.words, random);
            }
        }
        let mut bytes = file.write();
        if random.below(4) == 0 {
            corpus.change(&mut bytes, random);
        }
        bytes
    };
    let mut session = Session::new(Cpu::new(), Options::default());
    session.load(dataset()).unwrap();
    let session = RefCell::new(session);
    let read = |input: &[u8]| {
        let mut without = Session::new(Cpu::new(), Options::default());
        take(&mut without, input)?;
        take(&mut session.borrow_mut(), input)
    };
    let mut read_before = 0;
    let then = || {
        read_before += 1;
        if read_before % 16 != 0 {
            return Ok(());
        }
        use_up(&mut session.borrow_mut(), take, save)
    };
    let reader = Reader {
        name,
        read,
        then,
        factor: 64,
    };
    let codes = fuzz(reader, make);
    assert!(codes.len() > 10 && codes.contains_key(""), "{codes:?}");
}

/// What was read can be asked and trained, and comes back from its file as it was.
fn use_up(session: &mut Session<Cpu>, take: Take, save: Save) -> Result<(), SessionError> {
    let saved = save(session)?;
    let latent = session.options().latent;
    session.decode(ndarray::Array2::zeros((1, latent)).view(), None)?;
    // Weights may be such that the loss overflows.
    let _ = session.step();
    take(session, &saved)?;
    assert_eq!(save(session)?, saved);
    Ok(())
}

#[test]
fn weights() {
    let ours = sessions().into_iter();
    let mut seeds: Vec<Vec<u8>> = ours
        .map(|session| short(&session.save_weights().unwrap()))
        .collect();
    for place in 0..seeds.len() {
        let mut file = File::read(&seeds[place]).unwrap();
        seeds.push(file.write_half());
        file.header = None;
        seeds.push(file.write());
    }
    fuzz_files(
        "weights",
        seeds,
        Session::load_weights,
        Session::save_weights,
    );
}

#[test]
fn snapshots() {
    let sessions = sessions();
    let whole = sessions.iter().map(|session| session.snapshot().unwrap());
    let light = sessions
        .iter()
        .map(|session| session.light_snapshot().unwrap());
    fuzz_files(
        "snapshots",
        whole.chain(light).collect(),
        Session::restore,
        Session::snapshot,
    );
}
