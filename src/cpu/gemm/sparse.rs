//! The sparse way: the nonzeros of each row of op(A) are listed once; each then adds its multiple of a row
//! of B, which is read where it lies, to accumulators in registers.

use std::ops::Range;

use super::{Matrix, Product, ROW_BLOCK};
use crate::cpu::lanes::Lanes;

/// Accumulators: with one of A and one of B they fit the registers, and they hide the additions' latency.
const VECTORS: usize = 12;
/// Most steps of k between two visits of C: that many rows of B, `VECTORS` wide, stay in the first-level cache.
const DEPTH: usize = 64;
/// The way wins where at most this share of A is not zero.
const DENSITY: f32 = 0.55;
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
    /// Offset of the row of B.
    offset: u32,
    value: f32,
}

/// The nonzeros of a block of rows of op(A): for each part of k, for each row, a list in the order of k.
#[derive(Default)]
pub(super) struct Rows {
    /// List after list, each with room for `CAPACITY`.
    entries: Vec<Entry>,
    /// The lists' lengths.
    lengths: Vec<u32>,
    rows: usize,
}

/// One more than a list can hold: an entry is written before it is known to be wanted.
const CAPACITY: usize = DEPTH + 1;

/// Numbers that are passed over together if all of them are zero.
const GROUP: usize = 8;

#[inline(always)]
fn all_zero(group: &[f32]) -> bool {
    group.iter().fold(0, |bits, x| bits | x.to_bits()) << 1 == 0
}

/// Appends to a list, unless the value is zero: without a branch, which would be guessed wrong.
#[inline(always)]
fn push(entries: &mut [Entry], length: &mut u32, offset: usize, value: f32) {
    entries[*length as usize] = Entry {
        offset: offset as u32,
        value,
    };
    *length += u32::from(value != 0.0);
}

impl Rows {
    /// Takes the memory for a block of a product's rows.
    pub(super) fn ready(&mut self, product: &Product) {
        let lists = product.m.min(ROW_BLOCK) * product.k.div_ceil(DEPTH);
        if self.lengths.len() < lists {
            self.lengths.resize(lists, 0);
            self.entries.resize(lists * CAPACITY, Entry::default());
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
        self.lengths.fill(0);
        for part in 0..product.k.div_ceil(DEPTH) {
            let depth = part * DEPTH..product.k.min((part + 1) * DEPTH);
            let first = part * self.rows;
            if product.transpose_a {
                for k in depth {
                    let column = &a.data[k * a.stride..][range.clone()];
                    for (group, values) in column.chunks(GROUP).enumerate() {
                        if all_zero(values) {
                            continue;
                        }
                        for (row, &value) in values.iter().enumerate() {
                            let list = first + group * GROUP + row;
                            let entries = &mut self.entries[list * CAPACITY..][..CAPACITY];
                            push(entries, &mut self.lengths[list], k * b_stride, value);
                        }
                    }
                }
            } else {
                for (list, row) in (first..).zip(range.clone()) {
                    let row = &a.data[row * a.stride..][depth.clone()];
                    let entries = &mut self.entries[list * CAPACITY..][..CAPACITY];
                    let mut length = 0;
                    for (group, values) in row.chunks(GROUP).enumerate() {
                        if all_zero(values) {
                            continue;
                        }
                        let k = depth.start + group * GROUP;
                        for (k, &value) in (k..).zip(values) {
                            push(entries, &mut length, k * b_stride, value);
                        }
                    }
                    self.lengths[list] = length;
                }
            }
        }
    }

    #[inline(always)]
    fn list(&self, part: usize, row: usize) -> &[Entry] {
        let list = part * self.rows + row;
        &self.entries[list * CAPACITY..][..self.lengths[list] as usize]
    }
}

/// The listed rows of C, which starts at the first of them.
#[inline(always)]
pub(super) fn multiply<L: Lanes>(
    product: &Product,
    rows: &Rows,
    b: Matrix,
    c: &mut [f32],
    c_stride: usize,
) {
    for part in 0..product.k.div_ceil(DEPTH) {
        let resume = part > 0;
        let mut column = 0;
        while column < product.n {
            let left = product.n - column;
            let width = match left / L::N {
                0 => left,
                1..4 => L::N,
                4..VECTORS => 4 * L::N,
                _ => VECTORS * L::N,
            };
            for row in 0..rows.rows {
                let entries = rows.list(part, row);
                let c = &mut c[row * c_stride + column..][..width];
                // SAFETY: the columns lie in B and in C, and every offset is a row of B.
                unsafe {
                    let b = b.data.as_ptr().wrapping_add(column);
                    match left / L::N {
                        0 => add_edge::<L>(entries, b, c, resume),
                        1..4 => add_rows::<L, 1>(entries, b, c.as_mut_ptr(), resume),
                        4..VECTORS => add_rows::<L, 4>(entries, b, c.as_mut_ptr(), resume),
                        _ => add_rows::<L, VECTORS>(entries, b, c.as_mut_ptr(), resume),
                    }
                }
            }
            column += width;
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
    // SAFETY: `WIDTH * N` numbers lie at `c` and at each entry's row of B, by the contract above.
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
        // SAFETY: `c.len()` numbers lie at the entry's row of B, by the contract above.
        let b = unsafe { std::slice::from_raw_parts(b.add(entry.offset as usize), c.len()) };
        sum = L::splat(entry.value).mul_add(L::load_part(b), sum);
    }
    sum.store_part(c);
}
