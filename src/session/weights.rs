//! Files of weights: safetensors in the names and shapes of `torch.nn.Linear`, with the options in the metadata.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::counters::Counters;
use crate::json::Json;
use crate::models::value::Value;

/// The key of our metadata, which is JSON.
const KEY: &str = "vae-lab";

/// Where the format keeps texts by key.
const METADATA: &str = "__metadata__";

/// The version of the metadata that is written here, and the only one that is read.
pub const VERSION: u32 = 1;

/// The most bytes of a header, as in the reference implementation.
const LONGEST_HEADER: usize = 100_000_000;

/// What a file says about itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    pub version: u32,
    /// The model's name in the registry.
    pub model: String,
    pub options: Vec<(String, Value)>,
    pub pixels: Size,
    /// How far the run had come, in a snapshot.
    pub run: Option<Counters>,
}

/// The size of a model's images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub height: usize,
    pub width: usize,
}

/// A named array of a file, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// The contents of a file: what has not been taken out of it yet.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// None in a file that others wrote.
    pub header: Option<Header>,
    pub arrays: BTreeMap<String, Array>,
}

impl File {
    /// Reads a file: the length of its header in 8 bytes, the header, the numbers of each tensor.
    ///
    /// # Errors
    /// A file that is cut or is none, a number that is not finite or of a type that is not read, metadata
    /// under our key that is not ours.
    pub fn read(bytes: &[u8]) -> Result<Self, WeightsError> {
        let (length, rest) = bytes.split_first_chunk().ok_or(broken("it is cut"))?;
        let length = u64::from_le_bytes(*length);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if length > LONGEST_HEADER {
            return Err(broken("its header is too long"));
        }
        let (head, data) = rest.split_at_checked(length).ok_or(broken("it is cut"))?;
        let head = str::from_utf8(head).map_err(|_| broken("its header is no text"))?;
        let head = Json::parse(head).map_err(|error| broken(&error.to_string()))?;
        let Json::Object(members) = head else {
            return Err(broken("its header is no object"));
        };

        let mut file = Self {
            header: None,
            arrays: BTreeMap::new(),
        };
        // In their order once they are all there; the library's sort would be kilobytes of wasm.
        let mut spans = BinaryHeap::with_capacity(members.len());
        for (name, about) in &members {
            if name == METADATA {
                let text = about.get(KEY).map(|text| text.text().unwrap_or_default());
                file.header = text.map(header).transpose()?;
                continue;
            }
            let (span, array) = tensor(name, about, data)?;
            spans.push(Reverse(span));
            if file.arrays.insert(name.to_string(), array).is_some() {
                return Err(broken("it has a tensor twice"));
            }
        }
        let mut end = 0;
        while let Some(Reverse((start, stop))) = spans.pop() {
            if start != end {
                return Err(broken("its tensors overlap or leave gaps"));
            }
            end = stop;
        }
        if end != data.len() {
            return Err(broken("it goes on after its tensors"));
        }
        Ok(file)
    }

    /// Writes a file.
    pub fn write(&self) -> Vec<u8> {
        self.write_as("F32", f32::to_le_bytes)
    }

    /// Writes a file of half the size: each number is rounded to one of 16 bits.
    pub fn write_half(&self) -> Vec<u8> {
        self.write_as("F16", |value| to_half(value).to_le_bytes())
    }

    fn write_as<const WIDTH: usize>(
        &self,
        dtype: &'static str,
        number: impl Fn(f32) -> [u8; WIDTH],
    ) -> Vec<u8> {
        let mut members = Vec::with_capacity(self.arrays.len() + 1);
        if let Some(header) = &self.header {
            let metadata = Json::object([(KEY, Json::from(header).to_string().into())]);
            members.push((METADATA.into(), metadata));
        }
        let mut end = 0;
        for (name, array) in &self.arrays {
            let start = end;
            end += WIDTH * array.values.len();
            let about = Json::object([
                ("dtype", dtype.into()),
                ("shape", array.shape.iter().copied().collect()),
                ("data_offsets", [start, end].into_iter().collect()),
            ]);
            members.push((name.clone().into(), about));
        }
        let mut header = Json::Object(members).to_string();
        // The numbers begin at a multiple of their size.
        header.extend(std::iter::repeat_n(
            ' ',
            header.len().next_multiple_of(8) - header.len(),
        ));
        let mut bytes = Vec::with_capacity(8 + header.len() + end);
        bytes.extend((header.len() as u64).to_le_bytes());
        bytes.extend(header.as_bytes());
        for array in self.arrays.values() {
            for &value in &array.values {
                bytes.extend(number(value));
            }
        }
        bytes
    }

    /// Takes an array out.
    ///
    /// # Errors
    /// Where it is missing or has another shape.
    pub fn take(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        let tensor = name.to_owned();
        match self.arrays.remove(name) {
            None => Err(WeightsError::Missing { tensor }),
            Some(array) if array.shape != shape => Err(WeightsError::Shape {
                tensor,
                expected: shape.to_vec(),
                actual: array.shape,
            }),
            Some(array) => Ok(array.values),
        }
    }

    /// Ends the reading, once everything that is known has been taken.
    ///
    /// # Errors
    /// Where there is one left.
    pub fn finish(self) -> Result<(), WeightsError> {
        match self.arrays.into_keys().next() {
            None => Ok(()),
            Some(tensor) => Err(WeightsError::Extra { tensor }),
        }
    }
}

impl From<&Header> for Json {
    fn from(header: &Header) -> Json {
        let options = header.options.iter();
        let options = options.map(|(key, value)| (key.clone().into(), value.into()));
        let Size { height, width } = header.pixels;
        let mut json = vec![
            ("version".into(), header.version.into()),
            ("model".into(), header.model.clone().into()),
            ("options".into(), Json::Object(options.collect())),
            (
                "pixels".into(),
                Json::object([("height", height.into()), ("width", width.into())]),
            ),
        ];
        if let Some(Counters {
            step,
            seen,
            updates,
        }) = header.run
        {
            let run = Json::object([
                ("step", step.into()),
                ("seen", seen.into()),
                ("updates", updates.into()),
            ]);
            json.push(("run".into(), run));
        }
        Json::Object(json)
    }
}

fn broken(reason: &str) -> WeightsError {
    let reason = reason.to_owned();
    WeightsError::File { reason }
}

/// Reads our metadata.
fn header(text: &str) -> Result<Header, WeightsError> {
    let unreadable = |reason: String| WeightsError::Metadata { reason };
    let json = Json::parse(text).map_err(|error| unreadable(error.to_string()))?;
    let version: Option<u32> = json.get("version").and_then(Json::whole);
    if let Some(version) = version.filter(|&version| version != VERSION) {
        return Err(unreadable(format!(
            "it has version {version}, this program reads version {VERSION}"
        )));
    }
    let read = || {
        let Some(Json::Object(members)) = json.get("options") else {
            return None;
        };
        let options = members.iter();
        let options = options.map(|(key, value)| Some((key.to_string(), Value::from_json(value)?)));
        let pixels = json.get("pixels")?;
        Some(Header {
            version: version?,
            model: json.get("model")?.text()?.to_owned(),
            options: options.collect::<Option<_>>()?,
            pixels: Size {
                height: pixels.get("height")?.whole()?,
                width: pixels.get("width")?.whole()?,
            },
            run: match json.get("run") {
                None | Some(Json::Null) => None,
                Some(run) => Some(Counters {
                    step: run.get("step")?.whole()?,
                    seen: run.get("seen")?.whole()?,
                    updates: run.get("updates")?.whole()?,
                }),
            },
        })
    };
    read().ok_or_else(|| unreadable("something in it is missing or of another type".to_owned()))
}

/// Where a tensor's bytes begin and end, and its numbers.
fn tensor(name: &str, about: &Json, data: &[u8]) -> Result<((usize, usize), Array), WeightsError> {
    let tensor = || name.to_owned();
    let malformed = || broken(&format!("what it says of \"{name}\" is malformed"));
    let whole =
        |key| -> Option<Vec<usize>> { about.get(key)?.list()?.iter().map(Json::whole).collect() };
    let dtype = about
        .get("dtype")
        .and_then(Json::text)
        .ok_or_else(malformed)?;
    let shape = whole("shape").ok_or_else(malformed)?;
    let Some(&[start, end]) = whole("data_offsets").as_deref() else {
        return Err(malformed());
    };
    let width = match dtype {
        "F32" => 4,
        "F16" => 2,
        other => {
            return Err(WeightsError::Type {
                tensor: tensor(),
                dtype: other.to_owned(),
            });
        }
    };
    let bytes = data.get(start..end).ok_or(broken("it is cut"))?;
    let length = shape
        .iter()
        .try_fold(width, |n: usize, &side| n.checked_mul(side));
    if length != Some(bytes.len()) {
        return Err(malformed());
    }
    let values: Vec<f32> = if width == 4 {
        let numbers = bytes.as_chunks().0.iter();
        numbers.map(|&number| f32::from_le_bytes(number)).collect()
    } else {
        let numbers = bytes.as_chunks().0.iter();
        numbers
            .map(|&number| half(u16::from_le_bytes(number)))
            .collect()
    };
    if values.iter().any(|value| !value.is_finite()) {
        return Err(WeightsError::NotFinite { tensor: tensor() });
    }
    Ok(((start, end), Array { shape, values }))
}

/// An IEEE 754 binary16 as f32: exact.
fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023));
    sign * match exponent {
        0 => fraction * 2f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1024.0 + fraction) * 2f32.powi(exponent - 25),
    }
}

/// The IEEE 754 binary16 nearest to an f32, the even one of two.
fn to_half(value: f32) -> u16 {
    let sign = (value.to_bits() >> 16) as u16 & 0x8000;
    // The exponents of the two formats are 112 apart: what is left then is to round 13 bits of the fraction away.
    let bits = (value.abs() * 2f32.powi(-112)).to_bits();
    let rounded = (bits + 0xfff + (bits >> 13 & 1)) >> 13;
    sign | rounded.min(0x7c00) as u16
}

/// Transpose of a row-major `rows` x `columns` matrix.
pub fn transposed(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    let mut result = Vec::with_capacity(values.len());
    for column in 0..columns {
        result.extend((0..rows).map(|row| values[row * columns + column]));
    }
    result
}

/// Why a file of weights was refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WeightsError {
    /// Not a whole safetensors file.
    #[error("this is not a whole safetensors file: {reason}")]
    File { reason: String },
    /// A tensor that the model needs.
    #[error("the file has no tensor \"{tensor}\"")]
    Missing { tensor: String },
    /// A tensor that the model has no place for.
    #[error("the model has no place for the tensor \"{tensor}\"")]
    Extra { tensor: String },
    /// A tensor of another shape than the model's.
    #[error("the tensor \"{tensor}\" has the shape {actual:?}, the model needs {expected:?}")]
    Shape {
        tensor: String,
        expected: Vec<usize>,
        actual: Vec<usize>,
    },
    /// A tensor that is not made of 16 or 32-bit floats.
    #[error("the tensor \"{tensor}\" has numbers of type {dtype}, only F32 and F16 can be read")]
    Type { tensor: String, dtype: String },
    /// A number that is infinite or not a number.
    #[error("the tensor \"{tensor}\" has a number that is not finite")]
    NotFinite { tensor: String },
    /// Metadata that cannot be understood.
    #[error("the file's metadata cannot be read: {reason}")]
    Metadata { reason: String },
    /// Images of another size than the loaded dataset's.
    #[error("the file's model takes images of {height}x{width} pixels, the dataset has others")]
    Images { height: usize, width: usize },
}

impl WeightsError {
    /// The error's stable name.
    pub fn code(&self) -> &'static str {
        match self {
            WeightsError::File { .. } => "weights-file",
            WeightsError::Missing { .. } => "weights-missing",
            WeightsError::Extra { .. } => "weights-extra",
            WeightsError::Shape { .. } => "weights-shape",
            WeightsError::Type { .. } => "weights-type",
            WeightsError::NotFinite { .. } => "weights-not-finite",
            WeightsError::Metadata { .. } => "weights-metadata",
            WeightsError::Images { .. } => "weights-images",
        }
    }

    /// What a translation of the message fills in.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            WeightsError::File { reason } | WeightsError::Metadata { reason } => {
                vec![("reason", reason.clone())]
            }
            WeightsError::Missing { tensor }
            | WeightsError::Extra { tensor }
            | WeightsError::NotFinite { tensor } => vec![("tensor", tensor.clone())],
            WeightsError::Shape {
                tensor,
                expected,
                actual,
            } => vec![
                ("tensor", tensor.clone()),
                ("expected", format!("{expected:?}")),
                ("actual", format!("{actual:?}")),
            ],
            WeightsError::Type { tensor, dtype } => {
                vec![("tensor", tensor.clone()), ("dtype", dtype.clone())]
            }
            WeightsError::Images { height, width } => {
                vec![("height", height.to_string()), ("width", width.to_string())]
            }
        }
    }
}

#[cfg(test)]
mod tests;
