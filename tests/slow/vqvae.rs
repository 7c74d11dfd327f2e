//! Books on MNIST: how well integers describe a digit, and how much of the book they use.

use vae_lab::cpu::Cpu;
use vae_lab::models::Options;
use vae_lab::models::spec::Terms;
use vae_lab::session::Session;

use crate::linear::mnist;

/// The held-out figures after six epochs.
fn trained(changed: &[(&str, &str)]) -> Option<Terms<f64>> {
    let mnist = mnist("books on MNIST")?;
    let options = Options::default()
        .with_text(&[("method", "vqvae")])
        .unwrap();
    let options = options.with_text(changed).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    session.load(mnist).unwrap();
    let steps = 6 * session.steps_per_epoch().unwrap();
    session.train(steps as usize).unwrap();
    Some(session.evaluate(0).unwrap().terms)
}

#[test]
#[ignore = "six epochs of MNIST"]
fn eight_integers_describe_a_digit_nearly_as_well_as_twenty_numbers() {
    let Some(terms) = trained(&[("codes", "8"), ("latent", "8")]) else {
        return;
    };
    let figure = |key| terms.get(key).unwrap();
    assert!((83.0..85.0).contains(&figure("recon")), "{terms:?}");
    assert!(figure("perplexity") >= 56.0, "{terms:?}");
    assert!((figure("kl") - 33.27).abs() < 0.01, "{terms:?}");
}

/// The reference's prior by counts came to 113.0 nats in all. Single seeds of the network: 109.2, 109.3 and 109.3, though
/// the code's part of it was 25.3, 21.6 and 24.2.
#[test]
#[ignore = "two times six epochs of MNIST"]
fn a_place_that_knows_those_before_it_costs_less_than_by_counts() {
    let figures = |kind| {
        let terms = trained(&[("codes", "8"), ("latent", "8"), ("codeprior", kind)])?;
        Some(["loss", "recon", "kl"].map(|key| terms.get(key).unwrap()))
    };
    let (Some(counts), Some(made)) = (figures("counts"), figures("made")) else {
        return;
    };
    assert!((112.0..114.5).contains(&counts[0]), "{counts:?}");
    assert!((27.5..30.5).contains(&counts[2]), "{counts:?}");
    assert_eq!(made[1], counts[1], "the autoencoder is the same");
    assert!(made[0] < 110.5 && made[2] < counts[2] - 3.0, "{made:?}");
}

#[test]
#[ignore = "three times six epochs of MNIST"]
fn with_restarts_one_integer_uses_the_whole_book() {
    // Single seeds differ by 0.5: 59.86, 59.92 and 60.30.
    let mut sum = 0.0;
    for seed in ["0", "1", "2"] {
        let Some(terms) = trained(&[("seed", seed)]) else {
            return;
        };
        sum += terms.get("perplexity").unwrap();
        assert_eq!(terms.get("used"), Some(64.0), "{terms:?}");
    }
    assert!(sum / 3.0 >= 60.0, "{sum}");
}
