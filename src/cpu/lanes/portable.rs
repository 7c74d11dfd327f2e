//! Four lanes without any instruction set: the fallback, and the plainest statement of what the ops mean.

use super::{Bits, IOTA, Lanes};

#[derive(Clone, Copy)]
pub(super) struct Portable([f32; 4]);

#[derive(Clone, Copy)]
pub(super) struct PortableBits([u32; 4]);

impl Portable {
    #[inline(always)]
    fn map2(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        Self(std::array::from_fn(|i| f(self.0[i], other.0[i])))
    }

    #[inline(always)]
    fn compare(self, other: Self, f: impl Fn(&f32, &f32) -> bool) -> [bool; 4] {
        std::array::from_fn(|i| f(&self.0[i], &other.0[i]))
    }
}

impl Lanes for Portable {
    const N: usize = 4;
    const FUSED: bool = false;
    type Bits = PortableBits;
    type Mask = [bool; 4];

    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self([value; 4])
    }
    #[inline(always)]
    unsafe fn load_from(from: *const f32) -> Self {
        // SAFETY: four numbers lie there, by the contract of `Lanes`.
        Self(unsafe { from.cast::<[f32; 4]>().read() })
    }
    #[inline(always)]
    unsafe fn store_to(self, to: *mut f32) {
        // SAFETY: four numbers lie there, by the contract of `Lanes`.
        unsafe { to.cast::<[f32; 4]>().write(self.0) }
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.map2(other, |a, b| a + b)
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.map2(other, |a, b| a - b)
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.map2(other, |a, b| a * b)
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.map2(other, |a, b| a / b)
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        self.map2(other, |a, b| if b < a { b } else { a })
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        self.map2(other, |a, b| if a < b { b } else { a })
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(self.0.map(f32::sqrt))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.map(f32::abs))
    }
    #[inline(always)]
    fn neg(self) -> Self {
        Self(self.0.map(|x| -x))
    }
    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        self.mul(factor).add(addend)
    }
    #[inline(always)]
    fn lt(self, other: Self) -> Self::Mask {
        self.compare(other, f32::lt)
    }
    #[inline(always)]
    fn le(self, other: Self) -> Self::Mask {
        self.compare(other, f32::le)
    }
    #[inline(always)]
    fn eq(self, other: Self) -> Self::Mask {
        self.compare(other, f32::eq)
    }
    #[inline(always)]
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self {
        Self(std::array::from_fn(|i| {
            if mask[i] { yes.0[i] } else { no.0[i] }
        }))
    }
    #[inline(always)]
    fn zip(self, other: Self) -> (Self, Self) {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        (Self([a, e, b, f]), Self([c, g, d, h]))
    }
    #[inline(always)]
    fn to_bits(self) -> PortableBits {
        PortableBits(self.0.map(f32::to_bits))
    }
    #[inline(always)]
    fn from_bits(bits: PortableBits) -> Self {
        Self(bits.0.map(f32::from_bits))
    }
}

impl PortableBits {
    #[inline(always)]
    fn map2(self, other: Self, f: impl Fn(u32, u32) -> u32) -> Self {
        Self(std::array::from_fn(|i| f(self.0[i], other.0[i])))
    }
}

impl Bits for PortableBits {
    #[inline(always)]
    fn splat(value: u32) -> Self {
        Self([value; 4])
    }
    #[inline(always)]
    fn iota() -> Self {
        Self(std::array::from_fn(|i| IOTA[i]))
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.map2(other, u32::wrapping_add)
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.map2(other, u32::wrapping_sub)
    }
    #[inline(always)]
    fn and(self, other: Self) -> Self {
        self.map2(other, |a, b| a & b)
    }
    #[inline(always)]
    fn or(self, other: Self) -> Self {
        self.map2(other, |a, b| a | b)
    }
    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        self.map2(other, |a, b| a ^ b)
    }
    #[inline(always)]
    fn shl<const S: i32>(self) -> Self {
        Self(self.0.map(|x| x << S))
    }
    #[inline(always)]
    fn shr<const S: i32>(self) -> Self {
        Self(self.0.map(|x| x >> S))
    }
}
