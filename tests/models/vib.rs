//! The variational information bottleneck against closed forms. What its encoder shares with the variational autoencoder
//! is held to PyTorch by fixtures.

use ndarray::Array2;
use vae_lab::cpu::Cpu;
use vae_lab::data::{Dataset, Images};
use vae_lab::executor::Executor;
use vae_lab::graph::{Axis, Reduction};
use vae_lab::models::{self, ImageShape, Options};
use vae_lab::refusal::Refusal;
use vae_lab::session::{Session, Traced};

use crate::gradients::{CLOCK, IMAGES, Phase};

/// Images of one pixel, which is black for class 0 and white for class 1.
fn two_classes(count: usize) -> Dataset {
    let images = |count: usize| {
        let labels: Vec<u8> = (0..count).map(|at| (at % 2) as u8).collect();
        let bytes = labels.iter().map(|&label| 255 * label);
        let images = Images::new(bytes.collect(), 1, 1, 1);
        Images {
            labels: Some(labels),
            ..images
        }
    };
    Dataset {
        name: "two".to_owned(),
        train: images(40),
        held_out: images(count),
        remarks: Vec::new(),
    }
}

/// A session whose classes have q(z|x) = N(±m, σ²), and p(1|z) = 1 / (1 + e^(-slope z)).
fn known(m: f32, logvar: f32, slope: f32, beta: &str) -> Session<Cpu> {
    let changed = [
        ("method", "vib"),
        ("hidden", ""),
        ("latent", "1"),
        ("beta", beta),
    ];
    let options = Options::default().with_text(&changed).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    session.load(two_classes(40_000)).unwrap();
    set(&mut session, |name| match name {
        "mean.weight" => vec![2.0 * m],
        "mean.bias" => vec![-m],
        "logvar.weight" => vec![0.0],
        "logvar.bias" => vec![logvar],
        "classifier.weight" => vec![-slope / 2.0, slope / 2.0],
        _ => Vec::new(),
    });
    session
}

/// Gives parameters the values of their names, and zeros where these are missing.
fn set(session: &mut Session<Cpu>, values: impl Fn(&str) -> Vec<f32>) {
    let info = session.dataset().unwrap();
    let images = ImageShape {
        height: info.height,
        width: info.width,
        planes: info.planes,
        classes: info.classes,
    };
    let model = models::build(session.options(), images);
    for parameter in model.parameters().iter() {
        let (rows, columns) = parameter.variable.shape;
        let mut values = values(&parameter.name);
        values.resize(rows * columns, 0.0);
        let executor = session.executor_mut();
        executor.set_variable(parameter.variable, &values);
    }
}

/// ∫ N(z; m, 1) f(z) dz by the trapezoid rule, which is exact to rounding for smooth f.
fn expected(m: f64, f: impl Fn(f64) -> f64) -> f64 {
    let step = 0.01;
    let density = |z: f64| (-0.5 * (z - m).powi(2)).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (-1_000..=1_000)
        .map(|at| m + step * f64::from(at))
        .map(|z| step * density(z) * f(z))
        .sum()
}

/// Of classes at ±m with unit noise, the rate is m²/2, and p(y|z) at its best has the slope 2m.
#[test]
fn two_classes_on_a_line_are_as_by_quadrature() {
    for m in [0.5, 1.0, 2.0] {
        let mut session = known(m, 0.0, 2.0 * m, "1");
        let evaluation = session.evaluate(0).unwrap();
        let term = |key| evaluation.terms.get(key).unwrap();
        let m = f64::from(m);
        assert!((term("kl") - m * m / 2.0).abs() < 1e-6, "{m}");
        let nats = |z: f64| (-2.0 * m * z).exp().ln_1p();
        let mean = expected(m, nats);
        let variance = expected(m, |z| (nats(z) - mean).powi(2));
        let error = 4.0 * (variance / 40_000.0).sqrt();
        assert!(
            (term("ce") - mean).abs() < error,
            "{m}: {evaluation:?}, {mean}"
        );
        // What z tells of the class is at most what it tells of the image, and that at most the rate.
        assert!(2f64.ln() - mean <= term("kl"));
        assert_eq!(term("error"), 0.0);
    }
    // The other way round, every image is taken for one of the other class.
    let turned = known(1.0, 0.0, -2.0, "1").evaluate(0).unwrap();
    assert_eq!(turned.terms.get("error"), Some(1.0));
}

/// With σ = 0 z is μ at every draw, and the cross-entropy a classifier's.
#[test]
fn without_noise_it_is_a_plain_classifier() {
    for (m, slope) in [(0.3_f32, 2.0_f32), (-1.0, 0.7)] {
        let mut session = known(m, -300.0, slope, "0");
        let first = session.evaluate(2).unwrap();
        let (ce, error) = (first.terms.get("ce"), first.terms.get("error"));
        // -ln of what softmax gives the class, of logits ∓ slope·z/2 at z = ∓m.
        let plain = (-f64::from(slope * m)).exp().ln_1p();
        assert!((ce.unwrap() - plain).abs() < 1e-6, "{first:?}, {plain}");
        assert_eq!(error, Some(f64::from(slope * m < 0.0)));
        // No other draw changes a bit.
        for part in 1..4 {
            let other = session.evaluate_part(part, 2).unwrap();
            assert_eq!(other.terms.get("ce"), ce);
        }
        let (_, of_batch) = session.trace(Traced::Next).unwrap().terms[0];
        assert!((f64::from(of_batch) - plain).abs() < 1e-6);
    }
}

/// With σ = 0 and β = 0 what is minimised for encoder and classifier is that of a network without a bottleneck, in every bit.
#[test]
fn a_free_rate_without_noise_is_a_plain_classifiers_loss_bit_for_bit() {
    let changed = [("method", "vib"), ("beta", "0")];
    let mut phase = Phase::new(&changed, |build, objective| {
        let x = build.images().unwrap();
        let y = build.labels().unwrap();
        let names = ["encoder.0", "mean", "classifier"];
        let model = models::build(build.options, IMAGES);
        let node = |name: String| {
            let mut all = model.parameters().iter();
            build.nodes.0[all.position(|parameter| parameter.name == name).unwrap()]
        };
        let layers =
            names.map(|name| ["weight", "bias"].map(|part| node(format!("{name}.{part}"))));
        let g = &mut build.graph;
        let mut h = x;
        for (at, [weight, bias]) in layers.into_iter().enumerate() {
            let product = g.matmul(h, weight).unwrap();
            h = g.add(product, bias).unwrap();
            if at == 0 {
                h = g.tanh(h);
            }
        }
        // -ln softmax at the class.
        let largest = g.reduce(Reduction::Max, Axis::Columns, h);
        let below = g.sub(h, largest).unwrap();
        let exp = g.exp(below);
        let sum = g.sum(exp, Axis::Columns);
        let ln = g.ln(sum);
        let ln = g.add(ln, largest).unwrap();
        let nll = g.sub(ln, h).unwrap();
        let nll = g.mul(nll, y).unwrap();
        let nll = g.sum(nll, Axis::Columns);
        let plain = g.mean(nll).unwrap();
        vec![plain, objective.terms[0].1]
    });
    let logvar = |name: &str| name.starts_with("logvar");
    let silent: Vec<_> = phase.model.parameters().iter().collect();
    for parameter in silent.into_iter().filter(|own| logvar(&own.name)) {
        let bias = if parameter.name.ends_with("bias") {
            -300.0
        } else {
            0.0
        };
        let values = Array2::from_elem(parameter.variable.shape, bias);
        phase.interp.set(parameter.variable, values);
    }
    let values = phase.interp.values(&phase.graph, &phase.feeds, CLOCK);
    let [plain, ce] = [0, 1].map(|at| values[phase.added[at].index()][(0, 0)]);
    assert_eq!(plain.to_bits(), ce.to_bits(), "{plain} {ce}");
}

fn handwriting(beta: &str, steps: usize) -> Session<Cpu> {
    let changed = [
        ("method", "vib"),
        ("hidden", "32"),
        ("latent", "4"),
        ("lr", "0.003"),
        ("few", "1000"),
        ("beta", beta),
    ];
    let options = Options::default().with_text(&changed).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    session.load_generated("handwriting", 0).unwrap();
    session.train(steps).unwrap();
    session
}

#[test]
fn a_dear_rate_leaves_nothing_of_the_class() {
    let dear = handwriting("10", 400).evaluate(500).unwrap().terms;
    let ce = dear.get("ce").unwrap();
    assert!((ce - 10f64.ln()).abs() < 0.002, "{dear:?}");
    assert!(dear.get("kl").unwrap() < 0.001, "{dear:?}");
    let cheap = handwriting("0.001", 400).evaluate(500).unwrap().terms;
    assert!(cheap.get("ce").unwrap() < 0.7, "{cheap:?}");
    assert!(cheap.get("error").unwrap() < 0.2, "{cheap:?}");
    assert!(cheap.get("kl").unwrap() > 20.0, "{cheap:?}");
    assert_eq!(cheap.loss(), cheap.get("ce"));
}

/// The decoder beside it learns, and the code is the same with and without it.
#[test]
fn what_is_decoded_changes_nothing_of_the_code() {
    let weights = |likelihood: &str| {
        let mut session = known(0.5, -1.0, 1.0, "0.1");
        let options = session.options().with_text(&[("likelihood", likelihood)]);
        session.configure(&options.unwrap().values()).unwrap();
        session.train(30).unwrap();
        let decoded = session.decode(Array2::zeros((1, 1)).view(), None).unwrap();
        (session.encode_held_out(0..4).unwrap(), decoded)
    };
    let ((codes, image), (others, other)) = (weights("bernoulli"), weights("gaussian"));
    assert_eq!(codes, others);
    assert_ne!(image, other);
}

#[test]
fn its_files_are_recognised() {
    let mut session = handwriting("0.01", 5);
    let saved = session.save_weights().unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&saved).unwrap();
    let bare = safetensors::serialize(tensors.tensors(), None).unwrap();
    let expected = session.evaluate(100).unwrap();
    for file in [saved.to_vec(), bare] {
        let options = Options::default().with_text(&[("beta", "0.01")]).unwrap();
        let mut other = Session::new(Cpu::new(), options);
        other.load_generated("handwriting", 0).unwrap();
        other.load_weights(&file).unwrap();
        assert_eq!(other.options().method, session.options().method);
        assert_eq!(other.evaluate(100).unwrap(), expected);
    }
}

#[test]
fn images_without_classes_are_refused() {
    let mut unlabelled = two_classes(4);
    unlabelled.train.labels = None;
    let mut session = known(1.0, 0.0, 1.0, "1");
    assert_eq!(session.load(unlabelled).unwrap_err().code(), "no-labels");
}

/// An image of the reader's own without a class moves only the decoder.
#[test]
fn an_image_without_a_class_teaches_no_class() {
    let mut session = known(1.0, -1.0, 1.0, "0");
    let shown = |session: &mut Session<Cpu>| {
        let step = session.trace(Traced::Next).unwrap();
        let moved = |part: &str| {
            let own = step
                .parameters
                .iter()
                .filter(|own| own.name.starts_with(part));
            own.map(|own| own.gradient).sum::<f32>()
        };
        (moved("classifier"), moved("mean"), moved("output"))
    };
    let (classifier, mean, output) = shown(&mut session);
    assert!(classifier > 0.0 && mean > 0.0 && output > 0.0);
    session.set_own(&[255; 4_000], &[]).unwrap();
    let few = session
        .options()
        .with_text(&[("batch", "1"), ("few", "1"), ("seed", "3")]);
    session.configure(&few.unwrap().values()).unwrap();
    let (classifier, mean, output) = shown(&mut session);
    assert_eq!((classifier, mean), (0.0, 0.0));
    assert!(output > 0.0);
}
