//! Tests of the engine: the gradient against differences, the plan and the CPU against the interpreter.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod allocation;
mod gradient;
mod numbers;
mod parity;
mod plan;
mod shapes;
