use ndarray::Array2;

use super::*;
use crate::graph::Variable;
use crate::interp::Interp;
use crate::models::build::Tables;
use crate::models::streams::{Streams, Use};
use crate::models::value::Value;
use crate::noise::Clock;

const ROWS: usize = 5;
const CLOCK: Clock = Clock { seed: 3, step: 2 };

fn options(changed: &[(&str, &str)]) -> Options {
    let small = [("method", "gan"), ("hidden", "4"), ("critic", "6")];
    let options = Options::default().with_text(&small).unwrap();
    options.with_text(changed).unwrap()
}

fn gan(options: &Options) -> Gan {
    made(
        options,
        ImageShape {
            height: 1,
            width: 2,
            planes: 1,
            classes: 0,
        },
    )
}

fn program<'a>(gan: &Gan, options: &'a Options) -> Build<'a> {
    let table = crate::graph::Table { id: 0, columns: 2 };
    let streams = [Use::Training, Use::TrainingPixels].map(|of| Streams::new(of, 0));
    let tables = Tables::of(table);
    Build::new(gan.parameters(), options, tables, ROWS, streams)
}

/// The weights of a seed, as numbers of a kind.
fn weights<T>(gan: &Gan) -> Interp<T>
where
    T: ndarray::NdFloat + Default + From<f32>,
{
    let mut interp = Interp::new();
    for parameter in gan.parameters().iter() {
        let values = parameter.initial(7).into_iter().map(Into::into).collect();
        let value = Array2::from_shape_vec(parameter.variable.shape, values).unwrap();
        interp.set(parameter.variable, value);
    }
    interp
}

/// Real and generated points, fixed, and the mean penalty between them.
fn penalty(gan: &Gan, b: &mut Build) -> Tensor {
    let real = b.noise(Distribution::Normal, (ROWS, 2));
    let fake = b.noise(Distribution::Normal, (ROWS, 2));
    let slope = gan.slope(b, real, fake).unwrap();
    row_mean(&mut b.graph, slope).unwrap()
}

/// The gradient of the penalty, itself made of a gradient, against central differences in f64.
#[test]
fn the_gradient_of_the_penalty_is_that_of_differences() {
    for changed in [
        [("activation", "tanh"), ("critic", "6")],
        [("activation", "softplus"), ("critic", "5,4")],
        [("activation", "leaky-relu"), ("critic", "6,6")],
    ] {
        let options = options(&changed);
        let gan = gan(&options);
        let mut b = program(&gan, &options);
        let loss = penalty(&gan, &mut b);
        let own: Vec<usize> = gan.parameters().of(gan.judges).collect();
        let nodes: Vec<Tensor> = own.iter().map(|&number| b.nodes.0[number]).collect();
        let gradients = b.graph.gradient(loss, &nodes).unwrap();
        let mut interp = weights::<f64>(&gan);
        let at = |interp: &Interp<f64>, x: Tensor| {
            interp.values(&b.graph, &[], CLOCK)[x.index()].clone()
        };
        let mut checked = 0;
        for (&number, &gradient) in own.iter().zip(&gradients) {
            let variable: Variable = gan.parameters().get(number).variable;
            let analytic = at(&interp, gradient);
            let start = interp.get(variable);
            let mut numeric = Array2::zeros(variable.shape);
            for (index, slope) in numeric.indexed_iter_mut() {
                let step = 1e-5;
                let mut side = |step: f64| {
                    let mut moved = start.clone();
                    moved[index] += step;
                    interp.set(variable, moved);
                    at(&interp, loss)[(0, 0)]
                };
                *slope = (side(step) - side(-step)) / (2.0 * step);
                checked += usize::from(slope.abs() > 1e-3);
            }
            interp.set(variable, start);
            let norm = |m: &Array2<f64>| m.iter().map(|x| x * x).sum::<f64>().sqrt();
            let error = norm(&(&analytic - &numeric)) / norm(&numeric).max(1.0);
            assert!(error <= 1e-6, "{changed:?}: {error:e}");
        }
        assert!(checked > 10, "{checked} slopes");
    }
}

/// (‖∇d‖ - 1)² of a critic whose gradient is known: d(x) = v · tanh(W x + c) has ∇d = Wᵀ (v ⊙ (1 - tanh²)).
#[test]
fn the_penalty_is_that_of_its_formula() {
    let options = options(&[("activation", "tanh"), ("critic", "6")]);
    let gan = gan(&options);
    let mut b = program(&gan, &options);
    let real = b.noise(Distribution::Normal, (ROWS, 2));
    let fake = b.noise(Distribution::Normal, (ROWS, 2));
    let slope = gan.slope(&mut b, real, fake).unwrap();
    // ε has the stream after those of the two.
    let epsilon = {
        let mut streams = Streams::new(Use::Training, 0);
        let stream = [(); 3].map(|()| streams.take())[2];
        b.graph.noise(Distribution::Uniform, stream, (ROWS, 1))
    };
    let interp = weights::<f64>(&gan);
    let values = interp.values(&b.graph, &[], CLOCK);
    let own: Vec<usize> = gan.parameters().of(gan.judges).collect();
    let [w, c, v] = [0, 1, 2].map(|place| interp.get(gan.parameters().get(own[place]).variable));
    for row in 0..ROWS {
        let part = values[epsilon.index()][(row, 0)];
        assert!((0.0..1.0).contains(&part));
        let x = [0, 1].map(|value| {
            part * values[real.index()][(row, value)]
                + (1.0 - part) * values[fake.index()][(row, value)]
        });
        let mut gradient = [0.0, 0.0];
        for unit in 0..6 {
            let h = (x[0] * w[(0, unit)] + x[1] * w[(1, unit)] + c[(0, unit)]).tanh();
            for (value, sum) in gradient.iter_mut().enumerate() {
                *sum += w[(value, unit)] * v[(unit, 0)] * (1.0 - h * h);
            }
        }
        let expected = (gradient[0].hypot(gradient[1]) - 1.0).powi(2);
        let found = values[slope.index()][(row, 0)];
        assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
    }
}

/// The slope of a square root at 0 is infinite: a critic that is constant must still give numbers.
#[test]
fn the_penalty_of_a_constant_critic_has_a_gradient() {
    let options = options(&[("activation", "tanh")]);
    let gan = gan(&options);
    let mut b = program(&gan, &options);
    let loss = penalty(&gan, &mut b);
    let nodes: Vec<Tensor> = gan
        .parameters()
        .of(gan.judges)
        .map(|at| b.nodes.0[at])
        .collect();
    let gradients = b.graph.gradient(loss, &nodes).unwrap();
    // All weights of an executor are 0 at first.
    let values = Interp::<f32>::new().values(&b.graph, &[], CLOCK);
    assert!((values[loss.index()][(0, 0)] - 1.0).abs() < 1e-5);
    for gradient in gradients {
        assert!(values[gradient.index()].iter().all(|x| x.is_finite()));
    }
}

/// λ ‖G - G_old‖² has no slope where G is G_old: to the last bit, also in f32.
#[test]
fn the_anchor_has_no_gradient_where_nothing_moved() {
    let options = options(&[("anchor", "5"), ("activation", "leaky-relu")]);
    let gan = gan(&options);
    let mut b = program(&gan, &options);
    let z = gan.noise(&mut b);
    let fake = gan.generator.generate(&mut b.graph, &b.nodes, z).unwrap();
    let anchor = gan.anchor(&mut b, z, fake).unwrap();
    let own: Vec<usize> = gan.parameters().of(gan.generates).collect();
    let nodes: Vec<Tensor> = own.iter().map(|&at| b.nodes.0[at]).collect();
    let gradients = b.graph.gradient(anchor, &nodes).unwrap();
    let mut interp = weights::<f32>(&gan);
    let old = |interp: &mut Interp<f32>, off: f32| {
        for &(now, old) in &gan.old {
            let value = interp.get(gan.parameters().get(now).variable) + off;
            interp.set(gan.parameters().get(old).variable, value);
        }
    };
    let weight = [Array2::from_elem((1, 1), 5.0)];
    for (off, still) in [(0.0, true), (0.01, false)] {
        old(&mut interp, off);
        let values = interp.values(&b.graph, &weight, CLOCK);
        let zero = |x: Tensor| values[x.index()].iter().all(|&slope| slope == 0.0);
        assert_eq!(zero(anchor), still);
        assert_eq!(gradients.iter().all(|&gradient| zero(gradient)), still);
    }
}

#[test]
fn a_critic_has_terms_of_its_own() {
    let keys = |adversary| {
        let options = options(&[("adversary", adversary)]);
        let terms = super::super::spec(&options).terms.iter();
        terms.map(|term| term.key).collect::<Vec<_>>()
    };
    assert_eq!(keys("saturating"), keys("nonsaturating"));
    assert_eq!(
        keys("wasserstein"),
        ["wasserstein", "slope", "modes", "share"]
    );
    let default = Options::default().get("penalty");
    assert_eq!(default, Some(Value::Number(10.0)));
}
