//! The entropy of a distribution from the distances of its samples to their nearest neighbours (Kozachenko and Leonenko,
//! 1987; for the k-th neighbour: Singh et al., 2003).

use std::f64::consts::PI;

use ndarray::ArrayView2;

/// What the estimate of `n` points of `d` numbers has beside d/n Σ ln εᵢ: ln B_d + ψ(n) - ψ(k), B_d being the volume of the
/// ball of radius 1, and εᵢ the distance to the k-th neighbour.
pub fn constant(n: usize, d: usize, k: usize) -> f64 {
    // B_0 = 1, B_1 = 2, B_d = 2π/d B_{d-2}
    let first = if d.is_multiple_of(2) { 1.0 } else { 2.0 };
    let volume = (2 + d % 2..=d)
        .step_by(2)
        .fold(first, |volume, d| volume * 2.0 * PI / d as f64);
    // ψ(n) - ψ(k) = 1/k + … + 1/(n - 1)
    let harmonic: f64 = (k..n).map(|i| 1.0 / i as f64).sum();
    libm::log(volume) + harmonic
}

/// The entropy in nats, from the `k`-th neighbour of each row of `points`, which has more than `k` rows.
pub fn entropy(points: ArrayView2<f32>, k: usize) -> f64 {
    let (n, d) = points.dim();
    let mut sum = 0.0;
    for (place, point) in points.outer_iter().enumerate() {
        // The k smallest squared distances so far, the largest last.
        let mut nearest = vec![f64::MAX; k];
        for (other, neighbour) in points.outer_iter().enumerate() {
            let squares = point.iter().zip(neighbour);
            let squares = squares.map(|(a, b)| f64::from(a - b) * f64::from(a - b));
            let distance: f64 = squares.sum();
            if other != place && distance < nearest[k - 1] {
                let at = nearest.partition_point(|&nearer| nearer <= distance);
                nearest[at..].rotate_right(1);
                nearest[at] = distance;
            }
        }
        // Two points in one place are not infinitely near.
        sum += 0.5 * libm::log(nearest[k - 1] + 1e-12);
    }
    d as f64 * sum / n as f64 + constant(n, d, k)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::{Clock, uniform, words};
    use crate::special::normal_quantile;
    use ndarray::Array2;

    /// `rows` points of `columns` independent numbers, by the quantiles of their distribution.
    fn points(rows: usize, columns: usize, quantile: impl Fn(f64) -> f64) -> Array2<f32> {
        Array2::from_shape_fn((rows, columns), |(row, column)| {
            let clock = Clock { seed: 5, step: 0 };
            let word = words(clock, column as u32, row as u32)[0];
            quantile(uniform(word).into()) as f32
        })
    }

    #[test]
    fn volumes_of_balls_are_right() {
        let volumes = [2.0, PI, 4.0 / 3.0 * PI, PI * PI / 2.0];
        for (d, volume) in (1..).zip(volumes) {
            assert!((constant(2, d, 1) - (volume.ln() + 1.0)).abs() < 1e-14);
        }
    }

    #[test]
    fn two_points_have_the_entropy_of_the_formula() {
        let two = ndarray::array![[0.0, 0.0], [0.6, 0.8]];
        // ln ε = 0; ln π + ψ(2) - ψ(1)
        assert!((entropy(two.view(), 1) - (PI.ln() + 1.0)).abs() < 1e-6);
    }

    /// ½ d ln 2πe of N(0, I), 0 of the unit square; the estimate's standard deviation is about 0.02.
    #[test]
    fn entropies_of_known_distributions_are_found() {
        let normal = points(2_000, 2, normal_quantile);
        for k in [1, 3] {
            let found = entropy(normal.view(), k);
            assert!((found - 2.837_877).abs() < 0.06, "{found}");
        }
        let square = points(2_000, 2, |p| p);
        let found = entropy(square.view(), 3);
        assert!(found.abs() < 0.06, "{found}");
    }

    /// Of variance 1 the normal distribution has the largest: 1.4189, uniform ½ ln 12, Laplace 1 + ln √2.
    #[test]
    fn the_normal_distribution_has_the_largest_entropy_of_its_variance() {
        let uniform = points(2_000, 1, |p| 12f64.sqrt() * (p - 0.5));
        let laplace = points(2_000, 1, |p| {
            let tail = p.min(1.0 - p);
            (2.0 * tail).ln() * (0.5 - p).signum() / 2f64.sqrt()
        });
        let normal = points(2_000, 1, normal_quantile);
        let [normal, uniform, laplace] = [normal, uniform, laplace].map(|x| entropy(x.view(), 3));
        for (found, truth) in [(normal, 1.4189), (uniform, 1.2425), (laplace, 1.3466)] {
            assert!((found - truth).abs() < 0.05, "{found} for {truth}");
        }
        assert!(normal > uniform && normal > laplace);
    }

    /// H of s X + c is H of X and d ln s.
    #[test]
    fn the_entropy_moves_with_the_scale_alone() {
        let x = points(300, 3, normal_quantile);
        let moved = x.mapv(|x| 4.0 * x + 1.0);
        let shift = entropy(moved.view(), 1) - entropy(x.view(), 1);
        assert!((shift - 3.0 * 4f64.ln()).abs() < 1e-5, "{shift}");
    }
}
