//! Several calls at once (C8): how they are chosen, and the bar below the list that logs or dismisses them after a preview.

use callscribe_core::command::Together;
use leptos::prelude::*;

use super::preview::Preview;
use super::rows::Rows;
use crate::icon::{Glyph, Icon};
use crate::parts::{self, When, doing, effect, live, memo};
use crate::text::{count, t};

/// Begins and ends choosing.
#[component]
pub fn Toggle(rows: Rows) -> impl IntoView {
    let toggled = move |_| {
        if rows.chosen.is_on() {
            rows.chosen.leave();
        } else {
            rows.chosen.begin();
        }
    };
    let pressed = move || if rows.chosen.is_on_now() { "true" } else { "false" };
    view! {
        <button class="icon-button several" aria-label=t("do_choose", &[]) title=t("do_choose_words", &[]) aria-pressed=live(pressed) on:click=doing(toggled)>
            <Icon glyph=Glyph::Several />
        </button>
    }
}

/// The bar: how many, what to do with them, and the preview once that is said.
#[component]
pub fn Several(rows: Rows) -> impl IntoView {
    let act = RwSignal::new(None::<Together>);
    let n = memo(move || rows.chosen.calls().len());
    let leave = move || {
        act.set(None);
        rows.chosen.leave();
        rows.focus_row();
    };
    let back = move || {
        act.set(None);
        parts::focus("several-log".into());
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            if act.get_untracked().is_some() { back() } else { leave() }
        }
    };
    // Where nothing is chosen any more there is nothing to preview.
    effect(move || {
        if n.get() == 0 {
            act.set(None);
        }
    });
    view! {
        <When is=move || rows.chosen.is_on_now()>
            <section class="together" aria-label=t("choose_label", &[]) data-testid="several" on:keydown=doing(keys)>
                <When is=move || act.get().is_none() otherwise=move || previewed(rows, act, Callback::new(move |()| back()), Callback::new(move |()| leave()))>
                    <div class="together-acts">
                        <p role="status">{move || match n.get() {
                            0 => t("chosen_none", &[]),
                            n => count(n as u64, "chosen_one", "chosen_many"),
                        }}</p>
                        <button id="several-log" disabled=live(move || n.get() == 0) on:click=doing(move |_| act.set(Some(Together::Log)))>
                            {t("do_log_chosen", &[])}
                        </button>
                        <button disabled=live(move || n.get() == 0) on:click=doing(move |_| act.set(Some(Together::Dismiss)))>
                            {t("do_dismiss_chosen", &[])}
                        </button>
                        <button class="quiet" on:click=doing(move |_| leave())>{t("do_cancel", &[])}</button>
                    </div>
                </When>
            </section>
        </When>
    }
}

fn previewed(rows: Rows, act: RwSignal<Option<Together>>, back: Callback<()>, done: Callback<()>) -> impl IntoView {
    let calls = Signal::derive(move || rows.chosen.calls());
    act.get_untracked().map(|act| view! { <Preview calls act back done /> })
}
