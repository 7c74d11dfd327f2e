//! Where the parts of a toy lie: places around the middle, (½, ½).

use std::f64::consts::TAU;

use crate::special::{cos, sin};

/// The place on a circle at `angle`, in radians from the right.
pub fn around(radius: f64, angle: f64) -> [f64; 2] {
    [0.5 + radius * cos(angle), 0.5 + radius * sin(angle)]
}

/// `count` places evenly on a circle, the first at `angle`.
pub fn circle(count: u32, radius: f64, angle: f64) -> Vec<[f64; 2]> {
    (0..count)
        .map(|k| around(radius, angle + TAU * f64::from(k) / f64::from(count)))
        .collect()
}

/// `side` by `side` places, row by row.
pub fn grid(side: u32, spacing: f64) -> Vec<[f64; 2]> {
    let at = |k| 0.5 + spacing * (f64::from(k) - 0.5 * f64::from(side - 1));
    (0..side * side)
        .map(|cell| [at(cell % side), at(cell / side)])
        .collect()
}

/// The black squares of a board of `side` by `side`, row by row: their middles.
pub fn board(side: u32, spacing: f64) -> Vec<[f64; 2]> {
    let black = |cell: u32| (cell / side + cell % side).is_multiple_of(2);
    (0..)
        .zip(grid(side, spacing))
        .filter_map(|(cell, at)| black(cell).then_some(at))
        .collect()
}
