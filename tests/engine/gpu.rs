//! What only the GPU's executor does.

use std::cell::RefCell;

use vae_lab::executor::Executor;
use vae_lab::gpu::Gpu;
use vae_lab::graph::{Axis, Graph, Result, Variable};
use vae_lab::noise::Clock;

use crate::adapter::gpu;

thread_local! {
    static GPU: RefCell<Option<Gpu>> = RefCell::new(gpu());
}

/// Does something with this thread's GPU, if there is one.
pub fn with_gpu(test: impl FnOnce(&mut Gpu)) {
    GPU.with_borrow_mut(|gpu| gpu.as_mut().map(test));
}

/// w ← w + x, with Σw before.
#[test]
fn queued_runs_keep_their_inputs_and_their_order() -> Result<()> {
    let Some(mut gpu) = gpu() else {
        return Ok(());
    };
    let w = Variable {
        id: 0,
        shape: (3, 5),
    };
    let mut g = Graph::new();
    let old = g.variable(w);
    let (x, fed) = g.input((1, 1));
    let new = g.add(old, fed)?;
    g.assign(w, new)?;
    let rows = g.sum(old, Axis::Columns);
    let sum = g.sum(rows, Axis::Rows);
    g.output(sum);
    g.output(old);
    let program = gpu.load(&g);
    for round in 0..3 {
        gpu.set_variable(w, &[1.0; 15]);
        for run in 0..10 {
            gpu.feed(program, x, &[run as f32]);
            gpu.queue(program, Clock::default());
        }
        let outputs = gpu.collect().expect("a GPU that works");
        let mut value = 1.0;
        for (run, outputs) in outputs.iter().enumerate() {
            let mut expected = vec![15.0 * value];
            expected.extend([value; 15]);
            assert_eq!(outputs, &expected, "round {round}, run {run}");
            value += run as f32;
        }
        assert_eq!(gpu.variable(w), [value; 15]);
    }
    Ok(())
}
