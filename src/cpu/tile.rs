//! Loops over one tile: element-wise functions, reductions, noise.

use super::lanes::{Lanes, MAX_LANES};
use super::math;
use crate::graph::Distribution;
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

/// An operand over a tile: read at `from`, `from + step`, ... for one vector after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    pub from: *const f32,
    /// Whether all elements are one number, of which [`MAX_LANES`] copies are at `from`.
    pub splat: bool,
}

impl Source {
    /// The source from `offset` elements on.
    ///
    /// # Safety
    /// The tile has at least `offset` elements.
    #[inline(always)]
    pub unsafe fn at(self, offset: usize) -> *const f32 {
        if self.splat {
            self.from
        } else {
            // SAFETY: the caller's.
            unsafe { self.from.add(offset) }
        }
    }
}

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

/// # Safety
/// `to` and `a` have `length` elements.
#[inline(always)]
pub(super) unsafe fn each1<L: Lanes>(to: *mut f32, length: usize, a: Source, f: impl Fn(L) -> L) {
    // SAFETY: the caller's.
    unsafe { each3(to, length, [a, a, a], |x, _, _| f(x)) }
}

/// # Safety
/// `to`, `a` and `b` have `length` elements.
#[inline(always)]
pub(super) unsafe fn each2<L: Lanes>(
    to: *mut f32,
    length: usize,
    a: Source,
    b: Source,
    f: impl Fn(L, L) -> L,
) {
    // SAFETY: the caller's.
    unsafe { each3(to, length, [a, b, b], |x, y, _| f(x, y)) }
}

/// # Safety
/// `to` and all sources have `length` elements; `to` is disjoint from each source or equal to it.
#[inline(always)]
pub(super) unsafe fn each3<L: Lanes>(
    to: *mut f32,
    length: usize,
    sources: [Source; 3],
    f: impl Fn(L, L, L) -> L,
) {
    let steps = sources.map(|source| if source.splat { 0 } else { L::N });
    let mut from = sources.map(|source| source.from);
    let whole = length / L::N;
    // SAFETY: `whole` vectors and the rest are inside of `length` elements; a splat has MAX_LANES copies.
    unsafe {
        for vector in 0..whole {
            let [x, y, z] = from.map(|from| L::load_from(from));
            f(x, y, z).store_to(to.add(vector * L::N));
            for (from, step) in from.iter_mut().zip(steps) {
                *from = from.add(step);
            }
        }
        let rest = length - whole * L::N;
        if rest > 0 {
            let [x, y, z] = from.map(|from| L::load_part(std::slice::from_raw_parts(from, rest)));
            let to = std::slice::from_raw_parts_mut(to.add(whole * L::N), rest);
            f(x, y, z).store_part(to);
        }
    }
}

/// Reduces each row of a tile to one element; the parts of a long row are combined from left to right.
///
/// # Safety
/// `source` has the tile's elements, `to` an element for each of its rows.
#[inline(always)]
pub(super) unsafe fn sum_rows<L: Lanes>(
    source: Source,
    to: *mut f32,
    tile: Tile,
    join: impl Fn(L, L) -> L + Copy,
    join_numbers: impl Fn(f32, f32) -> f32 + Copy,
) {
    for line in 0..tile.rows {
        // SAFETY: the caller's.
        unsafe {
            let from = source.at(line * tile.columns);
            let step = if source.splat { 0 } else { 1 };
            let whole = tile.columns / L::N;
            let mut found: Option<f32> = None;
            if whole > 0 {
                let mut sum = L::load_from(from);
                for vector in 1..whole {
                    sum = join(sum, L::load_from(from.add(vector * L::N * step)));
                }
                found = Some(sum.reduce(join_numbers));
            }
            for column in whole * L::N..tile.columns {
                let x = *from.add(column * step);
                found = Some(found.map_or(x, |found| join_numbers(found, x)));
            }
            let to = to.add(tile.row + line);
            let found = found.unwrap_or(0.0);
            *to = if tile.column == 0 {
                found
            } else {
                join_numbers(*to, found)
            };
        }
    }
}

/// Combines each `count` consecutive rows into one, as they come.
///
/// # Safety
/// `source` has the tile's elements, `to` a row of `columns` for each group.
#[inline(always)]
pub(super) unsafe fn add_rows<L: Lanes>(
    source: Source,
    to: *mut f32,
    tile: Tile,
    columns: usize,
    count: usize,
    join: impl Fn(L, L) -> L + Copy,
) {
    for line in 0..tile.rows {
        let row = tile.row + line;
        // SAFETY: the caller's.
        unsafe {
            let from = Source {
                from: source.at(line * tile.columns),
                splat: source.splat,
            };
            let to = to.add(row / count * columns + tile.column);
            if row.is_multiple_of(count) {
                each1::<L>(to, tile.columns, from, |x| x);
            } else {
                let sum = Source {
                    from: to,
                    splat: false,
                };
                each2::<L>(to, tile.columns, sum, from, join);
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
