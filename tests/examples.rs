//! The example of Rust does what it says.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../examples/train.rs"]
mod train;

#[test]
fn the_example_trains() {
    let losses = train::train().unwrap();
    assert_eq!(losses.len(), 3);
    assert!(
        losses.is_sorted_by(|before, after| before > after),
        "{losses:?}"
    );
}
