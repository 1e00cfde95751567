//! What the benchmarks ask of the product, each as its screens or its worker do it: the same questions of core, the same driver.

mod catch_up;
mod fill;

use std::cell::RefCell;
use std::rc::Rc;

use callscribe_browser::idb::Reader;
use callscribe_core::book::{self, BookContact};
use callscribe_core::case::CallRow;
use callscribe_core::engine::Key;
use callscribe_core::integration::IntegrationId;
use callscribe_core::number;
use callscribe_core::store::{DATABASE, Query, Stored, decode};
use callscribe_core::views::calls::{Filter, PAGE, Search};
use wasm_bindgen::prelude::*;

/// Where the numbers of the test data are at home.
const REGION: &str = "US";

type Outcome<T = ()> = Result<T, String>;

thread_local! {
    static OPEN: RefCell<Option<Rc<Reader>>> = const { RefCell::new(None) };
}

async fn reader() -> Outcome<Rc<Reader>> {
    if let Some(reader) = OPEN.with_borrow(Clone::clone) {
        return Ok(reader);
    }
    let opened = Reader::open(DATABASE, || ()).await.map_err(|error| error.to_string())?;
    let reader = Rc::new(opened.ok_or("the worker has not made the store")?);
    OPEN.set(Some(reader.clone()));
    Ok(reader)
}

async fn find<T: Stored>(queries: &[Query]) -> Outcome<Vec<T>> {
    let answers = reader().await?.read(queries).await.map_err(|error| error.to_string())?;
    Ok(answers.iter().flatten().filter_map(|row| decode(row).ok()).collect())
}

fn sessions(rows: &[CallRow]) -> Vec<String> {
    rows.iter().map(|row| row.call.id.session.clone()).collect()
}

/// The first page of Unlogged, as the list of calls reads it: each call by its id.
///
/// # Errors
/// When the store cannot be read.
#[wasm_bindgen]
pub async fn unlogged() -> Outcome<Vec<String>> {
    Ok(sessions(&find(&[Filter::Unlogged.page(None, PAGE)]).await?))
}

/// What the list of calls shows for what was typed into its search: each call by its id.
///
/// # Errors
/// When the store cannot be read.
#[wasm_bindgen]
pub async fn search(typed: String) -> Outcome<Vec<String>> {
    let Some(search) = Search::parse(&typed) else { return Ok(Vec::new()) };
    let answers = reader().await?.read_marked(&search.queries(), &search.marks()).await.map_err(|error| error.to_string())?;
    Ok(sessions(&search.found(Filter::All, answers.iter().flatten())))
}

/// Who of the address book has this number, read and matched as the worker does it: each by its id.
///
/// # Errors
/// When the store cannot be read.
#[wasm_bindgen]
pub async fn who_has(raw: String) -> Outcome<Vec<String>> {
    let number = number::parse(&raw, REGION);
    let key = Key::BookNumber(IntegrationId::address_book(), number.key.clone());
    let having: Vec<BookContact> = find(&key.queries()).await?;
    Ok(book::match_number(&having, &number).contacts().iter().map(|contact| contact.id.clone()).collect())
}

/// Reads and formats numbers, as the worker does with each that comes in: `key`, form for eyes and extension, parted by tabs.
#[wasm_bindgen]
pub fn parse_all(raws: Vec<String>) -> Vec<String> {
    let parsed = raws.iter().map(|raw| number::parse(raw, REGION));
    parsed.map(|number| format!("{}\t{}\t{}", number.key, number.shown, number.extension.unwrap_or_default())).collect()
}
