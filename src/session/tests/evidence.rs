//! ln p(x) of a model that is not linear: by importance weights, and by a lattice.

use ndarray::{Array1, Array2, ArrayView1, s};

use super::{configure, labelled, session, session_on, stripes, train};
use crate::cpu::Cpu;
use crate::eigen::symmetric;
use crate::interp::Interp;
use crate::refusal::Refusal;
use crate::session::{Encoding, Lattice, Points, Session};

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
        let found = lattice.log_evidence(&x).unwrap();
        assert!((found - expected).abs() < 1e-6, "{found} for {expected}");
    }
}

/// q(z|x) of an image: its means and standard deviations.
fn gaussian(encoding: &Encoding, image: usize) -> [Vec<f64>; 2] {
    let row = |matrix: &Array2<f32>, of: fn(f64) -> f64| {
        let row = matrix.row(image).into_iter();
        row.map(|&number| of(number.into())).collect()
    };
    let logvar = encoding.logvar.as_ref().unwrap();
    [
        row(&encoding.mu, |mean| mean),
        row(logvar, |log| (0.5 * log).exp()),
    ]
}

/// Whether cells are at most two standard deviations of q(z|x) wide: sums over them are then off by 0.014 a dimension.
fn resolves(lattice: &Lattice, encoding: &Encoding, image: usize) -> bool {
    let [_, sigma] = gaussian(encoding, image);
    let mut axes = sigma.iter();
    axes.all(|sigma| lattice.step <= 2.0 * sigma)
}

#[test]
fn a_lattice_agrees_with_importance_weights() {
    for patch in [
        vec![("binarize", "true")],
        vec![("likelihood", "gaussian-learned"), ("latent", "1")],
        vec![("condition", "concat"), ("binarize", "true")],
        vec![("condition", "prior"), ("binarize", "true")],
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
            let lattice = &lattices[usize::from(label.unwrap())];
            let evidence = lattice.log_evidence(&x).unwrap();
            if resolves(lattice, &encoding, image) {
                let x = ArrayView1::from(&x);
                let weighed = session.weigh(x, label, 5_000, image as u32).unwrap();
                assert!(weighed.elbo() < evidence + 0.05);
                gaps.push(evidence - weighed.bound());
            }
        }
        let gap = Array1::from_vec(gaps);
        assert!(gap.len() > 20, "{patch:?}: {} images", gap.len());
        let mean = gap.mean().unwrap();
        assert!(mean.abs() < 0.05, "{patch:?}: {mean}");
    }
}

#[test]
fn points_are_known_until_the_weights_move() {
    let mut session = session(&[("binarize", "true")]);
    let z = Array2::from_shape_fn((6, 2), |(row, column)| (row + column) as f32 / 3.0 - 1.0);
    let parts = [z.slice(s![..4, ..]), z.slice(s![4.., ..])];
    let mut kept = Points::default();
    let keep = |session: &mut Session<Cpu>, kept: &mut Points| {
        let mut known = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            known.push(
                session
                    .keep(kept, number, parts.len(), *part, None)
                    .unwrap(),
            );
        }
        known
    };
    assert_eq!(keep(&mut session, &mut kept), [false, false]);
    assert_eq!(keep(&mut session, &mut kept), [true, true]);
    let (x, _) = session.judged(3).unwrap();
    let before = kept.log_joint(&x).unwrap();
    assert_eq!(before, session.log_joint(&x, z.view(), None).unwrap());
    train(&mut session, 1);
    // Half of the points are not all of them.
    assert!(!session.keep(&mut kept, 0, 2, parts[0], None).unwrap());
    assert_eq!(keep(&mut session, &mut kept), [false, false]);
    assert_ne!(kept.log_joint(&x).unwrap(), before);
    assert_eq!(keep(&mut session, &mut kept), [true, true]);
    // Other points of the same weights.
    assert!(!session.keep(&mut kept, 0, 2, parts[1], None).unwrap());
}

#[test]
fn the_joint_density_at_points_is_that_of_the_cells() {
    let patches: [&[(&str, &str)]; 3] = [
        &[("binarize", "true")],
        &[("likelihood", "gaussian"), ("sigma", "0.5")],
        &[("likelihood", "gaussian-learned")],
    ];
    for patch in patches {
        let mut session = session(patch);
        train(&mut session, 60);
        let (x, _) = session.judged(5).unwrap();
        let pixels = ArrayView1::from(&x);
        let weighed = session.weigh(pixels, None, 40, 0).unwrap();
        let joint = session.log_joint(&x, weighed.z.view(), None).unwrap();
        let pixels = pixels.insert_axis(ndarray::Axis(0));
        let [mean, sigma] = gaussian(&session.encode(pixels, None).unwrap(), 0);
        for (at, (joint, weight)) in joint.iter().zip(&weighed.log_weights).enumerate() {
            let parts = weighed.z.row(at).into_iter().zip(mean.iter().zip(&sigma));
            let log_q: f64 = parts
                .map(|(&z, (mean, sigma))| {
                    let away = (f64::from(z) - mean) / sigma;
                    -0.5 * (away * away + (2.0 * std::f64::consts::PI).ln()) - sigma.ln()
                })
                .sum();
            let found = joint - log_q;
            assert!(
                (found - weight).abs() < 1e-3,
                "{patch:?}: {found} for {weight}"
            );
        }
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
    for side in [0, 1] {
        let refused = session.lattice(side, None).unwrap_err();
        assert_eq!(refused.code(), "lattice-side");
    }
    let z = Array2::zeros((1, 3));
    let refused = session.log_joint(&[0.0; 16], z.view(), None);
    assert_eq!(refused.unwrap_err().code(), "latent");
    let lattice = session.lattice(8, None).unwrap();
    let refused = lattice.log_joint(&[0.0; 15]);
    assert_eq!(refused.unwrap_err().code(), "pixels");
}
