//! Quantiles of the normal distribution.

/// The x below which a standard normal variable lies with probability `p` in (0, 1); relative error about
/// 1e-7 (Wichura, algorithm AS 241, 1988: PPND7).
pub fn normal(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        let above = [3.3871327179, 50.434271938, 159.29113202, 59.109374720];
        let below = [1.0, 17.895169469, 78.757757664, 67.187563600];
        return q * polynomial(r, &above) / polynomial(r, &below);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-tail.ln()).sqrt();
    let x = if r <= 5.0 {
        let above = [1.4234372777, 2.7568153900, 1.3067284816, 0.17023821103];
        let below = [1.0, 0.73700164250, 0.12021132975];
        polynomial(r - 1.6, &above) / polynomial(r - 1.6, &below)
    } else {
        let above = [6.6579051150, 3.0812263860, 0.42868294337, 0.017337203997];
        let below = [1.0, 0.24197894225, 0.012258202635];
        polynomial(r - 5.0, &above) / polynomial(r - 5.0, &below)
    };
    x.copysign(q)
}

/// Σ coefficients[i] xⁱ
fn polynomial(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against scipy.special.ndtri.
    #[test]
    fn quantiles_are_right_in_the_middle_and_in_the_tails() {
        for (p, expected) in [
            (0.5, 0.0),
            (0.6, 0.253_347_103_135_8),
            (0.975, 1.959_963_984_540_1),
            (0.999, 3.090_232_306_167_8),
            (1e-7, -5.199_337_582_192_8),
            (1e-15, -7.941_345_326_170_997),
        ] {
            let actual = normal(p);
            assert!(
                (actual - expected).abs() <= 2e-7 * f64::abs(expected),
                "{actual} for {expected}"
            );
        }
        assert!((normal(0.3) + normal(0.7)).abs() < 1e-15);
    }
}
