//! Noise streams of a run, handed out so that no two uses share one.

/// What noise is for. The order is that of released versions, whose runs stay the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Use {
    /// A model's own, in training.
    Training = 1,
    /// Pixels that are drawn, in training.
    TrainingPixels,
    /// A model's own, in evaluation.
    Evaluation,
    /// Pixels that are drawn, in evaluation.
    EvaluationPixels,
    /// Samples from the prior.
    Prior,
    /// Samples of q(z|x) that importance weights are of.
    Importance,
    /// Pixels that are drawn for these.
    ImportancePixels,
    /// What spoils the images that an encoder reads in training.
    Corruption,
}

/// Streams of one use are so far apart.
const STRIDE: u32 = 8;

/// Streams of one phase, among which those of the next begin.
const BLOCK: u32 = 256;

/// Hands out the streams of one use in one phase.
#[derive(Clone, Copy, Debug)]
pub struct Streams {
    next: u32,
}

impl Streams {
    /// The streams of a use in phase number `phase` of a round.
    pub fn new(purpose: Use, phase: usize) -> Self {
        Self {
            next: BLOCK * phase as u32 + purpose as u32,
        }
    }

    /// A stream that no other use has.
    pub fn take(&mut self) -> u32 {
        let stream = self.next;
        self.next += STRIDE;
        stream
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_stream_is_handed_out_twice() {
        let uses = [
            Use::Training,
            Use::TrainingPixels,
            Use::Evaluation,
            Use::EvaluationPixels,
            Use::Prior,
            Use::Importance,
            Use::ImportancePixels,
            Use::Corruption,
        ];
        let mut seen = HashSet::new();
        for phase in 0..4 {
            for purpose in uses {
                let mut streams = Streams::new(purpose, phase);
                for _ in 0..BLOCK / STRIDE {
                    assert!(seen.insert(streams.take()));
                }
            }
        }
    }
}
