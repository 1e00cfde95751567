//! Notifications of the system, with up to two buttons.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::js::{BrowserError, to_js};
use crate::runtime;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "notifications"], js_name = create, catch)]
    async fn create(id: &str, options: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "notifications"], js_name = clear, catch)]
    async fn chrome_clear(id: &str) -> Result<JsValue, JsValue>;
}

/// What a notification says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification<'a> {
    /// One line.
    pub title: &'a str,
    /// A sentence or two.
    pub message: &'a str,
    /// At most two.
    pub buttons: &'a [&'a str],
    /// Stays until it is dealt with.
    pub stays: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Options<'a> {
    r#type: &'a str,
    icon_url: String,
    title: &'a str,
    message: &'a str,
    buttons: Vec<Button<'a>>,
    require_interaction: bool,
}

#[derive(Serialize)]
struct Button<'a> {
    title: &'a str,
}

/// Shows a notification, replacing the one of that id.
///
/// # Errors
/// When the browser refuses it.
pub async fn show(id: &str, notification: &Notification<'_>) -> Result<(), BrowserError> {
    let options = Options {
        r#type: "basic",
        icon_url: runtime::url("icons/icon-128.png"),
        title: notification.title,
        message: notification.message,
        buttons: notification.buttons.iter().map(|title| Button { title }).collect(),
        require_interaction: notification.stays,
    };
    create(id, &to_js(&options)?).await?;
    Ok(())
}

/// Takes a notification away; one that is gone is no error.
///
/// # Errors
/// When the browser refuses it.
pub async fn clear(id: &str) -> Result<(), BrowserError> {
    chrome_clear(id).await?;
    Ok(())
}
