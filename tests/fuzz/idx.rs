//! Files of images and labels, plain and packed.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use vae_lab::data::assemble;
use vae_lab::data::files::contents;
use vae_lab::data::idx::NamedFile;

use crate::corpus::{Corpus, Random};
use crate::harness::{Reader, fuzz};

/// Stands between the files of one input.
const BETWEEN: &[u8] = b"|next|";

fn file(sizes: &[u32], values: usize) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, sizes.len() as u8];
    bytes.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
    bytes.extend((0..values).map(|value| (value * 37 % 256) as u8));
    bytes
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn corpus() -> Corpus {
    Corpus {
        seeds: vec![
            file(&[3, 2, 3], 18),
            file(&[2, 2, 3], 12),
            file(&[3], 3),
            file(&[2], 2),
            file(&[10, 8, 4], 320),
        ],
        words: Vec::new(),
    }
}

#[test]
fn images_and_labels() {
    let corpus = corpus();
    let make = |random: &mut Random| {
        let mut files = vec![corpus.input(random)];
        for _ in 0..random.below(4) {
            files.push(corpus.seed(random).clone());
        }
        files.join(BETWEEN)
    };
    let read = |input: &[u8]| {
        let mut files = Vec::new();
        let mut rest = input;
        for name in ["train", "images.gz", "labels", "t10k", "more"] {
            let end = rest.windows(BETWEEN.len()).position(|part| part == BETWEEN);
            let (bytes, after) = rest.split_at(end.unwrap_or(rest.len()));
            files.push(NamedFile {
                name: name.to_owned(),
                bytes: bytes.to_vec(),
            });
            match after.get(BETWEEN.len()..) {
                Some(after) => rest = after,
                None => break,
            }
        }
        Ok(assemble(files).map(drop)?)
    };
    let reader = Reader {
        name: "idx",
        read,
        then: || Ok(()),
        factor: 6,
    };
    let codes = fuzz(reader, make);
    assert!(codes.len() > 8, "{codes:?}");
}

#[test]
fn packed_files() {
    let mut seeds: Vec<Vec<u8>> = corpus().seeds.iter().map(|file| packed(file)).collect();
    seeds.push([seeds[0].clone(), seeds[1].clone()].concat());
    seeds.push(packed(&vec![0; 1 << 12]));
    seeds.extend(corpus().seeds);
    let corpus = Corpus {
        seeds,
        words: Vec::new(),
    };
    let read = |input: &[u8]| {
        let mut room = 1 << 11;
        let bytes = contents(Path::new("packed"), input, &mut room)?;
        assert_eq!(bytes.len() as u64 + room, 1 << 11);
        Ok(())
    };
    let reader = Reader {
        name: "gzip",
        read,
        then: || Ok(()),
        factor: 4,
    };
    let codes = fuzz(reader, |random| corpus.input(random));
    assert_eq!(codes.len(), 3, "{codes:?}");
}
