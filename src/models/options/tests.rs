//! What is refused, and with which words.

use super::*;
use crate::refusal::Refusal;

#[test]
fn defaults_are_valid() {
    assert_eq!(Options::default().hidden, [400]);
    for spec in SPECS {
        assert!(spec.kind.accepts(&spec.default), "{}", spec.key);
        assert_eq!(
            Options::default().get(spec.key).as_ref(),
            Some(&spec.default)
        );
    }
}

#[test]
fn text_becomes_options() {
    let options = Options::default()
        .with_text(&[("hidden", "512, 256"), ("lr", "3e-4"), ("binarize", "true")])
        .unwrap();
    assert_eq!(options.hidden, [512, 256]);
    assert_eq!(options.lr, 3e-4);
    assert!(options.binarize);
    assert!(
        Options::default()
            .with_text(&[("hidden", "")])
            .unwrap()
            .hidden
            .is_empty()
    );
}

#[test]
fn refusals_name_the_option_the_value_and_the_range() {
    let refuse = |key: &str, text: &str| {
        Options::default()
            .with_text(&[(key, text)])
            .unwrap_err()
            .to_string()
    };
    for (key, text, range) in [
        ("latent", "65", "from 1 to 64"),
        ("latent", "2.5", "whole number"),
        ("latent", "two", "whole number"),
        ("lr", "NaN", "a number from"),
        ("hidden", "1,2,3,4,5", "up to 4"),
        ("hidden", "4096", "2048"),
        ("activation", "swish", "relu, tanh"),
        ("binarize", "1", "true or false"),
    ] {
        let message = refuse(key, text);
        for part in [key, text, range] {
            assert!(message.contains(part), "{message} lacks {part}");
        }
    }
    assert!(refuse("depth", "3").contains("depth"));
}

#[test]
fn impossible_combinations_are_refused() {
    let both = [("binarize", "true"), ("likelihood", "gaussian")];
    let error = Options::default().with_text(&both).unwrap_err();
    assert_eq!(error.code(), "option-conflict");
    let many = [("samples", "64"), ("batch", "1024")];
    assert!(Options::default().with_text(&many).is_err());
    // One image has no neighbour in its batch, by which its code's entropy could be told.
    let alone = |batch| Options::default().with_text(&[("method", "eae"), ("batch", batch)]);
    let message = alone("1").unwrap_err().to_string();
    for part in ["batch", "1", "method", "eae", "neighbour"] {
        assert!(message.contains(part), "{message} lacks {part}");
    }
    assert!(alone("2").is_ok());
    assert!(Options::default().with_text(&[("batch", "1")]).is_ok());
}
