//! Our models against PyTorch: `tests/fixtures/make.py` wrote the fixtures.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(feature = "gpu")]
#[path = "../engine/adapter.rs"]
mod adapter;
mod conditional;
mod elsewhere;
mod fixture;
mod gan;
#[cfg(feature = "gpu")]
mod gpu;
mod gradients;
mod made;
mod pretrained;
mod vib;
mod vqvae;
mod weights;

use std::collections::HashMap;
use std::rc::Rc;

use fixture::{Fixture, relative_error};
use vae_lab::cpu::Cpu;
use vae_lab::executor::{Executor, Program};
use vae_lab::graph::Table;
use vae_lab::interp::Interp;
use vae_lab::models::build::{Moment, Tables};
use vae_lab::models::options::Bound;
use vae_lab::models::programs::PhaseProgram;
use vae_lab::models::{self, ImageShape, Model, Options};
use vae_lab::noise::Clock;

/// In f32, rounding grows with the square root of the number of terms, at most some thousands.
const TERMS: f64 = 1e-5;
/// WGSL's e^x and ln are some times further off than f32's rounding, and a KL divergence near 0 loses three
/// digits by cancellation.
#[cfg(feature = "gpu")]
const GPU_TERMS: f64 = 1e-4;
/// Twenty steps of an optimiser let errors grow so much.
const GROWTH: f64 = 10.0;

/// A model on an executor, with a fixture's weights and batch, and a program that makes training steps.
struct Run<'a> {
    executor: &'a mut dyn Executor,
    model: Box<dyn Model>,
    options: Options,
    step: PhaseProgram,
    program: Program,
}

impl<'a> Run<'a> {
    fn new(executor: &'a mut dyn Executor, fixture: &Fixture, changed: &[(&str, &str)]) -> Self {
        let options = fixture.options.with_text(changed).unwrap();
        let (rows, pixels) = fixture.batch.dim();
        let images = ImageShape {
            height: 1,
            width: pixels,
            planes: 1,
            classes: fixture
                .labels
                .iter()
                .max()
                .map_or(0, |&last| usize::from(last) + 1),
        };
        let model = models::build(&options, images);
        for parameter in model.parameters().iter() {
            executor.set_variable(parameter.variable, &fixture.weight(parameter));
        }
        let table = Table {
            id: 0,
            columns: pixels,
        };
        executor.set_table(table, Rc::new(fixture.batch.as_slice().unwrap().to_vec()));
        let labels = Table { id: 1, columns: 1 };
        executor.set_table(labels, Rc::new(fixture.labels.clone()));
        let tables = Tables {
            images: table,
            labels: (images.classes > 0).then_some(labels),
            classes: images.classes,
        };
        let step = PhaseProgram::new(model.as_ref(), &options, 0, tables, false).unwrap();
        let program = executor.load(&step.graph);
        let index: Vec<f32> = (0..rows).map(|row| row as f32).collect();
        executor.feed(program, step.index.unwrap(), &index);
        Self {
            executor,
            model,
            options,
            step,
            program,
        }
    }

    /// Makes step number `step`, from 0; the result is the terms of the model, then the norm of the gradient.
    fn step(&mut self, step: u32) -> Vec<f64> {
        let (options, phases) = (&self.options, self.model.phases(&self.options));
        let moment = Moment::default();
        let numbers = self
            .step
            .numbers(options, &phases[0], moment, options.lr, step + 1);
        for (input, number) in numbers {
            self.executor.feed(self.program, input, &[number]);
        }
        self.executor.run(self.program, Clock { seed: 0, step });
        let outputs = 0..=self.step.terms.len();
        outputs
            .map(|output| self.executor.output(self.program, output)[0].into())
            .collect()
    }
}

/// The terms of the loss, the gradient's norm and every gradient.
fn check_gradients(executor: &mut dyn Executor, case: &str, terms: f64) {
    let fixture = Fixture::read(case);
    // Without momentum, SGD's velocity is the gradient itself.
    let plain = [("optimizer", "sgd"), ("momentum", "0"), ("clip", "0")];
    let mut run = Run::new(executor, &fixture, &plain);
    let scalars = run.step(0);
    let names = run.step.terms.iter().copied().chain(["norm"]);
    for (name, actual) in names.zip(scalars) {
        let expected = fixture.expected(name);
        let error = relative_error(&[actual], &expected);
        assert!(error <= terms, "{case}: {name} {actual} for {expected:?}");
    }
    let parameters = run.model.parameters();
    for (number, parameter) in parameters.iter().enumerate() {
        let actual = run.executor.variable(parameters.slot(0, number));
        let actual: Vec<f64> = actual.into_iter().map(f64::from).collect();
        let error = relative_error(&actual, &fixture.gradient(parameter));
        assert!(
            error <= terms,
            "{case}: gradient of {} is off by {error}",
            parameter.name
        );
    }
}

/// The objective before each step of the case's own optimiser.
fn check_curve(executor: &mut dyn Executor, case: &str, terms: f64) {
    let fixture = Fixture::read(case);
    let mut run = Run::new(executor, &fixture, &[]);
    for (step, expected) in fixture.expected("curve").into_iter().enumerate() {
        let made = run.step(step as u32);
        let actual = match run.options.bound {
            Bound::Elbo => made[0] + run.options.beta * made[1],
            Bound::Iwae => made[2],
        };
        let error = relative_error(&[actual], &[expected]);
        assert!(
            error <= GROWTH * terms,
            "{case}: step {step} has {actual} for {expected}"
        );
    }
}

/// A plain autoencoder is a VAE without noise, σ = 0, whose divergence weighs nothing: the same reconstruction, and the
/// same gradient of everything that both have.
fn check_autoencoder(executor: &mut dyn Executor, case: &str, terms: f64) {
    let fixture = Fixture::read(case);
    let plain = [("optimizer", "sgd"), ("momentum", "0"), ("clip", "0")];
    let mut step = |model, logvar: Option<f32>| {
        let changed = [&plain[..], &[("autoencoder", model), ("beta", "0")]].concat();
        let mut run = Run::new(executor, &fixture, &changed);
        let parameters: Vec<_> = run.model.parameters().iter().cloned().collect();
        for parameter in &parameters {
            let value = match parameter.name.as_str() {
                "logvar.weight" => Some(0.0),
                "logvar.bias" | "logvar" => logvar,
                _ => None,
            };
            if let Some(value) = value {
                let (rows, columns) = parameter.variable.shape;
                let values = vec![value; rows * columns];
                run.executor.set_variable(parameter.variable, &values);
            }
        }
        let recon = run.step(0)[0];
        let slots = parameters.iter().enumerate().map(|(number, parameter)| {
            let gradient = run
                .executor
                .variable(run.model.parameters().slot(0, number));
            let gradient: Vec<f64> = gradient.into_iter().map(f64::from).collect();
            (parameter.name.clone(), gradient)
        });
        let gradients: HashMap<_, _> = slots.collect();
        run.executor.unload(run.program);
        run.executor.clear();
        (recon, gradients)
    };
    // σ = e^-40
    let (expected, gradients) = step("vae", Some(-80.0));
    let (recon, own) = step("ae", None);
    let error = relative_error(&[recon], &[expected]);
    assert!(error <= terms, "{case}: {recon} for {expected}");
    let of_variances = gradients.keys().filter(|name| name.starts_with("logvar"));
    assert_eq!(own.len(), gradients.len() - of_variances.count(), "{case}");
    for (name, gradient) in own {
        let error = relative_error(&gradient, &gradients[&name]);
        assert!(
            error <= terms,
            "{case}: gradient of {name} is off by {error}"
        );
    }
}

/// All that a fixture says of an executor. One test has it, since its programs share kernels, which take a software
/// adapter a second each to compile.
fn check<E: Executor>(new: impl Fn() -> Option<E>, case: &str, terms: f64) {
    let mut checks: Vec<fn(&mut dyn Executor, &str, f64)> = vec![check_gradients, check_curve];
    // A plain autoencoder knows no class.
    if !["conditional", "priors", "bottleneck"].contains(&case) {
        checks.push(check_autoencoder);
    }
    for check in checks {
        let Some(mut executor) = new() else { return };
        check(&mut executor, case, terms);
    }
}

/// Gives the names of all fixtures to a macro. Each is a file of weights and one of expectations.
macro_rules! with_cases {
    ($to:ident $($first:tt)*) => {
        $to! { $($first)* vae gaussian learned shared binarized linear conditional priors bottleneck weighted }
    };
}

macro_rules! names {
    ($($case:ident)*) => {
        const CASES: &[&str] = &[$(stringify!($case)),*];
    };
}
with_cases! { names }

/// Makes a test for each fixture.
macro_rules! tests {
    ($new:expr, $terms:expr; $($case:ident)*) => {$(
        #[test]
        fn $case() {
            check(|| $new, stringify!($case), $terms);
        }
    )*};
}

/// Makes the tests of executors.
macro_rules! against_torch {
    ($($(#[$attribute:meta])* $executor:ident: $new:expr, $terms:expr;)*) => {$(
        $(#[$attribute])*
        mod $executor {
            use super::*;

            with_cases! { tests $new, $terms; }
        }
    )*};
}

against_torch! {
    interp_f64: Some(Interp::<f64>::new()), TERMS;
    interp_f32: Some(Interp::<f32>::new()), TERMS;
    cpu: Some(Cpu::new()), TERMS;
    #[cfg(feature = "gpu")]
    on_gpu: adapter::gpu(), GPU_TERMS;
}
