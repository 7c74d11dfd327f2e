//! The command-line tool, run as a person runs it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const SMALL: [&str; 8] = [
    "--hidden", "12", "--batch", "100", "--epochs", "0.1", "--latent", "3",
];

fn run<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vae-lab"));
    command.args(args).output().unwrap()
}

/// A path of its own for a test's file.
fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn fixture(name: &str) -> PathBuf {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    fixtures.join(name)
}

/// The lines that a command which has to succeed prints.
fn lines<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Vec<Value> {
    let output = run(args);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    // Standard error is no terminal here, so there is no progress bar.
    assert_eq!(errors, "");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// What a command that has to fail says.
fn refused<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> String {
    let output = run(args);
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

fn arguments<'a>(words: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    words.iter().chain(more).copied().collect()
}

/// IDX files of `count` images of 4x3 pixels with labels.
fn idx_folder(name: &str, count: u8) -> PathBuf {
    let folder = scratch(name);
    fs::create_dir_all(&folder).unwrap();
    let mut images = vec![0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 4, 0, 0, 0, 3];
    images.extend((0..usize::from(count) * 12).map(|i| (i * 37 % 256) as u8));
    fs::write(folder.join("images"), images).unwrap();
    let mut labels = vec![0, 0, 8, 1, 0, 0, 0, count];
    labels.extend((0..count).map(|i| i % 10));
    fs::write(folder.join("labels"), labels).unwrap();
    folder
}

#[test]
fn trains_saves_goes_on_and_evaluates() {
    let file = scratch("trained.safetensors");
    let file = file.to_str().unwrap();
    let trained = lines(arguments(&["train", "--out", file], &SMALL));
    assert_eq!(trained.len(), 1);
    let line = trained[0].as_object().unwrap();
    let mut keys: Vec<&str> = line.keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "epoch",
            "kl",
            "recon",
            "seconds",
            "test_loss",
            "train",
            "train_loss"
        ]
    );
    assert_eq!(line["epoch"], 1);
    let figure = |line: &Value, key: &str| line[key].as_f64().unwrap();
    let loss = figure(&trained[0], "test_loss");
    let parts = figure(&trained[0], "recon") + figure(&trained[0], "kl");
    assert!((loss - parts).abs() < 1e-6 * loss);

    let evaluated = lines(["eval", "--weights", file]);
    assert_eq!(evaluated.len(), 1);
    assert_eq!(figure(&evaluated[0], "test_loss"), loss);
    assert_eq!(evaluated[0]["epoch"], Value::Null);

    let more = [
        "train",
        "--weights",
        file,
        "--epochs",
        "0.2",
        "--lr",
        "2e-3",
    ];
    let further = lines(more);
    assert!(figure(&further[0], "test_loss") < loss);
}

#[test]
fn estimates_the_evidence() {
    let file = scratch("evidence.safetensors");
    let file = file.to_str().unwrap();
    lines(arguments(&["train", "--out", file], &SMALL));
    let asked = [
        "eval",
        "--weights",
        file,
        "--samples",
        "30",
        "--images",
        "20",
    ];
    let drawn = lines(arguments(&asked, &["--binarize", "true"]));
    let figure = |key: &str| drawn[0]["evidence"][key].as_f64().unwrap();
    assert_eq!((figure("images"), figure("samples")), (20.0, 30.0));
    assert!(figure("-log_p") < figure("-elbo"));
    assert!((figure("bits") * 2f64.ln() - figure("-log_p")).abs() < 1e-9);
    assert!(figure("effective_samples") > 1.0 && figure("effective_samples") < 30.0);
    assert!(figure("standard_error") > 0.0);

    // Grey pixels have no log-likelihood here, which is said beside the figures.
    let output = run(asked);
    assert!(output.status.success());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("grey") && told.contains("--binarize true"),
        "{told}"
    );
    let line: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_ne!(line["evidence"]["-log_p"], drawn[0]["evidence"]["-log_p"]);

    // Whose class is given, it recognises too.
    assert!(line["evidence"]["accuracy"].is_null());
    let given = scratch("evidence-given.safetensors");
    let given = given.to_str().unwrap();
    let conditional = ["train", "--condition", "concat", "--out", given];
    lines(arguments(&conditional, &SMALL));
    let told = run([&["eval", "--weights", given], &asked[3..]].concat());
    let line: Value = serde_json::from_slice(&told.stdout).unwrap();
    let accuracy = line["evidence"]["accuracy"].as_f64().unwrap();
    let right = accuracy * 20.0;
    assert!((0.0..=20.0).contains(&right) && (right - right.round()).abs() < 1e-9);

    let plain = scratch("evidence-ae.safetensors");
    let plain = plain.to_str().unwrap();
    lines(arguments(
        &["train", "--method", "ae", "--out", plain],
        &SMALL,
    ));
    let told = refused(["eval", "--weights", plain, "--samples", "5"]);
    assert!(told.contains("no approximate posterior"), "{told}");
    for wrong in [&["--samples", "0"][..], &["--images", "5"]] {
        refused(arguments(&["eval", "--weights", file], wrong));
    }
}

#[test]
fn the_same_seed_is_the_same_run() {
    let losses = |seed| {
        let lines = lines(arguments(&["train", "--seed", seed], &SMALL));
        (
            lines[0]["train_loss"].clone(),
            lines[0]["test_loss"].clone(),
        )
    };
    assert_eq!(losses("5"), losses("5"));
    assert_ne!(losses("5"), losses("6"));
}

/// Figures of all held-out codes together stand beside the terms, after training and of the saved weights.
#[test]
fn a_book_says_how_much_of_it_is_used() {
    let file = scratch("book.safetensors");
    let file = file.to_str().unwrap();
    let book = ["train", "--method", "vqvae", "--codes", "2", "--out", file];
    let trained = lines(arguments(&book, &[&SMALL[..], &["--book", "16"]].concat()));
    let evaluated = lines(["eval", "--weights", file]);
    for key in ["recon", "perplexity", "used"] {
        assert_eq!(trained[0][key], evaluated[0][key], "{key}");
    }
    let figure = |key: &str| trained[0][key].as_f64().unwrap();
    assert!((figure("kl") - 2.0 * 16f64.ln()).abs() < 1e-5);
    assert!((1.0..=figure("used")).contains(&figure("perplexity")));
    assert!(trained[0]["train"].get("perplexity").is_none());
}

/// On standard error it says which GPU; the lines are as ever.
#[cfg(feature = "gpu")]
#[test]
fn trains_on_the_gpu_as_on_the_cpu() {
    let loss = |line: &Value| line["test_loss"].as_f64().unwrap();
    let output = run(arguments(&["train", "--device", "gpu"], &SMALL));
    let told = String::from_utf8(output.stderr).unwrap();
    if !output.status.success() && told.contains("there is no GPU here") {
        assert!(std::env::var_os("CI").is_none(), "{told}");
        eprintln!("SKIPPED: {told}");
        return;
    }
    assert!(output.status.success(), "{told}");
    assert!(told.contains("training on "), "{told}");
    let line: Value = serde_json::from_slice(&output.stdout).unwrap();
    let on_cpu = lines(arguments(&["train"], &SMALL));
    let ratio = loss(&line) / loss(&on_cpu[0]);
    assert!((ratio - 1.0).abs() < 0.01, "{line} for {}", on_cpu[0]);
}

#[test]
fn trains_on_idx_files_for_as_many_epochs_as_asked() {
    let folder = idx_folder("idx-small", 50);
    let folder = folder.to_str().unwrap();
    let small = ["--hidden", "5", "--batch", "9", "--epochs", "2.5"];
    let lines = lines(arguments(&["train", "--data", folder], &small));
    let epochs: Vec<&Value> = lines.iter().map(|line| &line["epoch"]).collect();
    assert_eq!(epochs, [1, 2, 3]);
}

#[test]
fn an_epoch_of_fewer_images_than_a_batch_is_one_step() {
    let folder = idx_folder("idx-few", 30);
    let data = folder.to_str().unwrap();
    let lines = lines(["train", "--data", data, "--epochs", "3", "--batch", "128"]);
    assert_eq!(lines.len(), 3);
    for line in &lines {
        assert!(line["train_loss"].is_f64(), "{line}");
    }
}

#[test]
fn stops_where_it_is_told_to() {
    // 45 training images.
    let folder = idx_folder("idx-stops", 50);
    let folder = folder.to_str().unwrap();
    let losses = |more: &[&str]| -> Vec<f64> {
        let small = ["--hidden", "5", "--batch", "9", "--epochs", "4"];
        let lines = lines(arguments(
            &["train", "--data", folder],
            &arguments(&small, more),
        ));
        let losses = lines.iter().map(|line| line["test_loss"].as_f64().unwrap());
        losses.collect()
    };
    let all = losses(&[]);
    assert_eq!(all.len(), 4);
    // An epoch is five steps; the one in which it stops has its line as well.
    assert_eq!(losses(&["--stop-steps", "10"]), all[..2]);
    assert_eq!(losses(&["--stop-steps", "8"]).len(), 2);
    assert_ne!(losses(&["--stop-steps", "8"])[1], all[1]);
    assert_eq!(losses(&["--stop-target", &all[1].to_string()]), all[..2]);
    assert_eq!(losses(&["--stop-seconds", "0"]).len(), 1);
}

#[test]
fn a_preset_brings_its_data() {
    let small = ["--hidden", "4", "--lr", "0.01", "--stop-steps", "60"];
    let recon = |more: &[&str]| {
        let line = &lines(arguments(
            &["train", "--preset", "noise"],
            &arguments(&small, more),
        ))[0];
        line["recon"].as_f64().unwrap()
    };
    // Without knowledge of a pixel its price is ln 2.
    let ignorant = 784.0 * 2f64.ln();
    assert!(recon(&[]) > ignorant - 0.5, "{}", recon(&[]));
    assert!(recon(&["--data", "handwriting"]) < 0.9 * ignorant);
}

#[test]
fn reads_what_pytorch_wrote() {
    let file = fixture("vae.safetensors");
    let lines = lines(["eval", "--weights", file.to_str().unwrap()]);
    // Trained on a few strokes, it is no good for digits, but far better than chance (784 ln 2 = 543).
    let loss = lines[0]["test_loss"].as_f64().unwrap();
    assert!((100.0..450.0).contains(&loss), "{loss}");
}

#[test]
fn help_has_every_option() {
    let output = run(["train", "--help"]);
    let help = String::from_utf8(output.stdout).unwrap();
    for spec in vae_lab::models::options::SPECS {
        assert!(help.contains(&format!("--{}", spec.key)), "{}", spec.key);
    }
}

#[test]
fn refuses_with_one_sentence() {
    let empty = scratch("idx-empty");
    fs::create_dir_all(&empty).unwrap();
    let empty = empty.to_str().unwrap();
    let small_images = idx_folder("idx-other-size", 20);
    let small_images = small_images.to_str().unwrap();
    let cut = scratch("cut.safetensors");
    let whole = fs::read(fixture("vae.safetensors")).unwrap();
    fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let (cut, weights) = (cut.to_str().unwrap(), fixture("vae.safetensors"));
    let weights = weights.to_str().unwrap();

    let cases: [(&[&str], &[&str]); 12] = [
        (
            &["train", "--latent", "65"],
            &["latent", "65", "from 1 to 64"],
        ),
        (&["train", "--lr", "-1"], &["lr", "-1"]),
        (&["train", "--hidden", "12,x"], &["hidden", "12,x"]),
        (&["train", "--activation", "relo"], &["relo", "gelu"]),
        (
            &["train", "--binarize", "true", "--likelihood", "gaussian"],
            &["binarize", "gaussian"],
        ),
        (&["train", "--data", "no/such/folder"], &["no/such/folder"]),
        (&["train", "--data", empty], &["idx-empty"]),
        (
            &["train", "--data", "ring", "--without", "3"],
            &["--without 3", "no such class"],
        ),
        (
            &["train", "--out", "no/such/folder/file"],
            &["no/such/folder/file"],
        ),
        (
            &["train", "--weights", weights, "--latent", "3"],
            &["latent", "3", "20"],
        ),
        (&["eval", "--weights", cut], &["cut.safetensors"]),
        (
            &["eval", "--weights", weights, "--data", small_images],
            &["28x28"],
        ),
    ];
    for (arguments, expected) in cases {
        let said = refused(arguments);
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        assert!(said.starts_with("error: "), "{said}");
        for word in expected {
            assert!(said.contains(word), "{arguments:?}: {said}");
        }
    }
}

#[test]
fn refuses_unknown_commands_and_flags() {
    for (arguments, word) in [
        (vec!["learn"], "learn"),
        (vec!["train", "--latents", "3"], "--latents"),
        (vec!["train", "--preset", "best"], "best"),
        (vec!["eval"], "--weights"),
        (vec![], "Usage"),
    ] {
        let said = refused(&arguments);
        assert!(said.contains(word), "{arguments:?}: {said}");
    }
}
