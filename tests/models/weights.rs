//! Files of weights between us and PyTorch, both ways.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::process::{Command, Output};

use safetensors::SafeTensors;
use vae_lab::cpu::Cpu;
use vae_lab::models::Options;
use vae_lab::session::Session;

use crate::CASES;
use crate::fixture::{Fixture, path, relative_error};

/// A session that has read the file which PyTorch wrote.
fn session(case: &str) -> Session<Cpu> {
    let mut session = Session::new(Cpu::new(), Options::default());
    let file = fs::read(path(&format!("{case}.safetensors"))).unwrap();
    session.load_weights(&file).unwrap();
    session
}

#[test]
fn what_pytorch_wrote_is_written_back_to_the_bit() {
    for &case in CASES {
        let theirs = fs::read(path(&format!("{case}.safetensors"))).unwrap();
        let ours = session(case).save_weights().unwrap();
        let theirs = SafeTensors::deserialize(&theirs).unwrap();
        let ours = SafeTensors::deserialize(&ours).unwrap();
        let mut names = ours.names();
        let mut expected = theirs.names();
        names.sort_unstable();
        expected.sort_unstable();
        assert_eq!(names, expected, "{case}");
        for name in names {
            let (ours, theirs) = (ours.tensor(name).unwrap(), theirs.tensor(name).unwrap());
            assert_eq!(ours.shape(), theirs.shape(), "{case} {name}");
            assert_eq!(ours.dtype(), theirs.dtype(), "{case} {name}");
            assert!(ours.data() == theirs.data(), "{case} {name}");
        }
    }
}

#[test]
fn options_come_with_the_file() {
    for &case in CASES {
        let read = session(case);
        let expected = Fixture::read(case).options;
        let batch = Options::default().batch;
        assert_eq!(*read.options(), Options { batch, ..expected }, "{case}");
    }
}

/// Passed over, and said so, where there is no Python with torch.
#[test]
fn pytorch_reads_what_we_wrote() {
    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/pytorch");
    fs::create_dir_all(folder).unwrap();
    for &case in CASES {
        let file = format!("{folder}/{case}.safetensors");
        fs::write(file, session(case).save_weights().unwrap()).unwrap();
    }
    let mut python = Command::new("python3");
    let output = python.arg("-B").arg(path("read.py")).arg(folder).output();
    let missing = |output: &Output| {
        let errors = String::from_utf8_lossy(&output.stderr);
        errors.contains("ModuleNotFoundError")
    };
    let output = match output {
        Ok(output) if !missing(&output) => output,
        _ => {
            // Straight to the stream, because the test harness swallows what a passing test prints.
            let line = b"SKIPPED pytorch_reads_what_we_wrote: no python3 with torch, numpy and safetensors\n";
            std::io::stderr().write_all(line).unwrap();
            return;
        }
    };
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let terms: HashMap<String, HashMap<String, f64>> =
        serde_json::from_slice(&output.stdout).unwrap();
    for &case in CASES {
        let fixture = Fixture::read(case);
        for (name, &actual) in &terms[case] {
            let error = relative_error(&[actual], &fixture.expected(name));
            assert!(error < 1e-9, "{case}: {name} is off by {error}");
        }
    }
}
