//! The GPU executor: the same plans as WGSL, through WebGPU's interface. Variables live in one buffer that all
//! programs share; each program has its own for temporaries, and a slot of a ring for each queued run's inputs
//! and outputs. Natively it runs on Vulkan, Metal or DX12, in the browser on WebGPU, where nothing may wait: there
//! only [`Gpu::collect_async`] and [`Gpu::download`] bring numbers back.

mod codegen;
mod device;
mod kernels;
mod layout;
mod matmul;
mod program;
mod recipe;
mod schedule;
mod transfer;

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use wgpu::{
    BindGroupLayout, Buffer, ComputePassDescriptor, Error, ErrorFilter, PipelineLayout,
    PipelineLayoutDescriptor,
};

use crate::executor::{Executor, ExecutorError, Program};
use crate::graph::{Graph, Input, Table, Variable};
use crate::noise::Clock;
pub use device::Context;
use layout::Places;
pub use recipe::Recipe;

use program::{Loaded, Tables};
use transfer::{Reader, Span, storage};

/// The driver's error of a program, if there is one.
type Verdict = Pin<Box<dyn Future<Output = Option<Error>>>>;

/// The executor on a GPU.
pub struct Gpu {
    context: Context,
    reader: Reader,
    bindings: BindGroupLayout,
    pipelines: PipelineLayout,
    /// All variables, one after the other.
    state: Buffer,
    places: Places,
    /// Number of times that the state has moved to a larger buffer.
    moves: usize,
    /// Copies of the state, by slot.
    checkpoints: Vec<Option<Buffer>>,
    /// Values of variables as they are on the GPU, where they are known.
    mirror: HashMap<Variable, Vec<f32>>,
    tables: Tables,
    programs: Vec<Option<Loaded>>,
    /// Runs that are not collected yet, how many of them are submitted, and when the first was.
    queued: Vec<Program>,
    submitted: usize,
    begun: f64,
    verdicts: Vec<Verdict>,
}

impl Gpu {
    /// An executor on this GPU.
    pub fn new(context: Context) -> Self {
        let device = &context.device;
        let [bindings, table] = program::bindings(device);
        let pipelines = device.create_pipeline_layout(&PipelineLayoutDescriptor {
            label: None,
            bind_group_layouts: &[Some(&bindings), Some(&table)],
            immediate_size: 0,
        });
        Self {
            reader: Reader::new(context.clone()),
            state: storage(&context, 4),
            tables: Tables::new(device, table),
            bindings,
            pipelines,
            places: Places::default(),
            moves: 0,
            checkpoints: Vec::new(),
            mirror: HashMap::new(),
            programs: Vec::new(),
            queued: Vec::new(),
            submitted: 0,
            begun: 0.0,
            verdicts: Vec::new(),
            context,
        }
    }

    /// The GPU.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Dispatches in one run of a program.
    pub fn dispatches(&self, program: Program) -> usize {
        self.loaded(program).launches.len()
    }

    /// Waits until what was loaded is known to work.
    ///
    /// # Errors
    /// [`ExecutorError::Lost`] and [`ExecutorError::Refused`].
    pub async fn ready(&mut self) -> Result<(), ExecutorError> {
        for verdict in std::mem::take(&mut self.verdicts) {
            self.context.note(verdict.await);
        }
        self.context.check()
    }

    /// Waits until all queued runs are done: as [`Executor::collect`], where no thread may wait.
    ///
    /// # Errors
    /// [`ExecutorError::Lost`] and [`ExecutorError::Refused`].
    pub async fn collect_async(&mut self) -> Result<Vec<Vec<f32>>, ExecutorError> {
        self.ready().await?;
        self.submit();
        let queued = std::mem::take(&mut self.queued);
        self.submitted = 0;
        let (mut spans, mut next, mut length) = (Vec::new(), Vec::new(), 0);
        for loaded in &mut self.programs {
            // Offset of the results of the program's first run.
            next.push(length);
            let results = loaded.as_mut().map_or_else(Vec::new, Loaded::results);
            length += results.iter().map(|span| span.length).sum::<usize>();
            spans.extend(results);
        }
        let values = self.reader.read(&spans).await?;
        let seconds = device::seconds() - self.begun;
        let outputs = queued.iter().map(|program| {
            let layout = &self.loaded(*program).layout;
            let slot = &values[next[program.0]..][..layout.result_slot];
            next[program.0] += layout.result_slot;
            layout.outputs(slot)
        });
        let outputs = outputs.collect();
        for program in &queued {
            self.loaded_mut(*program)
                .pace(seconds / queued.len() as f64);
        }
        Ok(outputs)
    }

    /// Submits the runs that are queued.
    fn submit(&mut self) {
        let state = (&self.state, self.moves);
        let stage = |loaded: &mut Option<Loaded>| match loaded {
            Some(loaded) => loaded.stage(&self.context, &self.bindings, state),
            None => 0,
        };
        let mut next: Vec<usize> = self.programs.iter_mut().map(stage).collect();
        if self.submitted == 0 {
            self.begun = device::seconds();
        }
        let device = &self.context.device;
        let mut encoder = device.create_command_encoder(&Default::default());
        let mut pass = encoder.begin_compute_pass(&ComputePassDescriptor::default());
        for program in &self.queued[self.submitted..] {
            let run = &mut next[program.0];
            self.loaded(*program).encode(&mut pass, *run, &self.tables);
            *run += 1;
        }
        drop(pass);
        self.context.queue.submit([encoder.finish()]);
        self.submitted = self.queued.len();
    }

    /// Reads variables back, so that [`Executor::variable`] returns them without waiting until the next run.
    ///
    /// # Errors
    /// [`ExecutorError::Lost`] and [`ExecutorError::Refused`].
    pub async fn download(&mut self, variables: &[Variable]) -> Result<(), ExecutorError> {
        let spans = variables.iter().filter_map(|variable| self.span(*variable));
        let spans: Vec<Span> = spans.collect();
        let values = self.reader.read(&spans).await?;
        let mut rest = values.as_slice();
        for variable in variables {
            if let Some(span) = self.span(*variable) {
                let (own, others) = rest.split_at(span.length);
                self.mirror.insert(*variable, own.to_vec());
                rest = others;
            }
        }
        Ok(())
    }

    /// The recipe of a graph, with places for its variables behind those that there are.
    fn recipe(&self, graph: &Graph) -> Recipe {
        let most = self.context.largest_buffer() as usize / 4;
        let plan = recipe::plan(graph, most);
        Recipe::with(&plan, self.places.clone())
    }

    /// The elements of a variable; none where the GPU does not have it.
    fn span(&self, variable: Variable) -> Option<Span> {
        let (offset, (rows, columns)) = (self.places.offset(variable)?, variable.shape);
        let end = offset + rows * columns;
        (4 * end as u64 <= self.state.size()).then(|| Span {
            buffer: self.state.clone(),
            offset,
            length: rows * columns,
        })
    }

    /// Moves the state to a larger buffer if the variables' places need it. A state that is too large for the GPU
    /// stays as it is: no program that needs it fits.
    fn grow(&mut self) {
        let (needed, size) = (self.places.length, self.state.size() as usize / 4);
        let most = self.context.largest_buffer() as usize / 4;
        if size < needed && needed <= most {
            // Variables come one by one.
            let larger = storage(&self.context, needed.max((2 * size).min(most)));
            self.copy(&self.state, &larger);
            self.state = larger;
            self.moves += 1;
        }
    }

    /// Copies as many elements as the smaller of two buffers has.
    fn copy(&self, from: &Buffer, to: &Buffer) {
        let size = from.size().min(to.size());
        let mut encoder = self
            .context
            .device
            .create_command_encoder(&Default::default());
        encoder.copy_buffer_to_buffer(from, 0, to, 0, size);
        self.context.queue.submit([encoder.finish()]);
    }

    fn loaded(&self, program: Program) -> &Loaded {
        match &self.programs[program.0] {
            Some(loaded) => loaded,
            None => panic!("program {} was unloaded", program.0),
        }
    }

    fn loaded_mut(&mut self, program: Program) -> &mut Loaded {
        match &mut self.programs[program.0] {
            Some(loaded) => loaded,
            None => panic!("program {} was unloaded", program.0),
        }
    }
}

impl Executor for Gpu {
    fn name(&self) -> &'static str {
        "gpu"
    }

    fn fits(&self, graph: &Graph) -> Result<(), ExecutorError> {
        let longest = self.recipe(graph).lengths().into_iter().max();
        let needed = 4 * longest.unwrap_or(0) as u64;
        let allowed = self.context.largest_buffer();
        if needed > allowed {
            return Err(ExecutorError::TooLarge { needed, allowed });
        }
        Ok(())
    }

    fn load(&mut self, graph: &Graph) -> Program {
        let recipe = self.recipe(graph);
        self.places = recipe.places.clone();
        self.grow();
        let device = self.context.device.clone();
        let filters = [
            ErrorFilter::Validation,
            ErrorFilter::OutOfMemory,
            ErrorFilter::Internal,
        ];
        let scopes = filters.map(|filter| device.push_error_scope(filter));
        let loaded = Loaded::new(&self.context, &self.pipelines, &recipe);
        for scope in scopes.into_iter().rev() {
            self.verdicts.push(Box::pin(scope.pop()));
        }
        match self.programs.iter().position(Option::is_none) {
            Some(free) => {
                self.programs[free] = Some(loaded);
                Program(free)
            }
            None => {
                self.programs.push(Some(loaded));
                Program(self.programs.len() - 1)
            }
        }
    }

    fn unload(&mut self, program: Program) {
        self.programs[program.0] = None;
    }

    fn set_variable(&mut self, variable: Variable, values: &[f32]) {
        let (rows, columns) = variable.shape;
        assert_eq!(values.len(), rows * columns, "variable {}", variable.id);
        self.places.add(variable);
        self.grow();
        if let Some(span) = self.span(variable) {
            let (offset, bytes) = (4 * span.offset as u64, bytemuck::cast_slice(values));
            self.context.queue.write_buffer(&self.state, offset, bytes);
        }
        self.mirror.remove(&variable);
    }

    fn clear(&mut self) {
        let loaded = self.programs.iter().any(Option::is_some);
        assert!(!loaded, "a program is loaded");
        self.places = Places::default();
        self.state = storage(&self.context, 4);
        self.moves += 1;
        self.checkpoints.clear();
        self.mirror.clear();
    }

    /// # Panics
    /// In a browser, where [`Gpu::download`] has not brought the variable since the last run.
    fn variable(&self, variable: Variable) -> Vec<f32> {
        let (rows, columns) = variable.shape;
        if let Some(known) = self.mirror.get(&variable) {
            return known.clone();
        }
        let Some(span) = self.span(variable) else {
            return vec![0.0; rows * columns];
        };
        match device::now(self.reader.read(&[span])) {
            Some(Ok(values)) => values,
            Some(Err(_)) => vec![f32::NAN; rows * columns],
            None => panic!("variable {} was not downloaded", variable.id),
        }
    }

    fn set_table(&mut self, table: Table, bytes: Rc<Vec<u8>>) {
        assert_eq!(bytes.len() % table.columns, 0, "table {}", table.id);
        self.tables.set(&self.context.device, table, &bytes);
    }

    fn feed(&mut self, program: Program, input: Input, values: &[f32]) {
        self.loaded_mut(program).feed(input, values);
    }

    fn run(&mut self, program: Program, clock: Clock) {
        assert!(self.queued.is_empty(), "queued runs were not collected");
        self.queue(program, clock);
        let outputs = self.collect().ok().and_then(|mut all| all.pop());
        let loaded = self.loaded_mut(program);
        let count = loaded.layout.outputs.iter().map(|output| output.1).sum();
        loaded.outputs = outputs.unwrap_or_else(|| vec![f32::NAN; count]);
    }

    fn output(&self, program: Program, index: usize) -> &[f32] {
        let loaded = self.loaded(program);
        let lengths = loaded.layout.outputs.iter().map(|output| output.1);
        let start: usize = lengths.take(index).sum();
        &loaded.outputs[start..][..loaded.layout.outputs[index].1]
    }

    fn queue(&mut self, program: Program, clock: Clock) {
        let full = self.loaded_mut(program).queue(clock);
        self.queued.push(program);
        self.mirror.clear();
        if full {
            self.submit();
        }
    }

    fn collect(&mut self) -> Result<Vec<Vec<f32>>, ExecutorError> {
        device::now(self.collect_async()).unwrap_or_else(|| {
            let reason = "a browser cannot wait for it".to_owned();
            Err(ExecutorError::Refused { reason })
        })
    }

    fn save_checkpoint(&mut self, slot: usize) {
        if self.checkpoints.len() <= slot {
            self.checkpoints.resize(slot + 1, None);
        }
        let fits = |copy: &Buffer| copy.size() == self.state.size();
        let copy = self.checkpoints[slot].take().filter(fits);
        let copy = copy.unwrap_or_else(|| storage(&self.context, self.state.size() as usize / 4));
        self.copy(&self.state, &copy);
        self.checkpoints[slot] = Some(copy);
    }

    fn restore_checkpoint(&mut self, slot: usize) {
        if let Some(Some(copy)) = self.checkpoints.get(slot) {
            self.copy(copy, &self.state);
        }
        self.mirror.clear();
    }
}
