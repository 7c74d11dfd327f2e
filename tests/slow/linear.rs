//! A linear autoencoder finds the principal subspace (Baldi and Hornik, 1989): no smaller error can be reached with so
//! few dimensions.

use std::io::Write;
use std::path::Path;

use vae_lab::cpu::Cpu;
use vae_lab::data::{Dataset, files};
use vae_lab::models::Options;
use vae_lab::pca::Components;
use vae_lab::session::Session;

/// Eigenvalues of that covariance by their places, by numpy too.
const EIGENVALUES: [(usize, f64); 6] = [
    (0, 5.116787728342082),
    (1, 3.741328478864806),
    (2, 3.252654239684486),
    (19, 0.6077528906837731),
    (63, 0.11680289494122878),
    (199, 0.014992111487519246),
];

/// Latent dimensions, and the mean squared error of an image that numpy's `eigvalsh` in f64 leaves on MNIST's 60,000
/// training images: the sum of all eigenvalues of their covariance but for the largest ones.
const LATENT: &str = "20";
const SMALLEST: f64 = 18.7922;

/// MNIST, where it is beside the project; else it is said that a test is passed over.
fn mnist(test: &str) -> Option<Dataset> {
    let mnist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/mnist");
    if mnist.is_dir() {
        return Some(files::load(&mnist).unwrap());
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "MNIST is not beside the project"
    );
    // Straight to the stream, because the test harness swallows what a passing test prints.
    let line = format!("SKIPPED {test}: no MNIST beside the project\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
    None
}

/// Passed over where MNIST is not beside the project, and said so.
#[test]
#[ignore = "ten epochs of MNIST"]
fn a_linear_autoencoder_reaches_the_error_of_the_singular_value_decomposition() {
    let Some(mnist) = mnist("the linear autoencoder") else {
        return;
    };
    let options = [
        ("method", "ae"),
        ("hidden", ""),
        ("latent", LATENT),
        ("likelihood", "gaussian"),
        ("output", "linear"),
        ("sigma", "1"),
        ("lr", "0.005"),
        ("schedule", "cosine"),
        ("epochs", "10"),
    ];
    let options = Options::default().with_text(&options).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    // The theorem is about the images that are trained on.
    let held_out = mnist.train.clone();
    session.load(Dataset { held_out, ..mnist }).unwrap();
    let steps = 10 * session.steps_per_epoch().unwrap();
    session.train(steps as usize).unwrap();
    // -ln N(x; x̂, I) = ½ ‖x - x̂‖² + n/2 ln 2π
    let nll = session.evaluate(0).unwrap().terms.loss().unwrap();
    let error = 2.0 * nll - 784.0 * (2.0 * std::f64::consts::PI).ln();
    assert!(
        error < 1.001 * SMALLEST && error > 0.9999 * SMALLEST,
        "{error} for {SMALLEST}"
    );
}

/// With σ = 1 the most likely linear model of MNIST has twelve dimensions: so many eigenvalues are above 1. Trained, it is
/// within 0.05 nats of the closed form, by its bound and by importance weights, and the other dimensions are at the prior.
#[test]
#[ignore = "ten epochs of MNIST, and the eigenvalues of 784 pixels"]
fn a_linear_variational_autoencoder_reaches_probabilistic_principal_components() {
    let Some(mnist) = mnist("the linear variational autoencoder") else {
        return;
    };
    let pixels = mnist.train.pixels.mapv(|byte| f64::from(byte) / 255.0);
    let components = Components::new(pixels.view());
    for (place, expected) in EIGENVALUES {
        let found = components.eigen.values[place];
        assert!(
            (found / expected - 1.0).abs() < 1e-9,
            "{found} for {expected}"
        );
    }
    assert!((components.error(20) - SMALLEST).abs() < 1e-4);
    let model = components.model(20, 1.0);
    let expected = -model.mean_log_likelihood();

    let options = [
        ("hidden", ""),
        ("latent", LATENT),
        ("likelihood", "gaussian"),
        ("output", "linear"),
        ("sigma", "1"),
        ("lr", "0.01"),
        ("schedule", "cosine"),
        ("epochs", "10"),
    ];
    let options = Options::default().with_text(&options).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    let held_out = mnist.train.clone();
    session.load(Dataset { held_out, ..mnist }).unwrap();
    let steps = 10 * session.steps_per_epoch().unwrap();
    session.train(steps as usize).unwrap();
    let evaluation = session.evaluate(0).unwrap();
    let loss = evaluation.terms.loss().unwrap();
    // An evaluation draws one sample of z an image: its error is some 0.01 nats.
    assert!(
        (-0.02..0.05).contains(&(loss - expected)),
        "{loss} for {expected}"
    );
    let alive = evaluation.by_dimension["kl"]
        .iter()
        .filter(|&&kl| kl > 0.01);
    assert_eq!(alive.count(), 12);
    // The same images by importance weights and in closed form.
    let found = session.importance(200, 500).unwrap();
    let exact = pixels.rows().into_iter().take(200);
    let exact = exact.map(|x| -model.log_likelihood(x)).sum::<f64>() / 200.0;
    assert!((found.bound - exact).abs() < 0.05, "{found:?} for {exact}");
}
