//! Who it was: pick one of several, search by name, look again, or make a placeholder (F2).

use std::rc::Rc;

use callscribe_core::command::{Command, Resolution};
use callscribe_core::contact::Contact;
use callscribe_core::entry::NewContact;
use callscribe_core::integration::Field as Asked;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::card::CardState;
use super::pick::Options;
use super::solve::form_name;
use crate::app::App;
use crate::desk;
use crate::form::{SearchByName, describe};
use crate::parts::{self, Field, When, doing, live};
use crate::screen::Screen;
use crate::text::t;

/// A placeholder: a name is enough; where the integration asks more, the log form does. Enter on the row goes to the field, Enter in the field makes it.
#[component]
pub fn NewPerson(state: CardState) -> impl IntoView {
    let (key, called) = state.row.with_value(|row| (row.entry.key.key(), row.call.other_name().unwrap_or_default().to_owned()));
    let app = App::get();
    let (integration, call) = state.row.with_value(|row| (row.entry.key.integration.clone(), row.call.id.clone()));
    let (integration, call) = (StoredValue::new(integration), StoredValue::new(call));
    let name = RwSignal::new(called);
    let missing = RwSignal::new(false);
    let form = form_name(&key);
    spawn_local(desk::resume(form.clone(), name));
    let field = format!("name-{key}");
    let in_field = field.clone();
    state.enter.set_value(Some(Rc::new(move || parts::focus(in_field.clone()))));
    let create = move || {
        let typed = name.get_untracked().trim().to_owned();
        if typed.is_empty() {
            return missing.set(true);
        }
        let asks_more = integration.with_value(|id| {
            app.frame.with_untracked(|frame| frame.as_ref()?.integration(id).map(|it| it.contact_fields().iter().any(Asked::needs_answer)))
        });
        if asks_more == Some(true) {
            return app.go(Screen::Log(call.get_value()));
        }
        state.solve(Resolution::NewContact(NewContact::named(typed)));
    };
    let typed = move |event| {
        missing.set(false);
        name.set(event_target_value(&event));
        desk::keep_form(&form, &name.get_untracked());
    };
    let error = Signal::derive(move || missing.get().then(|| t("form_name_missing", &[])));
    view! {
        <div class="with-button">
            <Field id=field.clone() label=t("field_new_contact", &[]) error>
                <input
                    id=field.clone()
                    type="text"
                    autocomplete="off"
                    dir="auto"
                    prop:value=live(move || name.get())
                    on:input=doing(typed)
                    on:keydown=doing(move |event: web_sys::KeyboardEvent| if event.key() == "Enter" { event.prevent_default(); create() })
                />
            </Field>
            <button class="primary" on:click=doing(move |_| create())>{t("do_create_and_log", &[])}</button>
        </div>
    }
}

/// The contacts the number found, and those a search by name finds; "Look again" asks the integration anew.
#[component]
pub fn People(state: CardState) -> impl IntoView {
    let (found, chosen_before) = state.row.with_value(|row| row.people());
    if state.picked.get_untracked().is_none() {
        state.picked.set(chosen_before);
    }
    let picks_at_once = !found.is_empty();
    let people = RwSignal::new(found);
    let titles = Signal::derive(move || people.with(|all| all.iter().map(|c| (c.name.clone(), describe(c))).collect::<Vec<_>>()));
    let picked = move || state.picked.get().and_then(|n| people.with(|all| all.get(n).cloned()));
    let log = move || {
        if let Some(contact) = picked() {
            if state.always.get_untracked() {
                let key = state.row.with_value(|row| row.entry.key.clone());
                desk::command(Command::Always { key, contact: Box::new(contact.clone()) });
            }
            state.solve(Resolution::Contact(Box::new(contact)));
        }
    };
    if picks_at_once {
        state.enter.set_value(Some(Rc::new(log)));
    }
    let words = move || match picked() {
        Some(contact) => t("do_log_to", &[&contact.name]),
        None => t("do_log", &[]),
    };
    view! {
        <When is=move || !people.with(Vec::is_empty)>
            <Options state titles label=t("field_contact", &[]) />
            <div class="actions">
                <button class="primary" disabled=live(move || picked().is_none()) on:click=doing(move |_| log())>{words}</button>
                <Always state picked=Signal::derive(move || picked().map(|contact| contact.name)) />
            </div>
        </When>
        <ByName state people log=Rc::new(log) />
    }
}

/// "Always Ann for this number"; it takes its place before anybody is picked, so that nothing moves then.
#[component]
fn Always(state: CardState, picked: Signal<Option<String>>) -> impl IntoView {
    let fits = state.row.with_value(|row| row.entry.found.is_some() && row.call.other().can_be_looked_up());
    let words = move || picked.get().map_or_else(|| t("always_this_one", &[]), |name| t("do_always", &[&name]));
    fits.then(|| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=live(move || state.always.get())
                    disabled=live(move || picked.with(Option::is_none))
                    on:change=doing(move |event| state.always.set(event_target_checked(&event)))
                />
                <span dir="auto">{words}</span>
            </label>
        }
    })
}

#[component]
fn ByName(state: CardState, people: RwSignal<Vec<Contact>>, log: Rc<dyn Fn()>) -> impl IntoView {
    let app = App::get();
    let (key, integration) = state.row.with_value(|row| (row.entry.key.key(), row.entry.key.integration.clone()));
    let by_name = app.frame.with_untracked(|f| f.as_ref()?.integration(&integration).map(|i| i.capabilities.search_by_name)) == Some(true);
    let log = StoredValue::new_local(log);
    let found = Callback::new(move |hits| {
        state.picked.set(Some(0));
        state.enter.set_value(log.try_get_value());
        people.set(hits);
        // From the field the keys go back to the row, so that a digit picks and Enter logs.
        parts::focus(super::card_id(&state.row.with_value(|row| row.entry.key.key())));
    });
    by_name.then(|| view! { <SearchByName integration id=format!("search-{key}") label=t("field_someone_else", &[]) found /> })
}
