//! The one declaration of what can be chosen: the command line, the page's controls and links all follow from
//! [`SPECS`]. What an option is called is among the page's texts, `www/src/texts/en.json`; its help is beside them, in
//! `terms/en.json`.

pub mod conflicts;

use std::borrow::Cow;

use serde::Serialize;

use conflicts::CONFLICTS;

use super::value::{Kind, OptionError, OptionType, Value, ValueMap};
use crate::choices::{Choice, choices};
use crate::nn::Activation;
use crate::nn::optimizers::{self, OptimizerKind};
use crate::nn::schedule::Schedule;

choices! {
    /// What is trained, under its name in files of weights; that of new runs first.
    Method {
        /// The variational autoencoder.
        Vae = "vae",
        /// The plain autoencoder.
        Ae = "ae",
        /// The generative adversarial network.
        Gan = "gan",
        /// The autoencoder whose codes are entries of a book (van den Oord, Vinyals and Kavukcuoglu, 2017).
        Vqvae = "vqvae",
        /// The variational information bottleneck.
        Vib = "vib",
        /// The entropic autoencoder.
        Eae = "eae",
        /// The adversarial autoencoder.
        Aae = "aae",
        /// Adversarially learned inference, or BiGAN.
        Ali = "ali",
    }
    /// What is given the image's class.
    Condition {
        None = "none",
        /// Both networks, beside the image and the code.
        Concat = "concat",
        /// The prior, whose mean it chooses.
        Prior = "prior",
    }
    /// p(x|z), the decoder's distribution over pixels.
    Likelihood {
        /// Independent Bernoulli pixels from logits.
        Bernoulli = "bernoulli",
        /// Gaussian pixels of one fixed standard deviation.
        Gaussian = "gaussian",
        /// Gaussian pixels of one standard deviation, which is learned.
        GaussianShared = "gaussian-shared",
        /// Gaussian pixels, each with a variance that the decoder gives.
        GaussianLearned = "gaussian-learned",
    }
    /// The mean of p(x|z), of what the decoder's last layer gives.
    Output {
        /// In (0, 1).
        Sigmoid = "sigmoid",
        /// The numbers themselves.
        Linear = "linear",
    }
    /// q(z|x), a Gaussian, by its covariance.
    Posterior {
        /// Each image has variances of its own.
        Diagonal = "diagonal",
        /// All images share their variances, as in a linear model with its true posterior.
        Shared = "shared",
        /// Each image has a covariance of its own, L Lᵀ with L lower triangular.
        Full = "full",
    }
    /// p(z), which codes are made to have.
    Prior {
        /// N(0, I)
        Gaussian = "gaussian",
        /// A circle in the first two dimensions, with a little noise.
        Ring = "ring",
        /// Ten places on that circle.
        Blobs = "blobs",
    }
    /// What the encoder of [`Method::Ali`] gives.
    Encoding {
        /// A distribution, as in ALI.
        Gaussian = "gaussian",
        /// A point, as in BiGAN.
        Point = "point",
    }
    /// What encoder and generator of [`Method::Ali`] minimise, of their pairs p and q.
    PairLoss {
        /// -E_p ln(1 - D) - E_q ln D
        Swapped = "swapped",
        /// E_p ln D + E_q ln(1 - D)
        Minimax = "minimax",
        /// -E_p ln D - E_q ln D (Su, 2018).
        Kexue = "kexue",
    }
    /// p(k), by which the integers of a code are coded and drawn.
    CodePrior {
        /// Every code is as likely as any other.
        Uniform = "uniform",
        /// Each place has shares of its own.
        Counts = "counts",
        /// Each place knows those before it (Germain, Gregor, Murray and Larochelle, 2015).
        Made = "made",
    }
    /// What moves the entries of a book to the points that are encoded near them.
    BookUpdate {
        /// Moving averages of those points.
        Ema = "ema",
        /// The gradient of their squared distance.
        Gradient = "gradient",
    }
    /// What a generator minimises (Goodfellow et al., 2014, section 3).
    Adversary {
        /// -ln D(G(z)), whose gradient does not vanish where D is sure.
        NonSaturating = "nonsaturating",
        /// ln(1 - D(G(z))), the discriminator's own objective.
        Saturating = "saturating",
        /// -d(G(z)), d being a critic whose slope is held near 1 by a penalty (Gulrajani et al., 2017).
        Wasserstein = "wasserstein",
    }
    /// What the reconstruction error is of an image's pixels, for the weight of the KL divergence beside it.
    Reduction {
        /// Their sum, as log p(x|z) has it.
        Sum = "sum",
        /// Their mean: so β counts as many times as there are pixels.
        Mean = "mean",
    }
    /// The lower bound of ln p(x) that is trained.
    Bound {
        /// The evidence lower bound, a mean over the samples of z.
        Elbo = "elbo",
        /// The importance-weighted bound L_k, of k samples together (Burda, Grosse and Salakhutdinov, 2016).
        Iwae = "iwae",
    }
    /// A class of images that training does not see, so that it is an anomaly among those held out.
    Without {
        None = "none",
        Zero = "0",
        One = "1",
        Two = "2",
        Three = "3",
        Four = "4",
        Five = "5",
        Six = "6",
        Seven = "7",
        Eight = "8",
        Nine = "9",
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Group {
    Model,
    Objective,
    Optimizer,
    Training,
}

/// The declaration of one option.
#[derive(Clone, Debug, Serialize)]
pub struct OptionSpec {
    /// Its name: a command-line flag, a key of a link, a property.
    pub key: &'static str,
    /// Its symbol in formulas; empty where it has none.
    pub symbol: &'static str,
    pub group: Group,
    /// Whether a newcomer should see it.
    pub basic: bool,
    pub effect: Effect,
    /// What it needs to have an effect; None where it always has one.
    pub needs: Option<Need>,
    pub kind: Kind,
    pub default: Value,
}

/// How far a change of an option reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Effect {
    /// It is fed to the programs at each run.
    Fed,
    /// The programs are built anew; the run goes on.
    Program,
    /// It can alter the parameters' shapes, the terms, the seed or the images, so that the run starts over: see
    /// [`Session::restarts`](crate::session::Session::restarts).
    Run,
}

/// Values of another option, one of which an option needs to have an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    pub option: &'static str,
    pub among: &'static [&'static str],
}

/// Declares [`Options`] and [`SPECS`] together.
macro_rules! options {
    ($($field:ident: $type:ty = $group:ident, $symbol:literal, $basic:ident, $effect:ident,
        $needs:expr, $kind:expr, $default:expr;)*) => {
        /// A complete and valid choice; the help of each option says what it is.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Options { $(pub $field: $type,)* }

        /// Every option, in the order of a form.
        pub static SPECS: &[OptionSpec] = &[$(OptionSpec {
            key: stringify!($field), symbol: $symbol, group: Group::$group, basic: $basic,
            effect: Effect::$effect, needs: $needs, kind: $kind, default: $default,
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

const ALWAYS: Option<Need> = None;

const fn with(option: &'static str, among: &'static [&'static str]) -> Option<Need> {
    Some(Need { option, among })
}

options! {
    // field: type = group, symbol, basic, effect, needs, kind, default
    method: Method = Model, "", true, Run, ALWAYS, choice(Method::NAMES), text("vae");
    hidden: Vec<usize> = Model, "h", true, Run, ALWAYS, LAYERS, list(&[400.0]);
    activation: Activation = Model, "φ", true, Program, ALWAYS, choice(Activation::NAMES), text("relu");
    latent: usize = Model, "d", true, Run, ALWAYS, int(1.0, 64.0), number(2.0);
    codes: usize = Model, "M", true, Run, ALWAYS, int(1.0, 32.0), number(1.0);
    book: usize = Model, "K", true, Run, ALWAYS, int(2.0, 512.0), number(64.0);
    codeprior: CodePrior = Model, "p(k)", true, Run, ALWAYS, choice(CodePrior::NAMES), text("uniform");
    condition: Condition = Model, "y", false, Run, ALWAYS, choice(Condition::NAMES), text("none");
    likelihood: Likelihood = Model, "p(x|z)", false, Run, ALWAYS, choice(Likelihood::NAMES), text("bernoulli");
    output: Output = Model, "", false, Program, ALWAYS, choice(Output::NAMES), text("sigmoid");
    posterior: Posterior = Model, "q(z|x)", false, Run, ALWAYS, choice(Posterior::NAMES), text("diagonal");
    prior: Prior = Model, "p(z)", true, Run, ALWAYS, choice(Prior::NAMES), text("gaussian");
    encoder: Encoding = Model, "", true, Run, ALWAYS, choice(Encoding::NAMES), text("gaussian");
    sigma: f64 = Model, "σ", false, Fed, with("likelihood", &["gaussian"]), logarithmic(0.01, 10.0), number(0.1);
    beta: f64 = Objective, "β", true, Fed, ALWAYS, float(0.0, 1000.0), number(1.0);
    reduction: Reduction = Objective, "", false, Program, ALWAYS, choice(Reduction::NAMES), text("sum");
    warmup: f64 = Objective, "", false, Fed, ALWAYS, float(0.0, 1000.0), number(0.0);
    bound: Bound = Objective, "", false, Run, ALWAYS, choice(Bound::NAMES), text("elbo");
    samples: usize = Objective, "L", false, Program, ALWAYS, int(1.0, 64.0), number(1.0);
    estimator: Estimator = Objective, "", false, Program, with("bound", &["elbo"]), choice(Estimator::NAMES), text("b");
    critic: Vec<usize> = Model, "", true, Run, ALWAYS, LAYERS, list(&[128.0, 128.0]);
    ali: PairLoss = Objective, "", true, Program, ALWAYS, choice(PairLoss::NAMES), text("swapped");
    matching: f64 = Objective, "", true, Fed, ALWAYS, float(0.0, 10.0), number(0.5);
    adversary: Adversary = Objective, "", false, Run, ALWAYS, choice(Adversary::NAMES), text("nonsaturating");
    penalty: f64 = Objective, "λ", true, Fed, with("adversary", &["wasserstein"]), float(0.0, 100.0), number(10.0);
    dsteps: usize = Objective, "", true, Program, ALWAYS, int(1.0, 10.0), number(1.0);
    gsteps: usize = Objective, "", true, Program, ALWAYS, int(1.0, 10.0), number(1.0);
    anchor: f64 = Objective, "λ", true, Program, ALWAYS, float(0.0, 100.0), number(0.0);
    update: BookUpdate = Objective, "", false, Run, ALWAYS, choice(BookUpdate::NAMES), text("ema");
    revive: bool = Objective, "", true, Program, with("update", &["ema"]), Kind::Flag, Value::Flag(true);
    entropy: f64 = Objective, "λ", true, Fed, ALWAYS, float(0.0, 100.0), number(1.0);
    binarize: bool = Objective, "", false, Program, ALWAYS, Kind::Flag, Value::Flag(false);
    corrupt: f64 = Objective, "σₙ", false, Program, ALWAYS, float(0.0, 2.0), number(0.0);
    mask: f64 = Objective, "ρ", false, Program, ALWAYS, float(0.0, 0.9), number(0.0);
    optimizer: OptimizerKind = Optimizer, "", true, Program, ALWAYS, choice(OptimizerKind::NAMES), text("adam");
    lr: f64 = Optimizer, "η", true, Fed, ALWAYS, logarithmic(1e-6, 10.0), number(1e-3);
    beta1: f64 = Optimizer, "β₁", false, Fed, with("optimizer", &["adam"]), float(0.0, 0.9999), number(0.9);
    beta2: f64 = Optimizer, "β₂", false, Fed, with("optimizer", &["adam", "rmsprop"]), float(0.0, 0.999_999), number(0.999);
    momentum: f64 = Optimizer, "", false, Fed, with("optimizer", &["sgd"]), float(0.0, 0.9999), number(0.9);
    schedule: Schedule = Optimizer, "", false, Fed, ALWAYS, choice(Schedule::NAMES), text("constant");
    clip: f64 = Optimizer, "‖g‖", false, Program, ALWAYS, float(0.0, 1e6), number(0.0);
    batch: usize = Training, "B", true, Program, ALWAYS, int(1.0, 1024.0), number(128.0);
    epochs: f64 = Training, "", false, Fed, with("schedule", &["cosine", "one-cycle"]), logarithmic(0.1, 10_000.0), number(10.0);
    few: usize = Training, "n", false, Run, ALWAYS, int(0.0, 60_000.0), number(0.0);
    without: Without = Training, "", false, Run, ALWAYS, choice(Without::NAMES), text("none");
    seed: u32 = Training, "", true, Run, ALWAYS, int(0.0, u32::MAX as f64), number(0.0);
}

/// Names that options had in earlier versions, in links, attributes and files of weights.
const FORMER: &[(&str, &str)] = &[("autoencoder", "method")];

/// Latent samples in one step, beyond which a browser tab's memory is at risk.
pub const MAX_ROWS: usize = 16_384;

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
        self.with(&parse(patch)?)
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

    /// Samples of z that an evaluation takes of each image.
    pub fn evaluated_samples(&self) -> usize {
        match self.bound {
            Bound::Elbo => 1,
            Bound::Iwae => self.samples,
        }
    }

    /// Whether q(z|x) has covariances between dimensions.
    pub fn full_posterior(&self) -> bool {
        let full = matches!(self.method, Method::Vae | Method::Vib);
        full && self.posterior == Posterior::Full && self.latent > 1
    }

    fn check(&self) -> Result<(), OptionError> {
        let Some(found) = CONFLICTS.iter().find(|conflict| (conflict.holds)(self)) else {
            return Ok(());
        };
        let word = |key| self.get(key).map(|v| v.to_string()).unwrap_or_default();
        Err(OptionError::Conflict {
            option: found.option,
            value: word(found.option),
            other: found.other,
            other_value: word(found.other),
            reason: found.reason,
        })
    }
}

impl Without {
    /// The label of the class.
    pub fn label(self) -> Option<u8> {
        (self as u8).checked_sub(1)
    }
}

impl From<&Options> for ValueMap {
    fn from(options: &Options) -> Self {
        let values = options.values().into_iter();
        Self(values.map(|(key, value)| (key.to_owned(), value)).collect())
    }
}

impl OptionSpec {
    /// The names that it had in earlier versions.
    pub fn former(&self) -> impl Iterator<Item = &'static str> {
        let own = FORMER.iter().filter(|(_, now)| *now == self.key);
        own.map(|(former, _)| *former)
    }

    fn refuse(&self, value: String) -> OptionError {
        OptionError::Range {
            option: self.key,
            value,
            range: self.kind.to_string(),
        }
    }
}

/// Values that texts stand for, as a command line or a link gives them; their ranges are not checked here.
///
/// # Errors
/// [`OptionError::Unknown`], and [`OptionError::Range`] for a text that is no value of the option's kind.
pub fn parse<K: AsRef<str>, V: AsRef<str>>(
    patch: &[(K, V)],
) -> Result<Vec<(&'static str, Value)>, OptionError> {
    let value = |(key, text): &(K, V)| {
        let (spec, text) = (spec(key.as_ref())?, text.as_ref());
        let value = spec.kind.parse(text);
        Ok((spec.key, value.ok_or_else(|| spec.refuse(text.to_owned()))?))
    };
    patch.iter().map(value).collect()
}

/// The declaration of the option `key`, also under a former name.
///
/// # Errors
/// [`OptionError::Unknown`].
pub fn spec(key: &str) -> Result<&'static OptionSpec, OptionError> {
    let renamed = FORMER.iter().find(|(former, _)| *former == key);
    let key = renamed.map_or(key, |(_, now)| now);
    let found = SPECS.iter().find(|spec| spec.key == key);
    found.ok_or_else(|| OptionError::Unknown {
        option: key.to_owned(),
    })
}

#[cfg(test)]
mod tests;
