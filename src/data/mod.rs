//! Datasets: what a model is trained on and what it is judged by.

mod dataset;
mod draws;
mod error;
#[cfg(not(target_arch = "wasm32"))]
pub mod files;
mod gather;
pub mod generated;
pub mod handwriting;
pub mod idx;
pub mod noise;
pub mod pulse;
pub mod toys;

pub use dataset::{Dataset, Images, shuffled};
pub use error::{DataError, Remark};
pub use gather::assemble;
