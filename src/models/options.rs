//! The one declaration of what can be chosen: the command line, the page's controls and links all follow from
//! [`SPECS`]. What an option is called and its help are among the page's texts, `www/src/texts/en.json`.

use std::borrow::Cow;

use super::value::{Kind, OptionError, OptionType, Value};
use crate::choices::{Choice, choices};
use crate::json::Json;
use crate::nn::Activation;
use crate::nn::optimizers::{self, OptimizerKind};
use crate::nn::schedule::Schedule;

choices! {
    /// The model, under its name in files of weights; that of new runs first.
    Autoencoder {
        /// Kingma and Welling's: q(z|x) is a Gaussian, and the objective has its divergence from the prior.
        Variational = "vae",
        /// z = μ, and the objective is the reconstruction alone.
        Plain = "ae",
    }
    /// p(x|z), the decoder's distribution over pixels.
    Likelihood {
        /// Independent Bernoulli pixels from logits.
        Bernoulli = "bernoulli",
        /// Gaussian pixels of one fixed standard deviation.
        Gaussian = "gaussian",
        /// Gaussian pixels, each with a variance that the decoder gives.
        GaussianLearned = "gaussian-learned",
    }
    /// The estimator of the lower bound (Kingma and Welling, section 2.3).
    Estimator {
        /// Eq. 7: the KL divergence in closed form.
        B = "b",
        /// Eq. 6: the KL divergence from the same samples.
        A = "a",
    }
}

/// Where an option belongs on a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Model,
    Objective,
    Optimizer,
    Training,
}

/// The declaration of one option.
#[derive(Clone, Debug)]
pub struct OptionSpec {
    /// Its name: a command-line flag, a key of a link, a property.
    pub key: &'static str,
    /// Its symbol in formulas; empty where it has none.
    pub symbol: &'static str,
    pub group: Group,
    /// Whether a newcomer should see it.
    pub basic: bool,
    /// Whether a change can alter the model's shape or its seed, so that the run starts over: see
    /// [`Session::restarts`](crate::session::Session::restarts).
    pub restart: bool,
    pub kind: Kind,
    pub default: Value,
}

impl Group {
    /// The group's name.
    pub fn name(self) -> &'static str {
        match self {
            Group::Model => "model",
            Group::Objective => "objective",
            Group::Optimizer => "optimizer",
            Group::Training => "training",
        }
    }
}

impl From<&OptionSpec> for Json {
    fn from(spec: &OptionSpec) -> Json {
        Json::object([
            ("key", spec.key.into()),
            ("symbol", spec.symbol.into()),
            ("group", spec.group.name().into()),
            ("basic", spec.basic.into()),
            ("restart", spec.restart.into()),
            ("kind", (&spec.kind).into()),
            ("default", (&spec.default).into()),
        ])
    }
}

/// Declares [`Options`] and [`SPECS`] together.
macro_rules! options {
    ($($field:ident: $type:ty = $group:ident, $symbol:literal, $basic:ident, $restart:ident,
        $kind:expr, $default:expr;)*) => {
        /// A complete and valid choice; the help of each option says what it is.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Options { $(pub $field: $type,)* }

        /// Every option, in the order of a form.
        pub static SPECS: &[OptionSpec] = &[$(OptionSpec {
            key: stringify!($field), symbol: $symbol, group: Group::$group, basic: $basic,
            restart: $restart, kind: $kind, default: $default,
        }),*];

        impl Default for Options {
            fn default() -> Self {
                Options { $($field: <$type>::from_value(&$default).unwrap_or_default(),)* }
            }
        }

        impl Options {
            /// The value of the option `key`.
            pub fn get(&self, key: &str) -> Option<Value> {
                match key {
                    $(stringify!($field) => Some(self.$field.to_value()),)*
                    _ => None,
                }
            }

            fn put(&mut self, key: &str, value: &Value) -> Option<()> {
                match key {
                    $(stringify!($field) => self.$field = <$type>::from_value(value)?,)*
                    _ => return None,
                }
                Some(())
            }
        }
    };
}

const fn number(number: f64) -> Value {
    Value::Number(number)
}

const fn text(text: &'static str) -> Value {
    Value::Text(Cow::Borrowed(text))
}

const fn list(list: &'static [f64]) -> Value {
    Value::List(Cow::Borrowed(list))
}

const fn int(min: f64, max: f64) -> Kind {
    Kind::Int { min, max }
}

const fn float(min: f64, max: f64) -> Kind {
    let log = false;
    Kind::Float { min, max, log }
}

const fn logarithmic(min: f64, max: f64) -> Kind {
    let log = true;
    Kind::Float { min, max, log }
}

const fn choice(choices: &'static [&'static str]) -> Kind {
    Kind::Choice { choices }
}

/// Up to four layers of up to 2048 units.
const LAYERS: Kind = Kind::Ints {
    min: 1.0,
    max: 2048.0,
    max_len: 4,
};

options! {
    // field: type = group, symbol, basic, restart, kind, default
    autoencoder: Autoencoder = Model, "", true, true, choice(Autoencoder::NAMES), text("vae");
    hidden: Vec<usize> = Model, "h", true, true, LAYERS, list(&[400.0]);
    activation: Activation = Model, "φ", true, false, choice(Activation::NAMES), text("relu");
    latent: usize = Model, "d", true, true, int(1.0, 64.0), number(2.0);
    likelihood: Likelihood = Model, "p(x|z)", false, true, choice(Likelihood::NAMES), text("bernoulli");
    sigma: f64 = Model, "σ", false, false, logarithmic(0.01, 10.0), number(0.1);
    beta: f64 = Objective, "β", true, false, float(0.0, 100.0), number(1.0);
    warmup: f64 = Objective, "", false, false, float(0.0, 1000.0), number(0.0);
    samples: usize = Objective, "L", false, false, int(1.0, 64.0), number(1.0);
    estimator: Estimator = Objective, "", false, false, choice(Estimator::NAMES), text("b");
    binarize: bool = Objective, "", false, false, Kind::Flag, Value::Flag(false);
    optimizer: OptimizerKind = Optimizer, "", true, false, choice(OptimizerKind::NAMES), text("adam");
    lr: f64 = Optimizer, "η", true, false, logarithmic(1e-6, 10.0), number(1e-3);
    beta1: f64 = Optimizer, "β₁", false, false, float(0.0, 0.9999), number(0.9);
    beta2: f64 = Optimizer, "β₂", false, false, float(0.0, 0.999_999), number(0.999);
    momentum: f64 = Optimizer, "", false, false, float(0.0, 0.9999), number(0.9);
    schedule: Schedule = Optimizer, "", false, false, choice(Schedule::NAMES), text("constant");
    clip: f64 = Optimizer, "‖g‖", false, false, float(0.0, 1e6), number(0.0);
    batch: usize = Training, "B", true, false, int(1.0, 1024.0), number(128.0);
    epochs: f64 = Training, "", false, false, logarithmic(0.1, 10_000.0), number(10.0);
    seed: u32 = Training, "", true, true, int(0.0, u32::MAX as f64), number(0.0);
}

/// Latent samples in one step, beyond which a browser tab's memory is at risk.
const MAX_ROWS: usize = 16_384;

impl Options {
    /// These options with some of them changed.
    ///
    /// # Errors
    /// The first key that does not exist, value out of range, or impossible combination.
    pub fn with<K: AsRef<str>>(&self, patch: &[(K, Value)]) -> Result<Options, OptionError> {
        let mut options = self.clone();
        for (key, value) in patch {
            let spec = spec(key.as_ref())?;
            if !spec.kind.accepts(value) || options.put(spec.key, value).is_none() {
                return Err(spec.refuse(value.to_string()));
            }
        }
        options.check()?;
        Ok(options)
    }

    /// These options with some of them read from text, as a command line or a link gives them.
    ///
    /// # Errors
    /// As [`Options::with`].
    pub fn with_text<K: AsRef<str>, V: AsRef<str>>(
        &self,
        patch: &[(K, V)],
    ) -> Result<Options, OptionError> {
        let mut values = Vec::with_capacity(patch.len());
        for (key, text) in patch {
            let spec = spec(key.as_ref())?;
            let value = spec.kind.parse(text.as_ref());
            let value = value.ok_or_else(|| spec.refuse(text.as_ref().to_owned()))?;
            values.push((spec.key, value));
        }
        self.with(&values)
    }

    /// Every key with its value, in the order of [`SPECS`].
    pub fn values(&self) -> Vec<(&'static str, Value)> {
        SPECS
            .iter()
            .filter_map(|spec| Some((spec.key, self.get(spec.key)?)))
            .collect()
    }

    /// The optimiser of these options.
    pub fn optimizer(&self) -> optimizers::Settings {
        optimizers::Settings {
            kind: self.optimizer,
            beta1: self.beta1,
            beta2: self.beta2,
            momentum: self.momentum,
        }
    }

    fn check(&self) -> Result<(), OptionError> {
        let conflict = |option, other, reason| {
            let word = |key| self.get(key).map(|v| v.to_string()).unwrap_or_default();
            Err(OptionError::Conflict {
                option,
                value: word(option),
                other,
                other_value: word(other),
                reason,
            })
        };
        if self.binarize && self.likelihood != Likelihood::Bernoulli {
            return conflict(
                "binarize",
                "likelihood",
                "black or white pixels need a Bernoulli likelihood",
            );
        }
        if self.samples * self.batch > MAX_ROWS {
            return conflict(
                "samples",
                "batch",
                "their product may be at most 16384, or the tab runs out of memory",
            );
        }
        Ok(())
    }
}

/// Values by key, as an object.
fn by_key(values: &[(&'static str, Value)]) -> Json {
    let members = values.iter();
    Json::Object(
        members
            .map(|(key, value)| ((*key).into(), value.into()))
            .collect(),
    )
}

impl From<&Options> for Json {
    fn from(options: &Options) -> Json {
        by_key(&options.values())
    }
}

impl OptionSpec {
    fn refuse(&self, value: String) -> OptionError {
        OptionError::Range {
            option: self.key,
            value,
            range: self.kind.to_string(),
        }
    }
}

/// The declaration of the option `key`.
///
/// # Errors
/// [`OptionError::Unknown`].
pub fn spec(key: &str) -> Result<&'static OptionSpec, OptionError> {
    let found = SPECS.iter().find(|spec| spec.key == key);
    found.ok_or_else(|| OptionError::Unknown {
        option: key.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
