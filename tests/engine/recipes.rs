//! The tests of ops and models as recipes for a browser, whose shader compiler is another than the one that runs natively: each is
//! a line of JSON with shaders, the contents of their buffers and what has to come out. `tests/web` runs them.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use vae_lab::executor::Executor;
use vae_lab::gpu::Recipe;
use vae_lab::graph::{Graph, Input, Table, Variable};
use vae_lab::interp::Interp;
use vae_lab::models::build::{Moment, Tables};
use vae_lab::models::programs::PhaseProgram;
use vae_lab::models::{self, ImageShape, Options};
use vae_lab::noise::Clock;

use crate::gpu::wgsl;
use crate::numbers::{Class, allowance, narrow, random};
use crate::parity;

thread_local! {
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

const CLOCK: Clock = Clock { seed: 9, step: 0 };

/// What a graph runs on: values of variables and inputs, and the bytes of a table.
struct Setting<'a> {
    variables: Vec<(Variable, Vec<f32>)>,
    inputs: Vec<(Input, Vec<f32>)>,
    table: Table,
    bytes: &'a [u8],
}

/// Writes down what a graph needs and gives.
fn record(graph: &Graph, setting: &Setting, class: Class, what: &str) {
    let recipe = Recipe::new(graph);
    let [state, work, inputs, results] = recipe.lengths();
    let (mut truth, mut plain) = (Interp::<f64>::new(), Interp::<f32>::new());
    let (mut values, mut words) = (vec![0.0; state], vec![0; inputs]);
    words[..2].copy_from_slice(&[CLOCK.seed, CLOCK.step]);
    let mut programs = Vec::new();
    for executor in [&mut truth as &mut dyn Executor, &mut plain] {
        executor.set_table(setting.table, setting.bytes.to_vec().into());
        let program = executor.load(graph);
        for (variable, initial) in &setting.variables {
            executor.set_variable(*variable, initial);
            if let Some(start) = recipe.variable(*variable) {
                values[start..start + initial.len()].copy_from_slice(initial);
            }
        }
        for (input, fed) in &setting.inputs {
            executor.feed(program, *input, fed);
            for (word, x) in words[recipe.input(*input)..].iter_mut().zip(fed) {
                *word = x.to_bits();
            }
        }
        executor.run(program, CLOCK);
        programs.push(program);
    }
    let mut checks = Vec::new();
    let mut check = |buffer: &str, start: usize, expected: Vec<f32>, plain: &[f32]| {
        let precise: Vec<f64> = expected.iter().copied().map(f64::from).collect();
        let (scale, allowed) = allowance(&precise, &[plain], wgsl(class));
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
    for (variable, _) in &setting.variables {
        if let Some(start) = recipe.variable(*variable) {
            let expected = truth.variable(*variable);
            check("state", start, expected, &plain.variable(*variable));
        }
    }
    let dispatches = recipe.dispatches();
    let dispatches = dispatches.map(|(text, (x, y))| json!({ "text": text, "groups": [x, y] }));
    let line: Value = json!({
        "what": what,
        "dispatches": dispatches.collect::<Vec<_>>(),
        "state": values,
        "work": work,
        "inputs": words,
        "results": results,
        "table": setting.bytes,
        "checks": checks,
    });
    LINES.with_borrow_mut(|lines| lines.push(line.to_string()));
}

/// A graph of [`parity`].
fn record_op(graph: &Graph, variables: &[Variable], class: Class, what: &str) {
    let bytes: Vec<u8> = (0..=254).collect();
    let initial = |variable: &Variable| narrow(&random(variable.id + 10, variable.shape));
    let setting = Setting {
        variables: variables.iter().map(|v| (*v, initial(v))).collect(),
        inputs: Vec::new(),
        table: Table { id: 0, columns: 5 },
        bytes: &bytes,
    };
    record(graph, &setting, class, what);
}

/// The first training step of a model on 6x6 pixels: a gradient, since SGD's velocity begins at 0.
fn record_model(changed: &[(&str, &str)]) {
    let small = [
        ("hidden", "9,35"),
        ("latent", "3"),
        ("batch", "33"),
        ("optimizer", "sgd"),
        ("beta", "0.7"),
        ("sigma", "0.3"),
    ];
    let options = Options::default().with_text(&small).expect("in range");
    let options = options.with_text(changed).expect("in range");
    let table = Table { id: 0, columns: 36 };
    let images = ImageShape {
        height: 6,
        width: 6,
        planes: 1,
        classes: 0,
    };
    let model = models::build(&options, images);
    let tables = Tables::of(table);
    let step = PhaseProgram::new(model.as_ref(), &options, 0, tables, false).expect("well formed");
    let parameters = model.parameters();
    let weights = parameters.iter().map(|p| (p.variable, p.initial(1)));
    let slots = parameters.iter().enumerate().map(|(number, parameter)| {
        let (rows, columns) = parameter.variable.shape;
        (parameters.slot(0, number), vec![0.0; rows * columns])
    });
    let phase = &model.phases(&options)[0];
    let numbers = step.numbers(&options, phase, Moment::default(), options.lr, 1);
    let rows = (0..options.batch).map(|row| (row * 7 % 40) as f32);
    let mut inputs = vec![(step.index.expect("images"), rows.collect())];
    inputs.extend(numbers.into_iter().map(|(input, x)| (input, vec![x])));
    let bytes: Vec<u8> = (0..40 * 36).map(|at| (at * at / 5 % 256) as u8).collect();
    let setting = Setting {
        variables: weights.chain(slots).collect(),
        inputs,
        table,
        bytes: &bytes,
    };
    record(
        &step.graph,
        &setting,
        Class::Sum,
        &format!("model {changed:?}"),
    );
}

/// Fewer than natively: a browser without a GPU takes seconds for a shader.
#[test]
fn recipes_for_a_browser_are_written() {
    for changed in [
        &[][..],
        &[
            ("likelihood", "gaussian-learned"),
            ("samples", "3"),
            ("clip", "1"),
            ("hidden", "12,36"),
            ("batch", "32"),
        ],
        &[
            ("hidden", ""),
            ("estimator", "a"),
            ("binarize", "true"),
            ("corrupt", "0.5"),
            ("mask", "0.2"),
        ],
    ] {
        record_model(changed);
    }
    parity::element_wise(record_op, &[1, 20, 33, 515]);
    parity::sources(record_op, &[7, 127]);
    parity::moves(record_op);
    parity::products(record_op, &parity::PRODUCTS[..3]);
    for seed in 0..6 {
        parity::random_graph_agrees(record_op, seed, 25);
        parity::random_gradient_agrees(record_op, seed, 10, seed % 2 == 0);
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recipes.jsonl");
    let lines = LINES.with_borrow_mut(std::mem::take);
    assert!(lines.len() > 30);
    fs::write(path, lines.join("\n")).expect("a folder that can be written to");
}
