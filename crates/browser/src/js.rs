//! The bridge for values of chrome.*: plain objects out, typed values in, and every failure as a sentence.

use callscribe_core::json;
use js_sys::JSON;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(words: &str);

    fn btoa(latin: &str) -> String;
}

/// What the browser refused or failed to do, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BrowserError(pub String);

impl From<JsValue> for BrowserError {
    fn from(thrown: JsValue) -> Self {
        Self(words(&thrown))
    }
}

impl From<json::Error> for BrowserError {
    fn from(error: json::Error) -> Self {
        Self(error.to_string())
    }
}

/// The message of what was thrown.
pub(crate) fn words(thrown: &JsValue) -> String {
    match thrown.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => thrown.as_string().unwrap_or_else(|| "the browser gave no reason".into()),
    }
}

/// A plain object as JSON would make it: maps become objects, `None` becomes `null`.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn to_js(value: &impl Serialize) -> Result<JsValue, BrowserError> {
    let text = serde_json::to_string(value).map_err(|error| BrowserError(error.to_string()))?;
    Ok(JSON::parse(&text)?)
}

/// A typed value from what the browser handed over.
///
/// # Errors
/// When it has another shape.
pub fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, BrowserError> {
    // What is undefined has no text.
    let text = if value.is_undefined() { "null".into() } else { String::from(JSON::stringify(&value)?) };
    Ok(json::from_str(&text)?)
}

/// Writes a line to the console's errors. Never a number, a name or a credential.
pub fn complain(words: &str) {
    console_error(words);
}

/// The value of an `authorization` header with user and password (RFC 7617, in UTF-8).
pub fn basic_authorization(user: &str, password: &str) -> String {
    let bytes: String = format!("{user}:{password}").bytes().map(char::from).collect();
    format!("Basic {}", btoa(&bytes))
}
