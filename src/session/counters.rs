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

/// More steps than a run can have, with room to count on: a thousand in a second are 24 days.
const STEPS: u32 = 1 << 31;

/// Half of what f64 has every whole number of.
const SEEN: u64 = 1 << 52;

impl Counters {
    /// Whether a run can have come so far.
    pub(super) fn in_range(self) -> bool {
        self.step < STEPS && self.updates < STEPS && self.seen < SEEN
    }

    /// After one more step, which saw so many images.
    pub(super) fn next(self, seen: u64) -> Self {
        Self {
            step: self.step + 1,
            seen: self.seen + seen,
            updates: self.updates + 1,
        }
    }
}
