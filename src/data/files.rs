//! Datasets from disk, natively: IDX files, plain or gzip, told apart by their first bytes.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::idx::{NamedFile, assemble};
use super::{DataError, Dataset};

/// Reads the IDX files at `path`: all that a folder holds (its other files are passed over), or one file.
///
/// # Errors
/// A [`DataError`] that names the file which cannot be read or does not go with the others.
pub fn load(path: &Path) -> Result<Dataset, DataError> {
    let unreadable = |error| unreadable(path, &error);
    if !path.is_dir() {
        return assemble(vec![read(path)?]);
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.sort();
    let mut files = Vec::new();
    for path in &paths {
        if path.is_file() && !repeats(path, &paths) && is_idx(path) {
            files.push(read(path)?);
        }
    }
    if files.is_empty() {
        let place = path.display().to_string();
        return Err(DataError::NoFiles { place });
    }
    let mut dataset = assemble(files)?;
    if let Some(name) = path.file_name() {
        dataset.name = name.to_string_lossy().into_owned();
    }
    Ok(dataset)
}

/// Reads a file, unpacked if its first bytes say that it is gzip.
///
/// # Errors
/// [`DataError::Unreadable`] if the operating system refuses or the packed data is damaged.
pub fn read(path: &Path) -> Result<NamedFile, DataError> {
    let mut bytes = Vec::new();
    open(path)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok(NamedFile {
        name: name.to_string_lossy().into_owned(),
        bytes,
    })
}

/// The unpacked contents of a file.
fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    let mut magic = [0; 2];
    let packed = fs::File::open(path)?.read_exact(&mut magic).is_ok() && magic == [0x1F, 0x8B];
    let file = io::BufReader::new(fs::File::open(path)?);
    Ok(if packed {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    })
}

/// Whether a file begins as IDX does. One that cannot be read counts, so that its fault is told.
fn is_idx(path: &Path) -> bool {
    let mut start = [0; 2];
    let begin = open(path).and_then(|mut file| file.read_exact(&mut start));
    match begin {
        Ok(()) => start == [0, 0],
        Err(error) => error.kind() != io::ErrorKind::UnexpectedEof,
    }
}

/// Whether a packed file lies beside its unpacked self.
fn repeats(path: &Path, paths: &[PathBuf]) -> bool {
    path.extension() == Some(OsStr::new("gz")) && paths.contains(&path.with_extension(""))
}

fn unreadable(path: &Path, error: &io::Error) -> DataError {
    DataError::Unreadable {
        file: path.display().to_string(),
        reason: error.to_string(),
    }
}
