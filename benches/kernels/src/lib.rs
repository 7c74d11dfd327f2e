//! What `run.mjs` calls in a tab: each export does its work `times` times, so that JavaScript only reads the clock.

use vae_lab::cpu::aligned::Aligned;
use vae_lab::cpu::gemm::{Matrix, MatrixMut, Product, Scratch};
use vae_lab::cpu::lanes::{Isa, Kernel, Lanes};
use vae_lab::noise::{threefry, uniform};

/// A product with its operands.
pub struct Case {
    product: Product,
    a: Aligned,
    b: Aligned,
    c: Aligned,
    scratch: Scratch,
}

impl Case {
    /// Row and column strides of op(A) and op(B).
    fn strides(&self) -> [isize; 4] {
        let Product { m, k, n, transpose_a, transpose_b } = self.product;
        let (rsa, csa) = if transpose_a { (1, m) } else { (k, 1) };
        let (rsb, csb) = if transpose_b { (1, k) } else { (n, 1) };
        [rsa as isize, csa as isize, rsb as isize, csb as isize]
    }
}

fn numbers(len: usize, stream: u32, zeros: f32) -> Aligned {
    let number = |i| {
        let [value, chance] = threefry([1, stream], [i, 0]);
        if uniform(chance) < zeros { 0.0 } else { uniform(value) * 2.0 - 1.0 }
    };
    let mut numbers = Aligned::zeros(len);
    for (i, slot) in numbers.iter_mut().enumerate() {
        *slot = number(i as u32);
    }
    numbers
}

/// Makes a product; `zeros` is the share of zeros in A.
#[unsafe(no_mangle)]
pub extern "C" fn case(m: usize, k: usize, n: usize, transpose_a: bool, transpose_b: bool, zeros: f32) -> *mut Case {
    Box::into_raw(Box::new(Case {
        product: Product { m, k, n, transpose_a, transpose_b },
        a: numbers(m * k, 0, zeros),
        b: numbers(k * n, 1, 0.0),
        c: Aligned::zeros(m * n),
        scratch: Scratch::default(),
    }))
}

/// # Safety
/// `case` is from [`case`], and no other reference to it lives.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ours(case: *mut Case, times: u32) {
    // SAFETY: the caller's promise.
    let case = unsafe { &mut *case };
    let product = case.product;
    let isa = Isa::detect();
    for _ in 0..times {
        product.run(
            isa,
            Matrix { data: &case.a, stride: if product.transpose_a { product.m } else { product.k } },
            Matrix { data: &case.b, stride: if product.transpose_b { product.k } else { product.n } },
            MatrixMut { data: &mut case.c, stride: product.n },
            &mut case.scratch,
            &mut |_, _| {},
        );
    }
}

/// # Safety
/// `case` is from [`case`], and no other reference to it lives.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn matrixmultiply(case: *mut Case, times: u32) {
    // SAFETY: the caller's promise.
    let case = unsafe { &mut *case };
    let [rsa, csa, rsb, csb] = case.strides();
    let Product { m, k, n, .. } = case.product;
    for _ in 0..times {
        // SAFETY: the strides are those of the matrices' shapes.
        unsafe {
            matrixmultiply::sgemm(
                m, k, n,
                1.0, case.a.as_ptr(), rsa, csa,
                case.b.as_ptr(), rsb, csb,
                0.0, case.c.as_mut_ptr(), n as isize, 1,
            );
        }
    }
}

/// # Safety
/// `case` is from [`case`], and no other reference to it lives.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gemm(case: *mut Case, times: u32) {
    // SAFETY: the caller's promise.
    let case = unsafe { &mut *case };
    let [rsa, csa, rsb, csb] = case.strides();
    let Product { m, k, n, .. } = case.product;
    for _ in 0..times {
        // SAFETY: the strides are those of the matrices' shapes.
        unsafe {
            gemm::gemm(
                m, n, k,
                case.c.as_mut_ptr(), 1, n as isize, false,
                case.a.as_ptr(), csa, rsa,
                case.b.as_ptr(), csb, rsb,
                0.0, 1.0, false, false, false,
                gemm::Parallelism::None,
            );
        }
    }
}

/// Chains of multiply-adds that never leave the registers.
struct Chains(u32);

/// Steps of a chain in one of the `times` of [`peak`]; run.mjs counts their operations.
const STEPS: u32 = 10_000;
/// As many as the registers hold beside two operands: more than the latency asks for.
const CHAINS: usize = 12;

impl Kernel for Chains {
    type Output = f32;
    #[inline(always)]
    fn run<L: Lanes>(self) -> f32 {
        let (factor, addend) = (L::splat(0.5), L::splat(1.0));
        let mut chains: [L; CHAINS] = std::array::from_fn(|i| L::splat(i as f32));
        for _ in 0..self.0 * STEPS {
            for chain in &mut chains {
                *chain = chain.mul_add(factor, addend);
            }
        }
        chains.into_iter().fold(L::splat(0.0), L::add).sum()
    }
}

/// Runs the register-only kernel; answers its result, so that it cannot be left out.
#[unsafe(no_mangle)]
pub extern "C" fn peak(times: u32) -> f32 {
    Isa::detect().dispatch(Chains(times))
}

/// Operations in one of the `times` of [`peak`].
#[unsafe(no_mangle)]
pub extern "C" fn peak_operations() -> f64 {
    f64::from(STEPS) * CHAINS as f64 * 4.0 * 2.0
}
