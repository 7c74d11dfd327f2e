//! ln p(x) of images of 28x28: by a lattice, and by importance weights that know nothing of it.

use ndarray::{ArrayView1, Axis};
use vae_lab::cpu::Cpu;
use vae_lab::models::Options;
use vae_lab::session::Session;

/// Held-out images that are judged, and samples of z of each.
const IMAGES: usize = 100;
const SAMPLES: usize = 5_000;

/// ln p(x) by the lattice less L_5000, over images whose q(z|x) the lattice resolves: the mean.
fn apart(bound: &str, samples: &str) -> f64 {
    let options = [
        ("binarize", "true"),
        ("batch", "64"),
        ("bound", bound),
        ("samples", samples),
    ];
    let options = Options::default().with_text(&options).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    session.load_generated("handwriting", 0).unwrap();
    session.train(200).unwrap();
    let lattice = session.lattice(241, None).unwrap();
    let mut gaps = Vec::new();
    for image in 0..10 * IMAGES {
        let (x, label) = session.judged(image).unwrap();
        let x = ArrayView1::from(&x);
        let encoding = session.encode(x.insert_axis(Axis(0)), label).unwrap();
        let logvar = encoding.logvar.unwrap();
        let mut sigmas = logvar.iter().map(|&log| (0.5 * f64::from(log)).exp());
        if sigmas.any(|sigma| lattice.step > 2.0 * sigma) {
            continue;
        }
        let weighed = session.weigh(x, label, SAMPLES, image as u32).unwrap();
        gaps.push(lattice.log_evidence(x.as_slice().unwrap()).unwrap() - weighed.bound());
        if gaps.len() == IMAGES {
            break;
        }
    }
    assert_eq!(gaps.len(), IMAGES);
    gaps.iter().sum::<f64>() / IMAGES as f64
}

#[test]
#[ignore = "half a million importance weights"]
fn a_lattice_agrees_with_five_thousand_importance_weights() {
    // Where q(z|x) is as wide as p(z|x): the importance-weighted bound makes it so.
    let mean = apart("iwae", "50");
    assert!(mean.abs() < 0.05, "{mean}");
}

/// After the ELBO q(z|x) has one mode of several, which its samples seldom leave.
#[test]
#[ignore = "half a million importance weights"]
fn importance_weights_of_a_narrow_posterior_fall_short() {
    let mean = apart("elbo", "1");
    assert!(mean > 0.1 && mean < 0.6, "{mean}");
}
