//! The ops' tests as recipes for a browser, whose shader compiler is another than the one that runs natively: each is
//! a line of JSON with shaders, the contents of their buffers and what has to come out. `tests/web` runs them.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use vae_lab::executor::Executor;
use vae_lab::gpu::{Recipe, Style};
use vae_lab::graph::{Graph, Table, Variable};
use vae_lab::interp::Interp;
use vae_lab::noise::Clock;

use crate::gpu::wgsl;
use crate::numbers::{Class, allowance, narrow, random};
use crate::parity;

thread_local! {
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

const CLOCK: Clock = Clock { seed: 9, step: 0 };

/// Writes down what a graph needs and gives.
fn record(style: Style, graph: &Graph, variables: &[Variable], class: Class, what: &str) {
    let recipe = Recipe::new(graph, style);
    let [state, work, inputs, results] = recipe.lengths();
    let table = Table { id: 0, columns: 5 };
    let bytes: Vec<u8> = (0..=254).collect();
    let (mut truth, mut plain) = (Interp::<f64>::new(), Interp::<f32>::new());
    let mut values = vec![0.0; state];
    let mut programs = Vec::new();
    for executor in [&mut truth as &mut dyn Executor, &mut plain] {
        executor.set_table(table, bytes.as_slice().into());
        for variable in variables {
            let initial = narrow(&random(variable.id + 10, variable.shape));
            executor.set_variable(*variable, &initial);
            if let Some(start) = recipe.variable(*variable) {
                values[start..start + initial.len()].copy_from_slice(&initial);
            }
        }
        let program = executor.load(graph);
        executor.run(program, CLOCK);
        programs.push(program);
    }
    let mut checks = Vec::new();
    let mut check = |buffer: &str, start: usize, expected: Vec<f32>, plain: &[f32]| {
        let precise: Vec<f64> = expected.iter().copied().map(f64::from).collect();
        let (scale, allowed) = allowance(&precise, plain, wgsl(class));
        checks.push(json!({
            "buffer": buffer,
            "start": start,
            "expected": expected,
            "allowed": allowed * scale,
        }));
    };
    for (at, &(start, _)) in recipe.outputs().iter().enumerate() {
        let expected = truth.output(programs[0], at).to_vec();
        check("results", start, expected, plain.output(programs[1], at));
    }
    for variable in variables {
        if let Some(start) = recipe.variable(*variable) {
            let expected = truth.variable(*variable);
            check("state", start, expected, &plain.variable(*variable));
        }
    }
    let dispatches = recipe.dispatches();
    let dispatches = dispatches.map(|(text, (x, y))| json!({ "text": text, "groups": [x, y] }));
    let line: Value = json!({
        "what": format!("{style:?}, {what}"),
        "dispatches": dispatches.collect::<Vec<_>>(),
        "state": values,
        "work": work,
        "inputs": inputs,
        "clock": [CLOCK.seed, CLOCK.step],
        "results": results,
        "table": bytes,
        "checks": checks,
    });
    LINES.with_borrow_mut(|lines| lines.push(line.to_string()));
}

fn record_tiled(graph: &Graph, variables: &[Variable], class: Class, what: &str) {
    record(Style::Tiled, graph, variables, class, what);
}

fn record_direct(graph: &Graph, variables: &[Variable], class: Class, what: &str) {
    record(Style::Direct, graph, variables, class, what);
}

/// Fewer than natively: a browser without a GPU takes seconds for a shader.
#[test]
fn recipes_for_a_browser_are_written() {
    for compare in [record_tiled, record_direct] {
        parity::element_wise(compare, &[1, 33, 515]);
        parity::sources(compare, &[7, 127]);
        parity::moves(compare);
        parity::products(compare, &parity::PRODUCTS[..2]);
        for seed in 0..6 {
            parity::random_graph_agrees(compare, seed, 25);
            parity::random_gradient_agrees(compare, seed, 10, seed % 2 == 0);
        }
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recipes.jsonl");
    let lines = LINES.with_borrow_mut(std::mem::take);
    assert!(lines.len() > 40);
    fs::write(path, lines.join("\n")).expect("a folder that can be written to");
}
