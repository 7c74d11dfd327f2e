//! Gradients of objectives against central differences in f64.

use std::collections::HashMap;

use ndarray::Array2;
use std::rc::Rc;

use vae_lab::executor::Executor;
use vae_lab::graph::{Graph, Table, Tensor};
use vae_lab::interp::Interp;
use vae_lab::models::build::{Build, Moment, Tables};
use vae_lab::models::streams::{Streams, Use};
use vae_lab::models::{self, ImageShape, Model, Objective, Options};
use vae_lab::noise::Clock;

const ROWS: usize = 5;
pub const IMAGES: ImageShape = ImageShape {
    height: 3,
    width: 3,
    planes: 1,
    classes: 3,
};

/// Terms with their weights, whose sum a parameter of a name is moved by.
type Moved = fn(&str) -> &'static [(&'static str, f64)];

/// A phase of a model in f64, with images, labels and first weights.
pub struct Phase {
    pub model: Box<dyn Model>,
    pub graph: Graph,
    pub interp: Interp<f64>,
    pub feeds: Vec<Array2<f64>>,
    /// What was added to the graph.
    pub added: Vec<Tensor>,
}

pub const CLOCK: Clock = Clock { seed: 2, step: 3 };

impl Phase {
    /// The first of a small model with some options, and with what is added to its graph.
    pub fn new(
        changed: &[(&str, &str)],
        add: impl FnOnce(&mut Build, &Objective) -> Vec<Tensor>,
    ) -> Self {
        Self::number(0, changed, add)
    }

    /// Another one.
    fn number(
        number: usize,
        changed: &[(&str, &str)],
        add: impl FnOnce(&mut Build, &Objective) -> Vec<Tensor>,
    ) -> Self {
        let small = [
            ("hidden", "4"),
            ("latent", "2"),
            ("activation", "tanh"),
            ("beta", "0.7"),
        ];
        let options = Options::default().with_text(&small).unwrap();
        let options = options.with_text(changed).unwrap();
        let model = models::build(&options, IMAGES);
        let table = |id, columns| Table { id, columns };
        let tables = Tables {
            images: table(0, IMAGES.pixels()),
            labels: Some(table(1, 1)),
            classes: IMAGES.classes,
        };
        let streams = [Use::Training, Use::TrainingPixels].map(|of| Streams::new(of, 0));
        let mut build = Build::new(model.parameters(), &options, tables, ROWS, streams);
        let objective = model.objective(number, &mut build).unwrap();
        let added = add(&mut build, &objective);
        let (graph, index, fed) = build.finish();

        let mut interp = Interp::<f64>::new();
        let bytes = (0..ROWS * IMAGES.pixels()).map(|at| (at * at * 37 % 256) as u8);
        interp.set_table(tables.images, Rc::new(bytes.collect()));
        interp.set_table(table(1, 1), Rc::new(vec![0, 2, 1, 1, 0]));
        let rows = Array2::from_shape_fn((ROWS, 1), |(row, _)| row as f64);
        let number = |feed: models::build::Feed| feed(&options, Moment::default());
        let mut feeds = vec![(index.unwrap(), rows)];
        feeds.extend(fed.into_iter().map(|(input, feed)| {
            let value = Array2::from_elem((1, 1), number(feed));
            (input, value)
        }));
        feeds.sort_by_key(|(input, _)| input.0);
        for parameter in model.parameters().iter() {
            let initial = parameter.initial(4).into_iter().map(f64::from);
            let values = Array2::from_shape_vec(parameter.variable.shape, initial.collect());
            interp.set(parameter.variable, values.unwrap());
        }
        Self {
            model,
            graph,
            interp,
            feeds: feeds.into_iter().map(|(_, value)| value).collect(),
            added,
        }
    }
}

/// As [`check_phase`], of the first phase.
fn check(changed: &[(&str, &str)], by: Option<Moved>) {
    check_phase(0, changed, by);
}

/// Checks every element of every gradient of a model's phase: of all that it minimises, or of some terms.
fn check_phase(number: usize, changed: &[(&str, &str)], by: Option<Moved>) {
    let mut terms = HashMap::new();
    let phase = Phase::number(number, changed, |build, objective| {
        let loss = objective.minimise.unwrap();
        terms.extend(objective.terms.iter().copied());
        terms.insert("all", loss);
        let parameters = build.nodes.0.clone();
        build.graph.gradient(loss, &parameters).unwrap()
    });
    let Phase {
        model,
        graph,
        mut interp,
        feeds,
        added: gradients,
    } = phase;
    let (loss, clock) = (terms["all"], CLOCK);
    let parameters: Vec<_> = model.parameters().iter().collect();
    let analytic = interp.values(&graph, &feeds, clock);
    for (parameter, gradient) in parameters.iter().zip(&gradients) {
        let values = interp.get(parameter.variable);
        let own = &analytic[gradient.index()];
        for (place, slope) in own.indexed_iter() {
            let mut side = |step: f64| {
                let mut moved = values.clone();
                moved[place] += step;
                interp.set(parameter.variable, moved);
                let values = interp.values(&graph, &feeds, clock);
                let value = |node: Tensor| values[node.index()][(0, 0)];
                by.map_or(value(loss), |by| {
                    let own = by(&parameter.name).iter();
                    own.map(|(key, weight)| weight * value(terms[key])).sum()
                })
            };
            let step = 1e-5;
            let numeric = (side(step) - side(-step)) / (2.0 * step);
            assert!(
                (slope - numeric).abs() < 1e-7 * numeric.abs().max(1.0),
                "{changed:?}, {}, {place:?}: {slope} for {numeric}",
                parameter.name
            );
        }
        interp.set(parameter.variable, values);
    }
}

#[test]
fn with_a_full_covariance() {
    for more in [&[][..], &[("estimator", "a"), ("samples", "2")]] {
        let full = [("posterior", "full"), ("latent", "3")];
        check(&[&full, more].concat(), None);
    }
}

#[test]
fn of_the_information_bottleneck() {
    let by: Moved = |name| match name.split('.').next() {
        Some("decoder" | "output") => &[("all", 1.0)],
        // Nothing of the reconstruction.
        _ => &[("ce", 1.0), ("kl", 0.7)],
    };
    check(&[("method", "vib")], Some(by));
    check(
        &[("method", "vib"), ("hidden", ""), ("latent", "3")],
        Some(by),
    );
}

/// Every phase of an adversarial autoencoder, whatever its prior.
#[test]
fn of_the_adversarial_autoencoder() {
    for (phase, prior) in [(0, "gaussian"), (1, "gaussian"), (1, "blobs"), (2, "ring")] {
        let changed = [("method", "aae"), ("critic", "5"), ("prior", prior)];
        check_phase(phase, &changed, None);
    }
}

/// The prior of a book's codes: the network and what counts come to.
#[test]
fn of_priors_of_codes() {
    for kind in ["counts", "made"] {
        let own = [("method", "vqvae"), ("codes", "3"), ("book", "2")];
        let changed = [&own[..], &[("codeprior", kind)]].concat();
        check_phase(
            1,
            &changed,
            Some(|name| match name.starts_with("prior") {
                true => &[("all", 1.0)],
                // An autoencoder's integers have no gradient.
                false => &[],
            }),
        );
    }
}

/// Both phases of pairs, by each loss and encoder.
#[test]
fn of_adversarially_learned_inference() {
    for (phase, ali, encoder) in [
        (0, "swapped", "gaussian"),
        (1, "swapped", "point"),
        (1, "minimax", "gaussian"),
        (1, "kexue", "gaussian"),
    ] {
        let own = [("critic", "5"), ("ali", ali), ("encoder", encoder)];
        check_phase(phase, &[&[("method", "ali")], &own[..]].concat(), None);
    }
}

#[test]
fn through_what_an_encoder_reads_spoiled() {
    check(&[("method", "ae"), ("corrupt", "0.4")], None);
    check(
        &[("method", "ae"), ("mask", "0.3"), ("corrupt", "0.2")],
        None,
    );
    check(
        &[("corrupt", "0.4"), ("mask", "0.5"), ("samples", "2")],
        None,
    );
}
