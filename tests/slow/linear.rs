//! A linear autoencoder finds the principal subspace (Baldi and Hornik, 1989): no smaller error can be reached with so
//! few dimensions.

use std::io::Write;
use std::path::Path;

use ndarray::{Array2, Axis};
use vae_lab::cpu::Cpu;
use vae_lab::data::{Dataset, Images, files};
use vae_lab::eigen::symmetric;
use vae_lab::models::Options;
use vae_lab::pca::Components;
use vae_lab::session::Session;
use vae_lab::session::weights::File;

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
pub fn mnist(test: &str) -> Option<Dataset> {
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

/// A model after so many epochs. It is judged by the images that it was trained on: the theorems are about these.
fn trained(mnist: Dataset, options: &[(&str, &str)], epochs: u32) -> Session<Cpu> {
    let options = Options::default().with_text(options).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    let held_out = mnist.train.clone();
    session.load(Dataset { held_out, ..mnist }).unwrap();
    let steps = epochs * session.steps_per_epoch().unwrap();
    session.train(steps as usize).unwrap();
    session
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
    let mut session = trained(mnist, &options, 10);
    // -ln N(x; x̂, I) = ½ ‖x - x̂‖² + n/2 ln 2π
    let nll = session.evaluate(0).unwrap().terms.loss().unwrap();
    let error = 2.0 * nll - 784.0 * (2.0 * std::f64::consts::PI).ln();
    assert!(
        error < 1.001 * SMALLEST && error > 0.9999 * SMALLEST,
        "{error} for {SMALLEST}"
    );
}

/// What numpy in f64 has of MNIST with so many latent dimensions: the mean squared error of a training image, of a held-out one
/// with the components of the training images, and of a training image by the decomposition that subtracts no mean; then of the
/// most likely linear model σ, and -ln p(x) of training and of held-out images.
const TABLE: [(usize, [f64; 6]); 7] = [
    (1, [47.6082, 47.6150, 49.7190, 0.24658, 17.014, 17.086]),
    (2, [43.8669, 43.6449, 45.3288, 0.23685, -12.428, -14.360]),
    (5, [35.2056, 34.9087, 35.5759, 0.21259, -90.699, -93.920]),
    (10, [26.9873, 26.7139, 27.0800, 0.18673, -182.155, -186.024]),
    (20, [18.7922, 18.4539, 18.8107, 0.15683, -299.758, -306.549]),
    (32, [13.5184, 13.1933, 13.5328, 0.13408, -400.433, -409.415]),
    (64, [7.2786, 7.0927, 7.2831, 0.10054, -570.246, -579.752]),
];
/// With σ chosen, and so many dimensions: how many are of use, -ln p(x) of training images, and the nats of KL divergence.
const CHOSEN: [(f64, usize, usize, f64, f64); 4] = [
    (1.0, 20, 12, 743.186, 4.334),
    (0.25, 20, 20, -175.192, 30.878),
    (0.25, 64, 64, -216.194, 59.984),
    (0.1, 20, 20, -85.965, 49.203),
];

fn unit(images: &Images) -> Array2<f64> {
    images.pixels.mapv(|byte| f64::from(byte) / 255.0)
}

#[test]
#[ignore = "eigenvalues of 784 pixels"]
fn the_best_linear_models_of_mnist_are_numpys() {
    let Some(mnist) = mnist("the best linear models") else {
        return;
    };
    let (train, held_out) = (unit(&mnist.train), unit(&mnist.held_out));
    let components = Components::new(train.view());
    let values = &components.eigen.values;
    assert!((values.sum() - 52.7250).abs() < 5e-5);
    // That of images whose mean is not subtracted: their second moments' eigenvalues.
    let moments = train.t().dot(&train) / train.nrows() as f64;
    let uncentred = symmetric(moments.view()).values;
    assert!((uncentred.sum() - 87.8100).abs() < 5e-5);
    // How far held-out images are from the mean along each component, squared.
    let along = (&held_out - &components.mean).dot(&components.eigen.vectors);
    let along = along.mapv(|x| x * x).mean_axis(Axis(0)).unwrap();
    for (latent, expected) in TABLE {
        let variance = components.variance(latent);
        let model = components.clone().model(latent, variance);
        let of_held_out = along.iter().enumerate().map(|(place, square)| {
            let own = if place < latent {
                values[place]
            } else {
                variance
            };
            0.5 * (square / own + (2.0 * std::f64::consts::PI * own).ln())
        });
        let found = [
            components.error(latent),
            along.iter().skip(latent).sum(),
            uncentred.iter().skip(latent).sum(),
            variance.sqrt(),
            -model.mean_log_likelihood(),
            of_held_out.sum(),
        ];
        for ((found, expected), digits) in found.into_iter().zip(expected).zip([4, 4, 4, 5, 3, 3]) {
            let unit = 10f64.powi(-digits);
            assert!(
                (found - expected).abs() < 0.51 * unit,
                "{latent}: {found} for {expected}"
            );
        }
    }
    let above = |variance: f64| values.iter().filter(|&&value| value > variance).count();
    assert_eq!(
        [1.0, 0.25, 0.1].map(|sigma: f64| above(sigma * sigma)),
        [12, 90, 251]
    );
    for (sigma, latent, alive, nll, kl) in CHOSEN {
        let variance = sigma * sigma;
        assert_eq!(above(variance).min(latent), alive);
        let found = -components
            .clone()
            .model(latent, variance)
            .mean_log_likelihood();
        assert!(
            (found - nll).abs() < 5.1e-4,
            "{sigma}, {latent}: {found} for {nll}"
        );
        // KL of N(m, s²) from N(0, 1) with E m² = 1 - s²: -½ ln s² = ½ ln (λ / σ²).
        let rate = values
            .iter()
            .take(alive)
            .map(|value| 0.5 * (value / variance).ln());
        let rate: f64 = rate.sum();
        assert!(
            (rate - kl).abs() < 5.1e-4,
            "{sigma}, {latent}: {rate} for {kl}"
        );
    }
}

/// With σ = 1 the most likely linear model of MNIST has twelve dimensions: so many eigenvalues are above 1. Trained, it is
/// within 0.05 nats of the closed form, by its bound and by importance weights, and the other dimensions are at the prior.
#[test]
#[ignore = "ten epochs of MNIST, and the eigenvalues of 784 pixels"]
fn a_linear_variational_autoencoder_reaches_probabilistic_principal_components() {
    let Some(mnist) = mnist("the linear variational autoencoder") else {
        return;
    };
    let pixels = unit(&mnist.train);
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
    let mut session = trained(mnist, &options, 10);
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

/// σ of p(x|z) is learned too, and all images share the variances of q(z|x): the bound nears the evidence of the most likely
/// linear model, and does not exceed it but by the noise of one sample of z an image.
#[test]
#[ignore = "epochs of MNIST"]
fn a_linear_variational_autoencoder_learns_its_noise() {
    let Some(mnist) = mnist("the linear variational autoencoder with its noise") else {
        return;
    };
    let (latent, [_, _, _, sigma, nll, _]) = TABLE[1];
    let options = [
        ("hidden", ""),
        ("latent", &latent.to_string()),
        ("likelihood", "gaussian-shared"),
        ("output", "linear"),
        ("posterior", "shared"),
        ("lr", "0.02"),
        ("schedule", "cosine"),
        ("epochs", "15"),
    ];
    let mut session = trained(mnist, &options, 15);
    let loss = session.evaluate(0).unwrap().terms.loss().unwrap();
    assert!((-0.02..0.05).contains(&(loss - nll)), "{loss} for {nll}");
    let file = File::read(&session.save_weights().unwrap()).unwrap();
    let raw = f64::from(file.arrays["output_logvar"].values[0]);
    let found = ((-6.0 + (6.0 + raw).exp().ln_1p()) / 2.0).exp();
    assert!((found / sigma - 1.0).abs() < 1e-3, "{found} for {sigma}");
}
