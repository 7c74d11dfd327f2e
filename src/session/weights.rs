//! Files of weights: safetensors in the names and shapes of `torch.nn.Linear`, with the options in the metadata.

use std::collections::BTreeMap;
use std::mem;

use serde::{Deserialize, Serialize};

use super::counters::Counters;
use super::names;
use super::safetensors::{self, Metadata, Tensor};
use crate::foreign;
use crate::json;
use crate::models::value::ValueMap;
use crate::refusal::{Sides, listed, refusals};

/// The key of our metadata, which is JSON.
const KEY: &str = "vae-lab";

/// The version of the metadata that is written here, and the only one that is read.
pub const VERSION: u32 = 1;

/// What a file says about itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub version: u32,
    /// The method's name.
    pub model: String,
    pub options: ValueMap,
    pub pixels: Size,
    /// How many classes its images have, where the model learns from them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classes: Option<usize>,
    /// How far the run had come, in a snapshot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Counters>,
}

/// The size of a model's images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    pub height: usize,
    pub width: usize,
    /// Values of a pixel; of grey, which has one, nothing is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planes: Option<usize>,
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
    /// Reads a file.
    ///
    /// # Errors
    /// A file that is cut or is none, a number that is not finite or of a type that is not read, metadata
    /// under our key that is not ours.
    pub fn read(bytes: &[u8]) -> Result<Self, WeightsError> {
        let (tensors, metadata) =
            safetensors::read(bytes).map_err(|reason| match foreign::what(bytes) {
                Some(what) if what != foreign::SAFETENSORS => WeightsError::Foreign { what },
                _ => WeightsError::File { reason },
            })?;
        let header = metadata.get(KEY);
        let mut arrays = BTreeMap::new();
        for tensor in tensors {
            let Some(values) = numbers(&tensor)? else {
                continue;
            };
            let Tensor { name, shape, .. } = tensor;
            if arrays.insert(name, Array { shape, values }).is_some() {
                let reason = "it has a tensor twice".to_owned();
                return Err(WeightsError::File { reason });
            }
        }
        Ok(Self {
            header: header.map(|text| parse_header(text)).transpose()?,
            arrays,
        })
    }

    /// Writes a file.
    pub fn write(&self) -> Vec<u8> {
        // Every target is little-endian, as the format is.
        self.write_as("F32", |values| bytemuck::cast_slice(values).to_vec())
    }

    /// Writes a file of half the size: each number is rounded to one of 16 bits.
    pub fn write_half(&self) -> Vec<u8> {
        self.write_as("F16", |values| {
            let halves = values.iter().map(|&value| to_half(value).to_le_bytes());
            halves.flatten().collect()
        })
    }

    fn write_as(&self, dtype: &'static str, bytes: impl Fn(&[f32]) -> Vec<u8>) -> Vec<u8> {
        // Libraries in Python refuse a file that does not say how its tensors lie: as PyTorch's.
        let mut metadata = Metadata::new();
        metadata.insert("format".to_owned(), "pt".to_owned());
        if let Some(text) = self.header.as_ref().and_then(json::write) {
            metadata.insert(KEY.to_owned(), text);
        }
        let tensors = self.arrays.iter().map(|(name, Array { shape, values })| {
            (name.as_str(), dtype, shape.as_slice(), bytes(values))
        });
        safetensors::write(tensors, metadata)
    }

    /// Gives what others wrote the names that it has here.
    pub fn translate(&mut self) {
        if self.header.is_none() {
            names::translate(&mut self.arrays);
        }
    }

    /// The names of what is still in it.
    pub fn names(&self) -> String {
        listed(&mut self.left().map(String::as_str))
    }

    /// Takes an array out. Its name stays: maps from which something is removed are kilobytes of a page.
    ///
    /// # Errors
    /// Where it is missing or has another shape.
    pub fn take(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        let tensor = name.to_owned();
        match self.arrays.get_mut(name) {
            None => Err(WeightsError::Missing {
                tensor,
                others: self.names(),
            }),
            Some(array) if array.shape != shape => Err(WeightsError::Shape {
                tensor,
                expected: Sides(shape.to_vec()),
                actual: Sides(array.shape.clone()),
            }),
            Some(array) => Ok(mem::take(&mut array.values)),
        }
    }

    /// Ends the reading, once everything that is known has been taken.
    ///
    /// # Errors
    /// Where there is another one left.
    pub fn finish(self) -> Result<(), WeightsError> {
        match self.left().next() {
            None => Ok(()),
            Some(tensor) => Err(WeightsError::Extra {
                tensor: tensor.clone(),
            }),
        }
    }

    /// The names of arrays that have not been taken. Counters, scalars and empty arrays are no part of a model.
    fn left(&self) -> impl Iterator<Item = &String> {
        let arrays = self.arrays.iter();
        arrays
            .filter(|(_, array)| array.values.len() > 1)
            .map(|(name, _)| name)
    }
}

/// Reads our metadata.
fn parse_header(text: &str) -> Result<Header, WeightsError> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }

    let unreadable = |reason: String| WeightsError::Metadata { reason };
    let Version { version } = json::read(text).map_err(unreadable)?;
    if version != VERSION {
        return Err(unreadable(format!(
            "it has version {version}, this program reads version {VERSION}"
        )));
    }
    json::read(text).map_err(unreadable)
}

/// The numbers of a tensor, narrowed to those of 32 bits; None for a counter of another type, such as the one that a batch
/// normalisation has.
fn numbers(tensor: &Tensor) -> Result<Option<Vec<f32>>, WeightsError> {
    let name = || tensor.name.clone();
    let (bytes, mut sides) = (tensor.bytes, tensor.shape.iter());
    let count = sides.try_fold(1, |count: usize, &side| count.checked_mul(side));
    let width = match tensor.dtype.as_str() {
        "F64" => 8,
        "F32" => 4,
        "F16" | "BF16" => 2,
        _ if count.is_some_and(|count| count < 2) => return Ok(None),
        other => {
            return Err(WeightsError::Type {
                tensor: name(),
                dtype: other.to_owned(),
            });
        }
    };
    if count.and_then(|count| count.checked_mul(width)) != Some(bytes.len()) {
        let reason = format!("what it says of \"{}\" is malformed", tensor.name);
        return Err(WeightsError::File { reason });
    }
    // One loop for all: a loop of its own for each type would be kilobytes of a page.
    let number = |bytes: &[u8]| match *bytes {
        [a, b] if tensor.dtype == "F16" => half(u16::from_le_bytes([a, b])),
        // The upper half of an f32.
        [a, b] => f32::from_le_bytes([0, 0, a, b]),
        [a, b, c, d] => f32::from_le_bytes([a, b, c, d]),
        _ => f64::from_le_bytes(bytes.try_into().unwrap_or_default()) as f32,
    };
    let values: Vec<f32> = bytes.chunks_exact(width).map(number).collect();
    if values.iter().any(|value| !value.is_finite()) {
        return Err(WeightsError::NotFinite { tensor: name() });
    }
    Ok(Some(values))
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

/// The IEEE 754 binary16 nearest to an f32, the even one of two. What is finite stays so: beyond ±65,504 it is that, since a
/// file with an infinite weight could not be read.
fn to_half(value: f32) -> u16 {
    let sign = (value.to_bits() >> 16) as u16 & 0x8000;
    // The exponents of the two formats are 112 apart: what is left then is to round 13 bits of the fraction away.
    let bits = (value.abs() * 2f32.powi(-112)).to_bits();
    let rounded = (bits + 0xfff + (bits >> 13 & 1)) >> 13;
    let largest = if value.is_finite() { 0x7bff } else { 0x7c00 };
    sign | rounded.min(largest) as u16
}

/// Transpose of a row-major `rows` x `columns` matrix.
pub fn transposed(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    let mut result = Vec::with_capacity(values.len());
    for column in 0..columns {
        result.extend((0..rows).map(|row| values[row * columns + column]));
    }
    result
}

refusals! {
    /// Why a file of weights was refused.
    pub enum WeightsError {
        /// Not a whole safetensors file.
        File { reason: String } = "weights-file": "this is not a whole safetensors file: {reason}";
        /// Tensors of no method.
        Unknown { names: String } = "weights-unknown":
            "the names of the file's tensors are those of no method that there is here: {names}";
        /// A file of another format.
        Foreign { what: &'static str } = "weights-foreign": "this is no safetensors file but {what}";
        /// A tensor that the model needs.
        Missing { tensor: String, others: String } = "weights-missing":
            "the file has no tensor \"{tensor}\", but others: {others}";
        /// A tensor that the model has no place for.
        Extra { tensor: String } = "weights-extra": "the model has no place for the tensor \"{tensor}\"";
        /// A tensor of another shape than the model's.
        Shape { tensor: String, expected: Sides, actual: Sides } = "weights-shape":
            "the tensor \"{tensor}\" has the shape {actual}, the model needs {expected}";
        /// A tensor that is not made of floats.
        Type { tensor: String, dtype: String } = "weights-type":
            "the tensor \"{tensor}\" has numbers of type {dtype}, only F64, F32, F16 and BF16 can be read";
        /// A number that is infinite or not a number.
        NotFinite { tensor: String } = "weights-not-finite":
            "the tensor \"{tensor}\" has a number that is not finite";
        /// Metadata that cannot be understood.
        Metadata { reason: String } = "weights-metadata": "the file's metadata cannot be read: {reason}";
        /// A model of so many classes, which the loaded dataset has not.
        Classes { expected: usize, actual: usize } = "weights-classes":
            "the file's model tells {expected} classes apart, the dataset has {actual}";
        /// Images of another size than the loaded dataset's.
        Images { height: usize, width: usize, planes: usize } = "weights-images":
            "the file's model takes images of {height}x{width} pixels with {planes} values each, the dataset has others";
    }
}

#[cfg(test)]
mod tests;
