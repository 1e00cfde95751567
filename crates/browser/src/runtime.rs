//! The extension itself: its pages, texts, version, sign-in windows and the end of its life.

use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::js::{BrowserError, from_js, to_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getURL)]
    fn get_url(path: &str) -> String;

    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getManifest)]
    fn get_manifest() -> JsValue;

    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getContexts, catch)]
    async fn get_contexts(filter: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getPlatformInfo, catch)]
    async fn get_platform_info() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = reload)]
    fn chrome_reload();

    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getMessage)]
    fn get_message(name: &str, values: &JsValue) -> String;

    #[wasm_bindgen(js_namespace = ["chrome", "identity"], js_name = getRedirectURL)]
    fn get_redirect_url(path: &str) -> String;

    #[wasm_bindgen(js_namespace = ["chrome", "identity"], js_name = launchWebAuthFlow, catch)]
    async fn launch_web_auth_flow(details: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = crypto, js_name = randomUUID)]
    fn random_uuid() -> String;
}

/// The full address of one of our own files.
pub fn url(path: &str) -> String {
    get_url(path)
}

/// One of our own pages at a place of its own, as the screens read it from their address.
///
/// # Errors
/// When the place cannot be written as JSON.
pub fn page_at(page: &str, place: &impl serde::Serialize) -> Result<String, BrowserError> {
    let text = String::from(js_sys::JSON::stringify(&to_js(place)?)?);
    Ok(format!("{page}#{}", String::from(js_sys::encode_uri_component(&text))))
}

/// The version in the manifest.
pub fn version() -> String {
    let version = js_sys::Reflect::get(&get_manifest(), &"version".into());
    version.ok().and_then(|version| version.as_string()).unwrap_or_default()
}

/// A text of `_locales` in the browser's language, with its `$1` … filled in; empty where there is none of that name.
pub fn message(name: &str, values: &[&str]) -> String {
    let values: js_sys::Array = values.iter().map(|value| JsValue::from_str(value)).collect();
    get_message(name, &values)
}

/// A new unguessable id, for drafts, commands and the state of a sign-in.
pub fn random_id() -> String {
    random_uuid()
}

/// Ends this worker and starts the extension anew, applying a waiting update. Open pages are closed.
pub fn reload() {
    chrome_reload();
}

/// Does nothing but keep the worker from being ended for the next 30 s.
///
/// # Errors
/// When the extension was reloaded meanwhile.
pub async fn stay_awake() -> Result<(), BrowserError> {
    get_platform_info().await?;
    Ok(())
}

/// One of our own pages, open somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// `TAB`, `POPUP` or `SIDE_PANEL`.
    pub context_type: String,
    /// Its address.
    #[serde(default)]
    pub document_url: Option<String>,
    /// The tab it is in; -1 for popup and side panel.
    pub tab_id: i32,
    /// The window it is in.
    pub window_id: i32,
}

/// Our own pages that are open now.
///
/// # Errors
/// When the extension was reloaded meanwhile.
pub async fn pages() -> Result<Vec<Page>, BrowserError> {
    let filter = js_sys::Object::new();
    let kinds: js_sys::Array = ["TAB", "POPUP", "SIDE_PANEL"].into_iter().map(JsValue::from_str).collect();
    js_sys::Reflect::set(&filter, &"contextTypes".into(), &kinds)?;
    from_js(get_contexts(&filter).await?)
}

/// Where a provider may send the person back to after a sign-in by [`sign_in`].
pub fn redirect_url(path: &str) -> String {
    get_redirect_url(path)
}

/// Opens a provider's sign-in window and returns the address it came back to.
///
/// # Errors
/// When the person closed it or the provider failed.
pub async fn sign_in(url: &str) -> Result<String, BrowserError> {
    #[derive(serde::Serialize)]
    struct Details<'a> {
        url: &'a str,
        interactive: bool,
    }
    let back = launch_web_auth_flow(&to_js(&Details { url, interactive: true })?).await?;
    back.as_string().ok_or_else(|| BrowserError("the sign-in came back without an address".into()))
}
