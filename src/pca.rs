//! Principal components, and the linear latent-variable model whose maximum likelihood they are (Tipping and Bishop,
//! "Probabilistic Principal Component Analysis", 1999): x = W z + μ + σ ε. What a linear variational autoencoder learns is
//! held to it (Lucas et al., "Don't Blame the ELBO!", 2019).

use std::f64::consts::TAU;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, s};

use crate::eigen::{Eigen, symmetric};

/// The mean of some images, and the decomposition of their covariance.
#[derive(Clone, Debug, PartialEq)]
pub struct Components {
    pub mean: Array1<f64>,
    pub eigen: Eigen,
}

/// x = W z + μ + σ ε with z ~ N(0, I), and the posterior N(m, diag s²) of z, whose covariance is diagonal here.
#[derive(Clone, Debug, PartialEq)]
pub struct Ppca {
    /// W, `(pixels, latent)`.
    pub weights: Array2<f64>,
    pub mean: Array1<f64>,
    pub variance: f64,
    /// m = M⁻¹Wᵀ(x - μ), with M = WᵀW + σ²I: M⁻¹Wᵀ, `(latent, pixels)`.
    pub encoder: Array2<f64>,
    /// s² = σ² / M
    pub posterior: Array1<f64>,
    components: Components,
}

impl Components {
    /// Of images, a row each; their covariance is that of a population, with 1/N.
    pub fn new(images: ArrayView2<f64>) -> Self {
        let count = images.nrows().max(1) as f64;
        let mean = images.sum_axis(Axis(0)) / count;
        let centred = &images - &mean;
        let covariance = centred.t().dot(&centred) / count;
        Self {
            mean,
            eigen: symmetric(covariance.view()),
        }
    }

    /// The mean squared error of an image that so many components leave: the sum of the other eigenvalues.
    pub fn error(&self, latent: usize) -> f64 {
        self.eigen.values.iter().skip(latent).sum()
    }

    /// The variance of noise of the most likely model with so many latent dimensions: the mean of the other eigenvalues.
    pub fn variance(&self, latent: usize) -> f64 {
        let others = self.eigen.values.len().saturating_sub(latent).max(1);
        self.error(latent) / others as f64
    }

    /// The most likely model for a variance of noise. W = U (Λ - σ²I)^½, of eigenvalues above σ² alone: the other
    /// dimensions of z stay at the prior.
    pub fn model(self, latent: usize, variance: f64) -> Ppca {
        let latent = latent.min(self.eigen.values.len());
        let values = self.eigen.values.slice(s![..latent]);
        let scales = values.mapv(|value| (value - variance).max(0.0).sqrt());
        let weights = &self.eigen.vectors.slice(s![.., ..latent]) * &scales;
        // WᵀW = Λ - σ²I, so that M is diagonal.
        let m = scales.mapv(|scale| scale * scale + variance);
        Ppca {
            encoder: (&weights / &m).reversed_axes(),
            posterior: m.mapv(|m| variance / m),
            mean: self.mean.clone(),
            weights,
            variance,
            components: self,
        }
    }
}

impl Ppca {
    /// ln p(x), x ~ N(μ, C), C = WWᵀ + σ²I, by the eigenvectors of C, which are those of the images.
    pub fn log_likelihood(&self, x: ArrayView1<f64>) -> f64 {
        let along = self.components.eigen.vectors.t().dot(&(&x - &self.mean));
        let pairs = along.iter().zip(self.variances());
        let sum: f64 = pairs
            .map(|(along, variance)| along * along / variance + libm::log(TAU * variance))
            .sum();
        -0.5 * sum
    }

    /// Its mean over the images that the components are of: -½ Σ (λ / c + ln 2πc), c the eigenvalues of C.
    pub fn mean_log_likelihood(&self) -> f64 {
        let pairs = self.components.eigen.values.iter().zip(self.variances());
        let sum: f64 = pairs
            .map(|(value, variance)| value / variance + libm::log(TAU * variance))
            .sum();
        -0.5 * sum
    }

    /// The eigenvalues of C.
    fn variances(&self) -> impl Iterator<Item = f64> {
        let latent = self.weights.ncols();
        let values = self.components.eigen.values.iter().enumerate();
        values.map(move |(place, &value)| match place < latent {
            true => value.max(self.variance),
            false => self.variance,
        })
    }
}
