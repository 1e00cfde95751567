//! One call in the list, with what can be done about it.

use callscribe_core::call::CallId;
use callscribe_core::case::{CallRow, ChipState};
use callscribe_core::command::Command;
use callscribe_core::entry::{LogEntry, LogKey};
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::rules::{Recording, recording};
use callscribe_core::store::{Query, Store};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::chip::ChipView;
use super::rows::{Rows, row_id};
use crate::app::App;
use crate::call_back::CallBack;
use crate::icon::{Glyph, Icon};
use crate::parts::{self, IconButton, When, doing, dynamic, live, memo};
use crate::screen::{FollowUpOf, Screen};
use crate::text::t;
use crate::{desk, shelf, time, who};

/// The log form of a call.
pub fn log(app: App, call: CallId) {
    app.go(Screen::Log(call));
}

/// The note of a call.
pub fn note(app: App, call: CallId) {
    app.go(Screen::Notes(Some(call)));
}

/// A follow-up of a call.
pub fn follow_up(app: App, call: CallId) {
    app.go(Screen::FollowUp(FollowUpOf::Call(call)));
}

/// A row; it stays the same element while its call changes.
#[component]
pub fn CallLine(rows: Rows, key: String, height: RwSignal<f64>, tab_stop: Memo<Option<String>>) -> impl IntoView {
    let app = App::get();
    let id = CallId::from_key(&key)?;
    let row = {
        let id = id.clone();
        Memo::new(move |old: Option<&Option<CallRow>>| rows.row(&id).or_else(|| old.cloned().flatten()))
    };
    let tab_index = move || if tab_stop.with(|stop| stop.as_ref() == Some(&key)) { "0" } else { "-1" };
    let inside = RwSignal::new((false, false));
    let is_active = memo(move || inside.get() != (false, false));
    let focused = {
        let id = id.clone();
        move |_| {
            inside.update(|i| i.1 = true);
            rows.cursor.set(Some(id.clone()));
        }
    };
    let entered = {
        let id = id.clone();
        move |event: web_sys::KeyboardEvent| {
            let on_the_row_itself = event.target() == event.current_target();
            if event.key() == "Enter" && on_the_row_itself {
                event.prevent_default();
                log(app, id.clone());
            }
        }
    };
    let doubled = {
        let id = id.clone();
        move |_| {
            if !rows.chosen.is_on() {
                log(app, id.clone())
            }
        }
    };
    let clicked = {
        let id = id.clone();
        move |event: web_sys::MouseEvent| {
            if rows.chosen.is_on() && !is_on_a_control(&event) {
                choose(rows, id.clone(), event.shift_key());
            }
        }
    };
    let shows_actions = move || is_active.get() && !rows.chosen.is_on_now();
    let own = StoredValue::new(id.clone());
    Some(view! {
        <div
            class="row"
            class:active=live(move || is_active.get())
            class:choosing=live(move || rows.chosen.is_on_now())
            class:chosen=live(move || rows.chosen.has(&own.get_value()))
            role="row"
            aria-rowindex=live(move || rows.number(&own.get_value()).map(|number| number.to_string()))
            id=row_id(&id)
            tabindex=live(tab_index)
            style:height=live(move || format!("{}px", height.get()))
            on:focusin=doing(focused)
            on:focusout=doing(move |event| if parts::leaves(&event) { inside.update(|i| i.1 = false) })
            on:pointerenter=doing(move |_| inside.update(|i| i.0 = true))
            on:pointerleave=doing(move |_| inside.update(|i| i.0 = false))
            on:keydown=doing(entered)
            on:click=doing(clicked)
            on:dblclick=doing(doubled)
        >
            <div class="row-cell" role="gridcell">
                <When is=move || rows.chosen.is_on_now()><Tick rows own row /></When>
                {dynamic(move || row.get().map(|row| view! { <Face row /> }))}
                <When is=shows_actions>{dynamic(move || row.get().map(|row| view! { <Actions row /> }))}</When>
            </div>
        </div>
    })
}

/// The box that chooses the row; the keys come to it by the row itself.
#[component]
fn Tick(rows: Rows, own: StoredValue<CallId>, row: Memo<Option<CallRow>>) -> impl IntoView {
    let words = move || row.get().map(|row| t("choose_call", &[&who::title(&row.call, &row.face), &time::clock(row.call.start())]));
    view! {
        <label class="tick" on:click=doing(|event: web_sys::MouseEvent| event.stop_propagation())>
            <input
                type="checkbox"
                tabindex="-1"
                aria-label=live(words)
                prop:checked=live(move || rows.chosen.has(&own.get_value()))
                on:click=doing(move |event: web_sys::MouseEvent| choose(rows, own.get_value(), event.shift_key()))
            />
        </label>
    }
}

/// Chooses a row or not; with Shift all from the last one on.
fn choose(rows: Rows, call: CallId, with_shift: bool) {
    if with_shift {
        rows.rows.with_untracked(|all| rows.chosen.add_up_to(&call, all));
    } else {
        rows.chosen.toggle(call);
    }
}

fn is_on_a_control(event: &web_sys::MouseEvent) -> bool {
    let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| element.closest("a, button, label").ok().flatten().is_some())
}

/// What is seen of a call.
#[component]
fn Face(row: CallRow) -> impl IntoView {
    let app = App::get();
    let (glyph, class) = who::picture(&row.call);
    let start = row.call.start();
    let running = row.call.is_running().then(|| row.call.clone());
    let when = move || match &running {
        Some(call) => who::so_far(call, app.now.get()),
        None => time::clock(start),
    };
    let note = row.face.note.clone().map(|line| view! { <span class="row-note" dir="auto">" · " {line}</span> });
    let now = app.now.get_untracked();
    let recorded = match recording(&row.call, now) {
        Recording::None => None,
        Recording::Pending => Some(t("recording_pending", &[])),
        Recording::There { deleted_at: None } => Some(t("recorded", &[])),
        Recording::There { deleted_at: Some(at) } => Some(t("recording_deleted", &[&time::moment(at, now)])),
    };
    let recorded = recorded.map(|words| view! { <span class="muted">" · " {words}</span> });
    let beside = who::beside(&row).map(|words| view! { <span class="row-beside" dir="auto">{words}</span> });
    let chips = row.face.chips.clone();
    let id = row.call.id.clone();
    view! {
        <span class=class><Icon glyph /><span class="sr-only">{who::direction_words(row.call.direction())}</span></span>
        <div class="row-who">
            <b dir="auto">{who::title(&row.call, &row.face)}</b>
            {beside}
        </div>
        <time class="row-when">{when}</time>
        <div class="row-sub">{who::outcome(&row.call)}{recorded}{note}</div>
        <div class="chips">{chips.into_iter().map(|chip| view! { <ChipView call=id.clone() chip in_list=true /> }).collect_view()}</div>
    }
}

/// What can be done about a call, shown in place of its time while the row has pointer or focus.
#[component]
fn Actions(row: CallRow) -> impl IntoView {
    let app = App::get();
    let id = row.call.id.clone();
    let unresolved = row.face.chips.iter().find(|chip| matches!(chip.state, ChipState::Unresolved(_) | ChipState::NoteNotSent(_)));
    let main = match unresolved {
        Some(chip) => {
            let key = LogKey { call: id.clone(), integration: chip.integration.clone() }.key();
            let solve = move |_| app.go(Screen::Unresolved(Some(key.clone())));
            view! { <button class="primary small" on:click=doing(solve)>{t("do_solve", &[])}</button> }.into_any()
        }
        None if row.call.is_final() && !is_logged_everywhere(&row) => {
            let id = id.clone();
            view! { <button class="primary small" on:click=doing(move |_| log(app, id.clone()))>{t("do_log", &[])}</button> }.into_any()
        }
        None => ().into_any(),
    };
    let (noted, followed) = (id.clone(), id.clone());
    let first = unresolved.or(row.face.chips.first());
    let why = first.map(|chip| {
        let key = LogKey { call: id.clone(), integration: chip.integration.clone() };
        view! { <IconButton glyph=Glyph::Why words=t("do_why", &[]) on_click=move || app.why(key.clone()) /> }
    });
    let copy = who::number_to_copy(&row.call).map(|number| {
        view! { <IconButton glyph=Glyph::Copy words=t("do_copy_number", &[]) on_click=move || parts::copy(app, number.clone()) /> }
    });
    view! {
        <div class="row-actions" role="group" aria-label=t("row_actions", &[])>
            <OpenContact call=id.clone() />
            <CallBack number=row.call.other() account=id.account.clone() />
            {copy}
            {why}
            <Dismissal row=row.clone() />
            <IconButton glyph=Glyph::Clock words=t("do_follow_up", &[]) on_click=move || follow_up(app, followed.clone()) />
            <IconButton glyph=Glyph::Note words=t("do_note", &[]) on_click=move || note(app, noted.clone()) />
            {main}
        </div>
    }
}

fn is_logged_everywhere(row: &CallRow) -> bool {
    let chips = &row.face.chips;
    !chips.is_empty() && chips.iter().all(|chip| matches!(chip.state, ChipState::Logged(_) | ChipState::Mangled(_)))
}

/// "Don't log" for all of the call, or taking it back.
#[component]
fn Dismissal(row: CallRow) -> impl IntoView {
    let app = App::get();
    let call = row.call.id.clone();
    let is_open = |state: &ChipState| {
        matches!(
            state,
            ChipState::Unlogged | ChipState::Delayed(_) | ChipState::Unresolved(_) | ChipState::Waiting(..) | ChipState::Earlier
        )
    };
    if row.face.chips.iter().any(|chip| is_open(&chip.state)) {
        let dismiss = move || {
            desk::command(Command::Dismiss { call: call.clone(), integration: None });
            app.say(t("said_dismissed", &[]));
        };
        return Some(view! { <IconButton glyph=Glyph::No words=t("do_dismiss", &[]) on_click=dismiss /> }.into_any());
    }
    let undo = move || {
        desk::command(Command::Undo { call: call.clone(), integration: None });
        app.say(t("said_undone", &[]));
    };
    let is_dismissed = row.face.chips.iter().any(|chip| chip.state == ChipState::Dismissed);
    is_dismissed.then(|| view! { <IconButton glyph=Glyph::Undo words=t("do_undo_dismiss", &[]) on_click=undo /> }.into_any())
}

/// Opens the contact's page, where an integration has one.
#[component]
fn OpenContact(call: CallId) -> impl IntoView {
    let app = App::get();
    let page = RwSignal::new(None::<Page>);
    spawn_local(async move {
        let entries = shelf::find::<LogEntry>(Query::prefix(Store::Entries, &format!("{}>", call.key()))).await.unwrap_or_default();
        let found = app.frame.with_untracked(|_| entries.iter().find_map(|entry| page_of(app, entry)));
        // The row may be left already.
        let _ = page.try_set(found);
    });
    move || {
        let page = page.get()?;
        let open = move || match &page {
            Page::Ours(book, contact) => app.go(Screen::Contact(book.clone(), Some(contact.clone()))),
            Page::Theirs(url) => parts::open_page(url),
        };
        Some(view! { <IconButton glyph=Glyph::Open words=t("do_open_contact", &[]) on_click=open /> })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Page {
    Ours(IntegrationId, String),
    Theirs(String),
}

fn page_of(app: App, entry: &LogEntry) -> Option<Page> {
    let contact = entry.known_contact()?;
    let id = &entry.key.integration;
    let is_book = app.frame.with_untracked(|f| f.as_ref().and_then(|f| f.integration(id)).is_some_and(Integration::is_address_book));
    if is_book {
        return Some(Page::Ours(id.clone(), contact.id.clone()));
    }
    contact.url.clone().map(Page::Theirs)
}
