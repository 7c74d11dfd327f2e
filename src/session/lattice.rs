//! ln p(x) without an estimate, where z has one or two dimensions: a sum over the cells of a lattice.

use ndarray::{Array2, s};

use super::likelihood::Points;
use super::{Result, Session, SessionError};
use crate::executor::Executor;

/// The prior is looked at over [-6, 6] in each dimension: 4e-9 of it lie outside of that in two.
const EXTENT: f64 = 6.0;

/// Cells that are decoded at once.
const CELLS: usize = 512;

/// p(x, z) at every cell of a lattice of z. It is of the weights that it was made with, and serves any number of images.
#[derive(Clone, Debug, PartialEq)]
pub struct Lattice {
    /// The width of a cell.
    pub step: f64,
    latent: usize,
    points: Points,
}

impl<E: Executor> Session<E> {
    /// Decodes a lattice of `side` cells in each latent dimension, over all that the prior of the class reaches; `label` is as in
    /// [`Session::decode`].
    ///
    /// # Errors
    /// [`SessionError::NoPosterior`], [`SessionError::NoLattice`] beyond two latent dimensions,
    /// [`SessionError::LatticeSide`], and [`SessionError::TooMany`] for more cells than memory should hold.
    pub fn lattice(&mut self, side: usize, label: Option<u8>) -> Result<Lattice> {
        let latent = self.options.latent;
        if latent > 2 {
            return Err(SessionError::NoLattice { latent });
        }
        if side < 2 {
            return Err(SessionError::LatticeSide { side });
        }
        let cells = side.saturating_pow(latent as u32);
        self.check_count(cells)?;
        let step = 2.0 * EXTENT / side as f64;
        let middle = |place: usize| ((place as f64 + 0.5) * step - EXTENT) as f32;
        // Row by row from the top: high second, low first dimension, as in a plane.
        let mean = self.prior_mean(label)?;
        let z = Array2::from_shape_fn((cells, latent), |(cell, axis)| {
            mean[axis]
                + match axis {
                    0 => middle(cell % side),
                    _ => middle(side - 1 - cell / side),
                }
        });
        let mut points = Points::default();
        for (part, first) in (0..cells).step_by(CELLS).enumerate() {
            let z = z.slice(s![first..cells.min(first + CELLS), ..]);
            self.keep(&mut points, part, 0, z, label)?;
        }
        Ok(Lattice {
            step,
            latent,
            points,
        })
    }
}

impl Lattice {
    /// ln p(x, z) of an image, in [0, 1], at each cell, row by row from the top.
    ///
    /// # Errors
    /// [`SessionError::Pixels`]
    pub fn log_joint(&self, x: &[f32]) -> Result<Vec<f64>> {
        self.points.log_joint(x)
    }

    /// ln p(x) of an image: ln Σ p(x, z) h^d.
    ///
    /// # Errors
    /// [`SessionError::Pixels`]
    pub fn log_evidence(&self, x: &[f32]) -> Result<f64> {
        let logs = self.log_joint(x)?;
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = logs.iter().map(|log| libm::exp(log - largest)).sum();
        Ok(largest + libm::log(sum) + self.latent as f64 * libm::log(self.step))
    }
}
