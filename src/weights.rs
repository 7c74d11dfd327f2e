//! Weights as safetensors files, in the names and shapes of `torch.nn.Linear`.

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
