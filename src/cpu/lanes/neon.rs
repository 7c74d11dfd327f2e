//! Four lanes of aarch64's NEON.

use core::arch::aarch64::*;

use super::{Bits, IOTA, Lanes};

#[derive(Clone, Copy)]
pub(super) struct Neon(float32x4_t);

#[derive(Clone, Copy)]
pub(super) struct NeonBits(uint32x4_t);

/// Calls NEON intrinsics.
macro_rules! neon {
    ($call:expr) => {
        // SAFETY: every aarch64 target that Rust's standard library supports has NEON.
        unsafe { $call }
    };
}

impl Lanes for Neon {
    const N: usize = 4;
    const FUSED: bool = true;
    type Bits = NeonBits;
    type Mask = uint32x4_t;

    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self(neon!(vdupq_n_f32(value)))
    }
    #[inline(always)]
    unsafe fn load_from(from: *const f32) -> Self {
        // SAFETY: four numbers lie there, by the contract of `Lanes`.
        Self(unsafe { vld1q_f32(from) })
    }
    #[inline(always)]
    unsafe fn store_to(self, to: *mut f32) {
        // SAFETY: four numbers lie there, by the contract of `Lanes`.
        unsafe { vst1q_f32(to, self.0) }
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(neon!(vaddq_f32(self.0, other.0)))
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(neon!(vsubq_f32(self.0, other.0)))
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(neon!(vmulq_f32(self.0, other.0)))
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(neon!(vdivq_f32(self.0, other.0)))
    }
    // NEON's own min and max answer NaN for a NaN on either side, the trait's keep the left operand.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self::select(other.lt(self), other, self)
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self::select(self.lt(other), other, self)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(neon!(vsqrtq_f32(self.0)))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(neon!(vabsq_f32(self.0)))
    }
    #[inline(always)]
    fn neg(self) -> Self {
        Self(neon!(vnegq_f32(self.0)))
    }
    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        Self(neon!(vfmaq_f32(addend.0, self.0, factor.0)))
    }
    #[inline(always)]
    fn lt(self, other: Self) -> uint32x4_t {
        neon!(vcltq_f32(self.0, other.0))
    }
    #[inline(always)]
    fn le(self, other: Self) -> uint32x4_t {
        neon!(vcleq_f32(self.0, other.0))
    }
    #[inline(always)]
    fn eq(self, other: Self) -> uint32x4_t {
        neon!(vceqq_f32(self.0, other.0))
    }
    #[inline(always)]
    fn select(mask: uint32x4_t, yes: Self, no: Self) -> Self {
        Self(neon!(vbslq_f32(mask, yes.0, no.0)))
    }
    #[inline(always)]
    fn zip(self, other: Self) -> (Self, Self) {
        (
            Self(neon!(vzip1q_f32(self.0, other.0))),
            Self(neon!(vzip2q_f32(self.0, other.0))),
        )
    }
    #[inline(always)]
    fn to_bits(self) -> NeonBits {
        NeonBits(neon!(vreinterpretq_u32_f32(self.0)))
    }
    #[inline(always)]
    fn from_bits(bits: NeonBits) -> Self {
        Self(neon!(vreinterpretq_f32_u32(bits.0)))
    }
}

impl Bits for NeonBits {
    #[inline(always)]
    fn splat(value: u32) -> Self {
        Self(neon!(vdupq_n_u32(value)))
    }
    #[inline(always)]
    fn iota() -> Self {
        // SAFETY: the table holds more than four numbers.
        Self(unsafe { vld1q_u32(IOTA.as_ptr()) })
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(neon!(vaddq_u32(self.0, other.0)))
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(neon!(vsubq_u32(self.0, other.0)))
    }
    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self(neon!(vandq_u32(self.0, other.0)))
    }
    #[inline(always)]
    fn or(self, other: Self) -> Self {
        Self(neon!(vorrq_u32(self.0, other.0)))
    }
    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(neon!(veorq_u32(self.0, other.0)))
    }
    #[inline(always)]
    fn shl<const S: i32>(self) -> Self {
        Self(neon!(vshlq_n_u32::<S>(self.0)))
    }
    #[inline(always)]
    fn shr<const S: i32>(self) -> Self {
        Self(neon!(vshrq_n_u32::<S>(self.0)))
    }
}
