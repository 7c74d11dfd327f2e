//! What can be wrong with a dataset's files.

/// Why files do not make a dataset. Each error names the file and the fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// There is nothing to read.
    #[error("there is no IDX file in {place}")]
    NoFiles { place: String },
    /// The file has no bytes.
    #[error("{file} is empty")]
    Empty { file: String },
    /// The file does not begin as an IDX file does.
    #[error(
        "{file} is not an IDX file: it does not begin with two zero bytes, a type and a number of dimensions"
    )]
    NotIdx { file: String },
    /// The values are not unsigned bytes.
    #[error("{file} holds {found}, but only unsigned bytes (type 0x08) can be read")]
    ElementType { file: String, found: String },
    /// Neither labels (one dimension) nor images (three).
    #[error("{file} has {dimensions} dimensions, but labels have 1 and images have 3")]
    Dimensions { file: String, dimensions: u8 },
    /// The file ends before its header says.
    #[error("{file} is cut short: its header tells of {expected} bytes, but it has {found}")]
    Truncated {
        file: String,
        expected: u64,
        found: u64,
    },
    /// The file goes on after its header says that it ends.
    #[error("{file} is too long: its header tells of {expected} bytes, but it has {found}")]
    TooLong {
        file: String,
        expected: u64,
        found: u64,
    },
    /// The header says that there are no images or labels.
    #[error("{file} holds no {kind}")]
    NoItems { file: String, kind: &'static str },
    /// Images without pixels or larger than a model can take.
    #[error(
        "{file} has images of {height}x{width} pixels, but they must be between 1x1 and {limit}x{limit}"
    )]
    ImageSize {
        file: String,
        height: u32,
        width: u32,
        limit: u32,
    },
    /// Labels that belong to no images.
    #[error("{file} has {labels} labels, which is not the number of images ({images})")]
    LabelCount {
        file: String,
        labels: usize,
        images: String,
    },
    /// Labels without images.
    #[error("{file} holds labels, but no file holds images")]
    LabelsOnly { file: String },
    /// More files than a training and a held-out part have.
    #[error(
        "{found} files of {kind} are too many: a dataset has at most two, to train and to test"
    )]
    TooManyFiles { kind: &'static str, found: usize },
    /// The two parts have images of different sizes.
    #[error("{file} has images of {found} pixels, but those of {other} have {expected}")]
    SizesDiffer {
        file: String,
        found: String,
        other: String,
        expected: String,
    },
    /// Nothing would be left to train on or to hold out.
    #[error(
        "{file} holds one image, but a dataset needs at least two: one to train on and one to hold out"
    )]
    TooFewImages { file: String },
    /// The operating system refused, or the compressed data is damaged.
    #[error("{file} cannot be read: {reason}")]
    Unreadable { file: String, reason: String },
}

impl DataError {
    /// A name of the error that does not change, for translations.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoFiles { .. } => "data-no-files",
            Self::Empty { .. } => "data-empty",
            Self::NotIdx { .. } => "data-not-idx",
            Self::ElementType { .. } => "data-element-type",
            Self::Dimensions { .. } => "data-dimensions",
            Self::Truncated { .. } => "data-truncated",
            Self::TooLong { .. } => "data-too-long",
            Self::NoItems { .. } => "data-no-items",
            Self::ImageSize { .. } => "data-image-size",
            Self::LabelCount { .. } => "data-label-count",
            Self::LabelsOnly { .. } => "data-labels-only",
            Self::TooManyFiles { .. } => "data-too-many-files",
            Self::SizesDiffer { .. } => "data-sizes-differ",
            Self::TooFewImages { .. } => "data-too-few-images",
            Self::Unreadable { .. } => "data-unreadable",
        }
    }

    /// What the message names, for translations.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NoFiles { place } => vec![("place", place.clone())],
            Self::Empty { file }
            | Self::NotIdx { file }
            | Self::LabelsOnly { file }
            | Self::TooFewImages { file } => vec![("file", file.clone())],
            Self::ElementType { file, found } => {
                vec![("file", file.clone()), ("found", found.clone())]
            }
            Self::Dimensions { file, dimensions } => vec![
                ("file", file.clone()),
                ("dimensions", dimensions.to_string()),
            ],
            Self::Truncated {
                file,
                expected,
                found,
            }
            | Self::TooLong {
                file,
                expected,
                found,
            } => vec![
                ("file", file.clone()),
                ("expected", expected.to_string()),
                ("found", found.to_string()),
            ],
            Self::NoItems { file, kind } => {
                vec![("file", file.clone()), ("kind", kind.to_string())]
            }
            Self::ImageSize {
                file,
                height,
                width,
                limit,
            } => vec![
                ("file", file.clone()),
                ("height", height.to_string()),
                ("width", width.to_string()),
                ("limit", limit.to_string()),
            ],
            Self::LabelCount {
                file,
                labels,
                images,
            } => vec![
                ("file", file.clone()),
                ("labels", labels.to_string()),
                ("images", images.clone()),
            ],
            Self::TooManyFiles { kind, found } => {
                vec![("kind", kind.to_string()), ("found", found.to_string())]
            }
            Self::SizesDiffer {
                file,
                found,
                other,
                expected,
            } => vec![
                ("file", file.clone()),
                ("found", found.clone()),
                ("other", other.clone()),
                ("expected", expected.clone()),
            ],
            Self::Unreadable { file, reason } => {
                vec![("file", file.clone()), ("reason", reason.clone())]
            }
        }
    }
}
