//! Questions from a screen to the worker and their answers.
//!
//! Nothing is entrusted to a message: a sleeping worker may lose it. What must not be lost lies on the desk first.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use crate::js::{BrowserError, from_js, to_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = sendMessage, catch)]
    async fn send_message(message: &JsValue) -> Result<JsValue, JsValue>;
}

/// How `extension/service-worker.js` wraps an answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Envelope<A> {
    Ok(A),
    Error(String),
}

/// Asks the worker, waking it if it sleeps, and waits for the answer.
///
/// # Errors
/// The worker's own words, or that it did not answer.
pub async fn ask<A: DeserializeOwned>(question: &impl Serialize) -> Result<A, BrowserError> {
    match from_js(send_message(&to_js(question)?).await?)? {
        Envelope::Ok(answer) => Ok(answer),
        Envelope::Error(words) => Err(BrowserError(words)),
    }
}
