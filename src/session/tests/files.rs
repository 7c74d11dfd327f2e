//! Files of weights and snapshots: they bring back what was saved, and broken ones change nothing.

use super::super::weights::{Array, WeightsError};
use super::*;

#[test]
fn a_restored_snapshot_goes_on_bit_by_bit() {
    for optimizer in ["adam", "sgd"] {
        let mut first = session(&[("optimizer", optimizer), ("seed", "6")]);
        train(&mut first, 17);
        let snapshot = first.snapshot().unwrap();
        let rest = train(&mut first, 10);
        let mut second = session(&[("latent", "5")]);
        second.restore(&snapshot).unwrap();
        assert_eq!(second.options(), first.options());
        assert_eq!(second.progress().step, 17);
        assert_eq!(train(&mut second, 10), rest);
        assert_eq!(second.snapshot().unwrap(), first.snapshot().unwrap());
    }
}

#[test]
fn weights_come_back_with_their_options() {
    let mut first = session(&[("latent", "3"), ("activation", "gelu")]);
    train(&mut first, 5);
    let evaluation = first.evaluate(20).unwrap();
    let mut second = session(&[]);
    second.load_weights(&first.save_weights().unwrap()).unwrap();
    assert_eq!(second.options(), first.options());
    assert_eq!(second.evaluate(20).unwrap(), evaluation);
    assert_eq!(second.progress().step, 0);
    // A snapshot is a file of weights too.
    second.load_weights(&first.snapshot().unwrap()).unwrap();
    assert_eq!(second.evaluate(20).unwrap(), evaluation);
    // Without our metadata the tensors tell the sizes.
    let mut file = File::read(&first.save_weights().unwrap()).unwrap();
    file.header = None;
    let mut third = session(&[("activation", "gelu")]);
    third.load_weights(&file.write()).unwrap();
    assert_eq!(third.options(), first.options());
    assert_eq!(third.evaluate(20).unwrap(), evaluation);
}

#[test]
fn a_model_of_coloured_images_is_kept_as_one() {
    let coloured = |images: Images| {
        let bytes = images.pixels.into_raw_vec_and_offset().0;
        Images::new(bytes, 4, 4, 3)
    };
    let grey = stripes();
    let mut first = session(&[]);
    let info = first.load(Dataset {
        train: coloured(grey.train),
        held_out: coloured(grey.held_out),
        ..stripes()
    });
    assert_eq!(info.unwrap().pixels(), 48);
    train(&mut first, 3);
    let bytes = first.snapshot().unwrap();
    let header = File::read(&bytes).unwrap().header.unwrap();
    assert_eq!(header.pixels.planes, Some(3));
    let mut second = Session::new(Cpu::new(), Options::default());
    second.restore(&bytes).unwrap();
    assert_eq!(second.snapshot().unwrap(), bytes);
    // Grey images of the same height and width are others.
    let mut grey = session(&[]);
    let error = grey.restore(&bytes).unwrap_err();
    assert_eq!(error.code(), "weights-images");
    assert!(error.to_string().contains("3 values"), "{error}");
}

#[test]
fn a_file_of_an_unknown_model_is_refused() {
    let mut session = session(&[]);
    let mut file = File::read(&session.save_weights().unwrap()).unwrap();
    file.header.as_mut().unwrap().model = "unheard-of".to_owned();
    let error = session.load_weights(&file.write()).unwrap_err();
    assert_eq!(error.code(), "option-range");
    assert!(error.to_string().contains("vae, ae"), "{error}");
}

#[test]
fn broken_files_are_refused_and_change_nothing() {
    let mut session = session(&[]);
    train(&mut session, 3);
    let good = session.snapshot().unwrap();
    let change = |change: &dyn Fn(&mut File)| {
        let mut file = File::read(&good).unwrap();
        change(&mut file);
        file.write()
    };
    let cases: [(&str, Vec<u8>); 9] = [
        ("weights-file", good[..good.len() - 1].to_vec()),
        ("weights-file", good[..100].to_vec()),
        ("weights-file", b"not weights at all".to_vec()),
        (
            "weights-missing",
            change(&|file| drop(file.arrays.remove("mean.bias"))),
        ),
        (
            "weights-extra",
            change(&|file| {
                let array = file.arrays["mean.bias"].clone();
                file.arrays.insert("other.bias".to_owned(), array);
            }),
        ),
        (
            "weights-shape",
            change(&|file| {
                if let Some(array) = file.arrays.get_mut("output.weight") {
                    array.shape.reverse();
                }
            }),
        ),
        (
            "weights-not-finite",
            change(&|file| {
                if let Some(array) = file.arrays.get_mut("output.weight") {
                    array.values[3] = f32::NAN;
                }
            }),
        ),
        (
            "weights-metadata",
            change(&|file| {
                if let Some(header) = &mut file.header {
                    header.version = 2;
                }
            }),
        ),
        (
            "weights-images",
            change(&|file| {
                if let Some(header) = &mut file.header {
                    header.pixels.width = 8;
                    header.pixels.height = 2;
                }
            }),
        ),
    ];
    for (code, bytes) in cases {
        assert_eq!(session.restore(&bytes).unwrap_err().code(), code);
        assert_eq!(session.load_weights(&bytes).unwrap_err().code(), code);
        assert_eq!(session.snapshot().unwrap(), good, "{code}");
    }
    let weights = session.save_weights().unwrap();
    assert_eq!(
        session.restore(&weights).unwrap_err().code(),
        "weights-metadata"
    );
    assert!(matches!(
        session.load_weights(&[]),
        Err(SessionError::Weights(WeightsError::File { .. }))
    ));
}

#[test]
fn a_file_of_a_model_without_pixels_is_refused() {
    let mut file = File::read(&session(&[]).save_weights().unwrap()).unwrap();
    file.header = None;
    for (name, shape) in [
        ("encoder.0.weight", vec![8, 0]),
        ("output.weight", vec![0, 8]),
        ("output.bias", vec![0]),
    ] {
        let values = Vec::new();
        file.arrays.insert(name.to_owned(), Array { shape, values });
    }
    let mut empty = Session::new(Cpu::new(), Options::default());
    let error = empty.load_weights(&file.write()).unwrap_err();
    assert_eq!(error.code(), "weights-metadata");
}

#[test]
fn a_snapshot_of_the_longest_run_goes_on() {
    let mut session = session(&[]);
    train(&mut session, 3);
    let good = session.snapshot().unwrap();
    let mut file = File::read(&good).unwrap();
    file.header.as_mut().unwrap().run = Some(Counters {
        step: (1 << 31) - 1,
        updates: (1 << 31) - 1,
        seen: (1 << 52) - 1,
    });
    session.restore(&file.write()).unwrap();
    train(&mut session, 2);
}

#[test]
fn a_file_of_more_classes_than_a_byte_has_is_refused() {
    let mut file = File::read(&session(&[]).save_weights().unwrap()).unwrap();
    let mut empty = Session::new(Cpu::new(), Options::default());
    for (classes, code) in [(256, None), (257, Some("weights-metadata"))] {
        file.header.as_mut().unwrap().classes = Some(classes);
        let read = empty.load_weights(&file.write());
        assert_eq!(read.err().map(|error| error.code()), code, "{classes}");
    }
    file.header.as_mut().unwrap().classes = Some(usize::MAX);
    assert!(empty.load_weights(&file.write()).is_err());
}

#[test]
fn a_side_without_numbers_may_say_any_length_and_is_refused_at_once() {
    let mut sized = session(&[("method", "gan"), ("critic", "2")]);
    let mut file = File::read(&sized.save_weights().unwrap()).unwrap();
    file.header = None;
    for (name, shape) in [
        ("generator.1.weight", vec![1 << 30, 0]),
        ("generator.1.bias", vec![0]),
    ] {
        let values = Vec::new();
        file.arrays.insert(name.to_owned(), Array { shape, values });
    }
    let mut empty = Session::new(Cpu::new(), Options::default());
    for session in [&mut empty, &mut sized] {
        let error = session.load_weights(&file.write()).unwrap_err();
        // No height beyond that of an image was tried.
        let sentence = error.to_string();
        assert!(sentence.contains("64x16777216 "), "{sentence}");
    }
}

/// Weights from elsewhere, under the names of the best-known example.
#[test]
fn a_file_of_other_names_is_read_as_one_of_ours() {
    let mut first = session(&[("seed", "3")]);
    train(&mut first, 5);
    let evaluation = first.evaluate(20).unwrap();
    let mut file = File::read(&first.save_weights().unwrap()).unwrap();
    file.header = None;
    let names = [
        ("encoder.0", "module.fc1"),
        ("mean", "module.fc21"),
        ("logvar", "module.fc22"),
        ("decoder.0", "module.fc3"),
        ("output", "module.fc4"),
    ];
    for (ours, theirs) in names {
        for part in ["weight", "bias"] {
            let array = file.arrays.remove(&format!("{ours}.{part}")).unwrap();
            file.arrays.insert(format!("{theirs}.{part}"), array);
        }
    }
    let mut second = session(&[("seed", "3")]);
    second.load_weights(&file.write()).unwrap();
    assert_eq!(second.evaluate(20).unwrap(), evaluation);
    // What cannot be told is refused with the names that there are.
    for layer in ["fc21", "fc22"] {
        file.arrays.remove(&format!("module.{layer}.weight"));
    }
    let refused = second.load_weights(&file.write()).unwrap_err();
    assert_eq!(refused.code(), "weights-unknown");
    assert!(refused.to_string().contains("fc1.weight"), "{refused}");
}

#[test]
fn a_run_of_wild_weights_can_be_looked_at_again() {
    let mut session = session(&[]);
    let mut file = File::read(&session.save_weights().unwrap()).unwrap();
    file.arrays.get_mut("output.weight").unwrap().values[0] = 1e6;
    session.load_weights(&file.write()).unwrap();
    let light = session.light_snapshot().unwrap();
    session.restore(&light).unwrap();
    let weights = File::read(&session.save_weights().unwrap()).unwrap();
    assert_eq!(weights.arrays["output.weight"].values[0], 65504.0);
}

#[test]
fn counters_that_no_run_has_are_refused() {
    let mut session = session(&[]);
    train(&mut session, 3);
    let good = session.snapshot().unwrap();
    let variables = session.variables().unwrap();
    let position = session.position(&variables);
    for counters in [(u32::MAX, 3, 3), (3, 1 << 52, 3), (3, 3, u32::MAX)] {
        let (step, seen, updates) = counters;
        let mut file = File::read(&good).unwrap();
        file.header.as_mut().unwrap().run = Some(Counters {
            step,
            seen,
            updates,
        });
        let refused = session.restore(&file.write()).unwrap_err();
        assert_eq!(refused.code(), "weights-metadata");
        let mut position = position.clone();
        position[..4].copy_from_slice(&step.to_le_bytes());
        position[4..8].copy_from_slice(&updates.to_le_bytes());
        position[8..16].copy_from_slice(&seen.to_le_bytes());
        let refused = session.follow(&position).unwrap_err();
        assert_eq!(refused.code(), "weights-metadata");
    }
    train(&mut session, 1);
}
