//! The store as data: which stores and indexes there are, what a row is, which questions can be asked.
//!
//! The IndexedDB driver and the in-memory twin run exactly this; neither knows what a row means.

mod conformance;
mod memory;
mod record;
mod schema;

pub use conformance::{Case as ConformanceCase, Driver, cases};
pub use memory::{Memory, MemoryError};
pub use record::{Broken, Quarantined, Stored, decode, encode, stamp};
pub use schema::{DATABASE, IndexSpec, SCHEMA, Schema, Store, StoreSpec, index};

use serde::{Deserialize, Serialize};

/// A row: its key, the columns its indexes are made of, and one versioned JSON text only core reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Where it lies.
    pub store: Store,
    /// Unique within the store.
    pub key: String,
    /// Indexed columns; one that is absent keeps the row out of its index.
    pub columns: Vec<(String, Column)>,
    /// Versioned JSON.
    pub text: String,
}

/// The value of an indexed column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Column {
    /// One value.
    One(String),
    /// Each value is found on its own (IndexedDB `multiEntry`).
    Many(Vec<String>),
}

/// A question: rows of one store within a range of its primary key or of an index, in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Query {
    /// The store.
    pub store: Store,
    /// The index, or the primary key when `None`.
    #[serde(default)]
    pub index: Option<String>,
    /// Lower bound; open bounds exclude the value itself.
    #[serde(default)]
    pub from: Option<Bound>,
    /// Upper bound.
    #[serde(default)]
    pub to: Option<Bound>,
    /// Highest first.
    pub descending: bool,
    /// At most this many rows.
    pub limit: usize,
}

/// One end of a range.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Bound {
    /// The value, compared by UTF-16 code units as IndexedDB does; our keys keep to ASCII where order matters.
    pub value: String,
    /// Whether the value itself is left out.
    pub open: bool,
}

impl Query {
    /// All rows of a store, ascending by key.
    pub fn all(store: Store) -> Self {
        Self { store, index: None, from: None, to: None, descending: false, limit: usize::MAX }
    }
    /// The row with this key.
    pub fn key(store: Store, key: impl Into<String>) -> Self {
        let value = key.into();
        let bound = Bound { value, open: false };
        Self { from: Some(bound.clone()), to: Some(bound), limit: 1, ..Self::all(store) }
    }
    /// Rows whose key begins like this.
    pub fn prefix(store: Store, prefix: &str) -> Self {
        Self::all(store).starting_with(prefix)
    }
    /// By an index instead of the primary key.
    pub fn by(mut self, index: &str) -> Self {
        self.index = Some(index.into());
        self
    }
    /// Within the values that begin like this.
    pub fn starting_with(mut self, prefix: &str) -> Self {
        self.from = Some(Bound { value: prefix.into(), open: false });
        self.to = Some(Bound { value: format!("{prefix}\u{ffff}"), open: false });
        self
    }
    /// Exactly this value.
    pub fn equal_to(mut self, value: &str) -> Self {
        let bound = Bound { value: value.into(), open: false };
        self.from = Some(bound.clone());
        self.to = Some(bound);
        self
    }
    /// Only values below this one (keyset paging, newest first).
    pub fn below(mut self, value: &str) -> Self {
        self.to = Some(Bound { value: value.into(), open: true });
        self
    }
    /// Highest first.
    pub fn newest_first(mut self) -> Self {
        self.descending = true;
        self
    }
    /// Whether a value lies within the range.
    pub fn takes(&self, value: &str) -> bool {
        let above = self.from.as_ref().is_none_or(|b| if b.open { value > b.value.as_str() } else { value >= b.value.as_str() });
        let below = self.to.as_ref().is_none_or(|b| if b.open { value < b.value.as_str() } else { value <= b.value.as_str() });
        above && below
    }
    /// At most this many.
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }
}

/// What one transaction does, all or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// Rows to put, replacing the one with the same key.
    pub puts: Vec<Row>,
    /// Keys to delete; absent ones are no error.
    pub deletes: Vec<(Store, String)>,
    /// Rows of the desk to take: deleted only if their text is still this one, so that a later keystroke survives.
    pub takes: Vec<(String, String)>,
}

/// How hard a commit is pushed to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Flushed before it is reported: claims.
    Strict,
    /// Survives the browser's death, not a power cut.
    Relaxed,
}

/// Why the store failed; the input that wanted it stays at the head of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum StoreError {
    /// The disk or the quota is full.
    #[error("the browser's storage is full: free some space or shorten how long history is kept")]
    Full,
    /// A unique index already holds the value.
    #[error("this was stored already: {0}")]
    Taken(String),
    /// A newer version of the product made the store.
    #[error("the stored data belongs to a newer version: update the extension")]
    Newer,
    /// The store was closed, as by an update or by clearing site data.
    #[error("the store was closed: it is opened again at the next start")]
    Closed,
    /// Anything else the browser says.
    #[error("the store failed: {0}")]
    Failed(String),
}
