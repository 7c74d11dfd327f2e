//! What the first release wrote, in `tests/corpus/0.1.0`: it is read today, and says the same numbers.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use ndarray::{Array2, ArrayView2};
use serde_json::{Value, from_str};
use vae_lab::cpu::Cpu;
use vae_lab::data::files;
use vae_lab::models::Options;
use vae_lab::session::Session;

/// The runs whose lines and weights are there, with what was typed for them.
const TRAINED: [(&str, &str); 3] = [
    ("vae", "--hidden 4 --batch 8 --epochs 3 --seed 5"),
    (
        "ae",
        "--hidden 4 --batch 8 --epochs 3 --seed 5 --autoencoder ae --half",
    ),
    (
        "learned",
        "--hidden 4,3 --latent 3 --batch 8 --epochs 3 --seed 6 --likelihood gaussian-learned \
         --optimizer sgd --lr 0.01 --activation gelu",
    ),
];

fn path(file: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    folder.join("tests/corpus/0.1.0").join(file)
}

/// Lines of JSON.
fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| from_str(line).unwrap()).collect()
}

fn stored(file: &str) -> Vec<Value> {
    lines(&fs::read_to_string(path(file)).unwrap())
}

fn run(command: &str, more: &[&str]) -> Vec<Value> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_vae-lab"));
    program.args(command.split_whitespace()).args(more);
    let output = program.arg("--data").arg(path("stripes")).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    lines(&String::from_utf8(output.stdout).unwrap())
}

/// Instruction sets differ in the last bits.
fn near(now: f64, then: f64, what: &str) {
    assert!(
        (now - then).abs() <= 1e-5 * then.abs().max(1.0),
        "{what}: {now}, not {then}"
    );
}

/// Each line has the keys of then, with their numbers. How long it took is another matter, and a plain autoencoder, whose
/// KL divergence was 0, has none any more.
fn same(now: &[Value], then: &[Value], case: &str) {
    assert_eq!(now.len(), then.len(), "{case}");
    let gone = if case == "ae" { "kl" } else { "" };
    for (now, then) in now.iter().zip(then) {
        let kept = then.as_object().unwrap().iter();
        for (key, value) in kept.filter(|(key, _)| !["seconds", gone].contains(&key.as_str())) {
            let what = format!("{case}: {key}");
            match value.as_f64() {
                Some(value) => near(now[key].as_f64().unwrap_or(f64::NAN), value, &what),
                None => assert_eq!(&now[key], value, "{what}"),
            }
        }
        assert!(now["seconds"].is_f64(), "{case}");
    }
}

#[test]
fn commands_print_the_lines_of_then() {
    for (case, flags) in TRAINED {
        let then = stored(&format!("{case}.train.jsonl"));
        same(&run(&format!("train {flags}"), &[]), &then, case);
    }
}

#[test]
fn weights_of_then_evaluate_as_they_did() {
    for (case, _) in TRAINED {
        let file = path(&format!("{case}.safetensors"));
        let now = run("eval --weights", &[file.to_str().unwrap()]);
        same(&now, &stored(&format!("{case}.eval.json")), case);
    }
}

fn numbers(value: &Value) -> Vec<f32> {
    let list = value.as_array().unwrap().iter();
    list.map(|number| number.as_f64().unwrap() as f32).collect()
}

fn rows(values: &[f32], columns: usize) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((values.len() / columns, columns), values).unwrap()
}

fn all_near(now: &Array2<f32>, then: &Value, what: &str) {
    let then = numbers(then);
    assert_eq!(now.len(), then.len(), "{what}");
    for (&now, then) in now.iter().zip(then) {
        near(now.into(), then.into(), what);
    }
}

#[test]
fn weights_and_snapshots_of_the_page_are_the_model_that_they_were() {
    for case in ["page-vae", "page-ae"] {
        let text = fs::read_to_string(path(&format!("{case}.json"))).unwrap();
        let then: Value = from_str(&text).unwrap();
        let (z, x) = (numbers(&then["z"]), numbers(&then["x"]));
        for kind in ["weights", "light", "whole"] {
            let what = format!("{case}.{kind}");
            let bytes = fs::read(path(&format!("{what}.safetensors"))).unwrap();
            let mut session = Session::new(Cpu::new(), Options::default());
            session
                .load(files::load(&path("stripes")).unwrap())
                .unwrap();
            let step = match kind {
                "weights" => session.load_weights(&bytes).map(|()| 0),
                _ => session
                    .restore(&bytes)
                    .map(|()| then["step"].as_u64().unwrap()),
            };
            assert_eq!(u64::from(session.progress().step), step.unwrap(), "{what}");
            for (key, value) in then["options"].as_object().unwrap() {
                let key = if key == "autoencoder" { "method" } else { key };
                let now = serde_json::to_value(session.options().get(key)).unwrap();
                assert_eq!(&now, value, "{what}: {key}");
            }
            // A light snapshot has halves of the numbers' digits.
            if kind == "light" {
                session.step().unwrap();
                continue;
            }
            let decoded = session
                .decode(rows(&z, session.options().latent), None)
                .unwrap();
            all_near(&decoded, &then["decoded"], &what);
            let encoding = session.encode(rows(&x, 16), None).unwrap();
            all_near(&encoding.mu, &then["mu"], &what);
            if let Some(logvar) = encoding.logvar {
                all_near(&logvar, &then["logvar"], &what);
            }
            let terms = session.evaluate(0).unwrap().terms;
            // The noise of an evaluation is that of its step.
            if kind == "whole" {
                near(
                    terms.loss().unwrap(),
                    then["evaluation"]["loss"].as_f64().unwrap(),
                    &what,
                );
                near(
                    terms.get("recon").unwrap(),
                    then["evaluation"]["recon"].as_f64().unwrap(),
                    &what,
                );
            }
            session.step().unwrap();
        }
    }
}
