//! Diagnostics to copy into a support mail (I11); what is copied is seen.

use callscribe_browser::{clock, runtime};
use callscribe_core::entry::LogEntry;
use callscribe_core::views::diagnostics::{diagnostics, queries};
use leptos::prelude::*;

use super::Fold;
use crate::app::App;
use crate::parts::{copy_and_say, doing, dynamic, memo};
use crate::shelf;
use crate::text::t;

/// The text, and a button that copies it.
#[component]
pub fn Diagnostics() -> impl IntoView {
    let app = App::get();
    let entries = shelf::live(|| async {
        let answers = shelf::read(queries()).await?;
        Some(shelf::records::<LogEntry>(answers.iter().flatten()))
    });
    // Written anew as time goes by, and at no other moment: what is copied is what is seen.
    let text = memo(move || {
        app.now.track();
        app.frame.with(|frame| {
            let entries = entries.get().unwrap_or_default();
            frame.as_ref().map(|frame| diagnostics(frame, &entries, &runtime::version(), clock::wall())).unwrap_or_default()
        })
    });
    let copy = move |_| copy_and_say(app, text.get_untracked(), t("diagnostics_copied", &[]));
    view! {
        <Fold id="settings-diagnostics" title=t("diagnostics_label", &[]) words=t("diagnostics_words", &[])>
            <pre class="paper" data-testid="diagnostics">{dynamic(move || text.get())}</pre>
            <button on:click=doing(copy)>{t("diagnostics_copy", &[])}</button>
        </Fold>
    }
}
