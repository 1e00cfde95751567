//! The wrap-up of a call that has ended: what is logged when its time is up, and "Log now" (B).

use std::collections::BTreeMap;

use callscribe_core::call::CallId;
use callscribe_core::case::CallRow;
use callscribe_core::command::Command;
use callscribe_core::entry::{LogEntry, LogStatus};
use callscribe_core::store::{Query, Store, index};
use callscribe_core::time::Millis;
use leptos::prelude::*;

use crate::app::App;
use crate::parts::dynamic;
use crate::screen::Screen;
use crate::text::t;
use crate::{desk, shelf, time, who};

/// One strip per call whose log waits for its note.
#[component]
pub fn WrapUp() -> impl IntoView {
    let delayed = shelf::live(read);
    dynamic(move || delayed.get().unwrap_or_default().into_iter().map(|(row, due)| view! { <Strip row due /> }).collect_view())
}

#[component]
fn Strip(row: CallRow, due: Millis) -> impl IntoView {
    let app = App::get();
    let call = StoredValue::new(row.call.id.clone());
    let who = who::title(&row.call, &row.face);
    let words = move || t("wrap_up_line", &[&who, &time::length((due - app.now.get()).max(0) / 1000)]);
    let log = move |_| desk::command(Command::LogNow { call: call.get_value(), integration: None });
    view! {
        <div class="notice wrap-up" data-testid="wrap-up">
            <p dir="auto">{words}</p>
            <button class="quiet" on:click=move |_| app.go(Screen::Notes(Some(call.get_value())))>{t("do_note", &[])}</button>
            <button class="primary" on:click=log>{t("do_log_now", &[])}</button>
        </div>
    }
}

/// The calls with a delayed entry, each with the time of the first one.
async fn read() -> Option<Vec<(CallRow, Millis)>> {
    let open: Vec<LogEntry> = shelf::find(Query::all(Store::Entries).by(index::DUE)).await?;
    let mut due: BTreeMap<CallId, Millis> = BTreeMap::new();
    for entry in open {
        if let LogStatus::Delayed { due: at } = entry.status {
            due.entry(entry.key.call).and_modify(|first| *first = at.min(*first)).or_insert(at);
        }
    }
    let queries = due.keys().map(|call| Query::key(Store::Calls, call.key())).collect();
    let calls: Vec<CallRow> = shelf::records(shelf::read(queries).await?.iter().flatten());
    Some(calls.into_iter().filter_map(|row| due.get(&row.call.id).map(|at| (row.clone(), *at))).collect())
}
