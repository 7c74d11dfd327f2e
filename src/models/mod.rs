//! Models, and what can be chosen about them.

pub mod options;
pub mod value;

pub use options::Options;
