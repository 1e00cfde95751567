//! Alarms wake the worker. They are gone after a browser restart, so every start of the worker sets them again.

use wasm_bindgen::prelude::*;

use crate::js::{BrowserError, to_js};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "alarms"], js_name = create, catch)]
    async fn create(name: &str, info: &JsValue) -> Result<JsValue, JsValue>;

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

/// Forgets an alarm; one that was never set is no error.
///
/// # Errors
/// When the browser refuses it.
pub async fn clear(name: &str) -> Result<(), BrowserError> {
    chrome_clear(name).await?;
    Ok(())
}
