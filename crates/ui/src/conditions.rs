//! What the browser lacks at the moment: a network, or room to store. Said where the agent looks, with what to do.

use callscribe_browser::space;
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::parts::{When, doing};
use crate::screen::Screen;
use crate::text::t;

/// From this share of the room on it is nearly full.
const NEARLY: f64 = 0.9;
/// The room is measured anew so often, in milliseconds.
const EVERY: u32 = 60_000;

/// Both notices.
#[component]
pub fn Conditions() -> impl IntoView {
    let app = App::get();
    let offline = offline();
    let full = nearly_full();
    view! {
        <When is=offline>
            <div class="notice" role="status" data-testid="offline"><p>{t("condition_offline", &[])}</p></div>
        </When>
        <When is=full>
            <div class="notice bad" role="status" data-testid="nearly-full">
                <p>{t("condition_nearly_full", &[])}</p>
                <button class="quiet" on:click=doing(move |_| app.go(Screen::Settings))>{t("tab_settings", &[])}</button>
            </div>
        </When>
    }
}

fn offline() -> RwSignal<bool> {
    let now = || window().navigator().on_line();
    let offline = RwSignal::new(!now());
    let lost = window_event_listener_untyped("offline", move |_| offline.set(true));
    let back = window_event_listener_untyped("online", move |_| offline.set(false));
    on_cleanup(move || {
        lost.remove();
        back.remove();
    });
    offline
}

fn nearly_full() -> RwSignal<bool> {
    let full = RwSignal::new(false);
    let measure = move || {
        spawn_local(async move {
            let used = space::used().await;
            // The page may be closing.
            let _ = full.try_set(used.is_some_and(|used| used >= NEARLY));
        });
    };
    measure();
    let timer = StoredValue::new_local(Some(Interval::new(EVERY, measure)));
    on_cleanup(move || {
        timer.try_update_value(Option::take);
    });
    full
}
