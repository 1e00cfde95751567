//! Notes of past calls, and cancelled ones that can be brought back.

use crate::parts::{IconButton, When, doing, dynamic, live};
use callscribe_core::call::{CallId, Note};
use callscribe_core::case::CallRow;
use callscribe_core::command::Command;
use callscribe_core::entry::LogKey;
use callscribe_core::store::{Query, Store, index};
use callscribe_core::views::calls::{Filter, Search};
use leptos::prelude::*;

use crate::app::App;
use crate::icon::{Glyph, Icon};
use crate::screen::Screen;
use crate::text::t;
use crate::{desk, shelf, time, who};

const SHOWN: usize = 40;

/// The newest notes, or those a search finds.
#[component]
pub fn Past(current: Memo<Option<CallId>>) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let found = shelf::live(move || {
        let search = Search::parse(&search.get());
        async move {
            match search {
                None => shelf::find::<CallRow>(Filter::WithNotes.page(None, SHOWN)).await,
                Some(search) => shelf::search(&search, Filter::WithNotes).await,
            }
        }
    });
    let rows = move || {
        let current = current.get();
        found.get().unwrap_or_default().into_iter().filter(|row| Some(&row.call.id) != current.as_ref()).collect::<Vec<_>>()
    };
    view! {
        <section class="past" aria-label=t("notes_past", &[])>
            <h2 class="minor">{t("notes_past", &[])}</h2>
            <label class="search">
                <Icon glyph=Glyph::Search />
                <span class="sr-only">{t("notes_search", &[])}</span>
                <input
                    type="search"
                    autocomplete="off"
                    placeholder=t("notes_search", &[])
                    prop:value=live(move || search.get())
                    on:input=doing(move |event| search.set(event_target_value(&event)))
                />
            </label>
            <ul class="plain">
                {dynamic(move || rows().into_iter().map(|row| view! { <PastNote row /> }).collect_view())}
            </ul>
            <When is=move || found.get().is_some() && rows().is_empty()>
                <p class="muted">{t("notes_none", &[])}</p>
            </When>
            <CancelledNotes />
        </section>
    }
}

#[component]
fn PastNote(row: CallRow) -> impl IntoView {
    let app = App::get();
    let id = row.call.id.clone();
    let (glyph, class) = who::picture(&row.call);
    let why = row.face.chips.first().map(|chip| {
        let key = LogKey { call: id.clone(), integration: chip.integration.clone() };
        view! { <IconButton glyph=Glyph::Why words=t("do_why", &[]) on_click=move || app.why(key.clone()) /> }
    });
    view! {
        <li class="past-line">
            <button class="past-note" on:click=doing(move |_| app.go(Screen::Notes(Some(id.clone()))))>
                <span class=class><Icon glyph /></span>
                <b dir="auto">{who::title(&row.call, &row.face)}</b>
                <time>{time::moment(row.call.start(), app.now.get_untracked())}</time>
                <span class="past-text" dir="auto">{row.face.note}</span>
            </button>
            {why}
        </li>
    }
}

/// Cancelled text stays recoverable (B4).
#[component]
fn CancelledNotes() -> impl IntoView {
    let app = App::get();
    let notes = shelf::live(read_cancelled);
    let line = move |(note, row): (Note, CallRow)| {
        let back = move |_| desk::command(Command::CancelNote { call: note.call.clone(), cancelled: false });
        let text: String = note.text.chars().take(120).collect();
        let (glyph, class) = who::picture(&row.call);
        view! {
            <li class="past-line cancelled">
                <div class="past-note">
                    <span class=class><Icon glyph /></span>
                    <b dir="auto">{who::title(&row.call, &row.face)}</b>
                    <time>{time::moment(row.call.start(), app.now.get_untracked())}</time>
                    <span class="past-text" dir="auto">{text}</span>
                </div>
                <button on:click=doing(back)>{t("do_bring_back", &[])}</button>
            </li>
        }
    };
    move || {
        let notes = notes.get().filter(|notes| !notes.is_empty())?;
        Some(view! {
            <h2 class="minor">{t("notes_cancelled", &[])}</h2>
            <ul class="plain">{notes.into_iter().map(line).collect_view()}</ul>
        })
    }
}

/// The notes cancelled last, each with its call.
async fn read_cancelled() -> Option<Vec<(Note, CallRow)>> {
    let notes: Vec<Note> = shelf::find(Query::all(Store::Notes).by(index::CANCELLED).newest_first().limit(20)).await?;
    let answers = shelf::read(notes.iter().map(|note| Query::key(Store::Calls, note.call.key())).collect()).await?;
    let rows: Vec<CallRow> = shelf::records(answers.iter().flatten());
    let row_of = |note: &Note| rows.iter().find(|row| row.call.id == note.call).cloned();
    Some(notes.into_iter().filter_map(|note| row_of(&note).map(|row| (note, row))).collect())
}
