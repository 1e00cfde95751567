//! Unresolved: what needs a person, solved in place and by keyboard all the way (F2).

mod card;
mod choice;
mod people;
mod pick;
mod solve;
mod words;

use callscribe_core::case::CallRow;
use callscribe_core::entry::LogEntry;
use callscribe_core::store::Store;
use callscribe_core::views::unresolved::{UnresolvedRow, beside, calls_of, entries, rows};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::app::App;
use crate::parts::{self, Empty, Skeleton, When, doing, effect, memo};
use crate::text::{count, t};
use crate::{follow_ups, shelf};
use card::Card;
use solve::Solving;

/// The screen; `first` is the key of the entry to begin with.
#[component]
pub fn Unresolved(first: Option<String>) -> impl IntoView {
    let all = shelf::live(read);
    let solving = Solving::default();
    // A row whose state changed came back: it is there to be solved again.
    effect(move || all.with(|all| solving.forget_changed(all.as_deref().unwrap_or_default())));
    let receipts = App::get().of_frame(|f| f.receipts.iter().map(|(_, refusal)| refusal.command.as_ref().clone()).collect::<Vec<_>>());
    effect(move || solving.bring_back(&receipts.get().unwrap_or_default()));
    let open = memo(move || all.get().map(|all| all.into_iter().filter(|row| !solving.is_under_way(row)).collect::<Vec<_>>()));
    let keys = memo(move || open.with(|rows| rows.iter().flatten().map(|row| row.entry.key.key()).collect::<Vec<_>>()));
    focus_at_first(keys, first);
    let asking = follow_ups::unresolved();
    let title = move || count(keys.with(Vec::len) as u64, "unresolved_one", "unresolved_many");
    let moved = move |event: web_sys::KeyboardEvent| move_by_key(keys, &event);
    view! {
        <section class="unresolved" aria-label=t("tab_unresolved", &[]) on:keydown=doing(moved)>
            <When is=move || open.with(Option::is_some) otherwise=|| view! { <Skeleton /> }>
                <When
                    is=move || !keys.with(Vec::is_empty)
                    otherwise=move || view! { <When is=move || asking.with(Vec::is_empty)><AllSolved /></When> }
                >
                    <h2>{title}</h2>
                    <p class="muted">{t("unresolved_keys", &[])}</p>
                </When>
                <div role="list" aria-label=t("tab_unresolved", &[])>
                    <For each=move || keys.get() key=String::clone let:key>
                        <Card key rows=open keys solving />
                    </For>
                </div>
                <follow_ups::Asking all=asking />
            </When>
        </section>
    }
}

#[component]
fn AllSolved() -> impl IntoView {
    parts::focus_first(".unresolved .empty");
    view! { <Empty title=t("unresolved_none", &[]) words=t("unresolved_none_words", &[]) /> }
}

async fn read() -> Option<Vec<UnresolvedRow>> {
    let entries: Vec<LogEntry> = shelf::find(entries()).await?;
    let answers = shelf::read(calls_of(&entries)).await?;
    let mut calls: Vec<CallRow> = shelf::records(answers.iter().flatten());
    let beside = shelf::read(beside(&entries, &calls)).await?;
    let of = |store| beside.iter().flatten().filter(move |row| row.store == store);
    calls.extend(shelf::records::<CallRow>(of(Store::Calls)));
    Some(rows(entries, calls, shelf::records(of(Store::Settings))))
}

/// The id of a card's element.
fn card_id(key: &str) -> String {
    format!("unresolved-{key}")
}

/// Focuses the row the agent came for, or the first one.
fn focus_at_first(keys: Memo<Vec<String>>, first: Option<String>) {
    Effect::new(move |done: Option<bool>| {
        let keys = keys.get();
        if done == Some(true) {
            return true;
        }
        let wanted = first.as_ref().filter(|key| keys.contains(key)).or(keys.first());
        if let Some(key) = wanted {
            parts::focus(card_id(key));
        }
        wanted.is_some()
    });
}

/// Arrows move between rows, also out of a field of one line.
fn move_by_key(keys: Memo<Vec<String>>, event: &web_sys::KeyboardEvent) {
    let by = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "j" if !parts::is_typing(event) => 1,
        "k" if !parts::is_typing(event) => -1,
        _ => return,
    };
    if !parts::is_plain(event) {
        return;
    }
    let card = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()).and_then(|e| e.closest(".card").ok().flatten());
    let Some(id) = card.map(|card| card.id()) else { return };
    let keys = keys.get_untracked();
    let Some(at) = keys.iter().position(|key| card_id(key) == id) else { return };
    let next = at.saturating_add_signed(by).min(keys.len() - 1);
    event.prevent_default();
    parts::focus(card_id(&keys[next]));
}
