//! Sessions on the GPU beside sessions on the CPU.

use ndarray::{Array2, ArrayView1};
use vae_lab::cpu::Cpu;
use vae_lab::data::{Dataset, Images, generated};
use vae_lab::executor::{Executor, ExecutorError};
use vae_lab::gpu::Gpu;
use vae_lab::models::Options;
use vae_lab::models::spec::{Source, Term};
use vae_lab::refusal::Refusal;
use vae_lab::session::{Session, SessionError, StepMetrics};

use crate::adapter::{enduring_gpu, gpu};

/// A session that trains on small handwriting: a step of a software adapter takes a fifth of the time.
fn session<E: Executor>(executor: E, changed: &[(&str, &str)]) -> Session<E> {
    let options = Options::default().with_text(changed).unwrap();
    let mut session = Session::new(executor, options);
    let mut digits = generated::load("handwriting", 0).unwrap().dataset;
    digits.train = halved(&digits.train);
    digits.held_out = halved(&digits.held_out);
    session.load(digits).unwrap();
    session
}

/// Images of half the height and width, with the mean of four pixels in each.
fn halved(images: &Images) -> Images {
    let (height, width) = (images.height / 2, images.width / 2);
    let mean = |image: ArrayView1<u8>, at: usize| {
        let corner = 4 * (at / width) * width + 2 * (at % width);
        let pixels = [0, 1, 2 * width, 2 * width + 1].map(|next| u32::from(image[corner + next]));
        (pixels.iter().sum::<u32>() / 4) as u8
    };
    let rows = images.pixels.outer_iter();
    let bytes = rows.flat_map(|image| (0..height * width).map(move |at| mean(image, at)));
    Images {
        labels: images.labels.clone(),
        ..Images::new(bytes.collect(), height, width, 1)
    }
}

/// Patterns of `side` by `side` pixels.
fn patterns(side: usize) -> Dataset {
    let images = |count: usize| {
        let bytes = (0..count * side * side).map(|at| (at * at / 977 % 256) as u8);
        Images::new(bytes.collect(), side, side, 1)
    };
    Dataset {
        name: "patterns".to_owned(),
        train: images(30),
        held_out: images(4),
        remarks: Vec::new(),
    }
}

/// Checks that every figure of some steps is within a part of the other executor's.
fn assert_alike(actual: &[StepMetrics], expected: &[StepMetrics], part: f32) {
    assert_eq!(actual.len(), expected.len());
    for (actual, expected) in actual.iter().zip(expected) {
        assert_eq!((actual.step, actual.epoch), (expected.step, expected.epoch));
        let close = |a: f32, b: f32| (a - b).abs() <= part * b.abs();
        // A KL divergence near 0 loses digits by cancellation.
        let compared = |term: &Term| term.key != "kl" && term.source == Source::Images;
        for (term, value) in expected.terms.iter().filter(|(term, _)| compared(term)) {
            let own = actual.terms.get(term.key).unwrap();
            assert!(close(own, value), "{actual:?}, {expected:?}");
        }
    }
}

/// Rounding differs and training lets it grow, but not within these steps.
#[test]
fn two_hundred_steps_are_those_of_the_cpu() {
    let Some(gpu) = enduring_gpu() else { return };
    let changed = [("hidden", "36"), ("latent", "2"), ("batch", "24")];
    let mut cpu = session(Cpu::new(), &changed);
    cpu.load_generated("handwriting", 0).unwrap();
    let expected = cpu.train(200).unwrap();
    let evaluation = cpu.evaluate(500).unwrap();
    let mut gpu = session(gpu, &changed);
    gpu.load_generated("handwriting", 0).unwrap();
    let actual = [70, 1, 129].map(|count| gpu.train(count).unwrap()).concat();
    assert_alike(&actual, &expected, 0.01);
    let loss = gpu.evaluate(500).unwrap().terms.loss().unwrap();
    let expected = evaluation.terms.loss().unwrap();
    assert!((loss / expected - 1.0).abs() < 0.01, "{loss}");
}

/// The prior's means move ten times as fast as weights, and weigh every sample.
#[test]
fn priors_of_classes_are_those_of_the_cpu() {
    let Some(gpu) = gpu() else { return };
    let changed = [
        ("hidden", "36"),
        ("batch", "24"),
        ("condition", "prior"),
        ("bound", "iwae"),
        ("samples", "2"),
    ];
    let mut cpu = session(Cpu::new(), &changed);
    let expected = cpu.train(20).unwrap();
    let mut gpu = session(gpu, &changed);
    assert_alike(&gpu.train(20).unwrap(), &expected, 0.01);
    let means = [cpu.prior_means().unwrap(), gpu.prior_means().unwrap()];
    for (own, expected) in means[1].iter().zip(&means[0]) {
        assert!((own - expected).abs() < 0.01, "{means:?}");
    }
}

/// Nearest entries are chosen, averaged and revived alike, and a network learns which of them follow each other.
#[test]
fn books_are_those_of_the_cpu() {
    let Some(gpu) = gpu() else { return };
    let changed = [
        ("method", "vqvae"),
        ("hidden", "36"),
        ("batch", "24"),
        ("codes", "3"),
        ("book", "20"),
        ("codeprior", "made"),
    ];
    let mut cpu = session(Cpu::new(), &changed);
    let mut gpu = session(gpu, &changed);
    // All but dead, so that the first step revives it.
    let mut counts = vec![1.0; 20];
    counts[7] = 0.05;
    cpu.set_parameter("state.counts", &counts).unwrap();
    gpu.set_parameter("state.counts", &counts).unwrap();
    let expected = cpu.train(20).unwrap();
    assert_alike(&gpu.train(20).unwrap(), &expected, 0.01);
    for name in ["state.counts", "state.sums", "prior.output.weight"] {
        let values = [cpu.parameter(name).unwrap(), gpu.parameter(name).unwrap()];
        for (expected, own) in values[0].iter().zip(&values[1]) {
            assert!((own - expected).abs() < 0.01, "{name}: {values:?}");
        }
    }
}

/// Weights, the optimiser's averages and the step go along.
#[test]
fn a_run_changes_executors_and_goes_on() {
    let Some(gpu) = gpu() else { return };
    let changed = [("hidden", "40"), ("batch", "32"), ("warmup", "1")];
    let mut alone = session(Cpu::new(), &changed);
    let expected = alone.train(90).unwrap();
    let mut first = session(Cpu::new(), &changed);
    let mut actual = first.train(30).unwrap();
    let mut second = session(gpu, &[]);
    second.restore(&first.snapshot().unwrap()).unwrap();
    assert_eq!(second.snapshot().unwrap(), first.snapshot().unwrap());
    actual.extend(second.train(30).unwrap());
    first.restore(&second.snapshot().unwrap()).unwrap();
    actual.extend(first.train(30).unwrap());
    assert_alike(&actual, &expected, 1e-3);
}

/// Options that change no shape, and some that do.
#[test]
fn options_change_in_the_middle_of_a_run() {
    let Some(gpu) = gpu() else { return };
    let changed = [("hidden", "20"), ("batch", "16")];
    let (mut gpu, mut cpu) = (session(gpu, &changed), session(Cpu::new(), &changed));
    for change in [
        ("lr", "0.002"),
        ("clip", "1"),
        ("hidden", "12,9"),
        ("autoencoder", "ae"),
        ("hidden", "31"),
    ] {
        let new = cpu.options().with_text(&[change]).unwrap().values();
        assert_eq!(gpu.configure(&new).unwrap(), cpu.configure(&new).unwrap());
        let (actual, expected) = (gpu.train(10).unwrap(), cpu.train(10).unwrap());
        assert_alike(&actual, &expected, 1e-3);
    }
}

/// Every option that changes what is computed, many at a time: a kernel takes a software adapter a second to compile.
const CHANGES: [&[(&str, &str)]; 9] = [
    &[
        ("batch", "1"),
        ("latent", "1"),
        ("likelihood", "gaussian"),
        ("sigma", "0.5"),
        ("optimizer", "adagrad"),
        ("lr", "0.01"),
    ],
    // After options that it has, and before: others cannot change with the method.
    &[("method", "eae"), ("batch", "24")],
    &[("method", "vib"), ("batch", "20"), ("posterior", "shared")],
    &[("batch", "11"), ("latent", "3"), ("posterior", "full")],
    &[
        ("hidden", "37,11"),
        ("batch", "13"),
        ("latent", "3"),
        ("activation", "tanh"),
        ("likelihood", "gaussian-learned"),
        ("optimizer", "rmsprop"),
    ],
    &[
        ("hidden", ""),
        ("latent", "5"),
        ("likelihood", "gaussian-shared"),
        ("output", "linear"),
        ("posterior", "shared"),
    ],
    &[
        ("hidden", ""),
        ("latent", "19"),
        ("estimator", "a"),
        ("samples", "3"),
        ("optimizer", "sgd"),
        ("lr", "1e-4"),
    ],
    &[
        ("activation", "softplus"),
        ("binarize", "true"),
        ("clip", "5"),
        ("warmup", "0.5"),
        ("beta", "4"),
        ("schedule", "one-cycle"),
        ("epochs", "1"),
    ],
    &[
        ("activation", "gelu"),
        ("condition", "concat"),
        ("corrupt", "0.5"),
        ("mask", "0.3"),
        ("few", "500"),
    ],
];

#[test]
fn every_option_trains_as_on_the_cpu() {
    let Some(gpu) = gpu() else { return };
    let changed = [("hidden", "16"), ("batch", "16"), ("latent", "2")];
    let (mut gpu, mut cpu) = (session(gpu, &changed), session(Cpu::new(), &changed));
    let start = cpu.options().clone();
    for change in CHANGES {
        let options = start.with_text(change).unwrap().values();
        for outcome in [gpu.configure(&options), cpu.configure(&options)] {
            outcome.unwrap();
        }
        gpu.reset();
        cpu.reset();
        let (actual, expected) = (gpu.train(20).unwrap(), cpu.train(20).unwrap());
        eprintln!("{change:?}");
        assert_alike(&actual, &expected, 1e-3);
    }
}

/// Two players with an anchor, and a critic's penalty, which is a gradient of a gradient.
#[test]
fn players_are_those_of_the_cpu() {
    let small = [
        ("hidden", "16"),
        ("critic", "12"),
        ("activation", "leaky-relu"),
        ("batch", "24"),
    ];
    let critic = [
        ("method", "gan"),
        ("adversary", "wasserstein"),
        ("anchor", "1"),
    ];
    let codes = [
        ("method", "aae"),
        ("prior", "blobs"),
        ("likelihood", "gaussian"),
    ];
    let pairs = [("method", "ali"), ("ali", "kexue"), ("encoder", "gaussian")];
    for (own, keys) in [
        (critic, &["wasserstein", "slope"][..]),
        (codes, &["recon", "discriminator"]),
        (pairs, &["discriminator"]),
    ] {
        let changed = [&small[..], &own].concat();
        let Some(gpu) = gpu() else { return };
        let (mut gpu, mut cpu) = (session(gpu, &changed), session(Cpu::new(), &changed));
        gpu.load_generated("eight", 0).unwrap();
        cpu.load_generated("eight", 0).unwrap();
        let (actual, expected) = (gpu.train(20).unwrap(), cpu.train(20).unwrap());
        for (actual, expected) in actual.iter().zip(&expected) {
            let value = |key: &&str| [actual, expected].map(|step| step.terms.get(key).unwrap());
            let pairs = keys.iter().map(value);
            let norms = [actual.grad_norm, expected.grad_norm];
            for [own, other] in pairs.chain([norms]) {
                assert!(
                    (own - other).abs() < 1e-4 + 1e-3 * other.abs(),
                    "{actual:?}, {expected:?}"
                );
            }
        }
    }
}

#[test]
fn a_run_that_diverges_goes_back() {
    let Some(gpu) = gpu() else { return };
    let exploding = [("hidden", "20"), ("optimizer", "sgd"), ("lr", "10")];
    let mut session = session(gpu, &exploding);
    let start = session.snapshot().unwrap();
    let error = session.train(50).unwrap_err();
    assert!(
        matches!(error, SessionError::Diverged { restored: 0, .. }),
        "{error}"
    );
    assert_eq!(session.snapshot().unwrap(), start);
}

/// Images of 64x64 pixels, in batches of one.
#[test]
fn large_images_and_a_batch_of_one() {
    let Some(gpu) = gpu() else { return };
    fn trained<E: Executor>(
        executor: E,
        dataset: Dataset,
        batch: &str,
    ) -> (Vec<StepMetrics>, Array2<f32>) {
        let changed = [("hidden", "33"), ("latent", "5"), ("batch", batch)];
        let options = Options::default().with_text(&changed).unwrap();
        let mut session = Session::new(executor, options);
        session.load(dataset).unwrap();
        (session.train(8).unwrap(), session.reconstruct(3).unwrap())
    }
    for (batch, gpu) in [("1", Some(gpu)), ("7", crate::adapter::gpu())] {
        let Some(gpu) = gpu else { return };
        let (actual, images) = trained(gpu, patterns(64), batch);
        let (expected, others) = trained(Cpu::new(), patterns(64), batch);
        assert_alike(&actual, &expected, 1e-4);
        let off = (&images - &others)
            .iter()
            .fold(0.0_f32, |most, x| most.max(x.abs()));
        assert!(off < 1e-3, "{off}");
    }
}

/// What the driver holds for us: buffers, their bytes, allocations, bind groups, pipelines.
fn held(gpu: &Gpu) -> [isize; 5] {
    let device = gpu.context().device();
    // What was dropped is freed in time.
    device.poll(wgpu::PollType::wait_indefinitely()).unwrap();
    let counters = device.get_internal_counters().hal;
    [
        counters.buffers,
        counters.buffer_memory,
        counters.memory_allocations,
        counters.bind_groups,
        counters.compute_pipelines,
    ]
    .map(|counter| counter.read())
}

#[test]
fn ten_thousand_steps_leave_memory_where_it_was() {
    let Some(gpu) = enduring_gpu() else { return };
    let changed = [("hidden", "8"), ("latent", "2"), ("batch", "4")];
    let mut session = session(gpu, &changed);
    session.load(patterns(4)).unwrap();
    let mut after = || {
        (0..10).for_each(|_| drop(session.train(100).unwrap()));
        session.snapshot().unwrap();
        held(session.executor_mut())
    };
    // The driver frees what an upload left behind some submits later.
    let first = after();
    assert!(first[0] > 0, "the driver does not count");
    for round in 1..10 {
        assert_eq!(after(), first, "round {round}");
    }
}

#[test]
fn a_lost_gpu_is_an_error() {
    let Some(gpu) = gpu() else { return };
    let mut session = session(gpu, &[("hidden", "8")]);
    session.train(3).unwrap();
    session.executor_mut().context().destroy();
    for _ in 0..2 {
        let error = session.train(3).unwrap_err();
        let lost = matches!(error, SessionError::Executor(ExecutorError::Lost { .. }));
        assert!(lost, "{error}");
    }
}

#[test]
fn a_model_that_is_too_large_is_refused_before_it_runs() {
    let Some(gpu) = enduring_gpu() else { return };
    let most = gpu.context().largest_buffer();
    // With Adam, the weights of these layers are 340 MB.
    let changed = [("hidden", "2048,2048,2048,2048"), ("batch", "1")];
    if most >= 340_000_000 {
        eprintln!("SKIPPED: every model fits in the {most} bytes that this GPU allows");
        return;
    }
    let mut session = session(gpu, &changed);
    let error = session.train(1).unwrap_err();
    assert_eq!(error.code(), "gpu-limit", "{error}");
    // It goes on with a model that fits.
    let small = session.options().with_text(&[("hidden", "8")]).unwrap();
    session.configure(&small.values()).unwrap();
    session.train(1).unwrap();
}
