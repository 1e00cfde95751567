//! Rows as plain objects, and what the browser throws as a [`StoreError`].

use std::rc::Rc;

use callscribe_core::store::{Column, Row, Store, StoreError};
use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::DomException;

use crate::js::words;

/// The property that holds a row's key, and the key path of every store.
pub(super) const KEY: &str = "k";
const TEXT: &str = "t";
const FILE: &str = "file";

#[wasm_bindgen]
extern "C" {
    /// What lies in the store.
    type Lying;

    #[wasm_bindgen(method, getter, js_name = "k")]
    fn key(this: &Lying) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = "t")]
    fn text(this: &Lying) -> JsValue;
}

pub(super) fn to_object(row: &Row) -> Result<JsValue, JsValue> {
    let object = Object::new();
    Reflect::set(&object, &KEY.into(), &row.key.as_str().into())?;
    for (name, column) in &row.columns {
        let value = match column {
            Column::One(value) => value.into(),
            Column::Many(values) => values.iter().map(JsValue::from).collect::<Array>().into(),
        };
        Reflect::set(&object, &name.into(), &value)?;
    }
    Reflect::set(&object, &TEXT.into(), &row.text.as_str().into())?;
    Ok(object.into())
}

/// A row with a file beside its text.
pub(super) fn with_file(row: &Row, file: &JsValue) -> Result<JsValue, JsValue> {
    let object = to_object(row)?;
    Reflect::set(&object, &FILE.into(), file)?;
    Ok(object)
}

/// The file beside a row's text, if there is one.
pub(super) fn file_of(object: &JsValue) -> Option<JsValue> {
    let file = object.is_object().then(|| Reflect::get(object, &FILE.into()).ok()).flatten()?;
    file.is_object().then_some(file)
}

/// What is read of a row; `None` leaves it out of the answer.
pub(super) type Reading = Rc<dyn Fn(Store, &JsValue) -> Option<Row>>;

/// Rows in whose text all these marks stand, without their columns. Text that lacks one is not even copied.
pub(super) fn marked(marks: &[String]) -> Reading {
    let marks = marks.to_vec();
    Rc::new(move |store, object| {
        let lying: &Lying = object.unchecked_ref();
        let text = lying.text().dyn_into::<JsString>();
        let is_marked = text.is_ok_and(|text| marks.iter().all(|mark| text.includes(mark, 0)));
        (marks.is_empty() || is_marked).then(|| without_columns(store, object))
    })
}

/// Every row, all of it.
pub(super) fn entire() -> Reading {
    Rc::new(|store, object| Some(whole(store, object)))
}

/// Key and text: all that screens look at, in a fraction of the time.
pub(super) fn without_columns(store: Store, object: &JsValue) -> Row {
    let lying: &Lying = object.unchecked_ref();
    Row { store, key: text(&lying.key()), columns: Vec::new(), text: text(&lying.text()) }
}

/// All of it.
fn whole(store: Store, object: &JsValue) -> Row {
    let mut row = without_columns(store, object);
    for entry in Object::entries(object.unchecked_ref()) {
        let entry: Array = entry.unchecked_into();
        let name = text(&entry.get(0));
        if ![KEY, TEXT, FILE].contains(&name.as_str()) {
            row.columns.push((name, column(entry.get(1))));
        }
    }
    row
}

fn column(value: JsValue) -> Column {
    match value.dyn_into::<Array>() {
        Ok(values) => Column::Many(values.iter().map(|value| text(&value)).collect()),
        Err(value) => Column::One(text(&value)),
    }
}

fn text(value: &JsValue) -> String {
    value.as_string().unwrap_or_default()
}

/// What a thrown value means for the store.
pub(super) fn store_error(thrown: &JsValue) -> StoreError {
    let Some(exception) = thrown.dyn_ref::<DomException>() else { return StoreError::Failed(words(thrown)) };
    match exception.name().as_str() {
        "QuotaExceededError" => StoreError::Full,
        "ConstraintError" => StoreError::Taken(exception.message()),
        "VersionError" => StoreError::Newer,
        // A connection that was closed, or closes while a transaction runs.
        "InvalidStateError" | "AbortError" => StoreError::Closed,
        name => StoreError::Failed(format!("{name}: {}", exception.message())),
    }
}
