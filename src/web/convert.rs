//! Between Rust and JavaScript: plain objects, typed arrays, and what is thrown.

use std::borrow::Cow;

use js_sys::{Array, Float32Array, JSON, Object, Reflect};
use ndarray::{Array2, ArrayView2};
use wasm_bindgen::{JsCast, JsValue};

use crate::data::DataError;
use crate::json::Json;
use crate::models::value::Value;
use crate::session::{DatasetInfo, Encoding, Evaluation, Progress, SessionError, StepMetrics};

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

/// A value as plain objects, arrays, numbers and strings.
pub fn plain(value: impl Into<Json>) -> JsValue {
    js(value.into())
}

fn js(json: Json) -> JsValue {
    match json {
        Json::Null => JsValue::NULL,
        Json::Flag(flag) => flag.into(),
        Json::Number(number) => number.into(),
        Json::Text(text) => text.as_ref().into(),
        Json::List(items) => items.into_iter().map(js).collect::<Array>().into(),
        Json::Object(members) => object(members.into_iter().map(|(key, value)| (key, js(value)))),
    }
}

impl From<StepMetrics> for Json {
    fn from(metrics: StepMetrics) -> Json {
        Json::object([
            ("step", metrics.step.into()),
            ("epoch", metrics.epoch.into()),
            ("loss", metrics.loss.into()),
            ("recon", metrics.recon.into()),
            ("kl", metrics.kl.into()),
            ("gradNorm", metrics.grad_norm.into()),
        ])
    }
}

impl From<Evaluation> for Json {
    fn from(evaluation: Evaluation) -> Json {
        Json::object([
            ("loss", evaluation.loss.into()),
            ("recon", evaluation.recon.into()),
            ("kl", evaluation.kl.into()),
            (
                "klPerDimension",
                evaluation.kl_per_dimension.into_iter().collect(),
            ),
            ("images", evaluation.images.into()),
        ])
    }
}

impl From<Progress> for Json {
    fn from(Progress { step, epoch }: Progress) -> Json {
        Json::object([("step", step.into()), ("epoch", epoch.into())])
    }
}

impl From<DatasetInfo> for Json {
    fn from(info: DatasetInfo) -> Json {
        Json::object([
            ("name", info.name.into()),
            ("train", info.train.into()),
            ("heldOut", info.held_out.into()),
            ("height", info.height.into()),
            ("width", info.width.into()),
            ("labels", info.labels.into()),
            ("factors", info.factors.into_iter().collect()),
        ])
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

/// The elements of a matrix, row by row.
pub fn numbers<T>(matrix: Array2<T>) -> Vec<T> {
    matrix.into_iter().collect()
}

/// Rows of `columns` numbers. Numbers that do not fill whole rows become one row, whose length is then refused.
pub fn points(numbers: &[f32], columns: usize) -> ArrayView2<'_, f32> {
    let rows = numbers.chunks_exact(columns.max(1));
    let whole = rows.remainder().is_empty();
    let shape = if whole {
        (rows.len(), columns)
    } else {
        (1, numbers.len())
    };
    // The shape has as many elements as there are numbers.
    ArrayView2::from_shape(shape, numbers).unwrap_or_else(|_| ArrayView2::from(&[[]; 0]))
}

/// Means and log-variances as typed arrays.
pub fn encoding(Encoding { mu, logvar }: Encoding) -> JsValue {
    let array = |matrix| Float32Array::from(&numbers::<f32>(matrix)[..]).into();
    object([("mu", array(mu)), ("logvar", array(logvar))])
}
