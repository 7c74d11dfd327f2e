//! A linear variational autoencoder with the weights that are best for it: everything about it is known in closed form.

use std::f64::consts::TAU;

use ndarray::{Array1, Array2, ArrayView1, array};

use super::{session_on, stripes};
use crate::cpu::Cpu;
use crate::executor::Executor;
use crate::models;
use crate::pca::{Components, Ppca};
use crate::session::Session;
use crate::session::weights::File;

const SIGMA: f64 = 0.5;
const LATENT: usize = 2;

/// Held-out images that are looked at.
const IMAGES: [usize; 4] = [0, 1, 17, 36];

fn pixels(bytes: ndarray::ArrayView2<u8>) -> Array2<f64> {
    bytes.mapv(|byte| f64::from(f32::from(byte) / 255.0))
}

/// The most likely model of the training images, and a session with its weights and exact posterior; `turn` is what the
/// latent plane is turned by, and `wider` is added to ln σ² of q(z|x).
fn exact(turn: f64, wider: f64) -> (Ppca, Session<Cpu>) {
    let sigma = SIGMA.to_string();
    exact_of(
        &[("likelihood", "gaussian"), ("sigma", &sigma)],
        turn,
        wider,
    )
}

/// The same for a model with these options.
fn exact_of(options: &[(&str, &str)], turn: f64, wider: f64) -> (Ppca, Session<Cpu>) {
    let latent = LATENT.to_string();
    let linear = [("hidden", ""), ("output", "linear"), ("latent", &latent)];
    let mut session = session_on(Cpu::new(), &[&linear, options].concat());
    let images = pixels(stripes().train.pixels.view());
    let model = Components::new(images.view()).model(LATENT, SIGMA * SIGMA);
    let turned = array![[turn.cos(), -turn.sin()], [turn.sin(), turn.cos()]];
    let encoder = turned.t().dot(&model.encoder);
    // The factor of the turned covariance.
    let covariance = turned
        .t()
        .dot(&Array2::from_diag(&model.posterior))
        .dot(&turned);
    let first = covariance[(0, 0)].sqrt();
    let below = covariance[(1, 0)] / first;
    let second = (covariance[(1, 1)] - below * below).sqrt();
    let full = session.options().full_posterior();
    let of = |name: &str| match name {
        "mean.weight" => encoder.t().to_owned(),
        "mean.bias" => row(-encoder.dot(&model.mean)),
        "logvar.weight" => Array2::zeros((model.mean.len(), LATENT)),
        "logvar.bias" if full => row(array![first.ln(), second.ln()] * 2.0),
        "lower.weight" => Array2::zeros((model.mean.len(), 1)),
        "lower.bias" => array![[below]],
        "logvar" | "logvar.bias" => row(model.posterior.mapv(|variance| variance.ln() + wider)),
        "output.weight" => model.weights.dot(&turned).reversed_axes(),
        "output.bias" => row(model.mean.clone()),
        // ln σ² is -6 + softplus(6 + this).
        "output_logvar" => array![[((SIGMA * SIGMA).ln() + 6.0).exp_m1().ln() - 6.0]],
        other => panic!("{other}"),
    };
    let run = session.run.as_ref().unwrap();
    for parameter in run.model.parameters().iter() {
        let values = of(&parameter.name);
        assert_eq!(values.dim(), parameter.variable.shape, "{}", parameter.name);
        let values: Vec<f32> = values.iter().map(|&value| value as f32).collect();
        session.executor.set_variable(parameter.variable, &values);
    }
    (model, session)
}

fn row(values: Array1<f64>) -> Array2<f64> {
    values.insert_axis(ndarray::Axis(0))
}

/// ln p(x) of a held-out image by the closed form, and the image.
fn known(model: &Ppca, session: &Session<Cpu>, image: usize) -> (f64, Vec<f32>) {
    let (x, _) = session.judged(image).unwrap();
    let of: Array1<f64> = x.iter().map(|&pixel| f64::from(pixel)).collect();
    (model.log_likelihood(of.view()), x)
}

#[test]
fn weights_of_samples_of_the_true_posterior_all_are_the_evidence() {
    let shared = [("likelihood", "gaussian-shared"), ("posterior", "shared")];
    // Columns of a turned decoder are not orthogonal, so its true posterior is no product.
    let full = [
        ("likelihood", "gaussian"),
        ("sigma", "0.5"),
        ("posterior", "full"),
    ];
    for (model, mut session) in [
        exact(0.0, 0.0),
        exact_of(&shared, 0.0, 0.0),
        exact_of(&full, 0.6, 0.0),
    ] {
        for image in IMAGES {
            let (evidence, x) = known(&model, &session, image);
            let weighed = session.weigh(ArrayView1::from(&x), None, 50, 0).unwrap();
            for log in &weighed.log_weights {
                assert!((log - evidence).abs() < 1e-4, "{log} for {evidence}");
            }
            assert!((weighed.effective() - 50.0).abs() < 1e-3);
        }
    }
}

#[test]
fn a_file_tells_that_covariances_are_full() {
    let full = [
        ("likelihood", "gaussian"),
        ("sigma", "0.5"),
        ("posterior", "full"),
    ];
    let (_, mut first) = exact_of(&full, 0.6, 0.0);
    let mut file = File::read(&first.save_weights().unwrap()).unwrap();
    file.header = None;
    let known = [
        ("likelihood", "gaussian"),
        ("sigma", "0.5"),
        ("output", "linear"),
    ];
    let mut second = session_on(Cpu::new(), &known);
    second.load_weights(&file.write()).unwrap();
    assert_eq!(second.options(), first.options());
    assert_eq!(second.evaluate(0).unwrap(), first.evaluate(0).unwrap());
}

#[test]
fn a_file_tells_that_variances_are_shared() {
    let shared = [("likelihood", "gaussian-shared"), ("posterior", "shared")];
    let (_, mut first) = exact_of(&shared, 0.0, 0.0);
    let mut file = File::read(&first.save_weights().unwrap()).unwrap();
    file.header = None;
    // What no tensor tells is as in the session.
    let mut second = session_on(
        Cpu::new(),
        &[("likelihood", "gaussian"), ("output", "linear")],
    );
    second.load_weights(&file.write()).unwrap();
    assert_eq!(second.options(), first.options());
    assert_eq!(second.evaluate(0).unwrap(), first.evaluate(0).unwrap());
    // And the other way: images have variances of their own where a layer gives them.
    let (_, mut diagonal) = exact(0.0, 0.0);
    let mut file = File::read(&diagonal.save_weights().unwrap()).unwrap();
    file.header = None;
    let sigma = models::options::parse(&[("likelihood", "gaussian"), ("sigma", "0.5")]).unwrap();
    first.configure(&sigma).unwrap();
    first.load_weights(&file.write()).unwrap();
    assert_eq!(first.options(), diagonal.options());
    assert_eq!(first.evaluate(0).unwrap(), diagonal.evaluate(0).unwrap());
}

#[test]
fn weights_of_other_samples_are_the_evidence_on_average() {
    let (model, mut session) = exact(0.0, 1.0);
    for image in IMAGES {
        let (evidence, x) = known(&model, &session, image);
        let weighed = session.weigh(ArrayView1::from(&x), None, 4_000, 3).unwrap();
        let ratios = weighed.log_weights.iter().map(|log| (log - evidence).exp());
        let ratios: Array1<f64> = ratios.collect();
        let error = ratios.std(1.0) / (ratios.len() as f64).sqrt();
        let mean = ratios.mean().unwrap();
        assert!(
            error > 1e-3 && (mean - 1.0).abs() < 4.0 * error,
            "{mean} ± {error}"
        );
        // The lower bound is the evidence but for KL(N(m, e s²) ‖ N(m, s²)) = ½ (e - 2) a dimension.
        let gap = LATENT as f64 * 0.5 * (std::f64::consts::E - 2.0);
        let spread = 4.0 * (2.0 * LATENT as f64 / 4_000.0).sqrt();
        let elbo = weighed.elbo();
        assert!((evidence - elbo - gap).abs() < spread, "{elbo} {evidence}");
    }
}

#[test]
fn the_lattice_has_the_evidence_and_the_posterior() {
    let (model, mut session) = exact(0.0, 0.0);
    let lattice = session.lattice(64, None).unwrap();
    for image in IMAGES {
        let (evidence, x) = known(&model, &session, image);
        let found = lattice.log_evidence(&x).unwrap();
        assert!((found - evidence).abs() < 1e-4, "{found} for {evidence}");
        // p(z|x) is q(z|x): ln p(x, z) less ln p(x) is the logarithm of its density at each cell.
        let pixels = ArrayView1::from(&x).insert_axis(ndarray::Axis(0));
        let encoding = session.encode(pixels, None).unwrap();
        let joint = lattice.log_joint(&x).unwrap();
        let middle = |place: usize| (place as f64 + 0.5) * 12.0 / 64.0 - 6.0;
        for cell in [0, 700, 64 * 32 + 31, 64 * 30 + 40] {
            let z = [middle(cell % 64), middle(63 - cell / 64)];
            let mut log = joint[cell] - found;
            for (axis, z) in z.into_iter().enumerate() {
                let logvar = f64::from(encoding.logvar.as_ref().unwrap()[[0, axis]]);
                let away = z - f64::from(encoding.mu[[0, axis]]);
                log += 0.5 * (away * away / logvar.exp() + logvar + TAU.ln());
            }
            assert!(log.abs() < 2e-3, "{log} at {z:?}");
        }
    }
}

#[test]
fn turning_the_latent_plane_leaves_the_evidence() {
    let (model, mut session) = exact(0.6, 0.0);
    let lattice = session.lattice(96, None).unwrap();
    for image in IMAGES {
        let (evidence, x) = known(&model, &session, image);
        let found = lattice.log_evidence(&x).unwrap();
        assert!((found - evidence).abs() < 1e-4, "{found} for {evidence}");
    }
}

/// ½ (dᵀC⁻¹d + ln|C| + n ln 2π) with C = WWᵀ + σ²I, by its Cholesky factor.
fn mahalanobis(model: &Ppca, x: &[f32]) -> f64 {
    let noise = Array2::from_diag_elem(x.len(), model.variance);
    let mut factor = model.weights.dot(&model.weights.t()) + noise;
    let mut solved: Vec<f64> = x.iter().map(|&pixel| f64::from(pixel)).collect();
    let mut sum = 0.0;
    for row in 0..x.len() {
        for column in 0..=row {
            let before: f64 = (0..column)
                .map(|at| factor[[row, at]] * factor[[column, at]])
                .sum();
            let rest = factor[[row, column]] - before;
            factor[[row, column]] = match row == column {
                true => rest.sqrt(),
                false => rest / factor[[column, column]],
            };
        }
        let before: f64 = (0..row).map(|at| factor[[row, at]] * solved[at]).sum();
        solved[row] = (solved[row] - model.mean[row] - before) / factor[[row, row]];
        sum += 0.5 * (solved[row] * solved[row] + TAU.ln()) + factor[[row, row]].ln();
    }
    sum
}

/// -ELBO of an image, as anomalies are told by it, from its code and from what the code's mean decodes to: with the true
/// posterior it is -ln p(x), but for what the noise of z adds, which is the same for each image.
#[test]
fn scores_of_surprise_are_the_mahalanobis_form() {
    let (model, mut session) = exact(0.0, 0.0);
    let held_out = session
        .held_out(37)
        .unwrap()
        .pixels
        .mapv(|byte| f32::from(byte) / 255.0);
    let code = session.encode_held_out(0..37).unwrap();
    let (mu, logvar) = (code.mu, code.logvar.unwrap());
    let decoded = session.reconstruct(37).unwrap();
    let variance = SIGMA * SIGMA;
    // ½ tr(W S Wᵀ) / σ²
    let columns = model.weights.mapv(|w| w * w).sum_axis(ndarray::Axis(0));
    let noise = 0.5 * (&columns * &model.posterior).sum() / variance;
    assert!(noise > 0.1);
    for image in 0..37 {
        let x = held_out.row(image);
        let squares = x.iter().zip(decoded.row(image));
        let squares: f64 = squares.map(|(x, mean)| f64::from(x - mean).powi(2)).sum();
        let recon = 0.5 * (squares / variance + 16.0 * (TAU * variance).ln());
        let kl = mu.row(image).into_iter().zip(logvar.row(image));
        let kl = kl.map(|(&mu, &log)| f64::from(mu * mu + log.exp() - 1.0 - log) / 2.0);
        let score = recon + kl.sum::<f64>();
        let expected = mahalanobis(&model, &x.to_vec());
        assert!(
            (score + noise - expected).abs() < 1e-4,
            "{score} + {noise} for {expected}"
        );
    }
}
