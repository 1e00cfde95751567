//! What a person can do about one entry: leave it out and take it back (F3), say "always" (F6), move its record (C2), or solve it.

use callscribe_core::call::Call;
use callscribe_core::command::{Command, Together};
use callscribe_core::contact::{Contact, Remembered};
use callscribe_core::engine::SettingRow;
use callscribe_core::entry::{ContactChoice, LogEntry, LogStatus};
use callscribe_core::rules::{Fate, fate};
use callscribe_core::views::remembered::{list, of_number};
use leptos::prelude::*;

use super::change::can_change_contact;
use crate::app::App;
use crate::parts::{doing, dynamic, live};
use crate::screen::Screen;
use crate::text::t;
use crate::{desk, shelf};

/// The buttons of an entry; `changing` opens what "Change contact" asks.
#[component]
pub fn Acts(entry: Memo<Option<LogEntry>>, call: StoredValue<Call>, changing: RwSignal<bool>) -> impl IntoView {
    let app = App::get();
    let is_dismissible = move |entry: &LogEntry| {
        app.frame.with(|f| {
            let of = |f: &callscribe_core::views::frame::Frame| {
                let integration = f.integration(&entry.key.integration).filter(|i| !i.removed)?;
                Some(call.with_value(|call| fate(entry, call, integration, &f.settings, Together::Dismiss)) == Fate::Dismissed)
            };
            f.as_ref().and_then(of) == Some(true)
        })
    };
    let buttons = move || {
        let entry = entry.get()?;
        let key = StoredValue::new(entry.key.clone());
        let solve = entry.is_unresolved().then(|| {
            let open = move |_| app.go(Screen::Unresolved(Some(key.with_value(|key| key.key()))));
            view! { <button class="primary" on:click=doing(open)>{t("do_solve", &[])}</button> }
        });
        let change = can_change_contact(&entry).then(|| {
            let id = change_id(&entry);
            view! {
                <button id=id aria-expanded=live(move || changing.get().to_string()) on:click=doing(move |_| changing.update(|open| *open = !*open))>
                    {t("do_change_contact", &[])}
                </button>
            }
        });
        let dismiss = is_dismissible(&entry).then(|| {
            let dismiss = move |_| {
                let key = key.get_value();
                desk::command(Command::Dismiss { call: key.call, integration: Some(key.integration) });
                app.say(t("said_entry_dismissed", &[]));
            };
            view! { <button on:click=doing(dismiss)>{t("do_dismiss", &[])}</button> }
        });
        let undo = (entry.status == LogStatus::Dismissed).then(|| {
            let undo = move |_| {
                let key = key.get_value();
                desk::command(Command::Undo { call: key.call, integration: Some(key.integration) });
                app.say(t("said_undone", &[]));
            };
            view! { <button on:click=doing(undo)>{t("do_undo_dismiss", &[])}</button> }
        });
        Some(view! { {solve}{change}{dismiss}{undo} })
    };
    view! {
        <ToMove entry />
        <div class="actions">{dynamic(buttons)}<Always entry call /></div>
    }
}

/// The id of an entry's "Change contact".
pub fn change_id(entry: &LogEntry) -> String {
    format!("change-{}", entry.key.key())
}

/// A record the integration cannot move: a person does, and says so (C2).
#[component]
fn ToMove(entry: Memo<Option<LogEntry>>) -> impl IntoView {
    dynamic(move || {
        let entry = entry.get()?;
        let words = t("to_move_words", &[&entry.to_move.as_ref()?.name]);
        let moved = move |_| desk::command(Command::MovedByHand { key: entry.key.clone() });
        Some(view! {
            <div class="offer" data-testid="to-move">
                <p dir="auto">{words}</p>
                <button on:click=doing(moved)>{t("do_moved_by_hand", &[])}</button>
            </div>
        })
    })
}

/// "Always Ann for this number", where the look-up alone would not have decided it; said already, it can be forgotten.
#[component]
fn Always(entry: Memo<Option<LogEntry>>, call: StoredValue<Call>) -> impl IntoView {
    let app = App::get();
    let number = call.with_value(Call::other);
    let key = number.key.clone();
    let remembered = shelf::live(move || {
        let queries = entry.get().map(|entry| of_number(&key, [&entry.key.integration])).unwrap_or_default();
        async move { Some(list(shelf::records::<SettingRow>(shelf::read(queries).await?.iter().flatten()))) }
    });
    let said = move |contact: &Contact| {
        let is_said = |one: &Remembered| one.contact.id == contact.id && one.always.is_some();
        remembered.with(|all| all.as_ref().map(|all| all.iter().any(is_said)))
    };
    let can_be_said = number.can_be_looked_up();
    dynamic(move || {
        let entry = entry.get().filter(|_| can_be_said)?;
        let contact = chosen_by_hand(&entry)?.clone();
        let name = contact.name.clone();
        let (key, number) = (entry.key.clone(), call.with_value(Call::other));
        if said(&contact)? {
            let forget = move |_| {
                desk::command(Command::ForgetChoice { integration: key.integration.clone(), number: number.key.clone() });
                app.say(t("said_choice_forgotten", &[&number.shown]));
            };
            return Some(view! { <button class="quiet" on:click=doing(forget)>{t("do_forget_always", &[&name])}</button> }.into_any());
        }
        let always = move |_| {
            desk::command(Command::Always { key: key.clone(), contact: Box::new(contact.clone()) });
            app.say(t("said_always", &[&contact.name]));
        };
        Some(view! { <button class="quiet" on:click=doing(always)>{t("do_always", &[&name])}</button> }.into_any())
    })
}

/// The contact of a record that the number alone did not lead to.
fn chosen_by_hand(entry: &LogEntry) -> Option<&Contact> {
    let (Some(ContactChoice::Known(contact)), Some(_), Some(_)) = (&entry.contact, &entry.found, entry.record()) else { return None };
    let found_alone = matches!(entry.candidates(), [only] if only.id == contact.id);
    (!found_alone).then_some(contact)
}
