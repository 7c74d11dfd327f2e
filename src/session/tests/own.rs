//! Images of the reader's own among those that a session trains on.

use super::*;
use crate::session::data::NO_LABEL;

/// Images of 4x4 pixels that are one grey each.
fn greys(values: &[u8]) -> Vec<u8> {
    values.iter().flat_map(|&value| [value; 16]).collect()
}

/// The first pixel of each image that an epoch shows.
fn shown(session: &mut Session<Cpu>, epoch: u64) -> Vec<u8> {
    let (executor, data) = (&mut session.executor, session.data.as_mut().unwrap());
    let (count, pixels) = (data.info.train, data.pixels());
    let options = Options {
        batch: count,
        ..session.options.clone()
    };
    let rows = data.batch(executor, &options, epoch * count as u64);
    let first = |row: f32| data.images()[row as usize * pixels];
    rows.into_iter().map(first).collect()
}

fn sorted(mut values: Vec<u8>) -> Vec<u8> {
    values.sort_unstable();
    values
}

#[test]
fn own_images_are_shown_beside_the_others_until_they_are_taken_out() {
    let mut session = session(&[]);
    let before = sorted(shown(&mut session, 0));
    train(&mut session, 3);
    let info = session.set_own(&greys(&[251, 252]), &[]).unwrap();
    assert_eq!((info.train, info.own, info.held_out), (92, 2, 37));
    assert_eq!(session.progress().step, 3);
    let with = sorted([before.clone(), vec![251, 252]].concat());
    for epoch in 0..3 {
        assert_eq!(sorted(shown(&mut session, epoch)), with);
    }
    // Another set takes the first one's place.
    assert_eq!(session.set_own(&greys(&[253]), &[]).unwrap().train, 91);
    assert_eq!(sorted(shown(&mut session, 1)).last(), Some(&253));
    train(&mut session, 3);
    let info = session.set_own(&[], &[]).unwrap();
    assert_eq!((info.train, info.own), (90, 0));
    assert_eq!(sorted(shown(&mut session, 2)), before);
    train(&mut session, 3);
}

#[test]
fn a_model_learns_what_was_added() {
    let mut session = session(&[]);
    train(&mut session, 150);
    let own = greys(&[255]);
    let image = Array2::from_elem((1, 16), 1.0);
    let error = |session: &mut Session<Cpu>| {
        let mu = session.encode(image.view(), None).unwrap().mu;
        session.decode(mu.view(), None).unwrap().sum() - 16.0
    };
    let before = error(&mut session).abs();
    session.set_own(&own.repeat(30), &[]).unwrap();
    train(&mut session, 300);
    assert!(error(&mut session).abs() < 0.5 * before, "{before}");
}

/// The reader's own are always among them.
#[test]
fn few_images_are_the_first_ones_and_all_of_them_an_epoch() {
    let mut session = session(&[("few", "20"), ("batch", "10"), ("hidden", "")]);
    let first = session.training_images().unwrap()[..20 * 16].to_vec();
    assert_eq!(session.steps_per_epoch().unwrap(), 2);
    for epoch in 0..3 {
        let mut seen: Vec<u8> = Vec::new();
        for _ in 0..2 {
            let trace = session.trace(Traced::Next).unwrap();
            let x = trace.entries.iter().find(|entry| entry.key == "x").unwrap();
            seen.extend(x.values.iter().map(|x| (x * 255.0).round() as u8));
            session.step().unwrap();
        }
        let images = |bytes: &[u8]| {
            let mut images: Vec<Vec<u8>> = bytes.chunks(16).map(<[u8]>::to_vec).collect();
            images.sort();
            images
        };
        assert_eq!(images(&seen), images(&first), "epoch {epoch}");
        assert_ne!(seen, first, "epoch {epoch}");
    }
    assert_eq!(session.progress().epoch, 3.0);
    assert_eq!(session.evaluate(0).unwrap().images, 37);
    // More than there are is all of them.
    assert!(configure(&mut session, &[("few", "1000")]));
    assert_eq!(session.steps_per_epoch().unwrap(), 9);
    session.set_own(&[7; 16], &[]).unwrap();
    assert!(configure(&mut session, &[("few", "20")]));
    assert_eq!(session.steps_per_epoch().unwrap(), 3);
    assert_eq!(session.shown().unwrap(), 21);
}

#[test]
fn a_run_without_own_images_is_as_if_there_had_never_been_any() {
    let mut plain = session(&[]);
    let mut visited = session(&[]);
    visited.set_own(&greys(&[9; 7]), &[]).unwrap();
    visited.set_own(&[], &[]).unwrap();
    assert_eq!(train(&mut visited, 30), train(&mut plain, 30));
}

#[test]
fn handwriting_grows_beside_own_images() {
    let rest = |session: &Session<Cpu>, own: usize| {
        let images = session.training_images().unwrap();
        images[own * 784..].to_vec()
    };
    let mut plain = session(&[("hidden", "2")]);
    plain.load_generated("handwriting", 3).unwrap();
    plain.grow_dataset(300);
    let mut session = session(&[("hidden", "2"), ("batch", "1000")]);
    session.load_generated("handwriting", 3).unwrap();
    let mut info = session.set_own(&[7; 784 * 3], &[4]).unwrap();
    assert_eq!((info.train, info.own), (20_003, 3));
    assert_eq!(session.grow_dataset(100), 17_900);
    // A step needs more than there is.
    train(&mut session, 3);
    // Labels stay beside their images; those that are not said are not known.
    let labels = session.training_labels().unwrap();
    assert_eq!(labels[..3], [4, NO_LABEL, NO_LABEL]);
    let known = plain.training_labels().unwrap();
    assert_eq!(labels[3..][..known.len()], *known);
    assert_eq!(labels.len() * 784, session.training_images().unwrap().len());
    info = session.set_own(&[7; 784], &[]).unwrap();
    assert_eq!((info.train, info.own), (20_001, 1));
    let (made, expected) = (rest(&session, 1), rest(&plain, 0));
    assert!(made.len() > expected.len());
    assert_eq!(made[..expected.len()], expected);
    assert_eq!(session.grow_dataset(usize::MAX), 0);
    assert_eq!(session.training_images().unwrap().len(), 20_001 * 784);
    assert_eq!(session.training_images().unwrap()[..784], [7; 784]);
}

#[test]
fn own_images_of_another_size_are_refused_and_change_nothing() {
    let mut empty = Session::new(Cpu::new(), Options::default());
    assert_eq!(empty.set_own(&[], &[]), Err(SessionError::NoDataset));
    let mut session = session(&[]);
    session.set_own(&greys(&[1]), &[]).unwrap();
    assert_eq!(session.set_own(&[0; 17], &[]).unwrap_err().code(), "pixels");
    assert_eq!(session.dataset().unwrap().own, 1);
}
