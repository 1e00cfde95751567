//! What came of an exported file that was taken in (I10), until the agent has read it.

use callscribe_core::desk::RestoreReport;
use leptos::prelude::*;

use crate::app::App;
use crate::desk;
use crate::parts::{doing, dynamic};
use crate::text::{count, t};

/// One line: under way, or what was added.
#[component]
pub fn Restored() -> impl IntoView {
    let app = App::get();
    let report = app.of_frame(|f| f.restored);
    // Taking it off the desk is no commit of the worker's, so what was read is hidden here.
    let read = RwSignal::new(None::<RestoreReport>);
    dynamic(move || {
        let report = report.get().flatten().filter(|report| read.get() != Some(*report))?;
        let close = move |_| {
            read.set(Some(report));
            desk::forget(RestoreReport::KEY.into());
        };
        let understood = report.done.then(|| view! { <button class="quiet" on:click=doing(close)>{t("do_understood", &[])}</button> });
        Some(view! {
            <div class="offer" role="status" data-testid="restored">
                <p>{words(&report)}</p>
                {understood}
            </div>
        })
    })
}

fn words(report: &RestoreReport) -> String {
    if !report.done {
        return t("restore_under_way", &[]);
    }
    let calls = count(report.calls as u64, "calls_one", "calls_many");
    let contacts = count(report.contacts as u64, "contacts_one", "contacts_many");
    let known = (report.known > 0).then(|| count(report.known as u64, "restore_known_one", "restore_known_many"));
    let broken = (report.broken > 0).then(|| count(report.broken as u64, "restore_broken_one", "restore_broken_many"));
    let parts = [Some(t("restore_done", &[&calls, &contacts])), known, broken];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
