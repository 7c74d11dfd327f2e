//! Files of weights: safetensors in the names and shapes of `torch.nn.Linear`, with the options in the metadata.

use std::collections::BTreeMap;

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};

use crate::models::value::Value;
use crate::session::Counters;

/// The key of our metadata, which is JSON.
const KEY: &str = "vae-lab";

/// The version of the metadata that is written here, and the only one that is read.
pub const VERSION: u32 = 1;

/// What a file says about itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub version: u32,
    /// The model's name in the registry.
    pub model: String,
    pub options: BTreeMap<String, Value>,
    pub pixels: Size,
    /// How far the run had come, in a snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<Counters>,
}

/// The size of a model's images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Reads a file.
    ///
    /// # Errors
    /// A file that is cut or is none, a number that is not finite or of a type that is not read, metadata
    /// under our key that is not ours.
    pub fn read(bytes: &[u8]) -> Result<Self, WeightsError> {
        let broken = |error: &dyn std::fmt::Display| WeightsError::File {
            reason: error.to_string(),
        };
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|e| broken(&e))?;
        let text = metadata.metadata().as_ref().and_then(|map| map.get(KEY));
        let header = text.map(|text| header(text)).transpose()?;
        let mut arrays = BTreeMap::new();
        for (name, view) in SafeTensors::deserialize(bytes)
            .map_err(|e| broken(&e))?
            .tensors()
        {
            let array = array(&name, &view)?;
            arrays.insert(name, array);
        }
        Ok(Self { header, arrays })
    }

    /// Writes a file.
    ///
    /// # Errors
    /// Contents that a file cannot hold, which ours never are.
    pub fn write(&self) -> Result<Vec<u8>, WeightsError> {
        let broken = |error: &dyn std::fmt::Display| WeightsError::File {
            reason: error.to_string(),
        };
        let mut views = Vec::with_capacity(self.arrays.len());
        for (name, array) in &self.arrays {
            let bytes = bytemuck::cast_slice(&array.values);
            let view = TensorView::new(Dtype::F32, array.shape.clone(), bytes);
            views.push((name, view.map_err(|e| broken(&e))?));
        }
        let header = self.header.as_ref().map(serde_json::to_string).transpose();
        let header = header.map_err(|e| broken(&e))?;
        let metadata = header.map(|text| [(KEY.to_owned(), text)].into_iter().collect());
        safetensors::serialize(views, metadata).map_err(|e| broken(&e))
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

fn header(text: &str) -> Result<Header, WeightsError> {
    let unreadable = |reason| WeightsError::Metadata { reason };
    let header: Header = serde_json::from_str(text).map_err(|e| unreadable(e.to_string()))?;
    if header.version != VERSION {
        return Err(unreadable(format!(
            "it has version {}, this program reads version {VERSION}",
            header.version
        )));
    }
    Ok(header)
}

fn array(name: &str, view: &TensorView) -> Result<Array, WeightsError> {
    let data = view.data();
    let values: Vec<f32> = match view.dtype() {
        Dtype::F32 => data
            .as_chunks()
            .0
            .iter()
            .map(|&bytes| f32::from_le_bytes(bytes))
            .collect(),
        Dtype::F16 => data
            .as_chunks()
            .0
            .iter()
            .map(|&bytes| half(u16::from_le_bytes(bytes)))
            .collect(),
        other => {
            return Err(WeightsError::Type {
                tensor: name.to_owned(),
                dtype: format!("{other:?}"),
            });
        }
    };
    if values.iter().any(|value| !value.is_finite()) {
        return Err(WeightsError::NotFinite {
            tensor: name.to_owned(),
        });
    }
    let shape = view.shape().to_vec();
    Ok(Array { shape, values })
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

/// A matrix of `rows` rows, turned over its diagonal.
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
