//! The variational autoencoder whose networks, or whose prior, are given the image's class. PyTorch's fixture of the former
//! is among the others.

use std::collections::HashMap;
use std::rc::Rc;

use vae_lab::cpu::Cpu;
use vae_lab::data::{Dataset, Images};
use vae_lab::executor::Executor;
use vae_lab::graph::Table;
use vae_lab::interp::Interp;
use vae_lab::models::build::{Moment, Tables};
use vae_lab::models::options::Bound;
use vae_lab::models::programs::PhaseProgram;
use vae_lab::models::{self, ImageShape, Options};
use vae_lab::noise::Clock;
use vae_lab::refusal::Refusal;
use vae_lab::session::Session;

const CLASSES: usize = 3;
const CLASS: u8 = 1;
const IMAGES: ImageShape = ImageShape {
    height: 3,
    width: 4,
    planes: 1,
    classes: CLASSES,
};

fn options(condition: &str) -> Options {
    let changed = [
        ("hidden", "7"),
        ("latent", "2"),
        ("samples", "2"),
        ("batch", "5"),
        ("optimizer", "sgd"),
        ("momentum", "0"),
    ];
    let options = Options::default().with_text(&changed).unwrap();
    options.with_text(&[("condition", condition)]).unwrap()
}

/// What a first step on images is: the terms, every parameter's name and gradient, and what a trace shows.
struct Step {
    terms: Vec<f32>,
    gradients: Vec<(String, Vec<f32>)>,
    traced: HashMap<&'static str, Vec<f32>>,
}

impl Step {
    fn gradient(&self, name: &str) -> &[f32] {
        let found = self.gradients.iter().find(|(own, _)| own == name);
        &found.unwrap().1
    }
}

/// A step on images of these classes, in f64. The weights are the plain model's; those that meet the class are 0, but for
/// `means`, the prior's.
fn step(options: &Options, labels: &[u8], means: &[f32]) -> Step {
    let unconditional = options.with_text(&[("condition", "none")]).unwrap();
    let plain = models::build(&unconditional, IMAGES);
    let model = models::build(options, IMAGES);
    let mut executor = Interp::<f64>::new();
    let parameters = model.parameters();
    let mut plain = plain.parameters().iter();
    for parameter in parameters.iter() {
        let (rows, columns) = parameter.variable.shape;
        let mut values = match plain.next() {
            Some(plain) => plain.initial(7),
            None => means.to_vec(),
        };
        values.resize(rows * columns, 0.0);
        executor.set_variable(parameter.variable, &values);
    }
    let rows = options.batch;
    let table = |id, columns| Table { id, columns };
    let images = table(0, IMAGES.pixels());
    let of_labels = table(1, 1);
    let bytes = (0..rows * IMAGES.pixels()).map(|at| (at * at % 256) as u8);
    executor.set_table(images, Rc::new(bytes.collect()));
    executor.set_table(of_labels, Rc::new(labels.to_vec()));
    let tables = Tables {
        images,
        labels: Some(of_labels),
        classes: CLASSES,
    };
    let phases = model.phases(options);
    let mut run = |traced| {
        let made = PhaseProgram::new(model.as_ref(), options, 0, tables, traced).unwrap();
        let program = executor.load(&made.graph);
        let index: Vec<f32> = (0..rows).map(|row| row as f32).collect();
        executor.feed(program, made.index.unwrap(), &index);
        for (input, number) in made.numbers(options, &phases[0], Moment::default(), options.lr, 1) {
            executor.feed(program, input, &[number]);
        }
        executor.run(program, Clock { seed: 0, step: 0 });
        let output = |output| executor.output(program, output).to_vec();
        let terms: Vec<f32> = (0..made.terms.len()).map(|term| output(term)[0]).collect();
        let first = terms.len() + 1;
        let shown = made.traced.iter().enumerate();
        let shown = shown.map(|(at, &key)| (key, output(first + at)));
        (terms, shown.collect())
    };
    let (_, traced) = run(true);
    let (terms, _) = run(false);
    // Without momentum, SGD's velocity is the gradient itself.
    let gradients = parameters.iter().enumerate().map(|(number, parameter)| {
        let gradient = executor.variable(parameters.slot(0, number));
        (parameter.name.clone(), gradient)
    });
    Step {
        terms,
        gradients: gradients.collect(),
        traced,
    }
}

/// Bit for bit, where every image has the same class: what the class's weights add, the biases can.
#[test]
fn a_constant_class_says_nothing() {
    let labels = [CLASS; 5];
    let [given, plain] = ["concat", "none"].map(|of| step(&options(of), &labels, &[]));
    assert_eq!(given.terms, plain.terms);
    for (name, gradient) in &plain.gradients {
        assert_eq!(
            given.gradient(name)[..gradient.len()],
            gradient[..],
            "{name}"
        );
    }
    for layer in ["encoder.0", "decoder.0"] {
        let of = |part: &str| given.gradient(&format!("{layer}.{part}"));
        let (weight, bias) = (of("weight"), of("bias"));
        let columns = bias.len();
        let mut rows = weight[weight.len() - CLASSES * columns..].chunks(columns);
        for class in 0..CLASSES as u8 {
            let expected = if class == CLASS {
                bias.to_vec()
            } else {
                vec![0.0; columns]
            };
            assert_eq!(rows.next().unwrap(), expected, "{layer}, class {class}");
        }
    }
}

const LABELS: [u8; 5] = [0, 1, 0, 2, 1];
const MEANS: [f32; 2 * CLASSES] = [0.5, -1.25, 2.0, 0.75, -0.25, 1.5];

/// The class of an image, and its m_y.
fn mean_of(image: usize) -> &'static [f32] {
    &MEANS[2 * usize::from(LABELS[image])..][..2]
}

/// Before the prior's means move they say nothing, bit for bit; those of one class alone never do.
#[test]
fn means_of_zero_are_the_plain_prior() {
    for changed in [("estimator", "b"), ("estimator", "a"), ("bound", "iwae")] {
        let of = |condition| {
            let options = options(condition).with_text(&[changed]).unwrap();
            step(&options, &LABELS, &[])
        };
        let [own, plain] = ["prior", "none"].map(of);
        assert_eq!(own.terms, plain.terms, "{changed:?}");
        for (name, gradient) in &plain.gradients {
            assert_eq!(own.gradient(name), gradient, "{changed:?}: {name}");
        }
    }
}

/// KL(N(μ, σ²) ‖ N(m_y, I)) = ½ Σ [(μ - m_y)² + σ² - ln σ² - 1], and its two samples ½ Σ [(z - m_y)² - ε² - ln σ²].
#[test]
fn the_divergence_is_from_the_prior_of_the_class() {
    let close = |found: f32, expected: f64| {
        let error = (f64::from(found) - expected).abs();
        assert!(
            error < 1e-5 * expected.abs().max(1.0),
            "{found} for {expected}"
        );
    };
    let (rows, latent, samples) = (LABELS.len(), 2, 2);
    for (changed, kl) in [
        (&[("estimator", "b")][..], 1),
        (&[("estimator", "a")], 1),
        (&[("bound", "iwae")], 1),
    ] {
        let options = options("prior").with_text(changed).unwrap();
        let made = step(&options, &LABELS, &MEANS);
        let of = |key: &str, at: usize| f64::from(made.traced[key][at]);
        for image in 0..rows {
            let own = &made.traced["m"][image * latent..][..latent];
            assert_eq!(own, mean_of(image));
        }
        let closed = changed[0].1 == "b";
        let mut sum = 0.0;
        let mut log_weights = vec![vec![0.0; samples]; rows];
        for (image, weights) in log_weights.iter_mut().enumerate() {
            for (axis, &m) in mean_of(image).iter().enumerate() {
                let m = f64::from(m);
                let at = image * latent + axis;
                let (mu, logvar) = (of("mu", at), of("logvar", at));
                if closed {
                    sum += 0.5 * ((mu - m).powi(2) + logvar.exp() - logvar - 1.0);
                    continue;
                }
                for (sample, weight) in weights.iter_mut().enumerate() {
                    let at = (image * samples + sample) * latent + axis;
                    let (z, epsilon) = (of("z", at), of("epsilon", at));
                    let ratio = 0.5 * ((z - m).powi(2) - epsilon.powi(2) - logvar);
                    sum += ratio / samples as f64;
                    *weight -= ratio;
                }
            }
        }
        close(made.terms[kl], sum / rows as f64);
        if options.bound == Bound::Iwae {
            let bounds = log_weights.iter().enumerate().map(|(image, ratios)| {
                let weights = ratios
                    .iter()
                    .enumerate()
                    .map(|(sample, ratio)| (ratio - of("recon", image * samples + sample)).exp());
                -(weights.sum::<f64>() / samples as f64).ln()
            });
            close(made.terms[2], bounds.sum::<f64>() / rows as f64);
        }
    }
}

/// The gradient of m_y is that of the closed form, and 0 where m_y is the mean of μ over the class, and only there.
#[test]
fn the_means_rest_at_the_means_of_their_classes() {
    let options = options("prior");
    let made = step(&options, &LABELS, &MEANS);
    let mut means = vec![0.0; 2 * CLASSES];
    for (class, own) in means.chunks_mut(2).enumerate() {
        let members: Vec<usize> = (0..LABELS.len())
            .filter(|&image| usize::from(LABELS[image]) == class)
            .collect();
        for (axis, mean) in own.iter_mut().enumerate() {
            let sum: f32 = members
                .iter()
                .map(|image| made.traced["mu"][2 * image + axis])
                .sum();
            *mean = sum / members.len() as f32;
            let m = MEANS[2 * class + axis];
            let expected = (m - *mean) * members.len() as f32 / LABELS.len() as f32;
            let found = made.gradient("prior.weight")[2 * class + axis];
            assert!((found - expected).abs() < 1e-6, "{found} for {expected}");
        }
    }
    let rest = step(&options, &LABELS, &means);
    for gradient in rest.gradient("prior.weight") {
        assert!(gradient.abs() < 1e-7, "{gradient}");
    }
    // The divergence is quadratic in m_y, so that differences over any distance are exact.
    for changed in [("estimator", "b"), ("estimator", "a")] {
        let options = options.with_text(&[changed]).unwrap();
        let loss = |means: &[f32]| f64::from(step(&options, &LABELS, means).terms[1]);
        let gradient = step(&options, &LABELS, &MEANS);
        for (at, found) in gradient.gradient("prior.weight").iter().enumerate() {
            let moved = |by: f32| {
                let mut means = MEANS;
                means[at] += by;
                loss(&means)
            };
            let expected = (moved(0.5) - moved(-0.5)) as f32;
            assert!(
                (found - expected).abs() < 2e-6,
                "{changed:?}: {found} for {expected}"
            );
        }
    }
}

/// Images of one brightness for each of two classes.
fn two_classes() -> Dataset {
    let images = |count: usize| {
        let labels: Vec<u8> = (0..count).map(|at| (at % 2) as u8).collect();
        let bytes = labels.iter().flat_map(|&label| [200 * label + 20; 12]);
        let images = Images::new(bytes.collect(), 3, 4, 1);
        Images {
            labels: Some(labels),
            ..images
        }
    };
    Dataset {
        name: "two".to_owned(),
        train: images(40),
        held_out: images(8),
        remarks: Vec::new(),
    }
}

fn conditional(condition: &str) -> Session<Cpu> {
    let changed = [("lr", "0.01"), ("optimizer", "adam"), ("beta", "4")];
    let options = options(condition).with_text(&changed).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    session.load(two_classes()).unwrap();
    session
}

/// The class alone tells the brightness, so the code need not.
#[test]
fn one_point_becomes_an_image_of_each_class() {
    let mut session = conditional("concat");
    session.train(600).unwrap();
    let z = ndarray::arr2(&[[0.3, -0.2]]);
    for (label, expected) in [(0, 20.0 / 255.0), (1, 220.0 / 255.0)] {
        let image = session.decode(z.view(), Some(label)).unwrap();
        let off = image
            .iter()
            .fold(0.0_f32, |most, x| most.max((x - expected).abs()));
        assert!(off < 0.05, "{image} for {expected}");
    }
    // Held-out images are encoded and reconstructed with their own classes.
    let reconstructed = session.reconstruct(2).unwrap();
    assert!(reconstructed[[0, 0]] < 0.2 && reconstructed[[1, 0]] > 0.7);
    let kl = session.evaluate(8).unwrap().terms.get("kl").unwrap();
    assert!(kl < 0.1, "{kl}");
}

/// In the prior's form the code tells it, and the class where such codes are.
#[test]
fn each_class_has_a_place_of_its_own() {
    let mut session = conditional("prior");
    assert_eq!(session.prior_means().unwrap(), [0.0; 4]);
    session.train(600).unwrap();
    let means = session.prior_means().unwrap();
    let encoding = session.encode_held_out(0..8).unwrap();
    for (label, expected) in [(0_u8, 20.0 / 255.0), (1, 220.0 / 255.0)] {
        let own = &means[2 * usize::from(label)..][..2];
        for image in (usize::from(label)..8).step_by(2) {
            for (axis, m) in own.iter().enumerate() {
                let off = (encoding.mu[[image, axis]] - m).abs();
                assert!(off < 0.3, "{} of {means:?}", encoding.mu.row(image));
            }
        }
        // The middle of the prior of a class is its mean, and samples are around it.
        let z = ndarray::arr2(&[[own[0], own[1]]]);
        let image = session.decode(z.view(), None).unwrap();
        assert_eq!(session.grid(1, Some(label)).unwrap(), image);
        let samples = session.sample(200, 0, Some(label)).unwrap();
        let mean = samples.mean().unwrap();
        assert!((mean - expected).abs() < 0.15, "{mean} for {expected}");
    }
    let apart = (means[0] - means[2]).hypot(means[1] - means[3]);
    assert!(apart > 2.0, "{means:?}");
}

#[test]
fn the_class_of_an_image_is_that_of_the_largest_bound() {
    for condition in ["concat", "prior"] {
        let mut session = conditional(condition);
        let before = session.recognised(0, 1).unwrap().unwrap();
        session.train(600).unwrap();
        assert_eq!(session.recognised(0, 3).unwrap(), Some(1.0), "{condition}");
        assert!(before < 1.0, "{condition}");
        assert_eq!(session.recognised(1, 3).unwrap(), Some(1.0));
    }
    let mut plain = Session::new(Cpu::new(), Options::default());
    plain.load(two_classes()).unwrap();
    assert_eq!(plain.recognised(0, 1).unwrap(), None);
}

#[test]
fn its_files_are_recognised() {
    for condition in ["concat", "prior"] {
        let mut session = conditional(condition);
        session.train(3).unwrap();
        let saved = session.save_weights().unwrap();
        let grid = session.grid(3, Some(1)).unwrap();
        let mut other = Session::new(Cpu::new(), Options::default());
        other.load(two_classes()).unwrap();
        other.load_weights(&saved).unwrap();
        assert_eq!(other.options().condition, session.options().condition);
        assert_eq!(other.grid(3, Some(1)).unwrap(), grid);
        // Without what we write beside them, as a file from elsewhere.
        let tensors = safetensors::SafeTensors::deserialize(&saved).unwrap();
        let bare = safetensors::serialize(tensors.tensors(), None).unwrap();
        let mut plain = Session::new(Cpu::new(), Options::default());
        plain.load(two_classes()).unwrap();
        plain.load_weights(&bare).unwrap();
        assert_eq!(plain.options().condition, session.options().condition);
        assert_eq!(plain.options().latent, 2);
        assert_eq!(plain.grid(3, Some(1)).unwrap(), grid);
        // A run that is restored goes on as if it had never stopped.
        let mut later = conditional(condition);
        later.restore(&session.snapshot().unwrap()).unwrap();
        let runs = [&mut session, &mut later].map(|run| run.train(5).unwrap());
        assert_eq!(runs[0], runs[1]);
    }
}

#[test]
fn images_without_classes_are_refused() {
    let mut session = conditional("prior");
    let mut unlabelled = two_classes();
    unlabelled.train.labels = None;
    unlabelled.held_out.labels = None;
    let before = session.dataset().unwrap();
    assert_eq!(
        session.load(unlabelled.clone()).unwrap_err().code(),
        "no-labels"
    );
    assert_eq!(session.dataset().unwrap(), before);
    let mut plain = Session::new(Cpu::new(), Options::default());
    plain.load(unlabelled).unwrap();
    for condition in ["concat", "prior"] {
        let asked = [("condition", condition)];
        let asked = plain.options().with_text(&asked).unwrap();
        assert_eq!(
            plain.configure(&asked.values()).unwrap_err().code(),
            "no-labels"
        );
        assert_eq!(*plain.options(), Options::default());
    }
}
