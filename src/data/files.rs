//! Datasets from disk, natively: IDX files, plain or gzip, told apart by their first bytes.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::idx::{NamedFile, assemble};
use super::{DataError, Dataset};

/// MiB that the files of a dataset may have in all, unpacked. A packed file can be a thousandth of that.
const MOST_MIB: u64 = 4096;

/// Reads the IDX files at `path`: all that a folder holds (its other files are passed over), or one file.
///
/// # Errors
/// A [`DataError`] that names the file which cannot be read or does not go with the others.
pub fn load(path: &Path) -> Result<Dataset, DataError> {
    let unreadable = |error| unreadable(path, &error);
    let mut room = MOST_MIB << 20;
    if !path.is_dir() {
        return assemble(vec![read(path, &mut room)?]);
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.sort();
    let mut files = Vec::new();
    for path in &paths {
        if path.is_file() && !repeats(path, &paths) && is_idx(path) {
            files.push(read(path, &mut room)?);
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

fn read(path: &Path, room: &mut u64) -> Result<NamedFile, DataError> {
    let file = fs::File::open(path).map_err(|error| unreadable(path, &error))?;
    let bytes = contents(path, io::BufReader::new(file), room)?;
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok(NamedFile {
        name: name.to_string_lossy().into_owned(),
        bytes,
    })
}

/// All that a file at `path` holds, unpacked if its first bytes say that it is gzip. It takes its bytes of the `room`.
///
/// # Errors
/// [`DataError::TooLarge`] where there are more, and [`DataError::Unreadable`] if the operating system refuses or the
/// packed data is damaged.
pub fn contents(path: &Path, file: impl BufRead, room: &mut u64) -> Result<Vec<u8>, DataError> {
    let mut bytes = Vec::new();
    unpacked(file)
        .and_then(|file| file.take(*room + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    let left = room.checked_sub(bytes.len() as u64);
    *room = left.ok_or_else(|| DataError::TooLarge {
        name: path.display().to_string(),
        limit: MOST_MIB,
    })?;
    Ok(bytes)
}

fn unpacked<'a>(mut file: impl BufRead + 'a) -> io::Result<Box<dyn Read + 'a>> {
    Ok(if file.fill_buf()?.starts_with(&[0x1F, 0x8B]) {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    })
}

/// Whether a file begins as IDX does. One that cannot be read counts, so that its fault is told.
fn is_idx(path: &Path) -> bool {
    let mut start = [0; 2];
    let file = fs::File::open(path).and_then(|file| unpacked(io::BufReader::new(file)));
    let begin = file.and_then(|mut file| file.read_exact(&mut start));
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
