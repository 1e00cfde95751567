//! The wrap-up of a call that has ended: what is logged when its time is up, the response, "Log now" and "Hold" (B, K1).

use callscribe_core::call::{CallId, WrapUp as Said};
use callscribe_core::case::CallRow;
use callscribe_core::command::Command;
use callscribe_core::entry::{LogEntry, LogKey, LogStatus};
use callscribe_core::order::{InOrder, OrdMap};
use callscribe_core::store::{Query, Store, index};
use callscribe_core::time::Millis;
use leptos::prelude::*;

use crate::app::App;
use crate::parts::{doing, memo};
use crate::responses::{self, Responses};
use crate::screen::Screen;
use crate::text::t;
use crate::{desk, shelf, time, who};

/// A call whose log waits for its note.
#[derive(Debug, Clone, PartialEq)]
struct Waiting {
    row: CallRow,
    /// When the first of its entries is logged.
    due: Millis,
    keys: Vec<LogKey>,
}

/// The calls whose logs wait, the one that ended last first.
#[derive(Debug, Clone, Copy)]
pub struct WrapUps(Memo<Vec<Waiting>>);

impl WrapUps {
    /// Follows the store.
    pub fn live() -> Self {
        let read = shelf::live(read);
        Self(memo(move || read.get().unwrap_or_default()))
    }

    /// A digit chooses the response of the call that ended last; whether there was one.
    pub fn respond(self, app: App, digit: &str) -> bool {
        let Some(response) = responses::of_digit(&responses::list(app).get_untracked(), digit) else { return false };
        let Some(last) = self.0.with_untracked(|all| all.first().cloned()) else { return false };
        say(app, &last, response.name);
        true
    }
}

fn say(app: App, waiting: &Waiting, response: String) {
    app.say(t("said_response", &[&response]));
    let wrap_up = Said { response, ..waiting.row.call.wrap_up() };
    desk::command(Command::WrapUp { call: waiting.row.call.id.clone(), wrap_up });
}

/// One strip per call.
#[component]
pub fn WrapUp(all: WrapUps) -> impl IntoView {
    let all = all.0;
    view! { <For each=move || all.get() key=|one| one.row.call.id.clone() let:first><Strip all first /></For> }
}

/// A strip stays the same while its call changes, so that the keys stay where they are.
#[component]
fn Strip(all: Memo<Vec<Waiting>>, first: Waiting) -> impl IntoView {
    let app = App::get();
    let call = StoredValue::new(first.row.call.id.clone());
    let one = memo(move || {
        let now = all.with(|all| call.with_value(|call| all.iter().find(|one| one.row.call.id == *call).cloned()));
        now.unwrap_or_else(|| first.clone())
    });
    let words = move || {
        let one = one.get();
        let left = time::length((one.due - app.now.get()).max(0) / 1000);
        t("wrap_up_line", &[&who::title(&one.row.call, &one.row.face), &left])
    };
    let chosen = Signal::derive(move || one.with(|one| one.row.call.wrap_up().response));
    let choose = Callback::new(move |response: String| one.with_untracked(|one| say(app, one, response)));
    let log = move |_| desk::command(Command::LogNow { call: call.get_value(), integration: None });
    let hold = move |_| {
        desk::command(Command::Hold { keys: one.with_untracked(|one| one.keys.clone()) });
        app.say(t("said_held", &[]));
    };
    view! {
        <div class="notice wrap-up" data-testid="wrap-up">
            <p dir="auto">{words}</p>
            <button class="quiet" on:click=doing(move |_| app.go(Screen::Notes(Some(call.get_value()))))>{t("do_note", &[])}</button>
            <button class="quiet" title=t("do_hold_words", &[]) on:click=doing(hold)>{t("do_hold", &[])}</button>
            <button class="primary" on:click=doing(log)>{t("do_log_now", &[])}</button>
            <Responses name=format!("wrap-up-{}", call.get_value().key()) chosen choose />
        </div>
    }
}

async fn read() -> Option<Vec<Waiting>> {
    let open: Vec<LogEntry> = shelf::find(Query::all(Store::Entries).by(index::DUE)).await?;
    let mut waiting: OrdMap<CallId, (Millis, Vec<LogKey>)> = OrdMap::new();
    for entry in open {
        if let LogStatus::Delayed { due } = entry.status {
            let due = due.max(entry.held_until.unwrap_or_default());
            let (first, keys) = waiting.entry(entry.key.call.clone()).or_insert((due, Vec::new()));
            *first = due.min(*first);
            keys.push(entry.key);
        }
    }
    let queries = waiting.keys().map(|call| Query::key(Store::Calls, call.key())).collect();
    let calls: Vec<CallRow> = shelf::records(shelf::read(queries).await?.iter().flatten());
    let with_row = |row: CallRow| waiting.remove(&row.call.id).map(|(due, keys)| Waiting { row, due, keys });
    let mut all: Vec<Waiting> = calls.into_iter().filter_map(with_row).collect();
    all.order_by_key(|one| std::cmp::Reverse(one.row.call.ended()));
    Some(all)
}
