//! Sessions on images so small that they are quick.

mod adversarial;
mod book;
mod bound;
mod entropic;
mod evaluation;
mod evidence;
mod files;
mod linear;
mod own;
mod pairs;
mod phases;
mod queries;
mod without;

use ndarray::Array2;

use super::weights::File;
use super::*;
use crate::choices::Choice;
use crate::cpu::Cpu;
use crate::data::{Images, handwriting};
use crate::interp::Interp;
use crate::models::METHOD;
use crate::models::options::{Effect, Method};
use crate::noise::{Clock, words};
use crate::refusal::Refusal;

/// Stripes of two directions on 4x4 pixels, with some noise.
fn stripes() -> Dataset {
    let images = |count: u32, seed: u32| {
        let bytes = (0..count * 16).map(|i| {
            let (image, row, column) = (i / 16, i / 4 % 4, i % 4);
            let lit = if image % 2 == 0 { row % 2 } else { column % 2 } == 0;
            let word = words(Clock { seed, step: 0 }, 0, i)[0];
            (u32::from(lit) * 200 + word % 50) as u8
        });
        Images::new(bytes.collect(), 4, 4, 1)
    };
    Dataset {
        name: "stripes".to_owned(),
        train: images(90, 1),
        held_out: images(37, 2),
        remarks: Vec::new(),
    }
}

/// The same images, with the direction of their stripes as their class.
fn labelled(mut stripes: Dataset) -> Dataset {
    for images in [&mut stripes.train, &mut stripes.held_out] {
        let labels = (0..images.count()).map(|image| (image % 2) as u8);
        images.labels = Some(labels.collect());
    }
    stripes
}

pub(super) fn session(patch: &[(&str, &str)]) -> Session<Cpu> {
    session_on(Cpu::new(), patch)
}

fn session_on<E: Executor>(executor: E, patch: &[(&str, &str)]) -> Session<E> {
    let small = [("hidden", "8"), ("batch", "16"), ("lr", "0.01")];
    let options = Options::default().with_text(&small).unwrap();
    let options = options.with_text(patch).unwrap();
    let mut session = Session::new(executor, options);
    session.load(stripes()).unwrap();
    session
}

pub(super) fn configure(session: &mut Session<impl Executor>, patch: &[(&str, &str)]) -> bool {
    let values = session.options().with_text(patch).unwrap().values();
    let foretold = session.restarts(&values).unwrap();
    let restarted = session.configure(&values).unwrap();
    assert_eq!(foretold, restarted, "{patch:?}");
    restarted
}

/// The losses of some steps.
pub(super) fn train(session: &mut Session<impl Executor>, steps: usize) -> Vec<f32> {
    let step = |_| session.step().unwrap().terms.loss().unwrap();
    (0..steps).map(step).collect()
}

/// A term of an evaluation.
fn term(evaluation: &Evaluation, key: &str) -> f64 {
    evaluation.terms.get(key).unwrap()
}

#[test]
fn every_kind_of_model_and_optimiser_learns() {
    for patch in [
        vec![],
        vec![("hidden", "8,6"), ("activation", "gelu"), ("latent", "3")],
        vec![("hidden", ""), ("activation", "tanh")],
        vec![("samples", "3"), ("estimator", "a")],
        vec![("samples", "2"), ("activation", "softplus")],
        vec![("samples", "5"), ("bound", "iwae")],
        vec![("likelihood", "gaussian"), ("sigma", "0.2")],
        vec![("likelihood", "gaussian-learned"), ("clip", "10")],
        vec![("likelihood", "gaussian-shared"), ("posterior", "shared")],
        vec![("binarize", "true"), ("warmup", "3")],
        vec![("method", "ae")],
        vec![("method", "vqvae"), ("book", "8")],
        vec![("method", "vqvae"), ("codes", "3"), ("update", "gradient")],
        vec![("optimizer", "adagrad"), ("lr", "0.05")],
        vec![
            ("optimizer", "rmsprop"),
            ("schedule", "cosine"),
            ("epochs", "40"),
        ],
        vec![
            ("optimizer", "sgd"),
            ("lr", "0.02"),
            ("schedule", "one-cycle"),
        ],
    ] {
        let mut session = session(&patch);
        let before = session.evaluate(0).unwrap();
        train(&mut session, 150);
        let after = session.evaluate(0).unwrap();
        let loss = |evaluation: &Evaluation| evaluation.terms.loss().unwrap();
        assert!(
            loss(&after) < loss(&before) - 0.5,
            "{patch:?}: {before:?} {after:?}"
        );
        assert_eq!(after.images, 37);
        if let Some(kl) = after.terms.get("kl") {
            assert!((loss(&after) - term(&after, "recon") - kl).abs() < 1e-9);
            if let Some(by_dimension) = after.by_dimension.get("kl") {
                assert_eq!(by_dimension.iter().sum::<f64>(), kl);
                assert_eq!(by_dimension.len(), session.options().latent);
            }
        }
    }
}

#[test]
fn the_fast_executor_follows_the_reference() {
    let patch = [("binarize", "true"), ("samples", "2"), ("clip", "5")];
    let fast = train(&mut session(&patch), 30);
    let mut reference = session_on(Interp::<f32>::new(), &patch);
    for (fast, reference) in fast.iter().zip(train(&mut reference, 30)) {
        // Rounding differs, and grows a little with each step.
        assert!(
            (fast - reference).abs() < 1e-4 * reference,
            "{fast} {reference}"
        );
    }
}

#[test]
fn handwriting_is_learned() {
    let mut session = session(&[]);
    let info = session.load_generated("handwriting", 1).unwrap();
    assert_eq!((info.train, info.held_out), (20_000, 2_000));
    assert_eq!(info.factors, handwriting::FACTORS);
    let losses = train(&mut session, 60);
    let mean = |losses: &[f32]| losses.iter().sum::<f32>() / losses.len() as f32;
    assert!(mean(&losses[50..]) < 0.6 * losses[0], "{losses:?}");
}

#[test]
fn handwriting_gives_one_curve_however_far_it_was_made() {
    let run = |ahead: usize| {
        let mut session = session(&[("batch", "1000"), ("hidden", "2")]);
        session.load_generated("handwriting", 3).unwrap();
        session.grow_dataset(ahead);
        (train(&mut session, 3), session.grow_dataset(0))
    };
    let (late, remaining) = run(0);
    assert_eq!(remaining, 17_000);
    let (early, remaining) = run(1_500);
    assert_eq!(remaining, 16_500);
    assert_eq!(late, early);
}

#[test]
fn a_reset_repeats_the_run_bit_by_bit() {
    let mut session = session(&[("seed", "9"), ("binarize", "true")]);
    let first = train(&mut session, 20);
    let weights = session.save_weights().unwrap();
    session.reset();
    assert_eq!(session.progress().step, 0);
    assert_eq!(session.progress().epoch, 0.0);
    assert_eq!(train(&mut session, 20), first);
    assert_eq!(session.save_weights().unwrap(), weights);
    session.reseed(10);
    assert_ne!(train(&mut session, 20), first);
}

#[test]
fn epochs_show_every_image_equally_often() {
    let mut session = session(&[]);
    let (executor, data) = (&mut session.executor, session.data.as_mut().unwrap());
    let mut seen = [0; 90];
    for step in 0..45 {
        for row in data.batch(executor, &session.options, step * 16) {
            seen[row as usize] += 1;
        }
    }
    assert_eq!(seen, [8; 90]);
    let options = Options {
        batch: 90,
        ..Options::default()
    };
    let [first, second] = [0, 90].map(|seen| data.batch(executor, &options, seen));
    assert_ne!(first, second);
}

#[test]
fn a_mean_over_pixels_is_a_beta_for_each_of_them() {
    for more in [
        [("bound", "elbo"), ("samples", "1")],
        [("bound", "iwae"), ("samples", "3")],
    ] {
        let mut mean = session(&[more.as_slice(), &[("reduction", "mean")]].concat());
        let pixels = mean.data.as_ref().unwrap().pixels().to_string();
        let mut sum = session(&[more.as_slice(), &[("beta", &pixels)]].concat());
        let mut usual = session(&more);
        let losses = train(&mut mean, 20);
        assert_eq!(losses, train(&mut sum, 20));
        assert_ne!(losses, train(&mut usual, 20));
        assert!(!configure(&mut mean, &[("reduction", "sum")]));
    }
}

#[test]
fn options_that_change_no_shape_leave_the_run_alone() {
    let mut session = session(&[]);
    train(&mut session, 10);
    let weights = session.save_weights().unwrap();
    let arrays = |bytes: &[u8]| File::read(bytes).unwrap().arrays;
    for (patch, fresh) in [
        (vec![("lr", "0.002"), ("beta", "4"), ("clip", "1")], false),
        (
            vec![("batch", "7"), ("samples", "2"), ("estimator", "a")],
            false,
        ),
        (
            vec![("activation", "tanh"), ("likelihood", "gaussian")],
            false,
        ),
        (vec![("optimizer", "sgd"), ("lr", "1e-4")], true),
    ] {
        assert!(!configure(&mut session, &patch), "{patch:?}");
        assert_eq!(session.progress().step, 10);
        assert_eq!(
            arrays(&session.save_weights().unwrap()),
            arrays(&weights),
            "{patch:?}"
        );
        let updates = session.run.as_ref().unwrap().counters.updates;
        assert_eq!(updates, if fresh { 0 } else { 10 }, "{patch:?}");
    }
    session.step().unwrap();
    assert_eq!(session.progress().step, 11);
    for patch in [
        [("latent", "3")],
        [("hidden", "8,8")],
        [("likelihood", "gaussian-learned")],
        [("seed", "4")],
    ] {
        assert!(configure(&mut session, &patch), "{patch:?}");
        assert_eq!(session.progress().step, 0);
        session.step().unwrap();
    }
}

#[test]
fn only_options_that_are_said_to_restart_do() {
    for &method in Method::ALL {
        for spec in models::options_of(method) {
            let other = match spec.key {
                "method" => continue,
                "hidden" | "critic" => "5",
                "activation" => "tanh",
                "condition" => "concat",
                "likelihood" => "gaussian-learned",
                "output" => "linear",
                "posterior" => "shared",
                "bound" => "iwae",
                "reduction" => "mean",
                "estimator" => "a",
                "adversary" => "wasserstein",
                "update" => "gradient",
                "codeprior" => "counts",
                "prior" => "ring",
                "encoder" => "point",
                "ali" => "kexue",
                "revive" => "false",
                "binarize" => "true",
                "optimizer" => "sgd",
                "schedule" => "cosine",
                "without" => "1",
                "samples" | "latent" | "batch" | "few" | "seed" | "epochs" | "dsteps"
                | "gsteps" => "3",
                "codes" | "book" => "4",
                _ => "0.5",
            };
            let mut session = session(&[]);
            session.load(labelled(stripes())).unwrap();
            configure(&mut session, &[("method", method.name())]);
            if spec.key == "output" {
                configure(&mut session, &[("likelihood", "gaussian")]);
            }
            if spec.key == "condition" {
                session.load(labelled(stripes())).unwrap();
            }
            session.step().unwrap();
            let restarted = configure(&mut session, &[(spec.key, other)]);
            assert_eq!(restarted, spec.effect == Effect::Run, "{}", spec.key);
            let step = u32::from(!restarted) + 1;
            assert_eq!(session.step().unwrap().step, step, "{}", spec.key);
        }
    }
}

#[test]
fn a_method_starts_over_and_refuses_options_of_others() {
    let mut session = session(&[("beta", "4")]);
    session.step().unwrap();
    let ae = |more: &[(&str, &str)]| {
        let patch = [&[("method", "ae")], more].concat();
        models::options::parse(&patch).unwrap()
    };
    let error = session.configure(&ae(&[("beta", "2")])).unwrap_err();
    assert_eq!(error.code(), "option-foreign");
    assert_eq!(session.options().method, Method::Vae);
    // A value that is in force already is no change.
    assert!(session.configure(&ae(&[("beta", "4")])).unwrap());
    let keys: Vec<&str> = models::values(session.options())
        .iter()
        .map(|(key, _)| *key)
        .collect();
    assert!(keys.contains(&"hidden") && keys.contains(&"lr") && !keys.contains(&"beta"));
}

#[test]
fn a_refused_option_changes_nothing() {
    let mut session = session(&[]);
    let options = session.options().clone();
    let patch = [("lr", Value::Number(0.5)), ("latent", Value::Number(65.0))];
    let error = session.configure(&patch).unwrap_err();
    assert_eq!(error.code(), "option-range");
    assert_eq!(session.options(), &options);
}

#[test]
fn a_plain_autoencoder_keeps_its_kind_and_has_neither_noise_nor_divergence() {
    let mut first = session(&[("autoencoder", "ae"), ("seed", "2")]);
    train(&mut first, 30);
    let evaluation = first.evaluate(0).unwrap();
    assert_eq!(evaluation.terms.get("kl"), None);
    assert_eq!(evaluation.terms.loss(), evaluation.terms.get("recon"));
    assert!(evaluation.by_dimension.is_empty());
    // An image is encoded to a point, which no draw changes.
    assert_eq!(first.encode_held_out(0..5).unwrap().logvar, None);
    // It comes back from a snapshot, from weights, and from weights that only the tensors tell about.
    let weights = first.save_weights().unwrap();
    let mut file = File::read(&weights).unwrap();
    assert_eq!(file.header.as_ref().unwrap().model, "ae");
    assert!(!file.arrays.contains_key("logvar.weight"));
    let mut restored = session(&[]);
    restored.restore(&first.snapshot().unwrap()).unwrap();
    assert_eq!(restored.options(), first.options());
    assert_eq!(train(&mut restored, 5), train(&mut first, 5));
    // The header's name of the model is the one that counts.
    let header = file.header.as_mut().unwrap();
    header.options.0.retain(|(key, _)| key != METHOD);
    let named = file.write();
    file.header = None;
    for bytes in [weights, named, file.write()] {
        let mut second = session(&[("seed", "2")]);
        second.load_weights(&bytes).unwrap();
        assert_eq!(second.options(), first.options());
        assert_eq!(second.evaluate(0).unwrap(), evaluation);
    }
    // And the other way: a VAE's weights make a VAE of it.
    let vae = session(&[("seed", "2")]);
    first.load_weights(&vae.save_weights().unwrap()).unwrap();
    assert_eq!(first.options(), vae.options());
}

#[test]
fn a_diverging_run_goes_back_to_its_last_good_state() {
    let mut session = session(&[("optimizer", "sgd")]);
    train(&mut session, 120);
    configure(&mut session, &[("lr", "10")]);
    let error = (0..1_000).find_map(|_| session.step().err()).unwrap();
    let SessionError::Diverged { restored, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(error.code(), "diverged");
    assert_eq!(session.progress().step, restored);
    let evaluation = session.evaluate(0).unwrap();
    assert!(evaluation.terms.loss().unwrap().is_finite());
    configure(&mut session, &[("lr", "0.001")]);
    train(&mut session, 20);
}

#[test]
fn many_steps_at_once_are_the_same_as_one_by_one() {
    let (mut single, mut bulk) = (session(&[]), session(&[]));
    let steps = [1, 99, 0, 150].map(|count| bulk.train(count).unwrap());
    let losses = steps.iter().flatten();
    let losses = losses.map(|step| step.terms.loss().unwrap());
    assert!(losses.eq(train(&mut single, 250)));
    let patch = [("optimizer", "sgd"), ("lr", "10")];
    let (mut single, mut bulk) = (session(&patch), session(&patch));
    let error = std::iter::repeat_with(|| single.step()).find_map(Result::err);
    assert_eq!(bulk.train(1_000).err(), error);
    assert_eq!(single.snapshot().unwrap(), bulk.snapshot().unwrap());
}

/// Whoever sees a loss explode changes options: the way back must not be lost by that.
#[test]
fn a_run_that_diverges_after_a_change_of_options_goes_back_to_a_state_that_was_good() {
    let exploding = [("optimizer", "sgd"), ("lr", "10")];
    let mut first = session(&exploding);
    let last = std::iter::from_fn(|| first.step().ok()).count();
    assert!(last > 0);
    for change in [("clip", "1"), ("optimizer", "adam")] {
        let mut session = session(&exploding);
        train(&mut session, last);
        configure(&mut session, &[change, ("lr", "0.001")]);
        assert_eq!(session.step().unwrap_err().code(), "diverged", "{change:?}");
        train(&mut session, 20);
    }
}
