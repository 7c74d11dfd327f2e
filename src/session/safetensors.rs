//! The safetensors format: the length of a header in 8 bytes, the header as JSON, the numbers of each tensor.
//!
//! The `safetensors` crate brings a JSON parser and hash tables of its own, which a page would have to load. Tests hold
//! this reader and writer to it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json;

/// The most bytes of a header, as in the reference implementation.
const LONGEST_HEADER: usize = 100_000_000;

/// The member of a header that holds texts by key.
const METADATA: &str = "__metadata__";

/// Texts by key.
pub type Metadata = BTreeMap<String, String>;

/// What a header tells of a tensor.
#[derive(Serialize, Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    /// Where its bytes begin and end among those of all tensors.
    data_offsets: (usize, usize),
}

#[derive(Default)]
struct Header {
    metadata: Metadata,
    tensors: Vec<(String, Entry)>,
}

impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        if !self.metadata.is_empty() {
            members.serialize_entry(METADATA, &self.metadata)?;
        }
        for (name, entry) in &self.tensors {
            members.serialize_entry(name, entry)?;
        }
        members.end()
    }
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HeaderVisitor)
    }
}

struct HeaderVisitor;

impl<'de> Visitor<'de> for HeaderVisitor {
    type Value = Header;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("tensors by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Header, A::Error> {
        let mut header = Header::default();
        while let Some(name) = members.next_key::<String>()? {
            if name == METADATA {
                header.metadata = members.next_value()?;
            } else {
                header.tensors.push((name, members.next_value()?));
            }
        }
        Ok(header)
    }
}

/// A tensor of a file.
pub struct Tensor<'a> {
    pub name: String,
    /// Such as `F32`.
    pub dtype: String,
    /// Columns last.
    pub shape: Vec<usize>,
    /// Little-endian, row-major.
    pub bytes: &'a [u8],
}

/// The tensors and the texts of a file.
///
/// # Errors
/// Says how the bytes are no whole file of the format.
pub fn read(bytes: &[u8]) -> Result<(Vec<Tensor<'_>>, Metadata), String> {
    let (length, rest) = bytes.split_first_chunk().ok_or("it is cut")?;
    let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
    if length > LONGEST_HEADER {
        return Err("its header is too long".to_owned());
    }
    let (head, data) = rest.split_at_checked(length).ok_or("it is cut")?;
    if head.ends_with(&[0]) {
        return Err("its header is padded by zero bytes, which have to be spaces".to_owned());
    }
    let head = str::from_utf8(head).map_err(|_| "its header is no text")?;
    check_entries(head.as_bytes())?;
    let Header { metadata, tensors } = json::read(head)?;
    let mut spans = Spans::default();
    let mut read = Vec::with_capacity(tensors.len());
    for (name, entry) in tensors {
        let (start, end) = entry.data_offsets;
        let bytes = data.get(start..end).ok_or("it is cut")?;
        spans.add(start..end)?;
        read.push(Tensor {
            name,
            dtype: entry.dtype,
            shape: entry.shape,
            bytes,
        });
    }
    spans.fill(data.len())?;
    Ok((read, metadata))
}

/// What JSON allows and the format does not, of which a browser's parser tells nothing: signs, fractions and exponents of
/// numbers, and a member of an entry that is there twice.
///
/// # Errors
/// Says what there is.
pub(super) fn check_entries(head: &[u8]) -> Result<(), String> {
    const MEMBERS: [&[u8]; 3] = [b"dtype", b"shape", b"data_offsets"];
    let mut found = [false; 3];
    let (mut at, mut depth) = (0, 0u32);
    while let Some(&byte) = head.get(at) {
        match byte {
            b'"' => {
                let start = at + 1;
                at = start;
                while head.get(at).is_some_and(|&byte| byte != b'"') {
                    at += if head[at] == b'\\' { 2 } else { 1 };
                }
                let text = head.get(start..at).unwrap_or_default();
                let after = head.get(at + 1..).unwrap_or_default().trim_ascii_start();
                let member = MEMBERS.iter().position(|&member| member == text);
                if let (2, Some(member), Some(b':')) = (depth, member, after.first())
                    && std::mem::replace(&mut found[member], true)
                {
                    return Err("it tells something of a tensor twice".to_owned());
                }
            }
            b'{' => {
                depth += 1;
                found = [false; 3];
            }
            b'}' => depth = depth.saturating_sub(1),
            b'-' | b'+' | b'.' => return Err("it has a number that is not whole".to_owned()),
            b'e' | b'E' if at > 0 && head[at - 1].is_ascii_digit() => {
                return Err("it has a number that is not whole".to_owned());
            }
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

/// Stretches of a file, by where they begin.
#[derive(Default)]
struct Spans(BTreeMap<usize, usize>);

impl Spans {
    fn add(&mut self, span: Range<usize>) -> Result<(), String> {
        // Tensors without numbers may share a place.
        if span.is_empty() {
            return Ok(());
        }
        match self.0.insert(span.start, span.end) {
            None => Ok(()),
            Some(_) => Err("its tensors overlap".to_owned()),
        }
    }

    /// Whether they fill `0..length`, each of it once.
    fn fill(&self, length: usize) -> Result<(), String> {
        let mut end = 0;
        for (&start, &stop) in &self.0 {
            if start != end {
                return Err("its tensors overlap or leave gaps".to_owned());
            }
            end = stop;
        }
        if end == length {
            Ok(())
        } else {
            Err("it goes on after its tensors".to_owned())
        }
    }
}

/// A file of the tensors, in their order, with the texts.
pub fn write<'a, B: AsRef<[u8]>>(
    tensors: impl Iterator<Item = (&'a str, &'static str, &'a [usize], B)>,
    metadata: Metadata,
) -> Vec<u8> {
    let mut header = Header {
        metadata,
        tensors: Vec::new(),
    };
    let mut data = Vec::new();
    for (name, dtype, shape, bytes) in tensors {
        let start = data.len();
        data.extend_from_slice(bytes.as_ref());
        let entry = Entry {
            dtype: dtype.to_owned(),
            shape: shape.to_vec(),
            data_offsets: (start, data.len()),
        };
        header.tensors.push((name.to_owned(), entry));
    }
    let mut head = json::write(&header).unwrap_or_else(|| unreachable!("its keys are texts"));
    // The numbers begin at a multiple of their size.
    while !head.len().is_multiple_of(8) {
        head.push(' ');
    }
    let mut file = Vec::with_capacity(8 + head.len() + data.len());
    file.extend((head.len() as u64).to_le_bytes());
    file.extend(head.as_bytes());
    file.extend(data);
    file
}
