//! Between Rust and JavaScript: plain objects, options, and what is thrown.

use std::borrow::Cow;

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::data::DataError;
use crate::executor::ExecutorError;
use crate::models::value::Value;
use crate::session::SessionError;

/// Why a call was refused, as JavaScript catches it: `{ code, params, message }`.
#[derive(Debug)]
pub struct Refused {
    code: &'static str,
    params: Vec<(&'static str, String)>,
    message: String,
}

impl From<Refused> for JsValue {
    fn from(refused: Refused) -> JsValue {
        let params = refused.params.into_iter();
        object([
            ("code", refused.code.into()),
            (
                "params",
                object(params.map(|(key, text)| (key, text.into()))),
            ),
            ("message", refused.message.into()),
        ])
    }
}

impl From<SessionError> for Refused {
    fn from(error: SessionError) -> Self {
        Refused {
            code: error.code(),
            params: error.params(),
            message: error.to_string(),
        }
    }
}

impl From<ExecutorError> for Refused {
    fn from(error: ExecutorError) -> Self {
        SessionError::from(error).into()
    }
}

impl From<DataError> for Refused {
    fn from(error: DataError) -> Self {
        Refused {
            code: error.code(),
            params: error.params(),
            message: error.to_string(),
        }
    }
}

impl From<getrandom::Error> for Refused {
    fn from(error: getrandom::Error) -> Self {
        Refused {
            code: "no-entropy",
            params: Vec::new(),
            message: format!("the browser gave no random number: {error}"),
        }
    }
}

/// A plain object of values that are JavaScript's already.
pub fn object<K: AsRef<str>>(entries: impl IntoIterator<Item = (K, JsValue)>) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&object, &key.as_ref().into(), &value);
    }
    object.into()
}

/// Options by key; undefined ones are absent.
pub fn patch(options: &Object) -> Vec<(String, Value)> {
    let entry = |key: JsValue| {
        let held = Reflect::get(options, &key).ok();
        let held = held.filter(|held| !held.is_undefined())?;
        Some((key.as_string()?, value(&held)))
    };
    Object::keys(options).iter().filter_map(entry).collect()
}

/// The value of an option. What no option can hold becomes a text that the option then refuses by name.
fn value(held: &JsValue) -> Value {
    let list = |array: &Array| array.iter().map(|item| item.as_f64()).collect();
    if let Some(flag) = held.as_bool() {
        Value::Flag(flag)
    } else if let Some(number) = held.as_f64() {
        Value::Number(number)
    } else if let Some(text) = held.as_string() {
        Value::Text(Cow::Owned(text))
    } else if let Some(list) = held.dyn_ref().and_then(list) {
        Value::List(list)
    } else {
        let text = JSON::stringify(held).map_or_else(|_| "?".to_owned(), String::from);
        Value::Text(Cow::Owned(text))
    }
}
