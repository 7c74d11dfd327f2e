//! ln p(x) without an estimate, where z has one or two dimensions: a sum over the cells of a lattice. Nothing here is shared
//! with training but the decoder's network; densities are computed in f64.

use std::f64::consts::TAU;

use ndarray::{Array2, ArrayView1, Zip};

use super::posterior::Posterior;
use super::{Result, Session, SessionError};
use crate::choices::Choice;
use crate::executor::Executor;
use crate::models::options::Likelihood;
use crate::models::programs::Query;
use crate::models::spec::Code;

/// The lattice covers [-6, 6] in each dimension: of the prior 4e-9 lie outside of that in two.
const EXTENT: f64 = 6.0;

/// Factors from 1 to 2 whose product f64 holds with room to spare.
const FACTORS: usize = 512;

/// p(x|z) at every cell of a lattice of z. It is of the weights that it was made with, and serves any number of images.
#[derive(Clone, Debug, PartialEq)]
pub struct Lattice {
    /// Middles of the cells in one dimension, rising.
    axis: Vec<f64>,
    latent: usize,
    pixels: Pixels,
}

/// p(x|z), a row a cell; `normalisers` are what ln p(x|z) has beside its sum over pixels.
#[derive(Clone, Debug, PartialEq)]
enum Pixels {
    Bernoulli {
        logits: Array2<f32>,
        normalisers: Vec<f64>,
    },
    Gaussian {
        means: Array2<f32>,
        precision: f64,
        normaliser: f64,
    },
    GaussianLearned {
        means: Array2<f32>,
        precisions: Array2<f32>,
        normalisers: Vec<f64>,
    },
}

impl<E: Executor> Session<E> {
    /// Decodes a lattice of `side` cells in each latent dimension; `label` is as in [`Session::decode`].
    ///
    /// # Errors
    /// [`SessionError::NoPosterior`], [`SessionError::NoLattice`] beyond two latent dimensions, and
    /// [`SessionError::TooMany`] for more cells than memory should hold.
    pub fn lattice(&mut self, side: usize, label: Option<u8>) -> Result<Lattice> {
        let latent = self.options.latent;
        let spec = self.spec();
        if spec.code != Code::Gaussian || !spec.decodes {
            let method = self.options.method.name();
            return Err(SessionError::NoPosterior { method });
        }
        if latent > 2 {
            return Err(SessionError::NoLattice { latent });
        }
        let cells = side.saturating_pow(latent as u32);
        self.check_count(cells)?;
        let step = 2.0 * EXTENT / side as f64;
        let axis: Vec<f64> = (0..side)
            .map(|cell| (cell as f64 + 0.5) * step - EXTENT)
            .collect();
        // Row by row from the top: high second, low first dimension, as in a plane.
        let z = Array2::from_shape_fn((cells, latent), |(cell, dimension)| match dimension {
            0 => axis[cell % side] as f32,
            _ => axis[side - 1 - cell / side] as f32,
        });
        let query = Query::Likelihood { latent };
        let columns = self.pixels()?;
        let pixels = match self.options.likelihood {
            Likelihood::Bernoulli => {
                let [logits] = self.answer(query, z.view(), &|_| label, columns)?;
                Pixels::Bernoulli {
                    normalisers: logits.rows().into_iter().map(bernoulli).collect(),
                    logits,
                }
            }
            Likelihood::Gaussian => {
                let [means] = self.answer(query, z.view(), &|_| label, columns)?;
                let variance = self.options.sigma * self.options.sigma;
                Pixels::Gaussian {
                    means,
                    precision: 1.0 / variance,
                    normaliser: -0.5 * columns as f64 * libm::log(TAU * variance),
                }
            }
            Likelihood::GaussianShared | Likelihood::GaussianLearned => {
                let [means, logvars] = self.answer(query, z.view(), &|_| label, columns)?;
                let log_tau = columns as f64 * libm::log(TAU);
                let normaliser = |logvar: ArrayView1<f32>| {
                    -0.5 * (logvar.iter().map(|&l| f64::from(l)).sum::<f64>() + log_tau)
                };
                Pixels::GaussianLearned {
                    means,
                    normalisers: logvars.rows().into_iter().map(normaliser).collect(),
                    precisions: logvars.mapv(|logvar| libm::exp(-f64::from(logvar)) as f32),
                }
            }
        };
        Ok(Lattice {
            axis,
            latent,
            pixels,
        })
    }
}

/// -Σ softplus(l) of a row of logits: softplus(l) = max(l, 0) + ln(1 + e^-|l|), with one logarithm for many pixels.
fn bernoulli(logits: ArrayView1<f32>) -> f64 {
    let mut sum = 0.0;
    let mut product = 1.0;
    for (place, &logit) in logits.iter().enumerate() {
        let logit = f64::from(logit);
        sum += logit.max(0.0);
        product *= 1.0 + libm::exp(-logit.abs());
        if (place + 1) % FACTORS == 0 {
            sum += libm::log(product);
            product = 1.0;
        }
    }
    -(sum + libm::log(product))
}

impl Lattice {
    /// ln p(x) of an image, in [0, 1], and p(z|x).
    ///
    /// # Errors
    /// [`SessionError::Pixels`]
    pub fn posterior(&self, x: ArrayView1<f32>) -> Result<Posterior> {
        let expected = match &self.pixels {
            Pixels::Bernoulli { logits: rows, .. }
            | Pixels::Gaussian { means: rows, .. }
            | Pixels::GaussianLearned { means: rows, .. } => rows.ncols(),
        };
        let actual = x.len();
        if actual != expected {
            return Err(SessionError::Pixels { expected, actual });
        }
        let side = self.axis.len();
        let log_prior = |cell: usize| {
            let mut square = self.axis[cell % side].powi(2);
            if self.latent == 2 {
                square += self.axis[side - 1 - cell / side].powi(2);
            }
            -0.5 * (square + self.latent as f64 * libm::log(TAU))
        };
        let cells = side.pow(self.latent as u32);
        let joint = (0..cells).map(|cell| self.log_likelihood(cell, x) + log_prior(cell));
        Ok(Posterior::new(
            self.axis.clone(),
            self.latent,
            joint.collect(),
        ))
    }

    /// ln p(x|z) at a cell.
    fn log_likelihood(&self, cell: usize, x: ArrayView1<f32>) -> f64 {
        let mut sum = 0.0;
        match &self.pixels {
            Pixels::Bernoulli {
                logits,
                normalisers,
            } => {
                let row = logits.row(cell);
                Zip::from(row)
                    .and(x)
                    .for_each(|&l, &x| sum += f64::from(l) * f64::from(x));
                sum + normalisers[cell]
            }
            Pixels::Gaussian {
                means,
                precision,
                normaliser,
            } => {
                let error = |&m: &f32, &x: &f32| sum += (f64::from(x) - f64::from(m)).powi(2);
                Zip::from(means.row(cell)).and(x).for_each(error);
                normaliser - 0.5 * precision * sum
            }
            Pixels::GaussianLearned {
                means,
                precisions,
                normalisers,
            } => {
                let rows = Zip::from(means.row(cell)).and(precisions.row(cell)).and(x);
                rows.for_each(|&m, &precision, &x| {
                    sum += (f64::from(x) - f64::from(m)).powi(2) * f64::from(precision);
                });
                normalisers[cell] - 0.5 * sum
            }
        }
    }
}
