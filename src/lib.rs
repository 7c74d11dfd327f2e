//! VAE Lab: a variational autoencoder that trains inside a web page.
//!
//! Three layers that know nothing of each other's insides:
//! - the engine: [`graph`] (a model as a static graph, and its gradient) and what runs it behind
//!   [`executor`]: the reference [`interp`], the fast [`cpu`] and `gpu`;
//! - the models and the session in which a person trains one;
//! - the surfaces: the command line (`main.rs`) and the browser (`web`, wasm only).

pub mod choices;
pub mod cpu;
pub mod data;
pub mod eigen;
pub mod executor;
pub mod foreign;
#[cfg(feature = "gpu")]
pub mod gpu;
pub mod graph;
pub mod interp;
mod json;
mod maps;
pub mod models;
pub mod neighbours;
pub mod nn;
pub mod noise;
pub mod pca;
pub mod plan;
pub mod refusal;
pub mod session;
pub mod special;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod web;
mod words;
