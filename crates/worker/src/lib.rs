//! The service worker: `extension/service-worker.js` boots it once per life and hands it every browser event.

use wasm_bindgen::prelude::*;

/// Starts this life of the worker; events are handed over only after it has returned.
///
/// # Errors
/// When the store cannot be opened.
#[wasm_bindgen]
pub async fn boot() -> Result<(), JsValue> {
    Ok(())
}

/// Takes one browser event (an alarm, a click on a notification, a closed tab, …).
///
/// # Errors
/// When the event is not one the extension registered for.
#[wasm_bindgen]
pub async fn deliver(_event: JsValue) -> Result<(), JsValue> {
    Ok(())
}

/// Answers one message of an own page; `undefined` where it asked nothing.
///
/// # Errors
/// When the message cannot be read.
#[wasm_bindgen]
pub async fn answer(_message: JsValue) -> Result<JsValue, JsValue> {
    Ok(JsValue::UNDEFINED)
}
