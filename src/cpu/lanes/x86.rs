//! Eight lanes of AVX2 with FMA, sixteen of AVX-512.

use core::arch::x86_64::*;

use super::{Bits, IOTA, Kernel, Lanes};

#[derive(Clone, Copy)]
pub(super) struct Avx2(__m256);

#[derive(Clone, Copy)]
pub(super) struct Avx2Bits(__m256i);

#[derive(Clone, Copy)]
pub(super) struct Avx512(__m512);

#[derive(Clone, Copy)]
pub(super) struct Avx512Bits(__m512i);

/// # Safety
/// The machine has AVX2 and FMA.
#[target_feature(enable = "avx2,fma")]
pub(super) fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Avx2>()
}

/// # Safety
/// The machine has AVX-512 F.
#[target_feature(enable = "avx512f")]
pub(super) fn run_avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Avx512>()
}

/// Calls intrinsics.
macro_rules! x86 {
    ($call:expr) => {
        // SAFETY: the vector types are only met inside `run_avx2` and `run_avx512`.
        unsafe { $call }
    };
}

/// The methods that both vectors express by intrinsics of the same form.
macro_rules! common_lanes {
    ($bits:ident, $splat:ident, $load:ident, $store:ident, $add:ident, $sub:ident, $mul:ident, $div:ident,
     $min:ident, $max:ident, $sqrt:ident, $fmadd:ident, $to_bits:ident, $from_bits:ident) => {
        const FUSED: bool = true;
        type Bits = $bits;

        #[inline(always)]
        fn splat(value: f32) -> Self {
            Self(x86!($splat(value)))
        }
        #[inline(always)]
        unsafe fn load_from(from: *const f32) -> Self {
            // SAFETY: `N` numbers lie there, by the contract of `Lanes`; the load needs no alignment.
            Self(unsafe { $load(from) })
        }
        #[inline(always)]
        unsafe fn store_to(self, to: *mut f32) {
            // SAFETY: `N` numbers lie there, by the contract of `Lanes`; the store needs no alignment.
            unsafe { $store(to, self.0) }
        }
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            Self(x86!($add(self.0, other.0)))
        }
        #[inline(always)]
        fn sub(self, other: Self) -> Self {
            Self(x86!($sub(self.0, other.0)))
        }
        #[inline(always)]
        fn mul(self, other: Self) -> Self {
            Self(x86!($mul(self.0, other.0)))
        }
        #[inline(always)]
        fn div(self, other: Self) -> Self {
            Self(x86!($div(self.0, other.0)))
        }
        // The instruction answers its second operand where the comparison is false.
        #[inline(always)]
        fn min(self, other: Self) -> Self {
            Self(x86!($min(other.0, self.0)))
        }
        #[inline(always)]
        fn max(self, other: Self) -> Self {
            Self(x86!($max(other.0, self.0)))
        }
        #[inline(always)]
        fn sqrt(self) -> Self {
            Self(x86!($sqrt(self.0)))
        }
        #[inline(always)]
        fn abs(self) -> Self {
            Self::from_bits(self.to_bits().and($bits::splat(0x7fff_ffff)))
        }
        #[inline(always)]
        fn neg(self) -> Self {
            Self::from_bits(self.to_bits().xor($bits::splat(0x8000_0000)))
        }
        #[inline(always)]
        fn mul_add(self, factor: Self, addend: Self) -> Self {
            Self(x86!($fmadd(self.0, factor.0, addend.0)))
        }
        #[inline(always)]
        fn to_bits(self) -> $bits {
            $bits(x86!($to_bits(self.0)))
        }
        #[inline(always)]
        fn from_bits(bits: $bits) -> Self {
            Self(x86!($from_bits(bits.0)))
        }
    };
}

impl Lanes for Avx2 {
    const N: usize = 8;
    type Mask = __m256;
    common_lanes!(
        Avx2Bits,
        _mm256_set1_ps,
        _mm256_loadu_ps,
        _mm256_storeu_ps,
        _mm256_add_ps,
        _mm256_sub_ps,
        _mm256_mul_ps,
        _mm256_div_ps,
        _mm256_min_ps,
        _mm256_max_ps,
        _mm256_sqrt_ps,
        _mm256_fmadd_ps,
        _mm256_castps_si256,
        _mm256_castsi256_ps
    );

    #[inline(always)]
    fn lt(self, other: Self) -> __m256 {
        x86!(_mm256_cmp_ps::<_CMP_LT_OQ>(self.0, other.0))
    }
    #[inline(always)]
    fn le(self, other: Self) -> __m256 {
        x86!(_mm256_cmp_ps::<_CMP_LE_OQ>(self.0, other.0))
    }
    #[inline(always)]
    fn eq(self, other: Self) -> __m256 {
        x86!(_mm256_cmp_ps::<_CMP_EQ_OQ>(self.0, other.0))
    }
    #[inline(always)]
    fn select(mask: __m256, yes: Self, no: Self) -> Self {
        Self(x86!(_mm256_blendv_ps(no.0, yes.0, mask)))
    }
    // The unpack instructions interleave within each half.
    #[inline(always)]
    fn zip(self, other: Self) -> (Self, Self) {
        let low = x86!(_mm256_unpacklo_ps(self.0, other.0));
        let high = x86!(_mm256_unpackhi_ps(self.0, other.0));
        (
            Self(x86!(_mm256_permute2f128_ps::<0x20>(low, high))),
            Self(x86!(_mm256_permute2f128_ps::<0x31>(low, high))),
        )
    }
}

impl Lanes for Avx512 {
    const N: usize = 16;
    type Mask = __mmask16;
    common_lanes!(
        Avx512Bits,
        _mm512_set1_ps,
        _mm512_loadu_ps,
        _mm512_storeu_ps,
        _mm512_add_ps,
        _mm512_sub_ps,
        _mm512_mul_ps,
        _mm512_div_ps,
        _mm512_min_ps,
        _mm512_max_ps,
        _mm512_sqrt_ps,
        _mm512_fmadd_ps,
        _mm512_castps_si512,
        _mm512_castsi512_ps
    );

    #[inline(always)]
    fn lt(self, other: Self) -> __mmask16 {
        x86!(_mm512_cmp_ps_mask::<_CMP_LT_OQ>(self.0, other.0))
    }
    #[inline(always)]
    fn le(self, other: Self) -> __mmask16 {
        x86!(_mm512_cmp_ps_mask::<_CMP_LE_OQ>(self.0, other.0))
    }
    #[inline(always)]
    fn eq(self, other: Self) -> __mmask16 {
        x86!(_mm512_cmp_ps_mask::<_CMP_EQ_OQ>(self.0, other.0))
    }
    #[inline(always)]
    fn select(mask: __mmask16, yes: Self, no: Self) -> Self {
        Self(x86!(_mm512_mask_blend_ps(mask, no.0, yes.0)))
    }
    // An index of 16 or more takes from the second vector.
    #[inline(always)]
    fn zip(self, other: Self) -> (Self, Self) {
        let low = x86!(_mm512_setr_epi32(
            0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
        ));
        let high = x86!(_mm512_add_epi32(low, _mm512_set1_epi32(8)));
        (
            Self(x86!(_mm512_permutex2var_ps(self.0, low, other.0))),
            Self(x86!(_mm512_permutex2var_ps(self.0, high, other.0))),
        )
    }
}

/// The methods that both vectors of integers express by intrinsics of the same form.
macro_rules! impl_bits {
    ($bits:ident, $splat:ident, $load:ident, $add:ident, $sub:ident, $and:ident, $or:ident, $xor:ident,
     $shl:ident, $shr:ident) => {
        impl Bits for $bits {
            #[inline(always)]
            fn splat(value: u32) -> Self {
                Self(x86!($splat(value as i32)))
            }
            #[inline(always)]
            fn iota() -> Self {
                // The table holds as many numbers as the widest vector.
                Self(x86!($load(IOTA.as_ptr().cast())))
            }
            #[inline(always)]
            fn add(self, other: Self) -> Self {
                Self(x86!($add(self.0, other.0)))
            }
            #[inline(always)]
            fn sub(self, other: Self) -> Self {
                Self(x86!($sub(self.0, other.0)))
            }
            #[inline(always)]
            fn and(self, other: Self) -> Self {
                Self(x86!($and(self.0, other.0)))
            }
            #[inline(always)]
            fn or(self, other: Self) -> Self {
                Self(x86!($or(self.0, other.0)))
            }
            #[inline(always)]
            fn xor(self, other: Self) -> Self {
                Self(x86!($xor(self.0, other.0)))
            }
            #[inline(always)]
            fn shl<const S: i32>(self) -> Self {
                Self(x86!($shl(self.0, Self::splat(S as u32).0)))
            }
            #[inline(always)]
            fn shr<const S: i32>(self) -> Self {
                Self(x86!($shr(self.0, Self::splat(S as u32).0)))
            }
        }
    };
}

impl_bits!(
    Avx2Bits,
    _mm256_set1_epi32,
    _mm256_loadu_si256,
    _mm256_add_epi32,
    _mm256_sub_epi32,
    _mm256_and_si256,
    _mm256_or_si256,
    _mm256_xor_si256,
    _mm256_sllv_epi32,
    _mm256_srlv_epi32
);

impl_bits!(
    Avx512Bits,
    _mm512_set1_epi32,
    _mm512_loadu_si512,
    _mm512_add_epi32,
    _mm512_sub_epi32,
    _mm512_and_si512,
    _mm512_or_si512,
    _mm512_xor_si512,
    _mm512_sllv_epi32,
    _mm512_srlv_epi32
);
