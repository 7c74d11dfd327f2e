//! The dense way: one panel of B after another, two vectors wide and split along k, is packed into the
//! first-level cache, and tiles of up to six rows of A run over it, accumulating in registers.

use std::ops::Range;

use super::super::lanes::{Lanes, MAX_LANES};
use super::{Matrix, Product};

/// Rows of a tile: with two vectors a row, twelve accumulators, two of B and one of A fill 15 registers.
const TILE_ROWS: usize = 6;
/// Vectors of a tile's row.
const VECTORS: usize = 2;
/// Most steps of k between two visits of C: a panel of B and the rows of A fit the first-level cache together.
const DEPTH: usize = 400;

/// Steps of k between two turns of the innermost loop.
const UNROLL: usize = 4;

/// Splits k into equal parts of at most `DEPTH`.
#[inline(always)]
fn depths(k: usize) -> impl Iterator<Item = Range<usize>> {
    let parts = k.div_ceil(DEPTH).max(1);
    let depth = k.div_ceil(parts);
    (0..parts).map(move |part| (part * depth).min(k)..((part + 1) * depth).min(k))
}

/// The length of a panel.
#[inline(always)]
pub(super) fn panel_len<L: Lanes>() -> usize {
    DEPTH * VECTORS * L::N
}

/// Packs a panel: for each k its columns of op(B), zeros beyond the last.
#[inline(always)]
fn pack<L: Lanes>(b: Matrix, depth: Range<usize>, columns: Range<usize>, panel: &mut [f32]) {
    let width = VECTORS * L::N;
    for (k, row) in depth.zip(panel.chunks_exact_mut(width)) {
        let from = &b.data[k * b.stride..][columns.clone()];
        if from.len() == width {
            L::load(from).store(row);
            L::load(&from[L::N..]).store(&mut row[L::N..]);
        } else {
            row.fill(0.0);
            row[..from.len()].copy_from_slice(from);
        }
    }
}

/// [`pack`] for a B that is stored as (n, k): square blocks are turned in registers.
#[inline(always)]
fn pack_transposed<L: Lanes>(
    b: Matrix,
    depth: Range<usize>,
    columns: Range<usize>,
    panel: &mut [f32],
) {
    let width = VECTORS * L::N;
    let whole = if columns.len() == width {
        depth.len() / L::N * L::N
    } else {
        0
    };
    for k in (0..whole).step_by(L::N) {
        for first in (0..width).step_by(L::N) {
            let mut block = [L::splat(0.0); MAX_LANES];
            for (lane, vector) in block[..L::N].iter_mut().enumerate() {
                let row = (columns.start + first + lane) * b.stride + depth.start + k;
                *vector = L::load(&b.data[row..]);
            }
            transpose(&mut block);
            for (lane, vector) in block[..L::N].iter().enumerate() {
                vector.store(&mut panel[(k + lane) * width + first..]);
            }
        }
    }
    for k in whole..depth.len() {
        let row = &mut panel[k * width..][..width];
        row.fill(0.0);
        for (to, column) in row.iter_mut().zip(columns.clone()) {
            *to = b.data[column * b.stride + depth.start + k];
        }
    }
}

/// Transposes the first N vectors: log2 N perfect shuffles.
#[inline(always)]
fn transpose<L: Lanes>(block: &mut [L; MAX_LANES]) {
    let mut stage = 1;
    while stage < L::N {
        let from = *block;
        for i in 0..L::N / 2 {
            (block[2 * i], block[2 * i + 1]) = from[i].zip(from[i + L::N / 2]);
        }
        stage *= 2;
    }
}

/// Rows `rows` of C, which starts at the first of them.
#[inline(always)]
pub(super) fn multiply<L: Lanes>(
    product: &Product,
    a: Matrix,
    b: Matrix,
    panel: &mut [f32],
    rows: Range<usize>,
    c: &mut [f32],
    c_stride: usize,
) {
    let width = VECTORS * L::N;
    for depth in depths(product.k) {
        for column in (0..product.n).step_by(width) {
            let columns = column..product.n.min(column + width);
            if product.transpose_b {
                pack_transposed::<L>(b, depth.clone(), columns.clone(), panel);
            } else {
                pack::<L>(b, depth.clone(), columns.clone(), panel);
            }
            let mut row = rows.start;
            while row < rows.end {
                // Seven or eight rows are better halved than left with a tile too low to fill the pipeline.
                let height = match rows.end - row {
                    7 | 8 => 4,
                    left => left.min(TILE_ROWS),
                };
                let first = if product.transpose_a {
                    depth.start * a.stride + row
                } else {
                    row * a.stride + depth.start
                };
                let tile = Tile {
                    depth: depth.len(),
                    // SAFETY: inside A, whose length `Product::run` has checked; dangling where k is 0, then not read.
                    a: unsafe { a.data.as_ptr().add(first) },
                    a_stride: a.stride,
                    panel: panel.as_ptr(),
                    c: c[(row - rows.start) * c_stride + column..].as_mut_ptr(),
                    c_stride,
                    columns: columns.len(),
                    resume: depth.start > 0,
                };
                // SAFETY: `height` rows from `row` and `columns` columns from `column` lie in A and C, `depth` steps
                // in A and in the panel.
                unsafe {
                    if product.transpose_a {
                        tile.rows::<L, true>(height);
                    } else {
                        tile.rows::<L, false>(height);
                    }
                }
                row += height;
            }
        }
    }
}

/// One tile of C and what it is made from.
struct Tile {
    depth: usize,
    a: *const f32,
    a_stride: usize,
    panel: *const f32,
    c: *mut f32,
    c_stride: usize,
    columns: usize,
    /// C already holds the sum over the earlier parts of k.
    resume: bool,
}

impl Tile {
    /// # Safety
    /// As [`Tile::compute`], with `height` rows.
    #[inline(always)]
    unsafe fn rows<L: Lanes, const TRANSPOSED: bool>(&self, height: usize) {
        // SAFETY: the caller's promise.
        unsafe {
            match height {
                1 => self.compute::<L, 1, TRANSPOSED>(),
                2 => self.compute::<L, 2, TRANSPOSED>(),
                3 => self.compute::<L, 3, TRANSPOSED>(),
                4 => self.compute::<L, 4, TRANSPOSED>(),
                5 => self.compute::<L, 5, TRANSPOSED>(),
                _ => self.compute::<L, TILE_ROWS, TRANSPOSED>(),
            }
        }
    }

    /// # Safety
    /// `ROWS` rows and `columns <= 2 N` columns lie in C, `ROWS` rows and `depth` steps in A
    /// (stored as (k, m) if `TRANSPOSED`), `depth` steps in the panel.
    #[inline(always)]
    unsafe fn compute<L: Lanes, const ROWS: usize, const TRANSPOSED: bool>(&self) {
        // SAFETY: the caller's promise; the pointers go no further than it says.
        unsafe {
            let width = VECTORS * L::N;
            let whole = self.columns == width;
            let mut edge = [[0.0_f32; VECTORS * MAX_LANES]; ROWS];
            let mut sums = [[L::splat(0.0); VECTORS]; ROWS];
            if self.resume {
                for (row, sums) in sums.iter_mut().enumerate() {
                    let mut from = self.c.add(row * self.c_stride).cast_const();
                    if !whole {
                        from.copy_to_nonoverlapping(edge[row].as_mut_ptr(), self.columns);
                        from = edge[row].as_ptr();
                    }
                    *sums = [L::load_from(from), L::load_from(from.add(L::N))];
                }
            }

            let mut k = 0;
            while k + UNROLL <= self.depth {
                self.steps::<L, ROWS, UNROLL, TRANSPOSED>(k, &mut sums);
                k += UNROLL;
            }
            for k in k..self.depth {
                self.steps::<L, ROWS, 1, TRANSPOSED>(k, &mut sums);
            }

            for (row, sums) in sums.into_iter().enumerate() {
                let to = self.c.add(row * self.c_stride);
                let target = if whole { to } else { edge[row].as_mut_ptr() };
                sums[0].store_to(target);
                sums[1].store_to(target.add(L::N));
                if !whole {
                    to.copy_from_nonoverlapping(target, self.columns);
                }
            }
        }
    }

    /// Adds `STEPS` terms, from k on, to every sum.
    ///
    /// # Safety
    /// As [`Tile::compute`], and `k + STEPS <= depth`.
    #[inline(always)]
    unsafe fn steps<L: Lanes, const ROWS: usize, const STEPS: usize, const TRANSPOSED: bool>(
        &self,
        k: usize,
        sums: &mut [[L; VECTORS]; ROWS],
    ) {
        // SAFETY: the caller's promise.
        unsafe {
            let panel = self.panel.add(k * VECTORS * L::N);
            for step in 0..STEPS {
                let panel = panel.add(step * VECTORS * L::N);
                let b = [L::load_from(panel), L::load_from(panel.add(L::N))];
                for (row, sums) in sums.iter_mut().enumerate() {
                    let a = if TRANSPOSED {
                        self.a.add((k + step) * self.a_stride).add(row)
                    } else {
                        self.a.add(row * self.a_stride + k).add(step)
                    };
                    let a = L::splat(*a);
                    sums[0] = a.mul_add(b[0], sums[0]);
                    sums[1] = a.mul_add(b[1], sums[1]);
                }
            }
        }
    }
}
