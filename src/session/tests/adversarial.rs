//! The adversarial autoencoder: three phases on one batch, an encoder with two optimisers, priors that are only sampled.

use super::*;
use crate::models::prior;

fn adversarial(patch: &[(&str, &str)]) -> Session<Cpu> {
    session(&[&[("method", "aae"), ("critic", "6")], patch].concat())
}

/// On points of one value, with one latent dimension.
fn of_one_value(patch: &[(&str, &str)]) -> Session<Cpu> {
    let small = [
        ("method", "aae"),
        ("hidden", "20"),
        ("critic", "20,20"),
        ("latent", "1"),
        ("likelihood", "gaussian"),
        ("batch", "64"),
        ("activation", "tanh"),
        ("lr", "0.003"),
    ];
    let options = Options::default().with_text(&small).unwrap();
    let options = options.with_text(patch).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    session.load_generated("uniform", 0).unwrap();
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
fn the_phases_of_a_round_take_one_batch() {
    let mut session = adversarial(&[]);
    session.train(9).unwrap();
    assert_eq!(session.progress().epoch, 9.0 * 16.0 / 90.0);
    let step = session.step().unwrap();
    for key in ["recon", "discriminator"] {
        assert!(step.terms.get(key).unwrap() > 0.0, "{key}");
    }
}

#[test]
fn matching_at_the_rate_0_leaves_a_plain_autoencoder() {
    let mut plain = session(&[("method", "ae")]);
    let mut still = adversarial(&[("matching", "0")]);
    let critic = weights(&still, "discriminator");
    assert_eq!(train(&mut plain, 6).len(), 6);
    train(&mut still, 6);
    assert_eq!(weights(&still, "discriminator"), critic);
    for part in ["encoder", "mean", "decoder", "output"] {
        assert_eq!(weights(&still, part), weights(&plain, part), "{part}");
    }
    // And otherwise the encoder is another.
    let mut matched = adversarial(&[]);
    train(&mut matched, 6);
    assert_ne!(weights(&matched, "encoder"), weights(&plain, "encoder"));
}

/// The averages of one do not get into the other's.
#[test]
fn the_encoder_has_an_optimiser_for_each_of_its_phases() {
    let mut session = adversarial(&[]);
    session.train(7).unwrap();
    let file = File::read(&session.snapshot().unwrap()).unwrap();
    let averages = |name: &str| &file.arrays[&format!("optimizer.{name}")].values;
    for slot in ["mean", "square"] {
        let first = averages(&format!("{slot}.encoder.0.weight"));
        let second = averages(&format!("encoder.{slot}.encoder.0.weight"));
        assert!(second.iter().any(|&value| value != 0.0));
        assert_ne!(first, second);
    }
    assert!(
        !file
            .arrays
            .contains_key("optimizer.encoder.mean.decoder.0.weight")
    );
}

#[test]
fn a_run_goes_on_from_a_snapshot_bit_for_bit() {
    let mut session = adversarial(&[("prior", "blobs")]);
    session.train(5).unwrap();
    let snapshot = session.snapshot().unwrap();
    session.train(6).unwrap();
    let straight = session.save_weights().unwrap();
    let mut other = super::session(&[("seed", "9")]);
    other.restore(&snapshot).unwrap();
    assert_eq!(other.options(), session.options());
    other.train(6).unwrap();
    assert_eq!(other.save_weights().unwrap(), straight);
}

#[test]
fn files_without_metadata_tell_the_prior() {
    for (prior, name) in [
        (models::options::Prior::Ring, "ring"),
        (models::options::Prior::Gaussian, "gaussian"),
    ] {
        let mut file =
            File::read(&adversarial(&[("prior", name)]).save_weights().unwrap()).unwrap();
        file.header = None;
        let mut other = session(&[]);
        other.load_weights(&file.write()).unwrap();
        assert_eq!(other.options().method, Method::Aae);
        assert_eq!(other.options().prior, prior);
        assert_eq!(other.options().critic, [6]);
    }
}

#[test]
fn samples_are_of_the_chosen_prior() {
    for name in ["gaussian", "ring", "blobs"] {
        let session = adversarial(&[("prior", name)]);
        let z = session.draw_prior(4_000, 3, None).unwrap();
        let centres = session.parameter(prior::CENTRES).unwrap();
        for (place, column) in z.columns().into_iter().enumerate() {
            let own: Vec<f64> = centres
                .iter()
                .skip(place)
                .step_by(2)
                .copied()
                .map(f64::from)
                .collect();
            let codes: Vec<f64> = column.iter().copied().map(f64::from).collect();
            // 1.63 / √4000 is exceeded by one draw in a hundred.
            assert!(prior::distance(&codes, &own) < 0.026, "{name}");
        }
        let radii = z.rows().into_iter().map(|z| z[0].hypot(z[1])).sum::<f32>() / 4_000.0;
        // √(π/2) in N(0, I), and about 2 + 0.2² / 4 on a circle of radius 2.
        let expected = if name == "gaussian" { 1.2533 } else { 2.01 };
        assert!((radii - expected).abs() < 0.04, "{name} {radii}");
    }
    // The tenth of the samples near (2, 0) belongs to one blob.
    let z = adversarial(&[("prior", "blobs")])
        .draw_prior(4_000, 0, None)
        .unwrap();
    let near = z
        .rows()
        .into_iter()
        .filter(|z| (z[0] - 2.0).hypot(z[1]) < 0.6)
        .count();
    assert!((near as f64 / 4_000.0 - 0.1).abs() < 0.02, "{near}");
}

/// What the discriminator is shown as real, by the graph.
#[test]
fn the_discriminator_sees_the_same_prior() {
    use crate::graph::Table;
    use crate::models::build::{Build, Tables};
    use crate::models::streams::{Streams, Use};
    use crate::nn::Parameters;
    for which in [models::options::Prior::Ring, models::options::Prior::Blobs] {
        let mut parameters = Parameters::default();
        let sampler = prior::Sampler::new(&mut parameters, which, 2);
        let tables = Tables::of(Table { id: 0, columns: 1 });
        let options = Options::default();
        let streams = [Use::Training, Use::TrainingPixels].map(|of| Streams::new(of, 0));
        let mut b = Build::new(&parameters, &options, tables, 4_000, streams);
        let z = sampler.draw(&mut b, 4_000).unwrap();
        let mut interp = Interp::<f64>::new();
        let centres = parameters.get(0);
        let initial: Vec<f64> = centres.initial(0).into_iter().map(f64::from).collect();
        let matrix = Array2::from_shape_vec(centres.variable.shape, initial.clone()).unwrap();
        interp.set(centres.variable, matrix);
        let values = interp.values(&b.graph, &[], Clock { seed: 1, step: 1 });
        for (place, column) in values[z.index()].columns().into_iter().enumerate() {
            let own: Vec<f64> = initial.iter().skip(place).step_by(2).copied().collect();
            assert!(prior::distance(&column.to_vec(), &own) < 0.026, "{which:?}");
        }
    }
}

/// The two players go round each other, so means over some evaluations are compared.
#[test]
fn codes_of_points_come_to_have_the_prior() {
    let [free, matched] = ["0", "0.5"].map(|matching| {
        let mut session = of_one_value(&[("matching", matching)]);
        session.train(250).unwrap();
        let mut sum = 0.0;
        for _ in 0..6 {
            session.train(10).unwrap();
            sum += session.evaluate(500).unwrap().terms.get("ks").unwrap();
        }
        let last = session.evaluate(500).unwrap();
        let codes = session.encode_held_out(0..500).unwrap().mu;
        let codes: Vec<f64> = codes.iter().copied().map(f64::from).collect();
        assert_eq!(last.by_dimension["ks"], [prior::distance(&codes, &[])]);
        sum / 6.0
    });
    assert!(matched < 0.6 * free, "{matched} {free}");
}

#[test]
fn judging_is_of_codes() {
    let mut session = adversarial(&[]);
    let judged = session.judge(Array2::zeros((3, 2)).view()).unwrap();
    assert_eq!(judged.dim(), (3, 3));
    let error = session.judge(Array2::zeros((3, 16)).view()).unwrap_err();
    assert_eq!(error.code(), "latent");
}

#[test]
fn a_circle_needs_two_dimensions() {
    let aae = Options::default()
        .with_text(&[("method", "aae"), ("latent", "1")])
        .unwrap();
    for prior in ["ring", "blobs"] {
        let error = aae.with_text(&[("prior", prior)]).unwrap_err();
        assert_eq!(error.code(), "option-conflict");
    }
    // To other methods the prior means nothing.
    let patch = models::options::parse(&[("prior", "ring")]).unwrap();
    let error = models::change(&Options::default(), &patch).unwrap_err();
    assert_eq!(error.code(), "option-foreign");
}
