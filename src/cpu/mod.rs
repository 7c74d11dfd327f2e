//! The fast executor's kernels.

pub mod lanes;
