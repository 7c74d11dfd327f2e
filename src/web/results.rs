//! What a [`Lab`](super::lab::Lab) answers: matrices as typed arrays, everything else as plain objects.

use js_sys::{Array, Float32Array, Object, Reflect, Uint8Array};
use ndarray::{Array2, ArrayView2};
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::convert::plain;
use crate::choices::Choice;
use crate::data::Images;
use crate::maps::by_key;
use crate::models::options::{self, Method, SPECS};
use crate::models::{self, Options};
use crate::session::{Encoding, Entry, Trace};

/// The declaration of an option, with the names that it had in earlier versions and the methods that have it.
#[derive(Serialize)]
pub struct OptionSpec {
    #[serde(flatten)]
    spec: &'static options::OptionSpec,
    former: Vec<&'static str>,
    methods: Vec<&'static str>,
}

impl OptionSpec {
    /// Every option, in the order of a form.
    pub fn all() -> Vec<OptionSpec> {
        let declared = SPECS.iter().map(|spec| {
            let methods = Method::ALL.iter().copied();
            let methods = methods.filter(|&method| models::has(method, spec));
            OptionSpec {
                spec,
                former: spec.former().collect(),
                methods: methods.map(Choice::name).collect(),
            }
        });
        declared.collect()
    }
}

/// What a model is.
#[derive(Serialize)]
pub struct ModelSpec {
    method: &'static str,
    #[serde(flatten)]
    spec: models::Spec,
}

impl ModelSpec {
    /// The model of these options.
    pub fn of(options: &Options) -> Self {
        Self {
            method: options.method.name(),
            spec: models::spec(options),
        }
    }
}

/// A plain object of values that are JavaScript's already; undefined ones are absent.
fn object<const N: usize>(entries: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        if !value.is_undefined() {
            // Setting a property of a fresh object cannot fail.
            let _ = Reflect::set(&object, &key.into(), &value);
        }
    }
    object.into()
}

/// The elements of a matrix, row by row.
pub fn numbers<T>(matrix: Array2<T>) -> Vec<T> {
    matrix.into_iter().collect()
}

fn floats(matrix: Array2<f32>) -> JsValue {
    Float32Array::from(&numbers(matrix)[..]).into()
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
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

/// Means and, where a code is a distribution, log-variances, and the factor of a covariance that is not diagonal.
pub fn encoding(of: Encoding) -> JsValue {
    let [logvar, factor] =
        [of.logvar, of.factor].map(|matrix| matrix.map_or(JsValue::UNDEFINED, floats));
    object([
        ("mu", floats(of.mu)),
        ("logvar", logvar),
        ("factor", factor),
    ])
}

/// Pixels, and labels and factors where they are known.
pub fn images(images: Images) -> JsValue {
    let labels = images.labels.as_deref();
    object([
        ("pixels", bytes(&numbers(images.pixels))),
        ("labels", labels.map_or(JsValue::UNDEFINED, bytes)),
        ("factors", images.factors.map_or(JsValue::UNDEFINED, floats)),
    ])
}

/// Terms by key, the norm of the gradient, the entries with their shapes, and the parameters.
pub fn trace(trace: Trace) -> JsValue {
    let entry = |entry: Entry| {
        object([
            ("key", entry.key.into()),
            ("rows", (entry.rows as u32).into()),
            ("columns", (entry.columns as u32).into()),
            ("values", Float32Array::from(&entry.values[..]).into()),
        ])
    };
    let terms = by_key(trace.terms.iter().copied());
    let entries: Array = trace.entries.into_iter().map(entry).collect();
    object([
        ("terms", plain(&terms)),
        ("gradNorm", trace.grad_norm.into()),
        ("entries", entries.into()),
        ("parameters", plain(&trace.parameters)),
    ])
}
