//! Names that others give to the layers of an encoder and a decoder, in files without metadata of ours.

use std::collections::BTreeMap;
use std::mem;

use super::weights::Array;
use crate::maps::by_key;
use crate::words::is_among;

/// What wrappers put before every name.
const WRAPPERS: [&str; 5] = ["module.", "_orig_mod.", "model.", "vae.", "net."];

/// Layers by the names that tell them alone, without their folders and in letters and digits only; ours comes first.
const KNOWN: [(&str, &str); 4] = [
    (
        "mean",
        "mean mu fcmu fcmean fc21 zmean mulayer meanlayer linearmu hiddentomu",
    ),
    (
        "logvar",
        "logvar fclogvar fcvar fc22 zlogvar logvarlayer linearlogvar hiddentologvar",
    ),
    ("output", "output"),
    ("output_logvar", "outputlogvar"),
];

/// The place of a layer: that of its name among the known ones, or one of these.
const MEAN: usize = 0;
const OUTPUT: usize = 2;
const ENCODER: usize = KNOWN.len();
const DECODER: usize = ENCODER + 1;
const OTHER: usize = DECODER + 1;

/// What of a layer is in a file.
const PARTS: [&str; 2] = [".weight", ".bias"];

/// A linear layer of a file.
struct Layer<'a> {
    name: &'a str,
    outputs: usize,
    inputs: usize,
    /// Where it stands: first its place, then its name, whose numbers count as such: 10 comes after 9.
    key: (usize, Vec<u32>),
}

/// Gives tensors the names that they have here, where names and shapes tell which they are; else changes nothing but
/// a wrapper's prefix.
pub fn translate(arrays: &mut BTreeMap<String, Array>) {
    // A loop over a map is ten times the code of one over a list.
    let mut list: Vec<(String, Array)> = Vec::with_capacity(arrays.len());
    for named in mem::take(arrays) {
        list.push(named);
    }
    unwrap(&mut list);
    let names = names(&list).unwrap_or_default();
    for (name, _) in &mut list {
        if let Some((layer, part)) = stem(name)
            && let Some((_, own)) = names.iter().find(|(other, _)| other == layer)
        {
            *name = own.clone() + part;
        }
    }
    *arrays = by_key(list);
}

/// Takes off what wrappers put before every name.
fn unwrap(arrays: &mut [(String, Array)]) {
    while let Some(wrapper) = WRAPPERS.iter().find(|wrapper| {
        let is_wrapped = |(name, _): &(String, Array)| name.starts_with(**wrapper);
        !arrays.is_empty() && arrays.iter().all(is_wrapped)
    }) {
        for (name, _) in &mut *arrays {
            name.drain(..wrapper.len());
        }
    }
}

/// A tensor's layer, and what it is of it.
fn stem(name: &str) -> Option<(&str, &'static str)> {
    let mut parts = PARTS.into_iter();
    parts.find_map(|part| Some((name.strip_suffix(part)?, part)))
}

/// The layers of a file, by their names and ours.
fn names(arrays: &[(String, Array)]) -> Option<Vec<(String, String)>> {
    let mut layers: Vec<Layer> = Vec::new();
    for (name, array) in arrays {
        let (Some((name, ".weight")), &[outputs, inputs]) = (stem(name), array.shape.as_slice())
        else {
            continue;
        };
        let key = (place(name), in_order(name));
        let at = layers.iter().filter(|other| other.key < key).count();
        let layer = Layer {
            name,
            outputs,
            inputs,
            key,
        };
        layers.insert(at, layer);
    }
    let of = |place: usize| {
        let start = layers.iter().filter(|layer| layer.key.0 < place).count();
        let (_, from) = layers.split_at(start);
        let count = from.iter().filter(|layer| layer.key.0 == place).count();
        &from[..count]
    };
    // Two that could be the same.
    if (0..KNOWN.len()).any(|place| of(place).len() > 1) {
        return None;
    }
    let [mut encoder, mut decoder, other] = [ENCODER, DECODER, OTHER].map(of);
    // The code of a plain autoencoder is what its encoder ends in.
    let mean = of(MEAN).first().or_else(|| pop(&mut encoder))?;
    let output = of(OUTPUT).first();
    if !other.is_empty() {
        // Layers that are only numbered: those of the encoder come first.
        if !encoder.is_empty() || !decoder.is_empty() {
            return None;
        }
        let ends = |at: &usize| fits(&other[..*at], mean, &other[*at..], output);
        (encoder, decoder) = other.split_at((0..=other.len()).find(ends)?);
    }
    let output = output.or_else(|| pop(&mut decoder))?;
    if !fits(encoder, mean, decoder, Some(output)) {
        return None;
    }
    let mut names = Vec::new();
    for (part, layers) in [("encoder", encoder), ("decoder", decoder)] {
        for (number, layer) in layers.iter().enumerate() {
            names.push((layer.name.to_owned(), format!("{part}.{number}")));
        }
    }
    for (place, (own, _)) in KNOWN.iter().enumerate() {
        let layer = match place {
            MEAN => Some(mean),
            OUTPUT => Some(output),
            place => of(place).first(),
        };
        if let Some(layer) = layer {
            names.push((layer.name.to_owned(), (*own).to_owned()));
        }
    }
    // What has a name of ours and is no layer: there is something between the layers.
    let taken = |(name, _): &(String, Array)| {
        stem(name).is_some_and(|(stem, _)| {
            let is_own = names.iter().any(|(_, own)| own == stem);
            is_own && !names.iter().any(|(layer, _)| layer == stem)
        })
    };
    (!arrays.iter().any(taken)).then_some(names)
}

/// Takes the last layer off.
fn pop<'a, 'b>(layers: &mut &'a [Layer<'b>]) -> Option<&'a Layer<'b>> {
    let (last, others) = layers.split_last()?;
    *layers = others;
    Some(last)
}

/// Whether each layer takes what the one before gives, from pixels to pixels; classes may come beside what a network
/// reads. Without an output the last layer of the decoder is it.
fn fits(encoder: &[Layer], mean: &Layer, decoder: &[Layer], output: Option<&Layer>) -> bool {
    let chained = |layers: &[Layer], last: Option<&Layer>| {
        let next = layers.iter().skip(1).chain(last);
        let mut pairs = layers.iter().zip(next);
        pairs.all(|(layer, next)| layer.outputs == next.inputs)
    };
    let first = encoder.first().unwrap_or(mean);
    let (Some(begin), Some(end)) = (decoder.first().or(output), output.or(decoder.last())) else {
        return false;
    };
    chained(encoder, Some(mean))
        && chained(decoder, output)
        && begin.inputs >= mean.outputs
        && first.inputs >= end.outputs
        && begin.inputs - mean.outputs == first.inputs - end.outputs
}

/// The place of the layer of a name.
fn place(name: &str) -> usize {
    let mut words = name.as_bytes().rsplit(|&letter| letter == b'.');
    let word = words.find(|word| !word.iter().all(u8::is_ascii_digit));
    let mut plain = word.unwrap_or_default().to_vec();
    plain.retain(u8::is_ascii_alphanumeric);
    let is_known = |(_, names): &(&str, &str)| is_among(&plain, names);
    KNOWN.iter().position(is_known).unwrap_or(match name {
        name if name.starts_with("enc") => ENCODER,
        name if name.starts_with("dec") => DECODER,
        _ => OTHER,
    })
}

/// The letters of a name, and its numbers.
fn in_order(name: &str) -> Vec<u32> {
    let mut key: Vec<u32> = Vec::new();
    let mut in_number = false;
    for letter in name.bytes() {
        let digit = u32::from(letter.wrapping_sub(b'0'));
        let is_digit = letter.is_ascii_digit();
        match key.last_mut() {
            Some(number) if in_number && is_digit => {
                *number = number.saturating_mul(10).saturating_add(digit);
            }
            _ if is_digit => key.push(digit),
            _ => key.push(u32::from(letter)),
        }
        in_number = is_digit;
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
