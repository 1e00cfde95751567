//! The store as the screens read it: opened as it is, reopened when the worker says it is ready.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use callscribe_browser::idb::{DeskWriter, Opening, Reader};
use callscribe_core::call::{CallId, Note};
use callscribe_core::case::{CallRow, Case};
use callscribe_core::entry::LogEntry;
use callscribe_core::store::{DATABASE, Query, Row, Store, StoreError, Stored, decode};
use callscribe_core::views::calls::{Filter, Search};
use js_sys::Promise;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::app::App;
use crate::parts::effect;

thread_local! {
    static OPEN: RefCell<Option<Rc<Reader>>> = const { RefCell::new(None) };
    /// Settles when the store is open, or cannot be opened yet.
    static OPENING: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// The store, opened by whoever reads first, if the worker has made it.
async fn opened() -> Option<Rc<Reader>> {
    if let Some(reader) = reader() {
        return Some(reader);
    }
    // It is never rejected.
    JsFuture::from(opening(|| Reader::open(DATABASE, closed))).await.ok()?;
    reader()
}

/// Takes the store over from the page, which asked for it while it loaded.
pub fn begin(request: Opening) {
    drop(opening(|| Reader::requested(request, closed)));
}

/// What settles when the store is open, begun unless that is under way.
fn opening<F>(open: impl FnOnce() -> F) -> Promise
where
    F: Future<Output = Result<Option<Reader>, StoreError>> + 'static,
{
    let begin = || {
        let open = open();
        future_to_promise(async {
            let reader = open.await.ok().flatten().map(Rc::new);
            OPEN.with_borrow_mut(|open| *open = reader);
            OPENING.with_borrow_mut(|opening| *opening = None);
            Ok(JsValue::UNDEFINED)
        })
    };
    OPENING.with_borrow_mut(|opening| opening.get_or_insert_with(begin).clone())
}

fn closed() {
    OPEN.with_borrow_mut(|open| *open = None);
}

/// An answer of the store; one that was closed is opened again by whoever reads next.
fn answered<T>(answer: Result<T, StoreError>) -> Option<T> {
    if matches!(answer, Err(StoreError::Closed)) {
        closed();
    }
    answer.ok()
}

/// The desk, while the store is open.
pub fn desk() -> Option<DeskWriter> {
    reader().map(|reader| reader.desk())
}

fn reader() -> Option<Rc<Reader>> {
    OPEN.with_borrow(Clone::clone)
}

/// The answers to several questions, as of one moment; `None` while there is no store. While it is open they are asked at once.
pub fn read(queries: Vec<Query>) -> impl Future<Output = Option<Vec<Vec<Row>>>> {
    let under_way = reader().map(|reader| reader.read(&queries));
    async move {
        answered(match under_way {
            Some(answers) => answers.await,
            None => opened().await?.read(&queries).await,
        })
    }
}

/// The calls a search finds, newest first.
pub async fn search(search: &Search, filter: Filter) -> Option<Vec<CallRow>> {
    let answers = answered(opened().await?.read_marked(&search.queries(), &search.marks()).await)?;
    Some(search.found(filter, answers.iter().flatten()))
}

/// The records of the rows; what cannot be read is the worker's to set aside and report.
pub fn records<'a, T: Stored>(rows: impl IntoIterator<Item = &'a Row>) -> Vec<T> {
    rows.into_iter().filter_map(|row| decode(row).ok()).collect()
}

/// The records one question finds.
pub async fn find<T: Stored>(query: Query) -> Option<Vec<T>> {
    Some(records(read(vec![query]).await?.iter().flatten()))
}

/// The first record one question finds.
pub async fn first<T: Stored>(query: Query) -> Option<T> {
    find(query).await?.into_iter().next()
}

/// The file that lies beside an item of the desk.
pub async fn file(key: &str) -> Option<JsValue> {
    answered(opened().await?.file(key).await)?
}

/// A call with its entries and its note; inner `None` when it is not there.
pub async fn case(call: CallId) -> Option<Option<Case>> {
    let case = cases(&[call]).await?.pop();
    Some(case)
}

/// These calls with their entries and notes, as of one moment; those that are not there are left out.
pub async fn cases(calls: &[CallId]) -> Option<Vec<Case>> {
    let of = |call: &CallId| {
        let key = call.key();
        [Query::key(Store::Calls, &key), Query::prefix(Store::Entries, &format!("{key}>")), Query::key(Store::Notes, &key)]
    };
    let answers = read(calls.iter().flat_map(of).collect()).await?;
    let case = |rows: &[Vec<Row>]| {
        let call = records::<CallRow>(&rows[0]).pop()?.call;
        Some(Case { call, entries: records::<LogEntry>(&rows[1]), note: records::<Note>(&rows[2]).pop() })
    };
    Some(answers.chunks_exact(3).filter_map(case).collect())
}

/// What `load` finds in the store, read again with every revision and whenever a signal changes that `load` reads before its first
/// await. `None` until it was read once.
pub fn live<T, F, L>(load: L) -> RwSignal<Option<T>>
where
    T: PartialEq + Send + Sync + 'static,
    F: Future<Output = Option<T>> + 'static,
    L: Fn() -> F + 'static,
{
    let app = App::get();
    let value = RwSignal::new(None);
    let newest = StoredValue::new(0u64);
    effect(move || {
        // A memo that was only tracked, never read, would not notice.
        app.revision.get();
        let turn = newest.get_value() + 1;
        newest.set_value(turn);
        let loading = load();
        spawn_local(async move {
            let Some(found) = loading.await else { return };
            let is_new = value.try_with_untracked(|old| old.as_ref() != Some(&found)) == Some(true);
            if is_new && newest.try_get_value() == Some(turn) {
                value.set(Some(found));
            }
        });
    });
    value
}
