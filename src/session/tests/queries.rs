//! What is asked of a model, and what is refused.

use ndarray::Array2;

use super::{session, stripes, train};
use crate::cpu::Cpu;
use crate::data::{Dataset, Images};
use crate::models::Options;
use crate::refusal::Refusal;
use crate::session::{Progress, Session, SessionError};

#[test]
fn views_agree_with_each_other() {
    let mut session = session(&[]);
    train(&mut session, 50);
    let held_out = session.held_out(20).unwrap();
    let pixels = held_out.pixels.mapv(|byte| f32::from(byte) * (1.0 / 255.0));
    let encoding = session.encode_held_out(0..20).unwrap();
    assert_eq!(session.encode(pixels.view(), None).unwrap(), encoding);
    let part = session.encode_held_out(7..9).unwrap();
    assert_eq!(part.mu, encoding.mu.slice(ndarray::s![7..9, ..]));
    let beyond = session.encode_held_out(1_000_000..1_000_001).unwrap();
    assert_eq!(beyond.mu.nrows(), 0);
    let decoded = session.decode(encoding.mu.view(), None).unwrap();
    assert_eq!(session.reconstruct(20).unwrap(), decoded);
    assert!(decoded.iter().all(|p| (0.0..=1.0).contains(p)));
    // Point by point is the same as together, and so is a number that takes more than one run.
    let many = Array2::from_shape_fn((1_100, 2), |(row, column)| encoding.mu[(row % 20, column)]);
    let together = session.decode(many.view(), None).unwrap();
    assert_eq!(together.row(1_099), decoded.row(19));
    let one = session
        .decode(encoding.mu.slice(ndarray::s![7..8, ..]), None)
        .unwrap();
    assert_eq!(one.row(0), decoded.row(7));
    assert_eq!(
        session
            .decode(Array2::zeros((0, 2)).view(), None)
            .unwrap()
            .dim(),
        (0, 16)
    );
}

#[test]
fn the_grid_goes_from_top_left_and_samples_follow_their_draw() {
    let mut session = session(&[]);
    train(&mut session, 50);
    let grid = session.grid(4, None).unwrap();
    // Φ⁻¹(1/8): left in the first dimension, and at the bottom in the second.
    let q = 1.150_349_4;
    let corners = ndarray::array![[-q, q], [q, q], [-q, -q], [q, -q]];
    let expected = session.decode(corners.view(), None).unwrap();
    for (row, cell) in [0, 3, 12, 15].into_iter().enumerate() {
        for (a, b) in grid.row(cell).iter().zip(expected.row(row)) {
            assert!((a - b).abs() < 1e-5, "cell {cell}");
        }
    }
    let draw = session.sample(6, 1, None).unwrap();
    assert_eq!(draw, session.sample(6, 1, None).unwrap());
    assert_ne!(draw, session.sample(6, 2, None).unwrap());
}

#[test]
fn requests_without_data_or_of_wrong_sizes_say_so() {
    let mut empty = Session::new(Cpu::new(), Options::default());
    assert_eq!(empty.step(), Err(SessionError::NoDataset));
    assert_eq!(empty.evaluate(0), Err(SessionError::NoDataset));
    assert_eq!(empty.grid(3, None), Err(SessionError::NoDataset));
    assert_eq!(empty.snapshot(), Err(SessionError::NoDataset));
    let mut session = session(&[]);
    train(&mut session, 3);
    empty.restore(&session.snapshot().unwrap()).unwrap();
    let progress = Progress {
        step: 3,
        epoch: 0.0,
    };
    assert_eq!(empty.progress(), progress);
    let error = session
        .decode(Array2::zeros((1, 3)).view(), None)
        .unwrap_err();
    assert_eq!(error.code(), "latent");
    let error = session
        .encode(Array2::zeros((1, 784)).view(), None)
        .unwrap_err();
    assert_eq!(error.code(), "pixels");
    let mut dataset = stripes();
    dataset.held_out = Images::new(Vec::new(), 4, 4, 1);
    assert_eq!(session.load(dataset).unwrap_err().code(), "dataset-empty");
    assert_eq!(session.dataset().unwrap().name, "stripes");
}

#[test]
fn what_no_memory_holds_is_refused() {
    let mut session = session(&[]);
    for side in [10_000, usize::MAX] {
        assert_eq!(session.grid(side, None).unwrap_err().code(), "too-many");
    }
    let error = session.sample(usize::MAX, 0, None).unwrap_err();
    assert_eq!(error.code(), "too-many");
    assert_eq!(session.grid(0, None).unwrap().dim(), (0, 16));
    let dataset = Dataset {
        train: Images::new(vec![0; (1 << 24) + 1], 1, 1, 1),
        ..stripes()
    };
    assert_eq!(session.load(dataset).unwrap_err().code(), "too-many");
    session.load_generated("handwriting", 0).unwrap();
    assert_eq!(session.grow_dataset(usize::MAX), 0);
}
