//! Runs of a model with a book.

use ndarray::Array2;

use super::*;

const BOOK: [(&str, &str); 4] = [
    ("method", "vqvae"),
    ("codes", "3"),
    ("book", "12"),
    ("latent", "2"),
];

fn values(session: &Session<Cpu>) -> Vec<Vec<f32>> {
    let variables = session.variables().unwrap().into_iter();
    variables.map(|v| session.executor.variable(v)).collect()
}

#[test]
fn a_run_is_repeated_and_restored() {
    for (update, prior) in [("ema", "uniform"), ("gradient", "counts"), ("ema", "made")] {
        let patch = [&BOOK[..], &[("update", update), ("codeprior", prior)]].concat();
        let mut first = session(&patch);
        train(&mut first, 60);
        let snapshot = first.snapshot().unwrap();
        train(&mut first, 60);
        let mut again = session(&patch);
        train(&mut again, 120);
        assert_eq!(values(&again), values(&first), "{update}");
        let mut restored = session(&[]);
        restored.restore(&snapshot).unwrap();
        assert_eq!(restored.snapshot().unwrap(), snapshot);
        train(&mut restored, 60);
        assert_eq!(values(&restored), values(&first), "{update}");
    }
}

#[test]
fn files_tell_their_book() {
    for (update, prior) in [
        ("ema", "made"),
        ("gradient", "counts"),
        ("gradient", "uniform"),
    ] {
        let patch = [&BOOK[..], &[("update", update), ("codeprior", prior)]].concat();
        let mut session = session(&patch);
        train(&mut session, 5);
        let mut file = session.weights_file().unwrap();
        assert_eq!(
            file.arrays.contains_key("state.sums"),
            update == "ema",
            "{update}"
        );
        file.header = None;
        let mut other = super::session(&[]);
        other.load_weights(&file.write()).unwrap();
        let options = other.options();
        assert_eq!(options.method, Method::Vqvae);
        assert_eq!((options.codes, options.book, options.latent), (3, 12, 2));
        assert_eq!(options.update.name(), update);
        assert_eq!(options.codeprior.name(), prior);
        assert_eq!(
            other.save_weights().unwrap(),
            session.save_weights().unwrap()
        );
    }
}

#[test]
fn a_parameter_is_read_and_set_by_its_name() {
    let patch = [&BOOK[..], &[("codes", "1"), ("update", "gradient")]].concat();
    let mut session = session(&patch);
    train(&mut session, 40);
    let mut book = session.parameter("book").unwrap();
    assert_eq!(book.len(), 24);
    book[10..12].copy_from_slice(&[9.0, -4.0]);
    session.set_parameter("book", &book).unwrap();
    assert_eq!(session.parameter("book").unwrap(), book);
    // What is near to the entry is decoded as it is.
    let points = Array2::from_shape_vec((2, 2), vec![9.0, -4.0, 9.3, -3.8]).unwrap();
    let decoded = session.decode(points.view(), None).unwrap();
    assert_eq!(decoded.row(0), decoded.row(1));
    train(&mut session, 3);
    assert_ne!(session.parameter("book").unwrap(), book);
    let snapshot = session.snapshot().unwrap();
    for (name, values, code) in [
        ("book", &book[1..], "weights-shape"),
        ("state.sums", &book, "weights-extra"),
    ] {
        let error = session.set_parameter(name, values).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
    }
    assert_eq!(session.snapshot().unwrap(), snapshot);
    assert!(session.parameter("state.sums").unwrap().is_empty());
}
