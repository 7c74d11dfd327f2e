//! Loops over one tile: element-wise functions, reductions, noise.

use super::lanes::{Lanes, MAX_LANES};
use super::math;
use crate::graph::{Distribution, Reduction};
use crate::noise::{Clock, uniform, words};
use crate::plan::View;

/// Elements in a tile: eight registers of 2 KiB leave half of a 32 KiB cache to what is streamed.
pub(super) const TILE: usize = 512;

/// The part of the matrix that one tile covers.
#[derive(Clone, Copy)]
pub(super) struct Tile {
    pub row: usize,
    pub rows: usize,
    pub column: usize,
    pub columns: usize,
}

/// An operand over a tile.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    from: *const f32,
    /// Which bits of an element's number count: none where one number, of which there are
    /// [`MAX_LANES`] copies, stands for all elements.
    mask: usize,
}

impl Source {
    /// Elements one after the other.
    #[inline(always)]
    pub fn elements(from: *const f32) -> Self {
        let mask = usize::MAX;
        Self { from, mask }
    }

    /// One number for all elements; there are [`MAX_LANES`] copies of it.
    #[inline(always)]
    pub fn splat(from: *const f32) -> Self {
        Self { from, mask: 0 }
    }

    /// Element `at`.
    ///
    /// # Safety
    /// There is one.
    #[inline(always)]
    pub unsafe fn number(self, at: usize) -> f32 {
        // SAFETY: element `at` exists, by the contract above.
        unsafe { *self.pointer(at) }
    }

    /// A pointer to the elements from `at` on: at least [`MAX_LANES`], or as many as there are.
    ///
    /// # Safety
    /// There is element `at`.
    #[inline(always)]
    pub unsafe fn pointer(self, at: usize) -> *const f32 {
        // SAFETY: the offset is that of element `at`, which exists, or 0.
        unsafe { self.from.add(at & self.mask) }
    }

    /// The vector of elements from `at` on; those from `left` on are zero.
    ///
    /// # Safety
    /// There are `left` elements from `at` on.
    #[inline(always)]
    pub unsafe fn vector<L: Lanes>(self, at: usize, left: usize) -> L {
        // SAFETY: `left` elements follow `at`, by the contract above; a splat has enough copies for any vector.
        unsafe {
            let from = self.pointer(at);
            if left >= L::N {
                L::load_from(from)
            } else {
                L::load_part(std::slice::from_raw_parts(from, left))
            }
        }
    }

    /// The source from element `offset` on.
    ///
    /// # Safety
    /// There is one.
    #[inline(always)]
    unsafe fn skip(self, offset: usize) -> Self {
        // SAFETY: element `offset` exists, by the contract above.
        let from = unsafe { self.pointer(offset) };
        Self { from, ..self }
    }
}

/// Computes an expression for each vector of a tile: `each!(L, to, length, [x = a, y = b] => x.add(y))`, where all
/// have `length` elements, and `to` is apart from each source or the same. A macro, since a closure would be
/// compiled without the vectors' instructions.
macro_rules! each {
    ($lanes:ident, $to:expr, $length:expr, [$($x:ident = $source:expr),+] => $value:expr) => {
        each!($lanes, $to, $length, from 0, [$($x = $source),+] => $value)
    };
    ($lanes:ident, $to:expr, $length:expr, from $start:expr, [$($x:ident = $source:expr),+] => $value:expr) => {{
        let (to, length): (*mut f32, usize) = ($to, $length);
        let mut at = $start;
        while at < length {
            let left = length - at;
            $(let $x = $source.vector::<$lanes>(at, left);)+
            let value: $lanes = $value;
            if left >= $lanes::N {
                value.store_to(to.add(at));
            } else {
                value.store_part(std::slice::from_raw_parts_mut(to.add(at), left));
            }
            at += $lanes::N;
        }
    }};
}
pub(super) use each;

/// [`each!`] for an expression of one or two instructions: [`MAX_LANES`] elements a turn, or the loop itself
/// would take most of the time.
macro_rules! stream {
    ($lanes:ident, $to:expr, $length:expr, [$($x:ident = $source:expr),+] => $value:expr) => {{
        let (to, length): (*mut f32, usize) = ($to, $length);
        let whole = length / MAX_LANES * MAX_LANES;
        let mut at = 0;
        while at < whole {
            let to = to.add(at);
            $(let $x = $source.pointer(at);)+
            for vector in 0..MAX_LANES / $lanes::N {
                $(let $x = $lanes::load_from($x.add(vector * $lanes::N));)+
                let value: $lanes = $value;
                value.store_to(to.add(vector * $lanes::N));
            }
            at += MAX_LANES;
        }
        each!($lanes, to, length, from whole, [$($x = $source),+] => $value);
    }};
}
pub(super) use stream;

/// Copies the columns of one row of a view, with zeros outside of its window.
///
/// # Safety
/// `from` is the view's row, and `to` has `columns` elements.
#[inline(always)]
pub(super) unsafe fn copy_row(
    view: &View,
    from: *const f32,
    to: *mut f32,
    column: usize,
    columns: usize,
) {
    let (start, end) = view.window;
    for at in 0..columns {
        let here = column + at;
        let inside = here >= start && here < end;
        // SAFETY: inside its window a view has elements.
        unsafe {
            *to.add(at) = if inside {
                *from.add((here - start) * view.column_stride)
            } else {
                0.0
            };
        }
    }
}

/// Two vectors of partial results as one.
#[inline(always)]
fn join<L: Lanes>(reduction: Reduction, a: L, b: L) -> L {
    match reduction {
        Reduction::Sum => a.add(b),
        Reduction::Max => a.max(b),
    }
}

#[inline(always)]
fn join_numbers(reduction: Reduction, a: f32, b: f32) -> f32 {
    match reduction {
        Reduction::Sum => a + b,
        Reduction::Max if a < b => b,
        Reduction::Max => a,
    }
}

/// Reduces each row of a tile to one element; the parts of a long row are combined from left to right.
///
/// # Safety
/// `source` has the tile's elements, `to` an element for each of its rows.
#[inline(always)]
pub(super) unsafe fn reduce_rows<L: Lanes>(
    reduction: Reduction,
    source: Source,
    to: *mut f32,
    tile: Tile,
) {
    for line in 0..tile.rows {
        // SAFETY: `line` is a row of the tile, so its elements lie in `source` and its result in `to`.
        unsafe {
            let source = source.skip(line * tile.columns);
            let to = to.add(tile.row + line);
            let whole = tile.columns / MAX_LANES * MAX_LANES;
            if whole > 0 {
                // Several sums at a time, so that one addition need not wait for the other.
                let mut sums = [L::splat(0.0); MAX_LANES];
                let count = MAX_LANES / L::N;
                for (vector, sum) in sums[..count].iter_mut().enumerate() {
                    *sum = L::load_from(source.pointer(0).add(vector * L::N));
                }
                for at in (MAX_LANES..whole).step_by(MAX_LANES) {
                    let from = source.pointer(at);
                    for (vector, sum) in sums[..count].iter_mut().enumerate() {
                        *sum = join(reduction, *sum, L::load_from(from.add(vector * L::N)));
                    }
                }
                for vector in 1..count {
                    sums[0] = join(reduction, sums[0], sums[vector]);
                }
                let sum = sums[0].reduce(|a, b| join_numbers(reduction, a, b));
                *to = if tile.column == 0 {
                    sum
                } else {
                    join_numbers(reduction, *to, sum)
                };
            }
            for at in whole..tile.columns {
                let x = source.number(at);
                *to = if tile.column + at == 0 {
                    x
                } else {
                    join_numbers(reduction, *to, x)
                };
            }
        }
    }
}

/// Combines each `count` consecutive rows into one, as they come.
///
/// # Safety
/// `source` has the tile's elements, `to` a row of `columns` for each group.
#[inline(always)]
pub(super) unsafe fn fold_rows<L: Lanes>(
    reduction: Reduction,
    source: Source,
    to: *mut f32,
    tile: Tile,
    columns: usize,
    count: usize,
) {
    for line in 0..tile.rows {
        let row = tile.row + line;
        // SAFETY: `line` is a row of the tile, so its elements lie in `source` and its group's row in `to`.
        unsafe {
            let source = source.skip(line * tile.columns);
            let to = to.add(row / count * columns + tile.column);
            if row.is_multiple_of(count) {
                each!(L, to, tile.columns, [x = source] => x);
            } else {
                let sum = Source::elements(to);
                each!(L, to, tile.columns, [sum = sum, x = source] => join(reduction, sum, x));
            }
        }
    }
}

/// Fills `out` with the noise of elements `offset..`; see [`crate::noise`].
#[inline(always)]
pub(super) fn fill_noise<L: Lanes>(
    distribution: Distribution,
    clock: Clock,
    stream: u32,
    offset: usize,
    out: &mut [f32],
    scratch: &mut [f32],
) {
    let (first, end) = (offset / 2, (offset + out.len()).div_ceil(2));
    let (left, right) = scratch.split_at_mut(TILE / 2 + MAX_LANES);
    let pairs = end - first;
    for pair in 0..pairs {
        let [one, two] = words(clock, stream, (first + pair) as u32);
        (left[pair], right[pair]) = (uniform(one), uniform(two));
    }
    if distribution == Distribution::Normal {
        // Box and Muller (1958): √(-2 ln u₁) cos 2πu₂ and √(-2 ln u₁) sin 2πu₂ are independent N(0, 1).
        for pair in (0..pairs).step_by(L::N) {
            let (u1, u2) = (L::load(&left[pair..]), L::load(&right[pair..]));
            let radius = L::splat(-2.0).mul(math::ln(u1)).sqrt();
            let (sine, cosine) = math::sin_cos_2pi(u2);
            radius.mul(cosine).store(&mut left[pair..]);
            radius.mul(sine).store(&mut right[pair..]);
        }
    }
    for (at, out) in out.iter_mut().enumerate() {
        let element = offset + at;
        let side = if element.is_multiple_of(2) {
            &left
        } else {
            &right
        };
        *out = side[element / 2 - first];
    }
}
