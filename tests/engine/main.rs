//! Tests of the engine: the gradient against differences, the plan and the CPU against the interpreter.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

#[cfg(feature = "gpu")]
mod adapter;
mod allocation;
#[cfg(feature = "gpu")]
mod gpu;
mod gradient;
mod numbers;
mod parity;
mod plan;
#[cfg(feature = "gpu")]
mod recipes;
mod shapes;
