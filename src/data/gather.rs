//! Which of some files make a dataset, and what part each has in it.

use super::idx::{self, Content, IdxFile, NamedFile, has_word};
use super::{DataError, Dataset, Images, Remark, shuffled};
use crate::refusal::listed;

/// Makes a dataset of image files and, optionally, their label files, in any order. Of two image files the one
/// with fewer images is held out; of one, a tenth of the images. Labels go to the images of the same number.
/// Where numbers leave a choice, the words "train", "test" and "t10k" in the names decide, then the alphabet.
/// Files that are no IDX are passed over, and equal ones count once.
///
/// # Errors
/// A [`DataError`] that names the file which cannot be read or does not go with the others.
pub fn assemble(files: Vec<NamedFile>) -> Result<Dataset, DataError> {
    let mut remarks = Vec::new();
    let (files, others): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| idx::begins(&file.bytes));
    if files.is_empty() {
        return Err(no_idx(&others));
    }
    if !others.is_empty() {
        let files = listed(others.iter().map(|file| &*file.name));
        remarks.push(Remark::PassedOver { files });
    }
    let (mut images, mut labels) = (Vec::new(), Vec::new());
    for file in files {
        let file = idx::parse(file)?;
        match file.content {
            Content::Images { .. } => images.push(file),
            Content::Labels { .. } => labels.push(file),
        }
    }
    let mut repeated = Vec::new();
    let mut images = once(images, &mut repeated, &|_| 1);
    let mut labels = once(labels, &mut repeated, &|file| {
        let count = file.content.count();
        images
            .iter()
            .filter(|images| images.content.count() == count)
            .count()
    });
    if !repeated.is_empty() {
        let files = listed(repeated.iter().map(String::as_str));
        remarks.push(Remark::Repeated { files });
    }
    one_set(&images)?;
    for (kind, found) in [("images", images.len()), ("labels", labels.len())] {
        if found > 2 {
            return Err(DataError::TooManyFiles { kind, found });
        }
    }
    order(&mut images);
    order(&mut labels);
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
            let size = |images: &Images| format!("{}x{}", images.height, images.width);
            if (train.height, train.width) != (held_out.height, held_out.width) {
                return Err(DataError::SizesDiffer {
                    file: file.clone(),
                    found: size(&held_out),
                    other: name.clone(),
                    expected: size(&train),
                });
            }
            (train, held_out)
        }
        (Some(all), ..) if all.count() > 1 => split(&all),
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
    let refused = files.iter().map(idx::refuse);
    let mut told = refused.filter(|refused| {
        let named = matches!(
            refused,
            DataError::Foreign { .. } | DataError::LittleEndian { .. }
        );
        named || files.len() == 1
    });
    told.next().unwrap_or_else(|| DataError::NoFiles {
        place: "what was chosen".into(),
    })
}

/// Of files with the same bytes as many as are of use; the names of the others are taken down.
fn once(
    files: Vec<IdxFile>,
    repeated: &mut Vec<String>,
    of_use: &dyn Fn(&IdxFile) -> usize,
) -> Vec<IdxFile> {
    let mut kept: Vec<IdxFile> = Vec::new();
    for mut file in files {
        let mut equal = kept.iter_mut().filter(|other| other.equals(&file));
        let Some(other) = equal.next() else {
            kept.push(file);
            continue;
        };
        if 1 + equal.count() < of_use(&file) {
            kept.push(file);
        } else {
            // The plainest name is kept, whatever came first.
            let by_length = file.name.len().cmp(&other.name.len());
            if by_length.then_with(|| file.name.cmp(&other.name)).is_lt() {
                std::mem::swap(other, &mut file);
            }
            repeated.push(file.name);
        }
    }
    kept
}

/// Refuses images of several datasets, with their names side by side.
fn one_set(images: &[IdxFile]) -> Result<(), DataError> {
    let mut sets: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    for file in images {
        let (name, own) = (file.name.as_str(), words(&file.name));
        match sets.iter_mut().find(|(words, _)| *words == own) {
            Some((_, names)) => names.push(name),
            None => sets.push((own, vec![name])),
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
    let sets: Vec<String> = sets.iter().map(|(_, names)| names.join(" + ")).collect();
    let sets = sets.join("; ");
    Err(DataError::SeveralSets { sets })
}

/// What a name says beside its part in a dataset: all files of one set have it in common.
fn words(name: &str) -> Vec<&str> {
    const PARTS: [&[u8]; 12] = [
        b"train",
        b"training",
        b"test",
        b"testing",
        b"t10k",
        b"images",
        b"image",
        b"idx2",
        b"idx3",
        b"idx4",
        b"ubyte",
        b"gz",
    ];
    let words = name.split(|letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric());
    let own = |word: &&str| {
        let part = |part: &&[u8]| part.eq_ignore_ascii_case(word.as_bytes());
        !word.is_empty() && !PARTS.iter().any(part)
    };
    words.filter(own).collect()
}

/// Sorts one or two files: the one with more images first.
fn order(files: &mut [IdxFile]) {
    if let [first, second] = files {
        let count = |file: &IdxFile| match file.content {
            Content::Images { count, .. } => count,
            Content::Labels { .. } => 0,
        };
        let by_count = count(second).cmp(&count(first));
        let by_role = role(&first.name).cmp(&role(&second.name));
        if by_count
            .then(by_role)
            .then(first.name.cmp(&second.name))
            .is_gt()
        {
            files.swap(0, 1);
        }
    }
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
        let (owner, file) = (owner, labels.name.clone());
        let classes = labels.labels();
        if classes.is_none() {
            remarks.push(Remark::NoClasses { file: file.clone() });
        }
        match (owner, classes) {
            (Some(owner), classes) => {
                taken[owner] = true;
                images[owner].labels = classes;
            }
            (None, None) => {}
            (None, Some(_)) => {
                let counts: Vec<String> = images.iter().map(|i| i.count().to_string()).collect();
                return Err(DataError::LabelCount {
                    file,
                    labels: count,
                    images: counts.join(", "),
                });
            }
        }
    }
    Ok(())
}

/// What a name says of a file's part in the dataset: 0 to train, 2 to test, 1 nothing.
fn role(name: &str) -> u8 {
    if has_word(name, b"train") {
        0
    } else if has_word(name, b"test") || has_word(name, b"t10k") {
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
