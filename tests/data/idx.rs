use proptest::prelude::*;
use vae_lab::data::idx::{Content, IdxFile, NamedFile, parse};
use vae_lab::data::{DataError, Dataset, assemble};
use vae_lab::refusal::Refusal;

/// An IDX file of unsigned bytes.
pub fn idx(sizes: &[u32], values: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, sizes.len() as u8];
    bytes.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
    bytes.extend(values);
    bytes
}

/// Images of 2x3 pixels; the first pixel of each is its number.
pub fn images(count: u32) -> Vec<u8> {
    let values: Vec<u8> = (0..count).flat_map(|i| [i as u8, 1, 2, 3, 4, 5]).collect();
    idx(&[count, 2, 3], &values)
}

/// Labels that are ten times the image's number.
pub fn labels(count: u32) -> Vec<u8> {
    let values: Vec<u8> = (0..count).map(|i| (i as u8).wrapping_mul(10)).collect();
    idx(&[count], &values)
}

pub fn named(name: &str, bytes: &[u8]) -> NamedFile {
    NamedFile {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    }
}

pub fn make(files: &[(&str, Vec<u8>)]) -> Result<Dataset, DataError> {
    assemble(
        files
            .iter()
            .map(|(name, bytes)| named(name, bytes))
            .collect(),
    )
}

/// The code of the error, whose sentence and parameters must name the file.
pub fn fault(name: &str, result: Result<impl std::fmt::Debug, DataError>) -> &'static str {
    let error = result.unwrap_err();
    assert!(error.to_string().contains(name), "{error} names {name}");
    let values: Vec<String> = error.params().into_iter().map(|(_, value)| value).collect();
    assert!(
        values.iter().any(|value| value == name),
        "{values:?} names {name}"
    );
    for value in values {
        assert!(error.to_string().contains(&value), "{error} tells {value}");
    }
    error.code()
}

fn parse_fault(bytes: &[u8]) -> &'static str {
    fault("some-file", parse(named("some-file", bytes)))
}

#[test]
fn images_and_labels_are_read() {
    let dataset = make(&[("i", images(3)), ("l", labels(3)), ("test", images(2))]).unwrap();
    let read = dataset.train;
    assert_eq!((read.count(), read.height, read.width), (3, 2, 3));
    assert_eq!(read.pixels.row(2).to_vec(), [2, 1, 2, 3, 4, 5]);
    assert_eq!(read.labels, Some(vec![0, 10, 20]));
    assert_eq!(dataset.remarks, []);
}

#[test]
fn every_fault_of_a_file_has_its_sentence() {
    assert_eq!(parse_fault(&[]), "data-empty");
    assert_eq!(parse_fault(&[0]), "data-not-idx");
    assert_eq!(parse_fault(&[0x1F, 0x8B, 8, 3, 0, 0]), "data-foreign");
    assert_eq!(parse_fault(&[0, 0, 7, 1, 0, 0, 0, 0]), "data-not-idx");
    assert_eq!(parse_fault(&[0, 0, 8, 0, 0, 0, 0, 0]), "data-foreign");
    assert_eq!(parse_fault(&idx(&[1, 65], &[0; 65])), "data-dimensions");
    assert_eq!(parse_fault(&idx(&[1, 2, 2, 2], &[0; 8])), "data-dimensions");
    assert_eq!(parse_fault(&[0, 0, 8, 3, 0, 0]), "data-truncated");
    assert_eq!(parse_fault(&images(3)[..33]), "data-truncated");
    assert_eq!(parse_fault(&[images(3), vec![0]].concat()), "data-too-long");
    assert_eq!(parse_fault(&images(0)), "data-no-items");
    assert_eq!(parse_fault(&labels(0)), "data-no-items");
    assert_eq!(parse_fault(&idx(&[1, 65, 1], &[0; 65])), "data-image-size");
    assert_eq!(parse_fault(&idx(&[1, 1, 65], &[0; 65])), "data-image-size");
    assert_eq!(parse_fault(&idx(&[1, 0, 1], &[])), "data-image-size");
    assert_eq!(
        parse_fault(&idx(&[u32::MAX, 64, 64], &[])),
        "data-truncated"
    );
}

#[test]
fn every_fault_between_files_has_its_sentence() {
    let (i, l) = (images(20), labels(20));
    assert_eq!(
        fault("b", make(&[("a", i.clone()), ("b", labels(19))])),
        "data-label-count"
    );
    assert_eq!(
        fault(
            "c",
            make(&[
                ("a", i.clone()),
                ("b", l.clone()),
                ("c", idx(&[20], &[7; 20]))
            ])
        ),
        "data-label-count"
    );
    assert_eq!(fault("b", make(&[("b", l.clone())])), "data-labels-only");
    assert_eq!(fault("a", make(&[("a", images(1))])), "data-too-few-images");
    let other = idx(&[2, 3, 2], &[0; 12]);
    assert_eq!(
        fault("b", make(&[("a", i.clone()), ("b", other)])),
        "data-sizes-differ"
    );
    let many = |make_one: fn(u32) -> Vec<u8>| {
        let mut files = vec![("i", i.clone())];
        files.extend(
            ["a", "b", "c"]
                .into_iter()
                .zip(5..)
                .map(|(name, count)| (name, make_one(count))),
        );
        make(&files)
    };
    assert_eq!(fault("4", many(images)), "data-too-many-files");
    assert_eq!(fault("3", many(labels)), "data-too-many-files");
    assert_eq!(make(&[]).unwrap_err().code(), "data-no-files");
}

/// A file that is broken is told even when the others are whole.
#[test]
fn one_broken_file_is_enough() {
    let result = make(&[("a", images(20)), ("b", labels(20)[..9].to_vec())]);
    assert_eq!(fault("b", result), "data-truncated");
}

#[test]
fn of_two_image_files_the_smaller_is_held_out_in_any_order() {
    let mut files = vec![
        ("x", images(20)),
        ("y", images(5)),
        ("z", labels(5)),
        ("w", labels(20)),
    ];
    for _ in 0..files.len() {
        files.rotate_left(1);
        let dataset = make(&files).unwrap();
        assert_eq!((dataset.train.count(), dataset.held_out.count()), (20, 5));
        assert_eq!(dataset.train.labels.unwrap()[19], 190);
        assert_eq!(dataset.held_out.labels.unwrap(), [0, 10, 20, 30, 40]);
    }
}

#[test]
fn of_equal_image_files_the_names_tell_which_is_held_out() {
    let second = idx(&[4, 2, 3], &[9; 24]);
    let names = [
        ["t10k-images", "t10k-labels", "train-images", "train-labels"],
        ["a-TEST-images", "a-TEST-labels", "b-images", "b-labels"],
    ];
    for [held_images, held_labels, train_images, train_labels] in names {
        let dataset = make(&[
            (held_labels, idx(&[4], &[7; 4])),
            (held_images, second.clone()),
            (train_labels, labels(4)),
            (train_images, images(4)),
        ])
        .unwrap();
        assert_eq!(dataset.train.labels.unwrap(), [0, 10, 20, 30]);
        assert_eq!(dataset.held_out.labels.unwrap(), [7; 4]);
        assert_eq!(dataset.held_out.pixels[(0, 0)], 9);
    }
}

#[test]
fn of_one_image_file_a_tenth_is_held_out() {
    for count in [2, 9, 10, 11, 99] {
        let dataset = make(&[("folder/a.gz", images(count)), ("b", labels(count))]).unwrap();
        assert_eq!(dataset.name, "a");
        assert_eq!(dataset.held_out.count(), (count as usize).div_ceil(10));
        // Both parts together are the file, and labels stay with their images.
        let mut all = dataset.train.clone();
        all.extend(dataset.held_out.clone());
        let mut seen: Vec<u8> = all.pixels.column(0).to_vec();
        let expected: Vec<u8> = seen.iter().map(|&i| i.wrapping_mul(10)).collect();
        assert_eq!(all.labels, Some(expected));
        seen.sort_unstable();
        assert!(seen.into_iter().eq((0..).take(count as usize)));
        assert_eq!(
            make(&[("b", labels(count)), ("a", images(count))]).unwrap(),
            dataset
        );
    }
}

#[test]
fn labels_are_optional() {
    let dataset = make(&[("a", images(30)), ("b", images(3)), ("c", labels(3))]).unwrap();
    assert_eq!(dataset.train.labels, None);
    assert!(dataset.held_out.labels.is_some());
}

proptest! {
    /// Any bytes are read or refused; those that begin like IDX get further in.
    #[test]
    fn no_bytes_make_it_panic(start in 0usize..4, mut bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let header = [vec![], vec![0, 0], vec![0, 0, 8, 1, 0, 0, 0], vec![0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]];
        bytes.splice(0..0, header[start].iter().copied());
        if let Err(error) = parse(named("some-file", &bytes)) {
            prop_assert!(error.to_string().contains("some-file"));
        }
        let _ = make(&[("a", bytes), ("b", images(4))]);
    }

    /// A file that was cut anywhere is refused; a whole one comes back as it was.
    #[test]
    fn a_file_is_whole_or_refused(count in 1u32..6, height in 1u32..9, width in 1u32..9, seed in any::<u8>(), cut in 0.0..1.0f64) {
        let values: Vec<u8> = (0..count * height * width).map(|i| (i as u8).wrapping_mul(31) ^ seed).collect();
        let bytes = idx(&[count, height, width], &values);
        let IdxFile { content, .. } = parse(named("some-file", &bytes)).unwrap();
        let Content::Images { height: rows, width: columns, .. } = content else { panic!("images") };
        prop_assert_eq!((content.count() as u32, rows as u32, columns as u32), (count, height, width));
        if count > 1 {
            let mut read = make(&[("some-file", bytes.clone()), ("one", idx(&[1, height, width], &vec![0; (height * width) as usize]))]).unwrap();
            prop_assert_eq!(std::mem::take(&mut read.train.pixels).into_raw_vec_and_offset().0, values);
        }
        let end = (cut * bytes.len() as f64) as usize;
        prop_assert!(parse(named("some-file", &bytes[..end])).is_err());
    }
}
