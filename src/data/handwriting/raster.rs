//! From the path of a pen to the bytes of an image, by MNIST's conventions: the ink fills a box of 20x20
//! pixels in its longer direction, and the box is placed so that the centre of mass falls on the middle
//! pixel of 28x28.

use super::curve::Point;

/// Height and width of an image.
pub const SIDE: usize = 28;
/// Height and width of the box that the ink fills.
pub const BOX: usize = 20;
/// How many pixels wide the grey rim of a stroke is.
const SOFTNESS: f32 = 1.0;

/// A place of the pen: a disk of ink.
#[derive(Clone, Copy)]
pub struct Nib {
    pub at: Point,
    pub radius: f32,
}

// WebAssembly has no instruction for `f32::min` and `f32::max`, which also take care of what is not a number.
fn lesser(a: f32, b: f32) -> f32 {
    if b < a { b } else { a }
}

fn greater(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

/// The image of strokes whose positions are in any unit and whose radii are in pixels.
pub fn render(strokes: &mut [Vec<Nib>]) -> [u8; SIDE * SIDE] {
    fit(strokes);
    // The depth of a pixel in the ink: how far inside the nearest stroke's edge its middle is.
    let mut depth = [[-SOFTNESS; BOX]; BOX];
    for stroke in strokes.iter() {
        for pair in stroke.windows(2) {
            ink(&mut depth, pair[0], pair[1]);
        }
    }
    let coverage = depth
        .map(|row| row.map(|depth| ((depth / SOFTNESS + 0.5).clamp(0.0, 1.0) * 255.0 + 0.5) as u8));
    place(&coverage)
}

/// Scales and moves the strokes so that their ink fills the box in its longer direction and lies in its
/// middle, beginning where a pixel does.
fn fit(strokes: &mut [Vec<Nib>]) {
    // The extent is scale · span + what the disks add, which depends a little on the scale.
    let spans =
        extents(strokes, |nib, axis| (nib.at[axis], nib.at[axis])).map(|(low, high)| high - low);
    let mut scale = 0.0;
    let mut ink = [(0.0, 0.0); 2];
    for _ in 0..4 {
        ink = extents(strokes, |nib, axis| {
            let at = nib.at[axis] * scale;
            (at - nib.radius, at + nib.radius)
        });
        let fitting = |axis: usize| {
            let disks = ink[axis].1 - ink[axis].0 - scale * spans[axis];
            (BOX as f32 - disks) / spans[axis]
        };
        scale = fitting(0).min(fitting(1));
    }
    for nib in strokes.iter_mut().flatten() {
        for axis in [0, 1] {
            let (low, high) = ink[axis];
            let margin = (0.5 * (BOX as f32 - (high - low))).max(0.0).floor();
            nib.at[axis] = nib.at[axis] * scale + margin - low;
        }
    }
}

/// The least and greatest values in x and in y.
fn extents(strokes: &[Vec<Nib>], reach: impl Fn(&Nib, usize) -> (f32, f32)) -> [(f32, f32); 2] {
    [0, 1].map(|axis| {
        let all = strokes.iter().flatten().map(|nib| reach(nib, axis));
        all.fold((f32::MAX, f32::MIN), |(low, high), (from, to)| {
            (lesser(low, from), greater(high, to))
        })
    })
}

/// Inks the way from one nib to the next: the depth at p is r(t) - |p - q(t)|, q(t) being the foot of p on
/// the line between the two.
fn ink(depth: &mut [[f32; BOX]; BOX], from: Nib, to: Nib) {
    let reach = greater(from.radius, to.radius) + 0.5 * SOFTNESS;
    let pixels = |axis: usize| {
        let low = lesser(from.at[axis], to.at[axis]) - reach;
        let high = greater(from.at[axis], to.at[axis]) + reach;
        // A cast takes what is below 0 for 0.
        (low as usize)..(high as usize + 1).min(BOX)
    };
    let along = [to.at[0] - from.at[0], to.at[1] - from.at[1]];
    let length2 = along[0] * along[0] + along[1] * along[1];
    let inverse = if length2 > 0.0 { 1.0 / length2 } else { 0.0 };
    let columns = pixels(0);
    for y in pixels(1) {
        let dy = y as f32 + 0.5 - from.at[1];
        for (x, deepest) in columns.clone().zip(&mut depth[y][columns.clone()]) {
            let dx = x as f32 + 0.5 - from.at[0];
            let t = ((dx * along[0] + dy * along[1]) * inverse).clamp(0.0, 1.0);
            let (ex, ey) = (dx - t * along[0], dy - t * along[1]);
            let radius = from.radius + t * (to.radius - from.radius);
            *deepest = greater(*deepest, radius - (ex * ex + ey * ey).sqrt());
        }
    }
}

/// Puts the box where its centre of mass is nearest to the middle pixel.
fn place(coverage: &[[u8; BOX]; BOX]) -> [u8; SIDE * SIDE] {
    let (mut mass, mut moments) = (0, [0, 0]);
    for (y, row) in coverage.iter().enumerate() {
        for (x, &value) in row.iter().enumerate() {
            let value = usize::from(value);
            mass += value;
            moments[0] += x * value;
            moments[1] += y * value;
        }
    }
    // Rounded: middle - moment / mass, kept inside the image.
    let offset = moments.map(|moment| {
        let centre = (2 * moment + mass) / (2 * mass).max(1);
        (SIDE / 2).saturating_sub(centre).min(SIDE - BOX)
    });
    let mut image = [0; SIDE * SIDE];
    for (y, row) in coverage.iter().enumerate() {
        let start = (y + offset[1]) * SIDE + offset[0];
        image[start..start + BOX].copy_from_slice(row);
    }
    image
}
