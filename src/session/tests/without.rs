//! A class that training does not see.

use super::*;

/// The labels of the images that `epochs` epochs show, in their order.
fn shown(session: &mut Session<Cpu>, epochs: usize) -> Vec<u8> {
    let options = Options {
        batch: session.shown().unwrap() * epochs,
        ..session.options.clone()
    };
    let (executor, data) = (&mut session.executor, session.data.as_mut().unwrap());
    let rows = data.batch(executor, &options, 0);
    let label = |row: f32| data.labels()[row as usize];
    rows.into_iter().map(label).collect()
}

#[test]
fn training_never_shows_the_class_and_the_held_out_images_keep_it() {
    let mut session = session(&[("without", "1")]);
    let info = session.load(labelled(stripes())).unwrap();
    assert_eq!((info.train, session.shown().unwrap()), (90, 45));
    assert_eq!(shown(&mut session, 3), [0; 135]);
    assert_eq!(session.steps_per_epoch().unwrap(), 3);
    train(&mut session, 45);
    assert_eq!(session.progress().epoch, 16.0);
    assert_eq!(session.evaluate(0).unwrap().images, 37);
    // Images of the reader's own are of a class too, or of none.
    session.set_own(&[9; 48], &[1, 0]).unwrap();
    assert_eq!(session.shown().unwrap(), 47);
    assert!(!shown(&mut session, 2).contains(&1));
}

#[test]
fn a_run_without_a_class_is_one_on_the_other_images() {
    let data = labelled(stripes());
    let zeros: Vec<usize> = (0..90).step_by(2).collect();
    let mut fewer = data.clone();
    fewer.train = data.train.select(&zeros);
    // In one batch there is no order.
    let run = |without, data: &Dataset| {
        let mut session = session(&[("batch", "45"), ("without", without)]);
        session.load(data.clone()).unwrap();
        train(&mut session, 20)
    };
    let (without, fewer) = (run("1", &data), run("none", &fewer));
    for (a, b) in without.iter().zip(&fewer) {
        // Each image has another ε, whose mean is 0.
        assert!((a - b).abs() < 1.0, "{a} {b}");
    }
    assert_ne!(run("none", &data), run("1", &data));
}

/// Of the first images, and of no others.
#[test]
fn few_images_go_without_the_class_too() {
    let mut session = session(&[("without", "1"), ("few", "9")]);
    session.load(labelled(stripes())).unwrap();
    assert_eq!(session.shown().unwrap(), 5);
    assert_eq!(shown(&mut session, 4), [0; 20]);
    // The one image that there is has no other class beside it.
    configure(&mut session, &[("without", "0"), ("few", "1")]);
    assert_eq!(shown(&mut session, 2), [0; 2]);
}

#[test]
fn where_no_image_or_every_image_is_of_the_class_all_are_shown() {
    let usual = train(&mut session(&[]), 9);
    for without in ["0", "7"] {
        // These images have no classes.
        assert_eq!(train(&mut session(&[("without", without)]), 9), usual);
    }
    let mut one = labelled(stripes());
    one.train.labels = Some(vec![0; 90]);
    for without in ["0", "7"] {
        let mut session = session(&[("without", without)]);
        session.load(one.clone()).unwrap();
        assert_eq!(session.shown().unwrap(), 90);
        session.step().unwrap();
    }
}

#[test]
fn a_snapshot_goes_on_without_the_class_here_and_from_another_sessions_images() {
    let mut first = session(&[("without", "0")]);
    let info = first.load(labelled(stripes())).unwrap();
    train(&mut first, 7);
    let snapshot = first.snapshot().unwrap();
    let rest = train(&mut first, 20);
    let mut other = session(&[]);
    other.load(labelled(stripes())).unwrap();
    other.restore(&snapshot).unwrap();
    assert_eq!(train(&mut other, 20), rest);
    let images = first.training_images().unwrap().to_vec();
    let labels = first.training_labels().unwrap().to_vec();
    let mut trainer = session(&[]);
    trainer.load_training(info, images, labels).unwrap();
    trainer.restore(&snapshot).unwrap();
    assert_eq!(train(&mut trainer, 20), rest);
    // Replay.
    first.reset();
    other.restore(&snapshot).unwrap();
    train(&mut first, 7);
    assert_eq!(train(&mut first, 20), train(&mut other, 20));
}

#[test]
fn handwriting_that_is_still_to_be_made_knows_its_classes() {
    let mut session = session(&[("hidden", "2"), ("without", "4"), ("batch", "1024")]);
    session.load_generated("handwriting", 3).unwrap();
    assert_eq!(session.shown().unwrap(), 18_000);
    let labels = session.data.as_ref().unwrap().labels().len();
    assert_eq!(labels, 2_000);
    // Its first epoch is in order, and makes images as they are needed.
    session.train(3).unwrap();
    let made = session.training_labels().unwrap().to_vec();
    assert_eq!(
        made,
        handwriting::images(3, 0..made.len() as u32).labels.unwrap()
    );
    assert_eq!(session.grow_dataset(usize::MAX), 0);
    let order = shown(&mut session, 1);
    let labels = session.training_labels().unwrap();
    let expected = labels.iter().copied().filter(|&label| label != 4);
    assert_eq!(order, expected.collect::<Vec<_>>());
}
