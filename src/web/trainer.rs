//! Training on the GPU, in the place of a lab: the lab has the data and the run, and gets the run back.

use std::mem::take;

use js_sys::{Object, Promise};
use serde_wasm_bindgen::from_value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

use super::Result;
use super::convert::{patch, plain};
use crate::gpu::{Context, Gpu};
use crate::models::Options;
use crate::refusal::PageError;
use crate::session::{Configured, DatasetInfo, Session};

/// A GPU in use.
#[wasm_bindgen]
pub struct Device {
    context: Context,
}

#[wasm_bindgen]
impl Device {
    /// The browser's fastest GPU.
    pub async fn request() -> Result<Device> {
        let context = Context::request().await?;
        Ok(Device { context })
    }

    /// Is kept when the GPU is lost, with the reason.
    #[wasm_bindgen(unchecked_return_type = "Promise<string>")]
    pub fn lost(&self) -> Promise {
        let lost = self.context.lost();
        future_to_promise(async { Ok(lost.await.into()) })
    }

    /// Gives the GPU back.
    pub fn destroy(&self) {
        self.context.destroy();
    }
}

/// A model, its training images and its run, on a GPU. One call is made after the other.
#[wasm_bindgen]
pub struct Trainer {
    session: Session<Gpu>,
    info: Option<DatasetInfo>,
    /// Training images that have come so far.
    images: Vec<u8>,
    labels: Vec<u8>,
}

#[wasm_bindgen]
impl Trainer {
    /// A trainer without data.
    #[wasm_bindgen(constructor)]
    pub fn new(device: &Device) -> Trainer {
        Trainer {
            session: Session::new(Gpu::new(device.context.clone()), Options::default()),
            info: None,
            images: Vec::new(),
            labels: Vec::new(),
        }
    }

    /// Announces the training images of a dataset with their labels, none where they are not known; the images' bytes
    /// follow.
    #[wasm_bindgen(js_name = beginImages)]
    pub fn begin_images(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "DatasetInfo")] info: JsValue,
        labels: Vec<u8>,
    ) -> Result<()> {
        let info: DatasetInfo = from_value(info).map_err(|error| PageError::Message {
            reason: error.to_string(),
        })?;
        self.images = Vec::with_capacity(info.train * info.pixels());
        self.labels = labels;
        self.info = Some(info);
        Ok(())
    }

    /// The next bytes of the training images; once they are all there, they go to the GPU.
    pub fn images(&mut self, bytes: &[u8]) -> Result<()> {
        self.images.extend_from_slice(bytes);
        if self.images.len() == self.images.capacity()
            && let Some(info) = self.info.take()
        {
            let (images, labels) = (take(&mut self.images), take(&mut self.labels));
            self.session.load_training(info, images, labels)?;
        }
        Ok(())
    }

    /// Goes on from a lab's snapshot. All that its model needs is ready then.
    pub async fn restore(&mut self, snapshot: Vec<u8>) -> Result<()> {
        self.session.restore(&snapshot)?;
        self.session.begin_steps(0)?;
        Ok(self.session.executor_mut().ready().await?)
    }

    /// Changes options as a lab does.
    #[wasm_bindgen(unchecked_return_type = "Configured")]
    pub fn configure(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Partial<Options>")] options: Object,
    ) -> Result {
        let restarted = self.session.configure(&patch(&options))?;
        Ok(plain(&Configured { restarted }))
    }

    /// Makes `count` training steps.
    #[wasm_bindgen(unchecked_return_type = "StepMetrics[]")]
    pub async fn train(&mut self, count: u32) -> Result {
        self.session.begin_steps(count as usize)?;
        let outputs = self.session.executor_mut().collect_async().await?;
        Ok(plain(&self.session.finish_steps(&outputs)?))
    }

    /// The weights and the step, for a lab to follow; the whole run with what the optimiser keeps.
    pub async fn position(&mut self, whole: bool) -> Result<Vec<u8>> {
        let variables = if whole {
            self.session.variables()?
        } else {
            self.session.weights()?
        };
        self.session.executor_mut().download(&variables).await?;
        Ok(self.session.position(&variables))
    }
}
