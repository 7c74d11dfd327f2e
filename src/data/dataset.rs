//! Images held as bytes.

use ndarray::Array2;

/// Images of one size.
#[derive(Clone, Debug, PartialEq)]
pub struct Images {
    /// (count, height · width), row by row, ink high.
    pub pixels: Array2<u8>,
    /// What each image shows, where that is known.
    pub labels: Option<Vec<u8>>,
    /// (count, factors): the generative factors of each image, where they are known.
    pub factors: Option<Array2<f32>>,
    /// Rows of an image.
    pub height: usize,
    /// Columns of an image.
    pub width: usize,
}

/// Images to train on and images held out to judge by.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// What to call it.
    pub name: String,
    /// Training images.
    pub train: Images,
    /// Images that training never sees.
    pub held_out: Images,
}
