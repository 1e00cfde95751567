//! Records on their way to rows and back: versioned, upgraded when read, set aside when unreadable (L1, L2).

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Column, Row, Store};
use crate::json;
use crate::time::Millis;

/// A type that has a place in the store.
pub trait Stored: Serialize + DeserializeOwned {
    /// Where it lies.
    const STORE: Store;
    /// The version written now; every lower one has a step in [`Stored::upgrade`].
    const VERSION: u32 = 1;
    /// Its key.
    fn key(&self) -> String;
    /// Its indexed columns.
    fn columns(&self) -> Vec<(String, Column)> {
        Vec::new()
    }
    /// One step from version `from` to the next; `None` when there is no such step.
    fn upgrade(_from: u32, _value: Value) -> Option<Value> {
        None
    }
}

#[derive(Serialize)]
struct Out<'a, T> {
    v: u32,
    d: &'a T,
}

#[derive(Deserialize)]
struct In<T> {
    v: u32,
    d: T,
}

/// A row that could not be read, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The row as it was.
    pub row: Row,
    /// Why it could not be read.
    pub reason: String,
}

/// A broken row set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// When it was found.
    pub at: Millis,
    /// The store it lay in.
    pub store: Store,
    /// Its key there.
    pub was: String,
    /// Its text, untouched.
    pub text: String,
    /// Why it could not be read.
    pub reason: String,
}

impl Stored for Quarantined {
    const STORE: Store = Store::Quarantine;
    fn key(&self) -> String {
        format!("{}/{}/{}", self.store.name(), self.was, self.at)
    }
}

/// The row of a record.
pub fn encode<T: Stored>(record: &T) -> Row {
    let text = serde_json::to_string(&Out { v: T::VERSION, d: record }).unwrap_or_default();
    Row { store: T::STORE, key: record.key(), columns: record.columns(), text }
}

/// The record of a row, upgraded step by step if an older version wrote it.
///
/// # Errors
/// [`Broken`] when the text is no JSON, comes from a newer version, or lacks what the type needs.
pub fn decode<T: Stored>(row: &Row) -> Result<T, Broken> {
    // Most are current: read once, straight into their type.
    let read = match json::from_str(&row.text) {
        Ok(In { v, d }) if v == T::VERSION => Ok(d),
        read => {
            upgraded(&row.text, T::VERSION, T::upgrade, read.err()).and_then(|value| json::from_value(&value).map_err(|e| e.to_string()))
        }
    };
    read.map_err(|reason| Broken { row: row.clone(), reason })
}

/// What a record of an older version holds, as this one would have written it; a current one could not be read, for a reason.
fn upgraded(text: &str, version: u32, upgrade: fn(u32, Value) -> Option<Value>, reason: Option<json::Error>) -> Result<Value, String> {
    let In::<Value> { v, d } = json::from_str(text).map_err(|e| e.to_string())?;
    if v > version {
        return Err(format!("version {v} is newer than {version}"));
    }
    if let Some(error) = reason.filter(|_| v == version) {
        return Err(error.to_string());
    }
    let step = |value, from| upgrade(from, value).ok_or_else(|| format!("no step from version {from}"));
    (v..version).try_fold(d, step)
}

/// An instant as a column: sorts as text as it does as a number.
pub fn stamp(at: Millis) -> String {
    format!("{:014}", at.max(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A record whose number was called `n` in version 1, and was counted in ones in version 2.
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Dozens {
        dozens: u64,
    }

    impl Stored for Dozens {
        const STORE: Store = Store::Meta;
        const VERSION: u32 = 3;
        fn key(&self) -> String {
            "dozens".into()
        }
        fn upgrade(from: u32, value: Value) -> Option<Value> {
            match from {
                1 => Some(json!({ "ones": value["n"] })),
                2 => Some(json!({ "dozens": value["ones"].as_u64()? / 12 })),
                _ => None,
            }
        }
    }

    fn read(text: &str) -> Result<Dozens, String> {
        let row = Row { store: Store::Meta, key: "dozens".into(), columns: Vec::new(), text: text.into() };
        decode(&row).map_err(|broken| broken.reason)
    }

    #[test]
    fn l1_a_record_of_any_older_version_is_read_as_the_newest() {
        for text in [r#"{"v":1,"d":{"n":24}}"#, r#"{"v":2,"d":{"ones":24}}"#, r#"{"v":3,"d":{"dozens":2}}"#] {
            assert_eq!(read(text), Ok(Dozens { dozens: 2 }), "{text}");
        }
        assert_eq!(read(&encode(&Dozens { dozens: 5 }).text), Ok(Dozens { dozens: 5 }));
    }

    #[test]
    fn l2_what_cannot_be_read_says_why_and_is_no_default() {
        for (text, reason) in [
            (r#"{"v":4,"d":{"dozens":2}}"#, "newer"),
            (r#"{"v":0,"d":{"n":24}}"#, "no step from version 0"),
            (r#"{"v":2,"d":{"ones":"many"}}"#, "no step from version 2"),
            (r#"{"v":3,"d":{}}"#, "missing field"),
            ("<html>", "expected value"),
        ] {
            assert!(read(text).is_err_and(|said| said.contains(reason)), "{text}");
        }
    }
}
