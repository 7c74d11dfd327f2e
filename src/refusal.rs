//! Errors that people read, in their own language: each has a stable code, parameters and an English sentence, which
//! are declared in one place. Translations are among the page's texts, by code.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::maps::by_key;

/// What an error has to say. All else follows from that in code that every error shares: code of each one's own would
/// be kilobytes of a page.
pub trait Tell {
    /// Gives a listener what is declared of the error, and the values of its parameters.
    fn tell(&self, listener: Listener<'_>);
}

/// An error of a stable name, which a translation can say.
pub trait Refusal: std::error::Error + Tell {
    /// The error's stable name.
    fn code(&self) -> &'static str
    where
        Self: Sized,
    {
        code(self)
    }

    /// What a sentence fills in, by name.
    fn params(&self) -> Vec<(&'static str, String)>
    where
        Self: Sized,
    {
        params(self)
    }

    /// Every error of the type, with those that it carries on.
    fn declared() -> Vec<Declared>
    where
        Self: Sized;
}

/// What may be refused.
#[derive(Clone, Copy, Debug)]
pub struct Declared {
    pub code: &'static str,
    /// The English sentence, with the names of its parameters in braces.
    pub sentence: &'static str,
    /// The names of what a sentence fills in.
    pub params: &'static [&'static str],
}

/// Hears what an error says.
pub type Listener<'a> = &'a mut dyn FnMut(&'static Declared, &[&dyn fmt::Display]);

fn code(error: &dyn Tell) -> &'static str {
    let mut code = "";
    error.tell(&mut |declared, _| code = declared.code);
    code
}

fn params(error: &dyn Tell) -> Vec<(&'static str, String)> {
    let mut params = Vec::new();
    error.tell(&mut |declared, values| {
        let texts = values.iter().map(|value| value.to_string());
        params.extend(declared.params.iter().copied().zip(texts));
    });
    params
}

/// An error by its English sentence.
pub(crate) struct Said<'a>(pub &'a dyn Tell);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut result = Ok(());
        self.0.tell(&mut |declared, values| {
            // What is between braces is at every second place.
            let parts = declared.sentence.split(['{', '}']).enumerate();
            for (place, part) in parts {
                let value = declared.params.iter().position(|name| *name == part);
                let said = match value {
                    Some(value) if place % 2 == 1 => values[value].fmt(f),
                    _ => f.write_str(part),
                };
                result = result.and(said);
            }
        });
        result
    }
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
        refused(&error)
    }
}

fn refused(error: &dyn Tell) -> Refused {
    let params = params(error).into_iter();
    Refused {
        code: code(error),
        params: by_key(params.map(|(name, text)| (camel(name), text))),
        message: Said(error).to_string(),
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
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $($($(#[$inner_doc])* $inner($inner_type),)+)?
            $($(#[$variant_doc])* $variant $({ $($field: $type),+ })?,)*
        }

        $($(
            impl From<$inner_type> for $name {
                fn from(inner: $inner_type) -> Self {
                    $name::$inner(inner)
                }
            }
        )+)?

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&$crate::refusal::Said(self), f)
            }
        }

        impl std::error::Error for $name {}

        impl $crate::refusal::Tell for $name {
            fn tell(&self, listener: $crate::refusal::Listener<'_>) {
                match self {
                    $($($name::$inner(inner) => $crate::refusal::Tell::tell(inner, listener),)+)?
                    $($name::$variant $({ $($field),+ })? => listener(
                        &$crate::refusal::Declared {
                            code: $code,
                            sentence: $message,
                            params: &[$($(stringify!($field)),+)?],
                        },
                        &[$($($field),+)?],
                    ),)*
                }
            }
        }

        impl $crate::refusal::Refusal for $name {
            fn declared() -> Vec<$crate::refusal::Declared> {
                let own = [
                    $($crate::refusal::Declared {
                        code: $code,
                        sentence: $message,
                        params: &[$($(stringify!($field)),+)?],
                    },)*
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
pub(crate) fn listed(names: &mut dyn Iterator<Item = &str>) -> String {
    let mut list = String::new();
    for (place, name) in names.enumerate() {
        if place > 0 {
            list.push_str(", ");
        }
        if place == LISTED {
            list.push('…');
            break;
        }
        list.push_str(name);
    }
    list
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
