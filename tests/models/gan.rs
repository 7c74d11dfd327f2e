//! Discriminators and critics against their closed forms: the data is p = N(0, 1), the generator is fixed at q = N(m, 1). Both are
//! in units of half a discriminator's unit, as images hold two of those on either side of the middle.

use std::rc::Rc;

use vae_lab::cpu::Cpu;
use vae_lab::executor::Executor;
use vae_lab::graph::Table;
use vae_lab::models::build::{Moment, Tables};
use vae_lab::models::programs::{PhaseProgram, Query, QueryProgram};
use vae_lab::models::{self, ImageShape, Options};
use vae_lab::noise::Clock;
use vae_lab::special::normal_quantile;

/// Standard deviations in the discriminator's units; and in images, where those are a quarter.
const DEVIATION: f64 = 0.5;
const IN_IMAGES: f64 = DEVIATION / 4.0;
/// Places that are equally probable, as bytes.
const DATA: usize = 10_000;
const ROWS: usize = 1_024;

/// The mean of the term `key` over the last quarter of `steps`, and what is then thought of points, in deviations.
fn trained(
    m: f64,
    changed: &[(&str, &str)],
    steps: u32,
    key: &str,
    points: &[f64],
) -> (f64, Vec<f64>) {
    let fixed = [
        ("method", "gan"),
        ("hidden", ""),
        ("latent", "1"),
        ("critic", "16,16"),
        ("activation", "leaky-relu"),
        ("batch", "1024"),
        ("beta1", "0.5"),
    ];
    let options = Options::default().with_text(&fixed).unwrap();
    let options = options.with_text(changed).unwrap();
    let images = ImageShape {
        height: 1,
        width: 1,
        planes: 1,
        classes: 0,
    };
    let model = models::build(&options, images);
    let mut executor = Cpu::new();
    for parameter in model.parameters().iter() {
        let values = match parameter.name.as_str() {
            "generator.0.weight" => vec![DEVIATION as f32],
            "generator.0.bias" => vec![(DEVIATION * m) as f32],
            _ => parameter.initial(0),
        };
        executor.set_variable(parameter.variable, &values);
    }
    let byte = |place: usize| {
        let t = normal_quantile((place as f64 + 0.5) / DATA as f64);
        (255.0 * (0.5 + IN_IMAGES * t)).round() as u8
    };
    let table = Table { id: 0, columns: 1 };
    let bytes: Vec<u8> = (0..DATA).map(byte).collect();
    executor.set_table(table, Rc::from(bytes));
    let phase = &model.phases(&options)[0];
    let program = PhaseProgram::new(model.as_ref(), &options, 0, Tables::of(table), false).unwrap();
    let loaded = executor.load(&program.graph);
    let term = program.terms.iter().position(|&term| term == key).unwrap();
    let mut mean = 0.0;
    let judged = steps / 4;
    for step in 0..steps {
        // As many rows as spread over all data, each time others.
        let row = |row: usize| ((row * 7_919 + step as usize * 104_729) % DATA) as f32;
        let rows: Vec<f32> = (0..ROWS).map(row).collect();
        executor.feed(loaded, program.index.unwrap(), &rows);
        let rate = options.lr * (1.0 - f64::from(step) / f64::from(steps));
        let numbers = program.numbers(&options, phase, Moment::default(), rate, step + 1);
        for (input, number) in numbers {
            executor.feed(loaded, input, &[number]);
        }
        executor.run(loaded, Clock { seed: 0, step });
        if step >= steps - judged {
            mean += f64::from(executor.output(loaded, term)[0]) / f64::from(judged);
        }
    }
    let query = Query::Judge { columns: 1 };
    let query = QueryProgram::new(model.as_ref(), query, points.len(), 0).unwrap();
    let asked = executor.load(&query.graph);
    let images: Vec<f32> = points
        .iter()
        .map(|t| (0.5 + IN_IMAGES * t) as f32)
        .collect();
    executor.feed(asked, query.input, &images);
    executor.run(asked, Clock::default());
    let answers = executor.output(asked, 0).chunks(2);
    (mean, answers.map(|answer| f64::from(answer[0])).collect())
}

/// The best logit is ln p/q = ½m² - m x.
#[test]
fn a_discriminator_comes_to_the_logit_of_p_over_p_and_q() {
    let m = 1.0;
    let points: Vec<f64> = (-12..=12).map(|quarter| f64::from(quarter) / 4.0).collect();
    let (_, logits) = trained(m, &[("lr", "0.003")], 2_500, "discriminator", &points);
    for (x, logit) in points.iter().zip(logits) {
        let expected = 0.5 * m * m - m * x;
        assert!(
            (logit - expected).abs() < 0.1,
            "{logit} for {expected} at {x}"
        );
    }
}

/// W₁ of N(0, 1) and N(m, 1) is |m|, and the best critic a line. Its slope s is that of the largest s w - λ (s - 1)²,
/// w being W₁ in the critic's units: a little more than 1. With one value the penalty has a second valley, at the slope -1, so m
/// has the sign that these first weights lean to.
#[test]
fn a_critic_comes_to_the_distance_of_wasserstein() {
    for m in [1.0, 1.5] {
        let critic = [
            ("adversary", "wasserstein"),
            ("beta2", "0.9"),
            ("lr", "0.003"),
        ];
        let (found, _) = trained(m, &critic, 600, "wasserstein", &[0.0]);
        let (found, exact) = (found / DEVIATION, f64::abs(m));
        assert!((found / exact - 1.0).abs() < 0.05, "{found} for {exact}");
        let best = exact * (1.0 + DEVIATION * exact / (2.0 * 10.0));
        assert!((found / best - 1.0).abs() < 0.01, "{found} for {best}");
    }
}
