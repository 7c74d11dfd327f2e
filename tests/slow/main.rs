//! What whole trainings come to, against known optima and published figures: minutes each, so only
//! `./build.sh test slow` runs them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod anomaly;
mod evidence;
mod gan;
mod linear;
mod vib;
mod vqvae;
