//! The models that come with the page: what their cards say is so.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;
use vae_lab::cpu::Cpu;
use vae_lab::data::files;
use vae_lab::models::Options;
use vae_lab::session::Session;
use vae_lab::session::weights::File;

const NAMES: [&str; 5] = [
    "handwriting-2d",
    "mnist-20d",
    "mnist-2d",
    "mnist-2d-ae",
    "mnist-2d-beta4",
];

/// Each is fetched while a reader waits.
const MOST_BYTES: usize = 700_000;

/// Nats per image. Rounding differs between processors, and thousands of images average it out.
const FIGURES: f64 = 1e-3;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/models")
}

fn weights(name: &str) -> Vec<u8> {
    fs::read(folder().join(format!("{name}.safetensors"))).unwrap()
}

fn card(name: &str) -> Value {
    let text = fs::read(folder().join(format!("{name}.json"))).unwrap();
    serde_json::from_slice(&text).unwrap()
}

/// The names of the files with this extension.
fn named(extension: &str) -> Vec<String> {
    let paths = fs::read_dir(folder()).unwrap();
    let paths = paths.map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| path.extension().is_some_and(|own| own == extension));
    let mut names: Vec<String> = paths
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn each_is_small_and_has_a_card_with_its_options() {
    assert_eq!(named("safetensors"), NAMES);
    assert_eq!(named("json"), NAMES);
    for name in NAMES {
        let bytes = weights(name);
        assert!(bytes.len() < MOST_BYTES, "{name}: {} bytes", bytes.len());
        let (card, header) = (card(name), File::read(&bytes).unwrap().header.unwrap());
        assert_eq!(card["model"], header.model.as_str(), "{name}");
        let options = serde_json::to_value(&header.options).unwrap();
        assert_eq!(card["options"], options, "{name}");
        let command = card["command"].as_str().unwrap();
        assert!(command.contains(&format!("{name}.safetensors")), "{name}");
    }
}

/// On all held-out images. Passed over where MNIST is not beside the project, and said so.
#[test]
fn held_out_figures_are_those_of_the_cards() {
    let mnist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/mnist");
    let mnist = mnist.is_dir().then(|| files::load(&mnist).unwrap());
    for name in NAMES {
        let card = card(name);
        let mut session = Session::new(Cpu::new(), Options::default());
        match (card["data"].as_str().unwrap(), &mnist) {
            ("handwriting", _) => session.load_generated("handwriting", 0).unwrap(),
            ("mnist", Some(mnist)) => session.load(mnist.clone()).unwrap(),
            ("mnist", None) => {
                assert!(
                    std::env::var_os("CI").is_none(),
                    "MNIST is not beside the project"
                );
                let line = format!("SKIPPED the figures of {name}: no MNIST beside the project\n");
                // Straight to the stream, because the test harness swallows what a passing test prints.
                std::io::stderr().write_all(line.as_bytes()).unwrap();
                continue;
            }
            (other, _) => panic!("{name} is of {other}"),
        };
        session.load_weights(&weights(name)).unwrap();
        let evaluation = session.evaluate(0).unwrap();
        for (term, actual) in evaluation.terms.iter() {
            let key = term.key;
            let expected = card["heldOut"][key].as_f64().unwrap();
            assert!(
                (actual - expected).abs() <= FIGURES,
                "{name}: {key} is {actual}, the card says {expected}"
            );
        }
    }
}
