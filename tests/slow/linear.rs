//! A linear autoencoder finds the principal subspace (Baldi and Hornik, 1989): no smaller error can be reached with so
//! few dimensions.

use std::io::Write;
use std::path::Path;

use vae_lab::cpu::Cpu;
use vae_lab::data::{Dataset, files};
use vae_lab::models::Options;
use vae_lab::session::Session;

/// Latent dimensions, and the mean squared error of an image that numpy's `eigvalsh` in f64 leaves on MNIST's 60,000
/// training images: the sum of all eigenvalues of their covariance but for the largest ones.
const LATENT: &str = "20";
const SMALLEST: f64 = 18.7922;

/// Passed over where MNIST is not beside the project, and said so.
#[test]
#[ignore = "ten epochs of MNIST"]
fn a_linear_autoencoder_reaches_the_error_of_the_singular_value_decomposition() {
    let mnist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/mnist");
    if !mnist.is_dir() {
        assert!(
            std::env::var_os("CI").is_none(),
            "MNIST is not beside the project"
        );
        // Straight to the stream, because the test harness swallows what a passing test prints.
        let line = b"SKIPPED the linear autoencoder: no MNIST beside the project\n";
        std::io::stderr().write_all(line).unwrap();
        return;
    }
    let mnist = files::load(&mnist).unwrap();
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
