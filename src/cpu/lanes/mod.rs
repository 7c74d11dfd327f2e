//! Vectors of f32 lanes over every instruction set, so that a kernel is written once.
//!
//! A kernel is an `#[inline(always)]` function generic over [`Lanes`], wrapped in a [`Kernel`];
//! [`Isa::dispatch`] enters it with the instructions enabled. The vector types are private to this
//! module: safe code can only meet one inside `dispatch`, which proves that the machine has it.

#[cfg(target_arch = "aarch64")]
mod neon;
// A wasm binary with vectors has no use for it.
#[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;
#[cfg(target_arch = "x86_64")]
mod x86;

/// The most lanes that any vector has.
pub const MAX_LANES: usize = 16;

/// A vector of f32.
///
/// A comparison with NaN is false. Slices given to `load` and `store` hold at least `N` numbers, else they panic.
pub trait Lanes: Copy {
    /// Lanes in the vector, at most [`MAX_LANES`].
    const N: usize;
    /// Whether [`Lanes::mul_add`] rounds once.
    const FUSED: bool;
    /// The same lanes as 32-bit integers.
    type Bits: Bits;
    /// One truth value a lane.
    type Mask: Copy;

    fn splat(value: f32) -> Self;
    /// # Safety
    /// `N` numbers can be read at `from`.
    unsafe fn load_from(from: *const f32) -> Self;
    /// # Safety
    /// `N` numbers can be written at `to`.
    unsafe fn store_to(self, to: *mut f32);

    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn mul(self, other: Self) -> Self;
    fn div(self, other: Self) -> Self;
    /// `if other < self { other } else { self }`: a NaN in `self` stays.
    fn min(self, other: Self) -> Self;
    /// `if self < other { other } else { self }`: a NaN in `self` stays.
    fn max(self, other: Self) -> Self;
    fn sqrt(self) -> Self;
    fn abs(self) -> Self;
    fn neg(self) -> Self;
    /// `self * factor + addend`, rounded once where the instruction set can ([`Lanes::FUSED`]).
    fn mul_add(self, factor: Self, addend: Self) -> Self;

    fn lt(self, other: Self) -> Self::Mask;
    fn le(self, other: Self) -> Self::Mask;
    fn eq(self, other: Self) -> Self::Mask;
    /// `yes` where the mask is true, else `no`.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;

    /// Interleaves two vectors: (a0, b0, a1, b1, ...) is the pair's concatenation.
    fn zip(self, other: Self) -> (Self, Self);

    fn to_bits(self) -> Self::Bits;
    fn from_bits(bits: Self::Bits) -> Self;

    /// The first `N` numbers of a slice.
    #[inline(always)]
    fn load(from: &[f32]) -> Self {
        assert!(from.len() >= Self::N);
        // SAFETY: the slice holds at least N numbers.
        unsafe { Self::load_from(from.as_ptr()) }
    }

    /// Writes the first `N` numbers of a slice.
    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        assert!(to.len() >= Self::N);
        // SAFETY: the slice holds at least N numbers.
        unsafe { self.store_to(to.as_mut_ptr()) }
    }

    /// A slice of at most `N` numbers; the lanes beyond it are zero.
    #[inline(always)]
    fn load_part(from: &[f32]) -> Self {
        let mut lanes = [0.0; MAX_LANES];
        lanes[..from.len()].copy_from_slice(from);
        Self::load(&lanes)
    }

    /// Fills a slice of at most `N` numbers with the first lanes.
    #[inline(always)]
    fn store_part(self, to: &mut [f32]) {
        let mut lanes = [0.0; MAX_LANES];
        self.store(&mut lanes);
        to.copy_from_slice(&lanes[..to.len()]);
    }

    /// Combines the lanes to one number, halving the vector each time: a fixed order.
    #[inline(always)]
    fn reduce(self, combine: impl Fn(f32, f32) -> f32) -> f32 {
        let mut lanes = [0.0; MAX_LANES];
        self.store(&mut lanes);
        let mut count = Self::N;
        while count > 1 {
            count /= 2;
            for lane in 0..count {
                lanes[lane] = combine(lanes[lane], lanes[lane + count]);
            }
        }
        lanes[0]
    }

    /// The sum of the lanes, in a fixed order.
    #[inline(always)]
    fn sum(self) -> f32 {
        self.reduce(|a, b| a + b)
    }
}

/// The lanes of a [`Lanes`] as 32-bit integers; arithmetic wraps.
pub trait Bits: Copy {
    fn splat(value: u32) -> Self;
    /// 0, 1, 2, ...
    fn iota() -> Self;
    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
    /// Shifts left by `S < 32`.
    fn shl<const S: i32>(self) -> Self;
    /// Shifts right by `S < 32`, zeros coming in.
    fn shr<const S: i32>(self) -> Self;
}

/// The lanes of [`Bits::iota`].
const IOTA: [u32; MAX_LANES] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// Work that is written over [`Lanes`].
pub trait Kernel {
    type Output;
    /// Must be `#[inline(always)]`, as must all that it calls with vectors: only then do they get the instructions.
    fn run<L: Lanes>(self) -> Self::Output;
}

/// An instruction set that this machine has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Isa(Set);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Set {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "aarch64")]
    Neon,
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    Wasm,
    #[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
    Portable,
}

impl Isa {
    /// Every instruction set that this machine has, the best first.
    pub fn available() -> impl Iterator<Item = Isa> {
        Set::ALL
            .iter()
            .copied()
            .filter(|set| set.detected())
            .map(Isa)
    }

    /// The best instruction set that this machine has.
    pub fn detect() -> Isa {
        let last = Set::ALL[Set::ALL.len() - 1];
        Isa::available().next().unwrap_or(Isa(last))
    }

    /// The instruction set of this name, where this machine has it.
    pub fn named(name: &str) -> Option<Isa> {
        Isa::available().find(|isa| isa.name() == name)
    }

    /// The name that people read.
    pub fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => "avx512",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => "avx2",
            #[cfg(target_arch = "aarch64")]
            Set::Neon => "neon",
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Set::Wasm if cfg!(target_feature = "relaxed-simd") => "relaxed-simd",
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Set::Wasm => "simd128",
            #[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
            Set::Portable => "portable",
        }
    }

    /// Runs a kernel with this instruction set.
    #[inline]
    pub fn dispatch<K: Kernel>(self, kernel: K) -> K::Output {
        match self.0 {
            // SAFETY: an `Isa` is only made of sets that `detected` has found.
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => unsafe { x86::run_avx512(kernel) },
            // SAFETY: an `Isa` is only made of sets that `detected` has found.
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => unsafe { x86::run_avx2(kernel) },
            #[cfg(target_arch = "aarch64")]
            Set::Neon => kernel.run::<neon::Neon>(),
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Set::Wasm => kernel.run::<wasm::Wasm>(),
            #[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
            Set::Portable => kernel.run::<portable::Portable>(),
        }
    }
}

impl Set {
    /// The best first; the last one needs nothing that its target may lack.
    const ALL: &[Set] = &[
        #[cfg(target_arch = "x86_64")]
        Set::Avx512,
        #[cfg(target_arch = "x86_64")]
        Set::Avx2,
        #[cfg(target_arch = "aarch64")]
        Set::Neon,
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        Set::Wasm,
        #[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
        Set::Portable,
    ];

    fn detected(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => is_x86_feature_detected!("avx512f"),
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            // NEON belongs to every aarch64, and simd128 to a wasm binary compiled with it.
            #[cfg(target_arch = "aarch64")]
            Set::Neon => true,
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Set::Wasm => true,
            #[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
            Set::Portable => true,
        }
    }
}

#[cfg(test)]
mod tests;
