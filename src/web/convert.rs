//! Between Rust and JavaScript: plain objects, options, and what is thrown.

use std::borrow::Cow;
use std::collections::BTreeMap;

use js_sys::{JSON, Object, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::{Serializer, from_value};
use wasm_bindgen::JsValue;

use crate::maps::by_key;
use crate::models::value::Value;
use crate::refusal::Refusal;

/// Why a call was refused, as JavaScript catches it.
#[derive(Debug, Serialize)]
pub struct Refused {
    code: &'static str,
    params: BTreeMap<String, String>,
    message: String,
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

impl From<Refused> for JsValue {
    fn from(refused: Refused) -> JsValue {
        plain(&refused)
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

/// A value as plain objects, arrays, numbers and strings; what is None is null.
pub fn plain(value: &impl Serialize) -> JsValue {
    let written = value.serialize(&Serializer::json_compatible());
    written.unwrap_or_else(|error| unreachable!("types of ours have maps of texts: {error}"))
}

/// Options by key; undefined ones are absent.
pub fn patch(options: &Object) -> Vec<(String, Value)> {
    let entry = |key: JsValue| {
        let held = Reflect::get(options, &key).ok();
        let held = held.filter(|held| !held.is_undefined())?;
        Some((key.as_string()?, value(held)))
    };
    Object::keys(options).iter().filter_map(entry).collect()
}

/// The value of an option. What no option can hold becomes a text that the option then refuses by name.
fn value(held: JsValue) -> Value {
    from_value(held.clone()).unwrap_or_else(|_| {
        let text = JSON::stringify(&held).map_or_else(|_| "?".to_owned(), String::from);
        Value::Text(Cow::Owned(text))
    })
}
