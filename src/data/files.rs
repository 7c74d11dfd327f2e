//! Datasets from disk, natively: IDX files, plain or gzip, told apart by their first bytes.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::GzDecoder;

use super::gather::assemble;
use super::idx::{self, NamedFile};
use super::{DataError, Dataset};

/// MiB that the files of a dataset may have in all, unpacked. A packed file can be a thousandth of that.
const MOST_MIB: u64 = 4096;

/// Folders within folders that are looked into, as in torchvision's `data/MNIST/raw`.
const DEPTH: usize = 4;

/// Gzip within gzip that is unpacked.
const LAYERS: usize = 3;

/// What tells a file that is no IDX file.
const START: u64 = 512;

/// Reads the IDX files at `path`: one file, or all that a folder holds, or those of its files whose names begin with
/// the path's last part. Other files are passed over. Where a folder has none, the folders in it are looked into.
///
/// # Errors
/// A [`DataError`] that names the file which cannot be read or does not go with the others.
pub fn load(path: &Path) -> Result<Dataset, DataError> {
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy();
    if path.is_dir() {
        let mut dataset = load_all(path, find(vec![path.to_owned()], DEPTH)?)?;
        if path.file_name().is_some() {
            dataset.name = name.into_owned();
        }
        return Ok(dataset);
    }
    let folder = path
        .parent()
        .filter(|folder| !path.exists() && folder.is_dir());
    let begun = folder.map(list).transpose()?.unwrap_or_default();
    let begins = |path: &PathBuf| {
        path.file_name()
            .is_some_and(|own| own.to_string_lossy().starts_with(&*name))
    };
    let begun: Vec<PathBuf> = begun.into_iter().filter(begins).collect();
    if begun.is_empty() {
        return assemble(vec![read(path, &mut (MOST_MIB << 20))?]);
    }
    load_all(path, begun)
}

/// The dataset of some files in a folder.
fn load_all(place: &Path, paths: Vec<PathBuf>) -> Result<Dataset, DataError> {
    let mut files = Vec::new();
    let mut room = MOST_MIB << 20;
    for path in &paths {
        if path.is_file() && !repeats(path, &paths) {
            let start = start(path)?;
            let bytes = if idx::begins(&start) {
                read(path, &mut room)?.bytes
            } else {
                start
            };
            let name = path
                .strip_prefix(place)
                .unwrap_or(path.file_name().unwrap_or_default().as_ref());
            let name = name.to_string_lossy().into_owned();
            files.push(NamedFile { name, bytes });
        }
    }
    assemble(files).map_err(|error| match error {
        DataError::NoFiles { .. } | DataError::NotIdx { .. } | DataError::Empty { .. } => {
            let place = place.display().to_string();
            DataError::NoFiles { place }
        }
        error => error,
    })
}

/// The files in the first of these folders, or of those in them, that have IDX files; if none has, those at the top.
fn find(folders: Vec<PathBuf>, depth: usize) -> Result<Vec<PathBuf>, DataError> {
    let mut paths = Vec::new();
    for folder in &folders {
        paths.extend(list(folder)?);
    }
    for path in &paths {
        if path.is_file() && idx::begins(&start(path)?) {
            return Ok(paths);
        }
    }
    let inner: Vec<PathBuf> = paths.iter().filter(|path| path.is_dir()).cloned().collect();
    if depth == 0 || inner.is_empty() {
        return Ok(paths);
    }
    let found = find(inner, depth - 1)?;
    let any = found
        .iter()
        .any(|path| start(path).is_ok_and(|start| idx::begins(&start)));
    Ok(if any { found } else { paths })
}

/// What a folder holds, in the order of the names.
fn list(folder: &Path) -> Result<Vec<PathBuf>, DataError> {
    let unreadable = |error| unreadable(folder, &error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path, room: &mut u64) -> Result<NamedFile, DataError> {
    let file = fs::File::open(path).map_err(|error| unreadable(path, &error))?;
    let bytes = contents(path, BufReader::new(file), room)?;
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
    unpacked(Box::new(file))
        .and_then(|file| file.take(*room + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    let left = room.checked_sub(bytes.len() as u64);
    *room = left.ok_or_else(|| DataError::TooLarge {
        name: path.display().to_string(),
        limit: MOST_MIB,
    })?;
    Ok(bytes)
}

/// The first bytes of a file, unpacked, or all there are.
fn start(path: &Path) -> Result<Vec<u8>, DataError> {
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| unpacked(Box::new(BufReader::new(file))))
        .and_then(|file| file.take(START).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    Ok(bytes)
}

fn unpacked<'a>(mut file: Box<dyn BufRead + 'a>) -> io::Result<Box<dyn BufRead + 'a>> {
    for _ in 0..LAYERS {
        if !file.fill_buf()?.starts_with(&MAGIC) {
            break;
        }
        let members = Members {
            member: Some(GzDecoder::new(file)),
        };
        file = Box::new(BufReader::new(members));
    }
    Ok(file)
}

/// How gzip begins.
const MAGIC: [u8; 2] = [0x1F, 0x8B];

/// The members of a gzip file, one after the other, up to what is no gzip: some tools pad a file with zeros, or end it with a
/// newline.
struct Members<'a> {
    member: Option<GzDecoder<Box<dyn BufRead + 'a>>>,
}

impl Read for Members<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let mut rest = self.member.take().map(GzDecoder::into_inner);
            let next = match &mut rest {
                Some(rest) => rest.fill_buf()?.first() == Some(&MAGIC[0]),
                None => false,
            };
            self.member = rest.filter(|_| next).map(GzDecoder::new);
        }
        Ok(0)
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
