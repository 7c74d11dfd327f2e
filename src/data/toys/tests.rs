use ndarray::Array2;

use super::mixture::{Component, Mixture, Shape};
use super::modes::{Mode, found};
use super::*;
use crate::data::Images;
use crate::special::normal_density;

/// Standard deviations of added noise, each with how far around [0, 1] it spreads what is not negligible, and with a
/// step that is no wider than the Gaussians and whose multiples the edges of the squares are.
const NOISE: [(f64, f64, f64); 4] = [
    (0.0, 0.0, 0.005),
    (0.004, 0.1, 0.005),
    (0.03, 0.3, 0.02),
    (0.2, 1.2, 0.1),
];

/// A toy with its distribution.
fn toys() -> impl Iterator<Item = (&'static str, Distribution)> {
    TOYS.iter().map(|toy| (toy.name, toy.distribution()))
}

/// The densities of points of so many values.
fn each_density(values: usize, mut test: impl FnMut(&'static str, &dyn Density)) {
    let mut tested = 0;
    for (name, distribution) in toys().filter(|(_, toy)| toy.values() == values) {
        if let Some(density) = distribution.density() {
            test(name, density);
            tested += 1;
        }
    }
    assert!(tested >= 3, "{tested} densities of {values} values");
}

/// Middles of steps around [0, 1].
fn middles(reach: f64, step: f64) -> impl Iterator<Item = f64> + Clone {
    let count = ((1.0 + 2.0 * reach) / step).round() as u32;
    (0..count).map(move |part| (f64::from(part) + 0.5) * step - reach)
}

#[test]
fn densities_integrate_to_one() {
    let check = |name, sigma, integral: f64| {
        assert!((integral - 1.0).abs() < 3e-5, "{name}, {sigma}: {integral}");
    };
    for (sigma, reach, step) in NOISE {
        each_density(1, |name, density| {
            let places = middles(reach, step);
            let sum: f64 = places.map(|x| density.ln_density(&[x], sigma).exp()).sum();
            check(name, sigma, sum * step);
        });
        each_density(2, |name, density| {
            let sum: f64 = middles(reach, step)
                .flat_map(|y| middles(reach, step).map(move |x| [x, y]))
                .map(|x| density.ln_density(&x, sigma).exp())
                .sum();
            check(name, sigma, sum * step * step);
        });
    }
}

/// (ln p(x + h) − ln p(x − h)) / 2h, near the middle and far outside.
#[test]
fn scores_are_gradients_of_the_log_density() {
    const PLACES: [[f64; 2]; 6] = [
        [0.31, 0.44],
        [0.52, 0.47],
        [0.253, 0.51],
        [0.71, 0.93],
        [-0.4, 0.6],
        [1.3, 1.7],
    ];
    for values in [1, 2] {
        each_density(values, |name, density| {
            for (sigma, place) in NOISE
                .iter()
                .flat_map(|(sigma, ..)| PLACES.map(|place| (*sigma, place)))
            {
                let x = &place[..values];
                if density.ln_density(x, sigma) == f64::NEG_INFINITY {
                    assert_eq!(sigma, 0.0, "{name} at {x:?} is known with noise");
                    continue;
                }
                let score = density.score(x, sigma);
                // In units of the least standard deviation.
                let step = 1e-5 * sigma.hypot(0.005);
                for axis in 0..values {
                    let beside = |by: f64| {
                        let mut x = x.to_vec();
                        x[axis] += by;
                        density.ln_density(&x, sigma)
                    };
                    let slope = (beside(step) - beside(-step)) / (2.0 * step);
                    let error = (score[axis] - slope).abs() / (1.0 + slope.abs());
                    assert!(
                        error < 1e-6,
                        "{name} at {x:?}, {sigma}: {} for {slope}",
                        score[axis]
                    );
                }
            }
        });
    }
}

#[test]
fn distribution_functions_are_integrals_of_the_density() {
    for (sigma, reach, step) in NOISE {
        // The half of a part before its middle is half of it, to the second order.
        let step = step / 20.0;
        each_density(1, |name, density| {
            let mut below = 0.0;
            for x in middles(reach, step) {
                let part = density.ln_density(&[x], sigma).exp() * step;
                let cdf = density.cdf(x, sigma).unwrap();
                let error = (cdf - (below + 0.5 * part)).abs();
                assert!(error < 3e-5, "{name} at {x}, {sigma}: {cdf}");
                below += part;
            }
        });
        each_density(2, |_, density| assert_eq!(density.cdf(0.5, sigma), None));
    }
}

/// p_σ(x) = ∫ p(y) φ((x − y)/σ)/σ dy
#[test]
fn noise_convolves_the_density() {
    const STEP: f64 = 0.0005;
    for (sigma, x) in [(0.03, 0.19), (0.03, 0.81), (0.2, -0.1), (0.2, 0.4)] {
        each_density(1, |name, density| {
            let all: f64 = middles(0.2, STEP)
                .map(|y| {
                    let noise = normal_density((x - y) / sigma) / sigma;
                    density.ln_density(&[y], 0.0).exp() * noise * STEP
                })
                .sum();
            let actual = density.ln_density(&[x], sigma).exp();
            let error = (actual / all - 1.0).abs();
            assert!(error < 1e-5, "{name} at {x}, {sigma}: {actual} for {all}");
        });
    }
}

/// One axis of a mixture is a mixture.
fn marginal(mixture: &Mixture, axis: usize) -> Mixture {
    let along = |component: &Component| Component {
        centre: vec![component.centre[axis]],
        ..component.clone()
    };
    Mixture(mixture.0.iter().map(along).collect())
}

/// Kolmogorov's test of 16,000 points along every axis.
#[test]
fn points_are_drawn_from_the_density() {
    const COUNT: usize = 16_000;
    // Beyond √n D = 1.9495 lies a thousandth.
    let most = 1.9495 / (COUNT as f64).sqrt();
    for (name, distribution) in toys() {
        let clock = Clock { seed: 5, step: 0 };
        let points: Vec<Point> = distribution.points(clock).take(COUNT).collect();
        for axis in 0..distribution.values() {
            let cdf: Box<dyn Fn(f64) -> f64> = match &distribution {
                Distribution::Mixture(mixture) => {
                    let marginal = marginal(mixture, axis);
                    Box::new(move |x| marginal.cdf(x, 0.0).unwrap())
                }
                Distribution::Lognormal(lognormal) => Box::new(|x| lognormal.cdf(x, 0.0).unwrap()),
                Distribution::Curve(_) => continue,
            };
            let mut values: Vec<f64> = points.iter().map(|point| point.x[axis]).collect();
            values.sort_by(f64::total_cmp);
            let distances = values.iter().enumerate().map(|(rank, &x)| {
                let (cdf, count) = (cdf(x), COUNT as f64);
                (cdf - rank as f64 / count).max((rank as f64 + 1.0) / count - cdf)
            });
            let distance = distances.fold(0.0, f64::max);
            assert!(distance < most, "{name}: {distance} beyond {most}");
        }
    }
}

/// What parts points from their curve has the variance of the noise, and is never far.
#[test]
fn points_keep_to_their_curves() {
    const COUNT: usize = 4000;
    let mut tested = 0;
    for (name, distribution) in toys() {
        let Distribution::Curve(curve) = &distribution else {
            continue;
        };
        let points = distribution.points(Clock { seed: 5, step: 0 });
        let mut squares = 0.0;
        for Point { x, label } in points.take(COUNT) {
            let from = |centre: [f64; 2]| [x[0] - centre[0], x[1] - centre[1]];
            let radius = |[x, y]: [f64; 2]| x.hypot(y);
            let off = match (name, label) {
                ("ring", 0) => radius(from([0.5; 2])) - 0.32,
                // Half a circle each, one above its centre and one below.
                ("moons", 0) => {
                    let offset = from([0.365, 0.4325]);
                    radius([offset[0], offset[1].max(0.0)]) - 0.27
                }
                ("moons", 1) => {
                    let offset = from([0.635, 0.5675]);
                    radius([offset[0], offset[1].min(0.0)]) - 0.27
                }
                // The radius grows with the angle; of its turns the nearest.
                ("spiral", 0) => {
                    let [x, y] = from([0.5; 2]);
                    let turns = [0.0, TAU, 2.0 * TAU].map(|turn| (y.atan2(x) + turn) / (3.5 * PI));
                    let turns = turns.map(|turn| x.hypot(y) - 0.4 * turn.clamp(0.1, 1.0));
                    turns
                        .into_iter()
                        .min_by(|a, b| a.abs().total_cmp(&b.abs()))
                        .unwrap()
                }
                _ => panic!("{name} has a piece {label}"),
            };
            assert!(off.abs() < 6.0 * curve.deviation, "{name}: {off} at {x:?}");
            squares += (off / curve.deviation).powi(2) / COUNT as f64;
        }
        // Five standard errors are 0.11; the radius of a spiral crosses it a little aslant.
        assert!((squares - 1.0).abs() < 0.15, "{name}: {squares}");
        tested += 1;
    }
    assert_eq!(tested, 3);
}

#[test]
fn labels_are_those_of_the_nearest_component() {
    let mut tested = 0;
    for (name, distribution) in toys() {
        let Distribution::Mixture(Mixture(components)) = &distribution else {
            continue;
        };
        let points = distribution.points(Clock { seed: 5, step: 0 });
        let near = |point: &Point, component: &Component| {
            let size = match component.shape {
                Shape::Normal { deviation } => deviation,
                Shape::Uniform { half_width } => half_width,
            };
            let offsets = point.x.iter().zip(&component.centre);
            offsets.map(|(x, c)| ((x - c) / size).powi(2)).sum::<f64>()
        };
        let mut wrong = 0;
        let mut counts = vec![0; components.len()];
        for point in points.take(10_000) {
            let distances = components.iter().map(|component| near(&point, component));
            let nearest = distances
                .enumerate()
                .min_by(|(_, a), (_, b)| a.total_cmp(b));
            wrong += usize::from(nearest.unwrap().0 != usize::from(point.label));
            counts[usize::from(point.label)] += 1;
        }
        // The bumps overlap: beyond 3 standard deviations of each.
        let most = if name == "two-bumps" { 40 } else { 0 };
        assert!(wrong <= most, "{name}: {wrong}");
        for (&count, Component { weight, .. }) in counts.iter().zip(components) {
            let expected = 1e4 * weight;
            // Five standard errors.
            let error = 5.0 * (expected * (1.0 - weight)).sqrt();
            assert!(
                (f64::from(count) - expected).abs() <= error,
                "{name}: {counts:?}"
            );
        }
        tested += 1;
    }
    assert_eq!(tested, 6);
}

/// What bytes are as numbers.
fn values(images: &Images) -> Array2<f32> {
    images.pixels.mapv(|byte| f32::from(byte) / 255.0)
}

#[test]
fn data_finds_all_modes_and_one_mode_finds_one() {
    let mut tested = 0;
    for toy in &TOYS {
        let modes = toy.distribution().modes();
        if modes.is_empty() {
            continue;
        }
        let held_out = toy.dataset(2).held_out;
        let all = found(values(&held_out).view(), &modes);
        assert_eq!(all.modes, modes.len(), "{}", toy.name);
        assert!(all.share > 0.97 && all.share < 1.0, "{}: {all:?}", toy.name);
        let total = all.counts.iter().sum::<usize>() as f64;
        assert!((total / held_out.count() as f64 - all.share).abs() < 1e-12);

        let labels = held_out.labels.clone().unwrap();
        let first: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == 0).collect();
        let one = found(values(&held_out.select(&first)).view(), &modes);
        assert_eq!(one.modes, 1, "{}", toy.name);
        assert!(one.share > 0.97 && one.counts[0] > 0, "{}", toy.name);
        tested += 1;
    }
    assert_eq!(tested, 4);
}

#[test]
fn a_mode_is_found_from_twenty_of_2500_samples_on() {
    let mode = |centre| Mode {
        weight: 0.5,
        centre: vec![centre],
        deviation: 0.01,
    };
    let modes = [mode(0.25), mode(0.75)];
    // So many beside the second mode, the others nowhere or beside the first.
    let counted = |count: usize, second: usize| {
        let samples = Array2::from_shape_fn((count, 1), |(row, _)| match row {
            row if row < second => 0.7795,
            row if row % 2 == 0 => 0.7805,
            _ => 0.25,
        });
        found(samples.view(), &modes)
    };
    assert_eq!(counted(2500, 20).modes, 2);
    assert_eq!(counted(2500, 20).counts, [1240, 20]);
    assert_eq!(counted(2500, 20).share, 1260.0 / 2500.0);
    assert_eq!(counted(2500, 19).modes, 1);
    assert_eq!(counted(5000, 39).modes, 1);
    assert_eq!(counted(5000, 40).modes, 2);
    assert_eq!(counted(0, 0).modes, 0);
    assert_eq!(counted(10, 0).modes, 1);
}

#[test]
fn a_dataset_has_points_and_labels() {
    for toy in &TOYS {
        let (dataset, other) = (toy.dataset(1), toy.dataset(2));
        let distribution = toy.distribution();
        for (part, count) in [(&dataset.train, TRAIN), (&dataset.held_out, HELD_OUT)] {
            assert_eq!(part.pixels.dim(), (count, distribution.values()));
            assert_eq!((part.height, part.width), (1, distribution.values()));
            let labels = part.labels.as_ref();
            assert_eq!(labels.is_some(), distribution.classes() > 1, "{}", toy.name);
            assert!(labels.is_none_or(|labels| labels.len() == count));
        }
        assert_eq!(dataset.name, toy.name);
        assert_ne!(dataset.train.pixels, other.train.pixels);
        let first = dataset.train.select(&(0..HELD_OUT).collect::<Vec<_>>());
        assert_ne!(first.pixels, dataset.held_out.pixels);
    }
    assert!(named("ring").is_some() && named("rings").is_none());
}

/// The same bytes on every platform; these tests also run as wasm.
#[test]
fn the_bytes_are_known() {
    const HASHES: [(&str, u64); 10] = [
        ("two-bumps", 0x882a_635a_c971_49cd),
        ("uniform", 0xdc9d_e4bc_ee9f_93ce),
        ("skewed", 0xa65d_0960_9a5a_8547),
        ("ring", 0xd49d_f660_97af_c9e8),
        ("moons", 0x2af5_da32_b1ea_d37b),
        ("spiral", 0x951c_d689_e217_c0d4),
        ("clusters", 0xaf98_b980_1375_46e1),
        ("eight", 0x1b0f_cebb_e7d4_ef5e),
        ("grid25", 0x2c0d_73ec_44ad_c20e),
        ("checker", 0x9bc1_c7e8_e194_1fce),
    ];
    for (name, expected) in HASHES {
        let Dataset {
            train, held_out, ..
        } = named(name).unwrap().dataset(7);
        let parts = [train, held_out];
        let bytes = parts.iter().flat_map(|part| {
            let labels = part.labels.iter().flatten();
            part.pixels.iter().chain(labels).copied()
        });
        // FNV-1a, 64 bits.
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        assert_eq!(hash, expected, "{name}");
    }
}
