use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use vae_lab::data::files::{contents, load};
use vae_lab::refusal::Refusal;

use crate::idx::{images, labels};

/// A folder of its own for a test, with the given files.
fn folder(test: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).unwrap();
    }
    folder
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_folder_of_plain_and_packed_files_is_read() {
    let folder = folder(
        "mixed",
        &[
            ("images", &images(20)),
            ("labels.gz", &gzip(&labels(20))),
            ("labels-also.bin", &gzip(&labels(5))),
            ("more-images.gz", &gzip(&images(5))),
            ("notes.txt", b"not data"),
            ("nothing", b""),
        ],
    );
    let dataset = load(&folder).unwrap();
    assert_eq!(dataset.name, "mixed");
    assert_eq!((dataset.train.count(), dataset.held_out.count()), (20, 5));
    assert!(dataset.train.labels.is_some() && dataset.held_out.labels.is_some());
}

#[test]
fn a_packed_file_beside_its_unpacked_self_counts_once() {
    let folder = folder("twice", &[("i", &images(20)), ("i.gz", &gzip(&images(20)))]);
    assert_eq!(load(&folder).unwrap().train.count(), 18);
}

#[test]
fn folders_in_folders_are_looked_into() {
    let top = folder("nested", &[("notes.txt", b"not data")]);
    let raw = top.join("MNIST/raw");
    fs::create_dir_all(&raw).unwrap();
    fs::write(raw.join("train-images-idx3-ubyte"), images(20)).unwrap();
    fs::write(raw.join("t10k-images-idx3-ubyte.gz"), gzip(&images(5))).unwrap();
    let dataset = load(&top).unwrap();
    assert_eq!(dataset.name, "nested");
    assert_eq!((dataset.train.count(), dataset.held_out.count()), (20, 5));
    // Files further up come first.
    fs::write(top.join("images"), images(10)).unwrap();
    assert_eq!(load(&top).unwrap().train.count(), 9);
    fs::remove_file(top.join("images")).unwrap();
    // Two sets side by side.
    let raw = top.join("Fashion/raw");
    fs::create_dir_all(&raw).unwrap();
    fs::write(raw.join("train-images-idx3-ubyte"), images(30)).unwrap();
    assert_eq!(load(&top).unwrap_err().code(), "data-several-sets");
}

#[test]
fn the_beginning_of_names_chooses_a_set() {
    let folder = folder(
        "sets",
        &[
            ("digits-train-images", &images(20)),
            ("digits-test-images", &images(5)),
            ("letters-train-images", &images(30)),
            ("letters-test-images", &images(6)),
        ],
    );
    assert_eq!(load(&folder).unwrap_err().code(), "data-several-sets");
    let dataset = load(&folder.join("letters")).unwrap();
    assert_eq!((dataset.train.count(), dataset.held_out.count()), (30, 6));
    assert_eq!(
        load(&folder.join("kanji")).unwrap_err().code(),
        "data-unreadable"
    );
}

#[test]
fn gzip_is_read_as_tools_write_it() {
    let bytes = images(20);
    let members: Vec<u8> = bytes.chunks(50).flat_map(gzip).collect();
    let followed = |tail: &[u8]| [gzip(&bytes), tail.to_vec()].concat();
    for (name, packed) in [
        ("members", members),
        ("zeros", followed(&[0; 512])),
        ("newline", followed(b"\r\n")),
        ("twice", gzip(&gzip(&bytes))),
    ] {
        let folder = folder(name, &[("i.gz", &packed)]);
        assert_eq!(load(&folder).unwrap().train.count(), 18, "{name}");
        assert_eq!(
            load(&folder.join("i.gz")).unwrap().train.count(),
            18,
            "{name}"
        );
    }
}

#[test]
fn one_file_is_read() {
    let folder = folder("one", &[("i.gz", &gzip(&images(20)))]);
    assert_eq!(load(&folder.join("i.gz")).unwrap().train.count(), 18);
}

#[test]
fn what_cannot_be_read_is_told() {
    let packed = gzip(&images(200));
    let folder = folder(
        "faults",
        &[
            ("cut.gz", &packed[..packed.len() / 2]),
            ("notes.txt", b"not data"),
        ],
    );
    let code = |name: &str| {
        let error = load(&folder.join(name)).unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
        error.code()
    };
    assert_eq!(code("missing"), "data-unreadable");
    assert_eq!(code("cut.gz"), "data-unreadable");
    assert_eq!(code("notes.txt"), "data-not-idx");
    fs::write(folder.join("page.gz"), "<html>").unwrap();
    assert_eq!(code("page.gz"), "data-foreign");
    fs::remove_file(folder.join("page.gz")).unwrap();
    fs::remove_file(folder.join("cut.gz")).unwrap();
    assert_eq!(code(""), "data-no-files");
}

/// The real files, where they are; they always are where the project's checks run.
#[test]
fn mnist_is_read_with_its_official_split() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/mnist");
    if !folder.is_dir() {
        assert!(
            std::env::var_os("CI").is_none(),
            "MNIST must be at {}",
            folder.display()
        );
        eprintln!("SKIPPED: no MNIST at {}", folder.display());
        return;
    }
    let mnist = load(&folder).unwrap();
    assert_eq!(
        (mnist.train.count(), mnist.held_out.count()),
        (60_000, 10_000)
    );
    assert_eq!((mnist.train.height, mnist.train.width), (28, 28));
    let labels = mnist.train.labels.unwrap();
    assert_eq!(labels[..10], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    assert_eq!(mnist.held_out.labels.unwrap()[..5], [7, 2, 1, 0, 4]);
    let mean = mnist
        .train
        .pixels
        .iter()
        .map(|&p| f64::from(p))
        .sum::<f64>()
        / (255.0 * mnist.train.pixels.len() as f64);
    assert!((mean - 0.1307).abs() < 1e-4, "mean {mean}");
}

#[test]
fn no_more_is_unpacked_than_there_is_room_for() {
    let packed = gzip(&[0; 1 << 16]);
    let read = |room: &mut u64| contents(Path::new("some-file"), packed.as_slice(), room);
    let mut room = (1 << 16) + 5;
    assert_eq!(read(&mut room).unwrap().len(), 1 << 16);
    assert_eq!(room, 5);
    let error = read(&mut room).unwrap_err();
    assert_eq!(error.code(), "data-too-large");
    assert!(error.to_string().contains("some-file"), "{error}");
}
