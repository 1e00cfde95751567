//! Records on their way to rows and back: versioned, upgraded when read, set aside when unreadable (L1, L2).

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Column, Row, Store};
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
struct In {
    v: u32,
    d: Value,
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
    let broken = |reason: String| Broken { row: row.clone(), reason };
    let In { mut v, mut d } = serde_json::from_str(&row.text).map_err(|e| broken(e.to_string()))?;
    if v > T::VERSION {
        return Err(broken(format!("version {v} is newer than {}", T::VERSION)));
    }
    while v < T::VERSION {
        d = T::upgrade(v, d).ok_or_else(|| broken(format!("no step from version {v}")))?;
        v += 1;
    }
    serde_json::from_value(d).map_err(|e| broken(e.to_string()))
}

/// An instant as a column: sorts as text as it does as a number.
pub fn stamp(at: Millis) -> String {
    format!("{:014}", at.max(0))
}
