//! The dense way: one panel of B after another, two vectors wide and split along k, is packed into the
//! first-level cache, and tiles of up to six rows of A run over it, accumulating in registers.

use std::ops::Range;

use super::{Matrix, Product, ROW_BLOCK};
use crate::cpu::aligned::Aligned;
use crate::cpu::lanes::{Lanes, MAX_LANES};

/// Rows of a tile: with two vectors a row, twelve accumulators, two of B and one of A fill 15 registers.
const TILE_ROWS: usize = 6;
/// Vectors of a tile's row.
const VECTORS: usize = 2;
/// Columns of C, at most, for which A is read where it lies.
const FEW_COLUMNS: usize = 32;
/// Most steps of k between two visits of C: a panel of B and the rows of A fit the first-level cache together.
const DEPTH: usize = 400;

/// Steps of k in one turn of the innermost loop, where multiply and add are fused and where not.
const FUSED_UNROLL: usize = 16;
const UNROLL: usize = 2;

/// Splits k > 0 into equal parts of at most `DEPTH`.
#[inline(always)]
fn depths(k: usize) -> impl Iterator<Item = Range<usize>> {
    let parts = k.div_ceil(DEPTH);
    let depth = k.div_ceil(parts);
    (0..parts).map(move |part| part * depth..k.min((part + 1) * depth))
}

/// The parts of A and B in use, packed.
#[derive(Default)]
pub(super) struct Packed {
    rows: Aligned,
    panel: Aligned,
}

impl Packed {
    /// Takes the memory, the same for every product on vectors of one width.
    #[inline(always)]
    pub(super) fn ready<L: Lanes>(&mut self) {
        let panel = DEPTH * VECTORS * L::N;
        if self.panel.len() < panel {
            self.rows = Aligned::zeros(ROW_BLOCK * DEPTH);
            self.panel = Aligned::zeros(panel);
        }
    }
}

/// Packs a panel: for each k its columns of op(B), zeros beyond the last.
#[inline(always)]
fn pack<L: Lanes>(b: Matrix, depth: Range<usize>, columns: Range<usize>, panel: &mut [f32]) {
    let width = VECTORS * L::N;
    for (k, row) in depth.zip(panel.chunks_exact_mut(width)) {
        let from = &b.data[k * b.stride..][columns.clone()];
        if from.len() == width {
            for vector in (0..width).step_by(L::N) {
                L::load(&from[vector..]).store(&mut row[vector..]);
            }
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

/// The height of the next tile where `left` rows are left. Seven or eight are better halved than followed by a
/// tile too low to fill the pipeline.
#[inline(always)]
fn height(left: usize) -> usize {
    match left {
        7 | 8 => 4,
        left => left.min(TILE_ROWS),
    }
}

/// Packs the rows of op(A), for each tile, for each k, the tile's rows.
#[inline(always)]
fn pack_rows(
    product: &Product,
    a: Matrix,
    depth: Range<usize>,
    rows: Range<usize>,
    packed: &mut [f32],
) {
    let mut row = rows.start;
    let mut rest = packed;
    while row < rows.end {
        let height = height(rows.end - row);
        let (tile, after) = rest.split_at_mut(height * depth.len());
        if product.transpose_a {
            for (k, to) in depth.clone().zip(tile.chunks_exact_mut(height)) {
                let from = &a.data[k * a.stride + row..][..height];
                // A copy of known length is a few instructions, any other a call.
                match (from.first_chunk::<TILE_ROWS>(), to.first_chunk_mut()) {
                    (Some(from), Some(to)) => *to = *from,
                    _ => to.copy_from_slice(from),
                }
            }
        } else {
            for lane in 0..height {
                let from = &a.data[(row + lane) * a.stride..][depth.clone()];
                for (to, value) in tile[lane..].iter_mut().step_by(height).zip(from) {
                    *to = *value;
                }
            }
        }
        rest = after;
        row += height;
    }
}

/// Rows `rows` of C, which starts at the first of them.
#[inline(always)]
pub(super) fn multiply<L: Lanes>(
    product: &Product,
    a: Matrix,
    b: Matrix,
    packed: &mut Packed,
    rows: Range<usize>,
    c: &mut [f32],
    c_stride: usize,
) {
    let width = VECTORS * L::N;
    // Where B has few panels, packing A costs more than it saves, unless A lies against the tiles' grain.
    let a_stride = a.stride;
    let pack_a = product.transpose_a || product.n > FEW_COLUMNS;
    for depth in depths(product.k) {
        if pack_a {
            pack_rows(product, a, depth.clone(), rows.clone(), &mut packed.rows);
        }
        for column in (0..product.n).step_by(width) {
            let columns = column..product.n.min(column + width);
            if product.transpose_b {
                pack_transposed::<L>(b, depth.clone(), columns.clone(), &mut packed.panel);
            } else {
                pack::<L>(b, depth.clone(), columns.clone(), &mut packed.panel);
            }
            let mut row = rows.start;
            while row < rows.end {
                let height = height(rows.end - row);
                let a = if pack_a {
                    packed.rows[(row - rows.start) * depth.len()..].as_ptr()
                } else {
                    let first = row * a.stride + depth.start;
                    a.data.as_ptr().wrapping_add(first)
                };
                let tile = Tile {
                    depth: depth.len(),
                    a,
                    a_stride,
                    panel: packed.panel.as_ptr(),
                    c: c[(row - rows.start) * c_stride + column..].as_mut_ptr(),
                    c_stride,
                    columns: columns.len(),
                    resume: depth.start > 0,
                };
                // SAFETY: `height` rows from `row` and `columns` columns lie in A (or its packed rows) and in C,
                // `depth` steps in A and in the panel.
                unsafe {
                    if pack_a {
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
    unsafe fn rows<L: Lanes, const PACKED: bool>(&self, height: usize) {
        // SAFETY: `height` rows lie in A and C, by the contract above; it is 1 to `TILE_ROWS`.
        unsafe {
            match height {
                1 => self.compute::<L, 1, PACKED>(),
                2 => self.compute::<L, 2, PACKED>(),
                3 => self.compute::<L, 3, PACKED>(),
                4 => self.compute::<L, 4, PACKED>(),
                5 => self.compute::<L, 5, PACKED>(),
                _ => self.compute::<L, TILE_ROWS, PACKED>(),
            }
        }
    }

    /// # Safety
    /// `ROWS` rows and `columns <= 2 N` columns lie in C, `ROWS` rows and `depth` steps in A
    /// (one after another if `PACKED`), `depth` steps in the panel.
    #[inline(always)]
    unsafe fn compute<L: Lanes, const ROWS: usize, const PACKED: bool>(&self) {
        // SAFETY: the loops stay within the steps, rows and columns of the contract above.
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
                    *sums = load_row::<L>(from);
                }
            }

            let (mut a, mut panel) = (self.a, self.panel);
            // Measured in a tab: fused steps gain from long turns, unfused ones lose registers to them.
            let turn = if L::FUSED { FUSED_UNROLL } else { UNROLL };
            for _ in 0..self.depth / turn {
                if L::FUSED {
                    self.steps::<L, ROWS, FUSED_UNROLL, PACKED>(a, panel, &mut sums);
                } else {
                    self.steps::<L, ROWS, UNROLL, PACKED>(a, panel, &mut sums);
                }
                a = a.add(if PACKED { turn * ROWS } else { turn });
                panel = panel.add(turn * width);
            }
            for _ in 0..self.depth % turn {
                self.steps::<L, ROWS, 1, PACKED>(a, panel, &mut sums);
                a = a.add(if PACKED { ROWS } else { 1 });
                panel = panel.add(width);
            }

            for (row, sums) in sums.into_iter().enumerate() {
                let to = self.c.add(row * self.c_stride);
                let target = if whole { to } else { edge[row].as_mut_ptr() };
                for (vector, sum) in sums.into_iter().enumerate() {
                    sum.store_to(target.add(vector * L::N));
                }
                if !whole {
                    to.copy_from_nonoverlapping(target, self.columns);
                }
            }
        }
    }

    /// Adds `STEPS` terms, the first of which are at `a` and `panel`, to every sum.
    ///
    /// # Safety
    /// As [`Tile::compute`], and that many steps are left.
    #[inline(always)]
    unsafe fn steps<L: Lanes, const ROWS: usize, const STEPS: usize, const PACKED: bool>(
        &self,
        a: *const f32,
        panel: *const f32,
        sums: &mut [[L; VECTORS]; ROWS],
    ) {
        // SAFETY: `STEPS` steps are left in A and in the panel, by the contract above.
        unsafe {
            for step in 0..STEPS {
                let panel = panel.add(step * VECTORS * L::N);
                let b = load_row::<L>(panel);
                for (row, sums) in sums.iter_mut().enumerate() {
                    let a = if PACKED {
                        a.add(step * ROWS + row)
                    } else {
                        a.add(row * self.a_stride).add(step)
                    };
                    let a = L::splat(*a);
                    for (sum, b) in sums.iter_mut().zip(b) {
                        *sum = a.mul_add(b, *sum);
                    }
                }
            }
        }
    }
}

/// # Safety
/// A tile's width of numbers can be read at `from`.
#[inline(always)]
unsafe fn load_row<L: Lanes>(from: *const f32) -> [L; VECTORS] {
    let mut row = [L::splat(0.0); VECTORS];
    for (vector, lanes) in row.iter_mut().enumerate() {
        // SAFETY: `vector` is one of the tile's, all of which can be read, by the contract above.
        *lanes = unsafe { L::load_from(from.add(vector * L::N)) };
    }
    row
}
