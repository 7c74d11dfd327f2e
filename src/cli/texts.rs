//! What the page says of options and presets, in English: it is written once, for both.

use std::sync::LazyLock;

use serde_json::Value;

/// A file of the page's texts.
type Texts = LazyLock<Option<Value>>;

static FIRST: Texts =
    LazyLock::new(|| serde_json::from_str(include_str!("../../www/src/texts/en.json")).ok());
static TERMS: Texts =
    LazyLock::new(|| serde_json::from_str(include_str!("../../www/src/texts/terms/en.json")).ok());

/// What a preset is called.
pub fn preset_label(key: &str) -> String {
    text(&FIRST, &["presets", key, "label"])
}

/// The sentences about an option.
pub fn option_help(key: &str) -> String {
    text(&TERMS, &["help", key])
}

/// The text at a path; empty where there is none, which a test excludes.
fn text(texts: &Texts, path: &[&str]) -> String {
    let found = texts.as_ref().and_then(|texts| {
        let at = path.iter().try_fold(texts, |at, key| at.get(key));
        at.and_then(Value::as_str)
    });
    found.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use vae_lab::models::options::SPECS;
    use vae_lab::models::presets::PRESETS;

    use super::*;

    #[test]
    fn every_option_and_preset_has_its_texts() {
        for spec in SPECS {
            assert_ne!(option_help(spec.key), "", "{}", spec.key);
        }
        for preset in PRESETS.iter() {
            assert_ne!(preset_label(&preset.key), "", "{}", preset.key);
        }
    }
}
