//! The fast executor's kernels.

pub mod gemm;
pub mod lanes;
pub mod math;
