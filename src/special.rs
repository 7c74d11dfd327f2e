//! Special functions of f64 numbers: the standard normal distribution, sine and cosine. Every result has the same bits
//! on every machine: only IEEE operations and the crate libm are used, never a platform's own mathematics.

use std::f64::consts::{FRAC_PI_2, PI};

/// √(2π)
const SQRT_TAU: f64 = 2.506_628_274_631_000_7;

/// The density of N(0, 1): φ(x) = exp(−x²/2) / √(2π).
pub fn normal_density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x) / SQRT_TAU
}

/// The cumulative distribution function of N(0, 1), Φ(x); relative error below 1e-13 where the result is above 1e-300,
/// in the lower tail too.
pub fn normal_cdf(x: f64) -> f64 {
    let tail = normal_density(x) * mills_ratio(x.abs());
    if x < 0.0 { tail } else { 1.0 - tail }
}

/// Mills' ratio Φ(−x) / φ(x) for x ≥ 0, which stays finite where both underflow; relative error below 2e-14.
pub fn mills_ratio(x: f64) -> f64 {
    /// The continued fraction needs fewer terms beyond this, the series cancels less before it.
    const SPLIT: f64 = 2.0;
    if x < SPLIT {
        // Φ(−x) = ½ − φ(x) (x + x³/3 + x⁵/(3·5) + …): Marsaglia, "Evaluating the normal distribution", 2004.
        let series = (1..=30)
            .rev()
            .fold(1.0, |sum, n| 1.0 + sum * x * x / f64::from(2 * n + 1));
        0.5 / normal_density(x) - x * series
    } else {
        // 1/(x + 1/(x + 2/(x + 3/(x + …)))): Laplace, 1805. As many terms as f64 needs.
        let terms = (320.0 / (x * x)) as u32 + 12;
        1.0 / (1..=terms)
            .rev()
            .fold(x, |below, n| x + f64::from(n) / below)
    }
}

/// The x below which a standard normal variable lies with probability `p` in (0, 1), Φ⁻¹(p); relative error about
/// 1e-7 (Wichura, algorithm AS 241, 1988: PPND7).
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        let above = [3.3871327179, 50.434271938, 159.29113202, 59.109374720];
        let below = [1.0, 17.895169469, 78.757757664, 67.187563600];
        return q * polynomial(r, &above) / polynomial(r, &below);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-libm::log(tail)).sqrt();
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

/// sin x; absolute error below 5e-16 for |x| ≤ 10⁶.
pub fn sin(x: f64) -> f64 {
    // sin(kπ + r) = (−1)ᵏ sin r
    let (r, sign) = reduce(x);
    sign * sine_series(r)
}

/// cos x; absolute error below 5e-16 for |x| ≤ 10⁶.
pub fn cos(x: f64) -> f64 {
    // cos(kπ + r) = (−1)ᵏ sin(π/2 − |r|)
    let (r, sign) = reduce(x);
    sign * sine_series(FRAC_PI_2 - r.abs())
}

/// r and (−1)ᵏ of x = kπ + r with |r| ≤ π/2; r is x itself where |x| is no more than that.
fn reduce(x: f64) -> (f64, f64) {
    // π in parts, of which the first two have 33 bits, so that k times them is exact (Cody and Waite, 1980; the parts
    // are those of fdlibm, twice).
    const PARTS: [f64; 3] = [
        3.141_592_653_468_251_2,
        1.215_420_101_260_793_2e-10,
        4.044_532_497_591_901e-21,
    ];
    let k = (x / PI).round_ties_even();
    let r = PARTS.iter().fold(x, |rest, part| rest - k * part);
    (r, if k as i64 % 2 == 0 { 1.0 } else { -1.0 })
}

/// The sine between −π/2 and π/2: x − x³/3! + x⁵/5! − …, which is exact to f64 after eleven terms, and a tenth of the
/// size of the library's, which reduces angles of any size.
fn sine_series(x: f64) -> f64 {
    let mut sum = 0.0;
    for n in (1..=10).rev() {
        let next = f64::from(2 * n * (2 * n + 1));
        sum = x * x / next * (1.0 - sum);
    }
    x * (1.0 - sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Φ(−x) and Mills' ratio at x, by mpmath 1.3.
    const TAILS: [(f64, f64, f64); 10] = [
        (0.0, 0.5, 1.253_314_137_315_500_3),
        (0.5, 0.308_537_538_725_986_9, 0.876_364_456_453_692_3),
        (1.0, 0.158_655_253_931_457_05, 0.655_679_542_418_798_4),
        (1.9, 0.028_716_559_816_001_807, 0.437_646_928_787_120_86),
        (2.0, 0.022_750_131_948_179_21, 0.421_369_229_288_054_5),
        (2.1, 0.017_864_420_562_816_553, 0.406_160_982_625_574),
        (3.0, 0.001_349_898_031_630_094_6, 0.304_590_298_710_103_3),
        (5.0, 2.866_515_718_791_939e-7, 0.192_808_104_715_315_76),
        (10.0, 7.619_853_024_160_525e-24, 0.099_028_596_471_731_93),
        (37.0, 5.725_571_222_524_577e-300, 0.027_007_327_965_128_336),
    ];

    #[test]
    fn tails_of_the_normal_distribution_are_right() {
        for (x, tail, ratio) in TAILS {
            let near = |actual: f64, expected: f64, error: f64| {
                assert!((actual / expected - 1.0).abs() < error, "{actual} at {x}");
            };
            near(mills_ratio(x), ratio, 2e-14);
            near(normal_cdf(-x), tail, 1e-13);
            near(normal_cdf(x), 1.0 - tail, 1e-15);
            near(normal_density(x), tail / ratio, 1e-13);
        }
    }

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
            let actual = normal_quantile(p);
            assert!(
                (actual - expected).abs() <= 2e-7 * f64::abs(expected),
                "{actual} for {expected}"
            );
        }
        assert!((normal_quantile(0.3) + normal_quantile(0.7)).abs() < 1e-15);
    }

    /// Against mpmath 1.3.
    #[test]
    fn sine_and_cosine_are_right_at_any_angle() {
        for (x, sine, cosine) in [
            (0.0, 0.0, 1.0),
            (0.5, 0.479_425_538_604_203, 0.877_582_561_890_372_8),
            (2.0, 0.909_297_426_825_681_7, -0.416_146_836_547_142_4),
            (3.0, 0.141_120_008_059_867_2, -0.989_992_496_600_445_4),
            (-7.0, -0.656_986_598_718_789_1, 0.753_902_254_343_304_6),
            (3.5 * PI, -1.0, -4.286_263_797_015_736e-16),
            (100.0, -0.506_365_641_109_758_8, 0.862_318_872_287_683_9),
            (1e6, -0.349_993_502_171_292_94, 0.936_752_127_533_144_7),
        ] {
            assert!((sin(x) - sine).abs() < 5e-16, "{} at {x}", sin(x));
            assert!((cos(x) - cosine).abs() < 5e-16, "{} at {x}", cos(x));
        }
    }

    /// Results that no machine may change; these tests also run as wasm.
    #[test]
    fn the_bits_are_known() {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for i in -2000..=2000 {
            let x = f64::from(i) / 100.0;
            let p = (f64::from(i) + 2000.5) / 4001.0;
            for value in [sin(x), cos(x), normal_cdf(x), normal_quantile(p)] {
                // FNV-1a, 64 bits, over words.
                hash = (hash ^ value.to_bits()).wrapping_mul(0x0100_0000_01b3);
            }
        }
        assert_eq!(hash, 0x7f9b_a9bb_5e27_e4ea);
    }
}
