//! ALI and BiGAN: an encoder and a generator, whose pairs of image and code a discriminator compares.

use super::*;
use crate::models::spec::{Code, Judged};

fn pairs(patch: &[(&str, &str)]) -> Session<Cpu> {
    let small = [
        ("method", "ali"),
        ("hidden", "24"),
        ("critic", "24"),
        ("activation", "leaky-relu"),
        ("batch", "64"),
        ("beta1", "0.5"),
    ];
    let options = Options::default().with_text(&small).unwrap();
    let options = options.with_text(patch).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    session.load_generated("eight", 0).unwrap();
    session
}

fn weights(session: &Session<Cpu>, part: &str) -> Vec<Vec<f32>> {
    let file = File::read(&session.save_weights().unwrap()).unwrap();
    let own = file
        .arrays
        .into_iter()
        .filter(|(name, _)| name.starts_with(part));
    own.map(|(_, array)| array.values).collect()
}

#[test]
fn both_players_move_on_one_batch_whatever_the_loss() {
    for ali in ["swapped", "minimax", "kexue"] {
        let mut session = pairs(&[("ali", ali)]);
        let parts = ["encoder", "mean", "logvar", "generator", "discriminator"];
        let before = parts.map(|part| weights(&session, part));
        let step = session.step().unwrap();
        // An untrained discriminator can hardly tell.
        assert!((step.terms.get("discriminator").unwrap() - 1.386).abs() < 0.2);
        for (part, before) in parts.into_iter().zip(before) {
            assert_ne!(weights(&session, part), before, "{ali}, {part}");
        }
        assert_eq!(session.progress().epoch, 64.0 / 16_000.0);
    }
}

/// How much a first step of plain descent moves the weights of some parts.
fn moved(ali: &str, part: &str) -> Vec<f32> {
    let mut session = pairs(&[("ali", ali), ("optimizer", "sgd"), ("lr", "0.1")]);
    let before = weights(&session, part).concat();
    session.step().unwrap();
    let after = weights(&session, part).concat();
    after.iter().zip(before).map(|(a, b)| a - b).collect()
}

/// softplus(-q) draws the generator by `swapped` and `kexue`; the encoder is drawn by -softplus(-p) and by its opposite.
#[test]
fn the_losses_are_three() {
    let [swapped, minimax, kexue] =
        ["swapped", "minimax", "kexue"].map(|ali| [moved(ali, "generator"), moved(ali, "mean")]);
    assert_eq!(swapped[0], kexue[0]);
    assert_ne!(swapped[0], minimax[0]);
    assert_ne!(swapped[1], minimax[1]);
    for (a, b) in kexue[1].iter().zip(&minimax[1]) {
        assert!((a + b).abs() < 1e-6 && a.abs() < 1.0, "{a} {b}");
    }
    assert!(kexue[1].iter().any(|a| a.abs() > 1e-4));
}

/// Its generator draws no image from a distribution: there is no p(x|z) to ask for.
#[test]
fn a_likelihood_is_refused() {
    let mut session = pairs(&[]);
    let z = Array2::zeros((1, session.spec().dimensions));
    let refused = session.likelihood(z.view(), None).unwrap_err();
    assert!(matches!(
        refused,
        SessionError::NoPosterior { method: "ali" }
    ));
}

#[test]
fn the_encoder_gives_a_distribution_or_a_point() {
    let mut session = pairs(&[]);
    assert_eq!(session.spec().code, Code::Gaussian);
    assert!(session.encode_held_out(0..3).unwrap().logvar.is_some());
    let mut session = pairs(&[("encoder", "point")]);
    assert_eq!(session.spec().code, Code::Point);
    session.train(2).unwrap();
    assert!(session.encode_held_out(0..3).unwrap().logvar.is_none());
}

#[test]
fn an_evaluation_says_how_far_points_come_back() {
    let mut session = pairs(&[]);
    session.train(5).unwrap();
    let evaluation = session.evaluate(200).unwrap();
    let images = session.held_out(200).unwrap();
    let back = session.reconstruct(200).unwrap();
    let pixels = images.pixels.iter().map(|&byte| f32::from(byte) / 255.0);
    let squares: Vec<f32> = back
        .iter()
        .zip(pixels)
        .map(|(a, b)| (a - b).powi(2))
        .collect();
    let expected = squares
        .chunks(2)
        .map(|pair| pair.iter().sum::<f32>().sqrt());
    let expected = f64::from(expected.sum::<f32>()) / 200.0;
    let found = evaluation.terms.get("cycle").unwrap();
    assert!((found - expected).abs() < 1e-5, "{found} {expected}");
    assert!(evaluation.terms.get("modes").unwrap() >= 0.0);
}

#[test]
fn judging_is_of_pairs() {
    let mut session = pairs(&[("latent", "1")]);
    assert_eq!(session.spec().judges, Judged::Pairs);
    let judged = session.judge(Array2::zeros((4, 3)).view()).unwrap();
    assert_eq!(judged.dim(), (4, 4));
    let error = session.judge(Array2::zeros((4, 2)).view()).unwrap_err();
    assert_eq!(error.code(), "pixels");
}

#[test]
fn a_run_goes_on_from_a_snapshot_bit_for_bit() {
    let mut session = pairs(&[("ali", "kexue"), ("encoder", "point")]);
    session.train(4).unwrap();
    let snapshot = session.snapshot().unwrap();
    session.train(5).unwrap();
    let straight = session.save_weights().unwrap();
    let mut other = pairs(&[("seed", "9")]);
    other.restore(&snapshot).unwrap();
    other.train(5).unwrap();
    assert_eq!(other.save_weights().unwrap(), straight);
}

#[test]
fn files_without_metadata_tell_the_encoder() {
    for (encoder, latent) in [("gaussian", "3"), ("point", "1")] {
        let made = pairs(&[("encoder", encoder), ("latent", latent)]);
        let mut file = File::read(&made.save_weights().unwrap()).unwrap();
        file.header = None;
        let mut other = Session::new(Cpu::new(), Options::default());
        other.load_generated("eight", 0).unwrap();
        other.load_weights(&file.write()).unwrap();
        assert_eq!(other.options().method, Method::Ali);
        assert_eq!(other.options().encoder, made.options().encoder);
        assert_eq!(other.options().hidden, [24]);
        assert_eq!(other.options().likelihood, Options::default().likelihood);
    }
}
