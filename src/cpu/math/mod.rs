//! Elementary functions over [`Lanes`], as polynomials fitted to the least relative error (minimax).
//!
//! For every f32 the relative error is at most 3e-7, except that results below the least normal number
//! may be zero: wasm cannot flush subnormals, so these functions do not make them where they can choose.
//! NaN gives NaN. The tests sweep the whole range of every function on every instruction set.

use std::f32::consts::{LN_2, LOG2_E, SQRT_2};

use super::lanes::{Bits, Lanes};

/// Adding 1.5 * 2²³ rounds a number below 2²² to an integer and leaves it in the low bits.
const ROUND: f32 = 12_582_912.0;
/// ln 2 in two parts; the first has 9 bits, so its product with an exponent is exact.
const LN_2_HIGH: f32 = 0.693_359_4;
const LN_2_LOW: f32 = -2.121_944_4e-4;
/// Above it e^x overflows.
const EXP_MAX: f32 = 88.722_83;
/// Below it e^x is less than the least normal number, 2^-126.
const EXP_MIN: f32 = -87.336_54;

/// c[0] + c[1] x + c[2] x² + ..., by Horner's rule.
#[inline(always)]
fn polynomial<L: Lanes, const N: usize>(x: L, coefficients: [f32; N]) -> L {
    let mut sum = L::splat(coefficients[N - 1]);
    for &coefficient in coefficients[..N - 1].iter().rev() {
        sum = sum.mul_add(x, L::splat(coefficient));
    }
    sum
}

/// e^x; zero where that is below 2^-126.
///
/// e^x = 2^n e^r with n = round(x / ln 2), |r| <= ln 2 / 2; 2^n goes into the exponent's bits.
#[inline(always)]
pub fn exp<L: Lanes>(x: L) -> L {
    let shifted = x.mul_add(L::splat(LOG2_E), L::splat(ROUND));
    let n = shifted.sub(L::splat(ROUND));
    let r = n.mul_add(L::splat(-LN_2_HIGH), x);
    let r = n.mul_add(L::splat(-LN_2_LOW), r);
    let q = polynomial(
        r,
        [
            4.999_999_4e-1,
            1.666_652e-1,
            4.166_839_3e-2,
            8.368_781e-3,
            1.381_446_7e-3,
        ],
    );
    let one = L::splat(1.0);
    let y = q.mul(r).mul_add(r, r).add(one);
    let y = L::from_bits(y.to_bits().add(shifted.to_bits().shl::<23>()));
    // Beyond the range, and for NaN, x + inf is the answer.
    let y = L::select(x.le(L::splat(EXP_MAX)), y, x.add(L::splat(f32::INFINITY)));
    L::select(x.lt(L::splat(EXP_MIN)), L::splat(0.0), y)
}

/// ln(1 + f) for f in [√½ - 1, √2 - 1]: f - f²/2 + f³ P(f).
#[inline(always)]
fn ln_near_one<L: Lanes>(f: L) -> L {
    let p = polynomial(
        f,
        [
            3.333_333e-1,
            -2.500_082e-1,
            2.000_122_7e-1,
            -1.662_335_7e-1,
            1.420_175_7e-1,
            -1.316_018_3e-1,
            1.276_157_8e-1,
            -7.634_497_4e-2,
        ],
    );
    p.mul_add(f, L::splat(-0.5)).mul(f.mul(f)).add(f)
}

/// ln x; -inf at ±0, NaN below.
///
/// ln x = e ln 2 + ln m with x = 2^e m, m in [√½, √2).
#[inline(always)]
pub fn ln<L: Lanes>(x: L) -> L {
    const SQRT_HALF: u32 = 0x3f35_04f3;
    const ONE: u32 = 0x3f80_0000;
    /// Bits of 2²³: an integer below 2²³ in the low bits is that much more.
    const INTEGER: u32 = 0x4b00_0000;
    let zero = L::splat(0.0);

    // Subnormals are first multiplied by 2²³.
    let subnormal = x.lt(L::splat(f32::MIN_POSITIVE));
    let scaled = L::select(subnormal, x.mul(L::splat(8_388_608.0)), x);
    let bias = L::select(subnormal, L::splat(127.0 + 23.0), L::splat(127.0));

    let bits = scaled.to_bits().add(L::Bits::splat(ONE - SQRT_HALF));
    let exponent = L::from_bits(bits.shr::<23>().or(L::Bits::splat(INTEGER)));
    let e = exponent.sub(L::splat(8_388_608.0)).sub(bias);
    let mantissa = bits.and(L::Bits::splat(0x007f_ffff));
    let m = L::from_bits(mantissa.add(L::Bits::splat(SQRT_HALF)));

    let y = e.mul_add(L::splat(LN_2_LOW), ln_near_one(m.sub(L::splat(1.0))));
    let y = e.mul_add(L::splat(LN_2_HIGH), y);
    let y = L::select(x.lt(L::splat(f32::INFINITY)), y, x);
    let outside = L::select(x.eq(zero), L::splat(f32::NEG_INFINITY), L::splat(f32::NAN));
    L::select(zero.lt(x), y, outside)
}

/// tanh x = x + x³ P(x²) where |x| < 0.625, else ±(1 - 2 / (e^2|x| + 1)).
#[inline(always)]
pub fn tanh<L: Lanes>(x: L) -> L {
    let (one, two) = (L::splat(1.0), L::splat(2.0));
    let square = x.mul(x);
    let p = polynomial(
        square,
        [
            -3.333_328e-1,
            1.333_144e-1,
            -5.373_952_5e-2,
            2.063_843_4e-2,
            -5.704_226_4e-3,
        ],
    );
    let size = x.abs();
    let near = p.mul(square).mul_add(size, size);
    let far = one.sub(two.div(exp(size.add(size)).add(one)));
    let sign = x.to_bits().and(L::Bits::splat(0x8000_0000));
    let y = L::select(size.lt(L::splat(0.625)), near, far);
    L::from_bits(y.to_bits().or(sign))
}

/// 1 / (1 + e^-x); zero where that is below 2^-126.
///
/// With t = e^-|x| it is 1 / (1 + t) for x >= 0 and t / (1 + t) below, so nothing overflows.
#[inline(always)]
pub fn sigmoid<L: Lanes>(x: L) -> L {
    let one = L::splat(1.0);
    let t = exp(x.abs().neg());
    L::select(x.lt(L::splat(0.0)), t, one).div(t.add(one))
}

/// ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|); zero where that is below 2^-126.
#[inline(always)]
pub fn softplus<L: Lanes>(x: L) -> L {
    let t = exp(x.abs().neg());
    // ln(1 + t) = ln 2 + ln(1 + (t - 1) / 2) keeps the argument within [√½ - 1, √2 - 1].
    let large = L::splat(SQRT_2 - 1.0).lt(t);
    let half = L::splat(0.5);
    let f = L::select(large, t.mul_add(half, half.neg()), t);
    let base = L::select(large, L::splat(LN_2), L::splat(0.0));
    x.max(L::splat(0.0)).add(base.add(ln_near_one(f)))
}

/// (sin 2πu, cos 2πu) for u in [0, 1].
///
/// u = k/4 + r with |r| <= 1/8; k turns the pair by quarters. Both are relatively exact at their zeros.
#[inline(always)]
pub fn sin_cos_2pi<L: Lanes>(u: L) -> (L, L) {
    let shifted = u.mul_add(L::splat(4.0), L::splat(ROUND));
    let r = shifted.sub(L::splat(ROUND)).mul_add(L::splat(-0.25), u);
    let square = r.mul(r);
    let s = polynomial(square, [6.283_185_5, -41.341_66, 81.592_33, -75.392_25]).mul(r);
    let c = polynomial(
        square,
        [1.0, -19.739_208, 64.939_32, -85.443_21, 59.228_218],
    );

    // Bit 0 of k swaps sine and cosine; bit 1 of k and of k + 1 are the signs.
    let k = shifted.to_bits();
    let odd = L::splat(0.0).lt(L::from_bits(k.shl::<31>().shr::<1>()));
    let signed = |x: L, k: L::Bits| {
        let sign = k.shr::<1>().shl::<31>();
        L::from_bits(x.to_bits().xor(sign))
    };
    (
        signed(L::select(odd, c, s), k),
        signed(L::select(odd, s, c), k.add(L::Bits::splat(1))),
    )
}

#[cfg(test)]
mod tests;
