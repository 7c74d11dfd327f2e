//! What an option can hold, what it may hold, and what is said when it may not.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::choices::Choice;
use crate::refusal::refusals;

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
            Value::Number(number) => write!(f, "{number}"),
            Value::Text(text) => f.write_str(text),
            Value::List(list) => {
                let words: Vec<String> = list.iter().map(f64::to_string).collect();
                f.write_str(&words.join(","))
            }
        }
    }
}

/// The largest whole number below which f64 has every one.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// A whole number is written without a fraction, as JavaScript writes it.
#[derive(Serialize)]
#[serde(untagged)]
enum Number {
    Whole(i64),
    Real(f64),
}

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        if number.fract() == 0.0 && number.abs() < WHOLE {
            Number::Whole(number as i64)
        } else {
            Number::Real(number)
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::Number(number) => Number::from(*number).serialize(serializer),
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(list) => serializer.collect_seq(list.iter().copied().map(Number::from)),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("true or false, a number, a text or a list of numbers")
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(number) = items.next_element()? {
            list.push(number);
        }
        Ok(Value::List(Cow::Owned(list)))
    }
}

/// Values by key, in an order; a map in files and messages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ValueMap(pub Vec<(String, Value)>);

impl Serialize for ValueMap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<'de> Deserialize<'de> for ValueMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ValueMapVisitor)
    }
}

struct ValueMapVisitor;

impl<'de> Visitor<'de> for ValueMapVisitor {
    type Value = ValueMap;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("values by key")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<ValueMap, A::Error> {
        let mut values = Vec::new();
        while let Some(member) = members.next_entry()? {
            values.push(member);
        }
        Ok(ValueMap(values))
    }
}

/// What an option may hold; bounds are inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
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
                write!(f, "a whole number from {min} to {max}")
            }
            Kind::Float { min, max, .. } => {
                write!(f, "a number from {min} to {max}")
            }
            Kind::Choice { choices } => write!(f, "one of {}", choices.join(", ")),
            Kind::Flag => f.write_str("true or false"),
            Kind::Ints { min, max, max_len } => {
                write!(f, "up to {max_len} whole numbers from {min} to {max}")
            }
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

refusals! {
    /// Why options were refused; nothing was changed.
    pub enum OptionError {
        /// No option has this key.
        Unknown { option: String } = "option-unknown": "there is no option \"{option}\"";
        /// The value is not of the option's kind or is out of its range.
        Range { option: &'static str, value: String, range: String } = "option-range":
            "{option} cannot be \"{value}\": it must be {range}";
        /// An option of other methods.
        Foreign { option: &'static str, method: &'static str } = "option-foreign":
            "the method {method} has no option \"{option}\"";
        /// Two options that do not go together.
        Conflict { option: &'static str, value: String, other: &'static str, other_value: String, reason: &'static str } = "option-conflict":
            "{option} cannot be {value} while {other} is {other_value}: {reason}";
    }
}
