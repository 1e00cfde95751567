//! Access to the hosts of phone systems and CRMs, granted one by one by the person.

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
    match pattern_of(url) {
        Some(pattern) => granted(&[pattern]).await.unwrap_or_default(),
        None => false,
    }
}

/// The match pattern of an address; a pattern names no port.
pub fn pattern_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = match authority.split_once(']') {
        Some((address, _)) => format!("{address}]"),
        None => authority.split(':').next()?.to_owned(),
    };
    let is_web = matches!(scheme, "http" | "https") && !host.is_empty() && !host.contains(['@', '*']);
    is_web.then(|| format!("{scheme}://{host}/*"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_the_host_without_its_port() {
        for (url, pattern) in [
            ("https://crm.example:8443/x?y", Some("https://crm.example/*")),
            ("http://127.0.0.1:8088", Some("http://127.0.0.1/*")),
            ("http://[::1]:8088/ari", Some("http://[::1]/*")),
            ("https://*/", None),
            ("https://user@crm.example/", None),
            ("javascript:alert(1)", None),
        ] {
            assert_eq!(pattern_of(url).as_deref(), pattern, "{url}");
        }
    }
}
