//! Named choices to begin with, good ones and instructive failures. They are data, `presets.json`, which the page
//! reads as well; what a preset is called is among the page's texts, `www/src/texts/en.json`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Options;
use super::value::{OptionError, ValueMap};
use crate::json;

const DECLARED: &str = include_str!("presets.json");

/// What a named choice changes of the defaults.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Preset {
    pub key: String,
    /// The dataset that it is about, by name; None for whichever there is.
    pub data: Option<String>,
    pub options: ValueMap,
}

impl Preset {
    /// The defaults with its changes.
    ///
    /// # Errors
    /// As [`Options::with`].
    pub fn options(&self) -> Result<Options, OptionError> {
        Options::default().with(&self.options.0)
    }
}

/// Every preset, the defaults first.
pub static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    let declared = json::read(DECLARED);
    declared.unwrap_or_else(|error| unreachable!("presets.json is well formed: {error}"))
});

/// The preset `key`.
pub fn find(key: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_valid_and_the_first_is_the_defaults() {
        assert_eq!(PRESETS[0].options().unwrap(), Options::default());
        for (number, preset) in PRESETS.iter().enumerate() {
            assert!(preset.options().is_ok(), "{}", preset.key);
            let same = PRESETS.iter().position(|other| other.key == preset.key);
            assert_eq!(same, Some(number), "{} is there twice", preset.key);
            // What is a default's anyway would be said twice.
            for (key, value) in &preset.options.0 {
                assert_ne!(
                    Options::default().get(key).as_ref(),
                    Some(value),
                    "{}",
                    preset.key
                );
            }
        }
    }
}
