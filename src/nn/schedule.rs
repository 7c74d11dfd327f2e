//! How the learning rate changes over a run.

use std::f64::consts::PI;

use crate::choices::choices;
use crate::special::sin;

choices! {
    /// How the learning rate changes over a run.
    Schedule { Constant = "constant", Cosine = "cosine", OneCycle = "one-cycle", }
}

/// The share of a one-cycle run in which the rate rises.
const RISE: f64 = 0.3;
/// A one-cycle run begins at its highest rate divided by this.
const FIRST_DIVISOR: f64 = 25.0;
/// And ends at its first rate divided by this.
const LAST_DIVISOR: f64 = 1e4;

/// What the learning rate is multiplied with at `step` (from 0) of a run of `total` steps; after the end
/// it stays as it was there.
pub fn factor(schedule: Schedule, step: f64, total: f64) -> f64 {
    match schedule {
        Schedule::Constant => 1.0,
        // ½ (1 + cos(π t / T)): torch's CosineAnnealingLR.
        Schedule::Cosine => anneal(1.0, 0.0, step / total),
        // Smith, 2018, with the defaults of torch's OneCycleLR: two half cosines.
        Schedule::OneCycle => {
            let first = 1.0 / FIRST_DIVISOR;
            let (top, end) = ((RISE * total - 1.0).max(1.0), (total - 1.0).max(2.0));
            if step <= top {
                anneal(first, 1.0, step / top)
            } else {
                anneal(
                    1.0,
                    first / LAST_DIVISOR,
                    (step - top) / (end - top).max(1.0),
                )
            }
        }
    }
}

/// Half a cosine from `start` to `end` as `progress` goes from 0 to 1.
fn anneal(start: f64, end: f64, progress: f64) -> f64 {
    end + (start - end) * 0.5 * (1.0 - sin(PI * (progress.min(1.0) - 0.5)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [u32; 9] = [0, 1, 7, 13, 14, 15, 30, 48, 49];
    const EXPECTED: [(Schedule, [f64; 9]); 2] = [
        (
            Schedule::Cosine,
            [
                1.0,
                0.9990133642141358,
                0.9524135262330098,
                0.8422735529643444,
                0.8187119948743449,
                0.7938926261462367,
                0.34549150281252644,
                0.0039426493427611176,
                0.0009866357858642205,
            ],
        ),
        (
            Schedule::OneCycle,
            [
                0.04,
                0.05203460215272471,
                0.52,
                0.9879653978472753,
                1.0,
                0.9979871550490316,
                0.5671183644422961,
                0.0020168449509684566,
                4e-6,
            ],
        ),
    ];

    /// The rates that torch 2.15 gives for lr 1 and 50 steps.
    #[test]
    fn rates_are_torchs() {
        for (schedule, expected) in EXPECTED {
            for (step, expected) in STEPS.iter().zip(expected) {
                let actual = factor(schedule, f64::from(*step), 50.0);
                assert!(
                    (actual - expected).abs() <= 1e-12 + 1e-9 * expected,
                    "{schedule:?} at {step}: {actual} for {expected}"
                );
            }
        }
    }

    #[test]
    fn every_length_of_run_has_a_finite_rate_that_ends_low() {
        for total in [0.1, 1.0, 2.0, 3.5, 10.0, 1e6] {
            for step in 0..30 {
                for schedule in [Schedule::Cosine, Schedule::OneCycle] {
                    let rate = factor(schedule, f64::from(step), total);
                    assert!((0.0..=1.0).contains(&rate), "{schedule:?} {step}/{total}");
                }
            }
            assert!(factor(Schedule::OneCycle, 2e6, total) < 1e-5);
        }
    }
}
