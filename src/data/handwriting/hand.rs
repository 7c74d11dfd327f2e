//! From the shape of a digit to the path of a pen: what a hand does to what it has learnt.

use super::allographs::Allograph;
use super::curve::{Point, distance, trace};
use super::factors::Factors;
use super::raster::Nib;
use crate::data::draws::Draws;

/// The path of the pen that writes an allograph: positions in heights of the digit, radii in pixels.
/// `draws` decide what the factors leave open: the form, the proportions, the unsteadiness of each point.
pub fn write(allograph: &Allograph, factors: &Factors, draws: &mut Draws) -> Vec<Vec<Nib>> {
    let mut strokes = blend(allograph, draws);
    let roundness = 1.0 + 0.12 * draws.bounded_normal();
    let proportions = Proportions::draw(draws);
    let mut path = Vec::with_capacity(strokes.len());
    for points in &mut strokes {
        jitter(points, factors.wobble, draws);
        let mut line = trace(points, roundness);
        tremble(&mut line, factors.wobble, draws);
        for point in &mut line {
            *point = transform(proportions.apply(*point), factors);
        }
        path.push(press(&line, factors));
    }
    path
}

/// A random mean of the allograph's forms, x centred and y from -½ to ½.
fn blend(allograph: &Allograph, draws: &mut Draws) -> Vec<Vec<Point>> {
    // High powers of uniform numbers: near one form more often than near the mean of all.
    let weights: Vec<f32> = allograph
        .forms
        .iter()
        .map(|_| cube(cube(draws.uniform())))
        .collect();
    let total: f32 = weights.iter().sum();
    let mut strokes: Vec<Vec<Point>> = allograph.forms[0]
        .iter()
        .map(|stroke| vec![[-0.35, -0.5]; stroke.len()])
        .collect();
    for (form, weight) in allograph.forms.iter().zip(weights) {
        let weight = weight / (100.0 * total);
        for (sums, stroke) in strokes.iter_mut().zip(*form) {
            for (sum, point) in sums.iter_mut().zip(*stroke) {
                sum[0] += weight * f32::from(point[0]);
                sum[1] += weight * f32::from(point[1]);
            }
        }
    }
    strokes
}

fn cube(x: f32) -> f32 {
    x * x * x
}

/// Standard deviation of each point's own movement, in heights, at a wobble of 1.
const JITTER: f32 = 0.025;
/// Standard deviation of each push of the tremor, in heights, at a wobble of 1.
const TREMOR: f32 = 0.0025;

/// Moves the points of a stroke a little, neighbours together, so that a corner stays whole.
fn jitter(points: &mut [Point], wobble: f32, draws: &mut Draws) {
    let mut offsets = Vec::with_capacity(points.len());
    let mut offset = [0.0; 2];
    for i in 0..points.len() {
        if i == 0 || points[i] != points[i - 1] {
            offset = offset.map(|offset| 0.7 * offset + JITTER * wobble * draws.bounded_normal());
        }
        offsets.push(offset);
    }
    shift(points, &offsets);
}

/// Adds the tremor of the hand: pushes that fade, and their effect that fades too.
fn tremble(line: &mut [Point], wobble: f32, draws: &mut Draws) {
    let (mut push, mut offset) = ([0.0; 2], [0.0; 2]);
    let offsets: Vec<Point> = line
        .iter()
        .map(|_| {
            push = push.map(|push| 0.6 * push + TREMOR * wobble * draws.bounded_normal());
            offset = [0, 1].map(|axis| 0.8 * offset[axis] + push[axis]);
            offset
        })
        .collect();
    shift(line, &offsets);
}

/// Adds offsets to the points of a line; a closed line stays closed.
fn shift(line: &mut [Point], offsets: &[Point]) {
    let closed = line.first() == line.last();
    let gap = match offsets {
        [first, .., last] if closed => [last[0] - first[0], last[1] - first[1]],
        _ => [0.0; 2],
    };
    let steps = line.len().max(2) - 1;
    for (i, (point, offset)) in line.iter_mut().zip(offsets).enumerate() {
        let part = i as f32 / steps as f32;
        *point = [0, 1].map(|axis| point[axis] + offset[axis] - part * gap[axis]);
    }
    if closed && let [first, .., last] = line {
        *last = *first;
    }
}

/// How a writer divides a digit's height and width: a smooth random map of the plane, with
/// u = 2x, v = 2y: x += a u² + b uv + c uv² + d v³, y += e v² + f u² + g uv + h u²v.
struct Proportions([f32; 8]);

impl Proportions {
    fn draw(draws: &mut Draws) -> Self {
        const DEVIATIONS: [f32; 8] = [0.03, 0.07, 0.04, 0.03, 0.07, 0.03, 0.05, 0.03];
        Self(DEVIATIONS.map(|deviation| deviation * draws.bounded_normal()))
    }

    fn apply(&self, [x, y]: Point) -> Point {
        let (u, v) = (2.0 * x, 2.0 * y);
        let [a, b, c, d, e, f, g, h] = self.0;
        [
            x + a * u * u + b * u * v + c * u * v * v + d * v * v * v,
            y + e * v * v + f * u * u + g * u * v + h * u * u * v,
        ]
    }
}

/// Bends, widens, slants and turns a point about the middle of the digit.
fn transform([x, y]: Point, factors: &Factors) -> Point {
    // The bow of a parabola, whose mean over the height is 0.
    let x = x + factors.curvature * (1.0 / 3.0 - 4.0 * y * y);
    let x = x * factors.aspect - factors.slant * y;
    let (sin, cos) = sin_cos(factors.rotation);
    [cos * x - sin * y, sin * x + cos * y]
}

/// Sine and cosine for |angle| < 1 to 3e-6, by their series: the platform's own differ in the last bits.
fn sin_cos(angle: f32) -> (f32, f32) {
    let a2 = angle * angle;
    let sin = angle * (1.0 - a2 / 6.0 * (1.0 - a2 / 20.0 * (1.0 - a2 / 42.0)));
    let cos = 1.0 - a2 / 2.0 * (1.0 - a2 / 12.0 * (1.0 - a2 / 30.0 * (1.0 - a2 / 56.0)));
    (sin, cos)
}

/// The width of the line: with pressure the strokes downwards are broad, those upwards and both ends fine.
fn press(line: &[Point], factors: &Factors) -> Vec<Nib> {
    const CONTRAST: f32 = 0.3;
    const TAPER: f32 = 0.5;
    const TAPERED: f32 = 0.25;
    let length: f32 = line.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
    let mut walked = 0.0;
    let mut previous = line[0];
    let last = line.len() - 1;
    line.iter()
        .enumerate()
        .map(|(i, &at)| {
            walked += distance(previous, at);
            let (before, after) = (line[i.saturating_sub(1)], line[(i + 1).min(last)]);
            let chord = distance(before, after);
            let down = if chord > 0.0 {
                (after[1] - before[1]) / chord
            } else {
                0.0
            };
            let from_end = walked.min(length - walked).max(0.0) / TAPERED;
            let near_end = 1.0 - from_end.min(1.0);
            previous = at;
            let width = factors.thickness
                * (1.0 + factors.pressure * (CONTRAST * down - TAPER * near_end * near_end));
            Nib {
                at,
                radius: 0.5 * width,
            }
        })
        .collect()
}
