//! Smooth curves through the points of a stroke.

/// A point of the plane, x to the right and y downwards.
pub type Point = [f32; 2];

/// Straight pieces between two neighbouring points of a stroke.
const PIECES: usize = 6;

/// The curve through the points of one stroke, as a fine line: cubic Hermite pieces whose tangents are those of the
/// parabola through three neighbours (Bessel), times `roundness` (0 gives straight lines). A point that
/// comes twice is a corner; a stroke that ends where it began closes smoothly.
pub fn trace(points: &[Point], roundness: f32) -> Vec<Point> {
    let mut line = Vec::with_capacity(points.len() * PIECES);
    let closed = points.first() == points.last();
    let mut start = 0;
    for end in 1..=points.len() {
        if end == points.len() || points[end] == points[end - 1] {
            trace_smooth(
                &points[start..end],
                closed && end - start == points.len(),
                roundness,
                &mut line,
            );
            start = end;
        }
    }
    line
}

fn trace_smooth(points: &[Point], closed: bool, roundness: f32, line: &mut Vec<Point>) {
    let last = points.len() - 1;
    let neighbours = |i: usize| match i {
        0 if closed => (last - 1, 1),
        i if i == last && closed => (last - 1, 1),
        0 => (0, 1.min(last)),
        i => (i - 1, (i + 1).min(last)),
    };
    if line.is_empty() {
        line.extend(points.first());
    }
    for i in 0..last {
        let (from, to) = (points[i], points[i + 1]);
        let length = distance(from, to);
        let tangent = |i: usize| {
            let (before, after) = neighbours(i);
            bessel(points[before], points[i], points[after]).map(|t| t * length * roundness)
        };
        let (leave, arrive) = (tangent(i), tangent(i + 1));
        for piece in 1..=PIECES {
            let t = piece as f32 / PIECES as f32;
            let (t2, t3) = (t * t, t * t * t);
            let ease = 3.0 * t2 - 2.0 * t3;
            line.push([0, 1].map(|axis| {
                from[axis] * (1.0 - ease)
                    + to[axis] * ease
                    + leave[axis] * (t3 - 2.0 * t2 + t)
                    + arrive[axis] * (t3 - t2)
            }));
        }
    }
}

/// The direction at `at` of the parabola through three points, timed by the distances between them; at
/// an end, where two of the points are one, the direction of the line.
fn bessel(before: Point, at: Point, after: Point) -> Point {
    let (d0, d1) = (distance(before, at), distance(at, after));
    let slope = |from: Point, to: Point, d: f32| [0, 1].map(|axis| (to[axis] - from[axis]) / d);
    match (d0 > 0.0, d1 > 0.0) {
        (true, true) => {
            let (v0, v1) = (slope(before, at, d0), slope(at, after, d1));
            [0, 1].map(|axis| (v0[axis] * d1 + v1[axis] * d0) / (d0 + d1))
        }
        (true, false) => slope(before, at, d0),
        (false, true) => slope(at, after, d1),
        (false, false) => [0.0, 0.0],
    }
}

/// The distance between two points.
pub fn distance(a: Point, b: Point) -> f32 {
    let (x, y) = (b[0] - a[0], b[1] - a[1]);
    (x * x + y * y).sqrt()
}
