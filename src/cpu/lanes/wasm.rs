//! Four lanes of wasm simd128; `mul_add` is fused where the binary has relaxed SIMD.

use core::arch::wasm32::*;

use super::{Bits, IOTA, Lanes};

#[derive(Clone, Copy)]
pub(super) struct Wasm(v128);

#[derive(Clone, Copy)]
pub(super) struct WasmBits(v128);

impl Lanes for Wasm {
    const N: usize = 4;
    const FUSED: bool = cfg!(target_feature = "relaxed-simd");
    type Bits = WasmBits;
    type Mask = v128;

    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
    }
    #[inline(always)]
    unsafe fn load_from(from: *const f32) -> Self {
        // SAFETY: four numbers lie there, by the contract of `Lanes`; the load needs no alignment.
        Self(unsafe { v128_load(from.cast()) })
    }
    #[inline(always)]
    unsafe fn store_to(self, to: *mut f32) {
        // SAFETY: four numbers lie there, by the contract of `Lanes`; the store needs no alignment.
        unsafe { v128_store(to.cast(), self.0) }
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(f32x4_add(self.0, other.0))
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(f32x4_sub(self.0, other.0))
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(f32x4_mul(self.0, other.0))
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(f32x4_div(self.0, other.0))
    }
    // pmin and pmax are exactly the trait's formulas, and one instruction on x86 (min and max are six).
    #[cfg(not(target_feature = "relaxed-simd"))]
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self(f32x4_pmin(self.0, other.0))
    }
    #[cfg(not(target_feature = "relaxed-simd"))]
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self(f32x4_pmax(self.0, other.0))
    }
    // LLVM turns pmin and pmax into their relaxed kin where it may, and those lose a NaN.
    #[cfg(target_feature = "relaxed-simd")]
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self::select(other.lt(self), other, self)
    }
    #[cfg(target_feature = "relaxed-simd")]
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self::select(self.lt(other), other, self)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(f32x4_sqrt(self.0))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(f32x4_abs(self.0))
    }
    #[inline(always)]
    fn neg(self) -> Self {
        Self(f32x4_neg(self.0))
    }
    #[cfg(target_feature = "relaxed-simd")]
    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        Self(f32x4_relaxed_madd(self.0, factor.0, addend.0))
    }
    #[cfg(not(target_feature = "relaxed-simd"))]
    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        self.mul(factor).add(addend)
    }
    #[inline(always)]
    fn lt(self, other: Self) -> v128 {
        f32x4_lt(self.0, other.0)
    }
    #[inline(always)]
    fn le(self, other: Self) -> v128 {
        f32x4_le(self.0, other.0)
    }
    #[inline(always)]
    fn eq(self, other: Self) -> v128 {
        f32x4_eq(self.0, other.0)
    }
    #[inline(always)]
    fn select(mask: v128, yes: Self, no: Self) -> Self {
        Self(v128_bitselect(yes.0, no.0, mask))
    }
    #[inline(always)]
    fn zip(self, other: Self) -> (Self, Self) {
        (
            Self(i32x4_shuffle::<0, 4, 1, 5>(self.0, other.0)),
            Self(i32x4_shuffle::<2, 6, 3, 7>(self.0, other.0)),
        )
    }
    #[inline(always)]
    fn to_bits(self) -> WasmBits {
        WasmBits(self.0)
    }
    #[inline(always)]
    fn from_bits(bits: WasmBits) -> Self {
        Self(bits.0)
    }
}

impl Bits for WasmBits {
    #[inline(always)]
    fn splat(value: u32) -> Self {
        Self(u32x4_splat(value))
    }
    #[inline(always)]
    fn iota() -> Self {
        Self(u32x4(IOTA[0], IOTA[1], IOTA[2], IOTA[3]))
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(u32x4_add(self.0, other.0))
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(u32x4_sub(self.0, other.0))
    }
    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self(v128_and(self.0, other.0))
    }
    #[inline(always)]
    fn or(self, other: Self) -> Self {
        Self(v128_or(self.0, other.0))
    }
    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(v128_xor(self.0, other.0))
    }
    #[inline(always)]
    fn shl<const S: i32>(self) -> Self {
        Self(u32x4_shl(self.0, S as u32))
    }
    #[inline(always)]
    fn shr<const S: i32>(self) -> Self {
        Self(u32x4_shr(self.0, S as u32))
    }
}
