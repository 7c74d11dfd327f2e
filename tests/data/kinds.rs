//! IDX of every type and of the shapes that people have.

use vae_lab::data::{Dataset, Remark};
use vae_lab::refusal::Refusal;

use crate::idx::{fault, idx, images, labels, make};

/// An IDX file of values in bytes of their type.
fn typed(element: u8, sizes: &[u32], values: &[u8]) -> Vec<u8> {
    let mut bytes = idx(sizes, values);
    bytes[2] = element;
    bytes
}

fn floats(sizes: &[u32], values: &[f32]) -> Vec<u8> {
    let bytes: Vec<u8> = values
        .iter()
        .flat_map(|value| value.to_be_bytes())
        .collect();
    typed(0x0D, sizes, &bytes)
}

/// The pixels of a file beside one image of another, to judge by.
fn pixels(file: Vec<u8>, other: Vec<u8>) -> (Vec<u8>, Dataset) {
    let dataset = make(&[("a", file), ("b", other)]).unwrap();
    (dataset.train.pixels.iter().copied().collect(), dataset)
}

fn codes(dataset: &Dataset) -> Vec<&'static str> {
    dataset.remarks.iter().map(Remark::code).collect()
}

#[test]
fn values_of_every_type_become_bytes() {
    let one = idx(&[1, 1, 2], &[0; 2]);
    let be = |values: &[i32]| -> Vec<u8> { values.iter().flat_map(|v| v.to_be_bytes()).collect() };
    let short =
        |values: &[i16]| -> Vec<u8> { values.iter().flat_map(|v| v.to_be_bytes()).collect() };
    let double =
        |values: &[f64]| -> Vec<u8> { values.iter().flat_map(|v| v.to_be_bytes()).collect() };
    let sizes = [2, 1, 2];
    for (file, expected) in [
        // Up to 127, up to 255, up to 1, and as far as they go.
        (typed(0x09, &sizes, &[0, 127, 64, 1]), [0, 255, 129, 2]),
        (typed(0x09, &sizes, &[0x80, 127, 0, 0]), [0, 255, 128, 128]),
        (typed(0x0B, &sizes, &short(&[0, 255, 3, 2])), [0, 255, 3, 2]),
        (
            typed(0x0B, &sizes, &short(&[0, 1000, 500, 0])),
            [0, 255, 128, 0],
        ),
        (typed(0x0C, &sizes, &be(&[0, 1, 1, 0])), [0, 255, 255, 0]),
        (typed(0x0C, &sizes, &be(&[-1, 1, 0, 0])), [0, 255, 128, 128]),
        (floats(&sizes, &[0.0, 1.0, 0.5, 0.25]), [0, 255, 128, 64]),
        (floats(&sizes, &[0.0, 200.0, 7.0, 0.0]), [0, 200, 7, 0]),
        (
            typed(0x0E, &sizes, &double(&[-2.0, 2.0, 0.0, 1.0])),
            [0, 255, 128, 191],
        ),
    ] {
        let (read, dataset) = pixels(file, one.clone());
        assert_eq!(read, expected);
        assert_eq!(dataset.held_out.count(), 1);
    }
    let (_, dataset) = pixels(floats(&sizes, &[0.0, 1.0, 0.5, 0.25]), one.clone());
    assert_eq!(codes(&dataset), ["data-scaled"]);
    let broken = floats(&sizes, &[0.0, f32::NAN, 0.0, 0.0]);
    assert_eq!(
        fault("a", make(&[("a", broken), ("b", one)])),
        "data-not-finite"
    );
}

/// What is black and white in one part is so in the other.
#[test]
fn both_parts_have_one_scale() {
    let train = floats(&[2, 1, 2], &[0.0, 10_000.0, 0.0, 0.0]);
    let test = floats(&[1, 1, 2], &[0.0, 2000.0]);
    let (read, dataset) = pixels(train, test);
    assert_eq!(read, [0, 255, 0, 0]);
    assert_eq!(dataset.held_out.pixels.row(0).to_vec(), [0, 51]);
}

#[test]
fn images_of_two_and_of_four_dimensions_are_read() {
    let values: Vec<u8> = (0..36).collect();
    let sides = |sizes: &[u32]| {
        let count: u32 = sizes.iter().product();
        let (read, dataset) = pixels(
            idx(sizes, &values[..count as usize]),
            idx(&[1, 3, 3], &[0; 9]),
        );
        (
            dataset.train.count(),
            dataset.train.height,
            dataset.train.width,
            read,
        )
    };
    assert_eq!(sides(&[2, 9]), (2, 3, 3, values[..18].to_vec()));
    assert_eq!(sides(&[2, 3, 3, 1]), (2, 3, 3, values[..18].to_vec()));
    assert_eq!(sides(&[2, 1, 3, 3]), (2, 3, 3, values[..18].to_vec()));
}

#[test]
fn colours_stay_with_the_values_of_a_pixel_together() {
    let one = idx(&[1, 2, 2, 3], &[0; 12]);
    let (red, green, blue, other) = ([255, 0, 0], [0, 255, 0], [0, 0, 255], [1, 2, 3]);
    let pixels = [red, green, blue, other].concat();
    let apart = [[255, 0, 0, 1], [0, 255, 0, 2], [0, 0, 255, 3]].concat();
    for file in [
        idx(&[2, 2, 2, 3], &pixels.repeat(2)),
        idx(&[2, 3, 2, 2], &apart.repeat(2)),
    ] {
        let dataset = make(&[("a", file), ("b", one.clone())]).unwrap();
        let train = &dataset.train;
        assert_eq!((train.planes, train.height, train.width), (3, 2, 2));
        let read: Vec<u8> = train.pixels.iter().copied().collect();
        assert_eq!(read, pixels.repeat(2));
        assert!(dataset.remarks.is_empty());
    }
    let grey = idx(&[2, 2, 2], &[0; 8]);
    let refused = make(&[("a", grey), ("b", one)]).unwrap_err().to_string();
    assert!(refused.contains("2x2 coloured"), "{refused}");
}

#[test]
fn labels_of_every_type_are_read_from_the_first_column() {
    let be = |values: &[i32]| -> Vec<u8> { values.iter().flat_map(|v| v.to_be_bytes()).collect() };
    // As QMNIST has them: eight columns.
    let columns: Vec<i32> = [3, 7]
        .into_iter()
        .flat_map(|class| [class, 900, -1, 0, 0, 0, 0, 1 << 20])
        .collect();
    let square: Vec<i32> = [3, 7]
        .into_iter()
        .flat_map(|class| [class, 0, 0, 0])
        .collect();
    for file in [
        idx(&[2], &[3, 7]),
        idx(&[2, 1], &[3, 7]),
        typed(0x0C, &[2], &be(&[3, 7])),
        typed(0x0C, &[2, 8], &be(&columns)),
        typed(0x0C, &[2, 4], &be(&square)),
        floats(&[2], &[3.0, 7.0]),
    ] {
        let dataset = make(&[("i", images(2)), ("j", images(1)), ("labels", file)]).unwrap();
        assert_eq!(dataset.train.labels, Some(vec![3, 7]));
        assert_eq!(dataset.remarks, []);
    }
}

#[test]
fn labels_that_name_no_classes_leave_images_unlabelled() {
    for file in [
        floats(&[2], &[0.5, 1.0]),
        typed(0x09, &[2], &[255, 1]),
        floats(&[3], &[f32::NAN; 3]),
    ] {
        let second = idx(&[2], &[1, 2]);
        let other = idx(&[2, 2, 3], &[9; 12]);
        let files = [
            ("train", images(2)),
            ("test", other),
            ("train-l", file),
            ("test-l", second),
        ];
        let dataset = make(&files).unwrap();
        assert_eq!(codes(&dataset), ["data-no-classes"]);
        let labelled = [dataset.train, dataset.held_out].map(|part| part.labels);
        assert!(labelled.contains(&None) && labelled.contains(&Some(vec![1, 2])));
    }
}

#[test]
fn little_endian_files_are_named() {
    let mut sizes = images(5);
    sizes[4..16]
        .as_chunks_mut::<4>()
        .0
        .iter_mut()
        .for_each(|size| size.reverse());
    let mut all = sizes.clone();
    all[..4].reverse();
    for file in [sizes, all] {
        assert_eq!(fault("a", make(&[("a", file)])), "data-little-endian");
    }
}

#[test]
fn what_is_no_idx_is_passed_over_and_named() {
    let junk = [
        (".DS_Store", b"\0\0\0\x01Bud1\0\0".to_vec()),
        ("favicon.ico", b"\0\0\x01\0\x01\0".to_vec()),
        ("film.mp4", b"\0\0\0\x20ftypisom".to_vec()),
        ("font.ttf", b"\0\x01\0\0\0\x0F".to_vec()),
        ("readme.html", b"<html>".to_vec()),
        ("empty", Vec::new()),
    ];
    let mut files = vec![("i", images(20)), ("l", labels(20))];
    files.extend(junk.clone());
    let dataset = make(&files).unwrap();
    assert!(dataset.train.labels.is_some());
    let [remark] = dataset.remarks.as_slice() else {
        panic!("{:?}", dataset.remarks)
    };
    for (name, _) in &junk {
        assert!(remark.to_string().contains(name), "{remark}");
    }
    assert_eq!(fault("readme.html", make(&junk)), "data-foreign");
    assert_eq!(make(&junk[..4]).unwrap_err().code(), "data-no-files");
    let refused = make(&[("page.gz", b"<html>".to_vec())]).unwrap_err();
    assert_eq!(
        refused.to_string().split(':').next(),
        Some("page.gz is a web page")
    );
}

#[test]
fn equal_files_count_once() {
    let files = [
        ("train-images.idx3-ubyte", images(20)),
        ("train-images-idx3-ubyte", images(20)),
        ("train-images-idx3-ubyte (1)", images(20)),
        ("train-labels (1)", labels(20)),
        ("train-labels", labels(20)),
        ("t10k-images", images(5)),
        ("t10k-images(1)", images(5)),
        ("t10k-labels", labels(5)),
        ("Copy of t10k-labels", labels(5)),
    ];
    let dataset = make(&files).unwrap();
    assert_eq!((dataset.train.count(), dataset.held_out.count()), (20, 5));
    assert!(dataset.train.labels.is_some() && dataset.held_out.labels.is_some());
    assert_eq!(codes(&dataset), ["data-repeated"]);
    let told = dataset.remarks[0].to_string();
    assert!(
        told.contains("t10k-images(1)") && !told.contains("t10k-images,"),
        "{told}"
    );
    let again = [("letters (1).gz", images(20)), ("letters.gz", images(20))];
    assert_eq!(make(&again).unwrap().name, "letters");
    // Two parts may have the same classes in the same order.
    let other = idx(&[20, 2, 3], &[9; 120]);
    let dataset = make(&[
        ("train", images(20)),
        ("test", other),
        ("l", labels(20)),
        ("m", labels(20)),
    ]);
    let dataset = dataset.unwrap();
    assert!(dataset.train.labels.is_some() && dataset.held_out.labels.is_some());
    assert_eq!(dataset.remarks, []);
}

#[test]
fn several_sets_are_named_by_pairs() {
    let name = |set: &str, part: &str| format!("emnist-{set}-{part}-images-idx3-ubyte.gz");
    let names = ["digits", "letters"].map(|set| [name(set, "train"), name(set, "test")]);
    let counts = [[20, 5], [30, 6]];
    let files: Vec<(&str, Vec<u8>)> = (0..2)
        .flat_map(|part| (0..2).map(move |set| (set, part)))
        .map(|(set, part)| (names[set][part].as_str(), images(counts[set][part])))
        .collect();
    let refused = make(&files).unwrap_err();
    assert_eq!(refused.code(), "data-several-sets");
    for pair in &names {
        assert!(refused.to_string().contains(&pair.join(" + ")), "{refused}");
    }
    let training = [files[0].clone(), files[1].clone()];
    assert_eq!(make(&training).unwrap_err().code(), "data-several-sets");
}
