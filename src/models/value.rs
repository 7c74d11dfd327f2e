//! What an option can hold, what it may hold, and what is said when it may not.

use std::borrow::Cow;
use std::fmt;

use crate::choices::Choice;
use crate::json::{Json, decimal};

/// The value of an option as the page, the command line and a file of weights exchange it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Flag(bool),
    Number(f64),
    Text(Cow<'static, str>),
    List(Cow<'static, [f64]>),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Flag(flag) => write!(f, "{flag}"),
            Value::Number(number) => f.write_str(&decimal(*number)),
            Value::Text(text) => f.write_str(text),
            Value::List(list) => {
                let words: Vec<String> = list.iter().copied().map(decimal).collect();
                f.write_str(&words.join(","))
            }
        }
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Json {
        match value {
            Value::Flag(flag) => Json::Flag(*flag),
            Value::Number(number) => Json::Number(*number),
            Value::Text(text) => Json::Text(text.clone()),
            Value::List(list) => list.iter().copied().collect(),
        }
    }
}

impl Value {
    /// The value of a JSON value; None for what no option can hold.
    pub fn from_json(json: &Json) -> Option<Value> {
        Some(match json {
            Json::Flag(flag) => Value::Flag(*flag),
            Json::Number(number) => Value::Number(*number),
            Json::Text(text) => Value::Text(text.clone()),
            Json::List(items) => Value::List(
                items
                    .iter()
                    .map(|item| match item {
                        Json::Number(number) => Some(*number),
                        _ => None,
                    })
                    .collect::<Option<_>>()?,
            ),
            Json::Null | Json::Object(_) => return None,
        })
    }
}

/// What an option may hold; bounds are inclusive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A whole number.
    Int { min: f64, max: f64 },
    /// A number; `log` where a control should move by factors.
    Float { min: f64, max: f64, log: bool },
    /// One of a few words.
    Choice { choices: &'static [&'static str] },
    /// On or off.
    Flag,
    /// A list of at most `max_len` whole numbers.
    Ints { min: f64, max: f64, max_len: usize },
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Int { min, max } => {
                write!(
                    f,
                    "a whole number from {} to {}",
                    decimal(*min),
                    decimal(*max)
                )
            }
            Kind::Float { min, max, .. } => {
                write!(f, "a number from {} to {}", decimal(*min), decimal(*max))
            }
            Kind::Choice { choices } => write!(f, "one of {}", choices.join(", ")),
            Kind::Flag => f.write_str("true or false"),
            Kind::Ints { min, max, max_len } => {
                let (min, max) = (decimal(*min), decimal(*max));
                write!(f, "up to {max_len} whole numbers from {min} to {max}")
            }
        }
    }
}

impl From<&Kind> for Json {
    fn from(kind: &Kind) -> Json {
        match *kind {
            Kind::Int { min, max } => Json::object([
                ("type", "int".into()),
                ("min", min.into()),
                ("max", max.into()),
            ]),
            Kind::Float { min, max, log } => Json::object([
                ("type", "float".into()),
                ("min", min.into()),
                ("max", max.into()),
                ("log", log.into()),
            ]),
            Kind::Choice { choices } => Json::object([
                ("type", "choice".into()),
                ("choices", choices.iter().copied().collect()),
            ]),
            Kind::Flag => Json::object([("type", "flag".into())]),
            Kind::Ints { min, max, max_len } => Json::object([
                ("type", "ints".into()),
                ("min", min.into()),
                ("max", max.into()),
                ("maxLen", max_len.into()),
            ]),
        }
    }
}

impl Kind {
    /// Whether `value` may be held.
    pub fn accepts(&self, value: &Value) -> bool {
        let whole = |x: f64, min: f64, max: f64| x.fract() == 0.0 && (min..=max).contains(&x);
        match (self, value) {
            (Kind::Int { min, max }, Value::Number(x)) => whole(*x, *min, *max),
            (Kind::Float { min, max, .. }, Value::Number(x)) => (min..=max).contains(&x),
            (Kind::Choice { choices }, Value::Text(text)) => choices.contains(&text.as_ref()),
            (Kind::Flag, Value::Flag(_)) => true,
            (Kind::Ints { min, max, max_len }, Value::List(list)) => {
                list.len() <= *max_len && list.iter().all(|&x| whole(x, *min, *max))
            }
            _ => false,
        }
    }

    /// Reads a word of a command line or of a link. Its range is not checked here.
    pub fn parse(&self, text: &str) -> Option<Value> {
        match self {
            Kind::Int { .. } | Kind::Float { .. } => text.trim().parse().ok().map(Value::Number),
            Kind::Choice { .. } => Some(Value::Text(Cow::Owned(text.to_owned()))),
            Kind::Flag => text.parse().ok().map(Value::Flag),
            Kind::Ints { .. } => text
                .split(',')
                .filter(|word| !word.trim().is_empty())
                .map(|word| word.trim().parse().ok())
                .collect::<Option<Vec<f64>>>()
                .map(|list| Value::List(Cow::Owned(list))),
        }
    }
}

/// A Rust type that an option of [`Options`](super::Options) may have.
pub trait OptionType: Default {
    /// The value as the outside sees it.
    fn to_value(&self) -> Value;

    /// The way back, for a value that the option's [`Kind`] accepts.
    fn from_value(value: &Value) -> Option<Self>;
}

impl OptionType for f64 {
    fn to_value(&self) -> Value {
        Value::Number(*self)
    }

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }
}

impl OptionType for usize {
    fn to_value(&self) -> Value {
        Value::Number(*self as f64)
    }

    fn from_value(value: &Value) -> Option<Self> {
        f64::from_value(value).map(|number| number as usize)
    }
}

impl OptionType for u32 {
    fn to_value(&self) -> Value {
        Value::Number(f64::from(*self))
    }

    fn from_value(value: &Value) -> Option<Self> {
        f64::from_value(value).map(|number| number as u32)
    }
}

impl OptionType for bool {
    fn to_value(&self) -> Value {
        Value::Flag(*self)
    }

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        }
    }
}

impl OptionType for Vec<usize> {
    fn to_value(&self) -> Value {
        Value::List(self.iter().map(|&number| number as f64).collect())
    }

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::List(list) => Some(list.iter().map(|&number| number as usize).collect()),
            _ => None,
        }
    }
}

impl<T: Choice + Default> OptionType for T {
    fn to_value(&self) -> Value {
        Value::Text(self.name().into())
    }

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => T::named(text),
            _ => None,
        }
    }
}

/// Why options were refused; nothing was changed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OptionError {
    /// No option has this key.
    #[error("there is no option \"{option}\"")]
    Unknown { option: String },
    /// The value is not of the option's kind or is out of its range.
    #[error("{option} cannot be \"{value}\": it has to be {range}")]
    Range {
        option: &'static str,
        value: String,
        range: String,
    },
    /// Two options that do not go together.
    #[error("{option} cannot be {value} while {other} is {other_value}: {reason}")]
    Conflict {
        option: &'static str,
        value: String,
        other: &'static str,
        other_value: String,
        reason: &'static str,
    },
}

impl OptionError {
    /// The error's stable name.
    pub fn code(&self) -> &'static str {
        match self {
            OptionError::Unknown { .. } => "option-unknown",
            OptionError::Range { .. } => "option-range",
            OptionError::Conflict { .. } => "option-conflict",
        }
    }

    /// What a translation of the message fills in.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            OptionError::Unknown { option } => vec![("option", option.clone())],
            OptionError::Range {
                option,
                value,
                range,
            } => vec![
                ("option", (*option).to_owned()),
                ("value", value.clone()),
                ("range", range.clone()),
            ],
            OptionError::Conflict {
                option,
                value,
                other,
                other_value,
                ..
            } => vec![
                ("option", (*option).to_owned()),
                ("value", value.clone()),
                ("other", (*other).to_owned()),
                ("otherValue", other_value.clone()),
            ],
        }
    }
}
