//! One transaction: everything is asked in one turn, and then its end is awaited; nothing waits in between.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use callscribe_core::store::{Bound, Durability, Query, Row, Store, StoreError};
use futures_channel::oneshot;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget, IdbCursorWithValue, IdbDatabase, IdbKeyRange, IdbRequest, IdbTransaction};

use super::row::{Reading, file_of, store_error, without_columns};

/// What web-sys does not bind: the durability of a transaction, its early end, and many rows from the last one down.
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

    type Global;

    #[wasm_bindgen(method, getter, js_name = IDBObjectStore)]
    fn object_store_class(this: &Global) -> Option<Object>;

    /// A store or an index.
    type Source;

    #[wasm_bindgen(method, js_name = getAll, catch)]
    fn get_all(this: &Source, range: &JsValue, limit: u32) -> Result<IdbRequest, JsValue>;

    #[wasm_bindgen(method, js_name = getAll, catch)]
    fn get_all_as(this: &Source, options: &Object) -> Result<IdbRequest, JsValue>;

    #[wasm_bindgen(method, js_name = openCursor, catch)]
    fn open_cursor(this: &Source, range: &JsValue, direction: &str) -> Result<IdbRequest, JsValue>;
}

const DOWN: &str = "prev";
const READONLY: &str = "readonly";

/// The rows of an answer, there once the transaction has ended.
pub(super) type Answer = Rc<RefCell<Vec<Row>>>;

/// A transaction under way, with the listeners it needs until its end.
pub(super) struct Transaction {
    inner: IdbTransaction,
    listeners: Vec<Listener>,
    /// What only reads has nothing to wait for once all is answered.
    unanswered: Option<Rc<Cell<usize>>>,
    tell: Rc<Cell<Option<oneshot::Sender<bool>>>>,
    told: oneshot::Receiver<bool>,
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
        Self::begin(database, stores, READONLY, "default")
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
        let (tell, told) = oneshot::channel();
        let unanswered = (mode == READONLY).then(Rc::default);
        Ok(Self { inner, listeners: Vec::new(), unanswered, tell: Rc::new(Cell::new(Some(tell))), told })
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
            let unchanged = request.result().is_ok_and(|object| object.is_object() && without_columns(Store::Desk, &object).text == text);
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
    pub(super) fn ask(&mut self, query: &Query, reading: Reading) -> Result<Answer, JsValue> {
        let answer = Answer::default();
        let Some(range) = range(query).filter(|_| query.limit > 0) else { return Ok(answer) };
        let store = self.inner.object_store(query.store.name())?;
        let source: Source = match &query.index {
            Some(index) => store.index(index)?.unchecked_into(),
            None => store.unchecked_into(),
        };
        let limit = u32::try_from(query.limit).unwrap_or(u32::MAX);
        match (query.descending, limit) {
            (false, _) => self.take_all(query.store, source.get_all(&range, limit)?, reading, false, answer.clone())?,
            (true, _) if can_take_all_down() => {
                let options = Object::new();
                Reflect::set(&options, &"query".into(), &range)?;
                Reflect::set(&options, &"count".into(), &limit.into())?;
                Reflect::set(&options, &"direction".into(), &DOWN.into())?;
                self.take_all(query.store, source.get_all_as(&options)?, reading, false, answer.clone())?;
            }
            (true, u32::MAX) => self.take_all(query.store, source.get_all(&range, limit)?, reading, true, answer.clone())?,
            (true, _) => self.walk_down(query, source.open_cursor(&range, DOWN)?, reading, answer.clone())?,
        }
        Ok(answer)
    }

    fn take_all(&mut self, store: Store, request: IdbRequest, reading: Reading, turned: bool, answer: Answer) -> Result<(), JsValue> {
        self.on_answer(&request.clone(), move || {
            let objects: Array = request.result()?.unchecked_into();
            let mut rows = answer.borrow_mut();
            rows.extend(objects.iter().filter_map(|object| reading(store, &object)));
            if turned {
                rows.reverse();
            }
            Ok(true)
        })
    }

    fn walk_down(&mut self, query: &Query, request: IdbRequest, reading: Reading, answer: Answer) -> Result<(), JsValue> {
        let (store, mut left) = (query.store, query.limit);
        self.on_answer(&request.clone(), move || {
            let Ok(cursor) = request.result()?.dyn_into::<IdbCursorWithValue>() else { return Ok(true) };
            answer.borrow_mut().extend(reading(store, &cursor.value()?));
            left -= 1;
            let is_whole = left == 0;
            if !is_whole {
                cursor.continue_()?;
            }
            Ok(is_whole)
        })
    }

    /// Runs with each success of a request until it says that its answer is whole.
    fn on_answer(&mut self, request: &IdbRequest, mut react: impl FnMut() -> Result<bool, JsValue> + 'static) -> Result<(), JsValue> {
        let Some(unanswered) = self.unanswered.clone() else { return self.on_success(request, move || react().map(drop)) };
        unanswered.set(unanswered.get() + 1);
        let tell = self.tell.clone();
        self.on_success(request, move || {
            if react()? {
                unanswered.set(unanswered.get() - 1);
                if unanswered.get() == 0 {
                    say(&tell, true);
                }
            }
            Ok(())
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
        let Self { inner, listeners, tell, told, .. } = self;
        let ends = ["complete", "abort"].map(|event| {
            let tell = tell.clone();
            Listener::new(&inner, event, move |_| say(&tell, event == "complete"))
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

/// Whoever waited may be gone, or have been told.
fn say(tell: &Cell<Option<oneshot::Sender<bool>>>, went_well: bool) {
    if let Some(tell) = tell.take() {
        let _ = tell.send(went_well);
    }
}

/// Whether this browser hands out many rows from the last one down in one go, as Chrome does from 141 on; older ones step from row to row.
fn can_take_all_down() -> bool {
    thread_local! {
        static CAN: bool = js_sys::global().unchecked_into::<Global>().object_store_class().is_some_and(|class| {
            Reflect::get(&class, &"prototype".into()).is_ok_and(|store| Reflect::has(&store, &"getAllRecords".into()).unwrap_or_default())
        });
    }
    CAN.with(|can| *can)
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
