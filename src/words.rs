//! Words in names. The library's search in texts would be kilobytes of a page.

/// Whether a name has a word in it, in letters of either case.
pub fn has_word(name: &str, word: &str) -> bool {
    let mut parts = name.as_bytes().windows(word.len());
    parts.any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether a word is one of a list, in letters of either case; the list has spaces between its words.
pub fn is_among(word: &[u8], list: &str) -> bool {
    let mut words = list.as_bytes().split(|&letter| letter == b' ');
    words.any(|other| other.eq_ignore_ascii_case(word))
}
