//! The variational autoencoder that is given the image's class. PyTorch's fixture of it is among the others.

use std::rc::Rc;

use vae_lab::cpu::Cpu;
use vae_lab::data::{Dataset, Images};
use vae_lab::executor::Executor;
use vae_lab::graph::Table;
use vae_lab::interp::Interp;
use vae_lab::models::build::{Moment, Tables};
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

/// The terms of a first step on images of one class, with every parameter's name and gradient. The weights are the plain
/// model's; those that meet the class are 0.
fn step(condition: &str) -> (Vec<f32>, Vec<(String, Vec<f32>)>) {
    let plain = models::build(&options("none"), IMAGES);
    let options = options(condition);
    let model = models::build(&options, IMAGES);
    let mut executor = Interp::<f64>::new();
    let pairs = model.parameters().iter().zip(plain.parameters().iter());
    for (parameter, plain) in pairs {
        let (rows, columns) = parameter.variable.shape;
        let mut values = plain.initial(7);
        values.resize(rows * columns, 0.0);
        executor.set_variable(parameter.variable, &values);
    }
    let rows = options.batch;
    let table = |id, columns| Table { id, columns };
    let images = table(0, IMAGES.pixels());
    let labels = table(1, 1);
    let bytes = (0..rows * IMAGES.pixels()).map(|at| (at * at % 256) as u8);
    executor.set_table(images, bytes.collect());
    executor.set_table(labels, Rc::from(vec![CLASS; rows]));
    let tables = Tables {
        images,
        labels: Some(labels),
        classes: CLASSES,
    };
    let made = PhaseProgram::new(model.as_ref(), &options, 0, tables, false).unwrap();
    let program = executor.load(&made.graph);
    let index: Vec<f32> = (0..rows).map(|row| row as f32).collect();
    executor.feed(program, made.index.unwrap(), &index);
    let phases = model.phases(&options);
    for (input, number) in made.numbers(&options, &phases[0], Moment::default(), options.lr, 1) {
        executor.feed(program, input, &[number]);
    }
    executor.run(program, Clock { seed: 0, step: 0 });
    let terms = 0..made.terms.len();
    let terms = terms.map(|output| executor.output(program, output)[0]);
    // Without momentum, SGD's velocity is the gradient itself.
    let parameters = model.parameters();
    let gradients = parameters.iter().enumerate().map(|(number, parameter)| {
        let gradient = executor.variable(parameters.slot(0, number));
        (parameter.name.clone(), gradient)
    });
    (terms.collect(), gradients.collect())
}

/// Bit for bit, where every image has the same class: what the class's weights add, the biases can.
#[test]
fn a_constant_class_says_nothing() {
    let ((terms, gradients), (plain, unconditional)) = (step("concat"), step("none"));
    assert_eq!(terms, plain);
    let of = |name: &str| {
        let found = gradients.iter().find(|(own, _)| own == name);
        &found.unwrap().1
    };
    for (name, gradient) in &unconditional {
        assert_eq!(of(name)[..gradient.len()], gradient[..], "{name}");
    }
    for layer in ["encoder.0", "decoder.0"] {
        let (weight, bias) = (of(&format!("{layer}.weight")), of(&format!("{layer}.bias")));
        let columns = bias.len();
        let mut rows = weight[weight.len() - CLASSES * columns..].chunks(columns);
        for class in 0..CLASSES as u8 {
            let expected = if class == CLASS {
                bias.clone()
            } else {
                vec![0.0; columns]
            };
            assert_eq!(rows.next().unwrap(), expected, "{layer}, class {class}");
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

fn conditional() -> Session<Cpu> {
    let changed = [("lr", "0.01"), ("optimizer", "adam"), ("beta", "4")];
    let options = options("concat").with_text(&changed).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    session.load(two_classes()).unwrap();
    session
}

/// The class alone tells the brightness, so the code need not.
#[test]
fn one_point_becomes_an_image_of_each_class() {
    let mut session = conditional();
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

#[test]
fn its_files_are_recognised() {
    let mut session = conditional();
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
}

#[test]
fn images_without_classes_are_refused() {
    let mut session = conditional();
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
    let asked = plain
        .options()
        .with_text(&[("condition", "concat")])
        .unwrap();
    assert_eq!(
        plain.configure(&asked.values()).unwrap_err().code(),
        "no-labels"
    );
    assert_eq!(*plain.options(), Options::default());
}
