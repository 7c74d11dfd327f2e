use ::safetensors::tensor::TensorView;
use ::safetensors::{Dtype, SafeTensors};
use proptest::prelude::*;

use super::*;
use crate::models::value::Value;
use crate::refusal::Refusal;

/// A file of a header's text and of data.
fn file(header: &str, data: &[u8]) -> Vec<u8> {
    let length = (header.len() as u64).to_le_bytes();
    [&length[..], header.as_bytes(), data].concat()
}

fn code(bytes: &[u8]) -> &'static str {
    File::read(bytes).map_or_else(|error| error.code(), |_| "read")
}

fn arrays() -> impl Strategy<Value = BTreeMap<String, Array>> {
    let side = || prop::collection::vec(0..4usize, 0..3);
    let array = side().prop_flat_map(|shape| {
        let number = any::<f32>().prop_filter("finite", |x| x.is_finite());
        let length = shape.iter().product::<usize>();
        let values = prop::collection::vec(number, length);
        values.prop_map(move |values| Array {
            shape: shape.clone(),
            values,
        })
    });
    prop::collection::btree_map(
        any::<String>().prop_map(|name| format!("a{name}")),
        array,
        0..5,
    )
}

proptest! {
    #[test]
    fn the_reference_reads_what_is_written(arrays in arrays()) {
        let bytes = File { header: None, arrays: arrays.clone() }.write();
        let theirs = SafeTensors::deserialize(&bytes).unwrap();
        prop_assert_eq!(theirs.len(), arrays.len());
        for (name, array) in &arrays {
            let view = theirs.tensor(name).unwrap();
            prop_assert_eq!(view.shape(), &array.shape);
            let numbers: Vec<u8> = array.values.iter().flat_map(|x| x.to_le_bytes()).collect();
            prop_assert_eq!(view.data(), numbers);
        }
    }

    #[test]
    fn what_the_reference_wrote_is_read(arrays in arrays()) {
        let bytes: Vec<Vec<u8>> = arrays
            .values()
            .map(|array| array.values.iter().flat_map(|x| x.to_le_bytes()).collect())
            .collect();
        let views = arrays.iter().zip(&bytes).map(|((name, array), bytes)| {
            (name, TensorView::new(Dtype::F32, array.shape.clone(), bytes).unwrap())
        });
        let metadata = [("other".to_owned(), "text".to_owned())].into_iter().collect();
        let bytes = ::safetensors::serialize(views, Some(metadata)).unwrap();
        prop_assert_eq!(File::read(&bytes), Ok(File { header: None, arrays }));
    }

    #[test]
    fn a_cut_file_is_refused(part in 0.0..1.0f64) {
        let array = Array { shape: vec![2, 3], values: vec![0.5; 6] };
        let arrays = [("a".to_owned(), array)].into_iter().collect();
        let bytes = File { header: None, arrays }.write();
        prop_assert_eq!(code(&bytes[..(part * bytes.len() as f64) as usize]), "weights-file");
    }
}

#[test]
fn halves_are_read() {
    // 1, -2, the largest, the smallest normal, the smallest subnormal.
    let bits: [u16; 5] = [0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001];
    let data: Vec<u8> = bits.iter().flat_map(|half| half.to_le_bytes()).collect();
    let bytes = file(
        r#"{"a":{"dtype":"F16","shape":[5],"data_offsets":[0,10]}}"#,
        &data,
    );
    let expected = [1.0, -2.0, 65504.0, 2f32.powi(-14), 2f32.powi(-24)];
    assert_eq!(File::read(&bytes).unwrap().arrays["a"].values, expected);
}

#[test]
fn what_is_malformed_is_refused() {
    let tensor = |name: &str, dtype: &str, shape: &str, start: usize, end: usize| {
        format!(r#""{name}":{{"dtype":"{dtype}","shape":{shape},"data_offsets":[{start},{end}]}}"#)
    };
    let a = tensor("a", "F32", "[2]", 0, 8);
    let whole = format!("{{{a}}}");
    assert_eq!(code(&file(&whole, &[0; 8])), "read");
    assert_eq!(code(&file(&format!("{whole}   "), &[0; 8])), "read");

    let two = |b: String| format!("{{{a},{b}}}");
    assert_eq!(
        code(&file(&two(tensor("b", "F32", "[1]", 8, 12)), &[0; 12])),
        "read"
    );
    for (header, length) in [
        // Too much or too little data.
        (whole.clone(), 9),
        (whole.clone(), 7),
        // An overlap, a gap, a name twice.
        (two(tensor("b", "F32", "[2]", 4, 12)), 12),
        (two(tensor("b", "F32", "[2]", 0, 8)), 8),
        (two(tensor("b", "F32", "[1]", 12, 16)), 16),
        (two(tensor("a", "F32", "[1]", 8, 12)), 12),
        // Offsets that go backwards, or do not fit the shape.
        (format!("{{{}}}", tensor("a", "F32", "[2]", 8, 0)), 8),
        (format!("{{{}}}", tensor("a", "F32", "[3]", 0, 8)), 8),
        (
            format!(
                "{{{}}}",
                tensor("a", "F32", "[4294967296,4294967296]", 0, 0)
            ),
            0,
        ),
        (format!("{{{}}}", tensor("a", "F32", "[-2]", 0, 8)), 8),
        (format!("{{{}}}", tensor("a", "F32", "2", 0, 8)), 8),
        // What JSON allows and the format does not.
        (whole.replace("[0,", "[-0,"), 8),
        (whole.replace("[0,", "[1e-400,"), 8),
        (whole.replace("[0,", "[0.0,"), 8),
        (whole.replace("\"shape\"", "\"shape\":[1],\"shape\""), 8),
        (whole.replace("\"dtype\"", "\"dtype\":\"F16\",\"dtype\""), 8),
        (format!("{whole}\0\0"), 8),
        // No header of this format.
        (r#"{"a":{"dtype":"F32","shape":[2]}}"#.to_owned(), 8),
        (r#"{"a":1}"#.to_owned(), 8),
        ("[]".to_owned(), 0),
        ("{".to_owned(), 0),
    ] {
        let bytes = file(&header, &vec![0; length]);
        assert_eq!(code(&bytes), "weights-file", "{header} with {length} bytes");
    }
    let whole_numbers = format!("{{{}}}", tensor("a", "I32", "[2]", 0, 8));
    assert_eq!(code(&file(&whole_numbers, &[0; 8])), "weights-type");
    let infinite = f32::INFINITY.to_le_bytes().repeat(2);
    assert_eq!(code(&file(&whole, &infinite)), "weights-not-finite");
    for length in [u64::MAX, 1 << 32, 3] {
        assert_eq!(
            code(&[length.to_le_bytes(), *b"{}      "].concat()),
            "weights-file"
        );
    }
}

#[test]
fn metadata_that_is_not_ours_is_refused() {
    let with = |text: &str| {
        let header = serde_json::json!({ "__metadata__": { KEY: text } });
        file(&header.to_string(), &[])
    };
    let good =
        r#"{"version":1,"model":"vae","options":{"lr":1e-5},"pixels":{"height":2,"width":3}}"#;
    let header = File::read(&with(good)).unwrap().header.unwrap();
    assert_eq!(header.options.0, [("lr".to_owned(), Value::Number(1e-5))]);
    assert_eq!(
        header.pixels,
        Size {
            height: 2,
            width: 3,
            planes: None,
        }
    );
    for (from, to) in [
        ("\"version\":1", "\"version\":2"),
        ("\"version\":1,", ""),
        ("\"vae\"", "7"),
        ("1e-5", "null"),
        (":2", ":-2"),
        ("}}", "}"),
    ] {
        assert_eq!(
            code(&with(&good.replace(from, to))),
            "weights-metadata",
            "{to}"
        );
    }
}

#[test]
fn halves_are_the_nearest_ones() {
    // Every half that is finite, there and back.
    for bits in (0..=u16::MAX).filter(|bits| bits >> 10 & 31 != 31) {
        assert_eq!(to_half(half(bits)), bits, "{bits:#x}");
    }
    // Between 1 and the next half, 1 + 2^-10: below the middle, at it (to the even one), above it.
    let near = |steps: f32| to_half(1.0 + steps * 2f32.powi(-12));
    assert_eq!(
        [near(1.0), near(2.0), near(3.0), near(6.0)],
        [0x3c00, 0x3c00, 0x3c01, 0x3c02]
    );
    // 65,520 is as far from 65,504, the largest half, as from the next one that there would be.
    assert_eq!([to_half(65_519.0), to_half(65_520.0)], [0x7bff, 0x7bff]);
    assert_eq!(half(to_half(-f32::MAX)), -65504.0);
    // What is not finite remains so, and is refused when it is read.
    assert!(!half(to_half(f32::NAN)).is_finite() && !half(to_half(f32::INFINITY)).is_finite());
}

#[test]
fn a_file_of_halves_is_half_as_large_and_says_the_same() {
    let array = Array {
        shape: vec![2, 500],
        values: (0..1000).map(|n| (n as f32 * 0.37).sin()).collect(),
    };
    let file = File {
        header: None,
        arrays: [("w".to_owned(), array)].into(),
    };
    let (whole, halved) = (file.write(), file.write_half());
    assert!(halved.len() < whole.len() * 11 / 20);
    let read = File::read(&halved).unwrap();
    for (half, whole) in read.arrays["w"].values.iter().zip(&file.arrays["w"].values) {
        assert!((half - whole).abs() <= whole.abs() * 2f32.powi(-11));
    }
}

#[test]
fn a_file_says_that_its_tensors_lie_as_those_of_pytorch() {
    let file = File {
        header: None,
        arrays: BTreeMap::new(),
    };
    for bytes in [file.write(), file.write_half()] {
        let (_, metadata) = safetensors::read(&bytes).unwrap();
        assert_eq!(metadata["format"], "pt");
        assert_eq!(File::read(&bytes).unwrap(), file);
    }
}

/// The header is checked before it is parsed, since a browser's parser takes all of this.
#[test]
fn what_a_browser_takes_is_refused_before_it_is_parsed() {
    let fine = r#"{"a \"b\" -1.5e3":{"dtype":"F32","shape":[10],"data_offsets":[0,40]},"__metadata__":{"k":"-1"}}"#;
    assert_eq!(safetensors::check_entries(fine.as_bytes()), Ok(()));
    for (from, to) in [
        ("[0,", "[-0,"),
        ("[0,", "[1e-400,"),
        ("[10]", "[1e1]"),
        ("[10]", "[10.0]"),
        ("\"shape\"", "\"shape\":[1], \"shape\""),
        ("\"dtype\"", "\"dtype\" : \"F16\",\"dtype\""),
    ] {
        let changed = fine.replace(from, to);
        assert!(
            safetensors::check_entries(changed.as_bytes()).is_err(),
            "{changed}"
        );
    }
    // An entry may say what another one says.
    let two = r#"{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[],"data_offsets":[4,8]}}"#;
    assert_eq!(safetensors::check_entries(two.as_bytes()), Ok(()));
}

#[test]
fn bfloats_and_doubles_are_narrowed() {
    let read = |dtype: &str, data: &[u8]| {
        let header = format!(
            r#"{{"a":{{"dtype":"{dtype}","shape":[2],"data_offsets":[0,{}]}}}}"#,
            data.len()
        );
        File::read(&file(&header, data)).map(|file| file.arrays["a"].values.clone())
    };
    assert_eq!(read("BF16", &[0x80, 0x3f, 0x20, 0xc0]), Ok(vec![1.0, -2.5]));
    let doubles = [0.1f64, -2.5].map(f64::to_le_bytes).concat();
    assert_eq!(read("F64", &doubles), Ok(vec![0.1, -2.5]));
    let large = [1e300f64, 0.0].map(f64::to_le_bytes).concat();
    assert_eq!(
        read("F64", &large).unwrap_err().code(),
        "weights-not-finite"
    );
}

#[test]
fn counters_scalars_and_empty_tensors_are_passed_over() {
    let header = r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
        "bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[8,16]},
        "beta":{"dtype":"F32","shape":[],"data_offsets":[16,20]},
        "aux.weight":{"dtype":"F32","shape":[0,4],"data_offsets":[20,20]},
        "none":{"dtype":"BOOL","shape":[0],"data_offsets":[20,20]}}"#;
    let mut read = File::read(&file(header, &[0; 20])).unwrap();
    read.take("a", &[2]).unwrap();
    assert_eq!(read.finish(), Ok(()));
}

#[test]
fn other_formats_are_named() {
    for (bytes, word) in [
        (&b"\x80\x02\x8A\x0Al\xFC\x9CF"[..], "pickle"),
        (b"\x89HDF\r\n\x1A\n", "HDF5"),
        (b"\x08\x07\x12\x07pytorch", "ONNX"),
        (b"\0\0\x08\x03\0\0\0\x01\0\0\0\x01", "IDX"),
        (b"<!doctype html>", "web page"),
        (b"version https://git-lfs.github.com/spec/v1", "LFS"),
    ] {
        let refused = File::read(bytes).unwrap_err();
        assert_eq!(refused.code(), "weights-foreign");
        assert!(refused.to_string().contains(word), "{refused}");
    }
}
