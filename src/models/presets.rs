//! Named choices to begin with, good ones and instructive failures. They are data, `presets.json`, which the page
//! reads as well; what a preset is called and shows is among the page's texts, `www/src/texts/en.json`.

use std::sync::LazyLock;

use super::Options;
use super::options::spec;
use super::value::{OptionError, Value};
use crate::json::Json;

const DECLARED: &str = include_str!("presets.json");

/// What a named choice changes of the defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    pub key: String,
    /// The dataset that it is about, by name; None for whichever there is.
    pub data: Option<String>,
    pub options: Vec<(&'static str, Value)>,
}

impl Preset {
    /// The defaults with its changes.
    ///
    /// # Errors
    /// As [`Options::with`].
    pub fn options(&self) -> Result<Options, OptionError> {
        Options::default().with(&self.options)
    }
}

/// Every preset, the defaults first.
pub static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    let declared = Json::parse(DECLARED).ok();
    let presets = declared.as_ref().and_then(Json::list);
    let presets = presets.and_then(|presets| presets.iter().map(read).collect());
    presets.unwrap_or_else(|| unreachable!("presets.json is well formed"))
});

/// The preset `key`.
pub fn find(key: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.key == key)
}

fn read(preset: &Json) -> Option<Preset> {
    let text = |key| preset.get(key).and_then(Json::text).map(str::to_owned);
    let Json::Object(options) = preset.get("options")? else {
        return None;
    };
    let options = options.iter();
    let options = options.map(|(key, value)| Some((spec(key).ok()?.key, Value::from_json(value)?)));
    Some(Preset {
        key: text("key")?,
        data: text("data"),
        options: options.collect::<Option<_>>()?,
    })
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
            for (key, value) in &preset.options {
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
