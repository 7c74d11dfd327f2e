//! Every op's gradient against central differences in f64, once and twice.

use ndarray::Array2;
use vae_lab::graph::{Axis, Distribution, Graph, Reduction, Result, Shape, Tensor, Variable};
use vae_lab::interp::Interp;
use vae_lab::noise::Clock;

use crate::numbers::random;

/// Relative error of analytic gradients, all in f64 with a step of 1e-5: what truncation and cancellation leave.
const TOLERANCE: f64 = 1e-6;

type Build = fn(&mut Graph, Tensor, Tensor) -> Result;

/// Checks the gradient of Σ w ⊙ build(a, b) by a and b, and by `twice` that of the gradient's own sum of squares.
fn check(name: &str, shapes: [Shape; 2], offset: f64, build: Build) {
    for twice in [false, true] {
        let variables = [0, 1].map(|id| Variable {
            id,
            shape: shapes[id as usize],
        });
        let mut graph = Graph::new();
        let [a, b] = variables.map(|variable| graph.variable(variable));
        let result = build(&mut graph, a, b).expect(name);
        let weight = Variable {
            id: 2,
            shape: graph.shape(result),
        };
        let w = graph.variable(weight);
        let weighted = graph.mul(result, w).expect(name);
        let mut loss = graph.total(weighted);
        if twice {
            let first = graph.gradient(loss, &[a, b]).expect(name);
            let squares = first.iter().map(|&g| {
                let square = graph.square(g).expect(name);
                graph.total(square)
            });
            let squares: Vec<Tensor> = squares.collect();
            loss = graph.add(squares[0], squares[1]).expect(name);
        }
        let gradients = graph.gradient(loss, &[a, b]).expect(name);

        let mut interp = Interp::<f64>::new();
        interp.set(weight, random(3, weight.shape));
        let values = variables.map(|v| random(v.id + 1, v.shape) + offset);
        for (variable, value) in variables.iter().zip(&values) {
            interp.set(*variable, value.clone());
        }
        let clock = Clock { seed: 1, step: 1 };
        let at = |interp: &Interp<f64>, x: Tensor| -> Array2<f64> {
            interp.values(&graph, &[], clock)[x.index()].clone()
        };
        for which in 0..2 {
            let analytic = at(&interp, gradients[which]);
            assert_eq!(analytic.dim(), shapes[which], "{name}");
            let mut numeric = Array2::zeros(shapes[which]);
            for (index, slope) in numeric.indexed_iter_mut() {
                let side = |interp: &mut Interp<f64>, step: f64| {
                    let mut moved = values[which].clone();
                    moved[index] += step;
                    interp.set(variables[which], moved);
                    at(interp, loss)[(0, 0)]
                };
                let step = 1e-5;
                *slope = (side(&mut interp, step) - side(&mut interp, -step)) / (2.0 * step);
            }
            interp.set(variables[which], values[which].clone());
            let norm = |m: &Array2<f64>| m.iter().map(|x| x * x).sum::<f64>().sqrt();
            let error = norm(&(&analytic - &numeric)) / norm(&numeric).max(1.0);
            assert!(
                error <= TOLERANCE,
                "{name}, operand {which}, twice: {twice}: relative error {error:e}\n{analytic}\n{numeric}"
            );
        }
    }
}

#[test]
fn arithmetic() {
    check("add", [(3, 4), (3, 4)], 0.0, |g, a, b| g.add(a, b));
    check("sub", [(3, 4), (1, 4)], 0.0, |g, a, b| g.sub(a, b));
    check("mul", [(3, 4), (3, 1)], 0.0, |g, a, b| g.mul(a, b));
    check("mul scalar", [(1, 1), (3, 4)], 0.0, |g, a, b| g.mul(a, b));
    check("div", [(3, 4), (1, 4)], 2.0, |g, a, b| g.div(a, b));
    check("max", [(3, 4), (3, 4)], 0.0, |g, a, b| {
        let product = g.mul(a, b)?;
        g.max(a, product)
    });
    check("min", [(3, 4), (1, 1)], 0.0, |g, a, b| {
        let square = g.square(a)?;
        g.min(square, b)
    });
    check("less", [(3, 4), (3, 4)], 0.0, |g, a, b| {
        let flag = g.less(a, b)?;
        g.mul(flag, a)
    });
    check("equal", [(3, 4), (3, 4)], 0.0, |g, a, b| {
        let flag = g.equal(a, a)?;
        g.mul(flag, b)
    });
    check("select", [(3, 4), (1, 4)], 0.0, |g, a, b| {
        let square = g.square(a)?;
        g.select(a, b, square)
    });
}

#[test]
fn unary() {
    check("neg", [(2, 3), (2, 3)], 0.0, |g, a, b| {
        let y = g.neg(a);
        g.mul(y, b)
    });
    check("exp", [(2, 3), (2, 3)], 0.0, |g, a, b| {
        let y = g.exp(a);
        g.mul(y, b)
    });
    check("ln", [(2, 3), (2, 3)], 2.0, |g, a, b| {
        let y = g.ln(a);
        g.mul(y, b)
    });
    check("sqrt", [(2, 3), (2, 3)], 2.0, |g, a, b| {
        let y = g.sqrt(a);
        g.mul(y, b)
    });
    check("recip", [(2, 3), (2, 3)], 2.0, |g, a, b| {
        let y = g.recip(a);
        g.mul(y, b)
    });
    check("abs", [(2, 3), (2, 3)], 0.0, |g, a, b| {
        let y = g.abs(a);
        g.mul(y, b)
    });
    check("tanh", [(2, 3), (2, 3)], 0.0, |g, a, b| {
        let y = g.tanh(a);
        g.mul(y, b)
    });
    check("sigmoid", [(2, 3), (2, 3)], 0.0, |g, a, b| {
        let y = g.sigmoid(a);
        g.mul(y, b)
    });
    check("softplus", [(2, 3), (2, 3)], 0.0, |g, a, b| {
        let y = g.softplus(a);
        g.mul(y, b)
    });
    check("relu", [(2, 3), (2, 3)], 0.0, |g, a, b| {
        let y = g.relu(a);
        g.mul(y, b)
    });
    check("step", [(2, 3), (2, 3)], 0.0, |g, a, b| {
        let y = g.step(a);
        g.mul(y, b)
    });
    check("flush", [(2, 3), (2, 3)], 0.0, |g, a, b| {
        let y = g.flush(a);
        g.mul(y, b)
    });
}

#[test]
fn products() {
    check("ab", [(3, 4), (4, 2)], 0.0, |g, a, b| g.matmul(a, b));
    check("aᵀb", [(4, 3), (4, 2)], 0.0, |g, a, b| {
        g.matmul_with(a, b, true, false)
    });
    check("abᵀ", [(3, 4), (2, 4)], 0.0, |g, a, b| {
        g.matmul_with(a, b, false, true)
    });
    check("aᵀbᵀ", [(4, 3), (2, 4)], 0.0, |g, a, b| {
        g.matmul_with(a, b, true, true)
    });
    check("a layer", [(3, 4), (4, 2)], 0.0, |g, a, b| {
        let product = g.matmul(a, b)?;
        Ok(g.tanh(product))
    });
}

#[test]
fn reductions() {
    check("sum of rows", [(3, 4), (1, 4)], 0.0, |g, a, b| {
        let product = g.mul(a, b)?;
        let square = g.square(product)?;
        Ok(g.sum(square, Axis::Rows))
    });
    check("sum of columns", [(3, 4), (3, 1)], 0.0, |g, a, b| {
        let sum = g.sum(a, Axis::Columns);
        let square = g.square(sum)?;
        g.mul(square, b)
    });
    check("mean", [(3, 4), (3, 4)], 0.0, |g, a, b| {
        let product = g.mul(a, b)?;
        let mean = g.mean(product)?;
        g.square(mean)
    });
    check("max of rows", [(3, 4), (1, 4)], 0.0, |g, a, b| {
        let product = g.mul(a, b)?;
        Ok(g.reduce(Reduction::Max, Axis::Rows, product))
    });
    check("max of columns", [(3, 4), (3, 1)], 0.0, |g, a, b| {
        let top = g.reduce(Reduction::Max, Axis::Columns, a);
        let square = g.square(top)?;
        g.mul(square, b)
    });
    check("argmax", [(3, 4), (3, 1)], 0.0, |g, a, b| {
        let best = g.argmax(a);
        g.mul(best, b)
    });
}

#[test]
fn shapes() {
    check("broadcast", [(1, 4), (3, 1)], 0.0, |g, a, b| {
        let a = g.broadcast(a, (3, 4))?;
        let b = g.broadcast(b, (3, 4))?;
        g.mul(a, b)
    });
    check("reshape", [(3, 4), (2, 6)], 0.0, |g, a, b| {
        let a = g.reshape(a, (2, 6))?;
        let product = g.mul(a, b)?;
        g.square(product)
    });
    check("slice", [(3, 5), (3, 2)], 0.0, |g, a, b| {
        let part = g.slice(a, 2, 2)?;
        let part = g.square(part)?;
        g.mul(part, b)
    });
    check("pad", [(3, 2), (3, 5)], 0.0, |g, a, b| {
        let a = g.square(a)?;
        let wide = g.pad(a, 1, 5)?;
        g.mul(wide, b)
    });
    check("repeat_rows", [(2, 3), (6, 3)], 0.0, |g, a, b| {
        let copies = g.repeat_rows(a, 3);
        let copies = g.square(copies)?;
        g.mul(copies, b)
    });
    check("sum_groups", [(6, 3), (2, 3)], 0.0, |g, a, b| {
        let a = g.square(a)?;
        let sums = g.sum_groups(a, 3)?;
        g.mul(sums, b)
    });
    check("iota", [(3, 4), (1, 4)], 0.0, |g, a, b| {
        let columns = g.iota(4);
        let scaled = g.mul(columns, b)?;
        let square = g.square(a)?;
        g.mul(square, scaled)
    });
    check("noise", [(3, 4), (3, 4)], 0.0, |g, a, b| {
        let noise = g.noise(Distribution::Normal, 7, (3, 4));
        let spread = g.exp(b);
        let z = g.mul(noise, spread)?;
        let z = g.add(z, a)?;
        g.square(z)
    });
}

#[test]
fn nothing_flows_through_detach() {
    let mut graph = Graph::new();
    let variable = Variable {
        id: 0,
        shape: (2, 2),
    };
    let a = graph.variable(variable);
    let square = graph.square(a).expect("shapes");
    let fixed = graph.detach(square);
    let loss = graph.total(fixed);
    let gradient = graph.gradient(loss, &[a]).expect("a scalar");
    let mut interp = Interp::<f64>::new();
    interp.set(variable, random(1, (2, 2)));
    let values = interp.values(&graph, &[], Clock::default());
    assert!(values[gradient[0].index()].iter().all(|g| *g == 0.0));
}

/// WGAN-GP's penalty: the derivative, by the weights, of the norm of a derivative by the input.
#[test]
fn a_gradient_penalty() {
    check("penalty", [(3, 4), (4, 2)], 0.0, |g, x, w| {
        let product = g.matmul(x, w)?;
        let hidden = g.softplus(product);
        let score = g.total(hidden);
        let slope = g.gradient(score, &[x])?[0];
        let square = g.square(slope)?;
        let rows = g.sum(square, Axis::Columns);
        let norm = g.sqrt(rows);
        let off = g.shift(norm, -1.0)?;
        g.square(off)
    });
}
