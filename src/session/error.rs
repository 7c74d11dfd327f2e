//! Why a session refused something; nothing was changed then.

use super::weights::WeightsError;
use crate::data::DataError;
use crate::executor::ExecutorError;
use crate::graph::GraphError;
use crate::models::value::OptionError;
use crate::refusal::refusals;

refusals! {
    /// Why a request was refused.
    pub enum SessionError:
        /// Files, or a name, that make no dataset.
        Data(DataError),
        /// An option's value or a combination of options.
        Options(OptionError),
        /// A file of weights or a snapshot.
        Weights(WeightsError),
        /// A GPU that is lost, or too small for the model.
        Executor(ExecutorError)
    {
        /// The model's graph could not be built: a fault of the model's code, not of its user.
        Graph { reason: String } = "model": "the model is not well formed: {reason}";
        /// Training and evaluation need images.
        NoDataset = "no-dataset": "load a dataset first";
        /// A model that learns from classes, and images without them.
        NoLabels = "no-labels": "this model learns from classes, and these images have no labels";
        /// A model that encodes nothing.
        NoEncoder { method: &'static str } = "no-encoder": "the method {method} has no encoder";
        /// A model without an approximate posterior.
        NoPosterior { method: &'static str } = "no-posterior":
            "the method {method} has no approximate posterior q(z|x)";
        /// A model without a discriminator.
        NoJudge { method: &'static str } = "no-judge": "the method {method} has no discriminator";
        /// A model whose codes are no integers.
        NoIntegers { method: &'static str } = "no-integers": "the method {method} has no codes of integers";
        /// A latent space that a lattice does not cover.
        NoLattice { latent: usize } = "no-lattice":
            "log p(x) is a sum over a lattice of z only with one or two latent dimensions, not with {latent}";
        /// A lattice of fewer cells than a sum needs.
        LatticeSide { side: usize } = "lattice-side": "a lattice has at least 2 cells a side, not {side}";
        /// Images of another size than the model has.
        Pixels { expected: usize, actual: usize } = "pixels":
            "the model takes images of {expected} pixels, not of {actual}";
        /// Latent points of another dimension than the model has.
        Latent { expected: usize, actual: usize } = "latent":
            "the model's latent points have {expected} numbers, not {actual}";
        /// More images than memory should be asked for.
        TooMany { count: usize, most: usize } = "too-many":
            "{count} images at once are too many: at this size the limit is {most}";
        /// A dataset with nothing to train on or nothing held out.
        EmptyDataset { name: String, train: usize, held_out: usize } = "dataset-empty":
            "the dataset \"{name}\" has {train} training and {held_out} held-out images: it needs both";
        /// The loss or its gradient overflowed; the run went back to a state that was good.
        Diverged { step: u32, restored: u32 } = "diverged":
            "the loss stopped being finite at step {step}, so the run went back to step {restored}. Try a smaller learning rate or gradient clipping";
    }
}

impl From<GraphError> for SessionError {
    fn from(error: GraphError) -> Self {
        let reason = error.to_string();
        SessionError::Graph { reason }
    }
}
