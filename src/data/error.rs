//! What can be wrong with a dataset.

use crate::refusal::refusals;

refusals! {
    /// Why files, or a name, do not make a dataset. Each error names them and the fault.
    pub enum DataError {
        /// There is nothing to read.
        NoFiles { place: String } = "data-no-files": "there is no IDX file in {place}";
        /// The file has no bytes.
        Empty { file: String } = "data-empty": "{file} is empty";
        /// The file does not begin as an IDX file does.
        NotIdx { file: String } = "data-not-idx":
            "{file} is not an IDX file: its first bytes are not those of one";
        /// The file is one of those that people have in place of IDX.
        Foreign { file: String, what: &'static str } = "data-foreign": "{file} is {what}";
        /// The sizes in the header make sense the other way round only.
        LittleEndian { file: String } = "data-little-endian":
            "{file} has little-endian numbers: write them with the highest byte first, as IDX has them";
        /// A float that is infinite or not a number.
        NotFinite { file: String } = "data-not-finite": "{file} has a number that is not finite";
        /// Neither labels (one dimension, or two) nor images (three, or two of a square, or four with their colours).
        Dimensions { file: String, dimensions: u8 } = "data-dimensions":
            "{file} has {dimensions} dimensions, whose lengths fit neither labels (1) nor images (3)";
        /// The file ends before its header says.
        Truncated { file: String, expected: u64, found: u64 } = "data-truncated":
            "{file} is cut short: its header tells of {expected} bytes, but it has {found}";
        /// The file goes on after its header says that it ends.
        TooLong { file: String, expected: u64, found: u64 } = "data-too-long":
            "{file} is too long: its header tells of {expected} bytes, but it has {found}";
        /// The header says that there are no images or labels.
        NoItems { file: String, kind: &'static str } = "data-no-items": "{file} holds no {kind}";
        /// Images without pixels or larger than a model can take.
        ImageSize { file: String, height: u32, width: u32, limit: u32 } = "data-image-size":
            "{file} has images of {height}x{width} pixels, but they must be between 1x1 and {limit}x{limit}";
        /// Labels that belong to no images.
        LabelCount { file: String, labels: usize, images: String } = "data-label-count":
            "{file} has {labels} labels, which is not the number of images ({images})";
        /// Labels without images.
        LabelsOnly { file: String } = "data-labels-only": "{file} holds labels, but no file holds images";
        /// More files than a training and a held-out part have.
        TooManyFiles { kind: &'static str, found: usize } = "data-too-many-files":
            "{found} files of {kind} are too many: a dataset has at most two, to train and to test";
        /// Images of several datasets.
        SeveralSets { sets: String } = "data-several-sets":
            "these are the images of several datasets, so choose the files of one: {sets}";
        /// The two parts have images of different sizes.
        SizesDiffer { file: String, found: String, other: String, expected: String } = "data-sizes-differ":
            "{file} has images of {found} pixels, but those of {other} have {expected}";
        /// Nothing would be left to train on or to hold out.
        TooFewImages { file: String } = "data-too-few-images":
            "{file} holds one image, but a dataset needs one to train on and one to hold out";
        /// More bytes than a dataset may have; a small file can unpack to many.
        TooLarge { name: String, limit: u64 } = "data-too-large":
            "{name} is too large: the files of a dataset may have {limit} MiB in all, unpacked";
        /// The operating system refused, or the compressed data is damaged.
        Unreadable { file: String, reason: String } = "data-unreadable": "{file} cannot be read: {reason}";
        /// No generated dataset is called that.
        UnknownName { name: String, names: String } = "data-unknown-name":
            "there is no generated dataset called {name}, only {names}";
    }
}

refusals! {
    /// What was done with files beside reading them as they are.
    pub enum Remark {
        /// Files that are no IDX.
        PassedOver { files: String } = "data-passed-over": "no IDX files, so passed over: {files}";
        /// Files with the bytes of another.
        Repeated { files: String } = "data-repeated": "the same as another file, so not counted: {files}";
        /// Labels that name no classes.
        NoClasses { file: String } = "data-no-classes":
            "the labels in {file} are no whole numbers from 0 to 255, so the images have none";
        /// Values of another type or range than bytes.
        Scaled { file: String, black: f64, white: f64 } = "data-scaled":
            "the values of {file} were scaled: {black} is black, {white} is white";
    }
}
