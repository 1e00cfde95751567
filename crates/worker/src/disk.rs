//! The store as the engine wants it: keys read as of one moment, batches committed; opened again after it was closed.

use std::cell::RefCell;
use std::rc::Rc;

use callscribe_browser::idb::Writer;
use callscribe_core::engine::{Key, Rows};
use callscribe_core::store::{Batch, DATABASE, Durability, Query, Row, SCHEMA, StoreError};

/// The one connection that may write.
#[derive(Default)]
pub struct Disk {
    writer: RefCell<Option<Rc<Writer>>>,
}

impl Disk {
    /// Opens the store, creating or upgrading it; says whether it had to be opened.
    pub async fn open(&self) -> Result<bool, StoreError> {
        if self.writer.borrow().is_some() {
            return Ok(false);
        }
        let writer = Writer::open(DATABASE, &SCHEMA).await?;
        *self.writer.borrow_mut() = Some(Rc::new(writer));
        Ok(true)
    }

    /// The rows that answer each key.
    pub async fn load(&self, keys: &[Key]) -> Result<Rows, StoreError> {
        let asked: Vec<Vec<Query>> = keys.iter().map(Key::queries).collect();
        let mut answers = self.read(&asked.concat()).await?.into_iter();
        let rows = asked.iter().map(|queries| answers.by_ref().take(queries.len()).flatten().collect());
        Ok(keys.iter().cloned().zip(rows).collect())
    }

    /// The answers to several questions, as of one moment.
    pub async fn read(&self, queries: &[Query]) -> Result<Vec<Vec<Row>>, StoreError> {
        let answers = self.writer()?.read(queries).await;
        self.or_forget(answers)
    }

    /// One transaction, all or nothing.
    pub async fn commit(&self, batch: &Batch, durability: Durability) -> Result<(), StoreError> {
        let result = self.writer()?.commit(batch, durability).await;
        self.or_forget(result)
    }

    fn writer(&self) -> Result<Rc<Writer>, StoreError> {
        self.writer.borrow().clone().ok_or(StoreError::Closed)
    }

    /// A connection that was closed under us is no use any more.
    fn or_forget<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if matches!(result, Err(StoreError::Closed)) {
            self.writer.take();
        }
        result
    }
}
