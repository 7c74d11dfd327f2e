//! How long it takes to know p(x) of an image: `cargo bench --bench evidence`.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark ends where something is wrong"
)]

use std::time::Instant;

use ndarray::ArrayView1;
use vae_lab::cpu::Cpu;
use vae_lab::models::Options;
use vae_lab::session::Session;

/// Each is measured so often; the median counts.
const TIMES: usize = 9;

fn milliseconds(title: &str, mut run: impl FnMut()) {
    let mut times: Vec<f64> = (0..TIMES)
        .map(|_| {
            let start = Instant::now();
            run();
            1e3 * start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{title:50} {:9.2} ms", times[TIMES / 2]);
}

fn main() {
    let mut session = Session::new(Cpu::new(), Options::default());
    session.load_generated("handwriting", 0).unwrap();
    session.train(100).unwrap();
    let (x, _) = session.judged(0).unwrap();
    for side in [64, 241] {
        milliseconds(&format!("a lattice of {side}², decoded"), || {
            session.lattice(side, None).unwrap();
        });
        let lattice = session.lattice(side, None).unwrap();
        milliseconds(&format!("p(z|x) of an image on {side}²"), || {
            lattice.log_joint(&x).unwrap();
        });
    }
    for samples in [500, 5_000] {
        milliseconds(&format!("{samples} importance weights"), || {
            session
                .weigh(ArrayView1::from(&x), None, samples, 0)
                .unwrap();
        });
    }
}
