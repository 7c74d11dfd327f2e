//! What held-out images tell, and what is seen of the model in the middle of a step.

use super::{session, term, train};
use crate::session::Traced;

#[test]
fn the_bound_of_single_images_makes_up_that_of_all() {
    for patch in [vec![], vec![("likelihood", "gaussian-learned")]] {
        let mut session = session(&patch);
        train(&mut session, 60);
        let all = session.evaluate(0).unwrap();
        let each: Vec<_> = (0..all.images)
            .map(|image| session.evaluate_image(image).unwrap())
            .collect();
        let mean = |key| {
            let terms = each.iter().map(|image| term(image, key));
            terms.sum::<f64>() / all.images as f64
        };
        assert!(each.iter().all(|image| image.images > 100));
        assert!(
            each.iter()
                .any(|image| term(image, "kl") != term(&each[0], "kl"))
        );
        // The divergence is exact; the reconstruction has one sample of each image there, many here.
        let (all_recon, all_kl) = (term(&all, "recon"), term(&all, "kl"));
        assert!((mean("kl") - all_kl).abs() < 1e-4 * all_kl);
        let recon = mean("recon");
        assert!(
            (recon - all_recon).abs() < 0.1 * all_recon.abs(),
            "{recon} {all_recon}"
        );
        let last = each.last();
        assert_eq!(session.evaluate_image(1_000).as_ref().ok(), last);
    }
}

#[test]
fn parts_make_up_the_bound_of_all() {
    let mut session = session(&[]);
    train(&mut session, 60);
    let all = session.evaluate(0).unwrap();
    let parts = [0, 1, 2, 3].map(|part| session.evaluate_part(part, 10).unwrap());
    assert_eq!(parts.each_ref().map(|part| part.images), [10, 10, 10, 7]);
    let sum = |key| {
        let terms = parts.iter();
        let terms = terms.map(|part| term(part, key) * part.images as f64);
        terms.sum::<f64>()
    };
    // The divergence is exact; the reconstruction has noise of its own in each part.
    let (all_recon, all_kl) = (term(&all, "recon"), term(&all, "kl"));
    assert!((sum("kl") - all_kl * 37.0).abs() < 1e-4 * all_kl * 37.0);
    let recon = sum("recon") / 37.0;
    assert!(
        (recon - all_recon).abs() < 0.1 * all_recon.abs(),
        "{recon} {all_recon}"
    );
    assert_eq!(session.evaluate_part(0, 37).unwrap(), all);
    assert_eq!(session.evaluate_part(99, 10).unwrap().images, 1);
}

#[test]
fn a_step_that_has_begun_leaves_the_model_as_it_was_and_ends_as_any_other() {
    for patch in [vec![], vec![("clip", "1")], vec![("autoencoder", "ae")]] {
        let (mut whole, mut parts) = (session(&patch), session(&patch));
        for _ in 0..20 {
            let (before, weights) = (parts.evaluate(20).unwrap(), parts.save_weights().unwrap());
            let trace = parts.trace(Traced::Next).unwrap();
            for more in [true, false, false] {
                assert_eq!(parts.begin_step().unwrap(), more);
                assert_eq!(parts.evaluate(20).unwrap(), before);
                assert_eq!(parts.save_weights().unwrap(), weights);
                assert_eq!(parts.trace(Traced::Next).unwrap(), trace);
            }
            assert_eq!(parts.step(), whole.step());
            assert_ne!(parts.save_weights().unwrap(), weights);
        }
        assert_eq!(parts.snapshot().unwrap(), whole.snapshot().unwrap());
    }
}
