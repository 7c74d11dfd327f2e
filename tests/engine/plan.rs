//! What the plan promises: few kernels, little memory, nothing assigned too early.

use vae_lab::cpu::Cpu;
use vae_lab::executor::Executor;
use vae_lab::graph::{Axis, Graph, Result, Variable};
use vae_lab::noise::Clock;
use vae_lab::plan::{Instr, Kernel, Plan};

fn variable(id: u32, shape: (usize, usize)) -> Variable {
    Variable { id, shape }
}

#[test]
fn bias_and_activation_fold_into_the_matmul() -> Result<()> {
    let mut g = Graph::new();
    let (_, x) = g.input((8, 5));
    let w = g.variable(variable(0, (5, 3)));
    let b = g.variable(variable(1, (1, 3)));
    let product = g.matmul(x, w)?;
    let sum = g.add(product, b)?;
    let y = g.relu(sum);
    g.output(y);
    let plan = Plan::new(&g);
    assert!(
        matches!(&plan.kernels[..], [Kernel::MatMul(matmul)] if matmul.epilogue.is_some()),
        "{plan:?}"
    );
    Ok(())
}

#[test]
fn a_chain_with_its_sums_is_one_kernel() -> Result<()> {
    let mut g = Graph::new();
    let (_, x) = g.input((8, 5));
    let (_, y) = g.input((8, 5));
    let soft = g.softplus(x);
    let product = g.mul(x, y)?;
    let difference = g.sub(soft, product)?;
    let rows = g.sum(difference, Axis::Columns);
    let columns = g.sum(difference, Axis::Rows);
    g.output(rows);
    g.output(columns);
    let plan = Plan::new(&g);
    let [Kernel::Map(map)] = &plan.kernels[..] else {
        panic!("{plan:?}");
    };
    assert!(map.stores.is_empty());
    assert!(
        map.code
            .iter()
            .any(|instr| matches!(instr, Instr::NegMulAdd(..)))
    );
    Ok(())
}

#[test]
fn buffers_are_reused() -> Result<()> {
    let mut g = Graph::new();
    let (_, mut x) = g.input((16, 16));
    let w = g.variable(variable(0, (16, 16)));
    for _ in 0..10 {
        x = g.matmul(x, w)?;
    }
    g.output(x);
    assert_eq!(Plan::new(&g).buffers.len(), 2);
    Ok(())
}

/// w ← w + 1 while another output still reads the old w, before and after in the graph.
#[test]
fn readers_of_the_old_value_see_it() -> Result<()> {
    let mut g = Graph::new();
    let w = variable(0, (4, 4));
    let old = g.variable(w);
    let new = g.shift(old, 1.0)?;
    g.assign(w, new)?;
    let square = g.matmul(old, old)?;
    g.output(square);
    g.output(old);
    g.output(new);
    let mut cpu = Cpu::new();
    cpu.set_variable(w, &[1.0; 16]);
    let program = cpu.load(&g);
    for run in 1..4 {
        cpu.run(program, Clock::default());
        let value = run as f32;
        assert_eq!(cpu.output(program, 0), [4.0 * value * value; 16]);
        assert_eq!(cpu.output(program, 1), [value; 16]);
        assert_eq!(cpu.output(program, 2), [value + 1.0; 16]);
        assert_eq!(cpu.variable(w), [value + 1.0; 16]);
    }
    Ok(())
}

/// Two variables that change places.
#[test]
fn assigns_happen_at_once() -> Result<()> {
    let mut g = Graph::new();
    let (a, b) = (variable(0, (2, 3)), variable(1, (2, 3)));
    let (old_a, old_b) = (g.variable(a), g.variable(b));
    g.assign(a, old_b)?;
    g.assign(b, old_a)?;
    let mut cpu = Cpu::new();
    cpu.set_variable(a, &[1.0; 6]);
    cpu.set_variable(b, &[2.0; 6]);
    let program = cpu.load(&g);
    cpu.run(program, Clock::default());
    assert_eq!(cpu.variable(a), [2.0; 6]);
    assert_eq!(cpu.variable(b), [1.0; 6]);
    Ok(())
}

#[test]
fn a_run_is_parted_by_its_work() -> Result<()> {
    let points = |rows: usize| -> Result<Vec<usize>> {
        let mut g = Graph::new();
        let (_, mut x) = g.input((rows, 1024));
        for id in 0..6 {
            let w = g.variable(variable(id, (1024, 1024)));
            x = g.matmul(x, w)?;
        }
        g.output(x);
        Ok(Plan::new(&g).yield_points())
    };
    assert_eq!(points(8)?, [3, 6]);
    assert_eq!(points(1024)?, [1, 2, 3, 4, 5, 6]);
    Ok(())
}
