//! The screens: popup, side panel and tab are one Leptos app; the page names its surface in `data-surface`.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

/// Mounts the app in the page that loaded it.
#[wasm_bindgen(start)]
pub fn start() {
    mount_to_body(App);
}

/// The whole app.
#[component]
fn App() -> impl IntoView {
    view! { <main class="app"><h1>"Callscribe"</h1></main> }
}
