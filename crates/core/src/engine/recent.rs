//! Rows read for the last inputs, as they lie on the disk now: what one input changed, the next one looks at.

use super::io::{Key, Rows};
use crate::store::{Batch, Row};

/// Answers kept. Beyond them all but those of the last input are let go.
const MOST: usize = 64;

/// Answers that follow every commit. They never run ahead of the disk, and a commit that failed ends them.
#[derive(Debug, Clone, Default)]
pub(super) struct Recent(Rows);

impl Recent {
    /// What is known of these keys, and which of them have to be read.
    pub(super) fn answer(&self, keys: Vec<Key>) -> (Rows, Vec<Key>) {
        let (known, missing): (Vec<Key>, Vec<Key>) = keys.into_iter().partition(|key| self.0.contains_key(key));
        (known.into_iter().filter_map(|key| self.0.get(&key).cloned().map(|rows| (key, rows))).collect(), missing)
    }

    /// Takes what was read for an input, and follows what it committed.
    pub(super) fn absorb(&mut self, read: Rows, batch: &Batch) {
        if self.0.len() + read.len() > MOST {
            self.0 = Rows::default();
        }
        self.0.extend(read.into_iter().filter(|(key, _)| is_by_key(key)));
        let keys: Vec<Key> = self.0.keys().cloned().collect();
        for key in keys {
            if let Some(rows) = self.0.get_mut(&key) {
                follow(&key, rows, batch);
            }
        }
    }

    /// Every answer kept.
    pub(super) fn rows(&self) -> &Rows {
        &self.0
    }

    /// After a failure nobody knows what lies on the disk.
    pub(super) fn forget(&mut self) {
        self.0 = Rows::default();
    }
}

/// Keys whose rows are found by their own keys alone, all of them, and which only the worker writes.
fn is_by_key(key: &Key) -> bool {
    matches!(key, Key::Case(_) | Key::Alias(_) | Key::Remembered(..))
}

fn follow(key: &Key, rows: &mut Vec<Row>, batch: &Batch) {
    let queries = key.queries();
    let place = |row: &Row| queries.iter().position(|query| query.store == row.store && query.takes(&row.key));
    rows.retain(|row| !batch.deletes.iter().any(|(store, key)| *store == row.store && *key == row.key));
    for put in batch.puts.iter().filter(|put| place(put).is_some()) {
        rows.retain(|row| row.store != put.store || row.key != put.key);
        rows.push(put.clone());
    }
    rows.sort_by(|a, b| (place(a), &a.key).cmp(&(place(b), &b.key)));
}
