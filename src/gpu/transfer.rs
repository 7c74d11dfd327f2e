//! Buffers, and reading them back.

use std::cell::Cell;

use wgpu::{Buffer, BufferDescriptor, BufferUsages, MapMode};

use super::device::{Context, Later};
use crate::executor::ExecutorError;

/// Elements of a buffer.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub buffer: Buffer,
    pub offset: usize,
    pub length: usize,
}

/// Reads buffers through one that the host can map, which is used again.
pub(super) struct Reader {
    context: Context,
    visible: Cell<Option<Buffer>>,
}

impl Reader {
    pub fn new(context: Context) -> Self {
        Self {
            context,
            visible: Cell::new(None),
        }
    }

    /// The elements of some spans, one after the other, once all that was submitted before is done.
    ///
    /// # Errors
    /// [`ExecutorError::Lost`] and [`ExecutorError::Refused`].
    pub async fn read(&self, spans: &[Span]) -> Result<Vec<f32>, ExecutorError> {
        let device = &self.context.device;
        let size = 4 * spans.iter().map(|span| span.length as u64).sum::<u64>();
        if size == 0 {
            return Ok(Vec::new());
        }
        let kept = self.visible.take().filter(|kept| kept.size() >= size);
        let visible = kept.unwrap_or_else(|| {
            device.create_buffer(&BufferDescriptor {
                label: Some("read back"),
                size,
                usage: BufferUsages::MAP_READ | BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        });
        let mut encoder = device.create_command_encoder(&Default::default());
        let mut at = 0;
        for span in spans {
            let (offset, size) = (4 * span.offset as u64, 4 * span.length as u64);
            encoder.copy_buffer_to_buffer(&span.buffer, offset, &visible, at, size);
            at += size;
        }
        self.context.queue.submit([encoder.finish()]);
        let mapped = Later::default();
        let done = mapped.clone();
        visible.map_async(MapMode::Read, ..size, move |result| {
            done.set(result.is_ok())
        });
        // Natively the callback has run when this returns; it reports failures.
        #[cfg(not(target_arch = "wasm32"))]
        let _ = device.poll(wgpu::PollType::wait_indefinitely());
        let mapped = match mapped.now() {
            #[cfg(not(target_arch = "wasm32"))]
            None => false,
            _ => mapped.get().await,
        };
        self.context.check()?;
        let values = match visible.get_mapped_range(..size) {
            Ok(bytes) if mapped => bytemuck::pod_collect_to_vec(&bytes),
            _ => {
                let reason = "its memory cannot be read".to_owned();
                return Err(ExecutorError::Lost { reason });
            }
        };
        visible.unmap();
        self.visible.set(Some(visible));
        Ok(values)
    }
}

/// A buffer of `length` words for kernels and copies, zero at first.
pub(super) fn storage(context: &Context, length: usize) -> Buffer {
    context.device.create_buffer(&BufferDescriptor {
        label: Some("storage"),
        size: 4 * length as u64,
        usage: BufferUsages::STORAGE | BufferUsages::COPY_SRC | BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}
