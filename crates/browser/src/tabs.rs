//! Tabs we open ourselves: our own full page and the sign-in pages of CRMs. No permission to see other tabs is needed.

use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use crate::js::{BrowserError, from_js, to_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = create, catch)]
    async fn create(properties: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = update, catch)]
    async fn update(tab: i32, properties: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = remove, catch)]
    async fn remove(tab: i32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "windows"], js_name = update, catch)]
    async fn update_window(window: i32, properties: &JsValue) -> Result<JsValue, JsValue>;
}

/// A tab of the browser; its address only where we may see it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tab {
    /// The tab's id, the same until it is closed.
    pub id: i32,
    /// The window it is in.
    pub window_id: i32,
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

/// Brings a tab to the front and, given an address, leads it there.
///
/// # Errors
/// When it was closed meanwhile.
pub async fn show(tab: &Tab, url: Option<&str>) -> Result<(), BrowserError> {
    let properties = match url {
        Some(url) => to_js(&Address { url, active: true })?,
        None => flag("active")?,
    };
    update(tab.id, &properties).await?;
    update_window(tab.window_id, &flag("focused")?).await?;
    Ok(())
}

/// Closes a tab.
///
/// # Errors
/// When it was closed meanwhile.
pub async fn close(tab: i32) -> Result<(), BrowserError> {
    remove(tab).await?;
    Ok(())
}

fn flag(name: &str) -> Result<JsValue, BrowserError> {
    let object = js_sys::Object::new();
    js_sys::Reflect::set(&object, &name.into(), &JsValue::TRUE)?;
    Ok(object.into())
}
