//! IndexedDB: the store of `callscribe_core::store`, whose schema, rows and questions are data this driver runs.
//!
//! A row lies there as a plain object: `k` its key, `t` its text, and its columns by name.
//! [`Writer`] belongs to the worker alone; screens have [`Reader`] and [`DeskWriter`].

mod open;
mod row;
mod transaction;

use callscribe_core::store::{Batch, Durability, Query, Row, Schema, Store, StoreError};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbOpenDbRequest};

use open::Opened;
use row::Reading;
use transaction::Transaction;

/// The one connection that may change everything. The worker opens it while holding the Web Lock "writer".
#[derive(Debug)]
pub struct Writer(Opened);

impl Writer {
    /// Opens the store, creating what its schema has and the disk has not.
    ///
    /// # Errors
    /// [`StoreError::Newer`] when a later version made it.
    pub async fn open(name: &str, schema: &Schema) -> Result<Self, StoreError> {
        Ok(Self(open::with_schema(name, schema).await?))
    }

    /// Rows within the range, in order.
    ///
    /// # Errors
    /// When the store was closed or fails.
    pub async fn query(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        Ok(read(self.0.database(), std::slice::from_ref(query), row::entire()).await?.remove(0))
    }

    /// The answers to several questions, as of one moment.
    ///
    /// # Errors
    /// When the store was closed or fails.
    pub async fn read(&self, queries: &[Query]) -> Result<Vec<Vec<Row>>, StoreError> {
        read(self.0.database(), queries, row::entire()).await
    }

    /// One transaction, all or nothing, over once it cannot be lost to the browser's death.
    ///
    /// # Errors
    /// [`StoreError::Full`] when the disk is; nothing of the batch is stored then.
    pub async fn commit(&self, batch: &Batch, durability: Durability) -> Result<(), StoreError> {
        let mut stores: Vec<Store> = batch.puts.iter().map(|row| row.store).chain(batch.deletes.iter().map(|(store, _)| *store)).collect();
        if !batch.takes.is_empty() {
            stores.push(Store::Desk);
        }
        if stores.is_empty() {
            return Ok(());
        }
        let mut transaction = Transaction::readwrite(self.0.database(), &stores, durability)?;
        let filled = fill(&mut transaction, batch);
        transaction.end(filled).await
    }
}

fn fill(transaction: &mut Transaction, batch: &Batch) -> Result<(), JsValue> {
    for (key, text) in &batch.takes {
        transaction.take(key, text)?;
    }
    for (store, key) in &batch.deletes {
        transaction.delete(*store, key)?;
    }
    batch.puts.iter().try_for_each(|row| transaction.put(row.store, &row::to_object(row)?))
}

/// Asks at once; the future waits for the answers.
fn read(
    database: &IdbDatabase,
    queries: &[Query],
    reading: Reading,
) -> impl Future<Output = Result<Vec<Vec<Row>>, StoreError>> + 'static + use<> {
    let stores: Vec<Store> = queries.iter().map(|query| query.store).collect();
    let under_way = (!stores.is_empty()).then(|| {
        let mut transaction = Transaction::readonly(database, &stores)?;
        let asked: Result<Vec<_>, JsValue> = queries.iter().map(|query| transaction.ask(query, reading.clone())).collect();
        let (answers, asked) = match asked {
            Ok(answers) => (answers, Ok(())),
            Err(thrown) => (Vec::new(), Err(thrown)),
        };
        Ok((transaction.end(asked), answers))
    });
    async {
        let Some(under_way) = under_way else { return Ok(Vec::new()) };
        let (end, answers) = under_way?;
        end.await?;
        Ok(answers.into_iter().map(|rows| rows.take()).collect())
    }
}

/// What a page asked for while it loaded: a store as it is.
pub type Opening = IdbOpenDbRequest;

/// A screen's connection: it creates nothing, changes nothing and steps aside for an upgrade.
#[derive(Debug)]
pub struct Reader(Opened);

impl Reader {
    /// Opens the store as it is; `None` where the worker has not made it yet. `on_closed` is called once when the browser
    /// closes the connection, after which every read fails with [`StoreError::Closed`].
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn open(name: &str, on_closed: impl FnOnce() + 'static) -> Result<Option<Self>, StoreError> {
        Ok(open::as_it_is(name, on_closed).await?.map(Self))
    }

    /// The same by a request that was made already; it has to create nothing.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn requested(request: Opening, on_closed: impl FnOnce() + 'static) -> Result<Option<Self>, StoreError> {
        Ok(open::requested(request, on_closed).await?.map(Self))
    }

    /// The answers to several questions, asked at once and as of one moment. Columns are left out: what they say stands in the text as
    /// well.
    ///
    /// # Errors
    /// When the store was closed or fails.
    pub fn read(&self, queries: &[Query]) -> impl Future<Output = Result<Vec<Vec<Row>>, StoreError>> + 'static + use<> {
        self.read_marked(queries, &[])
    }

    /// The same, of the rows in whose text all these marks stand; a limit counts the others too.
    ///
    /// # Errors
    /// When the store was closed or fails.
    pub fn read_marked(
        &self,
        queries: &[Query],
        marks: &[String],
    ) -> impl Future<Output = Result<Vec<Vec<Row>>, StoreError>> + 'static + use<> {
        read(self.0.database(), queries, row::marked(marks))
    }

    /// The file that lies beside an item of the desk; `None` where there is none.
    ///
    /// # Errors
    /// When the store was closed or fails.
    pub async fn file(&self, key: &str) -> Result<Option<JsValue>, StoreError> {
        let mut transaction = Transaction::readonly(self.0.database(), &[Store::Desk])?;
        let (file, asked) = match transaction.file(key) {
            Ok(file) => (Some(file), Ok(())),
            Err(thrown) => (None, Err(thrown)),
        };
        transaction.end(asked).await?;
        Ok(file.and_then(|file| file.take()))
    }

    /// The writer of the one store screens may write to.
    pub fn desk(&self) -> DeskWriter {
        DeskWriter(self.0.database().clone())
    }
}

/// Writes to the desk, and by construction to nothing else.
#[derive(Debug, Clone)]
pub struct DeskWriter(IdbDatabase);

impl DeskWriter {
    /// Puts one item on the desk, replacing the one of that key. When this returns, the write is on its way and survives the
    /// closing of the window; the future ends when it survives the browser's death too.
    pub fn put(&self, key: &str, text: &str) -> impl Future<Output = Result<(), StoreError>> + use<> {
        let row = Row { store: Store::Desk, key: key.into(), columns: Vec::new(), text: text.into() };
        self.write(&|transaction| row::to_object(&row).and_then(|object| transaction.put(Store::Desk, &object)))
    }

    /// Puts one item on the desk with a file beside it.
    pub fn put_file(&self, key: &str, text: &str, file: &JsValue) -> impl Future<Output = Result<(), StoreError>> + use<> {
        let row = Row { store: Store::Desk, key: key.into(), columns: Vec::new(), text: text.into() };
        self.write(&|transaction| row::with_file(&row, file).and_then(|object| transaction.put(Store::Desk, &object)))
    }

    /// Takes an item off the desk that a screen put there for itself, or a receipt that was read.
    pub fn remove(&self, key: &str) -> impl Future<Output = Result<(), StoreError>> + use<> {
        self.write(&|transaction| transaction.delete(Store::Desk, key))
    }

    fn write(&self, fill: &dyn Fn(&mut Transaction) -> Result<(), JsValue>) -> impl Future<Output = Result<(), StoreError>> + use<> {
        let end = Transaction::readwrite(&self.0, &[Store::Desk], Durability::Relaxed).map(|mut transaction| {
            let filled = fill(&mut transaction).and_then(|()| transaction.commit());
            transaction.end(filled)
        });
        async { end?.await }
    }
}
