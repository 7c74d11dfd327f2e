//! The engine on the CPU.

use js_sys::{Object, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::Result;
use super::convert::{patch, plain};
use super::results::{self, ModelSpec, OptionSpec, encoding, numbers, points};
use crate::cpu::Cpu;
use crate::data::assemble;
use crate::data::idx::NamedFile;
use crate::models::Options;
use crate::models::value::ValueMap;
use crate::refusal::PageError;
use crate::session::{Configured, Points, Session, Traced};

/// A model, its data and its run.
#[wasm_bindgen]
pub struct Lab {
    session: Session<Cpu>,
    /// Latent points at which images are judged.
    kept: [Points; 3],
}

#[wasm_bindgen]
impl Lab {
    /// A lab with default options and without data.
    #[wasm_bindgen(constructor)]
    pub fn new(seed: u32) -> Lab {
        let options = Options {
            seed,
            ..Options::default()
        };
        Lab {
            session: Session::new(Cpu::new(), options),
            kept: Default::default(),
        }
    }

    /// The declaration of every option.
    #[wasm_bindgen(unchecked_return_type = "OptionSpec[]")]
    pub fn specs() -> JsValue {
        plain(&OptionSpec::all())
    }

    /// A fresh random seed.
    pub fn seed() -> Result<u32> {
        Ok(getrandom::u32().map_err(|error| PageError::NoEntropy {
            reason: error.to_string(),
        })?)
    }

    /// What computes, such as `cpu-simd128`.
    pub fn executor(&self) -> String {
        // A CPU executor is named after its instruction set.
        format!("cpu-{}", self.session.executor())
    }

    /// The options in force.
    #[wasm_bindgen(unchecked_return_type = "Options")]
    pub fn options(&self) -> JsValue {
        plain(&ValueMap::from(self.session.options()))
    }

    /// What the model of the options in force is.
    #[wasm_bindgen(unchecked_return_type = "ModelSpec")]
    pub fn model(&self) -> JsValue {
        plain(&ModelSpec::of(self.session.options()))
    }

    /// Changes some options; a change of shape or seed begins a new run.
    #[wasm_bindgen(unchecked_return_type = "Configured")]
    pub fn configure(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Partial<Options>")] options: Object,
    ) -> Result {
        let restarted = self.session.configure(&patch(&options))?;
        Ok(plain(&Configured { restarted }))
    }

    /// Whether `configure` would begin a new run; nothing changes.
    pub fn restarts(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Partial<Options>")] options: Object,
    ) -> Result<bool> {
        Ok(self.session.restarts(&patch(&options))?)
    }

    /// Trains from now on on the generated dataset of a name. Of `handwriting` 2,000 images and all that are held out
    /// come at once.
    #[wasm_bindgen(js_name = loadGenerated, unchecked_return_type = "DatasetInfo")]
    pub fn load_generated(&mut self, name: &str, seed: u32) -> Result {
        Ok(plain(&self.session.load_generated(name, seed)?))
    }

    /// Generates up to `count` more images ahead of need; returns how many are still to come.
    #[wasm_bindgen(js_name = growDataset)]
    pub fn grow_dataset(&mut self, count: u32) -> u32 {
        self.session.grow_dataset(count as usize) as u32
    }

    /// Trains from now on on the images of IDX files, unpacked, in any order.
    #[wasm_bindgen(js_name = loadIdx, unchecked_return_type = "DatasetInfo")]
    pub fn load_idx(&mut self, names: Vec<String>, files: Vec<Uint8Array>) -> Result {
        let named = names.into_iter().zip(&files);
        let named = named.map(|(name, file)| NamedFile {
            name,
            bytes: file.to_vec(),
        });
        let dataset = assemble(named.collect())?;
        Ok(plain(&self.session.load(dataset)?))
    }

    /// Trains on these images of the reader's own too, row by row, in place of those that were given before; their
    /// classes as far as they are known, 255 for none.
    #[wasm_bindgen(js_name = setOwn, unchecked_return_type = "DatasetInfo")]
    pub fn set_own(&mut self, images: &[u8], labels: &[u8]) -> Result {
        Ok(plain(&self.session.set_own(images, labels)?))
    }

    /// Bytes of the training images, row by row: `length` of them from `start`, or as many as there are.
    #[wasm_bindgen(js_name = trainingImages)]
    pub fn training_images(&self, start: u32, length: u32) -> Result<Uint8Array> {
        let images = self.session.training_images()?;
        let end = images
            .len()
            .min((start as usize).saturating_add(length as usize));
        Ok(Uint8Array::from(&images[end.min(start as usize)..end]))
    }

    /// The classes of those images; empty where they are not known.
    #[wasm_bindgen(js_name = trainingLabels)]
    pub fn training_labels(&self) -> Result<Vec<u8>> {
        Ok(self.session.training_labels()?.to_vec())
    }

    /// What is known about the loaded images.
    #[wasm_bindgen(unchecked_return_type = "DatasetInfo")]
    pub fn dataset(&self) -> Result {
        Ok(plain(&self.session.dataset()?))
    }

    /// Begins a training step, which `step` ends, or goes on with it, and says whether to ask again before that: the
    /// model stays as it is until the end, and may be looked at.
    #[wasm_bindgen(js_name = beginStep)]
    pub fn begin_step(&mut self) -> Result<bool> {
        Ok(self.session.begin_step()?)
    }

    /// Makes one training step, or ends the one that has begun.
    #[wasm_bindgen(unchecked_return_type = "StepMetrics")]
    pub fn step(&mut self) -> Result {
        Ok(plain(&self.session.step()?))
    }

    /// Steps and epochs so far.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn metrics(&self) -> JsValue {
        plain(&self.session.progress())
    }

    /// Terms on the first `limit` held-out images, 0 for all.
    #[wasm_bindgen(unchecked_return_type = "Evaluation")]
    pub fn evaluate(&mut self, limit: u32) -> Result {
        Ok(plain(&self.session.evaluate(limit as usize)?))
    }

    /// Terms on a part of the held-out images: `images` of them, after `part` times as many.
    #[wasm_bindgen(js_name = evaluatePart, unchecked_return_type = "Evaluation")]
    pub fn evaluate_part(&mut self, part: u32, images: u32) -> Result {
        let part = self.session.evaluate_part(part as usize, images as usize)?;
        Ok(plain(&part))
    }

    /// Terms on one held-out image, means over many samples of z.
    #[wasm_bindgen(js_name = evaluateImage, unchecked_return_type = "Evaluation")]
    pub fn evaluate_image(&mut self, image: u32) -> Result {
        Ok(plain(&self.session.evaluate_image(image as usize)?))
    }

    /// What images in [0, 1], one after the other, are encoded to; a model that learns from classes takes `label` for
    /// theirs.
    #[wasm_bindgen(unchecked_return_type = "Encoding")]
    pub fn encode(&mut self, pixels: &[f32], label: Option<u8>) -> Result {
        let images = points(pixels, self.session.pixels()?);
        Ok(encoding(self.session.encode(images, label)?))
    }

    /// Mean images of latent points, one after the other.
    pub fn decode(&mut self, z: &[f32], label: Option<u8>) -> Result<Vec<f32>> {
        let points = points(z, self.session.spec().dimensions);
        Ok(numbers(self.session.decode(points, label)?))
    }

    /// What p(x|z) of latent points, one after the other, is made of: logits of a Bernoulli likelihood, means of a Gaussian one;
    /// after those of all points ln σ², where it is learned.
    pub fn likelihood(&mut self, z: &[f32], label: Option<u8>) -> Result<Vec<f32>> {
        let points = points(z, self.session.spec().dimensions);
        let parts = self.session.likelihood(points, label)?;
        Ok(parts.into_iter().flat_map(numbers).collect())
    }

    /// How real rows of what the model judges look to it, one after the other: of each the logit of its discriminator, or what
    /// its critic gives, and then the gradient of that by each number of the row. Pixels are in [0, 1].
    pub fn judge(&mut self, rows: &[f32]) -> Result<Vec<f32>> {
        let rows = points(rows, self.session.judged_columns()?);
        Ok(numbers(self.session.judge(rows)?))
    }

    /// Makes run number `run` of a training step, from 0, and ends the step with it or leaves it open for others.
    #[wasm_bindgen(unchecked_return_type = "StepMetrics")]
    pub fn play(&mut self, run: usize, ends: bool) -> Result {
        Ok(plain(&self.session.play(run, ends)?))
    }

    /// A parameter by its name in files, row by row, once it has been given `values` to go on from, if any; nothing where the
    /// model has none of this name.
    pub fn parameter(&mut self, name: &str, values: Option<Vec<f32>>) -> Result<Vec<f32>> {
        if let Some(values) = values {
            self.session.set_parameter(name, &values)?;
        }
        Ok(self.session.parameter(name)?)
    }

    /// Mean images of `count` points from the prior; `draw` says which draw.
    pub fn sample(&mut self, count: u32, draw: u32, label: Option<u8>) -> Result<Vec<f32>> {
        Ok(numbers(self.session.sample(count as usize, draw, label)?))
    }

    /// Mean images at normal quantiles of the first two latent dimensions, row by row from the top left
    /// (high second, low first dimension).
    pub fn grid(&mut self, side: u32, label: Option<u8>) -> Result<Vec<f32>> {
        Ok(numbers(self.session.grid(side as usize, label)?))
    }

    /// The first `count` held-out images.
    #[wasm_bindgen(js_name = heldOut, unchecked_return_type = "HeldOut")]
    pub fn held_out(&self, count: u32) -> Result {
        Ok(results::images(self.session.held_out(count as usize)?))
    }

    /// What the held-out images are encoded to, from place `start` to before `end`, as far as there are so many.
    #[wasm_bindgen(js_name = encodeHeldOut, unchecked_return_type = "Encoding")]
    pub fn encode_held_out(&mut self, start: u32, end: u32) -> Result {
        let places = start as usize..end as usize;
        Ok(encoding(self.session.encode_held_out(places)?))
    }

    /// The first `count` held-out images, decoded at the means of their encodings.
    pub fn reconstruct(&mut self, count: u32) -> Result<Vec<f32>> {
        Ok(numbers(self.session.reconstruct(count as usize)?))
    }

    /// Decodes latent points, one after the other, as a part of those that are kept under a number, 0 to 2. Says whether `parts`
    /// of them are kept already that begin as these do.
    pub fn keep(
        &mut self,
        number: usize,
        part: usize,
        parts: usize,
        z: &[f32],
        label: Option<u8>,
    ) -> Result<bool> {
        let points = points(z, self.session.spec().dimensions);
        let kept = &mut self.kept[number];
        Ok(self.session.keep(kept, part, parts, points, label)?)
    }

    /// ln p(x, z) of an image in [0, 1] at the points that are kept under a number.
    #[wasm_bindgen(js_name = logJoint)]
    pub fn log_joint(&self, number: usize, pixels: &[f32]) -> Result<Vec<f32>> {
        let logs = self.kept[number].log_joint(pixels)?;
        Ok(logs.into_iter().map(|log| log as f32).collect())
    }

    /// What the next training step computes, or one on a held-out image with the ε of step `draw`. Nothing changes.
    #[wasm_bindgen(unchecked_return_type = "Trace")]
    pub fn trace(
        &mut self,
        #[wasm_bindgen(js_name = heldOut)] held_out: Option<u32>,
        draw: u32,
    ) -> Result {
        let traced = held_out.map_or(Traced::Next, |image| Traced::HeldOut {
            image: image as usize,
            draw,
        });
        Ok(results::trace(self.session.trace(traced)?))
    }

    /// Starts the same run over.
    pub fn reset(&mut self) {
        self.session.reset();
    }

    /// Starts a run of another seed.
    pub fn reseed(&mut self, seed: u32) {
        self.session.reseed(seed);
    }

    /// The whole run: options, weights, the optimiser's state, the step.
    pub fn snapshot(&self) -> Result<Vec<u8>> {
        Ok(self.session.snapshot()?)
    }

    /// The run without the optimiser's state, in half precision: enough to look at.
    #[wasm_bindgen(js_name = lightSnapshot)]
    pub fn light_snapshot(&self) -> Result<Vec<u8>> {
        Ok(self.session.light_snapshot()?)
    }

    /// Goes on from a snapshot.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.session.restore(bytes)?)
    }

    /// Takes over a position of this run from where it is trained: to be looked at, or whole to go on from.
    pub fn follow(&mut self, position: &[u8]) -> Result<()> {
        Ok(self.session.follow(position)?)
    }

    /// The weights as a safetensors file in the names and shapes of `torch.nn.Linear`.
    #[wasm_bindgen(js_name = saveWeights)]
    pub fn save_weights(&self) -> Result<Vec<u8>> {
        Ok(self.session.save_weights()?)
    }

    /// Starts a run from a file of weights, with the options in its metadata.
    #[wasm_bindgen(js_name = loadWeights)]
    pub fn load_weights(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.session.load_weights(bytes)?)
    }
}
