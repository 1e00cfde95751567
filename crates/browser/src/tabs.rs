//! Tabs we open ourselves: our own full page and the sign-in pages of CRMs. No permission to see other tabs is needed.

use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use crate::js::{BrowserError, from_js, to_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = create, catch)]
    async fn create(properties: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = get, catch)]
    async fn get(tab: i32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = remove, catch)]
    async fn remove(tab: i32) -> Result<JsValue, JsValue>;
}

/// A tab of the browser.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Tab {
    /// The tab's id, the same until it is closed.
    pub id: i32,
    /// Where it is; `None` where we may not see it.
    #[serde(default)]
    pub url: Option<String>,
}

#[derive(Serialize)]
struct Address<'a> {
    url: &'a str,
    active: bool,
}

/// Opens a page in a new tab, in front. A path is one of our own pages.
///
/// # Errors
/// When the browser refuses the address or there is no window.
pub async fn open(url: &str) -> Result<Tab, BrowserError> {
    from_js(create(&to_js(&Address { url, active: true })?).await?)
}

/// Where a tab is by now; `None` where we may not see it.
///
/// # Errors
/// When it was closed meanwhile.
pub async fn address(tab: i32) -> Result<Option<String>, BrowserError> {
    Ok(from_js::<Tab>(get(tab).await?)?.url)
}

/// Closes a tab.
///
/// # Errors
/// When it was closed meanwhile.
pub async fn close(tab: i32) -> Result<(), BrowserError> {
    remove(tab).await?;
    Ok(())
}
