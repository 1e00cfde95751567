//! The toolbar icon: its badge, its title, its popup; and the side panel.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::js::{BrowserError, to_js};
use crate::runtime;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setBadgeText, catch)]
    async fn set_badge_text(details: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setBadgeBackgroundColor, catch)]
    async fn set_badge_background_color(details: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setTitle, catch)]
    async fn set_title(details: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = openPopup, catch)]
    async fn chrome_open_popup() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setPopup, catch)]
    async fn set_popup(details: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "windows"], js_name = getCurrent, catch)]
    async fn current_window() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "sidePanel"], js_name = open, catch)]
    async fn open_panel(options: &JsValue) -> Result<JsValue, JsValue>;
}

#[derive(Serialize)]
struct Badge<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Colour<'a> {
    color: &'a str,
}

#[derive(Serialize)]
struct Title<'a> {
    title: &'a str,
}

#[derive(Serialize)]
struct Popup<'a> {
    popup: &'a str,
}

/// The page a click on the icon opens.
const POPUP: &str = "popup.html";

/// Shows up to four characters on the icon, on a CSS colour; an empty text takes the badge away.
///
/// # Errors
/// When the colour is none.
pub async fn badge(text: &str, colour: &str) -> Result<(), BrowserError> {
    set_badge_background_color(&to_js(&Colour { color: colour })?).await?;
    set_badge_text(&to_js(&Badge { text })?).await?;
    Ok(())
}

/// What the icon says when pointed at, and to a screen reader.
///
/// # Errors
/// When the browser refuses it.
pub async fn title(title: &str) -> Result<(), BrowserError> {
    set_title(&to_js(&Title { title })?).await?;
    Ok(())
}

/// Opens the popup.
///
/// # Errors
/// Where the browser does not open one by itself, or has no focused window; a notification is the way then.
pub async fn open_popup() -> Result<(), BrowserError> {
    chrome_open_popup().await?;
    Ok(())
}

/// Opens the popup at a place of its own; the next click on the icon opens it where it was left.
///
/// # Errors
/// As [`open_popup`].
pub async fn open_popup_at(place: &impl Serialize) -> Result<(), BrowserError> {
    set_popup(&to_js(&Popup { popup: &runtime::page_at(POPUP, place)? })?).await?;
    let opened = open_popup().await;
    set_popup(&to_js(&Popup { popup: POPUP })?).await?;
    opened
}

/// Opens the side panel in this page's window; only from within a click or a key press.
///
/// # Errors
/// Outside a click or a key press.
pub async fn open_side_panel() -> Result<(), BrowserError> {
    let window = js_sys::Reflect::get(&current_window().await?, &"id".into())?;
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"windowId".into(), &window)?;
    open_panel(&options).await?;
    Ok(())
}
