//! How much room is left for what we store.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{StorageEstimate, Window};

/// The share of our room that is used, 0 to 1; `None` where the browser does not say.
pub async fn used() -> Option<f64> {
    let window: Window = js_sys::global().dyn_into().ok()?;
    let estimate = JsFuture::from(window.navigator().storage().estimate().ok()?).await.ok()?;
    let estimate: StorageEstimate = estimate.unchecked_into();
    let (used, room) = (estimate.get_usage()?, estimate.get_quota()?);
    (room > 0.0).then(|| used / room)
}
