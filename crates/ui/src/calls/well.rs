//! How logging goes (I11): what stands still, over the list; "All logged up to 14:32", below it, so that no row moves.

use callscribe_core::entry::LogEntry;
use callscribe_core::rules::{Standing, Standstill, waits};
use callscribe_core::time::MINUTE;
use callscribe_core::views::diagnostics;
use callscribe_core::views::frame::Frame;
use leptos::prelude::*;

use crate::app::App;
use crate::icon::{Glyph, Icon};
use crate::parts::{When, doing, dynamic};
use crate::screen::Screen;
use crate::text::{count, t};
use crate::{shelf, time};

/// The line below the list, while nothing waits and every line is watched.
#[component]
pub fn Well() -> impl IntoView {
    // To the minute, so that it is shown anew once a minute.
    let up_to = App::get().of_frame(|frame| Frame::all_logged_up_to(frame).map(|at| at - at % MINUTE));
    let words = |at| view! { <Icon glyph=Glyph::Check /><span data-testid="all-logged">{t("all_logged", &[&time::clock(at)])}</span> };
    view! { <p class="well">{dynamic(move || up_to.get().flatten().map(words))}</p> }
}

/// One notice for each standstill the agent was told of: a notification may have been closed, or never shown.
#[component]
pub fn StandsStill() -> impl IntoView {
    let told = App::get().of_frame(|frame| {
        let told = frame.standstills.all.iter().filter(|standing| standing.told);
        told.map(|Standing { what, .. }| (what.clone(), frame.name_of(what))).collect::<Vec<_>>()
    });
    dynamic(move || told.get().unwrap_or_default().into_iter().map(|(what, name)| view! { <Notice what name /> }).collect_view())
}

#[component]
fn Notice(what: Standstill, name: String) -> impl IntoView {
    let app = App::get();
    let (title, act, signed_out) = match &what {
        Standstill::SignedOut(id) => ("signed_out_title", "do_sign_in", Some(id.clone())),
        Standstill::Down(_) => ("down_title", "tab_settings", None),
        Standstill::NotWatched(_) => ("unwatched_title", "tab_settings", None),
    };
    let help = move |_| match &signed_out {
        Some(id) => app.sign_in(id),
        None => app.go(Screen::Settings),
    };
    let open = shelf::live(|| async {
        let answers = shelf::read(diagnostics::queries()).await?;
        Some(shelf::records::<LogEntry>(answers.iter().flatten()))
    });
    let is_line = matches!(what, Standstill::NotWatched(_));
    let waiting = move || {
        let (Standstill::SignedOut(id) | Standstill::Down(id)) = &what else { return t("unwatched_notice", &[]) };
        let all = open.get().unwrap_or_default().into_iter().filter(|entry| entry.key.integration == *id && waits(entry)).count();
        if all == 0 { t("waiting_none", &[]) } else { count(all as u64, "waiting_one", "waiting_many") }
    };
    view! {
        <div class="notice bad" role="status" data-testid="standstill">
            <p><b dir="auto">{t(title, &[&name])}</b><br /><When is=move || is_line || open.get().is_some()>{waiting.clone()}</When></p>
            <button class="quiet" on:click=doing(help)>{t(act, &[])}</button>
        </div>
    }
}
