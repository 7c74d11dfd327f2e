//! Optimisers as pieces of graphs, with torch's formulas and defaults. What changes from step to step
//! (rates, bias corrections) is computed here in f64 and fed, so it can change in the middle of a run.
//!
//! Averages go through `flush`: those of weights whose gradient has died would otherwise decay into
//! subnormal numbers and stay there, and arithmetic on those is some fifty times slower.

use crate::choices::{Choice, choices};
use crate::graph::{Graph, Result, Tensor};

choices! {
    /// How a gradient becomes a step.
    OptimizerKind { Adam = "adam", AdaGrad = "adagrad", RmsProp = "rmsprop", Sgd = "sgd", }
}

/// An optimiser with its constants, all but the learning rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    pub kind: OptimizerKind,
    /// Decay of Adam's mean of gradients.
    pub beta1: f64,
    /// Decay of the mean of squared gradients: Adam's β₂, RMSProp's α.
    pub beta2: f64,
    /// Momentum of plain descent.
    pub momentum: f64,
}

/// Adam with torch's defaults.
pub const ADAM: Settings = Settings {
    kind: OptimizerKind::Adam,
    beta1: 0.9,
    beta2: 0.999,
    momentum: 0.9,
};

/// Names of the matrices that an optimiser remembers for each parameter; they begin as zeros.
pub fn slots(kind: OptimizerKind) -> &'static [&'static str] {
    match kind {
        OptimizerKind::Adam => &["mean", "square"],
        OptimizerKind::AdaGrad | OptimizerKind::RmsProp => &["square"],
        OptimizerKind::Sgd => &["velocity"],
    }
}

/// The most such matrices that an optimiser has.
pub const MOST_SLOTS: usize = 2;

/// The scalars that [`update`] takes, for the optimiser's update number `t` (the first is 1) at learning
/// rate `lr`.
pub fn scalars(settings: &Settings, lr: f64, t: u32) -> Vec<f32> {
    let (beta1, beta2) = (settings.beta1, settings.beta2);
    let scalars = match settings.kind {
        // Bias corrections 1 - βᵗ go into the step size and the root of the second moment.
        OptimizerKind::Adam => {
            let t = f64::from(t);
            let (first, second) = (1.0 - beta1.powf(t), 1.0 - beta2.powf(t));
            let rate = lr / first;
            let root = 1.0 / second.sqrt();
            vec![beta1, 1.0 - beta1, beta2, 1.0 - beta2, root, rate]
        }
        OptimizerKind::AdaGrad => vec![lr],
        OptimizerKind::RmsProp => vec![beta2, 1.0 - beta2, lr],
        OptimizerKind::Sgd => vec![settings.momentum, lr],
    };
    scalars.into_iter().map(|scalar| scalar as f32).collect()
}

/// How many scalars [`update`] takes.
pub fn scalar_count(kind: OptimizerKind) -> usize {
    match kind {
        OptimizerKind::Adam => 6,
        OptimizerKind::AdaGrad => 1,
        OptimizerKind::RmsProp => 3,
        OptimizerKind::Sgd => 2,
    }
}

/// One update of a parameter `w` with gradient `g`: its new value and the new values of its slots.
///
/// `scalars` are the nodes fed from [`scalars`], `slots` the old values in the order of [`slots`].
pub fn update(
    graph: &mut Graph,
    kind: OptimizerKind,
    scalars: &[Tensor],
    w: Tensor,
    g: Tensor,
    slots: &[Tensor],
) -> Result<(Tensor, Vec<Tensor>)> {
    Ok(match (kind, scalars, slots) {
        // m ← β₁ m + (1 - β₁) g,  v ← β₂ v + (1 - β₂) g²,  w ← w - η/(1 - β₁ᵗ) m / (√v / √(1 - β₂ᵗ) + ε)
        // (Kingma and Ba, 2015)
        (OptimizerKind::Adam, &[beta1, rest1, beta2, rest2, root, rate], &[m, v]) => {
            let m = average(graph, beta1, m, rest1, g)?;
            let square = graph.square(g)?;
            let v = average(graph, beta2, v, rest2, square)?;
            let deviation = graph.sqrt(v);
            let deviation = graph.mul(deviation, root)?;
            let deviation = graph.shift(deviation, 1e-8)?;
            let ratio = graph.div(m, deviation)?;
            (descend(graph, w, rate, ratio)?, vec![m, v])
        }
        // s ← s + g²,  w ← w - η g / (√s + ε)  (Duchi, Hazan and Singer, 2011)
        (OptimizerKind::AdaGrad, &[rate], &[s]) => {
            let square = graph.square(g)?;
            let s = graph.add(s, square)?;
            let s = graph.flush(s);
            let deviation = graph.sqrt(s);
            let deviation = graph.shift(deviation, 1e-10)?;
            let ratio = graph.div(g, deviation)?;
            (descend(graph, w, rate, ratio)?, vec![s])
        }
        // s ← α s + (1 - α) g²,  w ← w - η g / (√s + ε)  (Tieleman and Hinton, 2012)
        (OptimizerKind::RmsProp, &[alpha, rest, rate], &[s]) => {
            let square = graph.square(g)?;
            let s = average(graph, alpha, s, rest, square)?;
            let deviation = graph.sqrt(s);
            let deviation = graph.shift(deviation, 1e-8)?;
            let ratio = graph.div(g, deviation)?;
            (descend(graph, w, rate, ratio)?, vec![s])
        }
        // b ← μ b + g,  w ← w - η b
        (OptimizerKind::Sgd, &[momentum, rate], &[b]) => {
            let kept = graph.mul(b, momentum)?;
            let b = graph.add(kept, g)?;
            let b = graph.flush(b);
            (descend(graph, w, rate, b)?, vec![b])
        }
        (_, scalars, slots) => unreachable!(
            "{} takes other than {} scalars and {} slots",
            kind.name(),
            scalars.len(),
            slots.len()
        ),
    })
}

/// flush(decay · old + rest · new)
fn average(graph: &mut Graph, decay: Tensor, old: Tensor, rest: Tensor, new: Tensor) -> Result {
    let old = graph.mul(old, decay)?;
    let new = graph.mul(new, rest)?;
    let sum = graph.add(old, new)?;
    Ok(graph.flush(sum))
}

/// w - rate · direction
fn descend(graph: &mut Graph, w: Tensor, rate: Tensor, direction: Tensor) -> Result {
    let step = graph.mul(direction, rate)?;
    graph.sub(w, step)
}

/// √Σg², over all the gradients.
pub fn global_norm(graph: &mut Graph, gradients: &[Tensor]) -> Result {
    let mut sum = graph.constant(0.0);
    for &gradient in gradients {
        let square = graph.square(gradient)?;
        let total = graph.total(square);
        sum = graph.add(sum, total)?;
    }
    Ok(graph.sqrt(sum))
}

/// Gradients scaled so that their global norm is at most `limit` (torch's `clip_grad_norm_`).
pub fn clip(
    graph: &mut Graph,
    gradients: &[Tensor],
    norm: Tensor,
    limit: Tensor,
) -> Result<Vec<Tensor>> {
    // min(1, limit / (norm + 1e-6))
    let norm = graph.shift(norm, 1e-6)?;
    let ratio = graph.div(limit, norm)?;
    let one = graph.constant(1.0);
    let factor = graph.min(ratio, one)?;
    gradients.iter().map(|&g| graph.mul(g, factor)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::executor::Executor;
    use crate::graph::Variable;
    use crate::interp::Interp;
    use crate::noise::Clock;

    const W: Variable = Variable {
        id: 0,
        shape: (1, 3),
    };

    const LR: f64 = 0.1;

    /// Where three updates take [0.5, -1, 2], and what the optimiser then remembers.
    fn three_updates(settings: &Settings, gradients: [[f32; 3]; 3]) -> (Vec<f32>, Interp<f32>) {
        let mut graph = Graph::new();
        let kind = settings.kind;
        let w = graph.variable(W);
        let (gradient, g) = graph.input((1, 3));
        let slot = |id: usize| Variable {
            id: id as u32 + 1,
            shape: (1, 3),
        };
        let old: Vec<Tensor> = (0..slots(kind).len())
            .map(|id| graph.variable(slot(id)))
            .collect();
        let fed: Vec<_> = (0..scalar_count(kind))
            .map(|_| graph.input((1, 1)))
            .collect();
        let nodes: Vec<Tensor> = fed.iter().map(|(_, node)| *node).collect();
        let (new, slots) = update(&mut graph, kind, &nodes, w, g, &old).unwrap();
        graph.assign(W, new).unwrap();
        for (id, &value) in slots.iter().enumerate() {
            graph.assign(slot(id), value).unwrap();
        }
        let mut interp = Interp::<f32>::new();
        interp.set_variable(W, &[0.5, -1.0, 2.0]);
        let program = interp.load(&graph);
        for (t, row) in gradients.iter().enumerate() {
            interp.feed(program, gradient, row);
            for ((input, _), scalar) in fed.iter().zip(scalars(settings, LR, t as u32 + 1)) {
                interp.feed(program, *input, &[scalar]);
            }
            interp.run(program, Clock::default());
        }
        (interp.variable(W), interp)
    }

    const GRADIENTS: [[f32; 3]; 3] = [[0.1, -0.2, 0.3], [0.4, 0.0, -1.0], [-0.05, 0.2, 10.0]];

    /// The kind, β₂ or α, and where torch 2.15 takes [0.5, -1, 2].
    const EXPECTED: [(OptimizerKind, f64, [f32; 3]); 4] = [
        (OptimizerKind::Adam, 0.999, [0.251392, -0.841581, 1.892671]),
        (
            OptimizerKind::AdaGrad,
            0.999,
            [0.315024, -0.970711, 1.896323],
        ),
        (
            OptimizerKind::RmsProp,
            0.99,
            [-1.349408, -0.710651, 0.963570],
        ),
        (OptimizerKind::Sgd, 0.999, [0.4019, -0.9658, 1.1087]),
    ];

    /// torch.optim.{Adam, Adagrad, RMSprop(alpha=0.99), SGD(momentum=0.9)} on the same gradients, lr 0.1.
    #[test]
    fn updates_are_torchs() {
        for (kind, beta2, expected) in EXPECTED {
            let settings = Settings {
                kind,
                beta2,
                ..ADAM
            };
            let (w, _) = three_updates(&settings, GRADIENTS);
            for (actual, expected) in w.iter().zip(expected) {
                assert!(
                    (actual - expected).abs() < 2e-6,
                    "{kind:?}: {w:?} for {expected:?}"
                );
            }
        }
    }

    #[test]
    fn dead_averages_become_zero_not_subnormal() {
        let (_, interp) = three_updates(&ADAM, [[1e-19, 1e-25, 0.0], [0.0; 3], [0.0; 3]]);
        for id in [1, 2] {
            let slot = interp.variable(Variable { id, shape: (1, 3) });
            assert!(
                slot.iter().all(|m| *m == 0.0 || m.abs() >= 1e-20),
                "{slot:?}"
            );
        }
        // Adam's mean after one such gradient is 1e-20: kept; the square would be 1e-41: not.
        assert_eq!(
            interp.variable(Variable {
                id: 2,
                shape: (1, 3)
            }),
            [0.0; 3]
        );
    }

    #[test]
    fn clipping_keeps_the_direction_and_bounds_the_norm() {
        for (limit, expected) in [(1.0, [0.6, 0.8]), (10.0, [3.0, 4.0])] {
            let mut graph = Graph::new();
            let (a, b) = (graph.constant(3.0), graph.constant(4.0));
            let norm = global_norm(&mut graph, &[a, b]).unwrap();
            let limit = graph.constant(limit);
            let clipped = clip(&mut graph, &[a, b], norm, limit).unwrap();
            let values = Interp::<f64>::new().values(&graph, &[], Clock::default());
            assert_eq!(values[norm.index()][(0, 0)], 5.0);
            for (g, expected) in clipped.iter().zip(expected) {
                assert!((values[g.index()][(0, 0)] - expected).abs() < 1e-6);
            }
        }
    }
}
