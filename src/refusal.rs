//! Errors that people read, in their own language: each has a stable code, parameters and an English sentence, which
//! are declared in one place. Translations are among the page's texts, by code.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::maps::by_key;

/// An error of a stable name, which a translation can say.
pub trait Refusal: std::error::Error {
    /// The error's stable name.
    fn code(&self) -> &'static str;

    /// What a sentence fills in, by name.
    fn params(&self) -> Vec<(&'static str, String)>;

    /// Every error of the type, with those that it carries on.
    fn declared() -> Vec<Declared>
    where
        Self: Sized;
}

/// Why a call was refused, as it leaves the engine.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refused {
    pub code: &'static str,
    /// By their names as JavaScript writes them.
    pub params: BTreeMap<String, String>,
    /// The English sentence.
    pub message: String,
}

impl<E: Refusal> From<E> for Refused {
    fn from(error: E) -> Self {
        let params = error.params().into_iter();
        Refused {
            code: error.code(),
            params: by_key(params.map(|(name, text)| (camel(name), text))),
            message: error.to_string(),
        }
    }
}

/// A name as JavaScript writes it: `held_out` is `heldOut`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut joined = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(word.len().min(1));
        joined.push_str(&first.to_ascii_uppercase());
        joined.push_str(rest);
    }
    joined
}

/// What may be refused: a code, and the names of its parameters.
pub type Declared = (&'static str, &'static [&'static str]);

/// Parameters as texts. All errors share it: where each wrote its own, a page would load kilobytes.
pub(crate) fn told(params: &[(&'static str, &dyn fmt::Display)]) -> Vec<(&'static str, String)> {
    let texts = params
        .iter()
        .map(|(name, value)| (*name, value.to_string()));
    texts.collect()
}

/// Declares an enum of errors; after a colon come other such enums that it carries on as they are.
macro_rules! refusals {
    (
        $(#[$doc:meta])*
        pub enum $name:ident $(: $($(#[$inner_doc:meta])* $inner:ident($inner_type:ty)),+)? {
            $(
                $(#[$variant_doc:meta])*
                $variant:ident $({ $($field:ident: $type:ty),+ $(,)? })? = $code:literal: $message:literal;
            )*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, thiserror::Error)]
        pub enum $name {
            $($(
                $(#[$inner_doc])*
                #[error(transparent)]
                $inner(#[from] $inner_type),
            )+)?
            $(
                $(#[$variant_doc])*
                #[error($message)]
                $variant $({ $($field: $type),+ })?,
            )*
        }

        impl $crate::refusal::Refusal for $name {
            fn code(&self) -> &'static str {
                match self {
                    $($($name::$inner(inner) => $crate::refusal::Refusal::code(inner),)+)?
                    $($name::$variant { .. } => $code,)*
                }
            }

            fn params(&self) -> Vec<(&'static str, String)> {
                match self {
                    $($($name::$inner(inner) => $crate::refusal::Refusal::params(inner),)+)?
                    $($name::$variant $({ $($field),+ })? => $crate::refusal::told(&[
                        $($((stringify!($field), $field as &dyn std::fmt::Display)),+)?
                    ]),)*
                }
            }

            fn declared() -> Vec<$crate::refusal::Declared> {
                let own: &[$crate::refusal::Declared] = &[
                    $(($code, &[$($(stringify!($field)),+)?]),)*
                ];
                [own.to_vec(), $($(<$inner_type as $crate::refusal::Refusal>::declared()),+)?].concat()
            }
        }
    };
}
pub(crate) use refusals;

/// Names that a sentence lists at the most.
const LISTED: usize = 8;

/// Names in a row.
pub(crate) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.take(LISTED + 1).collect();
    if names.len() > LISTED {
        names[LISTED] = "…";
    }
    names.join(", ")
}

/// Lengths of the sides of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sides(pub Vec<usize>);

impl fmt::Display for Sides {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

refusals! {
    /// What can go wrong between the engine and the page that it is in.
    pub enum PageError {
        /// There is no fresh seed.
        NoEntropy { reason: String } = "no-entropy": "the browser gave no random number: {reason}";
        /// Something in a message is missing or of another type: a fault of the page's code, not of its user.
        Message { reason: String } = "message": "a message between the page's parts cannot be read: {reason}";
    }
}
