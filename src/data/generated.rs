//! The datasets that the program makes itself, by name.

use std::ops::Range;

use super::dataset::{Dataset, Images};
use super::error::DataError;
use super::{handwriting, noise, pulse, toys};

/// A dataset that was made of a seed.
#[derive(Clone, Debug)]
pub struct Generated {
    /// All images that are held out, and as many of those to train on as are made at once.
    pub dataset: Dataset,
    /// How many training images there are in all.
    pub train: usize,
    /// The classes of all of them; empty where they are not known.
    pub labels: Vec<u8>,
    /// Names of the generative factors: the columns of [`Images::factors`].
    pub factors: &'static [&'static str],
    /// Makes the training images of a seed at the given places; None where [`Self::dataset`] has them all. Images that
    /// are made on demand are independent of each other, so that a first epoch may show them in order.
    pub images: Option<fn(u32, Range<u32>) -> Images>,
}

/// The names of all that can be made, the default first.
pub fn names() -> impl Iterator<Item = &'static str> {
    let toys = toys::TOYS.iter().map(|toy| toy.name);
    [handwriting::NAME, noise::NAME, pulse::NAME]
        .into_iter()
        .chain(toys)
}

/// Makes a dataset of a seed. Both alone decide every byte of it.
///
/// # Errors
/// [`DataError::UnknownName`]
pub fn load(name: &str, seed: u32) -> Result<Generated, DataError> {
    if name == handwriting::NAME {
        return Ok(Generated {
            dataset: handwriting::dataset(seed, handwriting::FIRST),
            train: handwriting::TRAIN,
            labels: (0..handwriting::TRAIN as u32)
                .map(|index| handwriting::label(seed, index))
                .collect(),
            factors: &handwriting::FACTORS,
            images: Some(handwriting::images),
        });
    }
    let dataset = if name == noise::NAME {
        noise::dataset(seed)
    } else if name == pulse::NAME {
        pulse::dataset(seed)
    } else if let Some(toy) = toys::named(name) {
        toy.dataset(seed)
    } else {
        return Err(DataError::UnknownName {
            name: name.into(),
            names: names().collect::<Vec<_>>().join(", "),
        });
    };
    Ok(Generated {
        train: dataset.train.count(),
        labels: dataset.train.labels.clone().unwrap_or_default(),
        dataset,
        factors: &[],
        images: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Refusal;

    #[test]
    fn every_name_is_loaded_and_says_what_it_is() {
        let all: Vec<_> = names().collect();
        assert_eq!(all[..4], ["handwriting", "noise", "pulse", "two-bumps"]);
        for (place, &name) in all.iter().enumerate() {
            assert!(!all[..place].contains(&name), "{name} twice");
            let Generated {
                dataset,
                train,
                labels,
                factors,
                images,
            } = load(name, 3).unwrap();
            assert_eq!(dataset.name, name);
            let known = dataset.train.labels.as_deref().unwrap_or_default();
            assert!(labels.starts_with(known), "{name}");
            let all = if known.is_empty() { 0 } else { train };
            assert_eq!(labels.len(), all, "{name}");
            assert_eq!(images.is_some(), dataset.train.count() < train, "{name}");
            let columns = dataset.held_out.factors.map_or(0, |f| f.ncols());
            assert_eq!(columns, factors.len(), "{name}");
        }
    }

    #[test]
    fn what_is_made_later_goes_on_where_the_first_images_end() {
        let Generated {
            dataset, images, ..
        } = load(handwriting::NAME, 3).unwrap();
        let last = dataset.train.count() - 1;
        let again = images.unwrap()(3, last as u32..last as u32 + 2);
        assert_eq!(again.select(&[0]), dataset.train.select(&[last]));
    }

    #[test]
    fn an_unknown_name_is_refused_with_those_there_are() {
        let error = load("rings", 3).unwrap_err();
        assert_eq!(error.code(), "data-unknown-name");
        let names = names().collect::<Vec<_>>().join(", ");
        assert_eq!(
            error.to_string(),
            format!("there is no generated dataset called rings, only {names}")
        );
        let params = [("name", "rings".to_owned()), ("names", names)];
        assert_eq!(error.params(), params);
    }
}
