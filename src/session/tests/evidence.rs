//! ln p(x) of a model that is not linear: by importance weights, and by a lattice.

use ndarray::{Array1, Array2, ArrayView1};

use super::{configure, labelled, session, session_on, stripes, train};
use crate::eigen::symmetric;
use crate::interp::Interp;
use crate::refusal::Refusal;

#[test]
fn a_lattice_agrees_with_gauss_and_hermite() {
    let patch = [
        ("latent", "1"),
        ("activation", "tanh"),
        ("likelihood", "gaussian"),
        ("sigma", "1"),
    ];
    let mut session = session_on(Interp::<f64>::new(), &patch);
    train(&mut session, 40);
    // Golub and Welsch, 1969: nodes and weights for N(0, 1) by the matrix of the recurrence of Hermite's polynomials.
    let beside = |a: usize, b: usize| {
        if a.abs_diff(b) == 1 {
            (a.max(b) as f64).sqrt()
        } else {
            0.0
        }
    };
    let rule = symmetric(Array2::from_shape_fn((64, 64), |(a, b)| beside(a, b)).view());
    let nodes = rule.values.mapv(|node| node as f32);
    let nodes = nodes.insert_axis(ndarray::Axis(1));
    let means = session.decode(nodes.view(), None).unwrap();
    let lattice = session.lattice(400, None).unwrap();
    for image in [0, 9, 36] {
        let (x, _) = session.judged(image).unwrap();
        let tau = 2.0 * std::f64::consts::PI;
        let values = means.rows().into_iter().map(|mean| {
            let errors = mean.iter().zip(&x);
            let errors = errors.map(|(&m, &x)| (f64::from(x) - f64::from(m)).powi(2));
            (-0.5 * errors.sum::<f64>() - 8.0 * tau.ln()).exp()
        });
        let weights = rule.vectors.row(0).mapv(|first| first * first);
        let expected = values
            .zip(weights)
            .map(|(value, w)| value * w)
            .sum::<f64>()
            .ln();
        let found = lattice
            .posterior(ArrayView1::from(&x))
            .unwrap()
            .log_evidence;
        assert!((found - expected).abs() < 1e-6, "{found} for {expected}");
    }
}

#[test]
fn a_lattice_agrees_with_importance_weights() {
    for patch in [
        vec![("binarize", "true")],
        vec![("likelihood", "gaussian-learned"), ("latent", "1")],
        vec![("condition", "concat"), ("binarize", "true")],
    ] {
        let mut session = session(&[]);
        session.load(labelled(stripes())).unwrap();
        configure(&mut session, &patch);
        train(&mut session, 150);
        let encoding = session.encode_held_out(0..37).unwrap();
        let lattices = [0, 1].map(|label| session.lattice(96, Some(label)).unwrap());
        let mut gaps = Vec::new();
        for image in 0..37 {
            let (x, label) = session.judged(image).unwrap();
            let x = ArrayView1::from(&x);
            let posterior = lattices[usize::from(label.unwrap())].posterior(x).unwrap();
            if posterior.resolves(&encoding.gaussian(image).unwrap()) {
                let weighed = session.weigh(x, label, 5_000, image as u32).unwrap();
                assert!(weighed.elbo() < posterior.log_evidence + 0.05);
                gaps.push(posterior.log_evidence - weighed.bound());
            }
        }
        let gap = Array1::from_vec(gaps);
        assert!(gap.len() > 20, "{patch:?}: {} images", gap.len());
        let mean = gap.mean().unwrap();
        assert!(mean.abs() < 0.05, "{patch:?}: {mean}");
    }
}

#[test]
fn more_samples_tell_more_of_held_out_images() {
    let mut session = session(&[("binarize", "true"), ("beta", "0.2")]);
    train(&mut session, 100);
    let of_one = session.importance(0, 1).unwrap();
    assert_eq!(of_one.bound, of_one.loss);
    assert_eq!((of_one.images, of_one.effective), (37, 1.0));
    let mut last = of_one.bound;
    for samples in [10, 700] {
        let found = session.importance(0, samples).unwrap();
        assert_eq!(session.importance(0, samples).unwrap(), found);
        assert!(found.bound < last && found.bound < found.loss, "{found:?}");
        assert!(found.effective > 1.0 && found.effective < samples as f64);
        // The same mean, of more samples.
        assert!((found.loss - of_one.loss).abs() < 0.1 * of_one.loss);
        assert!(found.error > 0.0 && !found.grey);
        last = found.bound;
    }
    assert_eq!(session.importance(5, 10).unwrap().images, 5);
    configure(&mut session, &[("binarize", "false")]);
    assert!(session.importance(5, 10).unwrap().grey);
}

#[test]
fn a_judged_image_is_drawn_once() {
    let mut session = session(&[("binarize", "true")]);
    let (drawn, label) = session.judged(7).unwrap();
    assert_eq!((&drawn, label), (&session.judged(7).unwrap().0, None));
    assert!(drawn.iter().all(|&pixel| pixel == 0.0 || pixel == 1.0));
    assert_ne!(drawn, session.judged(8).unwrap().0);
    configure(&mut session, &[("binarize", "false")]);
    let (grey, _) = session.judged(7).unwrap();
    assert!(grey.iter().any(|&pixel| pixel > 0.0 && pixel < 1.0));
    assert_eq!(session.judged(1_000), session.judged(36));
}

#[test]
fn what_has_no_evidence_says_so() {
    let x = Array1::zeros(16);
    for (method, code) in [("ae", "no-posterior"), ("gan", "no-posterior")] {
        let mut session = session(&[("method", method)]);
        let refused = session.weigh(x.view(), None, 5, 0).unwrap_err();
        assert_eq!(refused.code(), code);
        assert_eq!(session.lattice(8, None).unwrap_err().code(), code);
    }
    let mut session = session(&[("latent", "3")]);
    assert_eq!(session.lattice(8, None).unwrap_err().code(), "no-lattice");
    let refused = session.weigh(Array1::zeros(15).view(), None, 5, 0);
    assert_eq!(refused.unwrap_err().code(), "pixels");
    configure(&mut session, &[("latent", "2")]);
    assert_eq!(
        session.lattice(1 << 14, None).unwrap_err().code(),
        "too-many"
    );
    let lattice = session.lattice(8, None).unwrap();
    let refused = lattice.posterior(Array1::zeros(15).view());
    assert_eq!(refused.unwrap_err().code(), "pixels");
}
