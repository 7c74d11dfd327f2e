//! Which of some files make a dataset, and what part each has in it.

use std::cmp::Reverse;
use std::mem;

use super::idx::{self, Content, IdxFile, NamedFile};
use super::{DataError, Dataset, Images, Remark, shuffled};
use crate::refusal::listed;
use crate::words::{has_word, is_among};

/// What a name says of a file's part in a dataset, or of its format.
const PARTS: &str = "train training test testing t10k images image idx2 idx3 idx4 ubyte gz";

/// Makes a dataset of image files and, optionally, their label files, in any order. Of two image files the one
/// with fewer images is held out; of one, a tenth of the images. Labels go to the images of the same number.
/// Where numbers leave a choice, the words "train", "test" and "t10k" in the names decide, then the alphabet.
/// Files that are no IDX are passed over, and equal ones count once.
///
/// # Errors
/// A [`DataError`] that names the file which cannot be read or does not go with the others.
pub fn assemble(files: Vec<NamedFile>) -> Result<Dataset, DataError> {
    let (mut images, mut labels, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        if !idx::begins(&file.bytes) {
            others.push(file);
            continue;
        }
        let file = idx::parse(file)?;
        match file.content {
            Content::Images { .. } => insert(&mut images, file),
            Content::Labels { .. } => insert(&mut labels, file),
        }
    }
    if images.is_empty() && labels.is_empty() {
        return Err(no_idx(&others));
    }
    let mut remarks = Vec::new();
    if !others.is_empty() {
        let files = listed(&mut others.iter().map(|file| &*file.name));
        remarks.push(Remark::PassedOver { files });
    }
    let mut repeated = Vec::new();
    let images = once(images, &[], &mut repeated);
    let mut labels = once(labels, &images, &mut repeated);
    if !repeated.is_empty() {
        let files = listed(&mut repeated.iter().map(|name| &**name));
        remarks.push(Remark::Repeated { files });
    }
    one_set(&images)?;
    for (kind, found) in [("images", images.len()), ("labels", labels.len())] {
        if found > 2 {
            return Err(DataError::TooManyFiles { kind, found });
        }
    }
    let names: Vec<String> = images.iter().map(|file| file.name.clone()).collect();
    let Some(name) = names.first() else {
        let file = labels.swap_remove(0).name;
        return Err(DataError::LabelsOnly { file });
    };
    let mut images = idx::images(images, &mut remarks)?;
    attach(&mut images, &labels, &mut remarks)?;

    let mut images = images.into_iter();
    let (train, held_out) = match (images.next(), images.next(), names.get(1)) {
        (Some(train), Some(held_out), Some(file)) => {
            let size = |images: &Images| {
                let of = if images.planes > 1 { " coloured" } else { "" };
                format!("{}x{}{of}", images.height, images.width)
            };
            let sides = |images: &Images| (images.height, images.width, images.planes);
            if sides(&train) != sides(&held_out) {
                return Err(DataError::SizesDiffer {
                    file: file.clone(),
                    found: size(&held_out),
                    other: name.clone(),
                    expected: size(&train),
                });
            }
            (train, held_out)
        }
        (Some(all), ..) if all.count() > 1 => split(all),
        _ => return Err(DataError::TooFewImages { file: name.clone() }),
    };
    Ok(Dataset {
        name: title(name),
        train,
        held_out,
        remarks,
    })
}

/// Why there is nothing to read in files none of which is IDX.
fn no_idx(files: &[NamedFile]) -> DataError {
    for file in files {
        let refused = idx::refuse(file);
        let is_named = matches!(
            refused,
            DataError::Foreign { .. } | DataError::LittleEndian { .. }
        );
        if is_named || files.len() == 1 {
            return refused;
        }
    }
    let place = "what was chosen".into();
    DataError::NoFiles { place }
}

/// Puts a file among others: those of more images come first, then those to train, then the alphabet decides.
fn insert(files: &mut Vec<IdxFile>, file: IdxFile) {
    let key = |file: &IdxFile| (Reverse(file.content.count()), role(&file.name));
    let comes_first = |other: &&IdxFile| (key(other), &other.name) <= (key(&file), &file.name);
    let at = files.iter().take_while(comes_first).count();
    files.insert(at, file);
}

/// Of files with the same bytes one, or as many as there are images for them; the names of the others are taken down.
fn once(files: Vec<IdxFile>, images: &[IdxFile], repeated: &mut Vec<String>) -> Vec<IdxFile> {
    let mut kept: Vec<IdxFile> = Vec::new();
    for mut file in files {
        let equal = kept.iter().filter(|other| other.equals(&file)).count();
        let count = file.content.count();
        let owners = images
            .iter()
            .filter(|images| images.content.count() == count);
        if equal == 0 || equal < owners.count() {
            kept.push(file);
        } else {
            // The plainest name is kept, whatever came first.
            let mut others = kept.iter_mut();
            if let Some(other) = others.find(|other| other.equals(&file))
                && file.name.len() < other.name.len()
            {
                mem::swap(&mut other.name, &mut file.name);
            }
            repeated.push(file.name);
        }
    }
    kept
}

/// Refuses images of several datasets, with their names side by side.
fn one_set(images: &[IdxFile]) -> Result<(), DataError> {
    let mut sets: Vec<(Vec<u8>, String)> = Vec::new();
    for file in images {
        let own = own_words(&file.name);
        match sets.iter_mut().find(|(words, _)| *words == own) {
            Some((_, names)) => *names = [&**names, &*file.name].join(" + "),
            None => sets.push((own, file.name.clone())),
        }
    }
    // Two files may be called what one likes, unless both say that they are to train or both that they are to test.
    let several = match images {
        [a, b] => role(&a.name) == role(&b.name) && role(&a.name) != 1,
        _ => images.len() > 2 && images.iter().any(|file| role(&file.name) != 1),
    };
    if !several || sets.len() < 2 {
        return Ok(());
    }
    let sets: Vec<&str> = sets.iter().map(|(_, names)| &**names).collect();
    let sets = sets.join("; ");
    Err(DataError::SeveralSets { sets })
}

/// What a name says beside its part in a dataset: all files of one set have it in common.
fn own_words(name: &str) -> Vec<u8> {
    let mut own = Vec::new();
    let parts = |letter: &u8| letter.is_ascii() && !letter.is_ascii_alphanumeric();
    for word in name.as_bytes().split(parts) {
        if !word.is_empty() && !is_among(word, PARTS) {
            own.extend_from_slice(word);
            own.push(b' ');
        }
    }
    own
}

/// Gives each file of labels to the first images of its count that have none yet.
fn attach(
    images: &mut [Images],
    labels: &[IdxFile],
    remarks: &mut Vec<Remark>,
) -> Result<(), DataError> {
    let mut taken = vec![false; images.len()];
    for labels in labels {
        let count = labels.content.count();
        let owner =
            (0..images.len()).find(|&place| !taken[place] && images[place].count() == count);
        let (classes, file) = (labels.labels(), labels.name.clone());
        match (owner, &classes) {
            (None, Some(_)) => {
                let counts: Vec<String> = images.iter().map(|i| i.count().to_string()).collect();
                return Err(DataError::LabelCount {
                    file,
                    labels: count,
                    images: counts.join(", "),
                });
            }
            (_, None) => remarks.push(Remark::NoClasses { file }),
            _ => {}
        }
        if let Some(owner) = owner {
            taken[owner] = true;
            images[owner].labels = classes;
        }
    }
    Ok(())
}

/// What a name says of a file's part in the dataset: 0 to train, 2 to test, 1 nothing.
fn role(name: &str) -> u8 {
    if has_word(name, "train") {
        0
    } else if has_word(name, "test") || has_word(name, "t10k") {
        2
    } else {
        1
    }
}

/// A tenth of the images, chosen at random but always the same, is held out.
fn split(mut images: Images) -> (Images, Images) {
    let count = images.count();
    let mut is_held_out = vec![false; count];
    for &place in &shuffled(0, 0, count)[..count.div_ceil(10)] {
        is_held_out[place as usize] = true;
    }
    let (held_out, train) = (0..count).partition::<Vec<_>, _>(|&place| is_held_out[place]);
    let held_out = images.select(&held_out);
    images.keep(&train);
    (images, held_out)
}

/// A file's name without its folders and without the end that says that it is packed.
fn title(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.strip_suffix(".gz").unwrap_or(name).to_string()
}
