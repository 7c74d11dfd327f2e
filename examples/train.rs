//! Trains a variational autoencoder on handwriting that the program draws itself: `cargo run --release --example train`.

use std::error::Error;

use vae_lab::cpu::Cpu;
use vae_lab::models::Options;
use vae_lab::session::Session;

/// Trains for 150 steps, and returns the held-out −ELBO after each 50, in nats per image.
pub fn train() -> Result<Vec<f64>, Box<dyn Error>> {
    let options = Options::default().with_text(&[("hidden", "64"), ("latent", "2")])?;
    let mut session = Session::new(Cpu::new(), options);
    session.load_generated("handwriting", 0)?;
    let mut losses = Vec::new();
    for _ in 0..3 {
        session.train(50)?;
        losses.extend(session.evaluate(500)?.terms.loss());
    }
    Ok(losses)
}

#[allow(dead_code, reason = "its test calls `train`")]
fn main() -> Result<(), Box<dyn Error>> {
    println!("{:.1?}", train()?);
    Ok(())
}
