//! Kingma and Welling, "Auto-Encoding Variational Bayes" (2014), figure 2: the bound on MNIST over the training images that
//! were seen, for 3, 5, 10, 20 and 200 latent dimensions. One hidden layer of 500, AdaGrad, batches of 100.

use std::fmt::Write as _;
use std::fs;
use std::time::Instant;

use vae_lab::cpu::Cpu;
use vae_lab::data::Dataset;
use vae_lab::models::Options;
use vae_lab::session::Session;

const DIMENSIONS: [usize; 5] = [3, 5, 10, 20, 200];
/// One of the rates that the paper chose from.
const RATE: &str = "0.02";
const BATCH: f64 = 100.0;
/// Training images before the first look at the bounds, and the ratio of those from look to look.
const FIRST: f64 = 1e5;
const RATIO: f64 = 1.25;
/// Held-out images that are judged at a look.
const JUDGED: usize = 2_000;
const FILE: &str = "target/papers/aevb-figure-2.svg";

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Images seen, and the bound of held-out images.
type Curve = Vec<(f64, f64)>;

/// Trains all models one after the other, prints their curves, and draws them.
pub fn figure(mnist: &Dataset, seconds: f64) -> Result<()> {
    let mut curves = Vec::new();
    for dimensions in DIMENSIONS {
        let curve = curve(dimensions, mnist.clone(), seconds / DIMENSIONS.len() as f64)?;
        let texts: Vec<String> = (curve.iter())
            .map(|(images, bound)| format!("{images:.1e}: {bound:.1}"))
            .collect();
        println!("{dimensions} dimensions: {}", texts.join(", "));
        curves.push(curve);
    }
    fs::create_dir_all("target/papers")?;
    fs::write(FILE, drawing(&curves))?;
    println!("Drawn: {FILE}");
    Ok(())
}

fn curve(dimensions: usize, mnist: Dataset, seconds: f64) -> Result<Curve> {
    let mut options = Options::default().with_text(&[
        ("hidden", "500"),
        ("activation", "tanh"),
        ("optimizer", "adagrad"),
        ("lr", RATE),
        ("batch", "100"),
    ])?;
    // More than the option allows on a page.
    options.latent = dimensions;
    let mut session = Session::new(Cpu::new(), options);
    session.load(mnist)?;
    let start = Instant::now();
    let (mut curve, mut made) = (Curve::new(), 0);
    let mut until = FIRST;
    while curve.is_empty() || start.elapsed().as_secs_f64() < seconds {
        let steps = (until / BATCH) as usize;
        session.train(steps - made)?;
        made = steps;
        let bound = session.evaluate(JUDGED)?.terms.loss().unwrap_or(f64::NAN);
        curve.push((made as f64 * BATCH, -bound));
        until *= RATIO;
    }
    Ok(curve)
}

/// The curves over the logarithm of the images, from -150 to -95 nats as in the paper.
fn drawing(curves: &[Curve]) -> String {
    let (width, height) = (480.0, 320.0);
    let (low, high) = (-150.0, -95.0);
    let most = curves
        .iter()
        .flatten()
        .fold(FIRST, |most, at| most.max(at.0));
    let x = |images: f64| 50.0 + 360.0 * (images / FIRST).ln() / (most / FIRST).ln().max(1e-9);
    let y = |bound: f64| 20.0 + 260.0 * (high - bound.clamp(low, high)) / (high - low);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n"
    );
    for tick in (-150..=-100).step_by(10) {
        let at = y(f64::from(tick));
        let _ = writeln!(
            text,
            "<path d=\"M50 {at:.1}H410\" stroke=\"#ddd\"/><text x=\"44\" y=\"{:.1}\" text-anchor=\"end\">{tick}</text>",
            at + 4.0
        );
    }
    for (curve, dimensions) in curves.iter().zip(DIMENSIONS) {
        let points: Vec<String> = (curve.iter())
            .map(|&(images, bound)| format!("{:.1} {:.1}", x(images), y(bound)))
            .collect();
        let &(images, bound) = curve.last().unwrap_or(&(FIRST, low));
        let _ = writeln!(
            text,
            "<path d=\"M{}\" fill=\"none\" stroke=\"#235\" stroke-width=\"1.5\"/><text x=\"{:.1}\" y=\"{:.1}\">{dimensions}</text>",
            points.join("L"),
            x(images) + 4.0,
            y(bound) + 4.0
        );
    }
    for power in 5..=8 {
        let images = 10_f64.powi(power);
        if images <= most * 1.01 {
            let at = x(images);
            let _ = writeln!(
                text,
                "<text x=\"{at:.1}\" y=\"296\" text-anchor=\"middle\">10^{power}</text>"
            );
        }
    }
    text + "<text x=\"230\" y=\"314\" text-anchor=\"middle\">training images seen; held-out bound, nats an image</text>\n</svg>\n"
}
