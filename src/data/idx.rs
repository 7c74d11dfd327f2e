//! IDX, the format of MNIST and its kin (LeCun, Cortes and Burges, "The MNIST database"): two zero bytes, the
//! type of the values (0x08: unsigned byte), the number of dimensions, each dimension as a big-endian u32,
//! then the values, last dimension fastest. One dimension holds labels, three hold images.

use super::{DataError, Images, Remark};
use crate::foreign;
use crate::words::has_word;

/// The greatest height and width of an image.
pub const LIMIT: u32 = 64;

/// The greatest number of columns that labels have beside the class, as in QMNIST.
const COLUMNS: u32 = 16;

/// A file's name and its bytes, already unpacked.
#[derive(Clone, Debug)]
pub struct NamedFile {
    /// What messages call it; it decides nothing unless the headers leave a choice.
    pub name: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// A whole IDX file whose values have not been read yet.
#[derive(Clone, Debug)]
pub struct IdxFile {
    pub name: String,
    bytes: Vec<u8>,
    element: Element,
    /// Where its values begin.
    start: usize,
    pub content: Content,
}

/// What an IDX file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    Images {
        count: usize,
        height: usize,
        width: usize,
        /// Values of a pixel: grey, or red, green and blue.
        planes: usize,
        /// Whether the values of a pixel lie together, rather than those of a colour.
        interleaved: bool,
    },
    /// One row for each image, whose first column is the class.
    Labels { count: usize, columns: usize },
}

/// The types of values that IDX knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Element {
    U8,
    I8,
    I16,
    I32,
    F32,
    F64,
}

impl Element {
    fn of(code: u8) -> Option<Self> {
        Some(match code {
            0x08 => Element::U8,
            0x09 => Element::I8,
            0x0B => Element::I16,
            0x0C => Element::I32,
            0x0D => Element::F32,
            0x0E => Element::F64,
            _ => return None,
        })
    }

    fn bytes(self) -> usize {
        match self {
            Element::U8 | Element::I8 => 1,
            Element::I16 => 2,
            Element::I32 | Element::F32 => 4,
            Element::F64 => 8,
        }
    }
}

/// Whether bytes begin as an IDX file does.
pub fn begins(bytes: &[u8]) -> bool {
    matches!(*bytes, [0, 0, element, dimensions, ..] if dimensions > 0 && Element::of(element).is_some())
}

/// Why a file that does not begin as IDX does is refused.
pub fn refuse(file: &NamedFile) -> DataError {
    let name = file.name.clone();
    match (&*file.bytes, foreign::what(&file.bytes)) {
        ([], _) => DataError::Empty { file: name },
        // The same four bytes, written by a machine that puts the lowest first.
        (&[1..=4, element, 0, 0, ..], _) if Element::of(element).is_some() => {
            DataError::LittleEndian { file: name }
        }
        (_, Some(what)) => DataError::Foreign { file: name, what },
        _ => DataError::NotIdx { file: name },
    }
}

/// Reads the header of an IDX file of labels or of images.
///
/// # Errors
/// A [`DataError`] that names the file, if it is not exactly what its header says.
pub fn parse(file: NamedFile) -> Result<IdxFile, DataError> {
    let NamedFile { name, bytes } = &file;
    let name = || name.clone();
    let (element, dimensions) = match *bytes.as_slice() {
        [0, 0, element, dimensions, ..] if dimensions > 0 => (Element::of(element), dimensions),
        _ => (None, 0),
    };
    let Some(element) = element else {
        return Err(refuse(&file));
    };
    let start = 4 + 4 * usize::from(dimensions);
    let found = bytes.len() as u64;
    let Some(header) = bytes.get(4..start) else {
        return Err(DataError::Truncated {
            file: name(),
            expected: start as u64,
            found,
        });
    };
    let header = header.as_chunks().0;
    let length = |number: fn([u8; 4]) -> u32| {
        let mut length = element.bytes() as u64;
        for &size in header {
            length = length.saturating_mul(number(size).into());
        }
        length.saturating_add(start as u64)
    };
    let expected = length(u32::from_be_bytes);
    if found != expected && found == length(u32::from_le_bytes) {
        return Err(DataError::LittleEndian { file: name() });
    }
    let sizes: Vec<u32> = header.iter().map(|&b| u32::from_be_bytes(b)).collect();
    let content = content(&file.name, &sizes)?;
    if found < expected {
        return Err(DataError::Truncated {
            file: name(),
            expected,
            found,
        });
    }
    if found > expected {
        return Err(DataError::TooLong {
            file: name(),
            expected,
            found,
        });
    }
    if found == start as u64 {
        let kind = content.kind();
        return Err(DataError::NoItems { file: name(), kind });
    }
    Ok(IdxFile {
        name: file.name,
        bytes: file.bytes,
        element,
        start,
        content,
    })
}

/// What values of these dimensions are.
fn content(name: &str, sizes: &[u32]) -> Result<Content, DataError> {
    let side = |pixels: u32| pixels.isqrt();
    let count = sizes[0] as usize;
    let labels = |columns: u32| {
        let columns = columns as usize;
        Ok(Content::Labels { count, columns })
    };
    let (height, width, planes, interleaved) = match *sizes {
        [_] => return labels(1),
        [_, columns] if columns == 1 || columns <= COLUMNS && names_labels(name) => {
            return labels(columns);
        }
        [_, pixels] if side(pixels) * side(pixels) == pixels => {
            (side(pixels), side(pixels), 1, true)
        }
        [_, columns] if columns <= COLUMNS => return labels(columns),
        [_, height, width] | [_, height, width, 1] | [_, 1, height, width] => {
            (height, width, 1, true)
        }
        [_, height, width, 3] => (height, width, 3, true),
        [_, 3, height, width] => (height, width, 3, false),
        _ => {
            return Err(DataError::Dimensions {
                file: name.to_owned(),
                dimensions: sizes.len() as u8,
            });
        }
    };
    let sides = 1..=LIMIT;
    if !sides.contains(&height) || !sides.contains(&width) {
        return Err(DataError::ImageSize {
            file: name.to_owned(),
            height,
            width,
            limit: LIMIT,
        });
    }
    Ok(Content::Images {
        count,
        height: height as usize,
        width: width as usize,
        planes,
        interleaved,
    })
}

/// Whether a file's name says that it holds labels.
fn names_labels(name: &str) -> bool {
    has_word(name, "label") || has_word(name, "target")
}

impl Content {
    pub fn kind(&self) -> &'static str {
        match self {
            Content::Images { .. } => "images",
            Content::Labels { .. } => "labels",
        }
    }

    pub fn count(&self) -> usize {
        match *self {
            Content::Images { count, .. } | Content::Labels { count, .. } => count,
        }
    }
}

/// The values that black and white pixels have.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Span {
    black: f64,
    white: f64,
}

const BYTES: Span = Span {
    black: 0.0,
    white: 255.0,
};

/// Black and white of files of one type, which are looked at together: 0 and 1, or 0 and 255, wherever the values are
/// between them, else the least and the greatest.
fn span(files: &[IdxFile], element: Element) -> Result<Span, DataError> {
    if element == Element::U8 {
        return Ok(BYTES);
    }
    let (mut least, mut greatest) = (0.0, 1.0);
    for file in files.iter().filter(|file| file.element == element) {
        for value in file.values() {
            if !value.is_finite() {
                let file = file.name.clone();
                return Err(DataError::NotFinite { file });
            }
            least = value.min(least);
            greatest = value.max(greatest);
        }
    }
    let white = match element {
        _ if greatest <= 1.0 => 1.0,
        Element::I8 => 127.0,
        _ if least == 0.0 && greatest <= 255.0 => 255.0,
        _ => greatest,
    };
    let black = least;
    Ok(Span { black, white })
}

impl IdxFile {
    /// Whether both have the same bytes.
    pub fn equals(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        let count = (self.bytes.len() - self.start) / self.element.bytes();
        (0..count).map(|place| self.value(place))
    }

    fn value(&self, place: usize) -> f64 {
        let at = self.start + place * self.element.bytes();
        let bytes = &self.bytes[at..];
        match self.element {
            Element::U8 => f64::from(bytes[0]),
            Element::I8 => f64::from(bytes[0] as i8),
            Element::I16 => f64::from(i16::from_be_bytes(first(bytes))),
            Element::I32 => f64::from(i32::from_be_bytes(first(bytes))),
            Element::F32 => f64::from(f32::from_be_bytes(first(bytes))),
            Element::F64 => f64::from_be_bytes(first(bytes)),
        }
    }

    /// The class of each image; None where they are no whole numbers of a byte.
    pub fn labels(&self) -> Option<Vec<u8>> {
        let Content::Labels { count, columns } = self.content else {
            return None;
        };
        let mut classes = Vec::with_capacity(count);
        for image in 0..count {
            let value = self.value(image * columns);
            let class = value as u8;
            if f64::from(class) != value {
                return None;
            }
            classes.push(class);
        }
        Some(classes)
    }
}

/// The first bytes of some.
fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.first_chunk().copied().unwrap_or([0; N])
}

/// The pixels of files of images; what was changed on the way is remarked.
///
/// # Errors
/// [`DataError::NotFinite`].
pub fn images(files: Vec<IdxFile>, remarks: &mut Vec<Remark>) -> Result<Vec<Images>, DataError> {
    let mut spans = Vec::new();
    for file in &files {
        spans.push(span(&files, file.element)?);
    }
    let mut images = Vec::new();
    for (file, span) in files.into_iter().zip(spans) {
        images.extend(pixels(file, span, remarks));
    }
    Ok(images)
}

fn pixels(mut file: IdxFile, span: Span, remarks: &mut Vec<Remark>) -> Option<Images> {
    let Content::Images {
        count,
        height,
        width,
        planes,
        interleaved,
    } = file.content
    else {
        return None;
    };
    if file.element == Element::U8 && interleaved {
        file.bytes.drain(..file.start);
        return Some(Images::new(file.bytes, height, width, planes));
    }
    let Span { black, white } = span;
    if span != BYTES {
        remarks.push(Remark::Scaled {
            file: file.name.clone(),
            black,
            white,
        });
    }
    let area = height * width;
    let byte = |at: usize| {
        let (pixel, plane) = (at / planes, at % planes);
        let (image, place) = (pixel / area, pixel % area);
        let value = file.value(if interleaved {
            at
        } else {
            (image * planes + plane) * area + place
        });
        ((value - black) / (white - black) * 255.0).round() as u8
    };
    let bytes = (0..count * area * planes).map(byte).collect();
    Some(Images::new(bytes, height, width, planes))
}
