//! Datasets: what a model is trained on and what it is judged by.

mod dataset;

pub use dataset::{Dataset, Images};
