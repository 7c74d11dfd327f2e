//! Images held as bytes, and the order in which they are shown.

use ndarray::Array2;

use super::Remark;
use crate::noise::{Clock, words};

/// Images of one size.
#[derive(Clone, Debug, PartialEq)]
pub struct Images {
    /// (count, height · width · planes), row by row, ink high; the values of a pixel lie together.
    pub pixels: Array2<u8>,
    /// What each image shows, where that is known.
    pub labels: Option<Vec<u8>>,
    /// (count, factors): the generative factors of each image, where they are known.
    pub factors: Option<Array2<f32>>,
    /// Rows of an image.
    pub height: usize,
    /// Columns of an image.
    pub width: usize,
    /// Values of a pixel: grey, or red, green and blue.
    pub planes: usize,
}

impl Images {
    /// Images without labels from their bytes, one after the other; bytes that do not fill an image are dropped.
    pub fn new(bytes: Vec<u8>, height: usize, width: usize, planes: usize) -> Self {
        Self {
            pixels: matrix(bytes, height * width * planes),
            labels: None,
            factors: None,
            height,
            width,
            planes,
        }
    }

    /// How many images there are.
    pub fn count(&self) -> usize {
        self.pixels.nrows()
    }

    /// The images at the given places, in that order.
    pub fn select(&self, places: &[usize]) -> Self {
        Self {
            pixels: select(&self.pixels, places),
            labels: self
                .labels
                .as_ref()
                .map(|labels| places.iter().map(|&place| labels[place]).collect()),
            factors: self.factors.as_ref().map(|f| select(f, places)),
            height: self.height,
            width: self.width,
            planes: self.planes,
        }
    }

    /// Keeps the images at the given places alone, which ascend, without a copy of their pixels.
    pub fn keep(&mut self, places: &[usize]) {
        keep(&mut self.pixels, places);
        if let Some(labels) = &mut self.labels {
            *labels = places.iter().map(|&place| labels[place]).collect();
        }
        if let Some(factors) = &mut self.factors {
            keep(factors, places);
        }
    }

    /// Adds images at the end; labels and factors remain where both parts have them.
    ///
    /// # Panics
    /// If the images are of another size.
    pub fn extend(&mut self, more: Self) {
        assert_eq!(
            (self.height, self.width, self.planes),
            (more.height, more.width, more.planes),
            "images of one size"
        );
        append(&mut self.pixels, &more.pixels);
        self.labels = self
            .labels
            .take()
            .zip(more.labels)
            .map(|(mut labels, more)| {
                labels.extend(more);
                labels
            });
        self.factors = self
            .factors
            .take()
            .zip(more.factors)
            .map(|(mut factors, more)| {
                append(&mut factors, &more);
                factors
            });
    }
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
    /// What was done with the files that it was read from.
    pub remarks: Vec<Remark>,
}

/// The order in which an epoch shows `count` images: a random permutation (Fisher and Yates), a function of the
/// seed and the epoch alone.
pub fn shuffled(seed: u32, epoch: u32, count: usize) -> Vec<u32> {
    const STREAM: u32 = 0x5348_0000;
    let clock = Clock { seed, step: epoch };
    let mut order: Vec<u32> = (0..).take(count).collect();
    for last in (1..count).rev() {
        // Of the bound's 2³² parts of a word none differs by more than one: no bias that could be seen.
        let word = words(clock, STREAM, last as u32)[0];
        order.swap(last, ((u64::from(word) * (last as u64 + 1)) >> 32) as usize);
    }
    order
}

/// A matrix from its values, row by row; values that do not fill a row are dropped.
pub(super) fn matrix<T>(mut values: Vec<T>, columns: usize) -> Array2<T> {
    let rows = values.len() / columns;
    values.truncate(rows * columns);
    Array2::from_shape_vec((rows, columns), values)
        .unwrap_or_else(|_| unreachable!("rows are full"))
}

/// Rows of a matrix.
fn select<T: Copy>(rows: &Array2<T>, places: &[usize]) -> Array2<T> {
    let mut values = Vec::with_capacity(places.len() * rows.ncols());
    for &place in places {
        values.extend(rows.row(place));
    }
    matrix(values, rows.ncols())
}

/// The same, in their own room, from places that ascend; the rest of the room is given back.
fn keep<T: Copy + Default>(rows: &mut Array2<T>, places: &[usize]) {
    let columns = rows.ncols();
    let mut values = std::mem::take(rows).into_raw_vec_and_offset().0;
    for (to, &from) in places.iter().enumerate() {
        values.copy_within(from * columns..(from + 1) * columns, to * columns);
    }
    values.truncate(places.len() * columns);
    values.shrink_to_fit();
    *rows = matrix(values, columns);
}

fn append<T: Copy + Default>(rows: &mut Array2<T>, more: &Array2<T>) {
    let columns = rows.ncols();
    let mut values: Vec<T> = std::mem::take(rows).into_iter().collect();
    values.extend(more);
    *rows = matrix(values, columns);
}
