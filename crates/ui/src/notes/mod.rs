//! Notes: the running call's note, or the one the agent opened, and below it the notes of past calls.

mod editor;
mod past;
mod switches;

use crate::parts::{doing, dynamic, memo};
use callscribe_browser::action::open_side_panel;
use callscribe_core::call::CallId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::screen::{Screen, Surface};
use crate::text::t;
use editor::Editor;
use past::Past;

/// The screen; without a call it follows the one that runs.
#[component]
pub fn Notes(call: Option<CallId>) -> impl IntoView {
    let app = App::get();
    let running = app.of_frame(|f| f.running.first().map(|row| row.call.id.clone()));
    let shown = memo(move || call.clone().or_else(|| running.get().flatten()));
    let keys = move |event: web_sys::KeyboardEvent| {
        // Escape leaves; it never cancels a note (B4).
        if event.key() == "Escape" {
            event.prevent_default();
            app.go(Screen::Calls);
        }
    };
    view! {
        <section class="notes" aria-label=t("tab_notes", &[]) on:keydown=doing(keys)>
            {dynamic(move || shown.get().map(|call| view! { <Editor call /> }))}
            <Panel />
            <Past current=shown />
        </section>
    }
}

/// A popup closes whenever it loses focus; the side panel stays.
#[component]
fn Panel() -> impl IntoView {
    let app = App::get();
    let is_offered = app.surface == Surface::Popup;
    let open = move |_| {
        spawn_local(async move {
            if let Err(error) = open_side_panel().await {
                app.say(t("ask_failed", &[&error.to_string()]));
            }
        });
    };
    is_offered.then(|| {
        view! {
            <p class="muted panel-offer">
                {t("panel_offer", &[])}
                " "
                <button class="quiet" on:click=doing(open)>{t("do_open_panel", &[])}</button>
            </p>
        }
    })
}
