//! The entropic autoencoder: codes of mean 0 and variance 1, by the batch in training and by running moments afterwards.

use super::*;

fn entropic(patch: &[(&str, &str)]) -> Session<Cpu> {
    let small = [("method", "eae"), ("hidden", "20"), ("batch", "100")];
    let options = Options::default().with_text(&small).unwrap();
    let options = options.with_text(patch).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    session.load_generated("handwriting", 0).unwrap();
    session
}

/// The mean and variance of each dimension of the held-out codes.
fn moments(session: &mut Session<Cpu>) -> Vec<(f64, f64)> {
    let codes = session.encode_held_out(0..1_000).unwrap().mu;
    let columns = codes.columns().into_iter();
    columns
        .map(|column| {
            let mean = column.iter().map(|&z| f64::from(z)).sum::<f64>() / 1_000.0;
            let squares = column.iter().map(|&z| (f64::from(z) - mean).powi(2));
            (mean, squares.sum::<f64>() / 1_000.0)
        })
        .collect()
}

#[test]
fn codes_have_mean_0_and_variance_1_by_the_running_moments() {
    let mut session = entropic(&[]);
    let (_, before) = moments(&mut session)[0];
    session.train(150).unwrap();
    // The moments come to rest where the weights do.
    let rest = session.options().with_text(&[("lr", "1e-6")]).unwrap();
    session.configure(&rest.values()).unwrap();
    session.train(60).unwrap();
    for (mean, variance) in moments(&mut session) {
        assert!(mean.abs() < 0.2, "{mean}");
        assert!((variance - 1.0).abs() < 0.25, "{variance}");
    }
    // The first codes are those of the initial moments.
    assert!((before - 1.0).abs() > 0.5, "{before}");
}

#[test]
fn an_evaluation_has_the_entropy_of_held_out_codes() {
    let mut session = entropic(&[]);
    session.train(60).unwrap();
    let evaluation = session.evaluate(300).unwrap();
    let codes = session.encode_held_out(0..300).unwrap().mu;
    let expected = crate::neighbours::entropy(codes.view(), 3);
    assert_eq!(evaluation.terms.get("entropy"), Some(expected));
    // Of one image there is none.
    let one = session.evaluate_image(0).unwrap();
    assert!(one.terms.get("entropy").unwrap().is_nan());
    assert!(one.terms.loss().unwrap().is_finite());
}

/// By the entropies of batches, which it raises.
#[test]
fn the_weight_of_the_entropy_raises_it() {
    let [without, with] = ["0", "50"].map(|weight| {
        let mut session = entropic(&[("entropy", weight)]);
        let steps = session.train(120).unwrap();
        let last = steps.iter().rev().take(20);
        last.map(|step| step.terms.get("entropy").unwrap())
            .sum::<f32>()
            / 20.0
    });
    assert!(with > without + 0.1, "{with} {without}");
    // ½ d ln 2πe is the ceiling, but for what an estimate of 100 points is off.
    assert!(with < 2.838 + 0.2, "{with}");
}

#[test]
fn files_and_snapshots_keep_the_running_moments() {
    let mut session = entropic(&[]);
    session.train(20).unwrap();
    let before = session.encode_held_out(0..5).unwrap().mu;
    let mut other = entropic(&[("seed", "3")]);
    other
        .load_weights(&session.save_weights().unwrap())
        .unwrap();
    assert_eq!(other.encode_held_out(0..5).unwrap().mu, before);
    let snapshot = session.snapshot().unwrap();
    session.train(5).unwrap();
    assert_ne!(session.encode_held_out(0..5).unwrap().mu, before);
    session.restore(&snapshot).unwrap();
    assert_eq!(session.encode_held_out(0..5).unwrap().mu, before);
}
