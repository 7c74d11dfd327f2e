//! The autoencoder with a book, against what its paper says done by hand: nearest entries by search, moving averages step by
//! step, Lloyd's algorithm.

use std::collections::HashMap;
use std::rc::Rc;

use vae_lab::cpu::Cpu;
use vae_lab::data::{Dataset, Images};
use vae_lab::executor::Executor;
use vae_lab::graph::Table;
use vae_lab::interp::Interp;
use vae_lab::models::build::{Moment, Tables};
use vae_lab::models::programs::PhaseProgram;
use vae_lab::models::{self, ImageShape, Model, Options};
use vae_lab::noise::{Clock, uniform, words};
use vae_lab::session::Session;

/// A model on an executor, with a table of random images.
struct Run<E> {
    executor: E,
    model: Box<dyn Model>,
    options: Options,
    tables: Tables,
}

impl<E: Executor> Run<E> {
    fn new(mut executor: E, columns: usize, changed: &[(&str, &str)]) -> Self {
        let small = [
            ("method", "vqvae"),
            ("hidden", ""),
            ("optimizer", "sgd"),
            ("momentum", "0"),
            ("lr", "0.001"),
        ];
        let options = Options::default().with_text(&small).unwrap();
        let options = options.with_text(changed).unwrap();
        let images = ImageShape {
            height: 1,
            width: columns,
            planes: 1,
            classes: 0,
        };
        let model = models::build(&options, images);
        for parameter in model.parameters().iter() {
            executor.set_variable(parameter.variable, &parameter.initial(3));
        }
        let table = Table { id: 0, columns };
        let byte = |at| (uniform(words(Clock { seed: 5, step: 0 }, 9, at)[0]) * 256.0) as u8;
        let bytes: Vec<u8> = (0..(options.batch * columns) as u32).map(byte).collect();
        executor.set_table(table, Rc::from(bytes));
        let tables = Tables::of(table);
        Self {
            executor,
            model,
            options,
            tables,
        }
    }

    /// A step on the whole table, or what a trace shows of it.
    fn step(&mut self, traced: bool, rate: f64) -> HashMap<&'static str, Vec<f64>> {
        let model = self.model.as_ref();
        let made = PhaseProgram::new(model, &self.options, 0, self.tables, traced).unwrap();
        let program = self.executor.load(&made.graph);
        let rows: Vec<f32> = (0..self.options.batch).map(|row| row as f32).collect();
        self.executor.feed(program, made.index.unwrap(), &rows);
        let phase = &model.phases(&self.options)[0];
        for (input, number) in made.numbers(&self.options, phase, Moment::default(), rate, 1) {
            self.executor.feed(program, input, &[number]);
        }
        self.executor.run(program, Clock { seed: 0, step: 0 });
        let first = made.terms.len() + 1;
        let outputs = made.terms.iter().enumerate();
        let shown = made.traced.iter().enumerate();
        let outputs = outputs.chain(shown.map(|(at, key)| (first + at, key)));
        // Of a key, the mean over the rows gives way to the rows themselves.
        outputs
            .map(|(at, &key)| {
                let values = self.executor.output(program, at);
                (key, values.iter().copied().map(f64::from).collect())
            })
            .collect()
    }

    fn values(&self, name: &str) -> Vec<f64> {
        let mut parameters = self.model.parameters().iter();
        let found = parameters.find(|parameter| parameter.name == name).unwrap();
        let values = self.executor.variable(found.variable);
        values.into_iter().map(f64::from).collect()
    }

    fn set(&mut self, name: &str, values: &[f64]) {
        let mut parameters = self.model.parameters().iter();
        let found = parameters.find(|parameter| parameter.name == name).unwrap();
        let values: Vec<f32> = values.iter().map(|value| *value as f32).collect();
        self.executor.set_variable(found.variable, &values);
    }

    /// What an optimiser without momentum was given.
    fn gradient(&self, name: &str) -> Vec<f64> {
        let parameters = self.model.parameters();
        let number = parameters.iter().position(|own| own.name == name).unwrap();
        let values = self.executor.variable(parameters.slot(0, number));
        values.into_iter().map(f64::from).collect()
    }

    /// m / N, smoothed.
    fn book(&self) -> Vec<f64> {
        entries(&self.values("state.counts"), &self.values("state.sums"))
    }
}

fn entries(counts: &[f64], sums: &[f64]) -> Vec<f64> {
    let (k, all) = (counts.len() as f64, counts.iter().sum::<f64>());
    let columns = sums.len() / counts.len();
    let smoothed = |at: usize| (counts[at] + 1e-5) / (all + k * 1e-5) * all;
    let sums = sums.iter().enumerate();
    sums.map(|(at, sum)| sum / smoothed(at / columns)).collect()
}

fn squared(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The entry that is nearest to a point, of `columns` numbers.
fn nearest(book: &[f64], z: &[f64]) -> usize {
    let mut best = (0, f64::INFINITY);
    for (number, entry) in book.chunks(z.len()).enumerate() {
        let distance = squared(entry, z);
        if distance < best.1 {
            best = (number, distance);
        }
    }
    best.0
}

fn near(actual: &[f64], expected: &[f64], allowed: f64, what: &str) {
    assert_eq!(actual.len(), expected.len(), "{what}");
    for (at, (a, b)) in actual.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= allowed, "{what} {at}: {a} for {b}");
    }
}

#[test]
fn the_entry_is_the_nearest_of_all() {
    let changed = [
        ("batch", "1024"),
        ("codes", "10"),
        ("latent", "2"),
        ("book", "64"),
    ];
    let mut run = Run::new(Cpu::new(), 24, &changed);
    let scattered: Vec<f64> = (0..128).map(|at| (f64::from(at) * 1.7).sin()).collect();
    run.set("state.sums", &scattered);
    let (seen, book) = (run.step(true, 0.001), run.book());
    let (z, zq) = (&seen["z"], &seen["zq"]);
    assert_eq!(z.len(), 2 * 10_240);
    let mut used = [false; 64];
    for (z, zq) in z.chunks(2).zip(zq.chunks(2)) {
        let best = nearest(&book, z);
        used[best] = true;
        let (least, own) = (squared(&book[2 * best..][..2], z), squared(zq, z));
        // Where two are as near to rounding, either will do.
        assert!(own <= least + 1e-6, "{z:?}: {zq:?} at {own}, not {least}");
    }
    assert!(used.iter().filter(|used| **used).count() > 20, "{used:?}");
}

/// With linear networks every gradient is a product of two matrices.
#[test]
fn gradients_are_those_of_the_formula() {
    for update in ["ema", "gradient"] {
        let changed = [
            ("batch", "6"),
            ("codes", "2"),
            ("latent", "3"),
            ("book", "5"),
            ("update", update),
        ];
        let mut run = Run::new(Interp::<f64>::new(), 4, &changed);
        let (seen, weight) = (run.step(true, 0.001), run.values("output.weight"));
        run.step(false, 0.001);
        let [x, z, zq, xhat] = ["x", "z", "zq", "xhat"].map(|key| &seen[key]);
        // ∂/∂z = (x̂ - x) Wᵀ / B, straight through the entry, and 2 γ (z - e) / B.
        let mut slope = vec![0.0; 36];
        for (at, slope) in slope.iter_mut().enumerate() {
            let (row, column) = (at / 6, at % 6);
            let through: f64 = (0..4)
                .map(|pixel| {
                    (xhat[4 * row + pixel] - x[4 * row + pixel]) * weight[4 * column + pixel]
                })
                .sum();
            let shown = seen["slope"][at];
            assert!((shown - through).abs() < 1e-6, "{shown} for {through}");
            *slope = (through + 2.0 * 0.25 * (z[at] - zq[at])) / 6.0;
        }
        let mut expected = vec![0.0; 24];
        for (at, expected) in expected.iter_mut().enumerate() {
            let (pixel, column) = (at / 6, at % 6);
            *expected = (0..6)
                .map(|row| x[4 * row + pixel] * slope[6 * row + column])
                .sum();
        }
        near(&run.gradient("mean.weight"), &expected, 1e-6, update);
        if update == "gradient" {
            let book = run.values("book");
            let mut expected = vec![0.0; 15];
            for (z, zq) in z.chunks(3).zip(zq.chunks(3)) {
                let entry = nearest(&book, z);
                for column in 0..3 {
                    expected[3 * entry + column] += 2.0 * (zq[column] - z[column]) / 6.0;
                }
            }
            near(&run.gradient("book"), &expected, 1e-6, "book");
        }
        let distances: f64 = z
            .chunks(6)
            .zip(zq.chunks(6))
            .map(|(z, zq)| squared(z, zq).sqrt() / 6.0)
            .sum();
        let shown = seen["distance"].iter().sum::<f64>() / 6.0;
        assert!((shown - distances).abs() < 1e-6, "{shown} for {distances}");
        assert!((seen["kl"][0] - 2.0 * 5f64.ln()).abs() < 1e-6);
    }
}

/// Three batches by hand; one entry is all but dead when the first comes, another dies at the second.
#[test]
fn averages_are_those_of_a_run_by_hand() {
    for restart in [true, false] {
        let word = restart.to_string();
        let changed = [
            ("batch", "3"),
            ("codes", "2"),
            ("latent", "2"),
            ("book", "8"),
            ("revive", &word),
        ];
        let mut run = Run::new(Interp::<f64>::new(), 5, &changed);
        let mut n = vec![1.0, 0.02, 3.0, 0.5, 0.1005, 1.0, 1.0, 2.0];
        // Those that are to die are far from all points.
        let mut m: Vec<f64> = (0..16).map(|at| (f64::from(at) * 2.3).cos()).collect();
        for entry in [1, 4] {
            for column in 0..2 {
                m[2 * entry + column] = 50.0 * n[entry];
            }
        }
        run.set("state.counts", &n);
        run.set("state.sums", &m);
        for batch in 0..3 {
            let seen = run.step(true, 0.001);
            run.step(false, 0.001);
            let book = entries(&n, &m);
            let points: Vec<&[f64]> = seen["z"].chunks(2).collect();
            let (mut found, mut sums) = (vec![0.0; 8], vec![0.0; 16]);
            for z in &points {
                let entry = nearest(&book, z);
                found[entry] += 1.0;
                (0..2).for_each(|column| sums[2 * entry + column] += z[column]);
            }
            for entry in 0..8 {
                n[entry] = 0.99 * n[entry] + 0.01 * found[entry];
                let dead = restart && n[entry] < 0.1;
                let own = 2 * entry..2 * entry + 2;
                for (at, (m, sum)) in m[own.clone()].iter_mut().zip(&sums[own]).enumerate() {
                    *m = match dead {
                        // There are six points, so the seventh entry has the first again.
                        true => points[entry % 6][at],
                        false => 0.99 * *m + 0.01 * sum,
                    };
                }
                if dead {
                    n[entry] = 1.0;
                }
            }
            let what = format!("batch {batch}, restart {restart}");
            near(&run.values("state.counts"), &n, 1e-6, &what);
            near(&run.values("state.sums"), &m, 1e-5, &what);
        }
        assert_eq!((n[1] > 0.5, n[4] > 0.5), (restart, restart));
    }
}

/// Lloyd's algorithm: each centre moves to the mean of the points that are nearest to it, until none moves.
fn lloyd(points: &[f64], mut centres: Vec<f64>) -> Vec<f64> {
    loop {
        let mut counts = vec![0.0; centres.len() / 2];
        let mut sums = vec![0.0; centres.len()];
        for z in points.chunks(2) {
            let centre = nearest(&centres, z);
            counts[centre] += 1.0;
            (0..2).for_each(|column| sums[2 * centre + column] += z[column]);
        }
        let moved = sums
            .iter()
            .enumerate()
            .map(|(at, sum)| sum / counts[at / 2]);
        let moved: Vec<f64> = moved.collect();
        if squared(&moved, &centres) < 1e-20 {
            return moved;
        }
        centres = moved;
    }
}

#[test]
fn with_a_frozen_encoder_the_book_is_lloyds() {
    let changed = [
        ("batch", "500"),
        ("latent", "2"),
        ("book", "6"),
        ("revive", "false"),
    ];
    let mut run = Run::new(Cpu::new(), 2, &changed);
    run.set("mean.weight", &[1.0, 0.0, 0.0, 1.0]);
    run.set("mean.bias", &[0.0, 0.0]);
    let mut settle = |bytes: Option<Vec<u8>>| {
        if let Some(bytes) = bytes {
            run.executor.set_table(run.tables.images, Rc::from(bytes));
        }
        let points = run.step(true, 0.0)["z"].clone();
        let start = points[..12].to_vec();
        run.set("state.counts", &[1.0; 6]);
        run.set("state.sums", &start);
        for _ in 0..3_000 {
            run.step(false, 0.0);
        }
        (points, start, run.book())
    };
    // A full square has many solutions: it is one of them.
    let (points, _, book) = settle(None);
    near(&book, &lloyd(&points, book.clone()), 1e-3, "solution");
    // Six heaps around a circle have one, from six points of which each is of another.
    let heap = |at: u32| {
        let (turn, noise) = (f64::from(at / 2 % 6), words(Clock::default(), 1, at)[0]);
        let angle = turn * std::f64::consts::FRAC_PI_3;
        let place = [angle.cos(), angle.sin()][at as usize % 2];
        (128.0 + 80.0 * place + 60.0 * (f64::from(uniform(noise)) - 0.5)) as u8
    };
    let (points, start, book) = settle(Some((0..1_000).map(heap).collect()));
    let expected = lloyd(&points, start.clone());
    assert!(
        squared(&expected, &start) > 1e-3,
        "the start is no solution"
    );
    near(&book, &expected, 1e-3, "centres");
}

/// Every value of a byte once, in a book of 16 entries an equal way apart.
#[test]
fn a_uniform_book_over_uniform_data_has_its_size_as_perplexity() {
    let changed = [
        ("method", "vqvae"),
        ("hidden", ""),
        ("latent", "1"),
        ("book", "16"),
    ];
    let options = Options::default().with_text(&changed).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    let images = || Images::new((0..=255).collect(), 1, 1, 1);
    let dataset = Dataset {
        name: "bytes".to_owned(),
        train: images(),
        held_out: images(),
        remarks: Vec::new(),
    };
    session.load(dataset).unwrap();
    let weights = session.weights().unwrap();
    // mean.weight and mean.bias come first, after no hidden layer.
    session.executor_mut().set_variable(weights[0], &[1.0]);
    session.executor_mut().set_variable(weights[1], &[0.0]);
    // Every count is 1, so the sums are the entries.
    let entries: Vec<f32> = (0u8..16)
        .map(|entry| (16.0 * f32::from(entry) + 7.5) / 255.0)
        .collect();
    session.set_parameter("state.sums", &entries).unwrap();
    let whole = session.evaluate(0).unwrap();
    let figure = |key: &str| whole.terms.get(key).unwrap();
    assert!((figure("perplexity") - 16.0).abs() < 1e-9);
    assert_eq!(figure("used"), 16.0);
    assert!((figure("kl") - 16f64.ln()).abs() < 1e-6);
    // The lower half of the images has half of the entries.
    let half = session.evaluate(128).unwrap();
    assert!((half.terms.get("perplexity").unwrap() - 8.0).abs() < 1e-9);
    assert_eq!(half.terms.get("used"), Some(8.0));
    // A single image has no such figure.
    let one = session.evaluate_image(3).unwrap();
    assert!(one.terms.get("perplexity").unwrap().is_nan());
}
