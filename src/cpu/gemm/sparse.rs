//! The sparse way: the nonzeros of each row of op(A) are listed once; each then adds its multiple of a row
//! of B, which is read where it lies, to accumulators in registers.

use std::ops::Range;

use super::super::lanes::Lanes;
use super::{Matrix, Product, ROW_BLOCK};

/// Accumulators: with one of A and one of B they fit the registers, and they hide the additions' latency.
const VECTORS: usize = 12;
/// Most steps of k between two visits of C: that many rows of B, `VECTORS` wide, stay in the first-level cache.
const DEPTH: usize = 128;
/// The way wins where at most this share of A is not zero.
const DENSITY: f32 = 0.6;
/// With fewer rows than this, packing B for the dense way costs more than it saves.
const FEW_ROWS: usize = 4;

/// Whether this way is the faster one for this A.
#[inline(always)]
pub(super) fn wins(product: &Product, a: Matrix) -> bool {
    let &Product { m, k, n, .. } = product;
    if product.transpose_b {
        return false;
    }
    if m < FEW_ROWS {
        return true;
    }
    if n < 32 || k < 16 {
        return false;
    }
    let (rows, columns) = if product.transpose_a { (k, m) } else { (m, k) };
    let nonzeros: usize = (0..rows)
        .map(|row| {
            let row = &a.data[row * a.stride..][..columns];
            row.iter().map(|&x| u32::from(x != 0.0)).sum::<u32>() as usize
        })
        .sum();
    nonzeros as f32 <= DENSITY * (m * k) as f32
}

/// A nonzero of A and the row of B that it multiplies.
#[derive(Clone, Copy, Default)]
struct Entry {
    /// Where the row of B starts.
    offset: u32,
    value: f32,
}

/// The nonzeros of a block of rows of op(A), in the order in which they are used: part of k, row, k.
#[derive(Default)]
pub(super) struct Rows {
    entries: Vec<Entry>,
    /// Where each list starts, and where the last one ends.
    starts: Vec<u32>,
    rows: usize,
}

impl Rows {
    /// Takes the memory for a block of a product's rows.
    pub(super) fn ready(&mut self, product: &Product) {
        let rows = product.m.min(ROW_BLOCK);
        let parts = product.k.div_ceil(DEPTH).max(1);
        // One more: an entry is written before it is known to be wanted.
        if self.entries.len() < rows * product.k + 1 {
            self.entries.resize(rows * product.k + 1, Entry::default());
        }
        if self.starts.len() < rows * parts + 1 {
            self.starts.resize(rows * parts + 1, 0);
        }
    }

    /// Lists the nonzeros of rows `range` of op(A).
    #[inline(always)]
    pub(super) fn collect(
        &mut self,
        product: &Product,
        a: Matrix,
        b_stride: usize,
        range: Range<usize>,
    ) {
        self.rows = range.len();
        let mut list = 0;
        let mut end = 0;
        for first in (0..product.k.max(1)).step_by(DEPTH) {
            let depth = first..product.k.min(first + DEPTH);
            for row in range.clone() {
                self.starts[list] = end as u32;
                list += 1;
                for k in depth.clone() {
                    let value = if product.transpose_a {
                        a.data[k * a.stride + row]
                    } else {
                        a.data[row * a.stride + k]
                    };
                    self.entries[end] = Entry {
                        offset: (k * b_stride) as u32,
                        value,
                    };
                    end += usize::from(value != 0.0);
                }
            }
        }
        self.starts[list] = end as u32;
    }
}

/// The listed rows of C; `c` starts at the first of them.
#[inline(always)]
pub(super) fn multiply<L: Lanes>(
    product: &Product,
    rows: &Rows,
    b: Matrix,
    c: &mut [f32],
    c_stride: usize,
) {
    let parts = product.k.div_ceil(DEPTH).max(1);
    for part in 0..parts {
        let mut column = 0;
        while column < product.n {
            let left = (product.n - column) / L::N;
            for row in 0..rows.rows {
                let list = part * rows.rows + row;
                let entries =
                    &rows.entries[rows.starts[list] as usize..rows.starts[list + 1] as usize];
                let c = &mut c[row * c_stride + column..];
                let resume = part > 0;
                // SAFETY: the columns lie in B and C, and every offset is a row of B.
                unsafe {
                    let b = b.data.as_ptr().wrapping_add(column);
                    match left {
                        0 => add_edge::<L>(entries, b, &mut c[..product.n - column], resume),
                        1..4 => add_rows::<L, 1>(entries, b, c.as_mut_ptr(), resume),
                        4..VECTORS => add_rows::<L, 4>(entries, b, c.as_mut_ptr(), resume),
                        _ => add_rows::<L, VECTORS>(entries, b, c.as_mut_ptr(), resume),
                    }
                }
            }
            column += match left {
                0 => L::N,
                1..4 => L::N,
                4..VECTORS => 4 * L::N,
                _ => VECTORS * L::N,
            };
        }
    }
}

/// c = Σ value * row of B, over `WIDTH` vectors.
///
/// # Safety
/// `WIDTH * N` numbers lie at `c` and at every entry's offset from `b`.
#[inline(always)]
unsafe fn add_rows<L: Lanes, const WIDTH: usize>(
    entries: &[Entry],
    b: *const f32,
    c: *mut f32,
    resume: bool,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let mut sums = [L::splat(0.0); WIDTH];
        if resume {
            for (vector, sum) in sums.iter_mut().enumerate() {
                *sum = L::load_from(c.add(vector * L::N));
            }
        }
        for entry in entries {
            let a = L::splat(entry.value);
            let b = b.add(entry.offset as usize);
            for (vector, sum) in sums.iter_mut().enumerate() {
                *sum = a.mul_add(L::load_from(b.add(vector * L::N)), *sum);
            }
        }
        for (vector, sum) in sums.into_iter().enumerate() {
            sum.store_to(c.add(vector * L::N));
        }
    }
}

/// The columns that do not fill a vector: `c` is as long as they are many.
///
/// # Safety
/// `c.len()` numbers lie at every entry's offset from `b`.
#[inline(always)]
unsafe fn add_edge<L: Lanes>(entries: &[Entry], b: *const f32, c: &mut [f32], resume: bool) {
    let mut sum = if resume {
        L::load_part(c)
    } else {
        L::splat(0.0)
    };
    for entry in entries {
        // SAFETY: the caller's promise.
        let b = unsafe { std::slice::from_raw_parts(b.add(entry.offset as usize), c.len()) };
        sum = L::splat(entry.value).mul_add(L::load_part(b), sum);
    }
    sum.store_part(c);
}
