//! A field that finds contacts of one integration by name (C5).

use callscribe_core::contact::Contact;
use callscribe_core::integration::IntegrationId;
use callscribe_core::question::Question;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::contacts_of;
use crate::app::App;
use crate::ask::{ask, why};
use crate::parts::{Field, doing, live};
use crate::text::t;

/// The field with its button; whoever is found goes to `found`, and that nobody is stands beside it.
#[component]
pub fn SearchByName(
    integration: IntegrationId,
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    found: Callback<Vec<Contact>>,
) -> impl IntoView {
    let app = App::get();
    let integration = StoredValue::new(integration);
    let typed = RwSignal::new(String::new());
    let trouble = RwSignal::new(None::<String>);
    let search = move || {
        let (integration, name) = (integration.get_value(), typed.get_untracked());
        if name.trim().is_empty() {
            return;
        }
        spawn_local(async move {
            let called = app.name_of(&integration);
            let said = match contacts_of(ask(Question::SearchContacts { integration, name: name.clone() }).await) {
                Ok(hits) if hits.is_empty() => Some(t("search_found_nobody", &[&name, &called])),
                Ok(hits) => {
                    found.try_run(hits);
                    None
                }
                Err(error) => Some(why(&error, &called)),
            };
            // The field may be gone already.
            drop(trouble.try_set(said));
        });
    };
    let entered = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            search();
        }
    };
    view! {
        <div class="with-button">
            <Field id=id.clone() label error=Signal::derive(move || trouble.get())>
                <input
                    id=id
                    type="search"
                    autocomplete="off"
                    dir="auto"
                    prop:value=live(move || typed.get())
                    on:input=doing(move |event| typed.set(event_target_value(&event)))
                    on:keydown=doing(entered)
                />
            </Field>
            <button on:click=doing(move |_| search())>{t("do_search", &[])}</button>
        </div>
    }
}
