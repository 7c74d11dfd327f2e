//! Distributions over the integers of a code, p(k) = Π p(kₘ | k₁ … kₘ₋₁), by a masked network (Germain, Gregor, Murray and
//! Larochelle, "MADE: Masked Autoencoder for Distribution Estimation", 2015) or without one.

use super::options::CodePrior;
use super::value::{OptionType, Value};
use super::{Tensors, build::one_hot};
use crate::graph::{Axis, Graph, Result, Tensor};
use crate::nn::distributions::log_sum_exp;
use crate::nn::{Linear, Nodes, Parameters};

/// Hidden units of the network.
const UNITS: usize = 512;

/// The parameters that tell files of the network, and of counts, from others.
const HIDDEN: &str = "prior.hidden.weight";
const LOGITS: &str = "prior.logits";

/// A distribution over so many integers, each below a number of levels.
pub struct Made {
    pub places: usize,
    pub levels: usize,
    layers: Layers,
}

enum Layers {
    /// Every code is as likely as any other.
    Uniform,
    /// A parameter: logits of each place by itself, `(1, places · levels)`.
    Counts(usize),
    Masked {
        hidden: Linear,
        output: Linear,
    },
}

impl Made {
    /// Adds its parameters.
    pub fn new(p: &mut Parameters, kind: CodePrior, places: usize, levels: usize) -> Self {
        let columns = places * levels;
        let layers = match kind {
            CodePrior::Uniform => Layers::Uniform,
            CodePrior::Counts => Layers::Counts(p.constant(LOGITS, (1, columns), 0.0)),
            CodePrior::Made => Layers::Masked {
                hidden: Linear::new(p, "prior.hidden", columns, UNITS),
                output: Linear::new(p, "prior.output", UNITS, columns),
            },
        };
        Self {
            places,
            levels,
            layers,
        }
    }

    /// What the tensors of a file tell of it.
    pub fn recognise(tensors: &Tensors) -> Value {
        let kind = if tensors.contains_key(HIDDEN) {
            CodePrior::Made
        } else if tensors.contains_key(LOGITS) {
            CodePrior::Counts
        } else {
            CodePrior::Uniform
        };
        kind.to_value()
    }

    /// Integers `(rows, places)` as 1 at the level of each and 0 elsewhere, `(rows · places, levels)`; all 0 for none.
    pub fn picked(&self, g: &mut Graph, codes: Tensor) -> Result {
        let rows = g.shape(codes).0;
        let column = g.reshape(codes, (rows * self.places, 1))?;
        one_hot(g, column, self.levels)
    }

    /// Logits of each level of each place, given the places before it, `(rows · places, levels)`; `picked` as
    /// [`Self::picked`] gives it.
    ///
    /// Place m is read by hidden units of degree dₕ > m alone, and these are read by places from dₕ on: dₕ runs over 1 to
    /// M - 1 again and again (section 4.1).
    pub fn logits(&self, g: &mut Graph, nodes: &Nodes, picked: Tensor) -> Result {
        let shape = g.shape(picked);
        let columns = self.places * self.levels;
        let rows = shape.0 / self.places;
        let logits = match self.layers {
            Layers::Uniform => return g.scale(picked, 0.0),
            Layers::Counts(logits) => g.broadcast(nodes.0[logits], (rows, columns))?,
            Layers::Masked { hidden, output } => {
                let place = g.iota(self.places);
                let place = g.reshape(place, (self.places, 1))?;
                let place = g.broadcast(place, (self.places, self.levels))?;
                let degrees = (self.places - 1).max(1);
                let times = UNITS.div_ceil(degrees);
                let degree = g.iota(degrees);
                // Half-way between two places, so that neither is as large.
                let degree = g.shift(degree, 0.5)?;
                let degree = g.broadcast(degree, (times, degrees))?;
                let degree = g.reshape(degree, (1, times * degrees))?;
                let degree = g.slice(degree, 0, UNITS)?;
                let x = g.reshape(picked, (rows, columns))?;
                let before = g.reshape(place, (columns, 1))?;
                let before = g.less(before, degree)?;
                let h = hidden.masked(g, nodes, x, before)?;
                let h = g.relu(h);
                let degree = g.reshape(degree, (UNITS, 1))?;
                let after = g.reshape(place, (1, columns))?;
                let after = g.less(degree, after)?;
                output.masked(g, nodes, h, after)?
            }
        };
        g.reshape(logits, shape)
    }

    /// -ln p(k) of each code, in nats, `(rows, 1)`; `picked` as [`Self::picked`] gives it.
    pub fn nll(&self, g: &mut Graph, nodes: &Nodes, picked: Tensor) -> Result {
        let logits = self.logits(g, nodes, picked)?;
        let sum = log_sum_exp(g, logits)?;
        let own = g.mul(logits, picked)?;
        let own = g.sum(own, Axis::Columns);
        let nll = g.sub(sum, own)?;
        g.sum_groups(nll, self.places)
    }
}
