//! The contacts chosen for numbers (F6): each stays until it is forgotten here.

use callscribe_core::command::Command;
use callscribe_core::contact::Remembered;
use callscribe_core::engine::SettingRow;
use callscribe_core::views::remembered::{all, list};
use leptos::prelude::*;

use super::Fold;
use crate::app::App;
use crate::parts::{self, When, doing};
use crate::text::t;
use crate::{desk, shelf};

/// The list, folded up.
#[component]
pub fn RememberedContacts() -> impl IntoView {
    let found = shelf::live(|| async { Some(list(shelf::find::<SettingRow>(all()).await?)) });
    let lines = move || found.get().unwrap_or_default();
    view! {
        <Fold id="settings-remembered" title=t("settings_remembered", &[]) words=t("settings_remembered_words", &[])>
            <When is=move || !lines().is_empty() otherwise=|| view! { <p class="muted">{t("remembered_none", &[])}</p> }>
                <ul class="plain listed remembered" data-testid="remembered">
                    <For each=lines key=|one| (one.integration.clone(), one.number.clone(), one.contact.id.clone(), one.always.is_some()) let:one>
                        <Line one />
                    </For>
                </ul>
            </When>
        </Fold>
    }
}

#[component]
fn Line(one: Remembered) -> impl IntoView {
    let app = App::get();
    let name = one.contact.name.clone();
    let words = if one.always.is_some() { "remembered_always" } else { "remembered_first" };
    let words = t(words, &[&one.number, &app.name_of(&one.integration)]);
    let label = t("do_forget_named", &[&name, &one.number]);
    let forget = move |_| {
        desk::command(Command::ForgetChoice { integration: one.integration.clone(), number: one.number.clone() });
        app.say(t("said_choice_forgotten", &[&one.number]));
        parts::focus_first(".fold:has(#settings-remembered) > summary");
    };
    view! {
        <li>
            <span><b dir="auto">{name}</b><small dir="auto">{words}</small></span>
            <button class="quiet" aria-label=label on:click=doing(forget)>{t("do_forget", &[])}</button>
        </li>
    }
}
