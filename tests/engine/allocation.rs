//! After the first run of a program nothing is allocated.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use vae_lab::cpu::{Cpu, lanes::Isa};
use vae_lab::executor::Executor;
use vae_lab::graph::{Axis, Distribution, Graph, Result, Table, Variable};
use vae_lab::noise::Clock;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, counting by thread.
struct Counting;

// SAFETY: everything is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: `layout` has the size that `GlobalAlloc::alloc` requires.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, from: *mut u8, layout: Layout) {
        // SAFETY: `from` was allocated by `alloc` above with this layout.
        unsafe { System.dealloc(from, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A training step with every kind of kernel: gather, products both ways, noise, reductions, argmax, assigns.
fn step(graph: &mut Graph) -> Result<[Variable; 2]> {
    let weights = [(0, (40, 70)), (1, (70, 40))].map(|(id, shape)| Variable { id, shape });
    let [w, v] = weights.map(|variable| graph.variable(variable));
    let (_, index) = graph.input((16, 1));
    let table = Table { id: 0, columns: 40 };
    let x = graph.gather(table, index, 1.0 / 255.0)?;
    let noise = graph.noise(Distribution::Normal, 1, (16, 70));
    let product = graph.matmul(x, w)?;
    let hidden = graph.relu(product);
    let noisy = graph.add(hidden, noise)?;
    let y = graph.matmul(noisy, v)?;
    let off = graph.sub(y, x)?;
    let square = graph.square(off)?;
    let rows = graph.sum(square, Axis::Columns);
    let loss = graph.mean(rows)?;
    let best = graph.argmax(y);
    for (variable, slope) in weights.iter().zip(graph.gradient(loss, &[w, v])?) {
        let change = graph.scale(slope, 0.01)?;
        let old = graph.variable(*variable);
        let new = graph.sub(old, change)?;
        graph.assign(*variable, new)?;
    }
    graph.output(loss);
    graph.output(best);
    Ok(weights)
}

#[test]
fn nothing_is_allocated_in_steady_state() {
    let mut graph = Graph::new();
    let weights = step(&mut graph).expect("shapes agree");
    for isa in Isa::available() {
        let mut cpu = Cpu::with_isa(isa);
        let bytes: Vec<u8> = (0..40 * 16).map(|at| (at * 7 % 256) as u8).collect();
        cpu.set_table(Table { id: 0, columns: 40 }, bytes.into());
        for (variable, seed) in weights.iter().zip(1..) {
            let values = crate::numbers::random(seed, variable.shape);
            cpu.set_variable(*variable, &crate::numbers::narrow(&values));
        }
        let program = cpu.load(&graph);
        cpu.run(program, Clock::default());
        let before = ALLOCATIONS.with(Cell::get);
        for step in 1..50 {
            cpu.run(program, Clock { seed: 1, step });
        }
        let after = ALLOCATIONS.with(Cell::get);
        assert_eq!(after - before, 0, "{}", isa.name());
        assert!(cpu.output(program, 0)[0].is_finite());
    }
}
