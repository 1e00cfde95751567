//! "Earlier with this number": the last five calls with note and response, so that the agent knows where they stood (K8).

use callscribe_core::call::CallId;
use callscribe_core::case::CallRow;
use callscribe_core::views::calls::with_number;
use leptos::prelude::*;

use crate::app::App;
use crate::icon::Icon;
use crate::parts::{doing, dynamic};
use crate::screen::Screen;
use crate::text::t;
use crate::{shelf, time, who};

/// Calls shown.
const SHOWN: usize = 5;

/// The calls of a number but this one, newest first.
pub fn calls(number: String, but: CallId, most: usize) -> RwSignal<Option<Vec<CallRow>>> {
    shelf::live(move || {
        let (query, but) = ((!number.is_empty()).then(|| with_number(&number, most + 1)), but.clone());
        async move {
            let rows: Vec<CallRow> = match query {
                Some(query) => shelf::find(query).await?,
                None => Vec::new(),
            };
            Some(rows.into_iter().filter(|row| row.call.id != but).take(most).collect())
        }
    })
}

/// What was said of a call in one line: its response and the first line of its note.
pub fn said(row: &CallRow) -> String {
    let response = Some(row.call.wrap_up().response).filter(|response| !response.is_empty());
    [response, row.face.note.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The list; nothing where there was no call before.
#[component]
pub fn EarlierCalls(number: String, but: CallId) -> impl IntoView {
    let all = calls(number, but, SHOWN);
    dynamic(move || {
        let rows = all.get().filter(|rows| !rows.is_empty())?;
        Some(view! {
            <section class="earlier" aria-label=t("earlier_label", &[]) data-testid="earlier">
                <h2 class="minor">{t("earlier_label", &[])}</h2>
                <ul class="plain">{rows.into_iter().map(|row| view! { <Line row /> }).collect_view()}</ul>
            </section>
        })
    })
}

#[component]
fn Line(row: CallRow) -> impl IntoView {
    let app = App::get();
    let (glyph, class) = who::picture(&row.call);
    let id = row.call.id.clone();
    let when = time::moment(row.call.start(), app.now.get_untracked());
    let outcome = who::outcome(&row.call);
    let said = said(&row);
    view! {
        <li>
            <button class="past-note" on:click=doing(move |_| app.go(Screen::Notes(Some(id.clone()))))>
                <span class=class><Icon glyph /><span class="sr-only">{who::direction_words(row.call.direction())}</span></span>
                <b>{outcome}</b>
                <time>{when}</time>
                <span class="past-text" dir="auto">{said}</span>
            </button>
        </li>
    }
}
