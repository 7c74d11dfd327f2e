//! Why a session refused something; nothing was changed then.

use super::weights::WeightsError;
use crate::executor::ExecutorError;
use crate::graph::GraphError;
use crate::models::value::OptionError;

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SessionError {
    /// An option's value or a combination of options.
    #[error(transparent)]
    Options(#[from] OptionError),
    /// A file of weights or a snapshot.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// A GPU that is lost, or too small for the model.
    #[error(transparent)]
    Executor(#[from] ExecutorError),
    /// The model's graph could not be built: a fault of the model's code, not of its user.
    #[error("the model is not well formed: {0}")]
    Graph(#[from] GraphError),
    /// Training and evaluation need images.
    #[error("load a dataset first")]
    NoDataset,
    /// Images of another size than the model has.
    #[error("the model takes images of {expected} pixels, not of {actual}")]
    Pixels { expected: usize, actual: usize },
    /// Latent points of another dimension than the model has.
    #[error("the model's latent points have {expected} numbers, not {actual}")]
    Latent { expected: usize, actual: usize },
    /// More images than memory should be asked for.
    #[error("{count} images at once are too many: of this size there may be {most}")]
    TooMany { count: usize, most: usize },
    /// A dataset with nothing to train on or nothing held out.
    #[error(
        "the dataset \"{name}\" has {train} training and {held_out} held-out images: it needs some of both"
    )]
    EmptyDataset {
        name: String,
        train: usize,
        held_out: usize,
    },
    /// The loss or its gradient overflowed; the run went back to a state that was good.
    #[error(
        "the loss stopped being finite at step {step}, so the run went back to step {restored}: \
         try a smaller learning rate, gradient clipping or a KL warm-up"
    )]
    Diverged { step: u32, restored: u32 },
}

impl SessionError {
    /// The error's stable name.
    pub fn code(&self) -> &'static str {
        match self {
            SessionError::Options(error) => error.code(),
            SessionError::Weights(error) => error.code(),
            SessionError::Executor(error) => error.code(),
            SessionError::Graph(_) => "model",
            SessionError::NoDataset => "no-dataset",
            SessionError::Pixels { .. } => "pixels",
            SessionError::Latent { .. } => "latent",
            SessionError::TooMany { .. } => "too-many",
            SessionError::EmptyDataset { .. } => "dataset-empty",
            SessionError::Diverged { .. } => "diverged",
        }
    }

    /// What a translation of the message fills in.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            SessionError::Options(error) => error.params(),
            SessionError::Weights(error) => error.params(),
            SessionError::Executor(error) => error.params(),
            SessionError::Graph(error) => vec![("reason", error.to_string())],
            SessionError::NoDataset => Vec::new(),
            SessionError::Pixels { expected, actual }
            | SessionError::Latent { expected, actual } => vec![
                ("expected", expected.to_string()),
                ("actual", actual.to_string()),
            ],
            SessionError::TooMany { count, most } => {
                vec![("count", count.to_string()), ("most", most.to_string())]
            }
            SessionError::EmptyDataset {
                name,
                train,
                held_out,
            } => vec![
                ("name", name.clone()),
                ("train", train.to_string()),
                ("heldOut", held_out.to_string()),
            ],
            SessionError::Diverged { step, restored } => vec![
                ("step", step.to_string()),
                ("restored", restored.to_string()),
            ],
        }
    }
}
