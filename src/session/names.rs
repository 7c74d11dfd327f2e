//! Names that others give to the layers of an encoder and a decoder, in files without metadata of ours.

use std::collections::BTreeMap;

use super::weights::Array;
use crate::maps::by_key;

/// What wrappers put before every name.
const WRAPPERS: [&str; 5] = ["module.", "_orig_mod.", "model.", "vae.", "net."];

/// Layers that are known by their own names, without their folders and in letters and digits alone.
const KNOWN: [(&str, &[&str]); 4] = [
    (
        "mean",
        &[
            "mean",
            "mu",
            "fcmu",
            "fcmean",
            "fc21",
            "zmean",
            "mulayer",
            "meanlayer",
            "linearmu",
            "hiddentomu",
        ],
    ),
    (
        "logvar",
        &[
            "logvar",
            "fclogvar",
            "fcvar",
            "fc22",
            "zlogvar",
            "logvarlayer",
            "linearlogvar",
            "hiddentologvar",
        ],
    ),
    ("output", &["output"]),
    ("output_logvar", &["outputlogvar"]),
];

/// A linear layer of a file.
#[derive(Clone, Copy)]
struct Layer<'a> {
    name: &'a str,
    outputs: usize,
    inputs: usize,
}

/// Gives tensors the names that they have here, where names and shapes tell which they are; else changes nothing but
/// a wrapper's prefix.
pub fn translate(arrays: &mut BTreeMap<String, Array>) {
    while let Some(wrapper) = WRAPPERS
        .iter()
        .find(|wrapper| arrays.keys().all(|name| name.starts_with(**wrapper)))
        && !arrays.is_empty()
    {
        let unwrapped = std::mem::take(arrays).into_iter();
        *arrays = by_key(unwrapped.map(|(name, array)| (name[wrapper.len()..].to_owned(), array)));
    }
    let Some(names) = names(arrays) else {
        return;
    };
    let renamed = |name: &String| {
        let (layer, part) = name.rsplit_once('.')?;
        Some(format!("{}.{part}", names.get(layer)?))
    };
    let own = by_key(
        arrays
            .keys()
            .map(|name| (renamed(name).unwrap_or_else(|| name.clone()), name.clone())),
    );
    // Two tensors of one name: there is something between the layers.
    if own.len() == arrays.len() {
        let named = own
            .into_iter()
            .filter_map(|(own, name)| Some((own, arrays.remove(&name)?)));
        *arrays = by_key(named.collect::<Vec<_>>());
    }
}

/// Our names of a file's layers by theirs.
fn names(arrays: &BTreeMap<String, Array>) -> Option<BTreeMap<String, String>> {
    let (mut encoder, mut decoder, mut other) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut known = BTreeMap::new();
    for (name, array) in arrays {
        let (Some(name), &[outputs, inputs]) =
            (name.strip_suffix(".weight"), array.shape.as_slice())
        else {
            continue;
        };
        let layer = Layer {
            name,
            outputs,
            inputs,
        };
        if let Some(own) = known_as(name) {
            // Two that could be the same.
            if known.insert(own, layer).is_some() {
                return None;
            }
            continue;
        }
        let part = match name {
            _ if name.starts_with("enc") => &mut encoder,
            _ if name.starts_with("dec") => &mut decoder,
            _ => &mut other,
        };
        part.insert(in_order(name), layer);
    }
    let (mut encoder, mut decoder, other) = (list(encoder), list(decoder), list(other));
    if !known.contains_key("mean") {
        // The code of a plain autoencoder is what its encoder ends in.
        known.insert("mean", encoder.pop()?);
    }
    let mean = *known.get("mean")?;
    if !other.is_empty() {
        // Layers that are only numbered: those of the encoder come first.
        if !encoder.is_empty() || !decoder.is_empty() {
            return None;
        }
        let ends = |at: &usize| {
            let (encoder, decoder) = other.split_at(*at);
            fits(encoder, mean, decoder)
        };
        let at = (0..other.len()).find(ends)?;
        (encoder, decoder) = (other[..at].to_vec(), other[at..].to_vec());
    }
    if !known.contains_key("output") {
        known.insert("output", decoder.pop()?);
    }
    decoder.push(*known.get("output")?);
    if !fits(&encoder, mean, &decoder) {
        return None;
    }
    decoder.pop();
    let numbered = |part: &'static str, layers: Vec<Layer>| {
        let layers = layers.into_iter().enumerate();
        let named =
            layers.map(|(number, layer)| (layer.name.to_owned(), format!("{part}.{number}")));
        named.collect::<Vec<_>>()
    };
    let known = known
        .into_iter()
        .map(|(own, layer)| (layer.name.to_owned(), own.to_owned()));
    Some(by_key(
        known
            .chain(numbered("encoder", encoder))
            .chain(numbered("decoder", decoder)),
    ))
}

fn list(layers: BTreeMap<String, Layer>) -> Vec<Layer> {
    layers.into_values().collect()
}

/// Whether each layer takes what the one before gives, from pixels to pixels; classes may come beside what a network
/// reads.
fn fits(encoder: &[Layer], mean: Layer, decoder: &[Layer]) -> bool {
    let chained = |layers: &[Layer]| layers.is_sorted_by(|a, b| a.outputs == b.inputs);
    let (first, last) = (encoder.first().unwrap_or(&mean), encoder.last());
    let (Some(begin), Some(end)) = (decoder.first(), decoder.last()) else {
        return false;
    };
    chained(encoder)
        && chained(decoder)
        && last.is_none_or(|last| last.outputs == mean.inputs)
        && begin.inputs >= mean.outputs
        && first.inputs >= end.outputs
        && begin.inputs - mean.outputs == first.inputs - end.outputs
}

/// What a layer is called here if its name alone tells.
fn known_as(name: &str) -> Option<&'static str> {
    let own = name.trim_end_matches(|letter: char| letter == '.' || letter.is_ascii_digit());
    // Digits at the end belong to the name where no point is before them.
    let own = if own.len() == name.len() || !name[own.len()..].starts_with('.') {
        name
    } else {
        own
    };
    let own = own.rsplit('.').next().unwrap_or(own);
    let letters = own
        .bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase());
    let plain: Vec<u8> = letters.collect();
    let known = KNOWN
        .iter()
        .find(|(_, names)| names.iter().any(|name| name.as_bytes() == plain));
    known.map(|&(own, _)| own)
}

/// A name that is sorted by its numbers: 10 after 9.
fn in_order(name: &str) -> String {
    let mut key = String::new();
    let mut digits = String::new();
    for letter in name.chars().chain(['.']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        while !digits.is_empty() && digits.len() < 4 {
            digits.insert(0, '0');
        }
        key.push_str(&digits);
        digits.clear();
        key.push(letter);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Layers of biases and of weights (out, in) under these names.
    fn file(layers: &[(&str, usize, usize)]) -> BTreeMap<String, Array> {
        let zeros = |shape: Vec<usize>| Array {
            values: vec![0.0; shape.iter().product()],
            shape,
        };
        let both = layers.iter().flat_map(|&(name, outputs, inputs)| {
            [
                (format!("{name}.weight"), zeros(vec![outputs, inputs])),
                (format!("{name}.bias"), zeros(vec![outputs])),
            ]
        });
        both.collect()
    }

    /// The layers' names here, each with its inputs.
    fn translated(layers: &[(&str, usize, usize)]) -> Vec<(String, usize)> {
        let mut arrays = file(layers);
        translate(&mut arrays);
        let weights = arrays.iter().filter_map(|(name, array)| {
            let layer = name.strip_suffix(".weight")?;
            assert!(arrays.contains_key(&format!("{layer}.bias")));
            Some((layer.to_owned(), array.shape[1]))
        });
        weights.collect()
    }

    const OURS: [(&str, usize); 5] = [
        ("decoder.0", 2),
        ("encoder.0", 64),
        ("logvar", 6),
        ("mean", 6),
        ("output", 6),
    ];

    #[test]
    fn names_that_people_have_become_ours() {
        let ours = OURS.map(|(name, inputs)| (name.to_owned(), inputs));
        for names in [
            ["encoder.0", "mean", "logvar", "decoder.0", "output"],
            ["fc1", "fc21", "fc22", "fc3", "fc4"],
            ["fc1", "fc_mu", "fc_logvar", "fc2", "fc3"],
            ["linear1", "mu", "log_var", "linear2", "linear3"],
            ["encoder.0", "fc_mu", "fc_var", "decoder.0", "decoder.2"],
            [
                "encoder.fc1",
                "encoder.mu",
                "encoder.logvar",
                "decoder.fc1",
                "decoder.fc2",
            ],
            [
                "module.encoder.0",
                "module.mean",
                "module.logvar",
                "module.decoder.0",
                "module.output",
            ],
            [
                "_orig_mod.module.fc1",
                "_orig_mod.module.fc21",
                "_orig_mod.module.fc22",
                "_orig_mod.module.fc3",
                "_orig_mod.module.fc4",
            ],
        ] {
            let [h, mean, logvar, back, output] = names;
            let layers = [
                (h, 6, 64),
                (mean, 2, 6),
                (logvar, 2, 6),
                (back, 6, 2),
                (output, 64, 6),
            ];
            assert_eq!(translated(&layers), ours, "{names:?}");
        }
    }

    #[test]
    fn layers_are_numbered_anew_in_the_order_of_their_numbers() {
        let read = translated(&[
            ("encoder.8", 7, 64),
            ("encoder.10", 6, 7),
            ("mean", 2, 6),
            ("logvar", 2, 6),
            ("decoder.0", 6, 2),
            ("decoder.2", 7, 6),
            ("output", 64, 7),
        ]);
        let names: Vec<(&str, usize)> = read
            .iter()
            .map(|(name, inputs)| (name.as_str(), *inputs))
            .collect();
        assert_eq!(
            names[..4],
            [
                ("decoder.0", 2),
                ("decoder.1", 6),
                ("encoder.0", 64),
                ("encoder.1", 7)
            ]
        );
        // A plain autoencoder of two `Sequential`s.
        let read = translated(&[
            ("encoder.0", 6, 64),
            ("encoder.2", 2, 6),
            ("decoder.0", 6, 2),
            ("decoder.2", 64, 6),
        ]);
        let names: Vec<&str> = read.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["decoder.0", "encoder.0", "mean", "output"]);
    }

    #[test]
    fn what_does_not_fit_keeps_its_names() {
        for layers in [
            // The decoder takes another code than the encoder gives.
            vec![
                ("fc1", 6, 64),
                ("fc21", 2, 6),
                ("fc22", 2, 6),
                ("fc3", 6, 3),
                ("fc4", 64, 6),
            ],
            vec![
                ("generator.0", 6, 2),
                ("generator.1", 64, 6),
                ("discriminator.0", 1, 64),
            ],
            vec![("mu", 2, 6), ("mean", 2, 6), ("decoder.0", 64, 2)],
            vec![],
        ] {
            let before = file(&layers);
            let mut after = before.clone();
            translate(&mut after);
            assert_eq!(after, before);
        }
        // A layer between the others that is no linear one.
        let mut arrays = file(&[
            ("encoder.0", 6, 64),
            ("encoder.2", 6, 6),
            ("mean", 2, 6),
            ("logvar", 2, 6),
        ]);
        arrays.extend(file(&[("decoder.0", 6, 2), ("output", 64, 6)]));
        let norm = arrays["mean.bias"].clone();
        arrays.insert("encoder.1.weight".to_owned(), norm);
        let before = arrays.clone();
        translate(&mut arrays);
        assert_eq!(arrays, before);
    }
}
