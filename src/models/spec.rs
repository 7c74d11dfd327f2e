//! What a model says of itself to those who train it, draw it and judge it.

use serde::{Serialize, Serializer};

use crate::choices::choices;

choices! {
    /// What an image is encoded to.
    Code {
        /// Nothing: the model has no encoder.
        None = "none",
        /// A distribution over z, N(μ, diag σ²).
        Gaussian = "gaussian",
        /// One point z.
        Point = "point",
    }
    /// What a model has a number for: how real it looks, to a discriminator or a critic.
    Judged {
        Nothing = "nothing",
        Images = "images",
        /// Latent points.
        Codes = "codes",
        /// Images, each with a latent point.
        Pairs = "pairs",
    }
    /// The unit of a term.
    Unit {
        Nats = "nats",
        /// A count or a share, which has none.
        None = "none",
    }
    /// What a term is measured on.
    Source {
        /// Images, in training and in evaluations.
        Images = "images",
        /// Samples of the model, in evaluations, where the modes of the data are known.
        Samples = "samples",
        /// All images of an evaluation together.
        Together = "together",
    }
    /// Where a term stands among the others.
    Role {
        /// What the run is judged by: a term of its own, or the sum of the parts.
        Loss = "loss",
        /// It is added to the loss, with the weight 1.
        Part = "part",
        /// A figure beside the loss.
        Figure = "figure",
    }
    /// Which way a term improves.
    Better {
        Lower = "lower",
        Higher = "higher",
        /// It has a value at which two forces balance.
        Neither = "neither",
    }
}

/// A number that training or evaluation gives for each image, as a mean over images.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Term {
    /// Its name in figures, charts, links and files.
    pub key: &'static str,
    pub role: Role,
    pub source: Source,
    pub unit: Unit,
    pub better: Better,
    /// Whether an evaluation gives it for each latent dimension too; their sum is the term.
    pub by_dimension: bool,
}

impl Term {
    /// A term in nats that is measured on images and is not split by dimension.
    pub const fn nats(key: &'static str, role: Role, better: Better) -> Self {
        Self {
            key,
            role,
            source: Source::Images,
            unit: Unit::Nats,
            better,
            by_dimension: false,
        }
    }

    /// A figure without a unit that is measured on images: at first it rises, and then it falls.
    pub const fn unitless(key: &'static str) -> Self {
        Self {
            unit: Unit::None,
            ..Self::nats(key, Role::Figure, Better::Neither)
        }
    }

    /// A figure of drawn samples, a count or a share, of which more is better.
    pub const fn of_samples(key: &'static str) -> Self {
        Self {
            key,
            role: Role::Figure,
            source: Source::Samples,
            unit: Unit::None,
            better: Better::Higher,
            by_dimension: false,
        }
    }
}

/// A model of certain options, as the page and the command line need to know it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    /// The terms, in the order in which they are shown; those of role [`Role::Loss`] first.
    pub terms: &'static [Term],
    pub code: Code,
    /// Numbers of a latent point.
    pub dimensions: usize,
    /// Whether latent points can be decoded to images.
    pub decodes: bool,
    /// What it has a number for: how real it looks to it.
    pub judges: Judged,
    /// Whether it is given the images' classes, and learns from them.
    pub labels: bool,
    /// Whether it tells the images' classes from latent points; it learns from them, and is not given them.
    pub classifies: bool,
    /// Whether N(0, I) is what latent points are drawn from to make new images.
    pub prior: bool,
    /// The standard deviation of the Gaussians of which they are drawn instead, equally likely ones around the means that are the
    /// parameter [`CENTRES`](super::prior::CENTRES); else 0.
    pub spread: f32,
}

impl Spec {
    /// The term that the run is judged by, if there is one.
    pub fn loss(&self) -> Option<&Term> {
        self.terms.iter().find(|term| term.role == Role::Loss)
    }

    /// Whether it learns from images with classes alone.
    pub fn needs_labels(&self) -> bool {
        self.labels || self.classifies
    }

    /// The values of all terms, from those that a program gives: a loss with parts is their sum.
    pub fn complete<T: Copy + std::iter::Sum>(&self, given: impl Fn(&str) -> T) -> Terms<T> {
        let parts = || self.terms.iter().filter(|term| term.role == Role::Part);
        let summed = parts().next().is_some();
        let value = |term: &Term| match term.role {
            Role::Loss if summed => parts().map(|part| given(part.key)).sum(),
            Role::Loss | Role::Part | Role::Figure => given(term.key),
        };
        Terms {
            terms: self.terms,
            values: self.terms.iter().map(value).collect(),
        }
    }
}

/// Values of a model's terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms<T> {
    terms: &'static [Term],
    /// In the order of the model's [`Spec`].
    pub values: Vec<T>,
}

struct ByKey<'a, T>(&'a Terms<T>);

impl<T: Serialize + Copy + Into<f64>> Serialize for ByKey<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let measured = self.0.iter().filter(|&(_, value)| !value.into().is_nan());
        serializer.collect_map(measured.map(|(term, value)| (term.key, value)))
    }
}

/// A list of the values.
impl<T: Serialize> Serialize for Terms<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.values.serialize(serializer)
    }
}

impl<T: Copy> Terms<T> {
    /// Each term with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Term, T)> {
        self.terms.iter().zip(self.values.iter().copied())
    }

    /// Zeros for the same terms, to sum up in.
    pub fn zeros(&self) -> Terms<f64> {
        Terms {
            terms: self.terms,
            values: vec![0.0; self.values.len()],
        }
    }

    /// The values by key; what was not measured is left out.
    pub fn by_key(&self) -> impl Serialize + use<'_, T>
    where
        T: Serialize + Into<f64>,
    {
        ByKey(self)
    }

    /// Sets the value of a term, where the model has it.
    pub fn put(&mut self, key: &str, value: T) {
        let place = self.terms.iter().position(|term| term.key == key);
        if let Some(place) = place {
            self.values[place] = value;
        }
    }

    /// The value of a term; None where the model has no such term.
    pub fn get(&self, key: &str) -> Option<T> {
        let found = self.iter().find(|(term, _)| term.key == key);
        found.map(|(_, value)| value)
    }

    /// The value of the term that the run is judged by.
    pub fn loss(&self) -> Option<T> {
        let found = self.iter().find(|(term, _)| term.role == Role::Loss);
        found.map(|(_, value)| value)
    }
}
