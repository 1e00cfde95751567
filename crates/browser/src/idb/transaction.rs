//! One transaction: everything is asked in one turn, and then its end is awaited; nothing waits in between.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use callscribe_core::store::{Bound, Durability, Query, Row, Store, StoreError};
use futures_channel::oneshot;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget, IdbCursorDirection, IdbCursorWithValue, IdbDatabase, IdbKeyRange, IdbRequest, IdbTransaction};

use super::row::{file_of, from_object, store_error};

/// What web-sys does not bind: the durability of a transaction, and its early end.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = IdbDatabase)]
    type Connection;

    #[wasm_bindgen(method, catch)]
    fn transaction(this: &Connection, stores: &Array, mode: &str, options: &Object) -> Result<IdbTransaction, JsValue>;

    #[wasm_bindgen(extends = IdbTransaction)]
    type Ending;

    #[wasm_bindgen(method, catch)]
    fn commit(this: &Ending) -> Result<(), JsValue>;
}

/// The rows of an answer, there once the transaction has ended.
pub(super) type Answer = Rc<RefCell<Vec<Row>>>;

/// A transaction under way, with the listeners it needs until its end.
pub(super) struct Transaction {
    inner: IdbTransaction,
    listeners: Vec<Listener>,
}

/// What is called with the events of a request or a transaction, until it is dropped.
struct Listener {
    target: EventTarget,
    event: &'static str,
    react: Closure<dyn FnMut(Event)>,
}

impl Listener {
    fn new(target: &EventTarget, event: &'static str, react: impl FnMut(Event) + 'static) -> Result<Self, JsValue> {
        let react = Closure::new(react);
        target.add_event_listener_with_callback(event, react.as_ref().unchecked_ref())?;
        Ok(Self { target: target.clone(), event, react })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // Adding it went well, so taking it away does.
        let _ = self.target.remove_event_listener_with_callback(self.event, self.react.as_ref().unchecked_ref());
    }
}

impl Transaction {
    pub(super) fn readonly(database: &IdbDatabase, stores: &[Store]) -> Result<Self, StoreError> {
        Self::begin(database, stores, "readonly", "default")
    }

    pub(super) fn readwrite(database: &IdbDatabase, stores: &[Store], durability: Durability) -> Result<Self, StoreError> {
        let durability = match durability {
            Durability::Strict => "strict",
            Durability::Relaxed => "relaxed",
        };
        Self::begin(database, stores, "readwrite", durability)
    }

    fn begin(database: &IdbDatabase, stores: &[Store], mode: &str, durability: &str) -> Result<Self, StoreError> {
        let names: Array = stores.iter().map(|store| JsValue::from_str(store.name())).collect();
        let options = Object::new();
        let inner = Reflect::set(&options, &"durability".into(), &durability.into())
            .and_then(|_| database.unchecked_ref::<Connection>().transaction(&names, mode, &options))
            .map_err(|thrown| store_error(&thrown))?;
        Ok(Self { inner, listeners: Vec::new() })
    }

    pub(super) fn put(&mut self, store: Store, object: &JsValue) -> Result<(), JsValue> {
        self.inner.object_store(store.name())?.put(object)?;
        Ok(())
    }

    pub(super) fn delete(&mut self, store: Store, key: &str) -> Result<(), JsValue> {
        self.inner.object_store(store.name())?.delete(&key.into())?;
        Ok(())
    }

    /// Deletes a row of the desk if its text is still this one.
    pub(super) fn take(&mut self, key: &str, text: &str) -> Result<(), JsValue> {
        let desk = self.inner.object_store(Store::Desk.name())?;
        let request = desk.get(&key.into())?;
        let (key, text) = (JsValue::from(key), text.to_owned());
        self.on_success(&request.clone(), move || {
            let unchanged = request.result().is_ok_and(|object| object.is_object() && from_object(Store::Desk, &object).text == text);
            if unchanged {
                desk.delete(&key)?;
            }
            Ok(())
        })
    }

    /// Asks for the file beside an item of the desk; there once the transaction has ended.
    pub(super) fn file(&mut self, key: &str) -> Result<Rc<RefCell<Option<JsValue>>>, JsValue> {
        let request = self.inner.object_store(Store::Desk.name())?.get(&key.into())?;
        let file = Rc::new(RefCell::new(None));
        let found = file.clone();
        self.on_success(&request.clone(), move || {
            found.replace(file_of(&request.result()?));
            Ok(())
        })?;
        Ok(file)
    }

    /// Asks a question; its answer is whole when the transaction has ended.
    pub(super) fn ask(&mut self, query: &Query) -> Result<Answer, JsValue> {
        let answer = Answer::default();
        let Some(range) = range(query).filter(|_| query.limit > 0) else { return Ok(answer) };
        if query.descending {
            self.walk_down(query, &range, answer.clone())?;
        } else {
            self.take_all(query, &range, answer.clone())?;
        }
        Ok(answer)
    }

    fn take_all(&mut self, query: &Query, range: &JsValue, answer: Answer) -> Result<(), JsValue> {
        let store = self.inner.object_store(query.store.name())?;
        let limit = u32::try_from(query.limit).unwrap_or(u32::MAX);
        let request = match &query.index {
            Some(index) => store.index(index)?.get_all_with_key_and_limit(range, limit)?,
            None => store.get_all_with_key_and_limit(range, limit)?,
        };
        let store = query.store;
        self.on_success(&request.clone(), move || {
            let rows: Array = request.result()?.unchecked_into();
            answer.borrow_mut().extend(rows.iter().map(|object| from_object(store, &object)));
            Ok(())
        })
    }

    fn walk_down(&mut self, query: &Query, range: &JsValue, answer: Answer) -> Result<(), JsValue> {
        let store = self.inner.object_store(query.store.name())?;
        let down = IdbCursorDirection::Prev;
        let request = match &query.index {
            Some(index) => store.index(index)?.open_cursor_with_range_and_direction(range, down)?,
            None => store.open_cursor_with_range_and_direction(range, down)?,
        };
        let (store, limit) = (query.store, query.limit);
        self.on_success(&request.clone(), move || {
            let Ok(cursor) = request.result()?.dyn_into::<IdbCursorWithValue>() else { return Ok(()) };
            let mut rows = answer.borrow_mut();
            rows.push(from_object(store, &cursor.value()?));
            if rows.len() < limit { cursor.continue_() } else { Ok(()) }
        })
    }

    /// Runs with each success of a request; an error of it undoes the transaction.
    fn on_success(&mut self, request: &IdbRequest, mut react: impl FnMut() -> Result<(), JsValue> + 'static) -> Result<(), JsValue> {
        let transaction = self.inner.clone();
        self.listeners.push(Listener::new(request, "success", move |_| {
            if react().is_err() {
                // A transaction that has ended already cannot be undone.
                let _ = transaction.abort();
            }
        })?);
        Ok(())
    }

    /// Says that nothing more will be asked, so that the end need not wait for this turn's.
    pub(super) fn commit(&self) -> Result<(), JsValue> {
        self.inner.unchecked_ref::<Ending>().commit()
    }

    /// The end to wait for; if something could not even be asked, nothing of the transaction stays.
    pub(super) fn end(self, asked: Result<(), JsValue>) -> impl Future<Output = Result<(), StoreError>> {
        let Self { inner, listeners } = self;
        let (tell, told) = oneshot::channel();
        let tell = Rc::new(Cell::new(Some(tell)));
        let ends = ["complete", "abort"].map(|event| {
            let tell = tell.clone();
            Listener::new(&inner, event, move |_| {
                if let Some(tell) = tell.take() {
                    // Whoever waited may be gone.
                    let _ = tell.send(event == "complete");
                }
            })
        });
        async move {
            let _until_the_end = (listeners, ends);
            if let Err(thrown) = asked {
                // The reason is what was thrown, whether or not the transaction had ended before.
                let _ = inner.abort();
                return Err(store_error(&thrown));
            }
            match told.await {
                Ok(true) => Ok(()),
                // An abort without an error is the connection's closing.
                _ => Err(inner.error().map_or(StoreError::Closed, |exception| store_error(&exception))),
            }
        }
    }
}

/// The browser's range for a question; `None` for one that nothing can be in.
fn range(query: &Query) -> Option<JsValue> {
    let value = |bound: &Bound| JsValue::from_str(&bound.value);
    match (&query.from, &query.to) {
        (None, None) => Some(JsValue::UNDEFINED),
        (Some(from), None) => IdbKeyRange::lower_bound_with_open(&value(from), from.open).ok().map(Into::into),
        (None, Some(to)) => IdbKeyRange::upper_bound_with_open(&value(to), to.open).ok().map(Into::into),
        // The browser throws where the lower end lies above the upper one.
        (Some(from), Some(to)) => {
            IdbKeyRange::bound_with_lower_open_and_upper_open(&value(from), &value(to), from.open, to.open).ok().map(Into::into)
        }
    }
}
