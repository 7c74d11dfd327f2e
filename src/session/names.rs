//! Names that others give to the layers of an encoder and a decoder, in files without metadata of ours.

use std::collections::BTreeMap;

use super::weights::Array;

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
    while let Some(wrapper) = wrapper(arrays) {
        let unwrapped = |name: &String| (name.clone(), name[wrapper.len()..].to_owned());
        let names = arrays.keys().map(unwrapped).collect();
        rename(arrays, names);
    }
    if let Some(names) = names(arrays) {
        rename(arrays, names);
    }
}

/// What a wrapper put before every name.
fn wrapper(arrays: &BTreeMap<String, Array>) -> Option<&'static str> {
    let wraps = |wrapper: &&&str| arrays.keys().all(|name| name.starts_with(**wrapper));
    let found = WRAPPERS.iter().find(wraps).copied();
    found.filter(|_| !arrays.is_empty())
}

/// Renames tensors, unless two would have the same name: then there is something between the layers.
fn rename(arrays: &mut BTreeMap<String, Array>, names: Vec<(String, String)>) {
    let taken =
        |own: &String| arrays.contains_key(own) && !names.iter().any(|(name, _)| name == own);
    if names.iter().any(|(_, own)| taken(own)) {
        return;
    }
    let mut renamed = Vec::new();
    for (name, own) in names {
        renamed.extend(arrays.remove(&name).map(|array| (own, array)));
    }
    for (own, array) in renamed {
        arrays.insert(own, array);
    }
}

/// The tensors of a file's layers, by their names and ours.
fn names(arrays: &BTreeMap<String, Array>) -> Option<Vec<(String, String)>> {
    let mut known: [Option<Layer>; 4] = [None; 4];
    // The encoder's, the decoder's, and those whose part their names do not tell.
    let mut parts: [Vec<(String, Layer)>; 3] = Default::default();
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
        if let Some(place) = known_as(name) {
            // Two that could be the same.
            if known[place].replace(layer).is_some() {
                return None;
            }
            continue;
        }
        let starts = ["enc", "dec"];
        let part = starts.iter().position(|start| name.starts_with(start));
        let (part, key) = (&mut parts[part.unwrap_or(2)], in_order(name));
        let at = part.iter().filter(|(other, _)| *other < key).count();
        part.insert(at, (key, layer));
    }
    let [mut encoder, mut decoder, other] = parts.map(in_row);
    let [mean, logvar, output, output_logvar] = known;
    // The code of a plain autoencoder is what its encoder ends in.
    let mean = mean.or_else(|| encoder.pop())?;
    if !other.is_empty() {
        // Layers that are only numbered: those of the encoder come first.
        if !encoder.is_empty() || !decoder.is_empty() {
            return None;
        }
        let ends = |at: &usize| fits(&other[..*at], mean, &other[*at..], output);
        let at = (0..=other.len()).find(ends)?;
        (encoder, decoder) = (other[..at].to_vec(), other[at..].to_vec());
    }
    let output = output.or_else(|| decoder.pop())?;
    if !fits(&encoder, mean, &decoder, Some(output)) {
        return None;
    }
    let mut names = Vec::new();
    let mut add = |layer: Layer, own: String| {
        for part in ["weight", "bias"] {
            names.push((format!("{}.{part}", layer.name), format!("{own}.{part}")));
        }
    };
    for (part, layers) in [("encoder", encoder), ("decoder", decoder)] {
        for (number, layer) in layers.into_iter().enumerate() {
            add(layer, format!("{part}.{number}"));
        }
    }
    let last = [Some(mean), logvar, Some(output), output_logvar];
    for (layer, (own, _)) in last.into_iter().zip(KNOWN) {
        if let Some(layer) = layer {
            add(layer, own.to_owned());
        }
    }
    Some(names)
}

/// Layers without their keys.
fn in_row(part: Vec<(String, Layer)>) -> Vec<Layer> {
    part.into_iter().map(|(_, layer)| layer).collect()
}

/// Whether each layer takes what the one before gives, from pixels to pixels; classes may come beside what a network
/// reads. Without an output the last layer of the decoder is it.
fn fits(encoder: &[Layer], mean: Layer, decoder: &[Layer], output: Option<Layer>) -> bool {
    let chained = |layers: &[Layer]| {
        let mut pairs = layers.windows(2);
        pairs.all(|pair| pair[0].outputs == pair[1].inputs)
    };
    let output = output.as_ref();
    let first = encoder.first().unwrap_or(&mean);
    let (Some(begin), Some(end)) = (decoder.first().or(output), output.or(decoder.last())) else {
        return false;
    };
    chained(encoder)
        && chained(decoder)
        && encoder
            .last()
            .is_none_or(|last| last.outputs == mean.inputs)
        && decoder
            .last()
            .is_none_or(|last| output.is_none_or(|output| last.outputs == output.inputs))
        && begin.inputs >= mean.outputs
        && first.inputs >= end.outputs
        && begin.inputs - mean.outputs == first.inputs - end.outputs
}

/// Which of the known layers it is, if its name alone tells.
fn known_as(name: &str) -> Option<usize> {
    let own = match name.rsplit_once('.') {
        Some((own, number)) if number.bytes().all(|digit| digit.is_ascii_digit()) => own,
        _ => name,
    };
    let own = own.rsplit_once('.').map_or(own, |(_, own)| own);
    let letters = own.bytes().filter(u8::is_ascii_alphanumeric);
    let plain: Vec<u8> = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    let is_known = |(_, names): &(&str, &[&str])| names.iter().any(|name| name.as_bytes() == plain);
    KNOWN.iter().position(is_known)
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
