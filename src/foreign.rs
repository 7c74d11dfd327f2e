//! Files that people give in place of what is wanted, told by how they begin: what each is, and what to do with it.

const PAGE: &str = "a web page: its download went wrong, so fetch the file itself";
const POINTER: &str = "a pointer of Git LFS: fetch the file itself with git lfs pull";
const PICKLE: &str =
    "a pickle: load it in Python and save its weights as safetensors, its images as IDX";
const ZIP: &str = "a zip archive: unpack it and choose the files in it";
const ARCHIVE: &str = "a packed archive: unpack it and choose the files in it";
const STREAM: &str = "a packed file: unpack it first";
const ARRAY: &str = "a NumPy array: write it as an IDX file";
const ARRAYS: &str = "an archive of NumPy arrays: write each as an IDX file";
const TABLE: &str = "a table of text (CSV): write its numbers as an IDX file";
const PARQUET: &str = "a Parquet table: write its images as an IDX file";
const PICTURE: &str = "a picture: write all pictures into one IDX file";
const HDF5: &str = "an HDF5 file: save its weights as safetensors, its images as IDX";
const MATLAB: &str = "a MATLAB file: write its images as an IDX file";
const ONNX: &str = "an ONNX model: save its weights as safetensors";
/// A file that begins as one of weights does.
pub const SAFETENSORS: &str = "a safetensors file: open it alone, as weights";
const IDX: &str = "an IDX file of images or labels: load it as data";

/// Everything that a file can be told to be; translations are among the page's words.
pub const ALL: &[&str] = &[
    PAGE,
    POINTER,
    PICKLE,
    ZIP,
    ARCHIVE,
    STREAM,
    ARRAY,
    ARRAYS,
    TABLE,
    PARQUET,
    PICTURE,
    HDF5,
    MATLAB,
    ONNX,
    SAFETENSORS,
    IDX,
];

/// Bytes at a place that tell a format.
const MARKS: &[(usize, &[u8], &str)] = &[
    (5, b"\0\0\0{", SAFETENSORS),
    (0, b"version https://git-lfs", POINTER),
    (0, b"PK", ZIP),
    (0, b"\x80\x02", PICKLE),
    (0, b"\x80\x03", PICKLE),
    (0, b"\x80\x04", PICKLE),
    (0, b"\x80\x05", PICKLE),
    (0, b"\x93NUMPY", ARRAY),
    (0, b"PAR1", PARQUET),
    (0, b"\x89HDF", HDF5),
    (0, b"MATLAB", MATLAB),
    (0, b"\x89PNG", PICTURE),
    (0, b"\xFF\xD8\xFF", PICTURE),
    (0, b"GIF8", PICTURE),
    (8, b"WEBP", PICTURE),
    (257, b"ustar", ARCHIVE),
    (0, b"7z\xBC\xAF", ARCHIVE),
    (0, b"Rar!", ARCHIVE),
    (0, b"\xFD7zXZ", STREAM),
    (0, b"BZh", STREAM),
    (0, b"\x28\xB5\x2F\xFD", STREAM),
    (0, b"\x1F\x8B", STREAM),
    (0, b"\x78\x01", STREAM),
    (0, b"\x78\x9C", STREAM),
    (0, b"\x78\xDA", STREAM),
];

/// What a file is, if it is one of those that are often taken for data or weights; its first 512 bytes are enough.
pub fn what(bytes: &[u8]) -> Option<&'static str> {
    let start = &bytes[..bytes.len().min(512)];
    let mut marks = MARKS.iter();
    let marked =
        marks.find(|(at, mark, _)| start.get(*at..).is_some_and(|rest| rest.starts_with(mark)));
    if let Some(&(_, _, what)) = marked {
        return Some(match what {
            ZIP if has(start, b"data.pkl") => PICKLE,
            ZIP if has(start, b".npy") => ARRAYS,
            what => what,
        });
    }
    match *start {
        [0, 0, 8..=14, ..] => return Some(IDX),
        // The first field of a model is the version of its format, then come texts.
        [8, 1..=20, 0x12 | 0x1A | 0x22 | 0x3A, ..] => return Some(ONNX),
        _ => {}
    }
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    if text.trim_ascii_start().first() == Some(&b'<') {
        return Some(PAGE);
    }
    is_table(text).then_some(TABLE)
}

/// The library's search in texts would be kilobytes of wasm.
fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Whether the first line is of some columns, and the next one, as far as it is here, of no more.
fn is_table(text: &[u8]) -> bool {
    let separators = |line: &[u8]| {
        line.iter()
            .filter(|byte| matches!(byte, b',' | b';' | b'\t'))
            .count()
    };
    let mut lines = text.split(|&byte| byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let next = lines.next().unwrap_or_default();
    let readable = |byte: &u8| matches!(byte, b'\t' | b'\r' | b'\n' | 0x20..=0x7E);
    let columns = separators(first);
    columns > 1
        && text.iter().all(readable)
        && (next.is_empty() || separators(next) > 1 && separators(next) <= columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_how_they_begin() {
        let padded = |start: &[u8]| [start, &[0; 600]].concat();
        let tar = [&[b'a'; 257][..], b"ustar\x0000"].concat();
        let zip =
            |entry: &str| padded(&[b"PK\x03\x04".as_slice(), &[0; 26], entry.as_bytes()].concat());
        for (bytes, expected) in [
            (b"<!DOCTYPE html><html>".to_vec(), PAGE),
            (b"\xEF\xBB\xBF\r\n <html lang=en>".to_vec(), PAGE),
            (
                b"version https://git-lfs.github.com/spec/v1\noid sha256:0".to_vec(),
                POINTER,
            ),
            (zip("images-idx3-ubyte"), ZIP),
            (zip("x_train.npy"), ARRAYS),
            (zip("archive/data.pkl"), PICKLE),
            (b"\x80\x02\x8A\x0Al\xFC\x9CF".to_vec(), PICKLE),
            (padded(b"\x93NUMPY\x01\0"), ARRAY),
            (b"label,pixel0,pixel1\n5,0,0\n".to_vec(), TABLE),
            (b"5,0,0,0\r\n4,0,0,0\r\n".to_vec(), TABLE),
            (b"0,".repeat(400), TABLE),
            (padded(b"PAR1"), PARQUET),
            (padded(b"\x89PNG\r\n\x1A\n"), PICTURE),
            (padded(b"\xFF\xD8\xFF\xE0"), PICTURE),
            (padded(b"\x89HDF\r\n\x1A\n"), HDF5),
            (b"\x08\x07\x12\x07pytorch".to_vec(), ONNX),
            (padded(b"\x40\0\0\0\0\0\0\0{\"a\":"), SAFETENSORS),
            (padded(b"\0\0\x08\x03\0\0\0\x05"), IDX),
            (tar, ARCHIVE),
            (padded(b"\x1F\x8B\x08"), STREAM),
            (padded(b"\x78\x9C"), STREAM),
        ] {
            assert_eq!(what(&bytes), Some(expected));
            assert!(ALL.contains(&expected));
        }
        for other in [
            &b""[..],
            b"\0",
            b"Dear diary, today no digits.",
            b"\0\0\0\x20ftypisom",
            b"\x01\x02\x03",
        ] {
            assert_eq!(what(other), None);
        }
    }
}
