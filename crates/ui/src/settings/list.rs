//! A list of texts of the agent's own: a field to add one, and the ones there, each with its way out.

use std::pin::Pin;

use callscribe_core::settings::Settings as Choices;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::change;
use super::controls::{AddField, locked};
use crate::app::App;
use crate::parts::{self, doing, dynamic};
use crate::text::t;

/// Where the list stands in the settings.
pub type Place = fn(&mut Choices) -> &mut Vec<String>;

/// What was typed and what the list has already, into what is added, or a sentence on what is wrong with it.
pub type Check = fn(String, Vec<String>) -> Pin<Box<dyn Future<Output = Result<String, String>>>>;

/// The field and the list.
#[component]
pub fn List(
    id: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] words: String,
    #[prop(optional)] placeholder: &'static str,
    /// The kind of `<input>`.
    kind: &'static str,
    place: &'static str,
    at: Place,
    check: Check,
) -> AnyView {
    let app = App::get();
    let all = app.of_frame(move |f| at(&mut f.settings.clone()).clone());
    let lock = locked(place);
    let typed = RwSignal::new(String::new());
    let bad = RwSignal::new(None::<String>);
    let add = move |()| {
        let checked = check(typed.get_untracked(), all.get_untracked().unwrap_or_default());
        spawn_local(async move {
            match checked.await {
                Ok(one) => {
                    change(app, |s| at(s).push(one));
                    typed.set(String::new());
                }
                Err(words) => bad.set(Some(words)),
            }
        });
    };
    let line = move |one: String| {
        let (own, words) = (one.clone(), t("do_remove_named", &[&one]));
        let remove = move |_| {
            change(app, |s| at(s).retain(|other| *other != own));
            parts::focus(id.to_owned());
        };
        view! { <li>{one}<button class="quiet" aria-label=words disabled=lock on:click=doing(remove)>{t("do_remove", &[])}</button></li> }
    };
    view! {
        <AddField id label words placeholder kind place typed bad add />
        <ul class="plain listed">{dynamic(move || all.get().unwrap_or_default().into_iter().map(line).collect_view())}</ul>
    }
    .into_any()
}
