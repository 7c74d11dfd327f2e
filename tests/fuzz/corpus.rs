//! Valid files, and how they are changed.

/// Random numbers of an input (splitmix64): the same ones for the same number.
pub struct Random(u64);

impl Random {
    pub fn of(number: u64) -> Self {
        Self(number)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `count`, which may be 0.
    pub fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }

    pub fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// A range of at most `most` within `0..length`.
    fn range(&mut self, length: usize, most: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..(start + self.below(most) + 1).min(length)
    }
}

/// Integers at which arithmetic goes wrong.
pub const INTEGERS: &[u64] = &[
    0,
    1,
    2,
    7,
    8,
    63,
    64,
    65,
    127,
    255,
    256,
    2048,
    4096,
    65_535,
    1 << 24,
    i32::MAX as u64,
    u32::MAX as u64,
    1 << 32,
    (1 << 53) - 111,
    (1 << 53) + 1,
    i64::MAX as u64,
    u64::MAX,
];

/// Texts that stand for a value where it should not be.
pub const VALUES: &[&str] = &[
    "-1",
    "-0",
    "0.5",
    "1e5",
    "1e-5",
    "1e308",
    "1e999",
    "NaN",
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "[1,2,3,4,5]",
    "",
    "\\u0000",
    "é",
];

/// An input is no longer than this.
const LONGEST: usize = 1 << 13;

/// Valid files, and words that mean something in them.
pub struct Corpus {
    pub seeds: Vec<Vec<u8>>,
    pub words: Vec<String>,
}

impl Corpus {
    /// A valid file with up to five changes.
    pub fn input(&self, random: &mut Random) -> Vec<u8> {
        let mut bytes = self.seed(random).clone();
        self.change(&mut bytes, random);
        bytes
    }

    pub fn seed(&self, random: &mut Random) -> &Vec<u8> {
        random.one_of(&self.seeds)
    }

    /// Some changes, by and large of one place each.
    pub fn change(&self, bytes: &mut Vec<u8>, random: &mut Random) {
        for _ in 0..random.below(5) + 1 {
            self.change_once(bytes, random);
        }
        bytes.truncate(LONGEST);
    }

    fn change_once(&self, bytes: &mut Vec<u8>, random: &mut Random) {
        let length = bytes.len();
        let at = random.below(length);
        match random.below(10) {
            0 if length > 0 => bytes[at] ^= 1 << random.below(8),
            1 if length > 0 => bytes[at] = random.next() as u8,
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(random.range(length, 16))),
            // A part once more, there or elsewhere.
            4 => {
                let part = bytes[random.range(length, 64)].to_vec();
                bytes.splice(at..at, part);
            }
            // The end of another file.
            5 => {
                let other = self.seed(random);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[random.below(other.len())..]);
            }
            6 => {
                let integer = random.one_of(INTEGERS);
                let width = *random.one_of(&[1, 2, 4, 8]);
                let (little, big) = (integer.to_le_bytes(), integer.to_be_bytes());
                let part = if random.below(2) == 0 {
                    &little[..width]
                } else {
                    &big[8 - width..]
                };
                overwrite(bytes, at, part);
            }
            7 => {
                let integer = random.one_of(INTEGERS).to_string();
                replace_word(bytes, at, u8::is_ascii_digit, integer.as_bytes());
            }
            8 => {
                let value = random.one_of(VALUES);
                replace_word(bytes, at, is_word, value.as_bytes());
            }
            _ if !self.words.is_empty() => {
                let word = random.one_of(&self.words);
                replace_word(bytes, at, is_word, word.as_bytes());
            }
            _ => bytes.push(random.next() as u8),
        }
    }
}

fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

fn overwrite(bytes: &mut [u8], at: usize, part: &[u8]) {
    for (byte, new) in bytes[at..].iter_mut().zip(part) {
        *byte = *new;
    }
}

/// Puts another in the place of the first word, or number, after `at`.
fn replace_word(bytes: &mut Vec<u8>, at: usize, belongs: fn(&u8) -> bool, word: &[u8]) {
    let Some(start) = bytes[at..].iter().position(belongs) else {
        return;
    };
    let start = at + start;
    let length = bytes[start..]
        .iter()
        .take_while(|byte| belongs(byte))
        .count();
    bytes.splice(start..start + length, word.iter().copied());
}
