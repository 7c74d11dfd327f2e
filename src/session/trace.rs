//! Looking into a training step: what it computes on its way, before it is made.

use serde::Serialize;

use super::loaded::phase_program;
use super::train::{At, clock, feed, update_number};
use super::{Result, Session, SessionError};
use crate::executor::Executor;
use crate::models::programs::{GRADIENT, UPDATE};

/// Which step is looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traced {
    /// The next one of the run: these are the very numbers of that step.
    Next,
    /// One on a single held-out image (the last one where there are fewer), with ε as at step `draw`.
    HeldOut { image: usize, draw: u32 },
}

/// A matrix that a step computes, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What it is: see [`Objective::traced`](crate::models::Objective::traced).
    pub key: &'static str,
    pub rows: usize,
    pub columns: usize,
    pub values: Vec<f32>,
}

/// What a step computes.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Means of the terms over the batch, by key.
    pub terms: Vec<(&'static str, f32)>,
    /// Norm of the whole gradient, before clipping.
    pub grad_norm: f32,
    /// What the model shows of its way to the terms.
    pub entries: Vec<Entry>,
    /// The parameters that the step moves, by name, with the norms of the gradient, before clipping, and of the update.
    pub parameters: Vec<Moved>,
}

/// A parameter that a step moves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    pub name: String,
    pub gradient: f32,
    pub update: f32,
}

impl<E: Executor> Session<E> {
    /// What the first phase of a training step computes. Nothing changes.
    ///
    /// # Errors
    /// As [`Session::begin_steps`].
    pub fn trace(&mut self, traced: Traced) -> Result<Trace> {
        let executor = &mut self.executor;
        let (Some(data), Some(run)) = (&mut self.data, &self.run) else {
            return Err(SessionError::NoDataset);
        };
        let (model, counters) = (run.model.as_ref(), run.counters);
        let mut options = self.options.clone();
        let phases = model.phases(&options);
        let Some(phase) = phases.first() else {
            return Err(SessionError::NoDataset);
        };
        let mut clock = clock(&options, counters, &phases, 0);
        let (tables, rows) = match traced {
            Traced::Next => {
                let rows = data.batch(executor, &options, counters.seen);
                (data.train_tables(), rows)
            }
            Traced::HeldOut { image, draw } => {
                options.batch = 1;
                clock.step = draw;
                let row = image.min(data.held_out.count() - 1);
                (data.held_out_tables(), vec![row as f32])
            }
        };
        let loaded = phase_program(executor, model, &options, 0, tables, true)?;
        let at = At {
            phase,
            repetition: 0,
            update: update_number(&phases, 0, counters.updates),
            counters,
            images: data.shown(&options) as f64,
        };
        feed(executor, &loaded, &options, &at, &rows);
        // Not queued: a step that has begun is ahead of it, and goes on after it.
        executor.run(loaded.program, clock);

        let graph = &loaded.graph;
        let scalar = |output| executor.output(loaded.program, output)[0];
        let count = graph.terms.len();
        let first = count + usize::from(graph.descent.is_some());
        let (mut entries, mut gradients, mut updates) = (Vec::new(), Vec::new(), Vec::new());
        for (number, &key) in graph.traced.iter().enumerate() {
            let output = first + number;
            match key {
                GRADIENT => gradients.push(scalar(output)),
                UPDATE => updates.push(scalar(output)),
                key => {
                    let (rows, columns) = graph.graph.shape(graph.graph.outputs()[output]);
                    entries.push(Entry {
                        key,
                        rows,
                        columns,
                        values: executor.output(loaded.program, output).to_vec(),
                    });
                }
            }
        }
        let moved = phase.group.map(|group| model.parameters().of(group));
        let norms = gradients.into_iter().zip(updates);
        let parameters = moved.into_iter().flatten().zip(norms);
        let parameters = parameters.map(|(number, (gradient, update))| Moved {
            name: model.parameters().get(number).name.clone(),
            gradient,
            update,
        });
        let trace = Trace {
            terms: graph
                .terms
                .iter()
                .enumerate()
                .map(|(output, &key)| (key, scalar(output)))
                .collect(),
            grad_norm: if first > count { scalar(count) } else { 0.0 },
            entries,
            parameters: parameters.collect(),
        };
        executor.unload(loaded.program);
        Ok(trace)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::ArrayView2;

    use super::super::tests::{session, train};
    use super::*;
    use crate::cpu::Cpu;
    use crate::graph::{Distribution, Graph};
    use crate::interp::Interp;
    use crate::noise::Clock;

    /// Rows of a list.
    fn rows(values: &[f32], columns: usize) -> ArrayView2<'_, f32> {
        ArrayView2::from_shape((values.len() / columns, columns), values).unwrap()
    }

    /// Equal but for the rounding of another order of sums.
    fn close(a: f32, b: f32) -> bool {
        (a - b).abs() <= 2e-5 * a.abs().max(b.abs()) + 1e-6
    }

    impl Trace {
        fn term(&self, key: &str) -> f32 {
            let found = self.terms.iter().find(|(name, _)| *name == key);
            found.unwrap().1
        }

        /// Its only values under a key, and that they are as many as rows and columns say.
        fn values(&self, key: &str) -> &[f32] {
            let entries = self.entries.iter().filter(|entry| entry.key == key);
            let entries: Vec<&Entry> = entries.collect();
            let [entry] = entries[..] else {
                panic!("{} entries {key}", entries.len());
            };
            assert_eq!(entry.values.len(), entry.rows * entry.columns, "{key}");
            &entry.values
        }
    }

    fn weights(session: &Session<Cpu>) -> Vec<Vec<f32>> {
        let variables = session.weights().unwrap().into_iter();
        variables.map(|v| session.executor.variable(v)).collect()
    }

    fn norm(values: impl Iterator<Item = f32>) -> f32 {
        let squares = values.map(|value| f64::from(value) * f64::from(value));
        squares.sum::<f64>().sqrt() as f32
    }

    #[test]
    fn a_trace_is_the_step_that_follows() {
        for patch in [
            vec![],
            vec![("hidden", "8,6"), ("latent", "3"), ("beta", "4")],
            vec![("samples", "3"), ("estimator", "a")],
            vec![("samples", "2"), ("likelihood", "gaussian")],
            vec![("samples", "3"), ("bound", "iwae"), ("beta", "0.5")],
            vec![("method", "ae")],
            vec![("method", "ae"), ("mask", "0.5"), ("few", "30")],
            vec![("corrupt", "0.3"), ("mask", "0.2"), ("samples", "2")],
            vec![("method", "vqvae"), ("codes", "2"), ("update", "gradient")],
            vec![("likelihood", "gaussian-learned"), ("clip", "0.5")],
            vec![("binarize", "true"), ("warmup", "3"), ("seed", "5")],
            vec![("optimizer", "adagrad"), ("schedule", "cosine")],
            vec![("optimizer", "rmsprop"), ("hidden", "")],
            vec![("optimizer", "sgd")],
        ] {
            let mut session = session(&patch);
            train(&mut session, 9);
            let before = session.snapshot().unwrap();
            let old = weights(&session);
            let seen = session.trace(Traced::Next).unwrap();
            assert_eq!(session.snapshot().unwrap(), before, "{patch:?}");
            let step = session.step().unwrap();
            let made = seen
                .terms
                .iter()
                .map(|(key, traced)| (*traced, step.terms.get(key).unwrap()));
            for (traced, made) in made.chain([(seen.grad_norm, step.grad_norm)]) {
                assert!(close(traced, made), "{patch:?}: {traced} for {made}");
            }
            assert_eq!(old.len(), seen.parameters.len());
            let steps = old.iter().zip(weights(&session));
            for (moved, (old, new)) in seen.parameters.iter().zip(steps) {
                let update = moved.update;
                let made = norm(old.iter().zip(new).map(|(old, new)| new - old));
                // The weights are rounded after the step.
                assert!((update - made).abs() < 1e-3 * made, "{update} for {made}");
            }
        }
    }

    #[test]
    fn a_trace_adds_up() {
        for samples in [1, 4] {
            let text = samples.to_string();
            let mut session = session(&[("samples", &text), ("latent", "3"), ("beta", "0.5")]);
            train(&mut session, 9);
            let seen = session.trace(Traced::Next).unwrap();
            let mean = |key, of: usize| seen.values(key).iter().sum::<f32>() / of as f32;
            assert!(close(mean("recon", 16 * samples), seen.term("recon")));
            assert!(close(mean("kl", 16), seen.term("kl")));
            let gradients = seen.parameters.iter().map(|moved| moved.gradient);
            assert!(close(norm(gradients), seen.grad_norm));
            assert_eq!(seen.values("klWeight"), [0.5]);

            let [mu, logvar, epsilon, z] =
                ["mu", "logvar", "epsilon", "z"].map(|key| seen.values(key));
            let encoding = session.encode(rows(seen.values("x"), 16), None).unwrap();
            assert_eq!(encoding.mu.as_slice().unwrap(), mu);
            assert_eq!(encoding.logvar.unwrap().as_slice().unwrap(), logvar);
            // ε is the noise of the next step, drawn anew by the reference.
            let mut graph = Graph::new();
            let noise = graph.noise(Distribution::Normal, 1, (16 * samples, 3));
            let clock = Clock { seed: 0, step: 9 };
            let values = Interp::<f32>::new().values(&graph, &[], clock);
            let drawn = values[noise.index()].iter();
            for (at, (&traced, &drawn)) in epsilon.iter().zip(drawn).enumerate() {
                assert!(close(traced, drawn), "{traced} for {drawn}");
                let of = at / (3 * samples) * 3 + at % 3;
                let made = mu[of] + (0.5 * logvar[of]).exp() * traced;
                assert!(close(made, z[at]), "{made} for {}", z[at]);
            }
            let decoded = session.decode(rows(z, 3), None).unwrap();
            let mut pairs = decoded.iter().zip(seen.values("xhat"));
            assert!(pairs.all(|(decoded, traced)| close(*decoded, *traced)));
        }
    }

    /// 16 images of 16 pixels, many times; within four standard errors.
    #[test]
    fn what_an_encoder_reads_in_training_is_spoiled_as_said() {
        for method in ["vae", "ae"] {
            let seen = |corrupt, mask, steps| {
                let patch = [("method", method), ("corrupt", corrupt), ("mask", mask)];
                let mut session = session(&patch);
                let mut pairs: Vec<(f32, f32)> = Vec::new();
                for _ in 0..steps {
                    let trace = session.trace(Traced::Next).unwrap();
                    let seen = trace.values("seen").iter().copied();
                    pairs.extend(trace.values("x").iter().copied().zip(seen));
                    session.step().unwrap();
                }
                // Evaluations see the images themselves.
                let evaluation = session.evaluate(0).unwrap();
                let clean = [("corrupt", "0"), ("mask", "0")];
                let clean = session.options().with_text(&clean).unwrap();
                assert!(!session.configure(&clean.values()).unwrap());
                assert_eq!(session.evaluate(0).unwrap(), evaluation);
                pairs
            };
            assert!(seen("0", "0", 1).iter().all(|(x, seen)| x == seen));
            let pairs = seen("0.5", "0", 30);
            let noise: Vec<f64> = pairs.iter().map(|(x, seen)| f64::from(seen - x)).collect();
            let count = noise.len() as f64;
            let mean = noise.iter().sum::<f64>() / count;
            let variance = noise.iter().map(|e| e * e).sum::<f64>() / count;
            assert!(mean.abs() < 4.0 * 0.5 / count.sqrt(), "{mean}");
            let off = 4.0 * 0.25 * (2.0 / count).sqrt();
            assert!((variance - 0.25).abs() < off, "{variance}");
            let pairs = seen("0", "0.3", 30);
            let lit = pairs.iter().filter(|(x, _)| *x > 0.0);
            let (mut erased, mut count) = (0.0, 0.0);
            for (x, seen) in lit {
                assert!(seen == x || *seen == 0.0);
                count += 1.0;
                erased += f64::from(*seen == 0.0);
            }
            let off = 4.0 * (0.3f64 * 0.7 / count).sqrt();
            assert!((erased / count - 0.3).abs() < off, "{erased} of {count}");
        }
    }

    #[test]
    fn a_held_out_image_can_be_traced() {
        let mut session = session(&[]);
        train(&mut session, 20);
        let before = session.snapshot().unwrap();
        let mut see = |image, draw| session.trace(Traced::HeldOut { image, draw }).unwrap();
        let seen = see(7, 3);
        assert_eq!(see(7, 3), seen);
        // With another ε the image and q(z|x) stay, and what comes after is different.
        let other = see(7, 4);
        for key in ["x", "mu"] {
            assert_eq!(other.values(key), seen.values(key));
        }
        assert_ne!(other.values("epsilon"), seen.values("epsilon"));
        assert_ne!(other.term("recon"), seen.term("recon"));
        assert_eq!(see(1_000, 3), see(36, 3));

        let held_out = session.held_out(8).unwrap();
        let bytes = held_out.pixels.row(7).to_vec().into_iter();
        let mut pairs = bytes
            .map(|byte| f32::from(byte) / 255.0)
            .zip(seen.values("x"));
        assert!(pairs.all(|(byte, x)| close(byte, *x)));
        let encoding = session.encode_held_out(0..8).unwrap();
        assert_eq!(encoding.mu.row(7).to_vec(), seen.values("mu"));
        assert_eq!(seen.values("recon"), [seen.term("recon")]);
        assert_eq!(session.snapshot().unwrap(), before);
        let mut empty = Session::new(Cpu::new(), session.options().clone());
        assert_eq!(empty.trace(Traced::Next), Err(SessionError::NoDataset));
    }
}
