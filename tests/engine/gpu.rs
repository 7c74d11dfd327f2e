//! What only the GPU's executor does.

use std::cell::RefCell;

use vae_lab::cpu::Cpu;
use vae_lab::executor::Executor;
use vae_lab::gpu::Gpu;
use vae_lab::graph::{Axis, Distribution, Graph, Result, Variable};
use vae_lab::noise::Clock;
use vae_lab::refusal::Refusal;

use crate::adapter::{enduring_gpu, gpu};
use crate::numbers::{Class, Tolerance};

thread_local! {
    static GPU: RefCell<Option<Gpu>> = RefCell::new(gpu());
}

/// Does something with this thread's GPU, if there is one. After a test that failed there is another.
pub fn with_gpu(test: impl FnOnce(&mut Gpu)) {
    if let Some(mut gpu) = GPU.take().or_else(gpu) {
        test(&mut gpu);
        GPU.set(Some(gpu));
    }
}

/// How far a GPU may be from the reference, by class of op. WGSL asks 4e-7 of a quotient or root, (3 + 2|x|) 6e-8 of
/// e^x and 5e-7 of ln near 1; some of them may meet in one op, and their sums add up as those of the CPU. Values are
/// about 1, and of a small difference of such values two roundings of 1 may be left.
pub fn wgsl(class: Class) -> Tolerance {
    Tolerance {
        relative: match class {
            Class::Exact => 0.0,
            Class::Element => 4e-6,
            Class::Sum => 4e-5,
        },
        absolute: 1.2e-7,
    }
}

/// w ← w + x, with Σw before.
#[test]
fn queued_runs_keep_their_inputs_and_their_order() -> Result<()> {
    let Some(mut gpu) = enduring_gpu() else {
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

/// A variable that takes all that the adapter allows, and more workgroups than one dimension has.
#[test]
fn a_buffer_as_large_as_the_adapter_allows() -> Result<()> {
    let Some(mut gpu) = enduring_gpu() else {
        return Ok(());
    };
    let of = |length: usize| {
        let w = Variable {
            id: 0,
            shape: (2, length / 2),
        };
        let mut g = Graph::new();
        let old = g.variable(w);
        let new = g.shift(old, 1.0)?;
        g.assign(w, new)?;
        Ok((w, g))
    };
    let most = gpu.context().largest_buffer();
    let (_, graph) = of(most as usize / 4 + 8)?;
    let error = gpu.fits(&graph).expect_err("more than there may be");
    assert_eq!(error.code(), "gpu-limit");
    // More than this would test the machine's memory.
    let length = most.min(1 << 28) as usize / 4;
    let (w, graph) = of(length)?;
    assert_eq!(gpu.fits(&graph), Ok(()));
    let program = gpu.load(&graph);
    let values: Vec<f32> = (0..length).map(|at| (at % 1_021) as f32).collect();
    gpu.set_variable(w, &values);
    gpu.run(program, Clock::default());
    let new = gpu.variable(w);
    let mut pairs = new.iter().zip(&values);
    assert_eq!(pairs.position(|(new, old)| *new != old + 1.0), None);
    Ok(())
}

/// The generator's integers decide, so each number is the same bit for bit.
#[test]
fn noise_has_the_same_bits() {
    with_gpu(|gpu| {
        let mut g = Graph::new();
        let noise = g.noise(Distribution::Uniform, 7, (33, 1_001));
        g.output(noise);
        let program = gpu.load(&g);
        let mut cpu = Cpu::new();
        let other = cpu.load(&g);
        for (seed, step) in [(0, 0), (1, 2), (u32::MAX, 77), (12_345, u32::MAX)] {
            let clock = Clock { seed, step };
            gpu.run(program, clock);
            cpu.run(other, clock);
            assert!(gpu.output(program, 0) == cpu.output(other, 0), "{clock:?}");
        }
        gpu.unload(program);
    });
}
