//! Bytes from outside, changed at random: each reader reads them or refuses them with a typed error, within bounds of
//! memory and time. `FUZZ_MINUTES` and `FUZZ_FROM` say how long, and from which input on; see `./build.sh fuzz`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod allocated;
mod corpus;
mod harness;
mod idx;
mod options;
mod weights;
