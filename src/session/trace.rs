//! Looking into a training step: what it computes on its way, before it is made.

use super::loaded::train_step;
use super::train::{clock, feed};
use super::{Result, Session, SessionError};
use crate::executor::Executor;

/// Which step is looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traced {
    /// The next one of the run: these are the very numbers of that step.
    Next,
    /// One on a single held-out image (the last one where there are fewer), with ε as at step `draw`.
    HeldOut { image: usize, draw: u32 },
}

impl<E: Executor> Session<E> {
    /// What a training step computes: the outputs of a traced [`TrainStep`](crate::models::programs::TrainStep), one
    /// after the other. Nothing changes.
    ///
    /// # Errors
    /// As [`Session::begin_steps`].
    pub fn trace(&mut self, traced: Traced) -> Result<Vec<f32>> {
        let executor = &mut self.executor;
        let (Some(corpus), Some(run)) = (&mut self.corpus, &self.run) else {
            return Err(SessionError::NoDataset);
        };
        let mut options = self.options.clone();
        let counters = run.counters;
        let mut clock = clock(&options, counters);
        let (table, rows) = match traced {
            Traced::Next => {
                let rows = corpus.batch(executor, options.seed, counters.seen, options.batch);
                (corpus.train_table(), rows)
            }
            Traced::HeldOut { image, draw } => {
                options.batch = 1;
                clock.step = draw;
                let row = image.min(corpus.held_out.count() - 1);
                (corpus.held_out_table(), vec![row as f32])
            }
        };
        let loaded = train_step(executor, run.model.as_ref(), &options, table, true)?;
        let images = corpus.info.train as f64;
        feed(executor, &loaded, &options, counters, images, &rows);
        // Not queued: a step that has begun is ahead of it, and goes on after it.
        executor.run(loaded.program, clock);
        let mut values = Vec::new();
        for index in 0..loaded.graph.graph.outputs.len() {
            values.extend_from_slice(executor.output(loaded.program, index));
        }
        executor.unload(loaded.program);
        Ok(values)
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

    /// The outputs of a trace, by name.
    #[derive(Debug, PartialEq)]
    struct Seen {
        recon: f32,
        kl: f32,
        grad_norm: f32,
        kl_weight: f32,
        x: Vec<f32>,
        mu: Vec<f32>,
        logvar: Vec<f32>,
        noise: Vec<f32>,
        z: Vec<f32>,
        decoded: Vec<f32>,
        recon_rows: Vec<f32>,
        kl_rows: Vec<f32>,
        gradients: Vec<f32>,
        updates: Vec<f32>,
    }

    fn see(session: &mut Session<Cpu>, traced: Traced) -> Seen {
        let values = session.trace(traced).unwrap();
        let options = session.options();
        let (samples, latent) = (options.samples, options.latent);
        let images = match traced {
            Traced::Next => options.batch,
            Traced::HeldOut { .. } => 1,
        };
        let parameters = session.parameters().unwrap().count();
        let mut rest = values.as_slice();
        let mut take = |count: usize| {
            let (taken, others) = rest.split_at(count);
            rest = others;
            taken.to_vec()
        };
        let seen = Seen {
            recon: take(1)[0],
            kl: take(1)[0],
            grad_norm: take(1)[0],
            kl_weight: take(1)[0],
            x: take(images * 16),
            mu: take(images * latent),
            logvar: take(images * latent),
            noise: take(images * samples * latent),
            z: take(images * samples * latent),
            decoded: take(images * samples * 16),
            recon_rows: take(images * samples),
            kl_rows: Vec::new(),
            gradients: Vec::new(),
            updates: Vec::new(),
        };
        let (kl_rows, norms) = rest.split_at(rest.len() - 2 * parameters);
        let every_second = |first| norms.iter().copied().skip(first).step_by(2).collect();
        Seen {
            kl_rows: kl_rows.to_vec(),
            gradients: every_second(0),
            updates: every_second(1),
            ..seen
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
            vec![("autoencoder", "ae"), ("samples", "2")],
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
            let seen = see(&mut session, Traced::Next);
            assert_eq!(session.snapshot().unwrap(), before, "{patch:?}");
            let step = session.step().unwrap();
            for (traced, made) in [
                (seen.recon, step.recon),
                (seen.kl, step.kl),
                (seen.grad_norm, step.grad_norm),
            ] {
                assert!(close(traced, made), "{patch:?}: {traced} for {made}");
            }
            assert_eq!(session.parameters().unwrap().count(), seen.updates.len());
            let steps = old.iter().zip(weights(&session));
            for (update, (old, new)) in seen.updates.iter().zip(steps) {
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
            let seen = see(&mut session, Traced::Next);
            let mean = |values: &[f32], of: usize| values.iter().sum::<f32>() / of as f32;
            assert!(close(mean(&seen.recon_rows, 16 * samples), seen.recon));
            assert!(close(mean(&seen.kl_rows, 16), seen.kl));
            assert!(close(norm(seen.gradients.into_iter()), seen.grad_norm));
            assert_eq!(seen.kl_weight, 0.5);

            let encoding = session.encode(rows(&seen.x, 16)).unwrap();
            assert_eq!(encoding.mu.as_slice().unwrap(), seen.mu);
            assert_eq!(encoding.logvar.as_slice().unwrap(), seen.logvar);
            // ε is the noise of the next step, drawn anew by the reference.
            let mut graph = Graph::new();
            let noise = graph.noise(Distribution::Normal, 1, (16 * samples, 3));
            let clock = Clock { seed: 0, step: 9 };
            let values = Interp::<f32>::new().values(&graph, &[], clock);
            let drawn = values[noise.index()].iter();
            for (at, (&traced, &drawn)) in seen.noise.iter().zip(drawn).enumerate() {
                assert!(close(traced, drawn), "{traced} for {drawn}");
                let of = at / (3 * samples) * 3 + at % 3;
                let z = seen.mu[of] + (0.5 * seen.logvar[of]).exp() * traced;
                assert!(close(z, seen.z[at]), "{z} for {}", seen.z[at]);
            }
            let decoded = session.decode(rows(&seen.z, 3)).unwrap();
            let mut pairs = decoded.iter().zip(&seen.decoded);
            assert!(pairs.all(|(decoded, traced)| close(*decoded, *traced)));
        }
    }

    #[test]
    fn a_held_out_image_can_be_traced() {
        let mut session = session(&[]);
        train(&mut session, 20);
        let before = session.snapshot().unwrap();
        let mut see = |image, draw| see(&mut session, Traced::HeldOut { image, draw });
        let seen = see(7, 3);
        assert_eq!(see(7, 3), seen);
        // With another ε the image and q(z|x) stay, and what comes after is different.
        let other = see(7, 4);
        assert_eq!((&other.x, &other.mu), (&seen.x, &seen.mu));
        assert_ne!(other.noise, seen.noise);
        assert_ne!(other.recon, seen.recon);
        assert_eq!(see(1_000, 3), see(36, 3));

        let held_out = session.held_out(8).unwrap();
        let bytes = held_out.pixels.row(7).to_vec().into_iter();
        let mut pairs = bytes.map(|byte| f32::from(byte) / 255.0).zip(&seen.x);
        assert!(pairs.all(|(byte, x)| close(byte, *x)));
        let encoding = session.encode_held_out(0..8).unwrap();
        assert_eq!(encoding.mu.row(7).to_vec(), seen.mu);
        assert_eq!(seen.recon_rows, [seen.recon]);
        assert_eq!(session.snapshot().unwrap(), before);
        let mut empty = Session::new(Cpu::new(), session.options().clone());
        assert_eq!(empty.trace(Traced::Next), Err(SessionError::NoDataset));
    }
}
