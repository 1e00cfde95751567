//! What can only be shown in a browser; `storage.test.mjs` runs every case in a page and fails on what it throws.

mod bindings;
mod driver;
mod zones;

use callscribe_browser::idb::Writer;
use callscribe_browser::runtime::random_id;
use callscribe_core::store::{Batch, Driver, Durability, Query, Row, SCHEMA, StoreError, cases};
use wasm_bindgen::prelude::*;

/// The names of all cases.
#[wasm_bindgen]
pub fn names() -> Vec<String> {
    let suite = cases().iter().map(|(name, _)| *name);
    suite.chain(driver::CASES).chain(zones::NAMES).map(str::to_owned).collect()
}

/// Runs one case; those of a store each have a fresh database.
///
/// # Errors
/// What differed, in words.
#[wasm_bindgen]
pub async fn run(name: String) -> Result<(), String> {
    if let Some((_, case)) = cases().iter().find(|(known, _)| *known == name) {
        let writer = Writer::open(&random_id(), &SCHEMA).await.map_err(|error| error.to_string())?;
        return case.run(&mut OnDisk(writer)).await;
    }
    if zones::NAMES.contains(&name.as_str()) {
        return zones::compare(&name);
    }
    driver::run(&name).await.map_err(|failure| failure.0)
}

/// The writer as the store suite wants it.
struct OnDisk(Writer);

impl Driver for OnDisk {
    async fn query(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        self.0.query(query).await
    }

    async fn commit(&mut self, batch: &Batch, durability: Durability) -> Result<(), StoreError> {
        self.0.commit(batch, durability).await
    }
}
