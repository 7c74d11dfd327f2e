//! What a [`Lab`](super::lab::Lab) answers, as JavaScript's numbers, objects and typed arrays.

use js_sys::{Array, Float32Array};
use ndarray::{Array2, ArrayView2};
use wasm_bindgen::JsValue;

use super::convert::object;
use crate::json::Json;
use crate::session::{DatasetInfo, Encoding, Evaluation, Progress, StepMetrics};

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
            ("own", info.own.into()),
            ("heldOut", info.held_out.into()),
            ("height", info.height.into()),
            ("width", info.width.into()),
            ("labels", info.labels.into()),
            ("factors", info.factors.into_iter().collect()),
            ("inOrder", info.in_order.into()),
        ])
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
