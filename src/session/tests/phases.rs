//! Rounds of several phases: two players, repetitions, state of a round.

use super::*;
use crate::nn::Kind;

/// A small GAN on eight Gaussians.
fn gan(patch: &[(&str, &str)]) -> Session<Cpu> {
    let small = [
        ("method", "gan"),
        ("hidden", "12"),
        ("critic", "10"),
        ("activation", "leaky-relu"),
        ("batch", "32"),
        ("beta1", "0.5"),
    ];
    let options = Options::default().with_text(&small).unwrap();
    let options = options.with_text(patch).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    session.load_generated("eight", 0).unwrap();
    session
}

/// The model's matrices, by name.
fn weights(session: &Session<Cpu>) -> BTreeMap<String, Vec<f32>> {
    let run = session.run.as_ref().unwrap();
    let parameters = run.model.parameters().iter();
    let value = |variable| session.executor.variable(variable);
    parameters
        .map(|parameter| (parameter.name.clone(), value(parameter.variable)))
        .collect()
}

#[test]
fn each_phase_moves_its_own_parameters_and_gives_its_own_terms() {
    let mut session = gan(&[]);
    let before = weights(&session);
    let step = session.step().unwrap();
    assert!(step.grad_norm > 0.0);
    // An untrained discriminator can hardly tell: 2 ln 2, and ln 2 for the generator.
    assert!((step.terms.get("discriminator").unwrap() - 1.386).abs() < 0.2);
    assert!((step.terms.get("generator").unwrap() - 0.693).abs() < 0.2);
    // Both players have moved, each by Adam's first step: the learning rate, where there is a gradient.
    for (name, after) in weights(&session) {
        let steps = after.iter().zip(&before[&name]).map(|(a, b)| (a - b).abs());
        let largest = steps.fold(0.0, f32::max);
        assert!((largest - 1e-3).abs() < 1e-5, "{name}: {largest}");
    }
}

#[test]
fn repetitions_take_batches_noise_and_updates_of_their_own() {
    let mut session = gan(&[("dsteps", "3"), ("gsteps", "2")]);
    session.train(10).unwrap();
    // Only the discriminator reads images.
    let progress = session.progress();
    assert_eq!(progress.step, 10);
    assert_eq!(progress.epoch, 10.0 * 3.0 * 32.0 / 16_000.0);
    let runs = session.run.as_ref().unwrap();
    let phases = runs.model.phases(session.options());
    let clocks: Vec<_> = (0..5)
        .map(|run| train::clock(session.options(), runs.counters, &phases, run).step)
        .collect();
    assert_eq!(clocks, [50, 51, 52, 53, 54]);
    let updates = |rounds| [0, 1, 2, 3, 4].map(|run| train::update_number(&phases, run, rounds));
    assert_eq!(updates(0), [1, 2, 3, 1, 2]);
    assert_eq!(updates(10), [31, 32, 33, 21, 22]);
}

#[test]
fn an_anchored_phase_draws_the_noise_of_the_free_one_and_goes_on_with_its_updates() {
    let session = gan(&[("gsteps", "2"), ("anchor", "1")]);
    let run = session.run.as_ref().unwrap();
    let phases = run.model.phases(session.options());
    let clock =
        |run_number| train::clock(session.options(), run.counters, &phases, run_number).step;
    assert_eq!([0, 1, 2, 3, 4].map(clock), [0, 1, 2, 1, 2]);
    let updates = [0, 1, 2, 3, 4].map(|run| train::update_number(&phases, run, 1));
    assert_eq!(updates, [2, 5, 6, 7, 8]);
}

/// G = G_old at the first of the generator's steps, so the anchor has no gradient there: the free steps of a round are
/// the same with an anchor of any weight.
#[test]
fn the_anchor_is_the_generator_when_the_round_began() {
    let mut session = gan(&[("anchor", "5"), ("gsteps", "1")]);
    session.train(3).unwrap();
    let before = weights(&session);
    let mut begun = session.prepare().unwrap();
    // The discriminator's step notes the generator, and its own step moves it.
    for _ in 0..2 {
        assert!(session.queue_next(&mut begun).unwrap());
    }
    session.executor.collect().unwrap();
    let after = weights(&session);
    for (name, old) in before
        .iter()
        .filter(|(name, _)| name.starts_with("generator"))
    {
        assert_eq!(&after[&format!("old.{name}")], old, "{name}");
        assert_ne!(&after[name], old, "{name}");
    }
}

#[test]
fn an_anchor_begins_and_ends_in_the_middle_of_a_run() {
    let mut session = gan(&[("gsteps", "2")]);
    session.train(5).unwrap();
    let weights = session.save_weights().unwrap();
    for anchor in ["1", "0", "3"] {
        assert!(!configure(&mut session, &[("anchor", anchor)]));
        assert_eq!(
            File::read(&session.save_weights().unwrap()).unwrap().arrays,
            File::read(&weights).unwrap().arrays
        );
        assert_eq!(session.run.as_ref().unwrap().counters.updates, 5);
    }
    session.train(5).unwrap();
    // What lasts for a round is in no file.
    let file = File::read(&session.snapshot().unwrap()).unwrap();
    assert!(file.arrays.keys().all(|name| !name.contains("old.")));
    let parameters = session.run.as_ref().unwrap().model.parameters();
    assert!(parameters.iter().any(|p| p.kind == Kind::Scratch));
}

/// The bits of each step's terms: a term that no batch has is NaN, which equals nothing.
fn bits(metrics: &[StepMetrics]) -> Vec<Vec<u32>> {
    let of_step = |metrics: &StepMetrics| {
        let values = metrics.terms.values.iter();
        values.map(|value| value.to_bits()).collect()
    };
    metrics.iter().map(of_step).collect()
}

#[test]
fn a_run_of_two_players_is_repeated_restored_and_handed_on() {
    let patch = [("gsteps", "2"), ("anchor", "1"), ("dsteps", "2")];
    let mut first = gan(&patch);
    first.train(20).unwrap();
    let snapshot = first.snapshot().unwrap();
    let rest = bits(&first.train(20).unwrap());
    let mut second = gan(&[("latent", "3")]);
    second.restore(&snapshot).unwrap();
    assert_eq!(second.options(), first.options());
    assert_eq!(bits(&second.train(20).unwrap()), rest);
    assert_eq!(second.snapshot().unwrap(), first.snapshot().unwrap());
    // In parts, and at once.
    second.restore(&snapshot).unwrap();
    for made in &rest {
        while second.begin_step().unwrap() {}
        assert_eq!(&bits(&[second.step().unwrap()])[0], made);
    }
    first.reset();
    first.train(20).unwrap();
    assert_eq!(first.snapshot().unwrap(), snapshot);
    let variables = first.variables().unwrap();
    second.follow(&first.position(&variables)).unwrap();
    assert_eq!(bits(&second.train(20).unwrap()), rest);
}

#[test]
fn a_model_without_an_encoder_says_so_and_still_decodes() {
    let mut session = gan(&[]);
    session.train(3).unwrap();
    let error = session.encode_held_out(0..4).unwrap_err();
    assert_eq!(error.code(), "no-encoder");
    assert!(error.to_string().contains("gan"), "{error}");
    assert_eq!(session.sample(7, 0, None).unwrap().dim(), (7, 2));
    let evaluation = session.evaluate(100).unwrap();
    let modes = evaluation.terms.get("modes").unwrap();
    assert!((0.0..=8.0).contains(&modes));
    // Other data has no known modes.
    session.load_generated("ring", 0).unwrap();
    let evaluation = session.evaluate(100).unwrap();
    assert!(evaluation.terms.get("modes").unwrap().is_nan());
    // From tensors alone the method is known, with its sizes.
    let mut file = File::read(&session.save_weights().unwrap()).unwrap();
    file.header = None;
    let mut other = gan(&[("hidden", "3"), ("latent", "4")]);
    other.load_weights(&file.write()).unwrap();
    assert_eq!(other.options().hidden, [12]);
    assert_eq!(other.options().latent, 2);
}

#[test]
fn a_critic_trains_and_is_told_apart_from_a_discriminator() {
    let critic = [
        ("adversary", "wasserstein"),
        ("penalty", "0.1"),
        ("dsteps", "5"),
    ];
    let mut session = gan(&critic);
    let steps = session.train(40).unwrap();
    let of = |key: &str| steps.last().unwrap().terms.get(key).unwrap();
    assert!(of("wasserstein") > 0.05 && of("slope") > 0.0);
    let evaluation = session.evaluate(100).unwrap();
    assert!(evaluation.terms.get("wasserstein").unwrap().is_finite());
    // Its figures are not those of a discriminator: the run starts over.
    assert!(configure(&mut session, &[("adversary", "saturating")]));
    assert!(!configure(&mut session, &[("adversary", "nonsaturating")]));
}

/// The run of a step that each of some calls makes, and whether it ends the step.
fn play(session: &mut Session<Cpu>, runs: &[(usize, bool)]) -> StepMetrics {
    let made = runs
        .iter()
        .map(|&(run, ends)| session.play(run, ends).unwrap());
    made.last().unwrap()
}

#[test]
fn the_runs_of_a_step_one_by_one_are_the_step() {
    let patch = [("gsteps", "2"), ("anchor", "1"), ("dsteps", "2")];
    let mut whole = gan(&patch);
    let mut parts = gan(&patch);
    for _ in 0..3 {
        whole.step().unwrap();
        let runs = [0, 1, 2, 3, 4, 5].map(|run| (run, run == 5));
        play(&mut parts, &runs);
        assert_eq!(parts.snapshot().unwrap(), whole.snapshot().unwrap());
        assert_eq!(parts.progress(), whole.progress());
    }
}

#[test]
fn one_player_moves_alone() {
    let mut session = gan(&[]);
    session.train(3).unwrap();
    let moved = |session: &mut Session<Cpu>, run| {
        let before = weights(session);
        let step = play(session, &[(run, true)]);
        let after = weights(session);
        let moved: Vec<String> = before
            .into_iter()
            .filter(|(name, old)| &after[name] != old)
            .map(|(name, _)| name)
            .collect();
        (step, moved)
    };
    let (step, names) = moved(&mut session, 0);
    assert!(names.iter().all(|name| name.starts_with("discriminator")) && !names.is_empty());
    assert_eq!((step.step, step.epoch), (4, 4.0 * 32.0 / 16_000.0));
    assert!(step.terms.get("generator").unwrap().is_nan());
    let (step, names) = moved(&mut session, 1);
    assert!(names.iter().all(|name| name.starts_with("generator")) && !names.is_empty());
    // The generator reads no images.
    assert_eq!((step.step, step.epoch), (5, 4.0 * 32.0 / 16_000.0));
    // Each has noise and batches of its own.
    let again = [0, 0].map(|run| play(&mut session, &[(run, true)]).terms.values[0]);
    assert_ne!(again[0], again[1]);
}

#[test]
fn a_discriminator_says_what_it_thinks_and_how_that_changes() {
    let mut session = gan(&[]);
    session.train(20).unwrap();
    let at = |session: &mut Session<Cpu>, x: [f32; 2]| {
        let points = Array2::from_shape_vec((1, 2), x.to_vec()).unwrap();
        session.judge(points.view()).unwrap().row(0).to_vec()
    };
    let step = 1e-3;
    let [d, slope, other] = at(&mut session, [0.4, 0.7])[..] else {
        panic!("three numbers");
    };
    let numeric = |session: &mut Session<Cpu>, x: [f32; 2], back: [f32; 2]| {
        (at(session, x)[0] - at(session, back)[0]) / (2.0 * step)
    };
    assert!(d.abs() > 1e-4);
    let along = numeric(&mut session, [0.4 + step, 0.7], [0.4 - step, 0.7]);
    assert!(
        (slope - along).abs() < 0.02 * along.abs(),
        "{slope} for {along}"
    );
    let along = numeric(&mut session, [0.4, 0.7 + step], [0.4, 0.7 - step]);
    assert!(
        (other - along).abs() < 0.02 * along.abs(),
        "{other} for {along}"
    );
    let many = Array2::from_elem((700, 2), 0.3);
    assert_eq!(session.judge(many.view()).unwrap().dim(), (700, 3));
    let wide = Array2::zeros((1, 3));
    assert_eq!(session.judge(wide.view()).unwrap_err().code(), "pixels");
    configure(&mut session, &[("method", "vae")]);
    let error = session.judge(many.view()).unwrap_err();
    assert_eq!(error.code(), "no-judge");
}
