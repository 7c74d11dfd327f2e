//! p(x, z) at latent points, in f64: what log p(x) and p(z|x) are made of. Nothing here is shared with training but the
//! decoder's network.

use std::f32::consts::{LN_2, LOG2_E};
use std::f64::consts::TAU;

use ndarray::{Array2, ArrayView2};

use super::{Result, Session, SessionError};
use crate::choices::Choice;
use crate::executor::Executor;
use crate::models::options::Likelihood;
use crate::models::programs::Query;
use crate::models::spec::{Code, Judged};

/// Factors from 1 to 2 whose product f64 holds with room to spare.
const FACTORS: usize = 512;

/// Beyond it e^-x is nothing beside 1.
const LARGEST: f32 = 80.0;
/// 1 / i!, of the powers of r in e^r.
const SERIES: [f32; 7] = [
    1.0,
    1.0,
    0.5,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
];

/// Latent points, in parts, with p(x, z) of any x: they serve any number of images.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Points(Vec<Joint>);

#[derive(Clone, Debug, PartialEq)]
struct Joint {
    columns: usize,
    /// Logits of a Bernoulli likelihood, means of a Gaussian one: a row a point.
    rows: Vec<f32>,
    /// 1/σ² of a Gaussian likelihood, and where each pixel of each point has its own, these.
    precision: Option<f64>,
    precisions: Vec<f32>,
    /// What ln p(x, z) has beside its sum over pixels.
    normalisers: Vec<f64>,
}

impl<E: Executor> Session<E> {
    /// ln p(x, z) of an image, in [0, 1], at latent points, a row a point; `label` is as in [`Session::decode`].
    ///
    /// # Errors
    /// [`SessionError::NoPosterior`], [`SessionError::Pixels`], [`SessionError::Latent`], and
    /// [`SessionError::TooMany`] for more points than memory should hold.
    pub fn log_joint(
        &mut self,
        x: &[f32],
        z: ArrayView2<f32>,
        label: Option<u8>,
    ) -> Result<Vec<f64>> {
        Points(vec![self.joint(z, label)?]).log_joint(x)
    }

    /// Decodes latent points, a row a point, as a part of some that are kept, and says whether `parts` of them are kept
    /// already that begin as these do: points of the same weights.
    ///
    /// # Errors
    /// As [`Session::log_joint`].
    pub fn keep(
        &mut self,
        kept: &mut Points,
        part: usize,
        parts: usize,
        z: ArrayView2<f32>,
        label: Option<u8>,
    ) -> Result<bool> {
        let joint = self.joint(z, label)?;
        let known = kept.0.len() == parts && kept.0.get(part) == Some(&joint);
        if !known {
            kept.0.truncate(part);
            kept.0.push(joint);
        }
        Ok(known)
    }

    /// What p(x|z) of latent points, a row a point, is made of: logits of a Bernoulli likelihood; means of a Gaussian one, then
    /// ln σ² where it is learned.
    ///
    /// # Errors
    /// As [`Session::log_joint`].
    pub fn likelihood(
        &mut self,
        z: ArrayView2<f32>,
        label: Option<u8>,
    ) -> Result<Vec<Array2<f32>>> {
        let spec = self.spec();
        // What a discriminator trains has no p(x|z).
        let implicit = spec.judges != Judged::Nothing;
        if spec.code != Code::Gaussian || !spec.decodes || implicit {
            let method = self.options.method.name();
            return Err(SessionError::NoPosterior { method });
        }
        let (expected, actual) = (self.spec().dimensions, z.ncols());
        if actual != expected {
            return Err(SessionError::Latent { expected, actual });
        }
        self.check_count(z.nrows())?;
        let query = Query::Likelihood { latent: actual };
        let own = matches!(
            self.options.likelihood,
            Likelihood::GaussianShared | Likelihood::GaussianLearned
        );
        let columns = [self.pixels()?; 2];
        self.answer(query, z, &|_| label, &columns[..1 + usize::from(own)])
    }

    /// p(x, z) at latent points, a row a point.
    fn joint(&mut self, z: ArrayView2<f32>, label: Option<u8>) -> Result<Joint> {
        let answers = self.likelihood(z, label)?;
        let (columns, latent) = (self.pixels()?, z.ncols());
        let (likelihood, sigma) = (self.options.likelihood, self.options.sigma);
        // An array of its own begins where its numbers do.
        let mut answers = answers.into_iter().map(|of| of.into_raw_vec_and_offset().0);
        let mut joint = Joint {
            columns,
            rows: answers.next().unwrap_or_default(),
            precision: None,
            precisions: answers.next().unwrap_or_default(),
            normalisers: Vec::with_capacity(z.nrows()),
        };
        let mean = self.prior_mean(label)?;
        for (point, z) in z.rows().into_iter().enumerate() {
            // Twice the logarithm of N(z; m, I) p(x|z), without the sum over pixels.
            let mut log = -(latent as f64) * libm::log(TAU);
            for (&z, &m) in z.iter().zip(&mean) {
                let from_mean = f64::from(z) - f64::from(m);
                log -= from_mean * from_mean;
            }
            let pixels = columns as f64;
            let row = point * columns..(point + 1) * columns;
            match likelihood {
                Likelihood::Bernoulli => log += 2.0 * bernoulli(&joint.rows[row]),
                Likelihood::Gaussian => {
                    joint.precision = Some(1.0 / (sigma * sigma));
                    log -= pixels * libm::log(TAU * sigma * sigma);
                }
                Likelihood::GaussianShared | Likelihood::GaussianLearned => {
                    joint.precision = Some(1.0);
                    log -= pixels * libm::log(TAU);
                    for logvar in &mut joint.precisions[row] {
                        log -= f64::from(*logvar);
                        *logvar = libm::exp(-f64::from(*logvar)) as f32;
                    }
                }
            }
            joint.normalisers.push(0.5 * log);
        }
        Ok(joint)
    }
}

/// -Σ softplus(l) of a row of logits: softplus(l) = max(l, 0) + ln(1 + e^-|l|), with one logarithm for many pixels.
fn bernoulli(logits: &[f32]) -> f64 {
    let mut factors = [1.0; FACTORS];
    let mut sum = 0.0;
    for logits in logits.chunks(FACTORS) {
        for (factor, &logit) in factors.iter_mut().zip(logits) {
            *factor = 1.0 + decay(logit.abs());
        }
        let mut product = 1.0;
        for (&factor, &logit) in factors.iter().zip(logits) {
            // What is no number stays none.
            sum += f64::from(if logit < 0.0 { 0.0 } else { logit });
            product *= f64::from(factor);
        }
        sum += libm::log(product);
    }
    -sum
}

/// e^-x for x from 0, within 5e-7: 2^-n e^r with |r| ≤ ½ ln 2, in steps that a compiler makes vectors of.
#[inline(always)]
fn decay(x: f32) -> f32 {
    // A browser's binary would call a function for `min`.
    let x = if x < LARGEST { x } else { LARGEST };
    let n = (x * LOG2_E + 0.5) as i32;
    let r = n as f32 * LN_2 - x;
    let series = SERIES.iter().rev().fold(0.0, |sum, c| sum * r + c);
    f32::from_bits(((127 - n) as u32) << 23) * series
}

impl Points {
    /// ln p(x, z) of an image, in [0, 1], at each point.
    ///
    /// # Errors
    /// [`SessionError::Pixels`]
    pub fn log_joint(&self, x: &[f32]) -> Result<Vec<f64>> {
        let mut logs = Vec::new();
        for joint in &self.0 {
            let (expected, actual) = (joint.columns, x.len());
            if actual != expected {
                return Err(SessionError::Pixels { expected, actual });
            }
            joint.add_logs(x, &mut logs);
        }
        Ok(logs)
    }
}

impl Joint {
    fn add_logs(&self, x: &[f32], logs: &mut Vec<f64>) {
        let mut own = self.precisions.iter();
        for (row, normaliser) in self.rows.chunks(x.len()).zip(&self.normalisers) {
            let mut sum = 0.0;
            for (&of, &x) in row.iter().zip(x) {
                let (of, x) = (f64::from(of), f64::from(x));
                sum += match self.precision {
                    None => of * x,
                    Some(precision) => {
                        let own = own.next().map_or(1.0, |&own| f64::from(own));
                        -0.5 * precision * own * (x - of) * (x - of)
                    }
                };
            }
            logs.push(normaliser + sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_over_pixels_is_that_of_its_formula() {
        for pixels in [1, 7, 16, 784, 1_031] {
            let logit = |pixel: usize| 25.0 * libm::sinf(pixel as f32 * 0.7 + 1.0);
            let logits: Vec<f32> = (0..pixels).map(logit).collect();
            let softplus = |&logit: &f32| libm::log1p(libm::exp(f64::from(logit)));
            let expected: f64 = logits.iter().map(softplus).sum();
            let found = -bernoulli(&logits);
            assert!(
                (found - expected).abs() < 1e-6 * expected.max(1.0),
                "{pixels}"
            );
        }
        assert!(bernoulli(&[1.0, f32::NAN]).is_nan());
        for x in (0..40_000).map(|thousandth| thousandth as f32 / 1e3) {
            let expected = libm::exp(-f64::from(x));
            assert!(
                (f64::from(decay(x)) - expected).abs() < 5e-7 * expected.max(1e-3),
                "{x}"
            );
        }
    }
}
