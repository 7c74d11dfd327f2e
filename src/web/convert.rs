//! Between Rust and JavaScript: plain objects, options, and what is thrown.

use std::borrow::Cow;

use js_sys::{JSON, Object, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::{Serializer, from_value};
use wasm_bindgen::JsValue;

use crate::models::value::Value;
use crate::refusal::Refused;

impl From<Refused> for JsValue {
    fn from(refused: Refused) -> JsValue {
        plain(&refused)
    }
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
