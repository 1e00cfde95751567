//! Web Locks: one holder in the whole browser profile, released by the holder's death and by nothing else.

use futures_channel::oneshot;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::js::BrowserError;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request(name: &str, while_held: &Closure<dyn FnMut() -> Promise>) -> Result<Promise, JsValue>;
}

/// Waits for a lock and then holds it for the rest of this worker's life.
///
/// # Errors
/// When the browser refuses it.
pub async fn hold_for_life(name: &str) -> Result<(), BrowserError> {
    let (granted, grant) = oneshot::channel();
    let mut granted = Some(granted);
    let never = Promise::new(&mut |_, _| {});
    let while_held = Closure::new(move || {
        if let Some(granted) = granted.take() {
            // Whoever waited may be gone; the lock is held all the same.
            let _ = granted.send(());
        }
        never.clone()
    });
    let _ends_with_this_life = request(name, &while_held)?;
    while_held.forget();
    grant.await.map_err(|_| BrowserError(format!("the lock {name} was never granted")))
}
