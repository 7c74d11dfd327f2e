//! How far a run has come.

use serde::{Deserialize, Serialize};

/// What a run counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Training steps.
    pub step: u32,
    /// Images seen.
    pub seen: u64,
    /// Steps since the optimiser was fresh.
    pub updates: u32,
}

impl Counters {
    /// After one more step, which saw so many images.
    pub(super) fn next(self, seen: u64) -> Self {
        Self {
            step: self.step + 1,
            seen: self.seen + seen,
            updates: self.updates + 1,
        }
    }
}
