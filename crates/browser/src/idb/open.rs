//! Opening a database: with a schema to create or upgrade it, or as it is.

use callscribe_core::store::{Schema, StoreError, StoreSpec};
use futures_channel::oneshot;
use wasm_bindgen::prelude::*;
use web_sys::{
    Event, IdbDatabase, IdbFactory, IdbIndexParameters, IdbObjectStore, IdbObjectStoreParameters, IdbOpenDbRequest, IdbRequestReadyState,
    IdbTransaction,
};

use super::row::{KEY, store_error};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = indexedDB)]
    static INDEXED_DB: IdbFactory;
}

/// An open connection. It steps aside when another wants to upgrade or delete the database; dropping it closes it.
#[derive(Debug)]
pub(super) struct Opened {
    database: IdbDatabase,
    _closing: Closure<dyn FnMut(Event)>,
}

impl Opened {
    fn new(database: IdbDatabase, on_closed: impl FnOnce() + 'static) -> Self {
        let mut on_closed = Some(on_closed);
        let closing = Closure::new({
            let database = database.clone();
            move |_: Event| {
                database.close();
                if let Some(on_closed) = on_closed.take() {
                    on_closed();
                }
            }
        });
        let listener = closing.as_ref().unchecked_ref();
        database.set_onversionchange(Some(listener));
        database.set_onclose(Some(listener));
        Self { database, _closing: closing }
    }

    pub(super) fn database(&self) -> &IdbDatabase {
        &self.database
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.database.set_onversionchange(None);
        self.database.set_onclose(None);
        self.database.close();
    }
}

/// Opens a database at its schema's version, adding the stores and indexes it lacks.
pub(super) async fn with_schema(name: &str, schema: &Schema) -> Result<Opened, StoreError> {
    let request = INDEXED_DB.with(|factory| factory.open_with_u32(name, schema.version)).map_err(|thrown| store_error(&thrown))?;
    let schema = *schema;
    let database = answer(request, move |database, upgrade| upgrade_to(&schema, database, upgrade)).await?;
    Ok(Opened::new(database, || ()))
}

/// Opens a database without creating it; `None` where there is none.
pub(super) async fn as_it_is(name: &str, on_closed: impl FnOnce() + 'static) -> Result<Option<Opened>, StoreError> {
    let request = INDEXED_DB.with(|factory| factory.open(name)).map_err(|thrown| store_error(&thrown))?;
    let create_none = upgrading(&request, |_, creation| creation.abort());
    let opened = requested(request, on_closed).await;
    drop(create_none);
    opened
}

/// What was asked for already by a request that creates nothing; `None` where there is no database.
pub(super) async fn requested(request: IdbOpenDbRequest, on_closed: impl FnOnce() + 'static) -> Result<Option<Opened>, StoreError> {
    match settled(request).await {
        Ok(database) => Ok(Some(Opened::new(database, on_closed))),
        // So ends a request whose creation was undone.
        Err(StoreError::Closed) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Waits for an open request; `on_upgrade` runs inside `upgradeneeded` and an error of it undoes the upgrade.
async fn answer(
    request: IdbOpenDbRequest,
    on_upgrade: impl FnOnce(&IdbDatabase, &IdbTransaction) -> Result<(), JsValue> + 'static,
) -> Result<IdbDatabase, StoreError> {
    let upgrade = upgrading(&request, on_upgrade);
    let database = settled(request).await;
    drop(upgrade);
    database
}

/// Listens for `upgradeneeded` until it is dropped.
fn upgrading(
    request: &IdbOpenDbRequest,
    on_upgrade: impl FnOnce(&IdbDatabase, &IdbTransaction) -> Result<(), JsValue> + 'static,
) -> Closure<dyn FnMut(Event)> {
    let upgrading = Closure::once({
        let request = request.clone();
        move |_: Event| {
            let (Ok(database), Some(transaction)) = (request.result(), request.transaction()) else { return };
            if on_upgrade(database.unchecked_ref(), &transaction).is_err() {
                // An upgrade that is undone already cannot be undone again.
                let _ = transaction.abort();
            }
        }
    });
    request.set_onupgradeneeded(Some(upgrading.as_ref().unchecked_ref()));
    upgrading
}

/// What comes of an open request.
async fn settled(request: IdbOpenDbRequest) -> Result<IdbDatabase, StoreError> {
    if request.ready_state() == IdbRequestReadyState::Pending {
        let (tell, told) = oneshot::channel();
        let mut tell = Some(tell);
        let settled = Closure::new(move |_: Event| {
            if let Some(tell) = tell.take() {
                // Whoever asked may be gone.
                let _ = tell.send(());
            }
        });
        request.set_onsuccess(Some(settled.as_ref().unchecked_ref()));
        request.set_onerror(Some(settled.as_ref().unchecked_ref()));
        told.await.map_err(|_| StoreError::Closed)?;
    }
    match request.error() {
        Ok(None) => request.result().map(JsCast::unchecked_into).map_err(|thrown| store_error(&thrown)),
        Ok(Some(exception)) => Err(store_error(&exception)),
        Err(thrown) => Err(store_error(&thrown)),
    }
}

fn upgrade_to(schema: &Schema, database: &IdbDatabase, upgrade: &IdbTransaction) -> Result<(), JsValue> {
    let existing = database.object_store_names();
    for spec in schema.stores {
        let name = spec.store.name();
        let store = if existing.contains(name) { upgrade.object_store(name)? } else { create_store(database, name)? };
        add_indexes(&store, spec)?;
    }
    Ok(())
}

fn create_store(database: &IdbDatabase, name: &str) -> Result<IdbObjectStore, JsValue> {
    let parameters = IdbObjectStoreParameters::new();
    parameters.set_key_path(&KEY.into());
    database.create_object_store_with_optional_parameters(name, &parameters)
}

fn add_indexes(store: &IdbObjectStore, spec: &StoreSpec) -> Result<(), JsValue> {
    let existing = store.index_names();
    for index in spec.indexes.iter().filter(|index| !existing.contains(index.name)) {
        let parameters = IdbIndexParameters::new();
        parameters.set_multi_entry(index.multi);
        store.create_index_with_str_and_optional_parameters(index.name, index.name, &parameters)?;
    }
    Ok(())
}
