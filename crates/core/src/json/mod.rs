//! JSON into types, in little code: the text becomes a list of values, which gives a type its fields in the order it declares them.
//!
//! serde_json's own decoder is compiled anew for each type, with the parser, the names of the fields and both shapes a struct may have.
//! Here a type costs only its fields. A field that may be absent says so by `#[serde(default)]`, also an `Option`:
//! `crates/xtask/tests/absent.rs` holds it.

mod flat;
mod parts;
mod source;

use std::fmt;

use serde::Serialize;
use serde::de::{self, DeserializeOwned, Expected, Unexpected};
use serde_json::Value;

use flat::{Node, flat};
use source::Source;

/// Why a text is not what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(String);

/// A type from JSON text.
///
/// # Errors
/// When the text is no JSON, or lacks what the type needs.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    from_slice(text.as_bytes())
}

/// A type from JSON in UTF-8.
///
/// # Errors
/// When the bytes are no JSON, or lack what the type needs.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    T::deserialize(Source::Value(&parsed(bytes)?))
}

/// A type from a value.
///
/// # Errors
/// When the value lacks what the type needs.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    let nodes = flat(value).map_err(|error| Error(error.to_string()))?;
    T::deserialize(Source::Value(&nodes))
}

/// What a type is in JSON; nothing where it cannot be written.
pub fn to_value(written: &impl Serialize) -> Value {
    serde_json::to_vec(written).ok().and_then(|text| from_slice(&text).ok()).unwrap_or_default()
}

#[inline(never)]
fn parsed(bytes: &[u8]) -> Result<Vec<Node<'_>>, Error> {
    let in_words = |error: serde_json::Error| Error(error.to_string());
    let mut text = serde_json::Deserializer::from_slice(bytes);
    let nodes = flat(&mut text).map_err(in_words)?;
    text.end().map(|()| nodes).map_err(in_words)
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    #[cold]
    fn custom<T: fmt::Display>(words: T) -> Self {
        Self(words.to_string())
    }

    #[cold]
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(format!("invalid type: {found}, expected {expected}"))
    }

    #[cold]
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(format!("invalid value: {found}, expected {expected}"))
    }

    #[cold]
    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self(format!("missing field {}, expected {expected}", length + 1))
    }

    #[cold]
    fn missing_field(field: &'static str) -> Self {
        Self(format!("missing field `{field}`"))
    }

    #[cold]
    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self(format!("unknown variant `{variant}`, expected one of {}", expected.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
    struct Named(String);

    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    enum Kind {
        Plain,
        Wrapped(u8),
        Pair(i64, String),
        Shaped {
            at: i64,
            #[serde(default)]
            by: Option<String>,
        },
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Everything {
        name: Named,
        kinds: Vec<Kind>,
        of: BTreeMap<Kind, f64>,
        by_hour: BTreeMap<i64, (u8, bool)>,
        #[serde(default)]
        nothing: Option<()>,
        any: Value,
        letter: char,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(default)]
    struct Defaults {
        yes: Option<bool>,
        many: u32,
    }

    impl Default for Defaults {
        fn default() -> Self {
            Self { yes: Some(true), many: 3 }
        }
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Either {
        One(String),
        Many(Vec<String>),
    }

    fn everything() -> Everything {
        let shaped = |by: Option<&str>| Kind::Shaped { at: -7, by: by.map(str::to_owned) };
        Everything {
            name: Named("Zoë".into()),
            kinds: vec![Kind::Plain, Kind::Wrapped(7), Kind::Pair(i64::MIN, "b".into()), shaped(None), shaped(Some("c"))],
            of: [(Kind::Plain, 0.5)].into(),
            by_hour: [(-1, (255, true)), (23, (0, false))].into(),
            nothing: None,
            any: json!({"a": [1, -1, 1.5, null, "x", {"b": false}]}),
            letter: 'é',
        }
    }

    #[test]
    fn what_serde_writes_is_read_again() {
        let text = serde_json::to_string(&everything()).unwrap();
        assert_eq!(from_str::<Everything>(&text), Ok(everything()));
    }

    #[test]
    fn fields_are_found_by_name_in_any_order_and_unknown_ones_are_passed_over() {
        let read = from_str::<Kind>(r#"{"Shaped":{"new":[{}],"by":"c","at":3}}"#);
        assert_eq!(read, Ok(Kind::Shaped { at: 3, by: Some("c".into()) }));
    }

    #[test]
    fn an_absent_field_takes_its_default_also_the_one_of_its_struct() {
        assert_eq!(from_str(r#"{"Shaped":{"at":3}}"#), Ok(Kind::Shaped { at: 3, by: None }));
        assert_eq!(from_str("{}"), Ok(Defaults::default()));
        assert_eq!(from_str(r#"{"many":4}"#), Ok(Defaults { yes: Some(true), many: 4 }));
        assert_eq!(from_str(r#"{"yes":null}"#), Ok(Defaults { yes: None, many: 3 }));
    }

    #[test]
    fn what_may_be_one_or_another_is_told_by_its_shape() {
        assert_eq!(from_str(r#""a""#), Ok(Either::One("a".into())));
        assert_eq!(from_str(r#"["a","b"]"#), Ok(Either::Many(vec!["a".into(), "b".into()])));
    }

    #[test]
    fn l2_what_does_not_fit_says_why_and_is_no_default() {
        for (text, reason) in [
            ("<html>", "expected value"),
            (r#""Other""#, "unknown variant `Other`"),
            (r#"{"Wrapped":256}"#, "invalid value: integer `256`, expected u8"),
            (r#"{"Wrapped":1.5}"#, "invalid type: floating point `1.5`, expected u8"),
            (r#"{"Wrapped":null}"#, "expected u8"),
            (r#"{"Plain":1}"#, "expected unit"),
            (r#""Wrapped""#, "expected"),
            (r#"{"Pair":[1]}"#, "missing field 2"),
            (r#"{"Pair":[1,"b",2]}"#, "more than expected"),
            (r#"{"Shaped":{"by":"c"}}"#, "missing field 1"),
            (r#"{"Plain":null,"Wrapped":1}"#, "expected an enum"),
            ("7", "expected an enum"),
        ] {
            let said = from_str::<Kind>(text).map_err(|error| error.to_string());
            assert!(said.as_ref().is_err_and(|said| said.contains(reason)), "{text}: {said:?}");
        }
    }

    #[test]
    fn whatever_is_read_here_serde_json_reads_the_same() {
        let texts = [
            r#""Plain""#,
            r#"{"Plain":null}"#,
            r#"{"Wrapped":255}"#,
            r#"{"Wrapped":-1}"#,
            r#"{"Pair":[9223372036854775808,""]}"#,
            "[]",
            "null",
        ];
        for text in texts {
            assert_eq!(from_str::<Kind>(text).ok(), serde_json::from_str::<Kind>(text).ok(), "{text}");
        }
    }
}
