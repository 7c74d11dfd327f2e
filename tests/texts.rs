//! What the page says of the engine's refusals: a sentence for each code, which fills in parameters that there are.
//! English is the engine's own.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;
use vae_lab::data::Remark;
use vae_lab::foreign;
use vae_lab::models::options::conflicts::CONFLICTS;
use vae_lab::refusal::{Declared, PageError, Refusal};
use vae_lab::session::SessionError;

fn declared() -> Vec<Declared> {
    let remarks = Remark::declared();
    [SessionError::declared(), PageError::declared(), remarks].concat()
}

/// A file of texts of the page.
fn read(path: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/src");
    let text = fs::read_to_string(folder.join(path)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The sentences of a language by code.
fn sentences(language: &str) -> BTreeMap<String, Value> {
    let texts = read(&format!("texts/{language}.json"));
    serde_json::from_value(texts["errors"].clone()).unwrap()
}

/// The names in braces.
fn placeholders(sentence: &str) -> BTreeSet<&str> {
    let parts = sentence.split('{').skip(1);
    parts
        .filter_map(|part| Some(part.split_once('}')?.0))
        .collect()
}

#[test]
fn each_code_is_declared_once() {
    let declared = declared();
    let codes: BTreeSet<_> = declared.iter().map(|refusal| refusal.code).collect();
    assert_eq!(codes.len(), declared.len());
    assert!(codes.contains(&"diverged") && codes.contains(&"option-range"));
}

#[test]
fn every_refusal_is_said_in_english_with_all_its_parameters() {
    for Declared {
        code,
        sentence,
        params,
    } in declared()
    {
        let params: BTreeSet<&str> = params.iter().copied().collect();
        assert_eq!(placeholders(sentence), params, "{code}");
        let braces = sentence.matches(['{', '}']).count();
        assert_eq!(braces, 2 * sentence.matches('{').count(), "{code}");
    }
}

#[test]
fn every_refusal_is_said_in_chinese_with_its_own_parameters() {
    let sentences = sentences("zh");
    for Declared { code, params, .. } in declared() {
        let sentence = sentences.get(code).and_then(Value::as_str);
        let sentence = sentence.unwrap_or_else(|| panic!("{code} has no sentence"));
        for name in placeholders(sentence) {
            // The page has them as JavaScript writes names.
            let known = params
                .iter()
                .any(|param| param.replace('_', "") == name.to_ascii_lowercase());
            assert!(known, "{code} has no parameter {name}");
        }
    }
}

#[test]
fn chinese_says_no_refusal_that_is_no_more() {
    let pages = [
        "run/refusals.json",
        "page/given.json",
        "share/copy.json",
        "store/comparison.json",
    ]
    .map(read);
    let declared = declared();
    for code in sentences("zh").keys() {
        let known = pages.iter().any(|page| page.get(code).is_some())
            || declared.iter().any(|known| known.code == code);
        assert!(known, "{code} is no refusal");
    }
}

#[test]
fn what_a_file_is_instead_has_its_words_in_chinese() {
    let texts = read("texts/zh.json");
    for what in foreign::ALL {
        // The page finds a text by its path, whose parts are between points.
        assert!(!what.contains('.'), "{what}");
        assert!(texts["words"][what].is_string(), "{what}");
    }
}

#[test]
fn why_options_do_not_go_together_is_said_in_chinese() {
    let texts = read("texts/zh.json");
    for conflict in &CONFLICTS {
        assert!(!conflict.reason.contains('.'), "{}", conflict.reason);
        assert!(
            texts["words"][conflict.reason].is_string(),
            "{}",
            conflict.reason
        );
    }
}
