//! A training step is a round of phases: each moves one group of parameters by a gradient of its own, or only assigns
//! state. A phase sees what the phases before it have written.

use super::Options;
use crate::graph::Tensor;
use crate::nn::{Group, optimizers};

/// One phase of a round.
#[derive(Clone, Debug, PartialEq)]
pub struct Phase {
    /// Its name, for figures and slow motion.
    pub name: &'static str,
    /// The parameters that its gradient moves; None where it only assigns.
    pub group: Option<Group>,
    pub optimizer: optimizers::Settings,
    /// The learning rate, as a multiple of the option `lr`.
    pub rate: f64,
    /// How often it is made in a round.
    pub times: u32,
    /// The phase whose noise it draws again, run by run; None for noise of its own.
    pub noise_of: Option<usize>,
    /// Whether it takes the batch of images before it again.
    pub again: bool,
}

impl Phase {
    /// A phase that is made once a round and trains the first group of parameters with the options' optimiser.
    pub fn new(name: &'static str, options: &Options) -> Self {
        Self {
            name,
            group: Some(Group::default()),
            optimizer: options.optimizer(),
            rate: 1.0,
            times: 1,
            noise_of: None,
            again: false,
        }
    }
}

/// The slot of [`Parameters`](crate::nn::Parameters) from which on the optimiser of phase number `phase` has its averages: after
/// those of other optimisers of the same parameters. Phases of one group share an optimiser.
pub fn first_slot(phases: &[Phase], phase: usize) -> usize {
    let (earlier, own) = (&phases[..phase], phases[phase].group);
    let first = |number: usize| {
        let group = earlier[number].group;
        group != own && earlier[..number].iter().all(|other| other.group != group)
    };
    let overlaps =
        |group: Option<Group>| matches!((group, own), (Some(a), Some(b)) if a.overlaps(b));
    let others = (0..phase).filter(|&number| first(number) && overlaps(earlier[number].group));
    others.count() * optimizers::MOST_SLOTS
}

/// What a phase computes.
#[derive(Clone, Debug, Default)]
pub struct Objective {
    /// What its gradient is taken of, `(1, 1)`; None where it only assigns.
    pub minimise: Option<Tensor>,
    /// Terms that it gives, `(1, 1)` each, by key.
    pub terms: Vec<(&'static str, Tensor)>,
    /// Numbers of state and scratch parameters, with their values after the phase.
    pub assigns: Vec<(usize, Tensor)>,
    /// What a trace shows of the way to the terms, by key; a row for each image or for each of its samples.
    pub traced: Vec<(&'static str, Tensor)>,
}
