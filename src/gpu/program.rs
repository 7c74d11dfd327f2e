//! A plan made ready to run on a GPU: pipelines, memory, and a ring of slots for queued runs.

use wgpu::util::{BufferInitDescriptor, DeviceExt};
use wgpu::{
    BindGroup, BindGroupDescriptor, BindGroupEntry, BindGroupLayout, BindGroupLayoutDescriptor,
    BindGroupLayoutEntry, BindingResource, BindingType, Buffer, BufferBinding, BufferBindingType,
    BufferSize, BufferUsages, ComputePass, ComputePipeline, ComputePipelineDescriptor, Device,
    PipelineCompilationOptions, PipelineLayout, ShaderModuleDescriptor, ShaderSource, ShaderStages,
};

use super::device::Context;
use super::layout::{CLOCK, Layout};
use super::recipe::Recipe;
use super::schedule::Shader;
use super::transfer::{Span, storage};
use crate::graph::{Input, Table};
use crate::noise::Clock;

/// Seconds that one submit should take: drivers reset a GPU that is busy for long.
const SUBMIT: f64 = 0.03;

/// Words of a ring's slots, and slots, at most; but one slot at least.
const RING: usize = 1 << 18;
const SLOTS: usize = 32;

/// A program that is loaded.
pub(super) struct Loaded {
    pub layout: Layout,
    pub launches: Vec<Launch>,
    work: Buffer,
    /// The inputs as they were fed last, as a slot.
    fed: Vec<u32>,
    /// Runs that are queued, and the inputs of those that are not yet submitted.
    runs: usize,
    staged: Vec<u32>,
    rings: Vec<Ring>,
    /// Runs in one submit.
    at_once: usize,
    /// Outputs of the last run that was waited for.
    pub outputs: Vec<f32>,
}

/// One dispatch.
pub(super) struct Launch {
    pipeline: ComputePipeline,
    groups: (u32, u32),
    /// The table that the kernel reads, if any.
    table: Option<u32>,
}

/// Slots for the inputs and outputs of queued runs.
struct Ring {
    inputs: Buffer,
    results: Buffer,
    bindings: BindGroup,
    /// Of the state that is bound.
    moves: usize,
}

impl Loaded {
    pub fn new(context: &Context, pipelines: &PipelineLayout, recipe: &Recipe) -> Self {
        let layout = recipe.layout.clone();
        let launch = |shader| Launch::new(context, pipelines, shader);
        Self {
            launches: recipe.shaders().iter().map(launch).collect(),
            work: storage(context, layout.work),
            fed: vec![0; layout.input_slot],
            runs: 0,
            staged: Vec::new(),
            rings: Vec::new(),
            at_once: 1,
            outputs: Vec::new(),
            layout,
        }
    }

    pub fn feed(&mut self, input: Input, values: &[f32]) {
        let at = self.layout.inputs[input.0 as usize];
        let words = &mut self.fed[at..at + values.len()];
        words.copy_from_slice(bytemuck::cast_slice(values));
    }

    /// Queues a run with what is fed now; whether it is time to submit. The first goes at once, then more and more
    /// together, so that the GPU has work while others are queued.
    pub fn queue(&mut self, clock: Clock) -> bool {
        self.fed[..CLOCK].copy_from_slice(&[clock.seed, clock.step]);
        self.staged.extend_from_slice(&self.fed);
        self.runs += 1;
        let waiting = self.staged.len() / self.layout.input_slot;
        waiting >= self.at_once.min(1 + self.runs - waiting)
    }

    /// Slots of a ring.
    fn slots(&self) -> usize {
        (RING / (self.layout.input_slot + self.layout.result_slot)).clamp(1, SLOTS)
    }

    /// Uploads the inputs of the runs that are not yet submitted; the result is the number of the first.
    pub fn stage(
        &mut self,
        context: &Context,
        bindings: &BindGroupLayout,
        (state, moves): (&Buffer, usize),
    ) -> usize {
        let words = self.layout.input_slot;
        let first = self.runs - self.staged.len() / words;
        let slots = self.slots();
        let mut at = first;
        while at < self.runs {
            let (ring, slot) = (at / slots, at % slots);
            let count = (slots - slot).min(self.runs - at);
            if self.rings.get(ring).is_none_or(|ring| ring.moves != moves) {
                let new = self.ring(context, bindings, (state, moves));
                self.rings.truncate(ring);
                self.rings.push(new);
            }
            let part = &self.staged[(at - first) * words..][..count * words];
            let offset = 4 * (slot * words) as u64;
            let inputs = &self.rings[ring].inputs;
            context
                .queue
                .write_buffer(inputs, offset, bytemuck::cast_slice(part));
            at += count;
        }
        self.staged.clear();
        first
    }

    fn ring(
        &self,
        context: &Context,
        bindings: &BindGroupLayout,
        (state, moves): (&Buffer, usize),
    ) -> Ring {
        let (input, result) = (self.layout.input_slot, self.layout.result_slot);
        let inputs = storage(context, self.slots() * input);
        let results = storage(context, self.slots() * result);
        let bindings = context.device.create_bind_group(&BindGroupDescriptor {
            label: None,
            layout: bindings,
            entries: &[
                entry(0, state.as_entire_binding()),
                entry(1, self.work.as_entire_binding()),
                entry(2, first(&inputs, input)),
                entry(3, first(&results, result)),
            ],
        });
        Ring {
            inputs,
            results,
            bindings,
            moves,
        }
    }

    /// Records a run.
    pub fn encode(&self, pass: &mut ComputePass, run: usize, tables: &Tables) {
        let (ring, slot) = (&self.rings[run / self.slots()], run % self.slots());
        let offset = |words: usize| (4 * words * slot) as u32;
        let (input, result) = (self.layout.input_slot, self.layout.result_slot);
        pass.set_bind_group(0, &ring.bindings, &[offset(input), offset(result)]);
        let mut bound = None;
        for launch in &self.launches {
            if bound != Some(launch.table) {
                pass.set_bind_group(1, tables.of(launch.table), &[]);
                bound = Some(launch.table);
            }
            pass.set_pipeline(&launch.pipeline);
            pass.dispatch_workgroups(launch.groups.0, launch.groups.1, 1);
        }
    }

    /// The results of all queued runs, a slot each, after which none is queued.
    pub fn results(&mut self) -> Vec<Span> {
        let runs = std::mem::take(&mut self.runs);
        let starts = (0..runs).step_by(self.slots());
        let span = |(ring, start): (&Ring, usize)| Span {
            buffer: ring.results.clone(),
            offset: 0,
            length: (runs - start).min(self.slots()) * self.layout.result_slot,
        };
        self.rings.iter().zip(starts).map(span).collect()
    }

    /// Sets how many runs go into one submit, from the seconds that one took.
    pub fn pace(&mut self, seconds: f64) {
        self.at_once = (SUBMIT / seconds).clamp(1.0, SLOTS as f64) as usize;
    }
}

impl Launch {
    fn new(context: &Context, pipelines: &PipelineLayout, shader: &Shader) -> Self {
        let device = &context.device;
        let module = device.create_shader_module(ShaderModuleDescriptor {
            label: None,
            source: ShaderSource::Wgsl(shader.text.as_str().into()),
        });
        let pipeline = device.create_compute_pipeline(&ComputePipelineDescriptor {
            label: None,
            layout: Some(pipelines),
            module: &module,
            entry_point: Some("main"),
            compilation_options: PipelineCompilationOptions {
                // Kernels write this memory before they read it.
                zero_initialize_workgroup_memory: false,
                ..Default::default()
            },
            cache: None,
        });
        Self {
            pipeline,
            groups: shader.groups(),
            table: shader.table,
        }
    }
}

/// Tables of bytes, ready to be bound.
pub(super) struct Tables {
    bindings: BindGroupLayout,
    tables: Vec<Option<BindGroup>>,
    none: BindGroup,
}

impl Tables {
    pub fn new(device: &Device, bindings: BindGroupLayout) -> Self {
        Self {
            none: bind_table(device, &bindings, &[]),
            tables: Vec::new(),
            bindings,
        }
    }

    pub fn set(&mut self, device: &Device, table: Table, bytes: &[u8]) {
        let at = table.id as usize;
        if self.tables.len() <= at {
            self.tables.resize(at + 1, None);
        }
        // The old one goes first: both may not fit.
        self.tables[at] = None;
        self.tables[at] = Some(bind_table(device, &self.bindings, bytes));
    }

    fn of(&self, table: Option<u32>) -> &BindGroup {
        let set = table.and_then(|table| self.tables.get(table as usize)?.as_ref());
        set.unwrap_or(&self.none)
    }
}

fn bind_table(device: &Device, bindings: &BindGroupLayout, bytes: &[u8]) -> BindGroup {
    let mut words = bytes.to_vec();
    words.resize(bytes.len().next_multiple_of(4).max(4), 0);
    let buffer = device.create_buffer_init(&BufferInitDescriptor {
        label: Some("table"),
        contents: &words,
        usage: BufferUsages::STORAGE,
    });
    device.create_bind_group(&BindGroupDescriptor {
        label: None,
        layout: bindings,
        entries: &[entry(0, buffer.as_entire_binding())],
    })
}

fn entry(binding: u32, resource: BindingResource<'_>) -> BindGroupEntry<'_> {
    BindGroupEntry { binding, resource }
}

/// The beginning of a buffer.
fn first(buffer: &Buffer, words: usize) -> BindingResource<'_> {
    BindingResource::Buffer(BufferBinding {
        buffer,
        offset: 0,
        size: BufferSize::new(4 * words as u64),
    })
}

/// The bindings of `prelude.wgsl`: a run's own, and a table's.
pub(super) fn bindings(device: &Device) -> [BindGroupLayout; 2] {
    let entry = |binding: u32, read_only: bool, has_dynamic_offset: bool| BindGroupLayoutEntry {
        binding,
        visibility: ShaderStages::COMPUTE,
        ty: BindingType::Buffer {
            ty: BufferBindingType::Storage { read_only },
            has_dynamic_offset,
            min_binding_size: None,
        },
        count: None,
    };
    let run = [
        entry(0, false, false),
        entry(1, false, false),
        entry(2, true, true),
        entry(3, false, true),
    ];
    let table = [entry(0, true, false)];
    [&run[..], &table[..]].map(|entries| {
        device.create_bind_group_layout(&BindGroupLayoutDescriptor {
            label: None,
            entries,
        })
    })
}
