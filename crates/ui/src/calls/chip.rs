//! One integration's state of one call, in a chip: icon, colour and words. A logged one opens its record, any other says why (L4).

use callscribe_core::call::CallId;
use callscribe_core::case::{Chip, ChipState, Mark};
use callscribe_core::entry::LogKey;
use callscribe_core::integration::SignIn;
use callscribe_core::time::Millis;
use callscribe_core::views::why::{conflict_text, exclusion_text};
use leptos::prelude::*;

use crate::app::App;
use crate::icon::{Glyph, Icon};
use crate::parts::{Link, doing, live, memo};
use crate::text::{problem, t};
use crate::time::until;

/// The chip of a call. In a list the keys come to "Why?" by the row's actions, so that its chips are no stops of their own.
#[component]
pub fn ChipView(call: CallId, chip: Chip, #[prop(optional)] in_list: bool) -> impl IntoView {
    let app = App::get();
    let key = LogKey { call, integration: chip.integration.clone() };
    let url = match &chip.state {
        ChipState::Logged(url) | ChipState::Mangled(url) | ChipState::NoteNotSent(url) => url.clone(),
        _ => None,
    };
    let look = memo(move || chip_look(app, &chip));
    let body = move || {
        let Look { glyph, label, full, .. } = look.get();
        view! {
            <Icon glyph />
            <span class="chip-label" aria-hidden="true">{label}</span>
            <span class="sr-only">{full}</span>
        }
    };
    let title = move || look.get().full;
    let class = move || look.get().class;
    match url {
        Some(url) => view! { <span class=live(class) title=live(title) data-testid="chip"><Link href=url>{body}</Link></span> }.into_any(),
        None => {
            let why = move |event: web_sys::MouseEvent| {
                event.stop_propagation();
                app.why(key.clone());
            };
            view! { <button class=live(class) title=live(title) tabindex=in_list.then_some("-1") data-testid="chip" on:click=doing(why)>{body}</button> }
                .into_any()
        }
    }
}

/// How a state looks and reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Its class.
    pub class: &'static str,
    /// Its picture.
    pub glyph: Glyph,
    /// The word in the chip.
    pub label: String,
    /// The whole sentence.
    pub full: String,
}

/// A chip in words, with what else a person should know of it; follows the time and the integration's sign-in.
pub fn chip_look(app: App, chip: &Chip) -> Look {
    let name = app.name_of(&chip.integration);
    let sign_in = app.frame.with(|frame| Some(frame.as_ref()?.integration(&chip.integration)?.sign_in));
    let look = match &chip.state {
        ChipState::Waiting(..) if sign_in == Some(SignIn::Needed) => {
            let full = t("chip_of", &[&name, &t("next_sign_in", &[&name])]);
            Look { class: "chip wait", glyph: Glyph::Clock, label: t("chip_sign_in", &[]), full }
        }
        state => chip_words(state, &name, app.now.get()),
    };
    let words = match chip.mark {
        None => return look,
        Some(Mark::Guessed) => "chip_guessed",
        Some(Mark::ToMove) => "chip_to_move",
    };
    Look { label: format!("{} ?", look.label), full: t(words, &[&look.full]), ..look }
}

/// A state in words: short for the chip, whole for the hint and for screen readers.
fn chip_words(state: &ChipState, name: &str, now: Millis) -> Look {
    let look = |class, glyph, label: String, full: String| Look { class, glyph, label, full: t("chip_of", &[name, &full]) };
    match state {
        ChipState::Running => look("chip wait", Glyph::Phone, name.into(), t("chip_running", &[])),
        ChipState::Logged(_) => look("chip ok", Glyph::Check, name.into(), t("chip_logged", &[])),
        ChipState::Delayed(at) => look("chip wait", Glyph::Clock, until(*at, now), t("chip_delayed", &[&until(*at, now)])),
        ChipState::Mangled(_) => look("chip un", Glyph::Check, name.into(), t("chip_mangled", &[])),
        ChipState::Logging => look("chip wait", Glyph::Clock, t("chip_logging", &[]), t("chip_logging", &[])),
        ChipState::Waiting(at, error) => {
            let when = until(*at, now);
            look("chip wait", Glyph::Clock, when.clone(), t("chip_waiting", &[&problem(error, name), &when]))
        }
        ChipState::InDoubt(at) => look("chip wait", Glyph::Clock, t("chip_checking", &[]), t("chip_in_doubt", &[&until(*at, now)])),
        ChipState::Unresolved(conflict) => {
            let why = t(conflict_text(conflict), &[]);
            look("chip un", Glyph::Unresolved, why.clone(), t("chip_unresolved", &[&why]))
        }
        ChipState::NoteNotSent(_) => look("chip un", Glyph::Unresolved, t("chip_note_not_sent", &[]), t("chip_note_not_sent", &[])),
        ChipState::Unlogged => look("chip no", Glyph::Plus, t("chip_unlogged", &[]), t("chip_unlogged", &[])),
        ChipState::Dismissed => look("chip no", Glyph::No, t("chip_dismissed", &[]), t("chip_dismissed", &[])),
        ChipState::Excluded(why) => look("chip no", Glyph::No, t("chip_excluded", &[]), t(exclusion_text(*why), &[])),
        ChipState::Earlier => look("chip no", Glyph::Clock, t("chip_earlier", &[]), t("chip_earlier_full", &[])),
        ChipState::RecordGone => look("chip un", Glyph::Unresolved, t("chip_gone", &[]), t("chip_gone_full", &[])),
        ChipState::Removed => look("chip no", Glyph::No, t("chip_removed", &[]), t("chip_removed_full", &[])),
    }
}
