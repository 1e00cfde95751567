//! All keys at one glance: opened by "?" in the list of calls, or from Settings.

use leptos::html::Dialog;
use leptos::prelude::*;

use crate::app::App;
use crate::parts::{doing, effect};
use crate::text::t;

/// Keys, and what they do.
const KEYS: [(&str, &str); 11] = [
    ("↑ ↓  J K", "help_move"),
    ("L  Enter", "help_log"),
    ("N", "help_note"),
    ("F", "help_follow_up"),
    ("1–9", "help_digits"),
    ("X  Space", "help_choose"),
    ("/", "help_search"),
    ("Ctrl Enter", "help_save"),
    ("Esc", "help_leave"),
    ("Alt Shift C", "help_open"),
    ("Alt Shift N", "command_note"),
];

/// The dialog; there is one, shown while `app.help` is on.
#[component]
pub fn Help() -> impl IntoView {
    let app = App::get();
    let dialog = NodeRef::<Dialog>::new();
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        if app.help.get() && !dialog.open() {
            // One that is open already stays so.
            let _ = dialog.show_modal();
        }
    });
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let line = |(keys, words): (&'static str, &'static str)| view! { <div><dt><kbd>{keys}</kbd></dt><dd>{t(words, &[])}</dd></div> };
    view! {
        <dialog node_ref=dialog class="help" aria-labelledby="help-title" data-testid="help" on:close=doing(move |_| app.help.set(false))>
            <h2 id="help-title">{t("help_title", &[])}</h2>
            <dl>{KEYS.map(line).into_iter().collect_view()}</dl>
            <button class="primary" on:click=doing(close)>{t("do_close", &[])}</button>
        </dialog>
    }
}
