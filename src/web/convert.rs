//! Between Rust and JavaScript: plain objects, typed arrays, and what is thrown.

use std::borrow::Cow;
use std::collections::BTreeMap;

use js_sys::{Array, Float32Array, Object, Reflect};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::data::DataError;
use crate::models::value::Value;
use crate::session::{Encoding, SessionError};

/// Why a call was refused, as JavaScript catches it.
#[derive(Debug, Serialize)]
pub struct Refused {
    code: &'static str,
    params: BTreeMap<&'static str, String>,
    message: String,
}

impl From<Refused> for JsValue {
    fn from(refused: Refused) -> JsValue {
        let object = refused.serialize(&Serializer::json_compatible());
        object.unwrap_or_else(|_| refused.message.into())
    }
}

impl From<SessionError> for Refused {
    fn from(error: SessionError) -> Self {
        Refused {
            code: error.code(),
            params: error.params().into_iter().collect(),
            message: error.to_string(),
        }
    }
}

impl From<DataError> for Refused {
    fn from(error: DataError) -> Self {
        Refused {
            code: error.code(),
            params: error.params().into_iter().collect(),
            message: error.to_string(),
        }
    }
}

impl From<getrandom::Error> for Refused {
    fn from(error: getrandom::Error) -> Self {
        Refused {
            code: "no-entropy",
            params: BTreeMap::new(),
            message: format!("the browser gave no random number: {error}"),
        }
    }
}

impl From<serde_wasm_bindgen::Error> for Refused {
    fn from(error: serde_wasm_bindgen::Error) -> Self {
        Refused {
            code: "not-plain",
            params: BTreeMap::new(),
            message: format!("a result could not be passed to JavaScript: {error}"),
        }
    }
}

/// A value as plain objects, arrays, numbers and strings.
pub fn plain<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, Refused> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

/// A plain object of values that are JavaScript's already.
pub fn object<const N: usize>(entries: [(&str, JsValue); N]) -> JsValue {
    let entries = entries.map(|(key, value)| Array::of2(&key.into(), &value));
    // Only something that is not a list of pairs is refused here.
    Object::from_entries(&entries.iter().collect::<Array>()).map_or(JsValue::NULL, JsValue::from)
}

/// Options by key. What no option can hold becomes a text that the option then refuses by name.
pub fn patch(options: &Object) -> Vec<(String, Value)> {
    let value = |value: JsValue| {
        serde_wasm_bindgen::from_value(value.clone())
            .unwrap_or_else(|_| Value::Text(Cow::Owned(format!("{value:?}"))))
    };
    Object::keys(options)
        .iter()
        .map(|key| {
            let held = Reflect::get(options, &key).unwrap_or(JsValue::UNDEFINED);
            (key.as_string().unwrap_or_default(), value(held))
        })
        .collect()
}

/// The elements of a matrix, row by row.
pub fn numbers<T>(matrix: Array2<T>) -> Vec<T> {
    matrix.into_iter().collect()
}

/// Rows of `columns` numbers. Numbers that do not fill whole rows become one row, whose length is then refused.
pub fn points(numbers: &[f32], columns: usize) -> ArrayView2<'_, f32> {
    let rows = numbers.len() / columns.max(1);
    ArrayView2::from_shape((rows, columns), numbers)
        .unwrap_or_else(|_| ArrayView1::from(numbers).insert_axis(Axis(0)))
}

/// Means and log-variances as typed arrays.
pub fn encoding(Encoding { mu, logvar }: Encoding) -> JsValue {
    let array = |matrix| Float32Array::from(&numbers::<f32>(matrix)[..]).into();
    object([("mu", array(mu)), ("logvar", array(logvar))])
}
