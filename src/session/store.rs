//! Files of weights and snapshots.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::loaded::graphs_differ;
use super::weights::{Array, File, Header, Size, VERSION, WeightsError, transposed};
use super::{Counters, Result, Session, SessionError};
use crate::choices::Choice;
use crate::data::idx;
use crate::executor::Executor;
use crate::graph::Variable;
use crate::models::options::{Autoencoder, Likelihood};
use crate::models::value::{OptionType, Value};
use crate::models::{self, Model, Options};
use crate::nn::{Parameter, Role, optimizers};

/// Snapshots have the optimiser's averages under this name, then the slot's, then the parameter's.
const OPTIMIZER: &str = "optimizer.";

/// The option that a file's header tells by itself.
const MODEL: &str = "autoencoder";

/// Bytes of the counters before the weights of a position.
const COUNTERS: usize = 16;

impl<E: Executor> Session<E> {
    /// The whole run: options, weights, the optimiser's state, the step. It is a file of weights with more in it.
    pub fn snapshot(&self) -> Result<Vec<u8>> {
        let run = self.run.as_ref().ok_or(SessionError::NoDataset)?;
        let mut file = self.position_file()?;
        for ((slot, parameter), variable) in run.slots(&self.options) {
            let values = self.executor.variable(variable);
            let name = format!("{OPTIMIZER}{slot}.{}", parameter.name);
            file.arrays.insert(name, to_file(parameter, &values));
        }
        Ok(file.write())
    }

    /// The run without the optimiser's state, its weights in half precision: a sixth of a snapshot's bytes with Adam.
    pub fn light_snapshot(&self) -> Result<Vec<u8>> {
        Ok(self.position_file()?.write_half())
    }

    /// The weights, and how far the run has come.
    fn position_file(&self) -> Result<File> {
        let mut file = self.weights_file()?;
        if let Some(header) = &mut file.header {
            header.run = self.run.as_ref().map(|run| run.counters);
        }
        Ok(file)
    }

    /// The weights as a safetensors file in torch's names and shapes.
    pub fn save_weights(&self) -> Result<Vec<u8>> {
        Ok(self.weights_file()?.write())
    }

    /// The weights as [`Session::save_weights`] writes them.
    ///
    /// # Errors
    /// Where there is no dataset, and so no model.
    pub fn weights_file(&self) -> Result<File> {
        let run = self.run.as_ref().ok_or(SessionError::NoDataset)?;
        let options = self.options.values().into_iter();
        let (height, width) = run.size;
        let header = Header {
            version: VERSION,
            model: self.options.autoencoder.name().to_owned(),
            options: options
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
            pixels: Size { height, width },
            run: None,
        };
        let mut file = File {
            header: Some(header),
            arrays: BTreeMap::new(),
        };
        for parameter in run.model.parameters().iter() {
            let values = self.executor.variable(parameter.variable);
            let array = to_file(parameter, &values);
            file.arrays.insert(parameter.name.clone(), array);
        }
        Ok(file)
    }

    /// Goes on from a snapshot, with its options. From one without the optimiser's averages it goes on with a fresh
    /// optimiser.
    ///
    /// # Errors
    /// As [`Session::load_weights`], and where the file is not a snapshot.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<()> {
        let mut file = File::read(bytes)?;
        let counters = file.header.as_ref().and_then(|header| header.run);
        let mut counters = counters.ok_or_else(|| WeightsError::Metadata {
            reason: "it is a file of weights, not a snapshot of a run".to_owned(),
        })?;
        let plan = self.plan(&file)?;
        let weights = take(&mut file, plan.model.as_ref(), "")?;
        let mut slots = optimizers::slots(plan.options.optimizer);
        if !file.arrays.keys().any(|name| name.starts_with(OPTIMIZER)) {
            (slots, counters.updates) = (&[], 0);
        }
        let slots: Vec<Vec<Vec<f32>>> = slots
            .iter()
            .map(|slot| {
                take(
                    &mut file,
                    plan.model.as_ref(),
                    &format!("{OPTIMIZER}{slot}."),
                )
            })
            .collect::<Result<_>>()?;
        file.finish()?;
        self.adopt(plan, weights);
        if let Some(run) = &mut self.run {
            run.counters = counters;
            let values = slots.iter().flatten();
            for ((_, variable), values) in run.slots(&self.options).into_iter().zip(values) {
                self.executor.set_variable(variable, values);
            }
        }
        Ok(())
    }

    /// Starts a run from a file of weights, with the options in its metadata; without metadata of ours, the
    /// tensors tell the layers' sizes and the other options stay.
    ///
    /// # Errors
    /// As [`File::read`]; where a tensor is missing, left over or misshapen; where the images of the loaded
    /// dataset have another size; where the options are out of range.
    pub fn load_weights(&mut self, bytes: &[u8]) -> Result<()> {
        let mut file = File::read(bytes)?;
        let plan = self.plan(&file)?;
        if file
            .header
            .as_ref()
            .is_some_and(|header| header.run.is_some())
        {
            file.arrays.retain(|name, _| !name.starts_with(OPTIMIZER));
        }
        let weights = take(&mut file, plan.model.as_ref(), "")?;
        file.finish()?;
        self.adopt(plan, weights);
        Ok(())
    }

    /// The model that a file is of.
    fn plan(&self, file: &File) -> Result<Plan> {
        let (options, size) = match &file.header {
            Some(header) => {
                let options = Options::default().with(&header.options)?;
                let model = Value::Text(header.model.clone().into());
                (options.with(&[(MODEL, model)])?, header.pixels)
            }
            None => {
                let (patch, pixels) = infer(&file.arrays, &self.options)?;
                let options = self.options.with(&patch)?;
                (options, self.size_of(pixels))
            }
        };
        let Size { height, width } = size;
        let sides = 1..=idx::LIMIT as usize;
        if !sides.contains(&height) || !sides.contains(&width) {
            let reason = format!("images of {height}x{width} pixels are out of range");
            return Err(WeightsError::Metadata { reason }.into());
        }
        let info = self.corpus.as_ref().map(|corpus| &corpus.info);
        if info.is_some_and(|info| (info.height, info.width) != (height, width)) {
            return Err(WeightsError::Images { height, width }.into());
        }
        let model = models::build(&options, height * width);
        Ok(Plan {
            model,
            options,
            size,
        })
    }

    /// The size of images of so many pixels: the dataset's, or the nearest to a square.
    fn size_of(&self, pixels: usize) -> Size {
        let known = self
            .corpus
            .as_ref()
            .filter(|corpus| corpus.pixels() == pixels);
        let height = known.map_or_else(|| pixels.isqrt(), |corpus| corpus.info.height);
        let height = (1..=height)
            .rev()
            .find(|h| pixels.is_multiple_of(*h))
            .unwrap_or(1);
        Size {
            height,
            width: pixels / height,
        }
    }

    /// Begins a run with these weights and a fresh optimiser. What was loaded for the same model stays.
    fn adopt(&mut self, plan: Plan, weights: Vec<Vec<f32>>) {
        let size = (plan.size.height, plan.size.width);
        let old = std::mem::replace(&mut self.options, plan.options);
        let same = self
            .run
            .as_ref()
            .is_some_and(|run| run.size == size && !graphs_differ(&old, &self.options));
        if !same {
            self.begin(plan.model, size);
        }
        if let Some(run) = &mut self.run {
            run.counters = Counters::default();
            (run.good, run.candidate) = (None, None);
            for (parameter, values) in run.model.parameters().iter().zip(&weights) {
                self.executor.set_variable(parameter.variable, values);
            }
            run.clear_optimizer(&mut self.executor, &self.options);
        }
    }

    /// The step and these variables, [`Session::weights`] or [`Session::variables`], for [`Session::follow`]:
    /// little-endian words, first the counters.
    pub fn position(&self, variables: &[Variable]) -> Vec<u8> {
        let counters = self.run.as_ref().map(|run| run.counters);
        let Counters {
            step,
            updates,
            seen,
        } = counters.unwrap_or_default();
        let lengths = variables.iter().map(|variable| variable.shape);
        let words: usize = lengths.map(|(rows, columns)| rows * columns).sum();
        // Copied once: while it is, nobody who looks at the model is answered.
        let mut bytes = Vec::with_capacity(24 + 4 * words);
        bytes.extend([step.to_le_bytes(), updates.to_le_bytes()].concat());
        bytes.extend(seen.to_le_bytes());
        for &variable in variables {
            let values = self.executor.variable(variable);
            bytes.extend_from_slice(bytemuck::cast_slice(&values));
        }
        bytes
    }

    /// Takes over a position of this very run from where it is trained. With the weights alone it is for looking
    /// only; a whole one brings the run.
    ///
    /// # Errors
    /// [`WeightsError::Metadata`] where the numbers are not those of this model, [`WeightsError::NotFinite`] where a
    /// whole position would be the end of the run.
    pub fn follow(&mut self, position: &[u8]) -> Result<()> {
        let (weights, all) = (self.weights()?, self.variables()?);
        let words = |variables: &[Variable]| {
            let lengths = variables.iter().map(|variable| variable.shape);
            lengths.map(|(rows, columns)| rows * columns).sum::<usize>()
        };
        let counters_and_values = position.split_at_checked(COUNTERS);
        let (counters, values) = counters_and_values.unwrap_or_default();
        let whole = values.len() == 4 * words(&all);
        if counters.is_empty() || !whole && values.len() != 4 * words(&weights) {
            let reason = "these are not the weights of this model".to_owned();
            return Err(WeightsError::Metadata { reason }.into());
        }
        let values: Vec<f32> = values
            .chunks_exact(4)
            .map(bytemuck::pod_read_unaligned)
            .collect();
        if whole && !values.iter().all(|value| value.is_finite()) {
            let tensor = "position".to_owned();
            return Err(WeightsError::NotFinite { tensor }.into());
        }
        let [step, updates, seen, high]: [u32; 4] = bytemuck::pod_read_unaligned(counters);
        let seen = u64::from(seen) | u64::from(high) << 32;
        if let Some(run) = &mut self.run {
            run.counters = Counters {
                step,
                seen,
                updates,
            };
            // What was good here is of another time.
            (run.good, run.candidate) = (None, None);
        }
        let mut values = values.as_slice();
        for &variable in if whole { &all } else { &weights } {
            let (own, rest) = values.split_at(words(&[variable]));
            self.executor.set_variable(variable, own);
            values = rest;
        }
        Ok(())
    }
}

/// A model to change to.
struct Plan {
    model: Box<dyn Model>,
    options: Options,
    size: Size,
}

/// One array for each parameter of a model, in the engine's layout.
fn take(file: &mut File, model: &dyn Model, prefix: &str) -> Result<Vec<Vec<f32>>> {
    let mut arrays = Vec::new();
    for parameter in model.parameters().iter() {
        let name = format!("{prefix}{}", parameter.name);
        let values = file.take(&name, &parameter.file_shape())?;
        let (rows, columns) = parameter.variable.shape;
        arrays.push(match parameter.role {
            Role::Weight => transposed(&values, columns, rows),
            Role::Bias => values,
        });
    }
    Ok(arrays)
}

fn to_file(parameter: &Parameter, values: &[f32]) -> Array {
    let (rows, columns) = parameter.variable.shape;
    Array {
        shape: parameter.file_shape(),
        values: match parameter.role {
            Role::Weight => transposed(values, rows, columns),
            Role::Bias => values.to_vec(),
        },
    }
}

/// The options that a model's tensors tell, and the number of pixels.
fn infer(
    arrays: &BTreeMap<String, Array>,
    options: &Options,
) -> Result<(Vec<(&'static str, Value)>, usize)> {
    // (out, in)
    let shape = |name: String| match arrays.get(&name).map(|array| array.shape.as_slice()) {
        Some(&[outputs, inputs]) => Ok((outputs, inputs)),
        _ => Err(WeightsError::Missing { tensor: name }),
    };
    let mut hidden = Vec::new();
    while let Ok((outputs, _)) = shape(format!("encoder.{}.weight", hidden.len())) {
        hidden.push(outputs as f64);
    }
    let (latent, inputs) = shape("mean.weight".to_owned())?;
    let pixels = match shape("encoder.0.weight".to_owned()) {
        Ok((_, pixels)) => pixels,
        Err(_) => inputs,
    };
    let likelihood = match (
        arrays.contains_key("output_logvar.weight"),
        options.likelihood,
    ) {
        (true, _) => Likelihood::GaussianLearned,
        (false, Likelihood::GaussianLearned) => Likelihood::Bernoulli,
        (false, other) => other,
    };
    let autoencoder = match arrays.contains_key("logvar.weight") {
        true => Autoencoder::Variational,
        false => Autoencoder::Plain,
    };
    let patch = vec![
        (MODEL, autoencoder.to_value()),
        ("hidden", Value::List(Cow::Owned(hidden))),
        ("latent", latent.to_value()),
        ("likelihood", likelihood.to_value()),
    ];
    Ok((patch, pixels))
}
