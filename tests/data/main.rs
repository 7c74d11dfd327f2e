//! Datasets: the handwriting that is generated, the files that are read, how both are divided and shuffled.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod dataset;
mod files;
mod handwriting;
mod idx;
mod kinds;
