//! Files of weights and snapshots.

use std::collections::BTreeMap;

use super::loaded::programs_differ;
use super::weights::{Array, File, Header, Size, VERSION, WeightsError, transposed};
use super::{Counters, Result, Run, Session, SessionError, Slot, check_labels, slots};
use crate::choices::Choice;
use crate::data::idx;
use crate::executor::Executor;
use crate::graph::Variable;
use crate::maps::by_key;
use crate::models::value::{OptionType, Value, ValueMap};
use crate::models::{self, ImageShape, METHOD, Model, Options, Tensors};
use crate::nn::{Parameter, Role};

/// Snapshots have the optimiser's averages under this name, then the slot's, then the parameter's.
const OPTIMIZER: &str = "optimizer.";

/// The most classes: a label is a byte.
const CLASSES: usize = 256;

/// Bytes of the counters before the weights of a position.
const COUNTERS: usize = 16;

impl Slot<'_> {
    /// Its name in snapshots.
    fn file_name(&self) -> String {
        let (slot, parameter) = (self.name, &self.parameter.name);
        match self.phase {
            Some(phase) => format!("{OPTIMIZER}{phase}.{slot}.{parameter}"),
            None => format!("{OPTIMIZER}{slot}.{parameter}"),
        }
    }
}

impl<E: Executor> Session<E> {
    /// The whole run: options, weights, the optimiser's state, the step. It is a file of weights with more in it.
    pub fn snapshot(&self) -> Result<Vec<u8>> {
        let run = self.run.as_ref().ok_or(SessionError::NoDataset)?;
        let mut file = self.position_file()?;
        for (slot, variable) in slots(run.model.as_ref(), &self.options) {
            let values = self.executor.variable(variable);
            file.arrays
                .insert(slot.file_name(), to_file(slot.parameter, &values));
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
        let options = models::values(&self.options).into_iter();
        let ImageShape {
            height,
            width,
            planes,
            classes,
        } = run.images;
        let planes = (planes > 1).then_some(planes);
        let header = Header {
            version: VERSION,
            model: self.options.method.name().to_owned(),
            options: ValueMap(
                options
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect(),
            ),
            pixels: Size {
                height,
                width,
                planes,
            },
            classes: self.spec().needs_labels().then_some(classes),
            run: None,
        };
        let mut file = File {
            header: Some(header),
            arrays: BTreeMap::new(),
        };
        for parameter in run.model.parameters().kept() {
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
        check_counters(counters)?;
        let plan = self.plan(&file)?;
        let weights = weights(&mut file, plan.model.as_ref())?;
        let mut slots = slots(plan.model.as_ref(), &plan.options);
        if !file.arrays.keys().any(|name| name.starts_with(OPTIMIZER)) {
            slots.clear();
            counters.updates = 0;
        }
        let mut averages = Vec::with_capacity(slots.len());
        for (slot, variable) in slots {
            averages.push((
                variable,
                from_file(&mut file, &slot.file_name(), slot.parameter)?,
            ));
        }
        file.finish()?;
        self.adopt(plan, weights);
        if let Some(run) = &mut self.run {
            run.counters = counters;
            for (variable, values) in averages {
                self.executor.set_variable(variable, &values);
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
        file.translate();
        let plan = self.plan(&file)?;
        if file
            .header
            .as_ref()
            .is_some_and(|header| header.run.is_some())
        {
            for (name, array) in &mut file.arrays {
                if name.starts_with(OPTIMIZER) {
                    array.values.clear();
                }
            }
        }
        let weights = weights(&mut file, plan.model.as_ref())?;
        file.finish()?;
        self.adopt(plan, weights);
        Ok(())
    }

    /// The model that a file is of.
    fn plan(&self, file: &File) -> Result<Plan> {
        let (options, size) = match &file.header {
            Some(header) => {
                let options = Options::default().with(&header.options.0)?;
                let method = Value::Text(header.model.clone().into());
                (options.with(&[(METHOD, method)])?, header.pixels)
            }
            None => {
                let recognised = models::recognise(&matrices(&file.arrays), &self.options);
                let (method, recognised) = recognised.ok_or_else(|| WeightsError::Unknown {
                    names: file.names(),
                })?;
                let mut patch = recognised.options;
                patch.push((METHOD, method.to_value()));
                let options = self.options.with(&patch)?;
                (options, self.size_of(recognised.pixels))
            }
        };
        let Size { height, width, .. } = size;
        let planes = size.planes.unwrap_or(1);
        let sides = 1..=idx::LIMIT as usize;
        if !sides.contains(&height) || !sides.contains(&width) || !matches!(planes, 1 | 3) {
            let reason = format!(
                "images of {height}x{width} pixels with {planes} values each are out of range"
            );
            return Err(WeightsError::Metadata { reason }.into());
        }
        let info = self.data.as_ref().map(|data| &data.info);
        if info
            .is_some_and(|info| (info.height, info.width, info.planes) != (height, width, planes))
        {
            let error = WeightsError::Images {
                height,
                width,
                planes,
            };
            return Err(error.into());
        }
        let known = info.map(|info| info.classes);
        let told = file.header.as_ref().and_then(|header| header.classes);
        if let Some(classes) = told.filter(|&classes| classes > CLASSES) {
            let reason = format!("{classes} classes are out of range");
            return Err(WeightsError::Metadata { reason }.into());
        }
        if let (Some(expected), Some(actual)) = (told, known)
            && expected != actual
        {
            return Err(WeightsError::Classes { expected, actual }.into());
        }
        let images = ImageShape {
            height,
            width,
            planes,
            classes: known.or(told).unwrap_or(0),
        };
        check_labels(&options, images)?;
        let model = models::build(&options, images);
        Ok(Plan {
            model,
            options,
            images,
        })
    }

    /// The size of images of so many pixels: the dataset's, or the nearest to a square.
    fn size_of(&self, pixels: usize) -> Size {
        let known = self.data.as_ref().filter(|data| data.pixels() == pixels);
        if let Some(info) = known.map(|data| &data.info) {
            return Size {
                height: info.height,
                width: info.width,
                planes: (info.planes > 1).then_some(info.planes),
            };
        }
        // A tensor without numbers can have a side of any length: what is larger than any image is refused later.
        let square = pixels.isqrt().min(idx::LIMIT as usize);
        let height = (1..=square)
            .rev()
            .find(|h| pixels.is_multiple_of(*h))
            .unwrap_or(1);
        Size {
            height,
            width: pixels / height,
            planes: None,
        }
    }

    /// Begins a run with these weights and a fresh optimiser. What was loaded for the same model stays.
    fn adopt(&mut self, plan: Plan, weights: Vec<Vec<f32>>) {
        let old = std::mem::replace(&mut self.options, plan.options);
        let same = |run: &Run| run.images == plan.images && !programs_differ(&old, &self.options);
        if !self.run.as_ref().is_some_and(same) {
            self.begin(plan.model, plan.images);
        }
        if let Some(run) = &mut self.run {
            run.counters = Counters::default();
            (run.checkpoint, run.pending) = (None, None);
            for (parameter, values) in run.model.parameters().kept().zip(&weights) {
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
        let counters = Counters {
            step,
            seen,
            updates,
        };
        check_counters(counters)?;
        if let Some(run) = &mut self.run {
            run.counters = counters;
            // A checkpoint here is of another time.
            (run.checkpoint, run.pending) = (None, None);
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
    images: ImageShape,
}

/// Refuses counters that no run could go on from.
fn check_counters(counters: Counters) -> Result<()> {
    if counters.in_range() {
        return Ok(());
    }
    let reason = "its counters are out of range".to_owned();
    Err(WeightsError::Metadata { reason }.into())
}

/// The values of each parameter of a model, in the engine's layout.
fn weights(file: &mut File, model: &dyn Model) -> Result<Vec<Vec<f32>>> {
    let parameters = model.parameters().kept();
    parameters
        .map(|parameter| from_file(file, &parameter.name, parameter))
        .collect()
}

/// Takes a tensor of a parameter's shape out of a file, into the engine's layout.
fn from_file(file: &mut File, name: &str, parameter: &Parameter) -> Result<Vec<f32>> {
    let values = file.take(name, &parameter.file_shape())?;
    let (rows, columns) = parameter.variable.shape;
    Ok(match parameter.role {
        Role::Weight => transposed(&values, columns, rows),
        Role::Bias | Role::Matrix => values,
    })
}

fn to_file(parameter: &Parameter, values: &[f32]) -> Array {
    let (rows, columns) = parameter.variable.shape;
    Array {
        shape: parameter.file_shape(),
        values: match parameter.role {
            Role::Weight => transposed(values, rows, columns),
            Role::Bias | Role::Matrix => values.to_vec(),
        },
    }
}

/// The shapes of a file's matrices.
fn matrices(arrays: &BTreeMap<String, Array>) -> Tensors {
    let shape = |(name, array): (&String, &Array)| match *array.shape {
        [outputs, inputs] => Some((name.clone(), (outputs, inputs))),
        _ => None,
    };
    by_key(arrays.iter().filter_map(shape))
}
