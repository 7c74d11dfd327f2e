//! Options that do not go together.

use super::{Likelihood, MAX_ROWS, Method, Options, Output, Prior};

/// Two options that do not go together where a condition holds.
pub struct Conflict {
    /// The key of the one that is refused.
    pub option: &'static str,
    /// The key of the one that it does not go with.
    pub other: &'static str,
    /// Why, as a clause. The page has it in other languages, by these words.
    pub reason: &'static str,
    pub(super) holds: fn(&Options) -> bool,
}

/// Latent dimensions, beyond which the rows of a covariance's factor make a program too long.
const MOST_FULL: usize = 8;

const TOO_MANY_ROWS: &str = "their product may be at most 16384, or the tab runs out of memory";

/// Those that [`Options::with`] refuses.
pub const CONFLICTS: [Conflict; 7] = [
    Conflict {
        option: "binarize",
        other: "likelihood",
        reason: "black or white pixels need a Bernoulli likelihood",
        holds: |of| of.binarize && of.likelihood != Likelihood::Bernoulli,
    },
    Conflict {
        option: "output",
        other: "likelihood",
        reason: "a Bernoulli likelihood needs means between 0 and 1",
        holds: |of| of.output == Output::Linear && of.likelihood == Likelihood::Bernoulli,
    },
    Conflict {
        option: "prior",
        other: "latent",
        reason: "a circle needs two dimensions",
        holds: |of| of.method == Method::Aae && of.prior != Prior::Gaussian && of.latent < 2,
    },
    Conflict {
        option: "posterior",
        other: "latent",
        reason: "a full covariance is for 8 latent dimensions at most",
        holds: |of| of.full_posterior() && of.latent > MOST_FULL,
    },
    Conflict {
        option: "samples",
        other: "batch",
        reason: TOO_MANY_ROWS,
        holds: |of| of.samples * of.batch > MAX_ROWS,
    },
    Conflict {
        option: "codes",
        other: "batch",
        reason: TOO_MANY_ROWS,
        holds: |of| of.codes * of.batch > MAX_ROWS,
    },
    Conflict {
        option: "batch",
        other: "method",
        reason: "the entropy of codes needs a neighbour for each in the batch",
        holds: |of| of.method == Method::Eae && of.batch < 2,
    },
];
