//! The compiler names every place that must be taught a new op: a copy of the engine gets one more op in each class,
//! and `cargo check` has to refuse it at all of these places. A wildcard in one of them would hide it.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The enums of `graph/op.rs`, each with the functions that match on it.
const PLACES: [(&str, &[&str]); 5] = [
    (
        "SourceOp",
        &[
            "graph/op.rs name",
            "graph/grad.rs backward",
            "interp.rs value",
            "plan/simplify.rs stored",
            "plan/memory.rs source",
        ],
    ),
    (
        "ViewOp",
        &[
            "graph/op.rs name",
            "graph/grad.rs view_gradient",
            "interp.rs arranged",
            "plan/simplify.rs view",
            "plan/simplify.rs dense",
            "plan/lower.rs view",
        ],
    ),
    (
        "ElementOp",
        &[
            "graph/op.rs name",
            "graph/op.rs with_operands",
            "graph/grad.rs element_backward",
            "interp.rs value",
            "plan/simplify.rs element",
            "plan/lower.rs instr",
        ],
    ),
    (
        "ReductionOp",
        &[
            "graph/op.rs name",
            "graph/grad.rs reduction_gradient",
            "interp.rs reduced",
            "plan/lower.rs group",
        ],
    ),
    (
        "KernelOp",
        &[
            "graph/op.rs name",
            "graph/op.rs with_operands",
            "graph/grad.rs kernel_backward",
            "interp.rs value",
            "plan/simplify.rs rewrite",
            "plan/fuse.rs takes_epilogue",
            "plan/lower.rs own_kernel",
        ],
    ),
];

/// The modules that the copy has.
const MODULES: [&str; 5] = ["executor", "graph", "interp", "noise", "plan"];

/// The crates that these modules use.
const CRATES: [&str; 2] = ["ndarray", "thiserror"];

#[test]
fn a_new_op_must_be_taught_everywhere() {
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-op");
    copy_engine(Path::new(env!("CARGO_MANIFEST_DIR")), &copy);
    let expected: BTreeSet<String> = PLACES
        .iter()
        .flat_map(|(class, places)| places.iter().map(move |place| format!("{class} {place}")))
        .collect();
    let refused = refusals(&copy);
    let silent: Vec<_> = expected.difference(&refused).collect();
    assert!(silent.is_empty(), "a new op slips through at {silent:?}");
    let unknown: Vec<_> = refused.difference(&expected).collect();
    assert!(unknown.is_empty(), "PLACES lacks {unknown:?}");
}

/// Copies the engine, with one more op in each class.
fn copy_engine(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).expect("a folder for the copy");
    for module in MODULES {
        let (file, folder) = (format!("src/{module}.rs"), format!("src/{module}"));
        if from.join(&file).exists() {
            copy_file(&from.join(&file), &to.join(&file));
        } else {
            for entry in fs::read_dir(from.join(&folder)).expect("a module") {
                let name = entry.expect("a file").file_name();
                let file = Path::new(&folder).join(name);
                copy_file(&from.join(&file), &to.join(&file));
            }
        }
    }
    let modules = MODULES.map(|module| format!("pub mod {module};\n"));
    fs::write(to.join("src/lib.rs"), modules.concat()).expect("a library");
    let manifest = fs::read_to_string(from.join("Cargo.toml")).expect("a manifest");
    let dependencies: String = manifest
        .lines()
        .filter(|line| {
            CRATES
                .iter()
                .any(|name| line.starts_with(&format!("{name} = ")))
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let manifest = format!(
        "[package]\nname = \"new-op\"\nedition = \"2024\"\n[workspace]\n[features]\ngpu = []\n\
         [dependencies]\n{dependencies}"
    );
    fs::write(to.join("Cargo.toml"), manifest).expect("a manifest");
    copy_file(&from.join("Cargo.lock"), &to.join("Cargo.lock"));
    let op = to.join("src/graph/op.rs");
    let mut text = fs::read_to_string(&op).expect("the ops");
    for (class, _) in PLACES {
        let head = format!("pub enum {class} {{\n");
        assert!(text.contains(&head), "there is no {class}");
        text = text.replace(&head, &format!("{head}    Added,\n"));
    }
    fs::write(op, text).expect("a file that can be written to");
}

fn copy_file(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
    fs::copy(from, to).expect("a file that can be copied");
}

/// The places at which the compiler misses the new op of a class: the class, the file and the function.
fn refusals(copy: &Path) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--message-format", "short"])
        .current_dir(copy)
        // What other checks have compiled of the crates is used again.
        .env("CARGO_TARGET_DIR", copy.join("../.."))
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stderr);
    // src/plan/memory.rs:262:19: error[E0004]: non-exhaustive patterns: `graph::op::ViewOp::Added` not covered
    let refused = text.lines().filter_map(|line| {
        let (place, message) = line.split_once(": error[E0004]: ")?;
        let (class, _) = message.split_once("::Added")?;
        let class = class.rsplit([':', '`', '(', '&']).next()?;
        let mut place = place.split(':');
        let (file, line) = (place.next()?, place.next()?.parse().ok()?);
        let function = function_at(&copy.join(file), line)?;
        Some(format!("{class} {} {function}", file.strip_prefix("src/")?))
    });
    let refused: BTreeSet<String> = refused.collect();
    assert!(!refused.is_empty(), "the compiler names no place:\n{text}");
    refused
}

/// The function in which a line is, by its number from 1.
fn function_at(file: &Path, line: usize) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let lines: Vec<&str> = text.lines().take(line).collect();
    lines.iter().rev().find_map(|line| {
        let (before, rest) = line.split_once("fn ")?;
        let is_item = before.trim().is_empty() || before.trim().starts_with("pub");
        let end = rest.find(['(', '<'])?;
        is_item.then(|| rest[..end].to_owned())
    })
}
