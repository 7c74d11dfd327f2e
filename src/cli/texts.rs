//! What the page says of options and presets, in English: it is written once, for both.

use std::sync::LazyLock;

use serde_json::Value;

static TEXTS: LazyLock<Option<Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../www/src/texts/en.json")).ok());

/// The text `what` (such as `help`) of `key` in a group of texts; empty where there is none, which a test excludes.
pub fn english(group: &str, key: &str, what: &str) -> String {
    let texts = TEXTS.as_ref().and_then(|texts| texts.get(group));
    let text = texts.and_then(|texts| texts.get(key)?.get(what)?.as_str());
    text.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use vae_lab::models::options::SPECS;
    use vae_lab::models::presets::PRESETS;

    use super::*;

    #[test]
    fn every_option_and_preset_has_its_texts() {
        for spec in SPECS {
            assert_ne!(english("options", spec.key, "help"), "", "{}", spec.key);
        }
        for preset in PRESETS.iter() {
            assert_ne!(
                english("presets", &preset.key, "label"),
                "",
                "{}",
                preset.key
            );
        }
    }
}
