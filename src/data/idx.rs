//! IDX, the format of MNIST and its kin (LeCun, Cortes and Burges, "The MNIST database"): two zero bytes, the
//! type of the values (0x08: unsigned byte), the number of dimensions, each dimension as a big-endian u32,
//! then the values, last dimension fastest. One dimension holds labels, three hold images.

use std::cmp::Reverse;

use super::{DataError, Dataset, Images, shuffled};

/// The greatest height and width of an image.
pub const LIMIT: u32 = 64;

/// A file's name and its bytes, already unpacked.
#[derive(Clone, Debug)]
pub struct NamedFile {
    /// What messages call it; it decides nothing unless the headers leave a choice.
    pub name: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// What an IDX file holds.
#[derive(Clone, Debug, PartialEq)]
pub enum IdxFile {
    /// Images without labels.
    Images(Images),
    /// One label an image, of any value that a byte has.
    Labels(Vec<u8>),
}

/// Reads an IDX file of labels or of images.
///
/// # Errors
/// A [`DataError`] that names the file, if it is not exactly what its header says.
pub fn parse(name: &str, bytes: &[u8]) -> Result<IdxFile, DataError> {
    let file = || name.to_string();
    let (element, dimensions) = match *bytes {
        [] => return Err(DataError::Empty { file: file() }),
        [0, 0, element, dimensions, ..] => (element, dimensions),
        _ => return Err(DataError::NotIdx { file: file() }),
    };
    match (element, element_type(element)) {
        (UNSIGNED_BYTE, _) => {}
        (_, Some(found)) => {
            let found = found.to_string();
            return Err(DataError::ElementType {
                file: file(),
                found,
            });
        }
        (_, None) => return Err(DataError::NotIdx { file: file() }),
    }
    if dimensions != 1 && dimensions != 3 {
        return Err(DataError::Dimensions {
            file: file(),
            dimensions,
        });
    }
    let start = 4 + 4 * usize::from(dimensions);
    let found = bytes.len() as u64;
    let Some(header) = bytes.get(4..start) else {
        return Err(DataError::Truncated {
            file: file(),
            expected: start as u64,
            found,
        });
    };
    let sizes: Vec<u32> = header
        .chunks_exact(4)
        .map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    if let [_, height, width] = sizes[..]
        && !((1..=LIMIT).contains(&height) && (1..=LIMIT).contains(&width))
    {
        return Err(DataError::ImageSize {
            file: file(),
            height,
            width,
            limit: LIMIT,
        });
    }
    let values: u64 = sizes.iter().map(|&size| u64::from(size)).product();
    let expected = start as u64 + values;
    if found < expected {
        return Err(DataError::Truncated {
            file: file(),
            expected,
            found,
        });
    }
    if found > expected {
        return Err(DataError::TooLong {
            file: file(),
            expected,
            found,
        });
    }
    if values == 0 {
        let kind = if sizes.len() == 1 { LABELS } else { IMAGES };
        return Err(DataError::NoItems { file: file(), kind });
    }
    let values = &bytes[start..];
    Ok(match sizes[..] {
        [_, height, width] => {
            let (height, width) = (height as usize, width as usize);
            IdxFile::Images(Images::new(values.to_vec(), height, width))
        }
        _ => IdxFile::Labels(values.to_vec()),
    })
}

const UNSIGNED_BYTE: u8 = 0x08;
const IMAGES: &str = "images";
const LABELS: &str = "labels";

/// The types of values that IDX knows.
fn element_type(code: u8) -> Option<&'static str> {
    Some(match code {
        UNSIGNED_BYTE => "unsigned bytes",
        0x09 => "signed bytes",
        0x0B => "16-bit integers",
        0x0C => "32-bit integers",
        0x0D => "32-bit floats",
        0x0E => "64-bit floats",
        _ => return None,
    })
}

/// Makes a dataset of image files and, optionally, their label files, in any order. Of two image files the one
/// with fewer images is held out; of one, a tenth of the images. Labels go to the images of the same number.
/// Where numbers leave a choice, the words "train", "test" and "t10k" in the names decide, then the alphabet.
///
/// # Errors
/// A [`DataError`] that names the file which cannot be read or does not go with the others.
pub fn assemble(files: Vec<NamedFile>) -> Result<Dataset, DataError> {
    let (mut images, mut labels) = (Vec::new(), Vec::new());
    for NamedFile { name, bytes } in files {
        match parse(&name, &bytes)? {
            IdxFile::Images(content) => images.push((name, content)),
            IdxFile::Labels(content) => labels.push((name, content)),
        }
    }
    for (kind, found) in [(IMAGES, images.len()), (LABELS, labels.len())] {
        if found > 2 {
            return Err(DataError::TooManyFiles { kind, found });
        }
    }
    order(&mut images, |(name, content)| {
        (Reverse(content.count()), role(name), name.clone())
    });
    order(&mut labels, |(name, _)| (role(name), name.clone()));
    attach(&mut images, labels)?;

    let mut images = images.into_iter();
    let Some((name, train)) = images.next() else {
        let place = "what was chosen".into();
        return Err(DataError::NoFiles { place });
    };
    let (train, held_out) = match images.next() {
        Some((file, held_out)) => {
            let size = |images: &Images| format!("{}x{}", images.height, images.width);
            if (train.height, train.width) != (held_out.height, held_out.width) {
                return Err(DataError::SizesDiffer {
                    file,
                    found: size(&held_out),
                    other: name,
                    expected: size(&train),
                });
            }
            (train, held_out)
        }
        None if train.count() < 2 => return Err(DataError::TooFewImages { file: name }),
        None => split(&train),
    };
    Ok(Dataset {
        name: title(&name),
        train,
        held_out,
    })
}

/// Sorts one or two files.
fn order<T, K: Ord>(files: &mut [T], key: impl Fn(&T) -> K) {
    if let [first, second] = files
        && key(second) < key(first)
    {
        files.swap(0, 1);
    }
}

/// Gives each file of labels to the first unlabelled images of its count.
fn attach(
    images: &mut [(String, Images)],
    labels: Vec<(String, Vec<u8>)>,
) -> Result<(), DataError> {
    for (file, content) in labels {
        if images.is_empty() {
            return Err(DataError::LabelsOnly { file });
        }
        let owner = images
            .iter_mut()
            .find(|(_, images)| images.labels.is_none() && images.count() == content.len());
        let Some((_, owner)) = owner else {
            let counts: Vec<String> = images.iter().map(|(_, i)| i.count().to_string()).collect();
            return Err(DataError::LabelCount {
                file,
                labels: content.len(),
                images: counts.join(", "),
            });
        };
        owner.labels = Some(content);
    }
    Ok(())
}

/// What a name says of a file's part in the dataset: 0 to train, 2 to test, 1 nothing.
fn role(name: &str) -> u8 {
    // The library's search in texts would be kilobytes of wasm.
    let has = |word: &[u8]| {
        let mut parts = name.as_bytes().windows(word.len());
        parts.any(|part| part.eq_ignore_ascii_case(word))
    };
    if has(b"train") {
        0
    } else if has(b"test") || has(b"t10k") {
        2
    } else {
        1
    }
}

/// A tenth of the images, chosen at random but always the same, is held out.
fn split(images: &Images) -> (Images, Images) {
    let count = images.count();
    let mut is_held_out = vec![false; count];
    for &place in &shuffled(0, 0, count)[..count.div_ceil(10)] {
        is_held_out[place as usize] = true;
    }
    let (held_out, train) = (0..count).partition::<Vec<_>, _>(|&place| is_held_out[place]);
    (images.select(&train), images.select(&held_out))
}

/// A file's name without its folders and without the end that says that it is packed.
fn title(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.strip_suffix(".gz").unwrap_or(name).to_string()
}
