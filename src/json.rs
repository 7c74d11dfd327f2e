//! JSON in and out: what a web page needs of it in a few kilobytes, where serde's takes seventy.

use std::borrow::Cow;
use std::fmt;

/// Lists and objects inside each other, beyond which a text is refused: reading uses the stack.
const DEPTH: usize = 32;

/// The largest whole number below which f64 has every one.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// A JSON value; its `Display` is the shortest text of it. Numbers that JSON has no text for are written as null.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Flag(bool),
    Number(f64),
    Text(Cow<'static, str>),
    List(Vec<Json>),
    /// In the order of the text.
    Object(Vec<(Cow<'static, str>, Json)>),
}

/// Why a text is not JSON that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// What stands there, in bytes from the start, is not what JSON has there.
    #[error("it is not JSON at byte {at}")]
    Syntax { at: usize },
    /// More than 32 lists and objects inside each other.
    #[error("its lists and objects are too deep at byte {at}")]
    Depth { at: usize },
}

impl Json {
    /// An object of ours.
    pub fn object<const N: usize>(members: [(&'static str, Json); N]) -> Json {
        let members = members.into_iter();
        Json::Object(members.map(|(key, value)| (key.into(), value)).collect())
    }

    /// Reads a text, which is one value with nothing but space around it.
    ///
    /// # Errors
    /// [`JsonError`].
    pub fn parse(text: &str) -> Result<Json, JsonError> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(DEPTH)?;
        reader.space();
        if reader.at < text.len() {
            return Err(reader.syntax());
        }
        Ok(value)
    }

    /// The first member `key` of an object.
    pub fn get(&self, key: &str) -> Option<&Json> {
        let Json::Object(members) = self else {
            return None;
        };
        let found = members.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value)
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items, where it is a list.
    pub fn list(&self) -> Option<&[Json]> {
        match self {
            Json::List(items) => Some(items),
            _ => None,
        }
    }

    /// The number, where it is a whole one from 0 that `T` holds and f64 holds exactly.
    pub fn whole<T: TryFrom<u64>>(&self) -> Option<T> {
        match *self {
            Json::Number(x) if x.fract() == 0.0 && (0.0..WHOLE).contains(&x) => {
                T::try_from(x as u64).ok()
            }
            _ => None,
        }
    }
}

macro_rules! from {
    ($($type:ty: $value:ident => $json:expr;)*) => {$(
        impl From<$type> for Json {
            fn from($value: $type) -> Json {
                $json
            }
        }
    )*};
}

from! {
    bool: flag => Json::Flag(flag);
    f64: number => Json::Number(number);
    f32: number => Json::Number(number.into());
    u32: number => Json::Number(number.into());
    usize: number => Json::Number(number as f64);
    u64: number => Json::Number(number as f64);
    String: text => Json::Text(text.into());
    &'static str: text => Json::Text(text.into());
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Json {
        value.map_or(Json::Null, T::into)
    }
}

impl<T: Into<Json>> FromIterator<T> for Json {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Json {
        Json::List(items.into_iter().map(T::into).collect())
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Json::Flag(flag) => f.write_str(if *flag { "true" } else { "false" }),
            Json::Number(number) if number.is_finite() => f.write_str(&decimal(*number)),
            Json::Null | Json::Number(_) => f.write_str("null"),
            Json::Text(text) => quote(text, f),
            Json::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    f.write_str(if index > 0 { "," } else { "" })?;
                    item.fmt(f)?;
                }
                f.write_str("]")
            }
            Json::Object(members) => {
                f.write_str("{")?;
                for (index, (key, value)) in members.iter().enumerate() {
                    f.write_str(if index > 0 { "," } else { "" })?;
                    quote(key, f)?;
                    f.write_str(":")?;
                    value.fmt(f)?;
                }
                f.write_str("}")
            }
        }
    }
}

fn quote(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c < ' ' || c == '"' || c == '\\') {
        f.write_str(&rest[..at])?;
        match rest.as_bytes()[at] {
            special @ (b'"' | b'\\') => write!(f, "\\{}", char::from(special))?,
            control => write!(f, "\\u{control:04x}")?,
        }
        rest = &rest[at + 1..];
    }
    f.write_str(rest)?;
    f.write_str("\"")
}

struct Reader<'a> {
    text: &'a str,
    /// Bytes that have been read.
    at: usize,
}

impl Reader<'_> {
    fn syntax(&self) -> JsonError {
        JsonError::Syntax { at: self.at }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, of: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&of) {
            self.at += 1;
        }
    }

    fn space(&mut self) {
        self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    /// Whether `word` comes next; it is then read.
    fn take(&mut self, word: &str) -> bool {
        let found = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn need(&mut self, word: &str) -> Result<(), JsonError> {
        self.take(word).then_some(()).ok_or(self.syntax())
    }

    fn value(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.space();
        match self.peek() {
            Some(b'"') => Ok(Json::Text(self.string()?.into())),
            Some(b'[' | b'{') if depth == 0 => Err(JsonError::Depth { at: self.at }),
            Some(b'[') => {
                let mut items = Vec::new();
                self.items("]", |reader| {
                    items.push(reader.value(depth - 1)?);
                    Ok(())
                })?;
                Ok(Json::List(items))
            }
            Some(b'{') => {
                let mut members = Vec::new();
                self.items("}", |reader| {
                    reader.space();
                    let key = reader.string()?;
                    reader.space();
                    reader.need(":")?;
                    members.push((key.into(), reader.value(depth - 1)?));
                    Ok(())
                })?;
                Ok(Json::Object(members))
            }
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.take("true") => Ok(Json::Flag(true)),
            _ if self.take("false") => Ok(Json::Flag(false)),
            _ if self.take("null") => Ok(Json::Null),
            _ => Err(self.syntax()),
        }
    }

    /// What stands between a bracket and `end`, separated by commas.
    fn items(
        &mut self,
        end: &str,
        mut item: impl FnMut(&mut Self) -> Result<(), JsonError>,
    ) -> Result<(), JsonError> {
        self.at += 1;
        self.space();
        if self.take(end) {
            return Ok(());
        }
        loop {
            item(self)?;
            self.space();
            if self.take(end) {
                return Ok(());
            }
            self.need(",")?;
        }
    }

    /// -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
    fn number(&mut self) -> Result<Json, JsonError> {
        let start = self.at;
        self.take("-");
        if !self.take("0") {
            self.digits()?;
        }
        if self.take(".") {
            self.digits()?;
        }
        if self.take("e") || self.take("E") {
            let _sign = self.take("+") || self.take("-");
            self.digits()?;
        }
        let number = float(&self.text[start..self.at]);
        let number = number.filter(|number| number.is_finite());
        number
            .map(Json::Number)
            .ok_or(JsonError::Syntax { at: start })
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        self.skip(|byte| byte.is_ascii_digit());
        (self.at > start).then_some(()).ok_or(self.syntax())
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.need("\"")?;
        let mut string = String::new();
        loop {
            let start = self.at;
            self.skip(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
            string.push_str(&self.text[start..self.at]);
            if self.take("\"") {
                return Ok(string);
            }
            self.need("\\")?;
            let escaped = self.peek().ok_or(self.syntax())?;
            self.at += 1;
            string.push(match escaped {
                b'"' | b'\\' | b'/' => char::from(escaped),
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'u' => self.unicode()?,
                _ => return Err(self.syntax()),
            });
        }
    }

    /// The character of `\uXXXX`, or of two such that are a surrogate pair.
    fn unicode(&mut self) -> Result<char, JsonError> {
        let high = self.hex()?;
        let mut code = high;
        if (0xd800..0xdc00).contains(&high) {
            self.need("\\u")?;
            let low = self.hex()?.wrapping_sub(0xdc00);
            if low >= 0x400 {
                return Err(self.syntax());
            }
            code = 0x1_0000 + ((high - 0xd800) << 10) + low;
        }
        char::from_u32(code).ok_or(self.syntax())
    }

    fn hex(&mut self) -> Result<u32, JsonError> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            code = code << 4 | digit.ok_or(self.syntax())?;
            self.at += 1;
        }
        Ok(code)
    }
}

/// The shortest text that says which f64 a number is. In a page JavaScript knows it, as it knows the way back: that
/// saves the standard library's tables.
pub fn decimal(number: f64) -> String {
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    return match js_sys::Number::from(number).to_string_with_radix(10) {
        Ok(text) => text.into(),
        Err(_) => unreachable!("10 is a base"),
    };
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    number.to_string()
}

/// The nearest f64 to a number's text.
fn float(text: &str) -> Option<f64> {
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    return Some(js_sys::Number::parse_float(text));
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn json() -> impl Strategy<Value = Json> {
        let finite = any::<f64>().prop_filter("JSON has no others", |x| x.is_finite());
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            finite.prop_map(Json::from),
            any::<u32>().prop_map(Json::from),
            any::<String>().prop_map(Json::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            let member = (any::<String>().prop_map(Cow::from), inner.clone());
            prop_oneof![
                prop::collection::vec(inner, 0..5).prop_map(Json::List),
                prop::collection::vec(member, 0..5).prop_map(Json::Object),
            ]
        })
    }

    /// As serde_json sees it; of members with one key it keeps the last.
    fn theirs(json: &Json) -> serde_json::Value {
        match json {
            Json::Null => serde_json::Value::Null,
            Json::Flag(flag) => (*flag).into(),
            Json::Number(number) => (*number).into(),
            Json::Text(text) => text.as_ref().into(),
            Json::List(items) => items.iter().map(theirs).collect(),
            Json::Object(members) => {
                let members = members.iter();
                members
                    .map(|(key, value)| (key.to_string(), theirs(value)))
                    .collect()
            }
        }
    }

    /// With every number as f64.
    fn as_floats(value: serde_json::Value) -> serde_json::Value {
        match value {
            serde_json::Value::Number(number) => number.as_f64().into(),
            serde_json::Value::Array(items) => items.into_iter().map(as_floats).collect(),
            serde_json::Value::Object(members) => {
                let members = members.into_iter();
                members
                    .map(|(key, value)| (key, as_floats(value)))
                    .collect()
            }
            other => other,
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(json in json()) {
            prop_assert_eq!(Json::parse(&json.to_string()), Ok(json));
        }

        #[test]
        fn serde_reads_what_is_written_and_the_other_way(json in json()) {
            let read: serde_json::Value = serde_json::from_str(&json.to_string()).unwrap();
            prop_assert_eq!(as_floats(read), theirs(&json));
            for text in [theirs(&json).to_string(), format!("{:#}", theirs(&json))] {
                prop_assert_eq!(theirs(&Json::parse(&text).unwrap()), theirs(&json));
            }
        }

        #[test]
        fn what_serde_refuses_is_refused(text in r#"[\[\]{},:"\\ue0-9.+\- tfn]{0,12}"#) {
            let refused = serde_json::from_str::<serde_json::Value>(&text).is_err();
            prop_assert_eq!(Json::parse(&text).is_err(), refused, "{}", text);
        }
    }

    #[test]
    fn escapes_are_read() {
        let text = r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#;
        let expected = "\"\\/\u{8}\u{c}\n\r\té😀".to_owned();
        assert_eq!(Json::parse(text), Ok(expected.into()));
        for text in [
            r#""\ud83d""#,
            r#""\ud83dx""#,
            r#""\ude00""#,
            r#""\u12""#,
            "\"\n\"",
        ] {
            assert!(
                matches!(Json::parse(text), Err(JsonError::Syntax { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn depth_has_a_limit() {
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Json::parse(&nested(DEPTH)).is_ok());
        assert_eq!(
            Json::parse(&nested(DEPTH + 1)),
            Err(JsonError::Depth { at: DEPTH })
        );
        assert!(Json::parse(&"[".repeat(1_000_000)).is_err());
    }

    #[test]
    fn whole_numbers_are_whole_and_fit() {
        assert_eq!(Json::Number(7.0).whole(), Some(7usize));
        for number in [-1.0, 0.5, WHOLE, f64::from(u32::MAX) + 1.0] {
            assert_eq!(Json::Number(number).whole::<u32>(), None, "{number}");
        }
    }
}
