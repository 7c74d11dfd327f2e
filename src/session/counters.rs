//! How far a run has come.

use crate::models::Options;

/// What a run counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Training steps.
    pub step: u32,
    /// Images seen.
    pub seen: u64,
    /// Steps of the optimiser since it was fresh.
    pub updates: u32,
}

impl Counters {
    /// After one more step.
    pub(super) fn next(self, options: &Options) -> Self {
        Self {
            step: self.step + 1,
            seen: self.seen + options.batch as u64,
            updates: self.updates + 1,
        }
    }
}
