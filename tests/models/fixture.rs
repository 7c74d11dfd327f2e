//! Reads what `tests/fixtures/make.py` wrote.

use std::collections::HashMap;
use std::path::PathBuf;

use ndarray::{Array2, ShapeBuilder};
use safetensors::{Dtype, SafeTensors};
use vae_lab::models::Options;
use vae_lab::models::value::{Value, ValueMap};
use vae_lab::nn::{Parameter, Role};

/// A case: its options, weights, batch and what PyTorch computed.
pub struct Fixture {
    pub options: Options,
    /// (rows, pixels)
    pub batch: Array2<u8>,
    /// The classes of the images, where the model is given them.
    pub labels: Vec<u8>,
    weights: HashMap<String, Vec<f64>>,
    expected: HashMap<String, Vec<f64>>,
}

/// The path of a file of fixtures.
pub fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(file)
}

impl Fixture {
    pub fn read(case: &str) -> Self {
        let weights = std::fs::read(path(&format!("{case}.safetensors"))).unwrap();
        let expected = std::fs::read(path(&format!("{case}.expected.safetensors"))).unwrap();
        let (_, header) = SafeTensors::read_metadata(&weights).unwrap();
        let about = &header.metadata().as_ref().unwrap()["vae-lab"];
        let about: serde_json::Value = serde_json::from_str(about).unwrap();
        let ValueMap(mut changed) = serde_json::from_value(about["options"].clone()).unwrap();

        let tensors = SafeTensors::deserialize(&expected).unwrap();
        let batch = tensors.tensor("batch").unwrap();
        let shape = (batch.shape()[0], batch.shape()[1]);
        let batch = Array2::from_shape_vec(shape, batch.data().to_vec()).unwrap();
        let labels = tensors
            .tensor("labels")
            .map(|labels| labels.data().to_vec());
        changed.push(("batch".into(), Value::Number(shape.0 as f64)));
        Self {
            options: Options::default().with(&changed).unwrap(),
            batch,
            labels: labels.unwrap_or_default(),
            weights: numbers(&SafeTensors::deserialize(&weights).unwrap()),
            expected: numbers(&tensors),
        }
    }

    /// What PyTorch computed.
    pub fn expected(&self, name: &str) -> Vec<f64> {
        self.expected[name].clone()
    }

    /// A parameter's first value in the engine's layout.
    pub fn weight(&self, parameter: &Parameter) -> Vec<f32> {
        let weight = in_out(parameter, &self.weights[&parameter.name]);
        weight.into_iter().map(|number| number as f32).collect()
    }

    /// The gradient of a parameter in the engine's layout.
    pub fn gradient(&self, parameter: &Parameter) -> Vec<f64> {
        let name = format!("gradient.{}", parameter.name);
        in_out(parameter, &self.expected[&name])
    }
}

/// ‖actual - expected‖ / ‖expected‖
pub fn relative_error(actual: &[f64], expected: &[f64]) -> f64 {
    assert_eq!(actual.len(), expected.len());
    let norm = |numbers: &mut dyn Iterator<Item = f64>| numbers.map(|x| x * x).sum::<f64>().sqrt();
    norm(&mut actual.iter().zip(expected).map(|(a, e)| a - e)) / norm(&mut expected.iter().copied())
}

/// From torch's (out, in) to (in, out), row by row.
fn in_out(parameter: &Parameter, numbers: &[f64]) -> Vec<f64> {
    let shape = parameter.variable.shape;
    let shape = match parameter.role {
        Role::Weight => shape.f(),
        Role::Bias | Role::Matrix => shape.into_shape_with_order(),
    };
    let matrix = Array2::from_shape_vec(shape, numbers.to_vec()).unwrap();
    matrix.iter().copied().collect()
}

fn numbers(tensors: &SafeTensors) -> HashMap<String, Vec<f64>> {
    let number = |dtype, bytes: &[u8]| match dtype {
        Dtype::F32 => f32::from_le_bytes(bytes.try_into().unwrap()).into(),
        Dtype::F64 => f64::from_le_bytes(bytes.try_into().unwrap()),
        other => panic!("{other:?} in a fixture"),
    };
    tensors
        .iter()
        .filter(|(_, tensor)| tensor.dtype() != Dtype::U8)
        .map(|(name, tensor)| {
            let size = tensor.dtype().bitsize() / 8;
            let bytes = tensor.data().chunks_exact(size);
            let numbers = bytes.map(|bytes| number(tensor.dtype(), bytes)).collect();
            (name.to_owned(), numbers)
        })
        .collect()
}
