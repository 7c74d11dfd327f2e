//! The importance-weighted bound.

use super::{configure, session, term, train};
use crate::session::weights::File;

#[test]
fn of_one_sample_it_is_the_elbo_bit_for_bit() {
    let trained = |patch: &[(&str, &str)]| {
        let mut session = session(patch);
        let losses = train(&mut session, 30);
        let file = File::read(&session.save_weights().unwrap()).unwrap();
        let evaluation = session.evaluate(0).unwrap();
        (losses, file.arrays, term(&evaluation, "recon"))
    };
    let of_one = trained(&[("bound", "iwae")]);
    assert_eq!(of_one, trained(&[("estimator", "a")]));
    assert_ne!(of_one, trained(&[("bound", "iwae"), ("samples", "2")]));
}

#[test]
fn more_samples_tighten_it() {
    // With so little weight on the KL divergence, q(z|x) is far from the true posterior.
    let mut session = session(&[("bound", "iwae"), ("samples", "1"), ("beta", "0.1")]);
    train(&mut session, 100);
    let image = |session: &mut crate::session::Session<_>| {
        let evaluation = session.evaluate_image(3).unwrap();
        (term(&evaluation, "iwae"), evaluation.terms.loss().unwrap())
    };
    let (mut last, loss) = image(&mut session);
    assert!((last - loss).abs() < 1e-4 * loss, "{last} {loss}");
    for samples in ["2", "8", "64"] {
        configure(&mut session, &[("samples", samples)]);
        assert_eq!(session.progress().step, 100);
        let (bound, loss) = image(&mut session);
        assert!(bound < last && bound < loss, "{samples}: {bound} {last}");
        last = bound;
    }
}

#[test]
fn a_run_has_one_list_of_terms() {
    let mut session = session(&[]);
    train(&mut session, 5);
    assert_eq!(session.evaluate(0).unwrap().terms.get("iwae"), None);
    assert!(configure(&mut session, &[("bound", "iwae")]));
    assert_eq!(session.progress().step, 0);
    let step = session.step().unwrap();
    let (bound, loss) = (step.terms.get("iwae").unwrap(), step.terms.loss().unwrap());
    assert!((bound - loss).abs() < 1e-5 * loss, "{bound} for {loss}");
}
