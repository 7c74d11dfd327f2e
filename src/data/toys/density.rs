//! What is known of a density, also when noise is added to its points.

/// A density p that is known exactly, and with it the density p_σ of x + σε, ε ~ N(0, I): σ is the standard deviation
/// of the added noise in units of x, 0 for none. A point has as many values as the toy.
pub trait Density {
    /// ln p_σ(x); −∞ where the density is 0.
    fn ln_density(&self, x: &[f64], sigma: f64) -> f64;

    /// The score ∇ ln p_σ(x), a number a value; 0 where the density is 0.
    fn score(&self, x: &[f64], sigma: f64) -> Vec<f64>;

    /// The share of x + σε below `x`; None for points of two values.
    fn cdf(&self, x: f64, sigma: f64) -> Option<f64>;
}

/// ln Σ exp(terms), without overflow or underflow; −∞ for no terms.
pub fn log_sum_exp(terms: impl Iterator<Item = f64> + Clone) -> f64 {
    let highest = terms.clone().fold(f64::NEG_INFINITY, f64::max);
    if highest == f64::NEG_INFINITY {
        return highest;
    }
    highest + terms.map(|term| (term - highest).exp()).sum::<f64>().ln()
}
