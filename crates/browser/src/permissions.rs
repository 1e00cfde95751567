//! Access to the hosts of phone systems and CRMs, granted one by one by the person.

use callscribe_core::views::address::Address;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::js::{BrowserError, to_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = request, catch)]
    async fn chrome_request(wanted: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = contains, catch)]
    async fn contains(wanted: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = remove, catch)]
    async fn chrome_remove(given: &JsValue) -> Result<JsValue, JsValue>;
}

#[derive(Serialize)]
struct Origins<'a> {
    origins: &'a [String],
}

/// Asks the person for access; only from within a click or a key press, and never in the popup, which the prompt closes.
///
/// # Errors
/// Outside a click or a key press, or when an origin is no match pattern such as `https://crm.example.com/*`.
pub async fn request(origins: &[String]) -> Result<bool, BrowserError> {
    Ok(chrome_request(&to_js(&Origins { origins })?).await?.is_truthy())
}

/// Whether access to all of these has been granted.
///
/// # Errors
/// When an origin is no match pattern.
pub async fn granted(origins: &[String]) -> Result<bool, BrowserError> {
    Ok(contains(&to_js(&Origins { origins })?).await?.is_truthy())
}

/// Gives access back.
///
/// # Errors
/// When an origin is no match pattern.
pub async fn give_back(origins: &[String]) -> Result<(), BrowserError> {
    chrome_remove(&to_js(&Origins { origins })?).await?;
    Ok(())
}

/// Whether this address may be asked: access to its host has been granted, on whichever port.
pub async fn reaches(url: &str) -> bool {
    match Address::parse(url) {
        Some(address) => granted(&[address.pattern]).await.unwrap_or_default(),
        None => false,
    }
}
