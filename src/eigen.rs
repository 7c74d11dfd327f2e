//! Eigenvalues and eigenvectors of symmetric matrices, in f64: Householder's tridiagonal form, then implicit QL (EISPACK's
//! `tred2` and `tql2`; Bowdler, Martin, Reinsch and Wilkinson, "The QR and QL Algorithms for Symmetric Matrices", 1968).

use ndarray::{Array1, Array2, ArrayView2, Axis, s};

/// Rounds of QL for one eigenvalue; two or three are the rule.
const ROUNDS: usize = 64;

/// A = V diag(λ) Vᵀ.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigen {
    /// λ, the largest first.
    pub values: Array1<f64>,
    /// V, a unit eigenvector a column.
    pub vectors: Array2<f64>,
}

/// The decomposition of a symmetric matrix.
pub fn symmetric(matrix: ArrayView2<f64>) -> Eigen {
    let n = matrix.nrows();
    // Its rows become the eigenvectors, so that loops go along memory.
    let mut q = Array2::eye(n);
    let mut a = matrix.to_owned();
    let (mut diagonal, mut beside) = tridiagonal(&mut a, &mut q);
    implicit_ql(&mut diagonal, &mut beside, &mut q);
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| diagonal[b].total_cmp(&diagonal[a]));
    Eigen {
        values: order.iter().map(|&place| diagonal[place]).collect(),
        vectors: q.select(Axis(0), &order).reversed_axes(),
    }
}

/// Qᵀ A Q = T by reflections, the last row first: the diagonal of T, and what is beside it. `q` gets Qᵀ.
fn tridiagonal(a: &mut Array2<f64>, q: &mut Array2<f64>) -> (Vec<f64>, Vec<f64>) {
    let n = a.nrows();
    let mut beside = vec![0.0; n];
    let mut reflections = Vec::new();
    for row in (1..n).rev() {
        // v = x ± ‖x‖ e, which maps what is left of the diagonal of this row to its last place.
        let mut v = a.slice(s![row, ..row]).to_owned();
        let norm = v.dot(&v).sqrt();
        let last = v[row - 1];
        if norm == 0.0 || v.slice(s![..row - 1]).iter().all(|&x| x == 0.0) {
            beside[row] = last;
            continue;
        }
        let to = if last > 0.0 { -norm } else { norm };
        beside[row] = to;
        v[row - 1] -= to;
        let half = v.dot(&v) / 2.0;
        // A - v wᵀ - w vᵀ on the rows before, w = p - (v·p / 2h) v, p = A v / h
        let mut block = a.slice_mut(s![..row, ..row]);
        let mut w = block.dot(&v) / half;
        let along = v.dot(&w) / (2.0 * half);
        w.scaled_add(-along, &v);
        for (place, mut line) in block.rows_mut().into_iter().enumerate() {
            line.scaled_add(-v[place], &w);
            line.scaled_add(-w[place], &v);
        }
        reflections.push((v, half));
    }
    // Q = H_{n-1} … H_1, so that Qᵀ is the identity after the reflections in their order from the last.
    for (v, half) in reflections.into_iter().rev() {
        let mut part = q.slice_mut(s![.., ..v.len()]);
        let along = part.dot(&v) / half;
        for (mut line, along) in part.rows_mut().into_iter().zip(along) {
            line.scaled_add(-along, &v);
        }
    }
    (a.diag().to_vec(), beside)
}

/// Turns T to diag(λ) by rotations, which the rows of `q` follow.
fn implicit_ql(d: &mut [f64], e: &mut [f64], q: &mut Array2<f64>) {
    let n = d.len();
    e.rotate_left(1);
    for l in 0..n {
        for _ in 0..ROUNDS {
            // The first place from l on beside which nothing is left.
            let small = |m: usize| e[m].abs() <= f64::EPSILON * (d[m].abs() + d[m + 1].abs());
            let m = (l..n - 1).find(|&m| small(m)).unwrap_or(n - 1);
            if m == l {
                break;
            }
            // Wilkinson's shift.
            let g = (d[l + 1] - d[l]) / (2.0 * e[l]);
            let r = g.hypot(1.0);
            let mut g = d[m] - d[l] + e[l] / (g + r.copysign(g));
            let (mut sine, mut cosine, mut p) = (1.0, 1.0, 0.0);
            let mut whole = true;
            for i in (l..m).rev() {
                let (f, b) = (sine * e[i], cosine * e[i]);
                let r = f.hypot(g);
                e[i + 1] = r;
                if r == 0.0 {
                    d[i + 1] -= p;
                    e[m] = 0.0;
                    whole = false;
                    break;
                }
                (sine, cosine) = (f / r, g / r);
                let g_old = d[i + 1] - p;
                let r = (d[i] - g_old) * sine + 2.0 * cosine * b;
                p = sine * r;
                d[i + 1] = g_old + p;
                g = cosine * r - b;
                let (mut lower, mut upper) = q.multi_slice_mut((s![i, ..], s![i + 1, ..]));
                for (x, y) in lower.iter_mut().zip(upper.iter_mut()) {
                    (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
                }
            }
            if whole {
                d[l] -= p;
                e[l] = g;
                e[m] = 0.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(n: usize) -> Array2<f64> {
        Array2::from_shape_fn((n, n), |(i, j)| {
            let lit = if i == j && i % 3 == 0 { 3.0 } else { 0.0 };
            1.0 / (1.0 + i.abs_diff(j) as f64) + (i * j % 5) as f64 / 7.0 + lit
        })
    }

    #[test]
    fn eigenvalues_are_those_of_numpy() {
        // numpy.linalg.eigh
        let values = [
            6.484953558553519,
            3.9804599473137423,
            3.751208114883629,
            2.3022804897047604,
            0.9468125945374551,
            0.9010352911621874,
            0.5789581154853952,
            0.19714903121645444,
        ];
        let first = [
            0.22570997698175838,
            0.250911452736335,
            0.2780348077753554,
            0.6032034086095079,
            0.30844509248018753,
            0.15536081047898337,
            0.5144990790412217,
            0.24689285903355912,
        ];
        let eigen = symmetric(example(8).view());
        for (found, expected) in eigen.values.iter().zip(values) {
            assert!(
                (found / expected - 1.0).abs() < 1e-12,
                "{found} for {expected}"
            );
        }
        for (found, expected) in eigen.vectors.column(0).iter().zip(first) {
            assert!(
                (found.abs() - expected).abs() < 1e-12,
                "{found} for {expected}"
            );
        }
    }

    #[test]
    fn the_parts_make_up_the_matrix() {
        let of_rank_one = Array2::from_shape_fn((7, 7), |(i, j)| ((i + 1) * (j + 1)) as f64);
        let diagonal = Array2::from_diag(&Array1::from(vec![2.0, 0.0, -3.0, 2.0]));
        for a in [
            example(60),
            of_rank_one,
            diagonal,
            example(1),
            Array2::zeros((3, 3)),
        ] {
            let Eigen { values, vectors } = symmetric(a.view());
            let whole = (&vectors * &values).dot(&vectors.t());
            let unit = vectors.t().dot(&vectors);
            let scale = 1.0 + a.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
            let worst = |x: Array2<f64>| x.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
            assert!(worst(whole - &a) < 1e-13 * scale * a.nrows() as f64);
            assert!(worst(unit - Array2::<f64>::eye(a.nrows())) < 1e-13);
            assert!(values.windows(2).into_iter().all(|pair| pair[0] >= pair[1]));
        }
    }
}
