//! The in-memory twin of IndexedDB: same rows, same questions, and it can lose what was not durable.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::{Batch, Column, Durability, Query, Row, Store, StoreError};

/// Why the twin failed: only ever because it was told to.
pub type MemoryError = StoreError;

type Place = (Store, String);

/// A store in memory.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    rows: BTreeMap<Place, Row>,
    /// What a power cut brings back: the rows changed since the last strict commit, as they were then.
    undurable: BTreeMap<Place, Option<Row>>,
    /// The next commits fail like this, first one first.
    pub failures: Vec<StoreError>,
}

impl Memory {
    /// Rows within the range, in order.
    pub fn query(&self, query: &Query) -> Vec<Row> {
        let mut hits: Vec<(&str, &Row)> = Vec::new();
        let first = query.from.as_ref().filter(|_| query.index.is_none()).map_or("", |bound| bound.value.as_str());
        let last = query.to.as_ref().filter(|_| query.index.is_none()).map(|bound| bound.value.as_str());
        for ((store, key), row) in self.rows.range((Bound::Included((query.store, first.to_owned())), Bound::Unbounded)) {
            if *store != query.store || last.is_some_and(|last| key.as_str() > last) {
                break;
            }
            for value in values(row, query.index.as_deref()) {
                if query.takes(value) {
                    hits.push((value, row));
                }
            }
        }
        hits.sort_by(|a, b| (a.0, &a.1.key).cmp(&(b.0, &b.1.key)));
        if query.descending {
            hits.reverse();
        }
        hits.into_iter().take(query.limit).map(|(_, row)| row.clone()).collect()
    }

    /// One transaction, all or nothing.
    ///
    /// # Errors
    /// The next of [`Memory::failures`], with nothing changed.
    pub fn commit(&mut self, batch: &Batch, durability: Durability) -> Result<(), StoreError> {
        if !self.failures.is_empty() {
            return Err(self.failures.remove(0));
        }
        for (key, text) in &batch.takes {
            let place = (Store::Desk, key.clone());
            if self.rows.get(&place).is_some_and(|row| row.text == *text) {
                self.set(place, None);
            }
        }
        for (store, key) in &batch.deletes {
            self.set((*store, key.clone()), None);
        }
        for row in &batch.puts {
            self.set((row.store, row.key.clone()), Some(row.clone()));
        }
        if durability == Durability::Strict {
            self.undurable.clear();
        }
        Ok(())
    }

    fn set(&mut self, place: Place, row: Option<Row>) {
        let before = match row {
            Some(row) => self.rows.insert(place.clone(), row),
            None => self.rows.remove(&place),
        };
        self.undurable.entry(place).or_insert(before);
    }

    /// A power cut: everything since the last strict commit is gone.
    pub fn lose_power(&mut self) {
        for (place, row) in std::mem::take(&mut self.undurable) {
            match row {
                Some(row) => drop(self.rows.insert(place, row)),
                None => drop(self.rows.remove(&place)),
            }
        }
    }

    /// The row that would be left of this one after a power cut.
    pub fn durable(&self, store: Store, key: &str) -> Option<&Row> {
        let place = (store, key.to_owned());
        self.undurable.get(&place).map_or_else(|| self.rows.get(&place), Option::as_ref)
    }

    /// Everything stored, for counting.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }
}

fn values<'a>(row: &'a Row, index: Option<&str>) -> Vec<&'a str> {
    let Some(index) = index else { return vec![&row.key] };
    match row.columns.iter().find(|(name, _)| name == index) {
        None => Vec::new(),
        Some((_, Column::One(value))) => vec![value],
        Some((_, Column::Many(values))) => {
            let mut unique: Vec<&str> = values.iter().map(String::as_str).collect();
            unique.sort_unstable();
            unique.dedup();
            unique
        }
    }
}
