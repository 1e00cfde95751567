//! The responses to choose from, in the order of their digits (K1, K5).

use callscribe_core::settings::{RESPONSES, Response};
use leptos::prelude::*;

use super::controls::{AddField, locked};
use super::{Fold, Tick, change};
use crate::app::App;
use crate::parts::{doing, dynamic};
use crate::responses;
use crate::text::t;

const PLACE: &str = "/responses";

/// The group.
#[component]
pub fn ResponseList() -> impl IntoView {
    let all = responses::list(App::get());
    let lines = move || all.get().into_iter().enumerate().map(|(place, response)| view! { <Line place response /> }).collect_view();
    view! {
        <Fold id="settings-responses" title=t("settings_responses", &[]) words=t("settings_responses_words", &[])>
            <ol class="plain listed responses-list">{dynamic(lines)}</ol>
            <New all />
        </Fold>
    }
}

#[component]
fn Line(place: usize, response: Response) -> impl IntoView {
    let app = App::get();
    let lock = locked(PLACE);
    let offers = response.offers_follow_up;
    let remove = move |_| {
        change(app, |s| {
            s.responses.remove(place);
        });
    };
    let set = move |on: bool| change(app, |s| s.responses[place].offers_follow_up = on);
    let words = t("do_remove_named", &[&response.name]);
    view! {
        <li>
            <kbd aria-hidden="true">{place + 1}</kbd>
            <span dir="auto">{response.name}</span>
            <Tick label=t("response_offers", &[]) on=Signal::stored(offers) set place=PLACE />
            <button class="quiet" aria-label=words disabled=lock on:click=doing(remove)>{t("do_remove", &[])}</button>
        </li>
    }
}

#[component]
fn New(all: Memo<Vec<Response>>) -> impl IntoView {
    let app = App::get();
    let typed = RwSignal::new(String::new());
    let bad = RwSignal::new(None::<String>);
    let add = move |()| {
        let name = typed.get_untracked().trim().to_owned();
        let wrong = all.with_untracked(|all| match () {
            () if name.is_empty() => Some(t("field_missing", &[])),
            () if all.iter().any(|one| one.name == name) => Some(t("response_listed", &[])),
            () if all.len() >= RESPONSES => Some(t("responses_full", &[])),
            () => None,
        });
        if wrong.is_none() {
            change(app, |s| s.responses.push(Response { name, offers_follow_up: false }));
            typed.set(String::new());
        }
        bad.set(wrong);
    };
    view! { <AddField id="new-response" label=t("response_new", &[]) kind="text" place=PLACE typed bad add /> }
}
