//! A linear variational autoencoder with the weights that are best for it: everything about it is known in closed form.

use ndarray::{Array1, Array2, ArrayView1, array};

use super::{session_on, stripes};
use crate::cpu::Cpu;
use crate::executor::Executor;
use crate::models;
use crate::pca::{Components, Ppca};
use crate::session::weights::File;
use crate::session::{Diagonal, Session};

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
    let of = |name: &str| match name {
        "mean.weight" => encoder.t().to_owned(),
        "mean.bias" => row(-encoder.dot(&model.mean)),
        "logvar.weight" => Array2::zeros((model.mean.len(), LATENT)),
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
    for (model, mut session) in [exact(0.0, 0.0), exact_of(&shared, 0.0, 0.0)] {
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
        let x = ArrayView1::from(&x);
        let posterior = lattice.posterior(x).unwrap();
        let found = posterior.log_evidence;
        assert!((found - evidence).abs() < 1e-4, "{found} for {evidence}");
        let encoding = session
            .encode(x.insert_axis(ndarray::Axis(0)), None)
            .unwrap();
        let q = encoding.gaussian(0).unwrap();
        assert!(posterior.resolves(&q));
        assert!(posterior.divergence(&q).abs() < 1e-4);
        let wrong = Diagonal {
            mean: q.mean.iter().map(|mean| mean + 0.4).collect(),
            sigma: q.sigma.iter().map(|sigma| sigma * 1.2).collect(),
        };
        // KL of a Gaussian from another, by dimension.
        let gap = |s: f64| 0.5 * ((0.4 / s).powi(2) + 1.44 - 1.0 - 1.44f64.ln());
        let gap: f64 = q.sigma.iter().map(|&sigma| gap(sigma)).sum();
        let found = posterior.divergence(&wrong);
        assert!((found - gap).abs() < 1e-3 * gap, "{found} for {gap}");
        let fitted = posterior.fit(&wrong);
        assert!(posterior.divergence(&fitted) < 2e-3);
        let shares = posterior.shares();
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    }
    // Narrower than half a cell.
    let posterior = lattice.posterior(Array1::zeros(16).view()).unwrap();
    let narrow = Diagonal {
        mean: vec![0.0, 0.0],
        sigma: vec![0.3, 0.09],
    };
    assert!(!posterior.resolves(&narrow));
}

#[test]
fn what_the_family_cannot_reach_is_known() {
    // The posterior of a turned plane is no diagonal Gaussian: Λ = Rᵀ diag(1/s²) R. The best diagonal one has σ² = 1/Λ_jj, and
    // its divergence is ½ (Σ ln Λ_jj - ln |Λ|).
    let turn: f64 = 0.6;
    let (model, mut session) = exact(turn, 0.0);
    let lattice = session.lattice(96, None).unwrap();
    let [a, b] = [1.0 / model.posterior[0], 1.0 / model.posterior[1]];
    let (cosine, sine) = (turn.cos().powi(2), turn.sin().powi(2));
    let diagonal = [a * cosine + b * sine, a * sine + b * cosine];
    let family = 0.5 * ((diagonal[0] * diagonal[1]) / (a * b)).ln();
    assert!(family > 0.02, "{family}");
    for image in IMAGES {
        let (evidence, x) = known(&model, &session, image);
        let x = ArrayView1::from(&x);
        let posterior = lattice.posterior(x).unwrap();
        assert!((posterior.log_evidence - evidence).abs() < 1e-4);
        let encoding = session
            .encode(x.insert_axis(ndarray::Axis(0)), None)
            .unwrap();
        let q = encoding.gaussian(0).unwrap();
        let fitted = posterior.fit(&q);
        let found = posterior.divergence(&fitted);
        assert!((found - family).abs() < 2e-3, "{found} for {family}");
        for (sigma, precision) in fitted.sigma.iter().zip(diagonal) {
            assert!((sigma * precision.sqrt() - 1.0).abs() < 0.05);
        }
        assert!(posterior.divergence(&q) > found);
    }
}
