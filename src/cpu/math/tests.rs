//! The functions against f64, on every instruction set of this machine.

use super::*;
use crate::cpu::lanes::{Isa, Kernel, MAX_LANES};

/// The bound that the module promises.
const RELATIVE: f64 = 3e-7;
/// Results below the least normal number may be zero.
const ABSOLUTE: f64 = f32::MIN_POSITIVE as f64;

#[derive(Clone, Copy, Debug)]
enum Function {
    Exp,
    Ln,
    Tanh,
    Sigmoid,
    Softplus,
    Sin,
    Cos,
}
use Function::*;

impl Function {
    fn reference(self, x: f64) -> f64 {
        match self {
            Exp => x.exp(),
            Ln => x.ln(),
            Tanh => x.tanh(),
            Sigmoid if x < 0.0 => x.exp() / (1.0 + x.exp()),
            Sigmoid => 1.0 / (1.0 + (-x).exp()),
            Softplus => x.max(0.0) + (-x.abs()).exp().ln_1p(),
            Sin => sin_2pi(x),
            Cos => sin_2pi(x + 0.25),
        }
    }
}

/// sin 2πu without the rounding of 2πu near the zeros: u - k/2 is exact.
fn sin_2pi(u: f64) -> f64 {
    let k = (u * 2.0).round();
    let sine = (std::f64::consts::TAU * (u - k / 2.0)).sin();
    if k as i64 % 2 == 0 { sine } else { -sine }
}

struct Apply<'a>(Function, &'a mut [f32; MAX_LANES]);

impl Kernel for Apply<'_> {
    type Output = ();
    #[inline(always)]
    fn run<L: Lanes>(self) {
        for part in self.1.chunks_exact_mut(L::N) {
            let x = L::load(part);
            let y = match self.0 {
                Exp => exp(x),
                Ln => ln(x),
                Tanh => tanh(x),
                Sigmoid => sigmoid(x),
                Softplus => softplus(x),
                Sin => sin_cos_2pi(x).0,
                Cos => sin_cos_2pi(x).1,
            };
            y.store(part);
        }
    }
}

fn apply(isa: Isa, function: Function, x: f32) -> f32 {
    let mut lanes = [x; MAX_LANES];
    isa.dispatch(Apply(function, &mut lanes));
    lanes[0]
}

/// Checks every `stride`-th f32 from `from` to `to` (bits, both of one sign); answers the greatest relative error.
fn sweep(isa: Isa, function: Function, from: f32, to: f32, stride: usize) -> f64 {
    let mut worst = 0.0_f64;
    let mut bits = (from.to_bits()..=to.to_bits()).step_by(stride).peekable();
    while bits.peek().is_some() {
        let x: [f32; MAX_LANES] = std::array::from_fn(|_| bits.next().map_or(to, f32::from_bits));
        let mut y = x;
        isa.dispatch(Apply(function, &mut y));
        for (x, y) in x.into_iter().zip(y) {
            let expected = function.reference(f64::from(x));
            if (expected as f32).is_infinite() {
                // Half a unit below the overflow, either side is within the bound.
                let near = expected.abs() < f64::from(f32::MAX) * (1.0 + RELATIVE);
                assert!(y == expected as f32 || near, "{function:?}({x}) = {y}");
                continue;
            }
            let error = (f64::from(y) - expected).abs();
            let relative = error / expected.abs();
            assert!(
                relative <= RELATIVE || error <= ABSOLUTE,
                "{} {function:?}({x:e}) = {y:e}, not {expected:e}: relative error {relative:e}",
                isa.name()
            );
            if error > ABSOLUTE {
                worst = worst.max(relative);
            }
        }
    }
    worst
}

fn sweep_all(stride: usize) {
    for isa in Isa::available() {
        for function in [Exp, Ln, Tanh, Sigmoid, Softplus, Sin, Cos] {
            let limit = match function {
                Sin | Cos => 1.0,
                _ => f32::MAX,
            };
            let mut worst = sweep(isa, function, 0.0, limit, stride);
            if !matches!(function, Ln | Sin | Cos) {
                worst = worst.max(sweep(isa, function, -0.0, -limit, stride));
            }
            println!("{} {function:?}: relative error {worst:.2e}", isa.name());
        }
    }
}

#[test]
fn relative_error_is_within_the_bound() {
    sweep_all(9_973);
}

/// Every f32 of every function: `cargo test --release math -- --ignored --nocapture` (some minutes).
#[test]
#[ignore = "sweeps all 2^32 numbers"]
fn relative_error_is_within_the_bound_for_every_number() {
    sweep_all(1);
}

#[test]
fn special_values() {
    let inf = f32::INFINITY;
    let table = [
        (Exp, 0.0, 1.0),
        (Exp, -0.0, 1.0),
        (Exp, inf, inf),
        (Exp, -inf, 0.0),
        (Exp, 89.0, inf),
        (Exp, f32::MAX, inf),
        (Exp, f32::MIN, 0.0),
        (Ln, 1.0, 0.0),
        (Ln, 0.0, -inf),
        (Ln, -0.0, -inf),
        (Ln, inf, inf),
        (Ln, -1.0, f32::NAN),
        (Ln, -1e-40, f32::NAN),
        (Ln, -inf, f32::NAN),
        (Tanh, 0.0, 0.0),
        (Tanh, -0.0, -0.0),
        (Tanh, inf, 1.0),
        (Tanh, -inf, -1.0),
        (Sigmoid, 0.0, 0.5),
        (Sigmoid, inf, 1.0),
        (Sigmoid, -inf, 0.0),
        (Sigmoid, -100.0, 0.0),
        (Softplus, inf, inf),
        (Softplus, -inf, 0.0),
        (Softplus, f32::MAX, f32::MAX),
        (Sin, 0.0, 0.0),
        (Sin, 0.25, 1.0),
        (Sin, 0.75, -1.0),
        (Cos, 0.0, 1.0),
        (Cos, 0.25, 0.0),
        (Cos, 0.5, -1.0),
        (Cos, 1.0, 1.0),
    ];
    for isa in Isa::available() {
        for (function, x, expected) in table {
            let y = apply(isa, function, x);
            let sign_matters = matches!(function, Tanh);
            let same = (y.is_nan() && expected.is_nan())
                || (y == expected && (!sign_matters || y.to_bits() == expected.to_bits()));
            assert!(
                same,
                "{} {function:?}({x}) = {y}, not {expected}",
                isa.name()
            );
        }
        for function in [Exp, Ln, Tanh, Sigmoid, Softplus, Sin, Cos] {
            for nan in [0x7fc0_0000, 0xffc0_0000, 0x7fff_ffff, 0x7f80_0001] {
                assert!(apply(isa, function, f32::from_bits(nan)).is_nan());
            }
        }
    }
}
