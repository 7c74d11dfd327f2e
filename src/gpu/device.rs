//! Access to a GPU: its adapter, a device with no higher limits than needed, and reports of its failures.

use std::future::{Future, poll_fn};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use wgpu::{
    Adapter, Backends, Device, DeviceDescriptor, DeviceType, Error, Instance, InstanceDescriptor,
    Limits, PowerPreference, Queue, RequestAdapterOptions,
};

use crate::executor::ExecutorError;

/// Storage buffers and bytes of a workgroup's memory that a kernel has: see `prelude.wgsl`.
const BINDINGS: u32 = 5;
const SHARED: u32 = 16 << 10;

/// A GPU in use.
#[derive(Clone, Debug)]
pub struct Context {
    pub(super) device: Device,
    pub(super) queue: Queue,
    name: String,
    software: bool,
    lost: Later<String>,
    refused: Later<String>,
}

impl Context {
    /// The fastest GPU of this machine.
    ///
    /// # Errors
    /// [`ExecutorError::NoAdapter`] and [`ExecutorError::NoDevice`].
    pub async fn request() -> Result<Self, ExecutorError> {
        let options = RequestAdapterOptions {
            power_preference: PowerPreference::HighPerformance,
            ..Default::default()
        };
        let adapter = instance().request_adapter(&options).await;
        let adapter = adapter.map_err(|error| ExecutorError::NoAdapter {
            reason: error.to_string(),
        })?;
        Self::of(&adapter).await
    }

    /// A device of an adapter.
    async fn of(adapter: &Adapter) -> Result<Self, ExecutorError> {
        let device = adapter.request_device(&DeviceDescriptor {
            required_limits: limits(adapter),
            ..Default::default()
        });
        let (device, queue) = device.await.map_err(|error| ExecutorError::NoDevice {
            reason: error.to_string(),
        })?;
        let (lost, refused) = (Later::default(), Later::default());
        let note = lost.clone();
        device.set_device_lost_callback(move |_, reason| note.set(reason));
        // Without a handler an error would be a panic.
        let note = refused.clone();
        device.on_uncaptured_error(Arc::new(move |error: Error| note.set(error.to_string())));
        let info = adapter.get_info();
        Ok(Self {
            device,
            queue,
            software: info.device_type == DeviceType::Cpu,
            name: info.name,
            lost,
            refused,
        })
    }

    /// As [`Context::request`], where a thread may wait: everywhere but in a browser.
    ///
    /// # Errors
    /// As [`Context::request`].
    pub fn request_now() -> Result<Self, ExecutorError> {
        now(Self::request()).unwrap_or_else(|| Err(later()))
    }

    /// As [`Context::request_now`], but of software adapters the one whose name contains `software`, if it is there.
    ///
    /// # Errors
    /// As [`Context::request`].
    #[cfg(not(target_arch = "wasm32"))]
    pub fn request_now_or(software: &str) -> Result<Self, ExecutorError> {
        let adapters = now(instance().enumerate_adapters(Backends::PRIMARY)).ok_or_else(later)?;
        let info = adapters.iter().map(Adapter::get_info);
        let all_software = (info.clone()).all(|info| info.device_type == DeviceType::Cpu);
        match info
            .zip(&adapters)
            .find(|(info, _)| info.name.contains(software))
        {
            Some((_, adapter)) if all_software => {
                now(Self::of(adapter)).unwrap_or_else(|| Err(later()))
            }
            _ => Self::request_now(),
        }
    }

    /// The adapter's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the adapter is software, such as SwiftShader or lavapipe: slower than the CPU executor, for tests only.
    pub fn is_software(&self) -> bool {
        self.software
    }

    /// The device.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Bytes of the largest buffer that a kernel can use.
    pub fn largest_buffer(&self) -> u64 {
        let limits = self.device.limits();
        limits
            .max_storage_buffer_binding_size
            .min(limits.max_buffer_size)
    }

    /// Waits until the GPU is lost; returns the reason.
    pub fn lost(&self) -> impl Future<Output = String> + use<> {
        self.lost.clone().get()
    }

    /// Releases the device; what runs on it is lost.
    pub fn destroy(&self) {
        self.device.destroy();
        self.lost.set("it was given back".to_owned());
    }

    /// The first failure so far, if there was one.
    pub(super) fn check(&self) -> Result<(), ExecutorError> {
        if let Some(reason) = self.lost.now() {
            return Err(ExecutorError::Lost { reason });
        }
        match self.refused.now() {
            Some(reason) => Err(ExecutorError::Refused { reason }),
            None => Ok(()),
        }
    }

    /// Records an error that a scope has caught.
    pub(super) fn note(&self, error: Option<Error>) {
        if let Some(error) = error {
            self.refused.set(error.to_string());
        }
    }
}

/// The drivers of this machine.
fn instance() -> Instance {
    let mut descriptor = InstanceDescriptor::new_without_display_handle();
    descriptor.backends = Backends::PRIMARY;
    Instance::new(descriptor)
}

/// Why there is no adapter at once.
fn later() -> ExecutorError {
    let reason = "a browser gives it later".to_owned();
    ExecutorError::NoAdapter { reason }
}

/// The limits that every GPU has, but with buffers as large as the adapter allows.
fn limits(adapter: &Adapter) -> Limits {
    let has = adapter.limits();
    Limits {
        max_storage_buffers_per_shader_stage: BINDINGS,
        max_compute_workgroup_storage_size: SHARED,
        // The size may be odd, and a binding's may not.
        max_storage_buffer_binding_size: has.max_storage_buffer_binding_size / 4 * 4,
        max_buffer_size: has.max_buffer_size,
        ..Limits::downlevel_defaults()
    }
}

/// A value that a callback gives later.
#[derive(Debug)]
pub(super) struct Later<T>(Arc<Mutex<(Option<T>, Vec<Waker>)>>);

impl<T> Default for Later<T> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new((None, Vec::new()))))
    }
}

impl<T> Clone for Later<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Clone> Later<T> {
    fn lock(&self) -> MutexGuard<'_, (Option<T>, Vec<Waker>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the value, unless there is one.
    pub fn set(&self, value: T) {
        let mut guard = self.lock();
        guard.0.get_or_insert(value);
        let wakers = std::mem::take(&mut guard.1);
        drop(guard);
        wakers.into_iter().for_each(Waker::wake);
    }

    /// The value, if it is there.
    pub fn now(&self) -> Option<T> {
        self.lock().0.clone()
    }

    /// Waits for the value.
    pub async fn get(self) -> T {
        poll_fn(|context| {
            let mut guard = self.lock();
            match &guard.0 {
                Some(value) => Poll::Ready(value.clone()),
                None => {
                    guard.1.push(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }
}

/// The value of a future, if it is ready. Natively every future here is.
pub(super) fn now<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(Waker::noop());
    match future.as_mut().poll(&mut context) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// Seconds on a clock that begins at an arbitrary moment.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn seconds() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START
        .get_or_init(std::time::Instant::now)
        .elapsed()
        .as_secs_f64()
}

/// Seconds on a clock that begins at an arbitrary moment.
#[cfg(target_arch = "wasm32")]
pub(super) fn seconds() -> f64 {
    use wasm_bindgen::JsCast;
    // Pages have the same clock in the same place.
    let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    scope.performance().map_or(0.0, |clock| clock.now() / 1e3)
}
