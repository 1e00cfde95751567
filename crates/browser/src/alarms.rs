//! Alarms wake the worker. They are gone after a browser restart, so every start of the worker sets them again.

use wasm_bindgen::prelude::*;

use crate::js::{BrowserError, to_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "alarms"], js_name = create, catch)]
    async fn create(name: &str, info: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "alarms"], js_name = create)]
    fn create_unheard(name: &str, info: &JsValue) -> JsValue;

    #[wasm_bindgen(js_namespace = ["chrome", "alarms"], js_name = clear, catch)]
    async fn chrome_clear(name: &str) -> Result<JsValue, JsValue>;
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct AlarmInfo {
    when: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    period_in_minutes: Option<f64>,
}

/// Rings once at `at` (ms since the epoch), replacing the alarm of that name. Packed extensions wait at least 30 s.
///
/// # Errors
/// When the browser refuses it.
pub async fn set(name: &str, at: i64) -> Result<(), BrowserError> {
    create(name, &to_js(&AlarmInfo { when: at as f64, period_in_minutes: None })?).await?;
    Ok(())
}

/// Rings at `at` (ms since the epoch) and every `minutes` from then on.
///
/// # Errors
/// When the browser refuses it.
pub async fn set_every(name: &str, at: i64, minutes: f64) -> Result<(), BrowserError> {
    create(name, &to_js(&AlarmInfo { when: at as f64, period_in_minutes: Some(minutes) })?).await?;
    Ok(())
}

/// Rings every minute from now on. Asked for in this very turn, for a worker that cannot wait for anything any more.
pub fn leave_behind(name: &str) {
    if let Ok(info) = to_js(&AlarmInfo { when: js_sys::Date::now() + 60_000.0, period_in_minutes: Some(1.0) }) {
        create_unheard(name, &info);
    }
}

/// Forgets an alarm; one that was never set is no error.
///
/// # Errors
/// When the browser refuses it.
pub async fn clear(name: &str) -> Result<(), BrowserError> {
    chrome_clear(name).await?;
    Ok(())
}
