//! The screens: popup, side panel and tab are one Leptos app; the page names its surface in `data-surface`.
//!
//! Reads the store, puts commands and drafts on the desk, asks the worker by message. Writes nothing else.

mod activity;
mod app;
mod ask;
mod book;
mod call_back;
mod caller;
mod calls;
mod conditions;
mod desk;
mod download;
mod earlier;
mod focus;
mod follow_ups;
mod form;
mod header;
mod help;
mod icon;
mod later;
mod news;
mod notes;
mod parts;
mod receipts;
mod responses;
mod screen;
mod settings;
mod shelf;
mod text;
mod time;
mod unresolved;
mod welcome;
mod who;
mod whose;
mod why;

use callscribe_browser::idb::Opening;
use wasm_bindgen::prelude::*;

/// Mounts the app in the page that loaded it and asked for the store meanwhile.
#[wasm_bindgen]
pub fn mount(opening: Opening) {
    shelf::begin(opening);
    // Behind the store's opening in the queue.
    wasm_bindgen_futures::spawn_local(async { leptos::mount::mount_to_body(app::Root) });
}
