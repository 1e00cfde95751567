//! "Whose page?" (I8): several contacts have the number of a call, and the agent says whose page opens.

use callscribe_core::contact::Contact;
use callscribe_core::entry::{LogEntry, LogKey};
use callscribe_core::rules;
use callscribe_core::store::{Query, Store};
use leptos::prelude::*;

use crate::app::App;
use crate::parts::{Link, Skeleton, dynamic, effect, focus_first};
use crate::shelf;
use crate::text::t;

/// The contacts of an entry, each with its page.
#[component]
pub fn Whose(key: LogKey) -> impl IntoView {
    let app = App::get();
    let name = app.name_of(&key.integration);
    let place = key.key();
    let found = shelf::live(move || {
        let query = Query::key(Store::Entries, place.clone());
        async move { Some(shelf::find::<LogEntry>(query).await?.pop()) }
    });
    effect(move || {
        if found.with(Option::is_some) {
            focus_first(".whose a");
        }
    });
    dynamic(move || match found.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(entry) => {
            let contacts = entry.map(|entry| entry.candidates().to_vec()).unwrap_or_default();
            let links = contacts.iter().filter_map(link).collect_view();
            let words = if links.is_empty() { t("whose_none", &[]) } else { t("whose_words", &[&name]) };
            view! {
                <section class="whose" aria-label=t("whose_screen", &[])>
                    <p class="muted">{words}</p>
                    <ul class="plain cards">{links}</ul>
                </section>
            }
            .into_any()
        }
    })
}

fn link(contact: &Contact) -> Option<impl IntoView + use<>> {
    let href = rules::page(contact)?.to_owned();
    let (name, company) = (contact.name.clone(), contact.company.clone());
    Some(view! { <li class="thing"><b dir="auto"><Link href>{name}</Link></b><span class="muted" dir="auto">{company}</span></li> })
}
