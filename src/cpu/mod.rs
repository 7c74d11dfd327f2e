//! The fast executor's kernels.

pub mod lanes;
pub mod math;
